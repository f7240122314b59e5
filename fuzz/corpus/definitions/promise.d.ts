declare class Api {
  load(key: string): Promise<string | null>;
  list(): Promise<string[]>;
}
