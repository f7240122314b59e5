/** Declared as a class, and nothing global has it: what is there was made by another. */
declare abstract class Stored {
  readonly key: string;
}
interface StoredBody extends Stored {
  readonly body: string;
  text(): Promise<string>;
}
/** A class that is a global. */
declare class Answer {
  constructor(text: string);
}
declare class Bucket {
  get(key: string): Promise<StoredBody | Stored | null>;
  put(value: Answer | Stored): void;
}
interface Scope {
  Answer: typeof Answer;
  Bucket: typeof Bucket;
  self: Scope;
}
declare const self: Scope;
