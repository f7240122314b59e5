/** A global, as the scope lists it. */
declare class Response {
  constructor(body?: string);
}
/** Only `crypto` has it: `new crypto.DigestStream(…)`. */
declare class DigestStream {
  constructor(algorithm: string);
  readonly digest: Promise<ArrayBuffer>;
}
interface Crypto {
  DigestStream: typeof DigestStream;
  Response: typeof Response;
}
declare const crypto: Crypto;
interface Scope {
  Response: typeof Response;
  crypto: Crypto;
  self: Scope;
}
declare const self: Scope;
