// A newcomer's chat, as its visitors see it, and every row of the table of runtime cases: node newcomer.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Counter, Miniflare, options, eventually } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const counter = new Counter();
let printed = "";
const miniflare = new Miniflare({
  ...options(bundle, optionsPath),
  handleRuntimeStdio: (stdout, stderr) => {
    for (const stream of [stdout, stderr]) stream.on("data", (data) => (printed += data));
  },
});
const url = await miniflare.ready;
const database = await miniflare.getD1Database("DB");
await database.exec("CREATE TABLE said (id INTEGER PRIMARY KEY, room TEXT, user TEXT, line TEXT)");
const get = async (path, init) => {
  const answer = await fetch(new URL(path, url), { redirect: "manual", ...init });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
const text = async (path, init) => {
  const { status, text } = await get(path, init);
  assert.equal(status, 200, text);
  return text;
};
const check = counter.check.bind(counter);
const alive = async () => assert.match(await text("/"), /^visit \d+$/);

// The chat.
await check("kv", "visits are counted", async () => {
  assert.equal(await text("/"), "visit 1");
  assert.ok(await eventually(async () => (await text("/")) !== "visit 1"));
});
const join = async (name) => {
  const answer = await miniflare.dispatchFetch(new URL(`/rooms/lobby/join?name=${name}`, url), { headers: { Upgrade: "websocket" } });
  assert.equal(answer.status, 101);
  const heard = [];
  answer.webSocket.addEventListener("message", (event) => heard.push(event.data));
  answer.webSocket.accept();
  return { socket: answer.webSocket, heard };
};
await check("chat", "everybody hears what is said", async () => {
  const [ada, bob] = [await join("ada"), await join("bob")];
  ada.socket.send("hello");
  await eventually(() => bob.heard.length === 1);
  bob.socket.send("hello yourself");
  await eventually(() => ada.heard.length === 2);
  for (const { heard } of [ada, bob]) assert.deepEqual(heard, ["ada: hello", "bob: hello yourself"]);
  ada.socket.close(1000, "bye");
});
const said = [{ user: "ada", line: "hello" }, { user: "bob", line: "hello yourself" }];
await check("chat", "the room keeps it", async () => assert.deepEqual(JSON.parse(await text("/rooms/lobby/history")), said));
await check("queue", "the archive has it, and who came and went", async () => {
  const all = await eventually(async () => {
    const rows = JSON.parse(await text("/archive/lobby"));
    return rows.length === 5 ? rows : undefined;
  });
  const lines = (user) => all.filter((row) => row.user === user).map((row) => row.line);
  assert.deepEqual(lines("ada"), ["joined", "hello", "left"]);
  assert.deepEqual(lines("bob"), ["joined", "hello yourself"]);
});
await check("cron", "what is archived is counted", async () => {
  const worker = await miniflare.getWorker();
  assert.equal((await worker.scheduled({ cron: "0 * * * *" })).outcome, "ok");
  assert.equal(await text("/digest"), "5 lines");
});
await check("chat", "who says no name is told so", async () => {
  const { status, text } = await get("/rooms/lobby/join");
  assert.equal(status, 500);
  assert.match(text, /who are you\? say `\?name=`/);
});

// The table of runtime cases, row by row.
await check("00", "a body that nests too deep is an error with its path; the next request works", async () => {
  const body = `${'{"children":['.repeat(12000)}]}${"]}".repeat(11999)}`;
  const { status, text } = await get("/cases/node", { method: "POST", body });
  assert.equal(status, 500);
  assert.match(text, /the tree: children\[0\]\.children\[0\]/);
  await alive();
});
for (const [how, reason] of Object.entries({
  stack: /the stack is used up|memory access out of bounds/,
  abort: /unreachable/,
  memory: /unreachable|capacity overflow/,
  panic: /the chat panics/,
})) {
  for (const place of ["trap", "trap-in-room"]) {
    await check("01", `${place}, ${how}: the call says why, it is logged, the next one works`, async () => {
      printed = "";
      const { status, text } = await get(`/cases/${place}/${how}`);
      assert.equal(status, 500);
      assert.match(text, reason);
      assert.ok(await eventually(() => reason.test(printed)), printed.slice(-500));
      await alive();
      assert.equal((await get("/cases/trap-in-room/nothing")).text, "still here");
    });
  }
}
await check("02", "SQL stores booleans as numbers and bytes as a BLOB, and rounds nothing", async () =>
  assert.equal(await text("/cases/store"), "integer 31\nblob 0102FF\nrefused"));
await check("03", "a large number is exact, or refused where it is written", async () => {
  assert.equal(await text("/cases/large/room"), "Some(1234567890123456789)");
  assert.equal(await text("/cases/large/json"), "1234567890123456789");
  const { status, text: refusal } = await get("/cases/large/d1");
  assert.equal(status, 500);
  assert.match(refusal, /bigint/);
});
await check("04", "a transaction that fails takes nothing", async () => {
  assert.equal(await text("/cases/pay/3"), "7");
  const { status, text: refusal } = await get("/cases/pay/8");
  assert.equal(status, 500);
  assert.match(refusal, /insufficient, 7 left/);
});
await check("05", "conditional reads and writes have results of their own", async () =>
  assert.equal(await text("/cases/conditional"), "true true text"));
await check("06", "a lock that requests share", async () => {
  const held = await Promise.all([1, 2, 3].map(() => text("/cases/lock")));
  assert.deepEqual(held.sort(), ["1", "2", "3"]);
  assert.equal(await text("/cases/lock"), "4");
});
await check("08", "a megabyte over RPC and in storage", async () =>
  assert.equal(await text("/cases/bytes"), "1048576 bytes 1048576"));
await check("09", "headers of redirects and of fetched responses can be set, cookies are added", async () => {
  const redirect = await get("/cases/redirect");
  assert.equal(redirect.status, 302);
  assert.equal(redirect.headers.get("x-by"), "chat");
  const other = createServer((_, response) => response.end("from elsewhere"));
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  const relayed = await get(`/cases/relayed?from=http://127.0.0.1:${other.address().port}`);
  other.close();
  other.closeAllConnections();
  assert.equal(relayed.text, "from elsewhere");
  assert.equal(relayed.headers.get("x-by"), "chat");
  assert.deepEqual((await get("/cases/cookies")).headers.getSetCookie(), ["a=1", "b=2"]);
});
await check("11", "what serde writes is written, or an error says where", async () => {
  assert.equal(await text("/cases/serde"), '{"id":1234567890123456789,"name":"kept"}');
  const { status, text: refusal } = await get("/cases/serde-refused");
  assert.equal(status, 500);
  assert.match(refusal, /inner: refuses to be written/);
});
await miniflare.dispose();
counter.finish();
