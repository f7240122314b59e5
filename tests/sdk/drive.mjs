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
import { parseForm } from "./form.mjs";

const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { default: Cloudflare } = require("cloudflare");
const [requestsPath, documentPath, namesPath, out] = process.argv.slice(2);
const document = JSON.parse(readFileSync(documentPath, "utf8"));

/** SDK names by `METHOD /path/{}`. */
function readNames(text) {
  const names = new Map();
  let path = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("/")) path = line;
    else if (line.startsWith(" ")) {
      const [method, name] = line.trim().split(" ");
      const key = `${method} ${path}`;
      names.set(key, [...(names.get(key) ?? []), name]);
    }
  }
  return names;
}

const resolve = (value) => {
  while (value?.$ref) value = value.$ref.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  return value;
};

/** The document's parameters of an operation, by place and name. */
function parameters(method, path) {
  const item = document.paths[path] ?? {};
  const all = [...(item.parameters ?? []), ...(item[method.toLowerCase()]?.parameters ?? [])].map(resolve);
  return (place) => new Map(all.filter((parameter) => parameter.in === place).map((parameter) => [parameter.name, parameter]));
}

/** A query's values as the SDK takes them: lists where the document has lists. */
function queryValues(search, declared) {
  const values = {};
  for (const [name, value] of search) {
    const parameter = declared.get(name) ?? declared.get(`${name}[]`) ?? declared.get(name.replace("[]", ""));
    const list = resolve(parameter?.schema)?.type === "array";
    const split = list && parameter.explode === false ? value.split(",") : [value];
    const nested = /^([^[.]+)(?:\[([^\]]+)\]|\.(.+))$/.exec(name);
    if (nested && !declared.has(name)) {
      const [, outer, bracket, dot] = nested;
      values[outer] = { ...values[outer], [bracket ?? dot]: value };
    } else if (list) values[name] = [...(values[name] ?? []), ...split];
    else values[name] = value;
  }
  return values;
}

/** What the generated client sent as its body, as a value. */
function bodyValue(headers, bytes) {
  const type = headers["content-type"] ?? "";
  if (bytes.length === 0) return undefined;
  if (type.startsWith("multipart/")) return parseForm(type, bytes).value;
  if (type.includes("json") && !type.includes("ndjson")) return JSON.parse(bytes.toString("utf8"));
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
  return type.startsWith("text/") || type.includes("javascript") || type.includes("ndjson") ? bytes.toString("utf8") : bytes;
}

/** The SDK's arguments for one of its methods. */
function makeArguments(method, call) {
  const [path] = call.target.split("?");
  const values = method.match(path);
  if (!values) throw new Error(`its path is ${method.path}`);
  const query = queryValues(new URLSearchParams(call.target.split("?")[1] ?? ""), call.parameters("query"));
  const body = bodyValue(call.headers, call.body);
  const { accountOrZone, accountOrZoneId } = values;
  if (accountOrZone) values[accountOrZone === "accounts" ? "account_id" : "zone_id"] = accountOrZoneId;
  const params = {};
  for (const { name, alias } of method.taken) {
    const place = method.placed.get(alias) ?? {};
    if (alias in values) params[name] = values[alias];
    else if (method.bodies.has(alias)) params[name] = body;
    else if (place.query in query) params[name] = query[place.query];
    else if (place.header in call.headers) params[name] = call.headers[place.header];
    else if (body && typeof body === "object" && name in body) params[name] = body[name];
  }
  const whole = (name) => (name === "query" ? query : body);
  const spread = (name) => {
    const value = whole(name);
    if (value === undefined) return {};
    // A list or bytes have no members: the SDK would take them whole, if it took them.
    return typeof value === "object" && !Array.isArray(value) && !Buffer.isBuffer(value) ? value : { [name]: value };
  };
  if (method.rest === "params") {
    for (const kind of method.kinds) Object.assign(params, spread(kind));
  } else if (method.rest) Object.assign(params, spread(method.rest));
  return method.arguments.map((name) => {
    if (name === "options") return undefined;
    if (name in values) return values[name];
    if (name === "params") return params;
    return name === "query" || name === "body" ? whole(name) : method.bodies.has(name) ? body : undefined;
  });
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
