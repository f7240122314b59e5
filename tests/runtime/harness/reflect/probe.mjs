// Runs inside the runtime: notes what every object answers to, in the handlers and in requests.
import * as workers from "cloudflare:workers";
import * as sockets from "cloudflare:sockets";
import * as email from "cloudflare:email";
import * as workflows from "cloudflare:workflows";
import { instances } from "./instances.mjs";
import { ask, names, noted, tell } from "./names.mjs";

const modules = {
  "cloudflare:workers": workers, "cloudflare:sockets": sockets, "cloudflare:email": email,
  "cloudflare:workflows": workflows,
};

export class Probe extends workers.DurableObject {
  async look() {
    const { ctx } = this;
    const seen = {
      DurableObject: this, DurableObjectState: ctx, DurableObjectStorage: ctx.storage, SqlStorage: ctx.storage.sql,
      SyncKvStorage: ctx.storage.kv, SqlStorageCursor: ctx.storage.sql.exec("select 1"),
      DurableObjectFacets: ctx.facets, Container: ctx.container,
    };
    await ctx.storage.transaction(async (txn) => void (seen.DurableObjectTransaction = txn));
    // Own handlers say nothing about the base class.
    return Object.entries(seen)
      .filter(([, object]) => object !== undefined && object !== null)
      .map(([name, object]) => [name, names(object).filter((member) => !(object === this && member === "look"))]);
  }
}

export class Flow extends workers.WorkflowEntrypoint {
  async run(event, step) {
    await tell(this.env.NODE, { WorkflowStep: await ask(step, event.payload), WorkflowEntrypoint: { ctx: this.ctx, env: this.env } });
  }
}

export class Entry extends workers.WorkerEntrypoint {
  answer() {
    return names(this);
  }
}

function statics(entry) {
  const target = entry.module ? modules[entry.module] : globalThis;
  const holder = (entry.namespace ?? []).reduce((at, name) => at?.[name], target);
  const Class = holder?.[entry.class];
  const isClass = typeof Class === "function";
  return {
    class: entry.class,
    module: entry.module,
    value: Class !== undefined,
    static: isClass ? names(Class) : undefined,
    prototype: isClass && Class.prototype ? names(Class.prototype) : undefined,
  };
}

export default {
  async fetch(request, env, ctx) {
    const list = await request.json();
    const failed = [];
    const found = await instances(env, ctx, request, list, failed);
    const seen = Object.entries(found)
      .filter(([, object]) => object !== undefined && object !== null)
      .map(([name, object]) => [name, noted(object)]);
    seen.push(...(await env.DO.get(env.DO.idFromName("probe")).look()));
    seen.push(["WorkerEntrypoint", (await env.SELF.answer()).filter((member) => member !== "answer")]);
    return Response.json({ seen, failed, classes: list.map(statics) });
  },
  async queue(batch, env) {
    await tell(env.NODE, { MessageBatch: batch, Message: batch.messages[0] });
  },
  async scheduled(controller, env) {
    await tell(env.NODE, { ScheduledController: controller });
  },
  async email(message, env) {
    await tell(env.NODE, { ForwardableEmailMessage: message });
  },
};
