// Bindings that the runtime has no own kind of, each over a server of the back.
async function failed(response) {
  if (response.ok) return;
  throw new Error((await response.text()) || `the binding answers ${response.status}`);
}

export function rateLimit({ fetcher }) {
  return {
    async limit(options) {
      if (typeof options?.key !== "string") throw new TypeError("limit takes { key: string }");
      const response = await fetcher.fetch("http://back/limit", { method: "POST", body: JSON.stringify(options) });
      await failed(response);
      return response.json();
    },
  };
}

export function secret({ fetcher }) {
  return {
    async get() {
      const response = await fetcher.fetch("http://back/");
      await failed(response);
      return response.text();
    },
  };
}

export function email({ fetcher }) {
  return {
    async send(message) {
      const { from, to, raw } = message;
      const parts = raw === undefined ? { message } : { from, to, raw: await new Response(raw).text() };
      const response = await fetcher.fetch("http://back/send", { method: "POST", body: JSON.stringify(parts) });
      await failed(response);
      return response.json();
    },
  };
}
