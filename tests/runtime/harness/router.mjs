// A Worker with axum's router and tower's layers, as a visitor sees it: node router.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { Counter, Miniflare, options } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const counter = new Counter();
const miniflare = new Miniflare(options(bundle, optionsPath));
const url = await miniflare.ready;
const get = (path, init) => fetch(new URL(path, url), init);
const answers = async (path, init, status, text) => {
  const answer = await get(path, init);
  assert.equal(await answer.text(), text);
  assert.equal(answer.status, status);
  return answer;
};
const check = (name, body) => counter.check("router", name, body);

await check("a route", async () => {
  const answer = await answers("/", { headers: { "accept-encoding": "identity" } }, 200, "hello");
  assert.equal(answer.headers.get("server"), "router");
  assert.equal(answer.headers.get("content-length"), "5");
});
await check("a layer answers for the router", async () => {
  const headers = { origin: "https://a.example", "access-control-request-method": "PUT" };
  const answer = await get("/notes/a", { method: "OPTIONS", headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
});
await check("state, a path and a body", async () => {
  await answers("/notes/a%20b", { method: "PUT", body: "text ü" }, 201, "");
  await answers("/notes/a%20b", {}, 200, "text ü");
  await answers("/notes/a%20b?upper=true", {}, 200, "TEXT Ü");
  await answers("/notes/a%20b", { method: "DELETE" }, 204, "");
  await answers("/notes/a%20b", {}, 404, "no note a b");
});
await check("extractors refuse in the router's own words", async () => {
  const answer = await get("/notes/a?upper=maybe");
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /upper/);
  assert.equal((await get("/sum", { method: "POST", body: "{}" })).status, 415);
  assert.equal((await get("/sum")).status, 405);
});
await check("JSON both ways", async () => {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"numbers":[1,2,39]}' };
  const answer = await answers("/sum", init, 200, "42");
  assert.equal(answer.headers.get("content-type"), "application/json");
});
await check("a large body, and one that is too large", async () => {
  await answers("/upload", { method: "POST", body: new Uint8Array(900_000) }, 200, "900000 bytes");
  assert.equal((await get("/upload", { method: "POST", body: new Uint8Array(2_000_000) })).status, 413);
});
await check("a streamed body of unknown length", async () => {
  const parts = async function* () {
    for (let at = 0; at < 10; at += 1) yield new Uint8Array(10_000);
  };
  await answers("/upload", { method: "POST", body: ReadableStream.from(parts()), duplex: "half" }, 200, "100000 bytes");
});
await check("another Worker's answer is streamed through", async () => {
  await answers("/notes/kept", { method: "PUT", body: "kept" }, 201, "");
  await answers("/relay", {}, 200, "KEPT");
});
await check("two cookies are two headers", async () => {
  assert.deepEqual((await get("/cookies")).headers.getSetCookie(), ["a=1", "b=2"]);
});
await miniflare.dispose();
counter.finish();
