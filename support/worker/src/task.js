// The tasks of this instance that are not done yet. Who replaces the instance after a trap rejects them: the entry module
// of the bundle.
const inFlight = globalThis.__cfs?.inFlight ?? new Set();

// The JavaScript half of a task: its promise, and what wakes it in its own request.
export class Half {
  #run;
  #settle;

  constructor(run) {
    this.#run = run;
    this.promise = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    inFlight.add(this);
  }

  resolve(value) {
    inFlight.delete(this);
    this.#settle.resolve(value);
  }

  reject(reason) {
    inFlight.delete(this);
    this.#settle.reject(reason);
  }

  // Nobody waits for the task: what ends it is logged, unless it was when it ended the whole instance.
  detach() {
    this.promise.catch((reason) => reason?.logged || console.error(reason));
  }

  // What `then` runs belongs to the request that calls it here, whoever resolves the promise.
  arm() {
    let wake;
    new Promise((done) => (wake = done)).then(this.#run).catch((reason) => this.reject(reason));
    return wake;
  }
}
