declare module "host:sockets" {
  function _connect(address: string): Socket;
  export { _connect as connect };
}
interface Socket {
  close(): void;
}
declare namespace Inner {
  interface Socket {
    id: string;
  }
  const limit: number;
}
declare const inner: typeof Inner;
declare const nothing: typeof NaN;
