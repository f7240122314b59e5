// The official TypeScript SDK, unchanged, against an emulator: every one of its methods that an operation of the catalogue has
// is called, and must raise nothing while it reads the answer.
//   node sdk.mjs EMULATOR REQUESTS.json NAMES.txt [OUT.txt]
// CFS_NPM is the folder with the packages; REQUESTS are of the emulator's example `requests`, NAMES are the segmenter's.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMethod } from "../sdk/method.mjs";
import { makeArguments, readNames } from "../sdk/arguments.mjs";
import { account, api, start, token, zone } from "./emulator.mjs";

const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { default: Cloudflare } = require("cloudflare");
const [program, requestsPath, namesPath, out] = process.argv.slice(2);
const emulator = await start(program);
const origin = new URL(emulator.base).origin;
const prefix = "/client/v4";
const clientOf = (apiToken) => new Cloudflare({ apiToken, baseURL: emulator.base, maxRetries: 0, logLevel: "off" });

const control = async (method, what, body) => {
  const response = await fetch(`${origin}/_emulator/${what}`, { method, headers: { authorization: `Bearer ${token}` }, body });
  if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
};

/** Calls a method of the SDK and reads all that it gives. */
async function call(name, call) {
  const client = clientOf(call.token ?? token);
  const parts = name.split(".");
  const last = parts.pop();
  const resource = parts.reduce((at, part) => at?.[part], client);
  if (typeof resource?.[last] !== "function") return { error: "it has no such method" };
  let given;
  try {
    given = makeArguments(parseMethod(resource[last].toString()), call);
  } catch (error) {
    return { error: `not called: ${error.message}` };
  }
  try {
    const result = await resource[last](...given);
    if (result instanceof Response) await result.arrayBuffer();
    if (typeof result?.getPaginatedItems === "function") result.getPaginatedItems();
    if (typeof result?.hasNextPage === "function") result.hasNextPage();
    return { result };
  } catch (error) {
    return { error: `${error.constructor.name}: ${error.message}` };
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
  "zones.environments.edit": async (path, plain) => {
    const { environments } = JSON.parse(plain.body);
    await control("PUT", "seed", JSON.stringify(environments.map(({ name }) => ({ path: `${path}/${name}` }))));
    return plain;
  },
  "workers.scripts.versions.create": json({ metadata: { main_module: "files[]" }, files: ["export default {}"] }),
  "workers.scripts.content.update": json({ metadata: { main_module: "files[]" }, files: ["export default {}"] }),
  "workers_for_platforms.dispatch.namespaces.scripts.content.update": json({ metadata: { main_module: "files[]" }, files: ["export default {}"] }),
  "pages.projects.deployments.rollback": async (path, plain) => {
    const seeded = { path: path.replace(/\/rollback$/, ""), value: { environment: "production" } };
    await control("PUT", "seed", JSON.stringify([seeded]));
    return plain;
  },
  "workflows.instances.status.edit": json({ status: "pause" }),
  "workflows.instances.step": async (path) => ({ target: `${path}?name=seeded&type=step` }),
  "workers.scripts.deployments.create": async (path) => {
    const version = "8b3a6ee1-6b6a-4d5f-9f3b-0123456789ab";
    await control("PUT", "paths", JSON.stringify([path.replace(/deployments$/, `versions/${version}`)]));
    return json({ strategy: "percentage", versions: [{ version_id: version, percentage: 100 }] })();
  },
};
/** An index whose vectors have three numbers, and a body. */
const onIndex = (body) => async (path, plain) => {
  const index = path.split("/").slice(0, 7).join("/");
  const [metadata, name] = ["metadata_index/create", "lang"];
  await control("PUT", "seed", JSON.stringify([{ path: index, value: { config: { dimensions: 3, metric: "cosine" } } }]));
  if (path.endsWith("metadata_index/delete")) await api(emulator.base, "POST", `${index}/${metadata}`, { propertyName: name, indexType: "string" });
  return body ? json(body)() : plain;
};
const vectorLine = async (path, plain) => ({ ...(await onIndex()(path, plain)), headers: { "content-type": "application/x-ndjson" }, body: Buffer.from('{"id":"a","values":[1,2,3]}\n') });
for (const [name, make] of Object.entries({
  info: onIndex(), list_vectors: onIndex(), insert: vectorLine, upsert: vectorLine, query: onIndex({ vector: [1, 2, 3] }),
  get_by_ids: onIndex({ ids: ["a"] }), delete_by_ids: onIndex({ ids: ["a"] }), "metadata_index.list": onIndex(),
  "metadata_index.create": onIndex({ propertyName: "lang", indexType: "string" }), "metadata_index.delete": onIndex({ propertyName: "lang" }),
})) own[`vectorize.indexes.${name}`] = make;
own["d1.database.time_travel.restore"] = async (path, plain) => {
  const { result } = await api(emulator.base, "GET", path.replace(/restore$/, "bookmark"));
  return { target: `${path}?bookmark=${result.bookmark}` };
};
own["r2.temporary_credentials.create"] = async (path, plain) => {
  const policies = [{ effect: "allow", resources: { [`com.cloudflare.api.account.${account}`]: "*" }, permission_groups: [{ id: "bf7481a1826f439697cb59a20b22293e" }] }];
  const { result } = await api(emulator.base, "POST", "/user/tokens", { name: "parent", policies });
  return json({ ...JSON.parse(plain.body), parentAccessKeyId: result.id })();
};
own["dns.records.import"] = json({ file: "www.example.com. 300 IN A 192.0.2.1" });
const hash = "0ee44dd5c7fcce036b163b52135449e3";
const session = { manifest: { "/a.txt": { hash, size: 3 } } };
/** A call that goes by a token which another gives. */
const uploads = () => async () => {
  await control("PUT", "paths", JSON.stringify([`/accounts/${account}/pages/projects/site`]));
  const { result } = await api(emulator.base, "GET", `/accounts/${account}/pages/projects/site/upload-token`);
  return { token: result.jwt };
};
own["pages.assets.check_missing"] = uploads();
own["pages.assets.upload"] = uploads();
own["pages.assets.upsert_hashes"] = uploads();
own["workers.assets.upload.create"] = async () => {
  const { result } = await api(emulator.base, "POST", `/accounts/${account}/workers/scripts/api/assets-upload-session`, session);
  return { token: result.jwt, ...json({ [hash]: "aGkK" })() };
};
const exceptions = readFileSync(new URL("sdk-exceptions.txt", import.meta.url), "utf8");
const excused = new Set(exceptions.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split(" ")[0]));

const names = readNames(readFileSync(namesPath, "utf8"));
const given = JSON.parse(readFileSync(requestsPath, "utf8"));
const calls = new Map(given.calls.map((one) => [one.operation, one]));

/** What the SDK has for an operation: the names of its methods. */
function methods({ line }) {
  const [method, path] = line.split(" ");
  const place = path.replaceAll(/\{[^}]*\}/g, "{}");
  return names.get(`${method} ${place}`) ?? names.get(`${method} ${place.replace(/^\/(accounts|zones)\//, "/{}/")}`) ?? [];
}

/** A request as the SDK's arguments are made of. */
async function asked({ operation, lists, requests: [request] }) {
  const target = request.target.slice(prefix.length);
  const declared = new Map(Object.entries(lists).map(([name, explode]) => [name, { schema: { type: "array" }, explode }]));
  const plain = { target, headers: Object.fromEntries(request.headers), body: Buffer.from(request.body, "base64"), parameters: () => declared };
  const path = target.split("?")[0];
  // The example's steps are all about one item, which its first step deletes.
  if (operation.endsWith(".batch") && plain.body.length > 0) return { ...plain, ...json({ deletes: [], patches: [], puts: [], posts: JSON.parse(plain.body).posts })() };
  return own[operation] ? { ...plain, ...(await own[operation](path, plain)) } : plain;
}

const [good, bad] = [[], []];
let passed = 0;
for (const one of given.calls) {
  for (const name of methods(one)) {
    await control("POST", "reset");
    await control("PUT", "paths", JSON.stringify([one.requests[0].target.slice(prefix.length).split("?")[0]]));
    const { error } = await call(name, await asked(one));
    if (error && excused.delete(one.operation)) passed += 1;
    else if (error) bad.push(`${one.operation} ${name}: ${error.replaceAll(/\s+/g, " ").slice(0, 300)}`);
    else good.push(name);
  }
}

/** The first member of a name in a value, however deep. */
function find(value, name) {
  if (value === null || typeof value !== "object") return undefined;
  if (!Array.isArray(value) && ["string", "number"].includes(typeof value[name])) return String(value[name]);
  for (const inner of Object.values(value)) {
    const found = find(inner, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** From the creation to the deletion; whether the SDK has all calls that the collection has, and why it did not work. */
async function lifecycle({ name, id, create, ...others }) {
  const path = (operation) => calls.get(operation).requests[0].target.slice(prefix.length).split("?")[0];
  const verbs = ["get", "list", "update", "edit", "delete"].filter((verb) => others[verb]);
  const missing = [create, ...verbs.map((verb) => others[verb])].some((operation) => !calls.has(operation) || methods(calls.get(operation)).length === 0);
  if (missing || !id || !others.get || !others.delete) return { skipped: true };
  await control("POST", "reset");
  const parents = path(create).split("/").slice(0, -1).join("/");
  await control("PUT", "paths", JSON.stringify([parents]));
  const start = await asked(calls.get(create));
  // The one zone that is there has the name that the document shows.
  if (name === "zones") start.body = Buffer.from(start.body.toString().replaceAll("example.com", "example.net"));
  const made = await call(methods(calls.get(create))[0], start);
  if (made.error) return { error: `create: ${made.error}` };
  let item = find(made.result, id);
  if (item === undefined && others.list) item = find((await call(methods(calls.get(others.list))[0], await asked(calls.get(others.list)))).result, id);
  if (item === undefined) return { skipped: true };
  for (const verb of verbs) {
    const one = await asked(calls.get(others[verb]));
    const [own, query] = one.target.split("?");
    const segments = own.split("/");
    if (verb !== "list") segments[segments.length - 1] = encodeURIComponent(item);
    one.target = segments.join("/") + (query ? `?${query}` : "");
    const done = await call(methods(calls.get(others[verb]))[0], one);
    if (done.error) return { error: `${verb}: ${done.error}` };
    if (verb === "list" && !JSON.stringify(done.result?.getPaginatedItems?.() ?? done.result ?? null).includes(item)) return { error: `list: ${item} is not among them` };
    if (verb === "delete") {
      const get = await asked(calls.get(others.get));
      get.target = get.target.split("?")[0].split("/").slice(0, -1).concat(encodeURIComponent(item)).join("/");
      const gone = await call(methods(calls.get(others.get))[0], get);
      if (!gone.error?.startsWith("NotFoundError")) return { error: `get after delete: ${gone.error ?? "it is still there"}` };
    }
  }
  return {};
}

const lives = { whole: 0, skipped: 0 };
for (const collection of given.collections) {
  const { error, skipped } = await lifecycle(collection);
  if (error && excused.delete(collection.name)) passed += 1;
  else if (error) bad.push(`${collection.name} lifecycle: ${error.replaceAll(/\s+/g, " ").slice(0, 300)}`);
  else lives[skipped ? "skipped" : "whole"] += 1;
}
console.log(`${lives.whole} collections from creation to deletion through the SDK, ${lives.skipped} of which it has not all calls or tells no id`);
emulator.stop();
if (out) writeFileSync(out, `${bad.join("\n")}\n`);
console.log(`${good.length} calls of the SDK raise nothing, ${bad.length} do, ${passed} cannot succeed, of ${new Set([...names.values()].flat()).size} methods known`);
for (const line of bad) console.log(`  ${line}`);
for (const operation of excused) console.log(`  an exception that is not needed: ${operation}`);
process.exit(bad.length + excused.size === 0 ? 0 : 1);
