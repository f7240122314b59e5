interface Pair {
  readonly left: string;
  swap(): Pair;
}
declare var Pair: {
  prototype: Pair;
  new (left: string): Pair;
  of(left: string): Pair;
};
