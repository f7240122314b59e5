// What every script of the harness needs: miniflare, and a bundle made by `worker build` as its options.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { createRequire } from "node:module";
import { figure } from "../../figures.mjs";

export const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
export const { Miniflare } = require("miniflare");

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

/// The options of a bundle, with those of a JSON file.
export function options(bundle, optionsPath) {
  const modules = [
    { type: "ESModule", path: join(bundle, "index.js") },
    ...files(bundle)
      .filter((path) => relative(bundle, path) !== "index.js")
      .filter((path) => path.endsWith(".js") || path.endsWith(".wasm"))
      .map((path) => ({ type: path.endsWith(".js") ? "ESModule" : "CompiledWasm", path })),
  ];
  const own = optionsPath ? JSON.parse(readFileSync(optionsPath, "utf8")) : {};
  return { compatibilityDate: "2026-04-01", modules, modulesRoot: bundle, ...own };
}

/// Counts assertions; prints those that fail.
export class Counter {
  passed = 0;
  failed = 0;

  record(section, line) {
    if (line.startsWith("ok ")) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    console.log(`${section}: ${line}`);
  }

  async check(section, name, body) {
    try {
      await body();
      this.record(section, `ok ${name}`);
    } catch (error) {
      this.record(section, `FAILED ${name}: ${error.message}`);
    }
  }

  finish() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    figure(`behaviour.${basename(process.argv[1], ".mjs")}`, this.passed);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}

/// How long to wait for what must happen, in milliseconds: longer than any machine is slow.
const PATIENCE = 120_000;

/// Asks until there is an answer; gives up only where none can be hoped for any more.
export async function eventually(probe) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const value = await probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
