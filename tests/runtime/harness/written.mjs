// What people write, in miniflare: node written.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createTcp } from "node:net";
import { Counter, Miniflare, options, require } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const { WebSocketServer } = require("ws");
const counter = new Counter();

// What the Worker connects to: lines come back in capitals, messages as they are.
const listen = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
const tcp = createTcp((socket) => {
  socket.on("error", () => {});
  socket.on("data", (data) => socket.write(data.toString().toUpperCase()));
});
const http = createServer((_, response) => response.writeHead(404).end());
const sockets = new WebSocketServer({ server: http, path: "/", handleProtocols: (offered) => [...offered].at(-1) });
sockets.on("connection", (socket, request) =>
  socket.on("message", (data, binary) => {
    if (data.toString() === "leave") return socket.close(4002, "left");
    socket.send(data.toString() === "header" ? request.headers["x-name"] : data, { binary });
  }));
const [tcpPort, wsPort] = [await listen(tcp), await listen(http)];

// A Worker that the macros did not write.
const foreign = `
  import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
  class Counter extends RpcTarget {
    constructor(from) { super(); this.count = from; }
    increase(by) { return this.count += by; }
  }
  export class Accounts extends WorkerEntrypoint {
    balance(user, at = 0) { return user.length + at; }
    listAllAccounts() { return ["ada", "bob"]; }
    counter(from) { return new Counter(from); }
    async each(names, f) { return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await f(name)]))); }
    refuse() { throw new TypeError("not today"); }
    sum(one, two, rest) { return one + Number(two) + rest.reduce((a, b) => a + b); }
    count(...all) { return all.length; }
    echo(text) { return text; }
  }
  export default {};`;

// Stand-ins for two services that no local runtime has: letters are counted, vectors compared by their cosine.
const ai = `
  const vector = (text) => Array.from({ length: 26 }, (_, at) => [...text].filter((letter) => letter.charCodeAt(0) === 97 + at).length);
  export default () => ({
    gateway() {},
    async run(model, { text }) {
      if (text.length > 100) throw new Error("at most 100 texts");
      const data = text.map(vector);
      return model === "@cf/baai/bge-base-en-v1.5" ? { shape: [data.length, 26], data } : { data: data.slice(1) };
    },
  });`;
const index = `
  const length = (vector) => Math.hypot(...vector);
  const cosine = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0) / (length(a) * length(b) || 1);
  export default () => {
    const kept = new Map();
    return {
      queryById() {},
      async upsert(vectors) { for (const vector of vectors) kept.set(vector.id, vector); return { mutationId: "1" }; },
      async deleteByIds(ids) { for (const id of ids) kept.delete(id); return { mutationId: "2" }; },
      async query(values, { topK = 5, namespace } = {}) {
        const matches = [...kept.values()]
          .filter((vector) => namespace === undefined || vector.namespace === namespace)
          .map((vector) => ({ id: vector.id, namespace: vector.namespace, score: cosine(values, vector.values) }))
          .sort((a, b) => b.score - a.score || a.id.localeCompare(b.id)).slice(0, topK);
        return { matches, count: matches.length };
      },
    };
  };`;

const own = options(bundle, optionsPath);
const miniflare = new Miniflare({
  workers: [
    {
      ...own,
      hyperdrives: { POOL: `postgresql://me:p%20w@127.0.0.1:${tcpPort}/shop` },
      bindings: { WS_PORT: String(wsPort) },
      wrappedBindings: { AI: "ai", INDEX: "index" },
    },
    { name: "foreign", compatibilityDate: own.compatibilityDate, modules: true, script: foreign },
    { name: "ai", modules: true, script: ai },
    { name: "index", modules: true, script: index },
  ],
});
const url = await miniflare.ready;
for (const section of ["shapes", "params", "calls", "foreign", "sockets", "pool", "meaning"]) {
  const answer = await fetch(new URL(section, url));
  const text = await answer.text();
  if (answer.status !== 200) counter.record(section, `FAILED status ${answer.status}: ${text}`);
  for (const line of text.split("\n").filter(Boolean)) counter.record(section, line);
}
await counter.check("errors", "an error of another crate is a 500 that says its causes", async () => {
  const answer = await fetch(new URL("page", url));
  assert.equal(answer.status, 500);
  assert.match(await answer.text(), /the page number: invalid digit found in string/);
});
await miniflare.dispose();
tcp.close();
http.close();
counter.finish();
process.exit();
