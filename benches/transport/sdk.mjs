// The official TypeScript SDK through the same calls: node sdk.mjs URL ROUNDS
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { default: Cloudflare, toFile } = require("cloudflare");

const [url, rounds] = process.argv.slice(2);
const client = new Cloudflare({ apiToken: "token", baseURL: `${url}/client/v4`, maxRetries: 0 });
const account_id = "023e105f4ecef8ad9ca31a8372d0c353";
const zone_id = "00000000000000000000000000000007";
const namespace_id = "namespace";
const CONTENT = 100_000_000;

async function measure(scenario, samples, calls, wanted, call) {
  const times = [];
  for (let sample = 0; sample < samples; sample++) {
    const start = process.hrtime.bigint();
    for (let number = 0; number < calls; number++) {
      const found = await call();
      if (found !== wanted) throw new Error(`${scenario}: ${found} instead of ${wanted}`);
    }
    times.push(Number(process.hrtime.bigint() - start) / calls);
  }
  times.sort((a, b) => a - b);
  console.log(`typescript ${scenario} ${Math.round(times[times.length >> 1])}`);
}

await measure("list", rounds * 10, 1, 1000, async () => (await client.zones.list({ per_page: 1000 })).result.length);
await measure("small", rounds * 3, 200, 32, async () => (await client.zones.get({ zone_id })).id.length);
await measure("download", rounds, 1, CONTENT, async () => {
  const answer = await client.kv.namespaces.values.get("key", { account_id, namespace_id });
  let count = 0;
  for await (const chunk of answer.body) count += chunk.length;
  return count;
});
// It sends a form: it has no call that sends the bytes alone.
const value = await toFile(Buffer.alloc(CONTENT, 7), "value");
await measure("upload", rounds, 1, CONTENT, async () => {
  await client.kv.namespaces.values.update("key", { account_id, namespace_id, value });
  return CONTENT;
});
