// The official TypeScript SDK, unchanged, against an emulator: every one of its methods that an operation of the catalogue has
// is called, and must raise nothing while it reads the answer.
//   node sdk.mjs EMULATOR REQUESTS.json NAMES.txt [OUT.txt]
// CFS_NPM is the folder with the packages; REQUESTS are of the emulator's example `requests`, NAMES are the segmenter's.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMethod } from "../sdk/method.mjs";
import { makeArguments, readNames } from "../sdk/arguments.mjs";
import { start, token } from "./emulator.mjs";

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

const names = readNames(readFileSync(namesPath, "utf8"));
const [good, bad] = [[], []];
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
    const error = await call(name, asked);
    if (error) bad.push(`${operation} ${name}: ${error.replaceAll(/\s+/g, " ").slice(0, 300)}`);
    else good.push(name);
  }
}
emulator.stop();
if (out) writeFileSync(out, `${bad.join("\n")}\n`);
const made = new Set([...good, ...bad.map((line) => line.split(" ")[1])]);
console.log(`${good.length} calls of the SDK raise nothing, ${bad.length} do, of ${made.size} methods called and ${new Set([...names.values()].flat()).size} known`);
process.exit(0);
