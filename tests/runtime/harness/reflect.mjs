// Looks every emitted member up inside the real runtime: node reflect.mjs MEMBERS.json ABSENT.txt
// A member is { class, module, namespace: [...], value, instance: [...], static: [...] }; `value` says that the class is
// declared as a value. What is absent, or what nothing here can reach, is in the ledger under the reason for it.
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { figure } from "../../figures.mjs";
import { look } from "./reflect/run.mjs";
import { explain } from "./reflect/reasons.mjs";

const [membersPath, ledgerPath] = process.argv.slice(2);
const require = createRequire(join(process.env.CFS_NPM ?? process.cwd(), "package.json"));
const { Miniflare, Response } = require("miniflare");
const list = JSON.parse(readFileSync(membersPath, "utf8"));
const { seen, classes, failed } = await look({ Miniflare, Response, list });

const counts = { present: 0, absent: 0, unreachable: 0 };
const lines = [];
function count(state, line) {
  counts[state] += 1;
  if (state !== "present") lines.push(`${state} ${line}`);
}
const state = (names, name) =>
  names === undefined ? "unreachable" : names.has(name) ? "present" : names.has("@@proxy") ? "unreachable" : "absent";
list.forEach((entry, index) => {
  const found = classes[index];
  const instance = seen.get(entry.class) ?? (found.prototype && new Set(found.prototype));
  const statics = found.static && new Set(found.static);
  for (const name of entry.instance) count(state(instance, name), `${entry.class}.${name}`);
  for (const name of entry.static) count(state(statics, name), `${entry.class}::${name}`);
  if (entry.value) count(found.value ? "present" : "absent", entry.class);
});

const { text, unexplained, stale } = explain(lines.sort());
const before = existsSync(ledgerPath) ? readFileSync(ledgerPath, "utf8") : undefined;
const update = process.env.CFS_UPDATE || before === undefined;
const problems = [
  ...failed.map((what) => `not probed: ${what}`),
  ...unexplained.map((line) => `no reason: ${line}`),
  ...stale.map((reason) => `a reason for nothing: ${reason}`),
];
if (update) writeFileSync(ledgerPath, text);
else if (before !== text) {
  const known = new Set(before.split("\n"));
  const now = new Set(text.split("\n"));
  for (const line of now) if (!known.has(line)) problems.push(`+ ${line}`);
  for (const line of known) if (!now.has(line)) problems.push(`- ${line}`);
  problems.push("the ledger of absent members differs: set CFS_UPDATE=1 to rewrite it");
}
for (const problem of problems) console.log(problem);
const reachable = counts.present + counts.absent;
console.log(
  `reflection: ${counts.present} present, ${counts.absent} absent, ${counts.unreachable} unreachable; ` +
    `${((100 * counts.present) / reachable).toFixed(1)}% of the ${reachable} reachable are present`,
);
figure("reflection.present", counts.present);
figure("reflection.elsewhere", counts.absent + counts.unreachable);
console.log(`${counts.present} passed, ${problems.length} failed`);
process.exitCode = problems.length === 0 ? 0 : 1;
