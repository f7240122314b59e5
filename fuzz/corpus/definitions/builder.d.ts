interface Options {
  ttl?: number;
  tag?: string;
}
declare class Api {
  put(key: string, value: string, options?: Options): Promise<void>;
  open(key: string, options?: Options): string;
}
