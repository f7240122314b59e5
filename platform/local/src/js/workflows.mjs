// A Workflow: its binding, and the runs of its instances. What lasts of them (statuses, results of steps, events) is the back's, so each
// call here is a question to it; a run that is ended by whatever is run again from the start, with the results that the back has.
import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
import { decode, encode } from "./values.mjs";

const UNITS = { millisecond: 1, second: 1e3, minute: 6e4, hour: 36e5, day: 864e5, week: 6048e5, month: 2592e6, year: 31536e6 };
const DELAY_MS = 5000;
const named = (name, message) => Object.assign(new Error(message), { name });
const told = (error) => ({ name: String(error?.name ?? "Error"), message: String(error?.message ?? error) });
// Between Workers an error of another class keeps its name in its message alone.
const isFinal = ({ name, message }) => name === "NonRetryableError" || message.startsWith("NonRetryableError");

function milliseconds(duration) {
  if (typeof duration === "number" && duration >= 0) return duration;
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*$/.exec(String(duration)) ?? [];
  if (!UNITS[unit]) throw new TypeError(`Invalid duration "${duration}"`);
  return Number(count) * UNITS[unit];
}

async function ask(back, what, said, signal) {
  const response = await back.fetch(`http://back/${what}`, { method: "POST", body: JSON.stringify(said), signal });
  const text = await response.text();
  if (!text.startsWith("{")) throw new Error(text || `the emulator answers ${response.status}`);
  const answer = JSON.parse(text);
  if (!response.ok) throw named(answer.name, answer.message);
  return answer;
}

// What `env.WORKFLOW` asks.
export class Binding extends WorkerEntrypoint {
  #ask(what, said) {
    return ask(this.env.BACK, what, said);
  }
  #made({ id, params, retention } = {}) {
    return { id, params: encode(params ?? {}), retention };
  }
  getInstance(id) {
    return this.#ask("get", { id });
  }
  create(options) {
    return this.#ask("create", this.#made(options));
  }
  async createBatch(options) {
    if (Array.isArray(options)) {
      return (await this.#ask("batch", { instances: options.map((one) => this.#made(one)) })).created;
    }
    const { count, params, retention } = options ?? {};
    const instances = options?.instances ?? Array.from({ length: count ?? 0 }, () => ({ params, retention }));
    return this.#ask("batch", { instances: instances.map((one) => this.#made(one)) });
  }
  async status(id) {
    const { status, output, error } = await this.#ask("status", { id });
    return error ? { status, output: null, error } : { status, output: decode(output) };
  }
  pause(id) {
    return this.#ask("pause", { id });
  }
  resume(id) {
    return this.#ask("resume", { id });
  }
  terminate(id) {
    return this.#ask("terminate", { id });
  }
  restart(id, options) {
    return this.#ask("restart", { id, from: options?.from });
  }
  deleteInstance(id) {
    return this.#ask("delete", { id });
  }
  sendEvent(id, { type, payload }) {
    return this.#ask("send", { id, type, payload: encode(payload) });
  }
}

class Step extends RpcTarget {
  #run;
  constructor(run) {
    super();
    this.#run = run;
  }
  do(...given) {
    return this.#run.do(...given);
  }
  sleep(name, duration) {
    return this.#run.sleep(name, { duration: milliseconds(duration) });
  }
  sleepUntil(name, time) {
    return this.#run.sleep(name, { until: Number(new Date(time)) });
  }
  waitForEvent(name, options) {
    return this.#run.event(name, options);
  }
}

class Run {
  #back;
  #said;
  #counts = new Map();
  constructor(back, { id, run }) {
    this.#back = back;
    this.#said = { id, run };
  }
  #ask(what, said, signal) {
    return ask(this.#back, what, { ...this.#said, ...said }, signal);
  }
  // The n-th step of its kind and name, by which it is known again.
  #step(kind, name) {
    if (typeof name !== "string" || name.length > 256 || /[\x00-\x1f]/.test(name)) {
      throw named("WorkflowFatalError", `Step name "${name}" exceeds max length (256 chars) or invalid characters found`);
    }
    const known = `${kind}:${name}`;
    const count = (this.#counts.get(known) ?? 0) + 1;
    this.#counts.set(known, count);
    return { kind, name, count };
  }
  #settled(answer) {
    if (answer.error) throw named(answer.error.name, answer.error.message);
    return decode(answer.value);
  }
  async do(name, config, callback) {
    if (typeof config === "function") [config, callback] = [{}, config];
    if (typeof callback !== "function") throw named("WorkflowFatalError", `Step "${name}" requires a callback function`);
    const retries = { limit: 5, delay: 10000, backoff: "exponential", ...config?.retries };
    const { delay } = retries;
    const isAsked = typeof delay === "function";
    const timeout = config?.timeout ?? "10 minutes";
    const shown = { ...config, retries: { ...retries, delay: isAsked ? "[dynamic]" : delay }, timeout };
    const step = this.#step("do", name);
    const terms = { config: shown, timeout: milliseconds(timeout), delay: isAsked ? 0 : milliseconds(delay) };
    let next = await this.#ask("begin", { ...step, ...terms });
    while (next.attempt) {
      const context = { step: { name, count: step.count }, attempt: next.attempt, config: shown };
      const ended = await this.#attempt(callback, context, next, terms.timeout);
      if (isAsked && ended.error && !ended.final) await this.#delay(delay, context, ended);
      next = await this.#ask("end", { ...step, ...terms, attempt: next.attempt, ...ended });
    }
    return this.#settled(next);
  }
  // Calls what a step does, for as long as it may take; how it ended.
  async #attempt(callback, context, { virtual, until }, timeout) {
    const given = new AbortController();
    let timer;
    const over = virtual
      ? this.#ask("until", { until }, given.signal)
      : new Promise((end) => (timer = setTimeout(end, timeout)));
    const late = over.then(() => {
      throw named("WorkflowTimeoutError", `Execution timed out after ${timeout}ms`);
    });
    late.catch(() => {});
    let value;
    try {
      value = await Promise.race([callback(context), late]);
      if (value instanceof ReadableStream) value = await new Response(value).bytes();
    } catch (error) {
      const failed = told(error);
      return { error: failed, final: isFinal(failed) };
    } finally {
      clearTimeout(timer);
      given.abort();
    }
    try {
      return { value: encode(value) };
    } catch {
      const why = `the step "${context.step.name}" returned a value which is not serialisable`;
      const message = `The execution of the Workflow instance was terminated, as ${why}`;
      return { error: { name: "WorkflowFatalError", message }, final: true };
    } finally {
      value?.[Symbol.dispose]?.();
    }
  }
  async #delay(delay, context, ended) {
    const failed = (what) => ({
      final: true,
      error: { name: "NonRetryableDelayError", message: `The delay function for step "${context.step.name}-${context.step.count}" ${what}` },
    });
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error("it took longer than 5 seconds")), DELAY_MS));
    try {
      ended.delay = milliseconds(await Promise.race([delay({ ctx: context, error: ended.error }), late]));
    } catch (error) {
      Object.assign(ended, failed(`threw an error: ${error.message}`));
    }
  }
  async sleep(name, terms) {
    this.#settled(await this.#ask("sleep", { ...this.#step("sleep", name), ...terms }));
  }
  async event(name, { type, timeout = "24 hours" } = {}) {
    const terms = { type, timeout: milliseconds(timeout) };
    const event = this.#settled(await this.#ask("event", { ...this.#step("waitForEvent", name), ...terms }));
    return { ...event, timestamp: new Date(event.timestamp) };
  }
}

// Runs an instance from the start.
export default class extends WorkerEntrypoint {
  async run(said) {
    const { id, workflow, payload, timestamp, schedule } = said;
    const event = { payload: decode(payload), timestamp: new Date(timestamp), instanceId: id, workflowName: workflow, ...schedule };
    let output;
    try {
      output = await this.env.USER.run(event, new Step(new Run(this.env.BACK, said)));
    } catch (error) {
      const failed = told(error);
      if (!isFinal(failed)) return { error: failed };
      const message = "The execution of the Workflow instance was terminated, as a step threw an NonRetryableError and it was not handled";
      return { error: { name: "WorkflowFatalError", message } };
    }
    try {
      return { output: encode(output) };
    } catch {
      const message = "The execution of the Workflow instance was terminated, as run() returned a value which is not serialisable";
      return { error: { name: "WorkflowFatalError", message } };
    } finally {
      output?.[Symbol.dispose]?.();
    }
  }
}
