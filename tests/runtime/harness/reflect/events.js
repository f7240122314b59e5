// A worker of the older form, which is given events instead of calls.
function told(seen, event) {
  const names = (object) => {
    const found = new Set();
    for (let at = Object(object); at !== null; at = Object.getPrototypeOf(at))
      for (const key of Reflect.ownKeys(at)) if (typeof key === "string") found.add(key);
    return [...found];
  };
  const body = JSON.stringify(seen.filter(([, object]) => object !== undefined).map(([name, object]) => [name, names(object)]));
  event.waitUntil(NODE.fetch("http://node/", { method: "POST", body }));
}
addEventListener("fetch", (event) => {
  told([["FetchEvent", event], ["ExtendableEvent", event]], event);
  event.respondWith(new Response("x"));
});
addEventListener("scheduled", (event) => told([["ScheduledEvent", event]], event));
addEventListener("queue", (event) => told([["QueueEvent", event]], event));
addEventListener("tail", (event) => {
  const request = event.events.find((item) => item.event?.request)?.event.request;
  told([["TailEvent", event], ["TraceItemFetchEventInfoRequest", request]], event);
});
