declare class Log {
  write(value: any, extra?: unknown): void;
  last(): unknown;
}
