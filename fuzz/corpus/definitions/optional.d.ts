interface Row {
  a: string | null;
  b?: number;
  c?: boolean | null;
  d: string | undefined;
}

/** Nothing already: `given` is an option once. */
type Maybe = "low" | "high" | undefined;
interface Level {
  given?: Maybe;
  read(): Maybe | null;
}
