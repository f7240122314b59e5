interface Full {
  a: string;
  b?: number;
  c: boolean;
}
type Part = Omit<Full, "c">;
type All = Required<Pick<Full, "a" | "b">>;
type Keys = keyof Full;
type A = Full["a"];
type Cond<T> = T extends string ? number : boolean;
interface Uses {
  part: Part;
  all: All;
  key: Keys;
  a: A;
  cond: Cond<string>;
  made: ReturnType<() => Full>;
  maybe: Partial<Full>;
}
type Source = { url: string } | { html: string };
type Print = Source & {
  scale?: number;
};
type Recipients = { to?: string; cc?: string } & ({ to: string } | { cc: string });
type Mail = Recipients & { from: string };
