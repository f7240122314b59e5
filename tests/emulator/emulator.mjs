// An emulator as a child, and what is asked of it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export const account = "023e105f4ecef8ad9ca31a8372d0c353";
export const zone = "0da42c8d2132a9ddaf714f9e7c920711";
export const token = "cfs-emulator-token-that-may-do-everything";

/** Starts the program at a path; its address, and how to end it. */
export async function start(program, ...more) {
  const child = spawn(program, ["--port", "0", "--ephemeral", ...more], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout });
  const base = await new Promise((done, failed) => {
    lines.once("line", done);
    child.once("exit", (code) => failed(new Error(`the emulator ended with ${code}`)));
  });
  return { base, stop: () => child.kill("SIGINT") };
}

/** The result of a call. */
export async function api(base, method, path, body) {
  const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const response = await fetch(`${base}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  const answer = text.startsWith("{") ? JSON.parse(text) : { result: text };
  return { status: response.status, ...answer };
}
