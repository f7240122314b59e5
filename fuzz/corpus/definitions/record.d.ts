interface Headers {
  [name: string]: string;
}
interface Mixed {
  id: string;
  [name: string]: unknown;
}
interface Uses {
  headers: Headers;
  counts: Record<string, number>;
}
