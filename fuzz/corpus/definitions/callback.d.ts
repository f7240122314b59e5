declare class Bus {
  on(name: string, handler: (value: string, at: number) => void): void;
  run<T>(body: () => Promise<T>): Promise<T>;
}
interface Hooks {
  start?(id: string): void | Promise<void>;
}
