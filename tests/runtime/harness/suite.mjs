// Runs the suite worker's sections in miniflare and counts what they assert: node suite.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createTcp } from "node:net";
import { Counter, Miniflare, options, require, eventually } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const { WebSocketServer } = require("ws");
const counter = new Counter();
const check = counter.check.bind(counter);

// What the worker connects to: lines come back in capitals, messages as they are. The server closes when it is told to:
// it keeps the connection until that is confirmed, where after a client's close it is gone as soon as it has confirmed.
const listen = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
const tcp = createTcp((socket) => {
  socket.on("error", () => {});
  socket.on("data", (data) => (data.includes("quit") ? socket.end("QUIT\n") : socket.write(data.toString().toUpperCase())));
});
const http = createServer((request, response) => response.writeHead(404).end());
const sockets = new WebSocketServer({ server: http, path: "/" });
sockets.on("connection", (socket) => socket.on("message", (data, binary) => (String(data) === "close" ? socket.close(1000, "bye") : socket.send(data, { binary }))));
const [tcpPort, wsPort] = [await listen(tcp), await listen(http)];

let printed = "";
const { queueConsumers, serviceBindings, ...shared } = options(bundle, optionsPath);
shared.hyperdrives = { DATABASE_POOL: `postgres://me:pw@127.0.0.1:${tcpPort}/shop` };
shared.bindings = { ...shared.bindings, TCP_PORT: String(tcpPort), WS_PORT: String(wsPort) };
const miniflare = new Miniflare({
  unsafeTriggerHandlers: true,
  handleRuntimeStdio: (stdout, stderr) => {
    for (const stream of [stdout, stderr]) stream.on("data", (data) => (printed += data));
  },
  workers: [
    { ...shared, queueConsumers, serviceBindings, tails: ["tailer"] },
    {
      name: "evictor",
      compatibilityDate: shared.compatibilityDate,
      compatibilityFlags: ["unsafe_module"],
      modules: true,
      script: `import unsafe from "workerd:unsafe";
        export default { fetch: async (_, env) => new Response(await unsafe.evict(env.ROOM.getByName("sockets"))) };`,
      durableObjects: { ROOM: { className: "Room", scriptName: "suite" } },
    },
    { ...shared, name: "tailer", serviceBindings, workflows: { CHECKOUT: { name: "other", className: "Checkout" } } },
  ],
});
const url = await miniflare.ready;
const get = (path, init) => fetch(new URL(path, url), init);
const kv = await miniflare.getKVNamespace("CACHE");
await (await miniflare.getSecretsStoreSecretAPI("VAULT"))().create("kept apart");

const sections = [
  "kv", "r2", "d1", "queue", "small", "products", "objects", "web", "fetch", "crypto", "streams", "gigabyte", "html", "web-sockets", "tcp",
  "rpc", "workflow", "send", "cache", "wait",
];
const wanted = process.env.CFS_SECTIONS?.split(",");
for (const section of sections.filter((section) => !wanted || wanted.includes(section))) {
  const answer = await get(`/${section}`);
  const text = await answer.text();
  if (answer.status !== 200) counter.record(section, `FAILED status ${answer.status}: ${text}`);
  for (const line of text.split("\n").filter(Boolean)) counter.record(section, line);
}

for (const [item, expected] of [
  ["tea", "2 tea after 1 from orders"],
  ["late", "1 late after 1 from orders"],
  ["batch", "4 batch after 1 from orders"],
  ["retry", "3 retry after 2 from orders"],
]) {
  await check("queue", `message ${item}`, async () =>
    assert.equal(await eventually(() => kv.get(`order-${item}`)), expected));
}
await check("wait", "wait_until outlives the answer", async () => assert.equal(await eventually(() => kv.get("waited")), "yes"));
await check("scheduled", "the handler runs", async () => {
  const worker = await miniflare.getWorker();
  await worker.scheduled({ cron: "30 * * * *" });
  assert.equal(await kv.get("cron"), "30 * * * *");
});
await check("fetch", "a request body is echoed", async () => {
  const answer = await get("/echo", { method: "POST", body: "héllo" });
  assert.equal(await answer.text(), "héllo");
});
await check("fetch", "an unknown route is 404", async () => assert.equal((await get("/nothing")).status, 404));
await check("fetch", "twenty requests at once", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => get("/echo", { method: "POST", body: `${at}` })));
  assert.deepEqual(await Promise.all(answers.map((answer) => answer.text())), Array.from({ length: 20 }, (_, at) => `${at}`));
});
await check("fetch", "an error of the handler is a 500 that says it", async () => {
  const answer = await get("/fails");
  assert.equal(answer.status, 500);
  assert.match(await answer.text(), /refused in words/);
});

const mail = (subject) =>
  get("/cdn-cgi/handler/email?from=me@example.com&to=you@example.com", {
    method: "POST",
    body: `From: me@example.com\r\nTo: you@example.com\r\nMessage-ID: <2@example.com>\r\nSubject: ${subject}\r\n\r\ntext\r\n`,
  });
await check("email", "a message is read and forwarded", async () => {
  const answer = await mail("hello");
  assert.equal(answer.status, 200, await answer.text());
  assert.equal(await kv.get("email"), "me@example.com you@example.com hello true");
});
await check("email", "a message is rejected", async () => {
  assert.equal((await mail("spam")).status, 200);
  assert.equal(await kv.get("rejected"), "me@example.com");
});

await check("log", "lines of the log and tracing crates reach the console", async () => {
  assert.equal((await get("/log")).status, 200);
  const lines = await eventually(() => (printed.includes("by tracing") ? printed : undefined));
  assert.match(lines ?? printed, /traced line/);
  assert.match(printed, /WARN suite: by log 1/);
  assert.match(printed, /ERROR suite: outer id=7: by tracing count=2/);
  assert.doesNotMatch(printed, /too quiet/);
});
await check("tail", "another worker gets the events", async () =>
  assert.equal(await eventually(() => kv.get("tail")), "ok"));

const connect = async () => {
  const answer = await miniflare.dispatchFetch(new URL("/ws", url), { headers: { Upgrade: "websocket" } });
  assert.equal(answer.status, 101);
  const socket = answer.webSocket;
  socket.accept();
  return socket;
};
const next = (socket) => new Promise((resolve) => socket.addEventListener("message", (event) => resolve(event.data), { once: true }));
let socket;
await check("websocket", "the upgrade is accepted", async () => (socket = await connect()));
if (socket) {
  await check("websocket", "text is echoed by the hibernatable object", async () => {
    const got = next(socket);
    socket.send("hi");
    assert.equal(await got, "echo hi of 1");
  });
  await check("websocket", "binary is echoed", async () => {
    const got = next(socket);
    socket.send(new Uint8Array([1, 2, 255]));
    assert.deepEqual([...new Uint8Array(await got)], [1, 2, 255]);
  });
}

if (socket) {
  const ask = async () => {
    const got = next(socket);
    socket.send("memory");
    return await got;
  };
  await check("hibernation", "an object in memory keeps what it holds", async () => {
    assert.equal(await ask(), "asked 1 times by guest");
    assert.equal(await ask(), "asked 2 times by guest");
  });
  await check("hibernation", "an evicted one is made again by the next message, its socket and attachment stay", async () => {
    assert.equal((await (await miniflare.getWorker("evictor")).fetch("http://evictor/")).status, 200);
    assert.equal(await ask(), "asked 1 times by guest");
  });
}

// A panic: logged, answered with 500, followed by a fresh instance. The socket above stays open through it.
await check("panic", "is answered with 500", async () => {
  const answer = await get("/panic");
  assert.equal(answer.status, 500);
  assert.match(await answer.text(), /asked to panic/);
});
await check("panic", "is logged with its place", async () =>
  assert.match((await eventually(() => (printed.includes("panicked at") ? printed : undefined))) ?? "", /panicked at .*lib\.rs/));
await check("panic", "the next request is answered by a fresh instance", async () => {
  const answer = await get("/echo", { method: "POST", body: "again" });
  assert.equal(await answer.text(), "again");
});
await check("panic", "what else was in flight is rejected, not left hanging", async () => {
  const slow = get("/slow");
  await eventually(() => printed.includes("slow begins"));
  await get("/panic");
  assert.equal((await slow).status, 500);
});
if (socket) {
  await check("panic", "a Durable Object's value is made again, its sockets stay", async () => {
    const got = next(socket);
    socket.send("after");
    assert.equal(await got, "echo after of 1");
  });
  await check("websocket", "close code and reason", async () => {
    const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.send("close");
    const event = await closed;
    assert.equal(event.code, 4000);
    assert.equal(event.reason, "asked");
  });
}
await miniflare.dispose();

// A binding that is missing, or of another kind, is named when the worker starts.
async function starting(change) {
  let said = "";
  const worker = { ...shared, queueConsumers, serviceBindings, tails: undefined };
  change(worker);
  const broken = new Miniflare({
    ...worker,
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.on("data", (data) => (said += data));
    },
  });
  try {
    const answer = await broken.dispatchFetch("http://worker/echo", { method: "POST", body: "x" });
    said += `${answer.status} ${await answer.text()}`;
  } catch (error) {
    said += error.message;
  }
  await broken.dispose().catch(() => {});
  return said;
}
await check("start", "a missing binding is named, with those there are", async () => {
  const said = await starting((worker) => (worker.kvNamespaces = ["CASH"]));
  assert.match(said, /the Worker has no binding `CACHE`; it has .*CASH/);
});
await check("start", "a binding of another product is named", async () => {
  const said = await starting((worker) => {
    worker.kvNamespaces = [];
    worker.r2Buckets = ["FILES", "CACHE"];
  });
  assert.match(said, /the binding `CACHE` is of another kind: it is no KvNamespace, as it has no method getWithMetadata/);
});
await check("start", "a variable where a database is asked for is named", async () => {
  const said = await starting((worker) => {
    worker.d1Databases = [];
    worker.bindings = { ...worker.bindings, DATABASE: "text" };
  });
  assert.match(said, /the binding `DATABASE` is of another kind: expected D1Database, found string "text"/);
});

tcp.close();
http.close();
counter.finish();
process.exit();
