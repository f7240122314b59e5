// How long two bundles take to answer, in turns: node answers.mjs OURS THEIRS. Prints JSON, in microseconds.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Miniflare, options } from "../../tests/runtime/harness/runtime.mjs";

const [ours, theirs] = process.argv.slice(2);
// The other crate's own tool writes an entry module; this is what it comes to for one handler.
const entry = 'import { fetch } from "./worker.js";\nexport default { fetch: (...args) => fetch(...args) };\n';
writeFileSync(join(theirs, "index.js"), entry);

const servers = await Promise.all([ours, theirs].map(async (bundle) => {
  const miniflare = new Miniflare(options(bundle));
  return { miniflare, url: await miniflare.ready, times: [] };
}));
const one = async (server) => {
  const started = performance.now();
  const answer = await fetch(server.url);
  if ((await answer.text()) !== "hello") throw new Error("not the answer");
  return (performance.now() - started) * 1000;
};
for (const server of servers) for (let warm = 0; warm < 200; warm += 1) await one(server);
for (let round = 0; round < 2000; round += 1) for (const server of servers) server.times.push(await one(server));
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
console.log(JSON.stringify(servers.map((server) => median(server.times))));
await Promise.all(servers.map((server) => server.miniflare.dispose()));
