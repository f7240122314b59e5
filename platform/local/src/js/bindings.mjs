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

// The Workers of a dispatch namespace, each as the member `script:NAME`. Where requests of theirs go through another Worker, the back is told
// with which parameters for as long as they are answered.
export function dispatch(env) {
  const ask = (path, said) => env.fetcher.fetch(`http://back/${path}`, { method: "POST", body: JSON.stringify(said) });
  return {
    get(name, _args, options) {
      const script = env[`script:${name}`];
      if (!script) {
        const missing = () => Promise.reject(new Error("Worker not found."));
        return new Proxy({}, { get: (_, member) => (member === "then" ? undefined : missing) });
      }
      const params = options?.outbound;
      if (!params) return script;
      const member = (called) => async (...given) => {
        const { id } = await (await ask("begin", { name, params })).json();
        try {
          return await script[called](...given);
        } finally {
          await ask("end", { id });
        }
      };
      return new Proxy({}, { get: (_, called) => (called === "then" ? undefined : member(called)) });
    },
  };
}
