interface Ping {
  type: "ping";
  ok: true;
  id: string;
}
