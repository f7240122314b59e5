// One instance of every class that a request can make or reach.
import * as workers from "cloudflare:workers";
import { createServer } from "node:http";
import { connect } from "cloudflare:sockets";
import { EmailMessage } from "cloudflare:email";
import { ask, names } from "./names.mjs";

/** A failed part says so in the answer instead of hiding the rest: the ledger shows what it could not reach. */
export async function instances(env, ctx, request, list, failed) {
  const found = {};
  const members = (name) => list.filter((entry) => entry.class === name).flatMap((entry) => entry.instance);
  for (const part of [web, events, streams, node, files, storage, bindings, rpc, services, network, images, models])
    try {
      Object.assign(found, await part(env, ctx, request, members));
    } catch (error) {
      failed.push(`${part.name}: ${error?.stack ?? error}`);
    }
  return found;
}

async function web(env, ctx, request) {
  const found = {
    Request: request, Response: new Response("x"), ExecutionContext: ctx, CacheContext: ctx.cache,
    CloudflareAccessContext: ctx.access, Console: console, Scheduler: scheduler, Crypto: crypto,
    SubtleCrypto: crypto.subtle, CacheStorage: caches, Cache: caches.default, Navigator: navigator,
    ServiceWorkerGlobalScope: globalThis, WorkerGlobalScope: globalThis, Cloudflare: globalThis.Cloudflare,
    Headers: new Headers(), URL: new URL("https://a.b"), URLSearchParams: new URLSearchParams(),
    URLPattern: new URLPattern(), FormData: new FormData(), Blob: new Blob(["x"]), File: new File(["x"], "f"),
    AbortController: new AbortController(), AbortSignal: new AbortController().signal,
    TextEncoder: new TextEncoder(), TextDecoder: new TextDecoder(), HTMLRewriter: new HTMLRewriter(),
    WebSocketRequestResponsePair: new WebSocketRequestResponsePair("a", "b"),
    DOMException: new DOMException("x"), MessageChannel: new MessageChannel(),
    MessagePort: new MessageChannel().port1, WebSocketPair: new WebSocketPair(), WebSocket: new WebSocketPair()[0],
  };
  found.CryptoKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
  // Tokens of the rewriter die with their callback: what they have is noted while they live.
  const note = (name) => (token) => void (found[name] = { names: names(token) });
  await new HTMLRewriter()
    .onDocument({ doctype: note("Doctype"), comments: note("Comment"), text: note("Text"), end: note("DocumentEnd") })
    .on("p", { element: (token) => (note("Element")(token), token.onEndTag(note("EndTag"))) })
    .transform(new Response("<!doctype html><!-- c --><p>t</p>"))
    .text();
  return found;
}

async function events() {
  const found = {
    Event: new Event("x"), EventTarget: new EventTarget(), CustomEvent: new CustomEvent("x"),
    CloseEvent: new CloseEvent("close", { code: 1000 }), MessageEvent: new MessageEvent("message", { data: "x" }),
    ErrorEvent: new ErrorEvent("error"), PerformanceObserver: new PerformanceObserver(() => {}),
  };
  found.PromiseRejectionEvent = await new Promise((resolve) => {
    addEventListener("unhandledrejection", (event) => resolve({ names: names(event) }), { once: true });
    Promise.reject(new Error("for the event"));
  });
  return found;
}

async function streams() {
  const transform = new IdentityTransformStream();
  const found = {
    ReadableStream: new Response("x").body,
    ReadableStreamDefaultReader: new Response("x").body.getReader(),
    ReadableStreamBYOBReader: new Response("x").body.getReader({ mode: "byob" }),
    TransformStream: transform, IdentityTransformStream: transform, WritableStream: transform.writable,
    WritableStreamDefaultWriter: transform.writable.getWriter(), DigestStream: new crypto.DigestStream("SHA-256"),
  };
  return found;
}

async function node() {
  return {
    Performance: performance, EventCounts: performance.eventCounts, PerformanceNodeTiming: performance.nodeTiming,
    NodeStyleServer: createServer(() => {}), Immediate: setImmediate(() => {}), Tracing: workers.tracing,
    Span: workers.tracing?.enterSpan?.("probe", (span) => ({ names: names(span) })),
  };
}

async function files() {
  const storage = navigator.storage;
  const root = await storage.getDirectory();
  const inside = await root.getDirectoryHandle("tmp");
  const file = await inside.getFileHandle("probe", { create: true });
  const writable = await file.createWritable();
  const found = {
    StorageManager: storage, FileSystemDirectoryHandle: root, FileSystemHandle: root, FileSystemFileHandle: file,
    FileSystemWritableFileStream: { names: names(writable) },
  };
  await writable.close();
  return found;
}

async function storage(env) {
  const id = env.DO.idFromName("x");
  const stub = env.DO.get(id);
  const found = {
    KVNamespace: env.KV, R2Bucket: env.R2, D1Database: env.DB, Queue: env.QUEUE, DurableObjectNamespace: env.DO,
    D1PreparedStatement: env.DB.prepare("select 1"), D1DatabaseSession: env.DB.withSession(),
    DurableObjectId: id, DurableObjectStub: stub, Fetcher: stub,
  };
  found.R2Object = await env.R2.put("k", "v");
  found.R2ObjectBody = await env.R2.get("k");
  found.R2Checksums = found.R2Object.checksums;
  found.R2MultipartUpload = await env.R2.createMultipartUpload("m");
  found.R2Error = await env.R2.put("k", "v", { md5: "00000000000000000000000000000000" }).catch((error) => error);
  return found;
}

async function bindings(env, _ctx, _request, members) {
  const instance = await env.WORKFLOW.create({ id: "probe", params: members("WorkflowStep") });
  return {
    AnalyticsEngineDataset: env.AE, RateLimit: env.RL, Hyperdrive: env.HYPERDRIVE, Workflow: env.WORKFLOW,
    WorkflowInstance: instance, EmailMessage: new EmailMessage("a@example.com", "b@example.com", "x"),
    DispatchNamespace: env.DISPATCH,
  };
}

async function rpc(env) {
  const stub = new workers.RpcStub({ answer: 1 });
  const worker = env.LOADER.get("probe", async () => ({
    compatibilityDate: "2026-04-01",
    mainModule: "main.js",
    modules: { "main.js": "export default { fetch() { return new Response('x') } }" },
  }));
  const promise = env.SELF.answer();
  const found = {
    StubBase: stub, WorkerLoader: env.LOADER, WorkerStub: worker, JsRpcProperty: env.SELF.answer,
    JsRpcPromise: promise,
  };
  await promise;
  return found;
}

async function services(env, _ctx, _request, members) {
  const video = env.STREAM.video("x");
  const behind = {
    HelloWorldBinding: env.HELLO, SecretsStoreSecret: env.SECRET, SendEmail: env.EMAIL, Pipeline: env.PIPELINE,
    StreamBinding: env.STREAM, StreamVideoHandle: video, StreamVideos: env.STREAM.videos,
    StreamWatermarks: env.STREAM.watermarks, StreamScopedCaptions: video.captions,
    StreamScopedDownloads: video.downloads,
  };
  const found = {};
  for (const [name, stub] of Object.entries(behind)) found[name] = await ask(stub, members(name));
  found.StreamError = await env.STREAM.upload("no address").catch((error) => error);
  found.NotFoundError = await video.details().catch((error) => error);
  return found;
}

async function network(env) {
  const socket = connect({ hostname: "127.0.0.1", port: env.PORT });
  await socket.opened;
  const found = { Socket: { names: names(socket) } };
  await socket.close();
  return found;
}

// One transparent pixel.
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

async function images(env) {
  const pixel = () => new Blob([Uint8Array.from(atob(PIXEL), (char) => char.charCodeAt(0))]).stream();
  const transformer = env.IMAGES.input(pixel());
  const hosted = env.IMAGES.hosted;
  const result = await transformer.output({ format: "image/png" });
  return {
    ImagesBinding: env.IMAGES, ImageTransformer: transformer, ImageTransformationResult: result,
    HostedImagesBinding: hosted, ImageHandle: hosted?.image("x"),
    ImagesError: await env.IMAGES.info(new Blob(["no image"]).stream()).catch((error) => error),
  };
}

async function models(env) {
  const found = { Ai: env.AI, AiGateway: env.AI.gateway("x"), ToMarkdownService: env.AI.toMarkdown() };
  found.AutoRAG = env.AI.autorag("x");
  found.Vectorize = env.VECTORIZE;
  found.BrowserRun = env.BROWSER;
  return found;
}
