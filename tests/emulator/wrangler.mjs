// wrangler, unchanged, against an emulator: every command ends with 0 and leaves the state that it should.
//   node wrangler.mjs EMULATOR
// CFS_NPM is the folder with the packages of package.json; Node is 22.12 or newer.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { account, api, start, token } from "./emulator.mjs";

const emulator = await start(process.argv[2]);
const { base } = emulator;
const folder = mkdtempSync(join(tmpdir(), "cfs-wrangler-"));
const cli = join(process.env.CFS_NPM ?? process.cwd(), "node_modules/wrangler/bin/wrangler.js");
const env = {
  ...process.env,
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, "config"),
  CLOUDFLARE_API_BASE_URL: base,
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_ACCOUNT_ID: account,
  WRANGLER_SEND_METRICS: "false",
  CI: "1",
  NO_COLOR: "1",
};
const failures = [];
let runs = 0;

/** Runs wrangler; what it printed. */
function wrangler(line, { input, words } = {}) {
  runs += 1;
  const done = spawnSync(process.execPath, [cli, ...(words ?? line.split(" "))], { cwd: folder, env, input: input ?? "", encoding: "utf8", timeout: 120_000 });
  if (done.status !== 0) failures.push(`wrangler ${line}: exit ${done.status}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

function check(what, is) {
  if (!is) failures.push(what);
}

const path = `/accounts/${account}`;
const result = async (below, method = "GET", body = undefined) => (await api(base, method, `${path}${below}`, body)).result;

// KV
wrangler("kv namespace create things");
const namespace = (await result("/storage/kv/namespaces"))[0];
check("kv namespace create makes one", namespace?.title === "things");
wrangler("kv namespace list");
wrangler(`kv key put one first --namespace-id ${namespace.id} --remote`);
wrangler(`kv key put two second --namespace-id ${namespace.id} --remote --metadata {"a":1} --ttl 120`);
check("kv key get gives the value", wrangler(`kv key get one --namespace-id ${namespace.id} --remote --text`).includes("first"));
check("kv key list names both", wrangler(`kv key list --namespace-id ${namespace.id} --remote`).includes("two"));
writeFileSync(join(folder, "pairs.json"), JSON.stringify([{ key: "b1", value: "x" }, { key: "b2", value: "eA==", base64: true }]));
wrangler(`kv bulk put pairs.json --namespace-id ${namespace.id} --remote`);
writeFileSync(join(folder, "keys.json"), JSON.stringify(["b1", "b2"]));
wrangler(`kv bulk get keys.json --namespace-id ${namespace.id} --remote`);
wrangler(`kv bulk delete keys.json --namespace-id ${namespace.id} --remote --force`);
wrangler(`kv key delete one --namespace-id ${namespace.id} --remote`);
const keys = await result(`/storage/kv/namespaces/${namespace.id}/keys`);
check("one key with metadata is left", keys.length === 1 && keys[0].metadata?.a === 1 && keys[0].expiration > 0);
wrangler(`kv namespace rename --namespace-id ${namespace.id} --new-name others`);
wrangler(`kv namespace delete --namespace-id ${namespace.id} --skip-confirmation`);

// D1
wrangler("d1 create shop");
wrangler("d1 list");
wrangler("d1 info shop");
const execute = (sql) => wrangler(`d1 execute ${sql}`, { words: ["d1", "execute", "shop", "--remote", "--json", "--yes", "--command", sql] });
writeFileSync(join(folder, "wrangler.json"), JSON.stringify({ name: "api", compatibility_date: "2026-01-01" }));
execute("CREATE TABLE things(id INTEGER PRIMARY KEY, name TEXT)");
execute("INSERT INTO things(name) VALUES('a'), ('b')");
check("d1 execute gives rows", execute("SELECT * FROM things").includes('"name": "b"'));
writeFileSync(join(folder, "more.sql"), "INSERT INTO things(name) VALUES('c');\nINSERT INTO things(name) VALUES('d');\n");
wrangler("d1 execute shop --remote --yes --file more.sql");
wrangler("d1 export shop --remote --output dump.sql");
check("d1 export has the rows", readFileSync(join(folder, "dump.sql"), "utf8").includes("'d'"));
const database = (await result("/d1/database"))[0];
writeFileSync(join(folder, "wrangler.json"), JSON.stringify({ name: "api", compatibility_date: "2026-01-01", d1_databases: [{ binding: "DB", database_name: "shop", database_id: database.uuid }] }));
mkdirSync(join(folder, "migrations"));
writeFileSync(join(folder, "migrations/0001_more.sql"), "CREATE TABLE more(a);");
wrangler("d1 migrations list shop --remote");
wrangler("d1 migrations apply shop --remote");
check("d1 migrations are recorded", execute("SELECT name FROM d1_migrations").includes("0001_more.sql"));
wrangler("d1 delete shop --skip-confirmation");
check("d1 delete removes it", (await result("/d1/database")).length === 0);
rmSync(join(folder, "wrangler.json"));

// R2
wrangler("r2 bucket create photos");
wrangler("r2 bucket list");
writeFileSync(join(folder, "photo.txt"), "a photo");
wrangler("r2 object put photos/a/b.txt --file photo.txt --remote --content-type text/plain");
wrangler("r2 object get photos/a/b.txt --file back.txt --remote");
check("r2 object get gives it back", readFileSync(join(folder, "back.txt"), "utf8") === "a photo");
wrangler("r2 bucket info photos");
wrangler("r2 object delete photos/a/b.txt --remote");
wrangler("r2 bucket delete photos");
check("r2 bucket delete removes it", (await result("/r2/buckets")).buckets.length === 0);

// Queues
wrangler("queues create mail");
wrangler("queues list");
wrangler("queues info mail");
wrangler("queues consumer http add mail");
wrangler("queues pause-delivery mail");
wrangler("queues resume-delivery mail");
wrangler("queues consumer http remove mail");
wrangler("queues delete mail");
check("queues delete removes it", (await result("/queues")).length === 0);

// Workers: uploaded, not run.
mkdirSync(join(folder, "public"));
writeFileSync(join(folder, "public/a.txt"), "an asset\n");
writeFileSync(join(folder, "index.js"), "export class Room {}\nexport default { fetch() { return new Response('hi'); } };\n");
const config = {
  name: "api", main: "index.js", compatibility_date: "2026-01-01", workers_dev: true,
  vars: { A: "b", N: 5 },
  kv_namespaces: [{ binding: "KV" }],
  queues: { producers: [{ binding: "MAIL", queue: "mail" }], consumers: [{ queue: "mail", max_batch_size: 5 }] },
  durable_objects: { bindings: [{ name: "ROOM", class_name: "Room" }] },
  migrations: [{ tag: "v1", new_sqlite_classes: ["Room"] }],
  triggers: { crons: ["*/5 * * * *"] },
  routes: [{ pattern: "api.example.com/*", zone_name: "example.com" }],
  assets: { directory: "public" },
};
const configure = () => writeFileSync(join(folder, "wrangler.json"), JSON.stringify(config));
configure();
wrangler("queues create mail");
wrangler("deploy");
const settings = async () => result("/workers/scripts/api/settings");
check("deploy leaves bindings", (await settings())?.bindings?.some((binding) => binding.name === "KV" && binding.namespace_id));
check("deploy leaves schedules", (await result("/workers/scripts/api/schedules"))?.schedules?.length === 1);
check("deploy leaves a consumer", (await result("/queues"))[0]?.consumers_total_count === 1);
config.vars.A = "c";
configure();
wrangler("deploy");
check("redeploy changes a variable", (await settings())?.bindings?.find((binding) => binding.name === "A")?.text === "c");
wrangler("secret put KEY", { input: "planted-secret\n" });
writeFileSync(join(folder, "secrets.json"), JSON.stringify({ S1: "planted-secret", S2: "planted-secret" }));
wrangler("secret bulk secrets.json");
check("secret list names all", ["KEY", "S1", "S2"].every((name) => wrangler("secret list").includes(name)));
wrangler("secret delete S1");
wrangler("versions upload --message next");
wrangler("versions list");
const versions = (await result("/workers/scripts/api/versions")).items;
wrangler(`versions view ${versions[0].id}`);
wrangler(`versions deploy ${versions[0].id}@10% ${versions[1].id}@90% --yes`);
const active = (await result("/workers/scripts/api/deployments")).deployments[0];
check("versions deploy splits", active.versions.map((version) => version.percentage).sort().join() === "10,90");
wrangler("deployments list");
wrangler("deployments status");
wrangler("rollback --yes --message back");
check("rollback takes one version", (await result("/workers/scripts/api/deployments")).deployments[0].versions.length === 1);
check("no secret is told", !JSON.stringify([await settings(), await result("/workers/scripts/api/versions"), await result("/workers/scripts/api/secrets")]).includes("planted-secret"));
wrangler("delete --force");
check("delete removes it", (await api(base, "GET", `${path}/workers/services/api`)).status === 404);
wrangler("whoami");
rmSync(join(folder, "wrangler.json"));

// Pages
wrangler("pages project create site --production-branch main");
wrangler("pages project list");
wrangler("pages deploy public --project-name site --branch main --commit-dirty=true");
const deployments = await result("/pages/projects/site/deployments");
check("pages deploy leaves a deployment", deployments.length === 1 && deployments[0].environment === "production");
wrangler("pages deployment list --project-name site");
wrangler("pages project delete site --yes");
check("pages project delete removes it", (await result("/pages/projects")).length === 0);

emulator.stop();
rmSync(folder, { recursive: true, force: true });
failures.forEach((failure) => console.log(`${failure}\n`));
console.log(`${runs} commands of wrangler, ${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
