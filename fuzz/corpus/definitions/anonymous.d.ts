declare class Store {
  get(key: string, options: { type: string; deep: { a: number } }): { value: string };
  when(at: number | Date): void;
}
