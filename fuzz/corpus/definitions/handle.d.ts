/** A thing. */
declare class Thing extends Base {
  constructor(name: string);
  /** Its size. */
  get size(): number;
  name: string;
  static make(name: string): Thing;
  rename(name: string): void;
}
declare abstract class Base {
  close(): void;
}
