/** The manifest names it: what its methods take are parameters of SQL. */
declare class SqlStorage {
  exec(query: string, ...bindings: any[]): void;
}
declare class Log {
  write(...values: any[]): void;
}
