/** A factory beside a function that Rust writes alike. */
export function Set<T>(values?: Iterable<T>): Set<T>;
export function set(name: string, value: unknown): void;
export interface Set<T> {
  add(value: T): this;
}

export function geoJSON(data: string): void;
export function geoJson(data: string, extra?: string): void;
/** Would be the form of the one above with all arguments. */
export function geoJson_camel_with(data: string): void;

/** The arguments are a type parameter. */
export function min<Values extends readonly unknown[] | string>(...values: Values): Values;
