declare class Response {
  clone(): Response;
  type: string;
  "quoted-name": string;
  "self"(): void;
}
interface Option {
  $ref: string;
  match?: string;
}
