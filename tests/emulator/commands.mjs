// All commands of wrangler, as `--help` lists them, against the table of what `cfs` has for them.
//   node commands.mjs TABLE     says what the table lacks, and what it has that is no command
//   node commands.mjs           prints the commands, a line each
// CFS_NPM is the folder with the packages of package.json; Node is 22.12 or newer.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

const home = mkdtempSync(join(tmpdir(), "cfs-wrangler-help-"));
const packages = process.env.CFS_NPM ?? process.cwd();
// What `bin/wrangler.js` starts: a process fewer for each command.
const cli = join(packages, "node_modules/wrangler/wrangler-dist/cli.js");
const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, WRANGLER_SEND_METRICS: "false", CI: "1", NO_COLOR: "1", COLUMNS: "400" };

/** What `--help` behind some words prints. */
function help(words) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--no-warnings", cli, ...words, "--help"], { cwd: home, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.resume();
    child.on("error", reject).on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(`wrangler ${words.join(" ")} --help: exit ${code}`))));
  });
}

/** The commands that a help lists: the words up to the first parameter, or the gap before what it does. */
function listed(text) {
  return text.split(/^EXAMPLES$/m)[0].split("\n").flatMap((line) => {
    const found = /^ {2}wrangler ((?:[a-z0-9][\w-]*)(?: [a-z0-9][\w-]*)*)(?= {2}| <| \[| *$)/.exec(line);
    return found ? [found[1]] : [];
  });
}

const commands = new Set();
const waiting = [""];
let read = 0;

/** Reads helps until none is left: each may name more. */
async function reader(others) {
  for (;;) {
    const next = waiting.shift();
    if (next !== undefined) {
      others.busy += 1;
      const text = await help(next.split(" ").filter(Boolean));
      read += 1;
      for (const name of listed(text).filter((name) => name !== next && !commands.has(name))) {
        commands.add(name);
        waiting.push(name);
      }
      others.busy -= 1;
      others.wake.splice(0).forEach((wake) => wake());
    } else if (others.busy === 0) {
      others.wake.splice(0).forEach((wake) => wake());
      return;
    } else {
      await new Promise((wake) => others.wake.push(wake));
    }
  }
}

const started = Date.now();
const others = { busy: 0, wake: [] };
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, () => reader(others)));
rmSync(home, { recursive: true, force: true });
// What has commands below it does nothing itself, unless it has a line of its own.
const names = [...commands].sort();
const leaves = names.filter((name) => !names.some((other) => other.startsWith(`${name} `)));

if (process.argv[2] === undefined) {
  leaves.forEach((name) => console.log(name));
} else {
  const rows = readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const table = rows.map((row) => row.split("\t")[0]);
  const missing = leaves.filter((name) => !table.includes(name));
  const unknown = table.filter((name) => !commands.has(name));
  missing.forEach((name) => console.log(`wrangler ${name}: the table has nothing about it`));
  unknown.forEach((name) => console.log(`wrangler ${name}: the table has it, wrangler does not`));
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${leaves.length} commands of wrangler by ${read} helps in ${seconds} s, ${missing.length} without a form or a reason, ${unknown.length} unknown`);
  process.exitCode = missing.length + unknown.length === 0 && leaves.length > 200 ? 0 : 1;
}
