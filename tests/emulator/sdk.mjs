// The official TypeScript SDK, unchanged, against an emulator: every one of its methods that an operation of the catalogue has
// is called, and must raise nothing while it reads the answer.
//   node sdk.mjs EMULATOR REQUESTS.json NAMES.txt [OUT.txt]
// CFS_NPM is the folder with the packages; REQUESTS are of the emulator's example `requests`, NAMES are the segmenter's.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMethod } from "../sdk/method.mjs";
import { makeArguments, readNames } from "../sdk/arguments.mjs";
import { start, token, zone } from "./emulator.mjs";

const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { default: Cloudflare } = require("cloudflare");
const [program, requestsPath, namesPath, out] = process.argv.slice(2);
const emulator = await start(program);
const origin = new URL(emulator.base).origin;
const prefix = "/client/v4";
const client = new Cloudflare({ apiToken: token, baseURL: emulator.base, maxRetries: 0, logLevel: "off" });

const control = async (method, what, body) => {
  const response = await fetch(`${origin}/_emulator/${what}`, { method, headers: { authorization: `Bearer ${token}` }, body });
  if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
};

/** Calls a method of the SDK and reads all that it gives. */
async function call(name, call) {
  const parts = name.split(".");
  const last = parts.pop();
  const resource = parts.reduce((at, part) => at?.[part], client);
  if (typeof resource?.[last] !== "function") return "it has no such method";
  let given;
  try {
    given = makeArguments(parseMethod(resource[last].toString()), call);
  } catch (error) {
    return `not called: ${error.message}`;
  }
  try {
    const result = await resource[last](...given);
    if (result instanceof Response) await result.arrayBuffer();
    if (typeof result?.getPaginatedItems === "function") result.getPaginatedItems();
    if (typeof result?.hasNextPage === "function") result.hasNextPage();
    return undefined;
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`;
  }
}

const json = (value) => () => ({ headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(value)) });
/** What an example alone cannot do: it names things that must be there, or be of use. */
const own = {
  "d1.database.query": json({ sql: "SELECT 1" }),
  "d1.database.raw": json({ sql: "SELECT 1" }),
  "workers.domains.update": json({ hostname: "foo.example.com", service: "foo", zone_id: zone }),
  "workers.scripts.assets.upload.create": json({ manifest: { "/a.txt": { hash: "0ee44dd5c7fcce036b163b52135449e3", size: 3 } } }),
  "workers_for_platforms.dispatch.namespaces.scripts.asset_upload.create": json({ manifest: { "/a.txt": { hash: "0ee44dd5c7fcce036b163b52135449e3", size: 3 } } }),
  "workers.beta.workers.versions.create": async () => json({ main_module: "a.js", modules: [{ name: "a.js", content_type: "application/javascript+module", content_base64: "eA==" }] })(),
  "workers.scripts.versions.create": json({ metadata: { main_module: "files[]" }, files: ["export default {}"] }),
  "workers.scripts.content.update": json({ metadata: { main_module: "files[]" }, files: ["export default {}"] }),
  "workers_for_platforms.dispatch.namespaces.scripts.content.update": json({ metadata: { main_module: "files[]" }, files: ["export default {}"] }),
  "workers.scripts.deployments.create": async (path) => {
    const version = "8b3a6ee1-6b6a-4d5f-9f3b-0123456789ab";
    await control("PUT", "paths", JSON.stringify([path.replace(/deployments$/, `versions/${version}`)]));
    return json({ strategy: "percentage", versions: [{ version_id: version, percentage: 100 }] })();
  },
};
const exceptions = readFileSync(new URL("sdk-exceptions.txt", import.meta.url), "utf8");
const excused = new Set(exceptions.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split(" ")[0]));

const names = readNames(readFileSync(namesPath, "utf8"));
const [good, bad] = [[], []];
let passed = 0;
for (const { operation, line, lists, requests } of JSON.parse(readFileSync(requestsPath, "utf8"))) {
  const [method, path] = line.split(" ");
  const place = path.replaceAll(/\{[^}]*\}/g, "{}");
  const sdk = names.get(`${method} ${place}`) ?? names.get(`${method} ${place.replace(/^\/(accounts|zones)\//, "/{}/")}`) ?? [];
  const [request] = requests;
  const target = request.target.slice(prefix.length);
  const declared = new Map(Object.entries(lists).map(([name, explode]) => [name, { schema: { type: "array" }, explode }]));
  const asked = { target, headers: Object.fromEntries(request.headers), body: Buffer.from(request.body, "base64"), parameters: () => declared };
  for (const name of sdk) {
    await control("POST", "reset");
    await control("PUT", "paths", JSON.stringify([target.split("?")[0]]));
    const path = target.split("?")[0];
    const error = await call(name, own[operation] ? { ...asked, ...(await own[operation](path)) } : asked);
    if (error && excused.delete(operation)) passed += 1;
    else if (error) bad.push(`${operation} ${name}: ${error.replaceAll(/\s+/g, " ").slice(0, 300)}`);
    else good.push(name);
  }
}
emulator.stop();
if (out) writeFileSync(out, `${bad.join("\n")}\n`);
const made = new Set([...good, ...bad.map((line) => line.split(" ")[1])]);
console.log(`${good.length} calls of the SDK raise nothing, ${bad.length} do, ${passed} cannot succeed, of ${made.size} methods called and ${new Set([...names.values()].flat()).size} known`);
for (const line of bad) console.log(`  ${line}`);
for (const operation of excused) console.log(`  an exception that is not needed: ${operation}`);
process.exit(bad.length + excused.size === 0 ? 0 : 1);
