// What an emulator costs: its start, its memory, its reads. Times are of this machine, with whatever else runs on it.
//   node figures.mjs EMULATOR
// On Linux the emulator is held to one core where `taskset` is there.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { account, token } from "./emulator.mjs";

const program = process.argv[2];
const state = mkdtempSync(join(tmpdir(), "cfs-figures-"));
const pinned = spawnSync("taskset", ["--version"]).status === 0 ? ["taskset", "-c", "0"] : [];

async function start() {
  const began = performance.now();
  const [command, ...words] = [...pinned, program, "--port", "0", "--state", state];
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "ignore"] });
  const base = await new Promise((done) => createInterface({ input: child.stdout }).once("line", done));
  return { child, base, took: performance.now() - began };
}
const end = (child) => new Promise((done) => { child.once("exit", done); child.kill("SIGKILL"); });
const memory = (child) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024;
const cpu = (child) => { const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" "); return (Number(fields[11]) + Number(fields[12])) / 100; };

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
function call(base, method, path, body) {
  return new Promise((done, failed) => {
    const headers = { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}) };
    const sent = request(`${base}${path}`, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => done({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}
async function many(count, make) {
  let next = 0;
  await Promise.all(Array.from({ length: 16 }, async () => { while (next < count) await make(next++); }));
}

let { child, base, took } = await start();
console.log(`start, nothing stored: ${took.toFixed(0)} ms, ${memory(child).toFixed(1)} MB`);
const path = `/accounts/${account}`;
const id = JSON.parse((await call(base, "POST", `${path}/storage/kv/namespaces`, '{"title":"figures"}')).text).result.id;
let began = performance.now();
await many(10_000, (at) => call(base, "POST", `${path}/queues`, JSON.stringify({ queue_name: `queue-${at}` })));
console.log(`10,000 queues created: ${(10_000 / (performance.now() - began) * 1000).toFixed(0)}/s, then ${memory(child).toFixed(1)} MB`);
for (let at = 0; at < 9; at += 1) {
  const pairs = Array.from({ length: 10_000 }, (_, key) => ({ key: `key-${at}-${key}`, value: `value ${key}` }));
  await call(base, "PUT", `${path}/storage/kv/namespaces/${id}/bulk`, JSON.stringify(pairs));
}
await end(child);
({ child, base, took } = await start());
console.log(`start with 100,000 objects after a kill: ${took.toFixed(0)} ms, ${memory(child).toFixed(1)} MB`);
await many(2_000, (at) => call(base, "GET", `${path}/storage/kv/namespaces/${id}/values/key-1-${at}`));
const [before, reads] = [cpu(child), 30_000];
began = performance.now();
await many(reads, (at) => call(base, "GET", `${path}/storage/kv/namespaces/${id}/values/key-1-${at % 10_000}`));
const seconds = (performance.now() - began) / 1000;
console.log(`KV reads: ${(reads / seconds).toFixed(0)}/s, by the emulator's own processor time ${(reads / (cpu(child) - before)).toFixed(0)}/s on one core; ${memory(child).toFixed(1)} MB`);
const list = await call(base, "GET", `${path}/queues?page=1`);
console.log(`a page of 10,000 queues: ${JSON.parse(list.text).result_info.total_count} in all`);
await end(child);
rmSync(state, { recursive: true, force: true });
process.exit(0);
