interface Get<T> {
  type: T;
  ttl?: number;
}
declare class Kv {
  get(key: string, type: "text"): Promise<string>;
  get<T>(key: string, type: "json"): Promise<T>;
  get(key: string, options?: Get<"bytes">): Promise<ArrayBuffer>;
  get(keys: string[]): Promise<Map<string, string>>;
  delete(key: string): Promise<boolean>;
  delete(keys: string[]): Promise<number>;
}
