// Hands what a Worker did to the back.
export default {
  async tail(events, env) {
    await env.BACK.fetch("http://back/", { method: "POST", body: JSON.stringify(events) });
  },
};
