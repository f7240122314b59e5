// A generated client inside a Worker, against a server that plays the API: node client.mjs BUNDLE
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { Miniflare, options } from "./runtime.mjs";
import { figure } from "../../figures.mjs";

const json = (response, status, body, headers = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};
const fine = (result, result_info) => ({ success: true, errors: [], messages: [], result, result_info });
const names = Array.from({ length: 25 }, (_, number) => ({ name: `key ${number}` }));
const stored = new Map();
let busy = 0;

/** Answers as the API does; paths are what follows `/client/v4`. */
async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://host");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const [, namespace, key] = /namespaces\/([^/]+)\/values\/(.*)$/.exec(pathname) ?? [];
  if (request.headers.authorization !== "Bearer token") return json(response, 401, { success: false, errors: [{ code: 10000, message: "no token" }] });
  if (pathname.endsWith("/keys")) {
    const from = Number(searchParams.get("cursor") ?? 0);
    const next = from + Number(searchParams.get("limit"));
    return json(response, 200, fine(names.slice(from, next), { count: 10, cursor: next < names.length ? `${next}` : "" }));
  }
  if (pathname.endsWith("/ask")) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const text = Buffer.from('data: {"text":"because — "}\n\ndata: {"text":"ü 🦀"}\n\ndata: [DONE]\n\n');
    for (let at = 0; at < text.length; at += 7) {
      response.write(text.subarray(at, at + 7));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return response.end();
  }
  if (request.method === "PUT") {
    stored.set(key, body);
    return json(response, 200, fine(null));
  }
  if (namespace === "store" && stored.has(key)) return response.end(stored.get(key));
  if (key === "gzip") {
    response.writeHead(200, { "content-encoding": "gzip" });
    return response.end(gzipSync("squeezed"));
  }
  if (key === "busy" && ++busy < 3) return json(response, 503, {}, { "retry-after-ms": "20" });
  if (key === "busy") return response.end("third time");
  if (key === "late") return; // and never answers
  if (key === "moved") {
    response.writeHead(302, { location: `http://127.0.0.1:${other.address().port}/elsewhere` });
    return response.end();
  }
  if (key === "refused") return request.socket.destroy();
  json(response, 404, { success: false, errors: [{ code: 10009, message: "key not found" }], messages: [] }, { "cf-ray": "ray-1" });
}

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
const other = await listening(createServer((request, response) => response.end(request.headers.authorization ?? "no credentials")));
const server = await listening(createServer((request, response) => void answer(request, response)));
const miniflare = new Miniflare(options(process.argv[2]));
const url = await miniflare.ready;
const text = await (await fetch(new URL(`/?api=http://127.0.0.1:${server.address().port}/client/v4`, url))).text();
const lines = text.split("\n").filter(Boolean);
const failed = lines.filter((line) => !line.startsWith("ok "));
failed.forEach((line) => console.log(line));
figure("behaviour.client", lines.length - failed.length);
console.log(`${lines.length - failed.length} passed, ${failed.length} failed`);
await miniflare.dispose();
process.exit(failed.length === 0 && lines.length > 0 ? 0 : 1);
