// Serves a bundle made by `worker build` in miniflare: node serve.mjs BUNDLE [OPTIONS.json] [PORT]
import { existsSync } from "node:fs";
import { Miniflare, options } from "./runtime.mjs";

const [bundle, optionsPath, port = "0"] = process.argv.slice(2);
const given = optionsPath && existsSync(optionsPath) ? optionsPath : undefined;
const miniflare = new Miniflare({ ...options(bundle, given), port: Number(port) });
const url = await miniflare.ready;
console.log(`ready ${url}`);
