// The README's Worker, as a visitor sees it: node users.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { Counter, Miniflare, options, eventually } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const counter = new Counter();
const miniflare = new Miniflare(options(bundle, optionsPath));
const url = await miniflare.ready;
const database = await miniflare.getD1Database("DATABASE");
await database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)");
await database.exec("INSERT INTO users VALUES (1, 'Ada')");
const cache = await miniflare.getKVNamespace("CACHE");
const get = (query) => fetch(new URL(query, url));

await counter.check("users", "a user is answered as JSON", async () => {
  const answer = await get("?id=1");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { id: 1, name: "Ada" });
});
await counter.check("users", "and cached after the answer", async () =>
  assert.equal(await eventually(() => cache.get("1")), '{"id":1,"name":"Ada"}'));
await counter.check("users", "the next answer comes from the cache", async () => {
  await database.exec("UPDATE users SET name = 'Eve'");
  assert.deepEqual(await (await get("?id=1")).json(), { id: 1, name: "Ada" });
});
await counter.check("users", "nobody is 404", async () => {
  const answer = await get("?id=2");
  assert.equal(answer.status, 404);
  assert.equal(await answer.text(), "User not found");
});
await counter.check("users", "a row of another shape is a 500 that names the field", async () => {
  await database.exec("INSERT INTO users VALUES (3, NULL)");
  const answer = await get("?id=3");
  assert.equal(answer.status, 500);
  assert.match(await answer.text(), /name: expected a string/);
});
await miniflare.dispose();
counter.finish();
