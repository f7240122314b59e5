// The official TypeScript SDK makes the calls that the generated client made, against a recorder on loopback:
//   node drive.mjs REQUESTS.json DOCUMENT.json NAMES.txt OUT.json
// REQUESTS are the generated client's, as the harness recorded them: their values become the SDK's arguments, placed
// where the SDK's own methods take them. OUT has the differences of each call, or why the SDK could not make it.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMethod } from "./method.mjs";
import { differences } from "./compare.mjs";
import { makeArguments, readNames } from "./arguments.mjs";
import { parseForm } from "./form.mjs";

const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { default: Cloudflare } = require("cloudflare");
const [requestsPath, documentPath, namesPath, out] = process.argv.slice(2);
const document = JSON.parse(readFileSync(documentPath, "utf8"));

const resolve = (value) => {
  while (value?.$ref) value = value.$ref.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  return value;
};

/** The document's parameters of an operation, by place and name. */
function parameters(method, path) {
  const item = document.paths[path] ?? {};
  const all = [...(item.parameters ?? []), ...(item[method.toLowerCase()]?.parameters ?? [])].map(resolve);
  const resolved = all.map((parameter) => ({ ...parameter, schema: resolve(parameter.schema) }));
  return (place) => new Map(resolved.filter((parameter) => parameter.in === place).map((parameter) => [parameter.name, parameter]));
}

let seen;
const recorder = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    seen ??= { method: request.method, target: request.url, headers: request.headers, body: Buffer.concat(chunks).toString("base64") };
    response.setHeader("content-type", "application/json");
    response.end('{"success":true,"errors":[],"messages":[],"result":null}');
  });
});
await new Promise((done) => recorder.listen(0, "127.0.0.1", done));
const prefix = "/client/v4";
const client = new Cloudflare({ apiToken: "token", baseURL: `http://127.0.0.1:${recorder.address().port}${prefix}`, maxRetries: 0, logLevel: "off" });

async function make(name, call) {
  const parts = name.split(".");
  const last = parts.pop();
  const resource = parts.reduce((at, part) => at?.[part], client);
  if (typeof resource?.[last] !== "function") return { error: "it has no such method" };
  seen = undefined;
  try {
    const method = parseMethod(resource[last].toString());
    const given = makeArguments(method, call);
    await resource[last](...given);
  } catch (error) {
    // An answer that it cannot read is no concern here.
    if (!seen) return { error: error.message };
  }
  return seen ? { request: seen } : { error: "it sends nothing" };
}

const names = readNames(readFileSync(namesPath, "utf8"));
const results = [];
for (const { operation, way, line, requests } of JSON.parse(readFileSync(requestsPath, "utf8"))) {
  const [method, path] = line.split(" ");
  const place = path?.replaceAll(/\{[^}]*\}/g, "{}");
  // What the SDK has once for accounts and zones alike may be two operations.
  const sdk = names.get(`${method} ${place}`) ?? names.get(`${method} ${place?.replace(/^\/(accounts|zones)\//, "/{}/")}`) ?? [];
  const request = requests[0];
  if (!request || sdk.length === 0) continue;
  const headers = Object.fromEntries(request.headers);
  const target = request.target.slice(prefix.length);
  const call = { target, headers, body: Buffer.from(request.body, "base64"), parameters: parameters(method, path) };
  for (const name of sdk) {
    const result = await make(name, call);
    const shape = (one) => ({ ...one, form: parseForm(one.headers["content-type"] ?? "", Buffer.from(one.body, "base64"))?.parts });
    const found = result.error ? [`not called: ${result.error}`] : differences(shape({ ...request, headers }), shape(result.request));
    results.push({ operation: `${operation}${way}`, name, differences: found });
  }
}
const made = new Set(results.map(({ name }) => name));
for (const name of [...names.values()].flat().filter((name) => !made.has(name))) {
  results.push({ operation: name, name, differences: ["no call of ours to compare with"] });
}
writeFileSync(out, JSON.stringify(results));
const all = new Set([...names.values()].flat());
console.log(`calls of ${made.size} of the SDK's ${all.size} methods compared`);
process.exit(0);
