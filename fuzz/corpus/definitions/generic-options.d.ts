export interface Opts { length?: number; }
export function write<T extends ArrayBufferView>(fd: number, buffer?: T, options?: Opts): Promise<{ written: number; buffer: T }>;
export interface Store<K> {
  fetch(key: K, fallback?: K, options?: Opts): Promise<K>;
}
