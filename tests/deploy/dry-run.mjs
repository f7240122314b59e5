// Every wrangler file that cfs-config writes (platform/config/tests/written) is what real wrangler takes: its schema fits, and
// `wrangler deploy --dry-run` ends with 0, warns of no field, and would upload the same metadata as for the file that it was read
// from (platform/config/tests/configs). What the model says of it (platform/config/tests/all/snapshots) is that metadata too.
//   node dry-run.mjs [NAME…]
// CFS_NPM is the folder with the packages of tests/emulator/package.json; Node is 22.12 or newer.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const tests = join(here, "../../platform/config/tests");
const folder = join(tests, "written");
const only = process.argv.slice(2);
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
  "src/entry.py": "from workers import WorkerEntrypoint, Response\n\nclass Default(WorkerEntrypoint):\n    async def fetch(self, request):\n        return Response('here')\n",
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

/** What wrangler would upload for a file besides modules; undefined where it refuses it. */
async function dryRun(path, environment) {
  const place = mkdtempSync(join(home, "project-"));
  for (const [path, content] of Object.entries(project)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), content);
  }
  const file = `wrangler${extname(path)}`;
  cpSync(path, join(place, file));
  const words = [cli, "deploy", "--dry-run", "-c", file, "--outfile", "out.txt", ...(environment ? ["-e", environment] : [])];
  const child = spawn(process.execPath, words, { cwd: place, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  child.stderr.on("data", (data) => (text += data));
  const status = await new Promise((done) => child.on("close", done));
  if (process.env.VERBOSE) console.log(`${path}: exit ${status}\n${text}`);
  if (status !== 0) failures.push(`${path}: exit ${status}\n${text}`);
  else if (/Unexpected fields/.test(text)) failures.push(`${path}: fields that wrangler does not know\n${text}`);
  const form = status === 0 ? readFileSync(join(place, "out.txt"), "latin1") : "";
  rmSync(place, { recursive: true, force: true });
  const [, metadata] = form.match(/name="metadata"\r\n\r\n(.*?)\r\n--/s) ?? [];
  return metadata && JSON.parse(Buffer.from(metadata, "latin1").toString("utf8"));
}

/** A value as text, whatever the order of its members; bindings by name. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).sort()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

/** Metadata of which what can be said in two ways is said in one. */
function settled(metadata) {
  const out = structuredClone(metadata);
  for (const [name, entry] of Object.entries(out.exports ?? {})) {
    if (typeof entry.schedules === "string") entry.schedules = [entry.schedules];
    if (entry.state === "created") delete entry.state;
    // A container names its class, or the class its container.
    const container = entry.container && out.containers?.find((container) => container.name === entry.container);
    if (container) container.class_name = name;
    delete entry.container;
  }
  return out;
}

/** The Worker of a model that was read, from its snapshot. */
function modelled(name) {
  const text = readFileSync(join(tests, "all/snapshots", `all__corpus__read-${name}.snap`), "utf8").split("\n---\n")[1];
  return JSON.parse(text.slice(0, text.indexOf("\n}") + 2)).workers[0];
}

/** What of the metadata of an upload a model says otherwise. */
function differences(metadata, worker) {
  const out = [];
  const equal = (what, theirs, ours) => {
    if (canonical(theirs ?? null) !== canonical(ours ?? null)) out.push(`${what}: wrangler ${JSON.stringify(theirs)}, model ${JSON.stringify(ours)}`);
  };
  const bindings = { ...worker.bindings };
  for (const { name, ...theirs } of metadata.bindings) {
    const ours = bindings[name];
    delete bindings[name];
    // A dry run takes for granted that what is made is there; a name that is told is sent.
    const made = Object.entries(ours ?? {}).filter(([, value]) => value?.$ref);
    if (theirs.type === "inherit" && (made.length > 0 || ours?.type === "inherit")) continue;
    for (const [member, value] of made) if (theirs[member] && value.$ref.endsWith(`/${theirs[member]}`)) delete theirs[member];
    equal(`binding ${name}`, theirs, Object.fromEntries(Object.entries(ours ?? {}).filter(([member, value]) => !value?.$ref || member in theirs)));
  }
  for (const name of Object.keys(bindings)) out.push(`binding ${name}: wrangler has none`);
  equal("compatibility_date", metadata.compatibility_date, worker.compatibility_date);
  equal("compatibility_flags", metadata.compatibility_flags ?? [], worker.compatibility_flags ?? []);
  const own = ["bindings", "compatibility_date", "compatibility_flags", "main_module", "body_part", "keep_bindings", "assets", "package_dependencies", "annotations", "migrations", "containers", "exports"];
  // What wrangler sends of itself where nothing is said.
  if (!worker.metadata?.code_update_strategy && canonical(metadata.code_update_strategy) === canonical({ mode: "deferred", max_delay: 300 })) delete metadata.code_update_strategy;
  for (const [member, value] of Object.entries(metadata)) if (!own.includes(member)) equal(member, value, worker.metadata?.[member]);
  const quiet = ["exports", "code_update_strategy"];
  for (const member of Object.keys(worker.metadata ?? {})) if (!(member in metadata) && !quiet.includes(member)) out.push(`${member}: wrangler has none`);
  return out;
}

/** One written file beside the one that it comes from. */
async function compare(name) {
  const [stem, environment] = name.slice(0, -extname(name).length).split(".");
  const written = await dryRun(join(folder, name), environment);
  if (extname(name) !== ".toml" || !written) return;
  const original = readdirSync(join(tests, "configs")).find((file) => file.slice(0, -extname(file).length) === stem);
  const read = await dryRun(join(tests, "configs", original), environment);
  const [one, other] = [written, read].map((metadata) => metadata && canonical(settled(metadata)));
  if (one !== other) failures.push(`${name}: wrangler would upload something else than for ${original}\n${one}\n${other}`);
  const found = differences(written, modelled(name.slice(0, -".toml".length)));
  if (found.length > 0) failures.push(`${name}: the model says otherwise\n  ${found.join("\n  ")}`);
}

const names = readdirSync(folder).filter((name) => only.length === 0 || only.some((part) => name.startsWith(part)));
for (const name of names.filter((name) => extname(name) === ".jsonc")) {
  const found = misfits(schema.allOf[0], JSON.parse(readFileSync(join(folder, name), "utf8")));
  if (found.length > 0) failures.push(`${name}: does not fit the schema\n  ${found.join("\n  ")}`);
}
const waiting = [...names];
const workers = Array.from({ length: Math.min(4, cpus().length) }, async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) await compare(name);
});
await Promise.all(workers);
rmSync(home, { recursive: true, force: true });
if (failures.length > 0) {
  console.error(failures.join("\n"));
  console.error(`${failures.length} of ${names.length} files are not what wrangler takes`);
  process.exit(1);
}
console.log(`wrangler takes ${names.length} written files, and would upload what their models say`);
