// Runs the suite worker's sections in miniflare and counts what they assert: node suite.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { miniflare } from "./serve.mjs";

let passed = 0;
let failed = 0;

function record(section, line) {
  if (line.startsWith("ok ")) passed += 1;
  else {
    failed += 1;
    console.log(`${section}: ${line}`);
  }
}

async function check(section, name, body) {
  try {
    await body();
    record(section, `ok ${name}`);
  } catch (error) {
    record(section, `FAILED ${name}: ${error.message}`);
  }
}

const url = await miniflare.ready;
const get = (path, init) => fetch(new URL(path, url), init);
const sections = ["kv", "r2", "d1", "queue", "small", "objects", "web", "fetch", "crypto", "streams", "html", "sockets", "cache", "wait"];
for (const section of sections) {
  const answer = await get(`/${section}`);
  const text = await answer.text();
  if (answer.status !== 200) record(section, `FAILED status ${answer.status}: ${text}`);
  for (const line of text.split("\n").filter(Boolean)) record(section, line);
}

const kv = await miniflare.getKVNamespace("CACHE");
const within = async (limit, probe) => {
  for (const end = Date.now() + limit; Date.now() < end; ) {
    const value = await probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
for (const [item, expected] of [
  ["tea", "2 tea after 1 from orders"],
  ["late", "1 late after 1 from orders"],
  ["batch", "4 batch after 1 from orders"],
  ["retry", "3 retry after 2 from orders"],
]) {
  await check("queue", `message ${item}`, async () =>
    assert.equal(await within(8000, () => kv.get(`order-${item}`)), expected));
}
await check("wait", "wait_until outlives the answer", async () => assert.equal(await within(3000, () => kv.get("waited")), "yes"));
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

const answer = await miniflare.dispatchFetch(new URL("/ws", url), { headers: { Upgrade: "websocket" } });
await check("websocket", "the upgrade is accepted", () => assert.equal(answer.status, 101));
const socket = answer.webSocket;
if (socket) {
  const next = () => new Promise((resolve) => socket.addEventListener("message", (event) => resolve(event.data), { once: true }));
  socket.accept();
  let got = next();
  socket.send("hi");
  await check("websocket", "text is echoed by the hibernatable object", async () => assert.equal(await got, "echo hi of 1"));
  got = next();
  socket.send(new Uint8Array([1, 2, 255]));
  await check("websocket", "binary is echoed", async () => assert.deepEqual([...new Uint8Array(await got)], [1, 2, 255]));
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  socket.send("close");
  await check("websocket", "close code and reason", async () => {
    const event = await closed;
    assert.equal(event.code, 4000);
    assert.equal(event.reason, "asked");
  });
}

await miniflare.dispose();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
