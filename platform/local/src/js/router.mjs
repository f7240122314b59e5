// Every request and event comes here first, and goes to the Worker that its headers name.
const WORKER = "cfs-worker";
const EVENT = "cfs-event";

async function event(kind, worker, request) {
  const said = await request.json();
  if (kind === "scheduled") {
    const { time, cron } = said;
    return worker.scheduled({ scheduledTime: new Date(time), cron });
  }
  if (kind === "queue") {
    const messages = said.messages.map(({ id, time, attempts, form, body }) => {
      const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
      const message = { id, timestamp: new Date(time), attempts };
      if (form === "bytes") return { ...message, body: bytes };
      if (form === "v8") return { ...message, serializedBody: bytes };
      const text = new TextDecoder().decode(bytes);
      return { ...message, body: form === "json" ? JSON.parse(text) : text };
    });
    return worker.queue(said.queue, messages);
  }
  if (kind === "workflow") return worker.run(said);
  throw new Error(`no event is called ${kind}`);
}

export default {
  async fetch(request, env) {
    const name = request.headers.get(WORKER);
    const kind = request.headers.get(EVENT);
    const worker = env[`${kind === "workflow" ? kind : "worker"}:${name}`];
    if (!worker) return new Response(name, { status: 404, headers: { "cfs-failed": "no-worker" } });
    const headers = new Headers(request.headers);
    headers.delete(WORKER);
    headers.delete(EVENT);
    try {
      if (kind) return Response.json(await event(kind, worker, request));
      return await worker.fetch(new Request(request, { headers, redirect: "manual" }));
    } catch (error) {
      return new Response(String(error?.stack ?? error), { status: 500, headers: { "cfs-failed": "exception" } });
    }
  },
};
