export type Maybe<T> = T | undefined | null | Promise<T>;
export interface Holder<T> { get(): Maybe<T>; put(v: Maybe<T>): void; m: Maybe<string>; }
export type Awaitable<T> = T | PromiseLike<T>;
export type Either = string | Promise<number>;
export type Later<T> = Promise<T> | null;
export interface Task {
  run(): Awaitable<string>;
  on(handler: () => Awaitable<void>): void | Promise<void>;
  finish(value: Awaitable<number>, either?: Either): Either;
  value: Awaitable<string>;
  later: Later<string>;
}
