// Cloudflare's local implementation of part of its API: node serve.mjs
// Prints `ready URL` and ends when its input is closed, so that it never outlives who started it.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { Miniflare } = require("miniflare");

// What the API can only look at is made here: objects by `/object?name=…`, which keep what they are told.
const script = `
import { DurableObject, WorkflowEntrypoint } from "cloudflare:workers";
export class Notes extends DurableObject {
  async write(text) {
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)");
    this.ctx.storage.sql.exec("INSERT INTO notes (text) VALUES (?)", text);
    return this.ctx.id.toString();
  }
}
export class Order extends WorkflowEntrypoint {
  async run(event, step) {
    const packed = await step.do("pack", async () => ({ item: event.payload.item, count: 2 }));
    if (event.payload.fails) throw new Error("no such item");
    const paid = await step.waitForEvent("paid", { type: "payment", timeout: "1 hour" });
    return packed.item + " paid by " + paid.payload.by;
  }
}
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/object") return new Response("not found", { status: 404 });
    const name = searchParams.get("name");
    return new Response(await env.NOTES.getByName(name).write("from " + name));
  },
};`;

const miniflare = new Miniflare({
  name: "shop",
  host: "127.0.0.1",
  port: 0,
  unsafeLocalExplorer: true,
  compatibilityDate: "2026-04-01",
  modules: [{ type: "ESModule", path: "index.mjs", contents: script }],
  kvNamespaces: { CACHE: "kv-cache", SESSIONS: "kv-sessions", FLAGS: "kv-flags" },
  r2Buckets: { FILES: "files", IMAGES: "images" },
  d1Databases: { ORDERS: "d1-orders", STOCK: "d1-stock" },
  durableObjects: { NOTES: { className: "Notes", useSQLite: true } },
  workflows: { ORDER: { name: "order", className: "Order", scriptName: "shop" } },
});

process.stdin.resume();
process.stdin.on("end", async () => {
  await miniflare.dispose();
  process.exit(0);
});
const url = await miniflare.ready;
for (let number = 0; number < 23; number++) {
  await (await fetch(new URL(`/object?name=note ${number}`, url))).text();
}
console.log(`ready ${url}`);
