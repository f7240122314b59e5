// Compares what gen-dts understood with workers-types, declaration by declaration and both ways:
// node types.mjs FOLDER LEDGER.txt. Optional, null and undefined are one in Rust, so null checks are off.
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { figure } from "../../figures.mjs";

const [folder, ledgerPath] = process.argv.slice(2);
const npm = process.env.CFS_NPM ?? process.cwd();
const require = createRequire(join(npm, "package.json"));
const ts = require("typescript");

const types = join(folder, "workers-types.d.ts");
// Without null checks `undefined extends Rpc.EntrypointBranded` holds, which turns every plain `Fetcher` into an RPC
// stub: its RPC part, which depends on the user's class, is left out of the comparison.
const input = readFileSync(join(npm, "node_modules/@cloudflare/workers-types/experimental/index.d.ts"), "utf8");
const plain = input.replace(/\(T extends Rpc\.EntrypointBranded\s+\? Rpc\.Provider<[^>]*>\s+: unknown\)/, "unknown");
if (plain === input) throw new Error("`Fetcher` is no longer declared the way this check knows");
writeFileSync(types, plain);
const program = ts.createProgram([types, join(folder, "ours.d.ts"), join(folder, "checks.ts")], {
  strict: true,
  strictNullChecks: false,
  strictPropertyInitialization: false,
  noEmit: true,
  skipLibCheck: false,
  lib: ["lib.esnext.d.ts"],
  types: [],
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
});
const checks = program.getSourceFile(join(folder, "checks.ts"));
const lines = readFileSync(join(folder, "checks.ts"), "utf8").split("\n");
const failures = new Map();
let broken = 0;
for (const found of ts.getPreEmitDiagnostics(program)) {
  if (found.file === checks) {
    const line = lines[checks.getLineAndCharacterOfPosition(found.start).line];
    const name = line.split("// ")[1] ?? line;
    const text = ts.flattenDiagnosticMessageText(found.messageText, "\n").split("\n").at(-1).trim();
    if (!failures.has(name)) failures.set(name, text);
  } else if (found.file?.fileName.endsWith("ours.d.ts")) {
    broken += 1;
    if (broken <= 20) {
      const at = found.file.getLineAndCharacterOfPosition(found.start);
      console.log(`ours.d.ts:${at.line + 1}: ${ts.flattenDiagnosticMessageText(found.messageText, " ").slice(0, 200)}`);
    }
  }
}
const all = lines.filter(Boolean).length;
const ledger = `${[...failures].map(([name, text]) => `${name}: ${text.replaceAll(/Ours\.[a-z_]+\./g, "")}`).sort().join("\n")}\n`;
const before = existsSync(ledgerPath) ? readFileSync(ledgerPath, "utf8") : undefined;
const update = process.env.CFS_UPDATE || before === undefined;
if (update) writeFileSync(ledgerPath, ledger);
const same = update || before === ledger;
console.log(`types: ${all - failures.size} of ${all} assignments hold, ${failures.size} in the ledger, ${broken} errors in our own file`);
if (!same) console.log("the ledger of differing declarations differs: set CFS_UPDATE=1 to rewrite it");
figure("types.all", all);
figure("types.hold", all - failures.size);
console.log(`${all - failures.size} passed, ${same ? 0 : 1} failed`);
process.exitCode = same ? 0 : 1;
