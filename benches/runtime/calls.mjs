// What one call costs through our layer and through externs written by hand, in turns: node calls.mjs BUNDLE.
// Prints JSON: nanoseconds a call, `[ours, by hand]` for each kind of call.
import { performance } from "node:perf_hooks";
import { Miniflare, options } from "../../tests/runtime/harness/runtime.mjs";

const [bundle] = process.argv.slice(2);
const ROUNDS = 15;
// A Worker's clock stands still while it computes: requests are timed from outside, less what an empty one takes.
const CALLS = { get: 200_000, text: 20_000 };
const miniflare = new Miniflare(options(bundle));
const url = await miniflare.ready;
const time = async (path, count) => {
  const started = performance.now();
  const answer = await fetch(new URL(`${path}?n=${count}`, url));
  if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
  await answer.text();
  return (performance.now() - started) * 1e6;
};
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const found = {};
for (const [kind, count] of Object.entries(CALLS)) {
  const layers = ["ours", "raw"].map((layer) => ({ path: `/${kind}/${layer}`, times: [] }));
  for (const layer of layers) await time(layer.path, count);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const layer of round % 2 ? layers : [...layers].reverse()) {
      layer.times.push(((await time(layer.path, count)) - (await time(layer.path, 0))) / count);
    }
  }
  found[kind] = layers.map((layer) => median(layer.times));
}
console.log(JSON.stringify(found));
await miniflare.dispose();
