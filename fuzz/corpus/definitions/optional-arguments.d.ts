declare class Api {
  list(tag?: string): string[];
  clear(id: number | null): void;
  put(value: string | ArrayBuffer | null): void;
}
