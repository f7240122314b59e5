declare class Headers {
  keys(): IterableIterator<string>;
  entries(): IterableIterator<[string, number]>;
  [Symbol.iterator](): IterableIterator<string>;
  stream(): AsyncIterable<string>;
  add(names: Iterable<string>): void;
}
