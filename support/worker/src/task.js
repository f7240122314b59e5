// What the entry module of the bundle knows: the tasks that are not done yet, which it rejects when it replaces an
// instance after a trap, and how many calls are being answered.
const bundle = globalThis.__cfs ?? { inFlight: new Set(), calls: 0 };
const { inFlight } = bundle;

// How long a request waits without anybody in sight who could wake it, in milliseconds.
const PATIENCE = 30_000;
// How many times any task ran.
let runs = 0;

// The JavaScript half of a task: its promise, and what wakes it in its own request.
export class Half {
  #run;
  #settle;
  #armed = 0;
  #hold;

  constructor(run) {
    this.#run = () => {
      try {
        run();
      } catch (reason) {
        this.reject(reason);
      }
    };
    this.promise = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    inFlight.add(this);
  }

  resolve(value) {
    this.#end();
    this.#settle.resolve(value);
  }

  reject(reason) {
    this.#end();
    this.#settle.reject(reason);
  }

  #end() {
    inFlight.delete(this);
    clearInterval(this.#hold);
  }

  // Nobody waits for the task: what ends it is logged, unless it was when it ended the whole instance.
  detach() {
    this.promise.catch((reason) => reason?.logged || console.error(reason));
  }

  // What `then` runs belongs to the request that calls it here, whoever resolves the promise.
  arm() {
    runs += 1;
    this.#armed += 1;
    // The first time it only starts.
    if (this.#armed === 2) this.#wait();
    let wake;
    new Promise((done) => (wake = done)).then(this.#run);
    return wake;
  }

  // A request that waits for another has no I/O of its own, which the runtime takes for code that hangs. A timer is I/O.
  // It is given up where nothing else is going on, so that what really hangs is found.
  #wait() {
    let seen = runs;
    const look = () => {
      if (bundle.calls < 2 && runs === seen) clearInterval(this.#hold);
      seen = runs;
    };
    try {
      this.#hold = setInterval(look, PATIENCE);
    } catch {
      // The Worker is only starting: there is no request to hold, and there are no timers.
    }
  }
}
