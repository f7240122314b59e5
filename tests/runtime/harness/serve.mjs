// Serves a bundle made by `worker build` in miniflare: node serve.mjs BUNDLE [OPTIONS.json] [PORT]
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { createRequire } from "node:module";

const [bundle, optionsPath, port = "0"] = process.argv.slice(2);
const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { Miniflare } = require("miniflare");

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

const modules = [
  { type: "ESModule", path: join(bundle, "index.js") },
  ...files(bundle)
    .filter((path) => relative(bundle, path) !== "index.js")
    .filter((path) => path.endsWith(".js") || path.endsWith(".wasm"))
    .map((path) => ({ type: path.endsWith(".js") ? "ESModule" : "CompiledWasm", path })),
];
const options = optionsPath ? JSON.parse(readFileSync(optionsPath, "utf8")) : {};
export const miniflare = new Miniflare({
  compatibilityDate: "2026-04-01",
  port: Number(port),
  modules,
  modulesRoot: bundle,
  ...options,
});
const url = await miniflare.ready;
console.log(`ready ${url}`);
