interface Found {
  readonly key: string;
  read(): string;
}
interface FoundBody extends Found {
  readonly body: string;
}
interface GetOptions {
  onlyIf?: string;
  range?: number;
}
/** With the option the answer may have no body: the call without it refuses the option. */
declare class Bucket {
  get(key: string, options: GetOptions & { onlyIf: string }): Promise<FoundBody | Found | null>;
  get(key: string, options?: GetOptions): Promise<FoundBody | null>;
}
