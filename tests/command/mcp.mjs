// `cfs mcp`, driven by the protocol's own client: what an agent can find, read and, when a person allows it, write.
// node mcp.mjs CFS EMULATOR, with CFS_NPM naming the folder of the packages.
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { account, api, start, token } from "../emulator/emulator.mjs";

const [cfs, program] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(process.env.CFS_NPM, "package.json")));
const { Client } = await import(pathToFileURL(require.resolve("@modelcontextprotocol/sdk/client/index.js")));
const { StdioClientTransport } = await import(pathToFileURL(require.resolve("@modelcontextprotocol/sdk/client/stdio.js")));

const emulator = await start(program);
const home = mkdtempSync(join(tmpdir(), "cfs-mcp-"));
let checks = 0;
const check = (what, actual, expected) => {
  assert.deepEqual(actual, expected, what);
  checks += 1;
};

/** An agent's connection to the server, started with these words. */
async function agent(...words) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: account,
    CLOUDFLARE_BASE_URL: emulator.base,
  };
  const transport = new StdioClientTransport({ command: cfs, args: ["mcp", ...words], env });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  const use = async (name, args) => {
    const answer = await client.callTool({ name, arguments: args });
    const [{ text }] = answer.content;
    return { failed: answer.isError === true, text, value: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
  };
  return { client, use, close: () => client.close() };
}

const names = async () => (await api(emulator.base, "GET", `/accounts/${account}/storage/kv/namespaces`)).result.map((one) => one.title);

try {
  const reader = await agent();
  const { tools } = await reader.client.listTools();
  check("the tools", tools.map((tool) => tool.name), ["search", "describe", "call"]);
  check("all of them only read", tools.map((tool) => tool.annotations.readOnlyHint), [true, true, true]);

  const found = await reader.use("search", { words: "kv namespaces" });
  check("an operation is found", found.value.operations.some((one) => one.operation === "kv.namespaces.create"), true);
  const described = await reader.use("describe", { operation: "kv.namespaces.create" });
  check("it is described", [described.value.writes, described.text.includes("title")], [true, true]);
  const list = await reader.use("call", { operation: "kv.namespaces.list" });
  check("a list is read", list.value, { rows: [], more: false });

  const refused = await reader.use("call", { operation: "kv.namespaces.create", body: { title: "made" } });
  check("a write is refused", [refused.failed, refused.text.includes("only reads"), await names()], [true, true, []]);
  const unknown = await reader.use("call", { operation: "kv.namespace.lst" });
  check("an unknown name is an error that says more", [unknown.failed, unknown.text.includes("kv.namespaces.list")], [true, true]);
  await reader.close();

  const writer = await agent("--write");
  const asked = { operation: "kv.namespaces.create", body: { title: "made" } };
  const shown = await writer.use("call", asked);
  check("a write is shown first", [shown.value.nothing_was_sent, shown.value.method, shown.value.body, await names()], [true, "POST", { title: "made" }, []]);
  const other = await writer.use("call", { ...asked, body: { title: "another" }, confirm: shown.value.confirm });
  check("what was shown is what may be done", [other.value.nothing_was_sent, await names()], [true, []]);
  const done = await writer.use("call", { ...asked, confirm: shown.value.confirm });
  check("then it is done", [done.failed, done.value.title, await names()], [false, "made", ["made"]]);

  const secret = { operation: "user.tokens.create", body: { name: "ci", policies: [{ effect: "allow", resources: { "*": "*" }, permission_groups: [{ id: "c8fed203ed3043cba015a93ad1616f1f" }] }] } };
  const preview = await writer.use("call", secret);
  const made = await writer.use("call", { ...secret, confirm: preview.value.confirm });
  const real = (await api(emulator.base, "GET", "/user/tokens")).result;
  check("a token is made", real.some((one) => one.name === "ci"), true);
  check("its value is not told", [made.failed, made.value.name, made.value.value], [false, "ci", "[hidden]"]);
  for (const one of [found, described, list, refused, shown, done, preview, made]) {
    check("no answer has the credentials", one.text.includes(token), false);
  }
  await writer.close();
  console.log(`cfs mcp: ${checks} checks by the protocol's own client`);
} finally {
  emulator.stop();
  rmSync(home, { recursive: true, force: true });
}
