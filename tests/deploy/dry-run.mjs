// Every wrangler file that cfs-config writes (platform/config/tests/written) is what real wrangler takes: its schema fits, and
// `wrangler deploy --dry-run` ends with 0 and warns of no field.
//   node dry-run.mjs [FOLDER [NAME…]]
// CFS_NPM is the folder with the packages of tests/emulator/package.json; Node is 22.12 or newer.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../../platform/config/tests/written");
const only = process.argv.slice(3);
const packages = join(process.env.CFS_NPM ?? process.cwd(), "node_modules");
const cli = join(packages, "wrangler/bin/wrangler.js");
const schema = JSON.parse(readFileSync(join(packages, "wrangler/config-schema.json"), "utf8"));
const home = mkdtempSync(join(tmpdir(), "cfs-dry-run-"));
const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, "config"), WRANGLER_SEND_METRICS: "false", CI: "1", NO_COLOR: "1" };
const failures = [];

// Whatever the files name is there: the same project for each.
const classes = ["Room", "Lobby", "Old", "Hall", "Coming", "Box", "Batch"].map((name) => `export class ${name} extends DurableObject {}`);
const flows = ["Orders", "Nightly", "Deploys"].map((name) => `export class ${name} extends WorkflowEntrypoint {}`);
const worker = `import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";
${classes.join("\n")}
${flows.join("\n")}
export class Admin extends WorkerEntrypoint {}
export default { fetch() { return new Response("here") }, scheduled() {}, queue() {}, email() {} };
`;
const project = {
  "src/index.js": worker,
  "src/new.js": "export default 1;\n",
  "src/service-worker.js": 'addEventListener("fetch", (event) => event.respondWith(new Response(TEXT)));\n',
  "src/add.wasm": Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
  "src/hello.txt": "hello",
  "src/data.bin": Buffer.from([1, 2, 3]),
  "dist/server/index.js": 'import { name } from "../shared.js";\nexport default { fetch: () => new Response(name) };\n',
  "dist/shared.js": 'export const name = "shared";\n',
  "public/index.html": "<h1>here</h1>",
  "migrations/0001.sql": "CREATE TABLE orders (id TEXT);",
  "tsconfig.json": "{}",
  "package.json": '{ "name": "project", "dependencies": {} }',
};

/** What does not fit a schema: paths with why. The words of the schema are those that wrangler's uses. */
function misfits(at, value, path = "") {
  if (at.$ref) return misfits(schema.definitions[at.$ref.split("/").pop()], value, path);
  const out = (at.allOf ?? []).flatMap((each) => misfits(each, value, path));
  if (at.anyOf) {
    const tried = at.anyOf.map((each) => misfits(each, value, path));
    if (tried.every((each) => each.length > 0)) out.push(...tried.sort((one, other) => one.length - other.length)[0]);
  }
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (at.type && ![at.type].flat().includes(kind)) return [...out, `${path}: a ${kind} instead of ${at.type}`];
  if ("const" in at && at.const !== value) out.push(`${path}: not ${at.const}`);
  if (at.enum && !at.enum.includes(value)) out.push(`${path}: ${value} is none of ${at.enum}`);
  if (kind === "array" && at.items) value.forEach((item, index) => out.push(...misfits(at.items, item, `${path}[${index}]`)));
  if (kind === "object") {
    for (const name of at.required ?? []) if (!(name in value)) out.push(`${path}: no ${name}`);
    for (const [name, inner] of Object.entries(value)) {
      const known = at.properties?.[name] ?? at.additionalProperties;
      if (known === false) out.push(`${path}.${name}: unknown`);
      else if (known && known !== true) out.push(...misfits(known, inner, `${path}.${name}`));
    }
  }
  return out;
}

/** Runs wrangler over one file, in a folder of its own. */
async function dryRun(name) {
  const [, environment] = name.slice(0, -extname(name).length).split(".");
  const place = mkdtempSync(join(home, "project-"));
  for (const [path, content] of Object.entries(project)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), content);
  }
  const file = `wrangler${extname(name)}`;
  cpSync(join(folder, name), join(place, file));
  const words = [cli, "deploy", "--dry-run", "-c", file, "--outdir", "out", ...(environment ? ["-e", environment] : [])];
  const child = spawn(process.execPath, words, { cwd: place, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  child.stderr.on("data", (data) => (text += data));
  const status = await new Promise((done) => child.on("close", done));
  if (status !== 0) failures.push(`${name}: exit ${status}\n${text}`);
  else if (/Unexpected fields/.test(text)) failures.push(`${name}: fields that wrangler does not know\n${text}`);
  if (process.env.VERBOSE) console.log(`${name}: exit ${status}\n${text}`);
  rmSync(place, { recursive: true, force: true });
}

const names = readdirSync(folder).filter((name) => only.length === 0 || only.some((part) => name.includes(part)));
for (const name of names.filter((name) => extname(name) === ".jsonc")) {
  const found = misfits(schema.allOf[0], JSON.parse(readFileSync(join(folder, name), "utf8")));
  if (found.length > 0) failures.push(`${name}: does not fit the schema\n  ${found.join("\n  ")}`);
}
const waiting = [...names];
const workers = Array.from({ length: Math.min(4, cpus().length) }, async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) await dryRun(name);
});
await Promise.all(workers);
rmSync(home, { recursive: true, force: true });
if (failures.length > 0) {
  console.error(failures.join("\n"));
  console.error(`${failures.length} of ${names.length} files are not what wrangler takes`);
  process.exit(1);
}
console.log(`wrangler takes ${names.length} written files`);
