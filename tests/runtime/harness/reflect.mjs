// Looks every emitted member up inside the real runtime: node reflect.mjs MEMBERS.json ABSENT.txt
// Members are given as { class, module?, namespace?, instance: [...], static: [...] } for classes that exist as values,
// and { binding, instance: [...] } for what only the environment has.
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const [membersPath, ledgerPath] = process.argv.slice(2);
const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { Miniflare } = require("miniflare");
const members = JSON.parse(readFileSync(membersPath, "utf8"));

const probe = `
import * as workers from "cloudflare:workers";
import * as sockets from "cloudflare:sockets";
import * as email from "cloudflare:email";
import * as workflows from "cloudflare:workflows";
const modules = { "cloudflare:workers": workers, "cloudflare:sockets": sockets, "cloudflare:email": email, "cloudflare:workflows": workflows };
const key = (name) => (name.startsWith("@@") ? Symbol[name.slice(2)] : name);
function has(object, name) {
  for (let at = object; at !== null && at !== undefined; at = Object.getPrototypeOf(Object(at)))
    if (Object.prototype.hasOwnProperty.call(Object(at), key(name))) return true;
  return false;
}
async function instances(env, ctx, request) {
  const found = {
    Request: request, Response: new Response("x"), ExecutionContext: ctx, KVNamespace: env.KV, R2Bucket: env.R2,
    D1Database: env.DB, Queue: env.QUEUE, DurableObjectNamespace: env.DO, Console: console, Scheduler: scheduler,
    Performance: performance, Crypto: crypto, SubtleCrypto: crypto.subtle, CacheStorage: caches, Cache: caches.default,
    Navigator: navigator, AnalyticsEngineDataset: env.AE, RateLimit: env.RL, ServiceWorkerGlobalScope: globalThis,
    WorkerGlobalScope: globalThis, Headers: new Headers(), URL: new URL("https://a.b"), URLSearchParams: new URLSearchParams(),
    FormData: new FormData(), Blob: new Blob(["x"]), File: new File(["x"], "f"), AbortController: new AbortController(),
    AbortSignal: new AbortController().signal, TextEncoder: new TextEncoder(), TextDecoder: new TextDecoder(),
    ReadableStream: new Response("x").body, HTMLRewriter: new HTMLRewriter(), URLPattern: new URLPattern(),
    Event: new Event("x"), EventTarget: new EventTarget(), WebSocketRequestResponsePair: new WebSocketRequestResponsePair("a", "b"),
    DOMException: new DOMException("x"), MessageChannel: new MessageChannel(), MessagePort: new MessageChannel().port1,
    Cloudflare: globalThis.Cloudflare,
  };
  found.D1PreparedStatement = env.DB.prepare("select 1");
  found.D1DatabaseSession = env.DB.withSession();
  found.DurableObjectId = env.DO.idFromName("x");
  found.DurableObjectStub = env.DO.get(found.DurableObjectId);
  found.Fetcher = found.DurableObjectStub;
  found.R2Object = await env.R2.put("k", "v");
  found.R2ObjectBody = await env.R2.get("k");
  found.R2Checksums = found.R2Object.checksums;
  found.R2MultipartUpload = await env.R2.createMultipartUpload("m");
  found.ReadableStreamDefaultReader = new Response("x").body.getReader();
  found.ReadableStreamBYOBReader = new Response("x").body.getReader({ mode: "byob" });
  const transform = new IdentityTransformStream();
  found.TransformStream = transform; found.IdentityTransformStream = transform;
  found.WritableStream = transform.writable; found.WritableStreamDefaultWriter = transform.writable.getWriter();
  found.CryptoKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
  const pair = new WebSocketPair(); found.WebSocket = pair[0];
  const captured = {};
  await new HTMLRewriter().onDocument({ doctype(d) { captured.Doctype = d; found.Doctype = members(d); }, comments(x) { found.Comment = members(x); }, text(x) { found.Text = members(x); }, end(x) { found.DocumentEnd = members(x); } })
    .on("p", { element(x) { found.Element = members(x); x.onEndTag((tag) => { found.EndTag = members(tag); }); } })
    .transform(new Response("<!doctype html><!-- c --><p>t</p>")).text();
  return found;
}
// Tokens of the rewriter die with their callback: what they have is noted while they live.
function members(object) {
  const noted = {};
  for (let at = object; at !== null; at = Object.getPrototypeOf(at)) for (const name of Reflect.ownKeys(at)) noted[name] = true;
  return noted;
}
export class Probe extends workers.DurableObject {
  state() { return this.ctx; }
  async look(list) {
    const found = {
      DurableObjectState: this.ctx, DurableObjectStorage: this.ctx.storage, SqlStorage: this.ctx.storage.sql,
      SyncKvStorage: this.ctx.storage.kv, SqlStorageCursor: this.ctx.storage.sql.exec("select 1"), DurableObjectFacets: this.ctx.facets,
    };
    await this.ctx.storage.transaction(async (txn) => { found.DurableObjectTransaction = txn; });
    return list.map((entry) => report(entry, found));
  }
}
function report(entry, found) {
  const target = entry.module ? modules[entry.module] : globalThis;
  const holder = (entry.namespace ?? []).reduce((at, name) => at?.[name], target);
  const Class = holder?.[entry.class];
  const isClass = typeof Class === "function";
  const instance = found[entry.class] ?? (isClass ? Class.prototype : undefined);
  const state = (name, object) => (object === undefined || object === null ? "unreachable" : has(object, name) ? "present" : "absent");
  return {
    class: entry.class,
    instance: Object.fromEntries(entry.instance.map((name) => [name, state(name, instance)])),
    static: Object.fromEntries(entry.static.map((name) => [name, isClass ? state(name, Class) : "unreachable"])),
    value: entry.value ? (Class === undefined ? "absent" : "present") : undefined,
  };
}
export default {
  async fetch(request, env, ctx) {
    const list = await request.json();
    const found = await instances(env, ctx, request);
    const inside = await env.DO.get(env.DO.idFromName("probe")).look(list.filter((entry) => /^(DurableObject(State|Storage|Transaction|Facets)|SqlStorage|SqlStorageCursor|SyncKvStorage)$/.test(entry.class)));
    const byClass = Object.fromEntries(inside.map((entry) => [entry.class, entry]));
    return Response.json(list.map((entry) => byClass[entry.class] ?? report(entry, found)));
  },
};`;

const miniflare = new Miniflare({
  modules: true,
  script: probe,
  compatibilityDate: "2026-04-01",
  compatibilityFlags: ["experimental", "nodejs_compat"],
  kvNamespaces: ["KV"],
  r2Buckets: ["R2"],
  d1Databases: ["DB"],
  queueProducers: { QUEUE: "q" },
  durableObjects: { DO: { className: "Probe", useSQLite: true } },
  analyticsEngineDatasets: { AE: { dataset: "a" } },
  ratelimits: { RL: { namespace_id: "1", simple: { limit: 1, period: 60 } } },
});
const answer = await miniflare.dispatchFetch("http://probe/", { method: "POST", body: JSON.stringify(members) });
const text = await answer.text();
await miniflare.dispose();
if (!answer.ok) {
  console.error(text);
  process.exit(1);
}
const counts = { present: 0, absent: 0, unreachable: 0 };
const lines = [];
for (const entry of JSON.parse(text)) {
  for (const kind of ["instance", "static"])
    for (const [name, state] of Object.entries(entry[kind])) {
      counts[state] += 1;
      if (state !== "present") lines.push(`${state} ${entry.class}${kind === "static" ? "::" : "."}${name}`);
    }
  if (entry.value) {
    counts[entry.value] += 1;
    if (entry.value !== "present") lines.push(`${entry.value} ${entry.class}`);
  }
}
const ledger = `${lines.sort().join("\n")}\n`;
const before = existsSync(ledgerPath) ? readFileSync(ledgerPath, "utf8") : undefined;
if (process.env.CFS_UPDATE || before === undefined) writeFileSync(ledgerPath, ledger);
const same = process.env.CFS_UPDATE || before === undefined || before === ledger;
console.log(`reflection: ${counts.present} present, ${counts.absent} absent, ${counts.unreachable} unreachable`);
if (!same) {
  const known = new Set(before.split("\n"));
  const now = new Set(ledger.split("\n"));
  for (const line of now) if (!known.has(line)) console.log(`+ ${line}`);
  for (const line of known) if (!now.has(line)) console.log(`- ${line}`);
  console.log("the ledger of absent members differs: set CFS_UPDATE=1 to rewrite it");
}
console.log(`${counts.present} passed, ${same ? 0 : 1} failed`);
process.exitCode = same ? 0 : 1;
