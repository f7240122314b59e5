// Starts the workers of the check and gathers what their objects answer to.
import { createServer } from "node:net";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));
const text = (name) => readFileSync(join(here, name), "utf8");
const FLAGS = [
  "experimental", "nodejs_compat", "enable_web_file_system", "enable_version_api", "enable_ctx_version_metadata",
  "allow_irrevocable_stub_storage", "durable_object_get_existing", "enable_global_performance_classes",
  "service_binding_extra_handlers", "tail_worker_user_spans",
];
// What comes from a handler, and so arrives on its own.
const HANDED = [
  "MessageBatch", "Message", "ScheduledController", "ForwardableEmailMessage", "WorkflowStep", "FetchEvent",
  "ScheduledEvent", "QueueEvent", "TailEvent", "TraceItemFetchEventInfoRequest",
];
const EMAIL = "From: a@example.com\r\nTo: b@example.com\r\nMessage-ID: <1@example.com>\r\nSubject: s\r\n\r\nx\r\n";

/** `{ seen: Map(class → Set(names)), classes, failed }` of the members that `list` asks for. */
export async function look({ Miniflare, Response: Reply, list, patience = 120_000 }) {
  const echo = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  await new Promise((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const seen = new Map();
  const waiting = new Map();
  const note = ([name, names]) => {
    seen.set(name, new Set([...(seen.get(name) ?? []), ...names]));
    waiting.get(name)?.();
  };
  const miniflare = new Miniflare(options(echo.address().port, async (request) => {
    for (const entry of await request.json()) note(entry);
    return new Reply(null, { status: 204 });
  }));
  try {
    const worker = await miniflare.getWorker("probe");
    const events = await miniflare.getWorker("events");
    const handed = HANDED.map((name) => new Promise((resolve) => waiting.set(name, () => resolve(name))));
    const answer = await worker.fetch("http://probe/", { method: "POST", body: JSON.stringify(list) });
    if (!answer.ok) throw new Error(await answer.text());
    const { seen: direct, classes, failed } = await answer.json();
    direct.forEach(note);
    const message = { id: "1", timestamp: new Date(0), body: "x", attempts: 1 };
    for (const target of [worker, events]) {
      await target.scheduled({ cron: "* * * * *", scheduledTime: new Date(0) });
      await target.queue("q", [message]);
    }
    await events.fetch("http://events/");
    const mail = await miniflare.dispatchFetch("http://probe/cdn-cgi/handler/email?from=a@example.com&to=b@example.com", { method: "POST", body: EMAIL });
    if (!mail.ok) failed.push(`email: ${await mail.text()}`);
    const late = await Promise.race([Promise.all(handed), after(patience)]);
    if (late === undefined) failed.push(`never handed over: ${HANDED.filter((name) => !seen.has(name)).join(" ")}`);
    return { seen, classes, failed };
  } finally {
    await miniflare.dispose();
    echo.close();
  }
}

/** Gives up, without keeping the process alive. */
function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

function options(port, node) {
  // Bindings to services of the network: their objects are made by the runtime, nothing is ever sent.
  const remoteProxyConnectionString = new URL("http://127.0.0.1:9");
  const shared = { compatibilityDate: "2026-04-01", serviceBindings: { NODE: node } };
  return {
    unsafeTriggerHandlers: true,
    workers: [
      {
        ...shared,
        name: "probe",
        modules: ["probe.mjs", "instances.mjs", "names.mjs"].map((name) => ({ type: "ESModule", path: name, contents: text(name) })),
        compatibilityFlags: FLAGS,
        bindings: { PORT: port },
        serviceBindings: { NODE: node, SELF: { name: "probe", entrypoint: "Entry" } },
        tails: ["events"],
        kvNamespaces: ["KV"],
        r2Buckets: ["R2"],
        d1Databases: ["DB"],
        queueProducers: { QUEUE: "q" },
        durableObjects: { DO: { className: "Probe", useSQLite: true } },
        workflows: { WORKFLOW: { name: "flow", className: "Flow" } },
        analyticsEngineDatasets: { AE: { dataset: "a" } },
        ratelimits: { RL: { namespace_id: "1", simple: { limit: 1, period: 60 } } },
        hyperdrives: { HYPERDRIVE: `postgres://user:word@127.0.0.1:${port}/base` },
        email: { send_email: [{ name: "EMAIL" }] },
        helloWorld: { HELLO: {} },
        secretsStoreSecrets: { SECRET: { store_id: "s", secret_name: "n" } },
        pipelines: { PIPELINE: "p" },
        stream: { binding: "STREAM" },
        images: { binding: "IMAGES" },
        workerLoaders: { LOADER: {} },
        dispatchNamespaces: { DISPATCH: { namespace: "x", remoteProxyConnectionString } },
        ai: { binding: "AI", remoteProxyConnectionString },
        vectorize: { VECTORIZE: { index_name: "x", remoteProxyConnectionString } },
        browserRendering: { binding: "BROWSER", remoteProxyConnectionString },
      },
      { ...shared, name: "events", script: text("events.js") },
    ],
  };
}
