// A Worker whose panics unwind: node unwind.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { Counter, Miniflare, options } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const counter = new Counter();
const miniflare = new Miniflare({ ...options(bundle, optionsPath), handleRuntimeStdio: () => {} });
const url = await miniflare.ready;
const get = async (path) => {
  const answer = await fetch(new URL(path, url));
  return { status: answer.status, text: await answer.text() };
};

await counter.check("unwind", "a panic is answered with 500 and its message", async () => {
  assert.equal((await get("/calls")).text, "1");
  const { status, text } = await get("/panic");
  assert.equal(status, 500);
  assert.match(text, /on purpose/);
});
await counter.check("unwind", "what the instance holds is still there", async () =>
  assert.equal((await get("/calls")).text, "2"));
await counter.check("unwind", "a Durable Object's panic is an error at its caller", async () => {
  assert.equal((await get("/enter")).text, "1");
  const { status, text } = await get("/fail");
  assert.equal(status, 500);
  assert.match(text, /nobody leaves/);
});
await counter.check("unwind", "and the object goes on as it is", async () =>
  assert.equal((await get("/enter")).text, "2"));
await counter.check("unwind", "an abort ends the instance, and the next call gets a fresh one", async () => {
  const { status, text } = await get("/abort");
  assert.equal(status, 500);
  assert.match(text, /unreachable: an abort/);
  assert.equal((await get("/calls")).text, "1");
  assert.equal((await get("/enter")).text, "1");
});
await miniflare.dispose();
counter.finish();
