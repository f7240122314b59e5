// A Worker whose instances end in every way there is: node survive.mjs BUNDLE OPTIONS.json
import assert from "node:assert/strict";
import { Counter, Miniflare, eventually, options } from "./runtime.mjs";

const [bundle, optionsPath] = process.argv.slice(2);
const counter = new Counter();
let printed = "";
const own = options(bundle, optionsPath);
const { queueConsumers, ...shared } = own;
const miniflare = new Miniflare({
  unsafeTriggerHandlers: true,
  handleRuntimeStdio: (stdout, stderr) => {
    for (const stream of [stdout, stderr]) stream.on("data", (data) => (printed += data));
  },
  workers: [
    { ...own, tails: ["tailer"] },
    {
      ...shared,
      name: "tailer",
      durableObjects: { VAULT: { className: "Vault", scriptName: "survive" } },
      workflows: { STEPS: { name: "others", className: "Steps" } },
    },
  ],
});
const url = await miniflare.ready;
const kv = await miniflare.getKVNamespace("CACHE");
const get = async (path, init) => {
  const answer = await fetch(new URL(path, url), init);
  return { status: answer.status, text: await answer.text() };
};
const wanted = process.env.CFS_SECTIONS?.split(",");
const check = async (section, name, body) => {
  if (!wanted || wanted.includes(section)) await counter.check(section, name, body);
};
const alive = async () => assert.deepEqual(await get("/"), { status: 200, text: "hello" });
const logged = async (pattern) =>
  assert.match((await eventually(() => (pattern.test(printed) ? printed : undefined))) ?? printed.slice(-2000), pattern);

// What is asserted inside.
for (const section of ["sql", "d1", "numbers", "counts", "bytes", "serde", "r2", "headers", "feed"]) {
  if (wanted && !wanted.includes(section)) continue;
  const { status, text } = await get(`/${section}`);
  if (status !== 200) counter.record(section, `FAILED status ${status}: ${text}`);
  for (const line of text.split("\n").filter(Boolean)) counter.record(section, line);
}
await check("clone", "requests and responses are copied with their bodies", async () => {
  const { text } = await get("/clone", { method: "POST", body: "sent once" });
  for (const line of text.split("\n")) assert.match(line, /^ok /);
});

// How each end is told.
const reasons = {
  stack: /the stack is used up|memory access out of bounds/,
  abort: /unreachable: an abort, or no memory/,
  memory: /unreachable: an abort, or no memory/,
  unreachable: /unreachable/,
  panic: /panic: panicked at .*asked to panic/s,
};
for (const [kind, reason] of Object.entries(reasons)) {
  for (const when of ["trap", "late"]) {
    await check("fetch", `${kind}, ${when}: the reason is given and logged, the next call works`, async () => {
      printed = "";
      const { status, text } = await get(`/${when}/${kind}`);
      assert.equal(status, 500);
      assert.match(text, reason);
      await alive();
      await logged(kind === "panic" ? /panicked at/ : /the Worker's instance ended/);
    });
  }
  await check("wait_until", `${kind}: logged, the next call works`, async () => {
    printed = "";
    assert.equal((await get(`/background/${kind}`)).text, "started");
    await logged(reason.source === reasons.panic.source ? /panicked at/ : reason);
    await alive();
  });
  await check("object", `${kind}: the caller gets the reason, the object goes on`, async () => {
    const { status, text } = await get(`/object/${kind}`);
    assert.equal(status, 500);
    assert.match(text, reason);
    assert.deepEqual(await get("/object/nothing"), { status: 200, text: "0" });
  });
  await check("callback", `${kind}: inside of a callback that JavaScript calls`, async () => {
    const { status, text } = await get(`/callback/${kind}`);
    assert.equal(status, 500);
    assert.match(text, reason);
    assert.deepEqual(await get("/callback/nothing"), { status: 200, text: "0" });
  });
  await check("queue", `${kind}: the message is delivered again`, async () => {
    await get(`/job/${kind}`);
    assert.match(await eventually(() => kv.get(`job-${kind}`)), /^[23] \[1, 2, 255\]$/);
  });
  await check("scheduled", `${kind}: fails, the next one runs`, async () => {
    const worker = await miniflare.getWorker();
    printed = "";
    const first = await worker.scheduled({ cron: kind }).catch((error) => ({ outcome: String(error) }));
    assert.notEqual(first.outcome, "ok");
    await logged(kind === "panic" ? /panicked at/ : /the Worker's instance ended/);
    assert.equal((await worker.scheduled({ cron: "* * * * *" })).outcome, "ok");
  });
}
await check("fetch", "memory: what the instance had is given back", async () => {
  assert.match((await get("/trap/memory")).text, /\(\d{4} MiB are in use\)/);
  assert.match((await get("/trap/abort")).text, /\(\d{1,2} MiB are in use\)/);
});
const mail = (subject) =>
  get("/cdn-cgi/handler/email?from=me@example.com&to=you@example.com", {
    method: "POST",
    body: `From: me@example.com\r\nTo: you@example.com\r\nMessage-ID: <3@example.com>\r\nSubject: ${subject}\r\n\r\ntext\r\n`,
  });
await check("email", "stack: fails with the reason, the next message is read", async () => {
  const { status, text } = await mail("stack");
  assert.equal(status, 500);
  assert.match(text, reasons.stack);
  assert.equal((await mail("hello")).status, 200);
  assert.equal(await kv.get("email"), "hello");
});
await check("alarm", "stack: the runtime tries again", async () => {
  await get("/alarm/stack");
  assert.ok(await eventually(async () => (await get("/alarmed")).text === "true"));
});
await check("workflow", "stack: the instance of the workflow has the reason, the next one completes", async () => {
  const ended = async (id) => {
    const { text } = await get(`/steps/${id}`);
    return /^(complete|errored) /.test(text) ? text : undefined;
  };
  assert.match((await eventually(() => ended("stack"))) ?? "", /^errored .*(the stack is used up|memory access)/);
  assert.equal(await eventually(() => ended("nothing")), "complete nothing is over");
});
await check("tail", "stack: the next events are read", async () => {
  printed = "";
  await get("/print/tail-trap");
  await logged(/the Worker's instance ended/);
  await get("/print/tail-line");
  assert.equal(await eventually(() => kv.get("tail")), "read");
});
await check("depth", "JSON that nests too deep is an error with its path", async () => {
  const nested = (depth) => `${'{"children":['.repeat(depth)}]}${"]}".repeat(depth - 1)}`;
  const { status, text } = await get("/node", { method: "POST", body: nested(12000) });
  assert.equal(status, 500);
  assert.match(text, /^(Error: )?children\[0\]\.children\[0\].*: expected a value that nests less deep, found more than 256 objects and arrays in each other/);
  await alive();
  assert.deepEqual(await get("/node", { method: "POST", body: nested(100) }), { status: 200, text: "100" });
});
await check("in flight", "what else was in flight is rejected with the reason", async () => {
  printed = "";
  const waits = get("/channel");
  await logged(/the receiver waits/);
  await get("/trap/stack");
  const { status, text } = await waits;
  assert.equal(status, 500);
  assert.match(text, reasons.stack);
  await alive();
});

// What requests share.
const many = (path) => Promise.all(Array.from({ length: 6 }, () => get(path)));
await check("shared", "a lock is held by one at a time, over its own I/O", async () => {
  const texts = (await many("/lock")).map(({ status, text }) => `${status} ${text}`);
  const first = Math.min(...texts.map((text) => Number(text.split(" ")[1])));
  assert.deepEqual(texts.sort(), Array.from({ length: 6 }, (_, at) => `200 ${first + at}`).sort());
  assert.equal((await get("/lock")).text, String(first + 6));
});
await check("shared", "a cell is made once", async () => {
  for (const { status, text } of await many("/cell")) assert.deepEqual({ status, text }, { status: 200, text: "1" });
});
await check("shared", "a channel between requests", async () => {
  const [received, sent] = await Promise.all([get("/channel"), get("/channel/hello")]);
  assert.deepEqual([received, sent], [{ status: 200, text: "hello" }, { status: 200, text: "sent" }]);
});
await check("shared", "a future that several await", async () => {
  for (const answer of await many("/future")) assert.deepEqual(answer, { status: 200, text: "7 made" });
});

await check("wait_until", "a future of nothing", async () => {
  assert.equal((await get("/finished")).text, "started");
  assert.equal(await eventually(() => kv.get("finished")), "yes");
});
await miniflare.dispose();
counter.finish();
