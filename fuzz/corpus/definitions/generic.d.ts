interface Message<Body = unknown> {
  body: Body;
  ack(): void;
}
declare class Queue<Body = unknown, Key extends string = string> {
  send(message: Body, key: Key): Promise<void>;
  peek(): Promise<Message<Body>>;
  log<T>(value: T): void;
  read<T>(): Promise<T>;
}
