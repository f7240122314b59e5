// The JavaScript half of a task: its promise, and what wakes it in its own request.
export class Half {
  constructor(run) {
    this.run = run;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever ends the instance rejects what is in flight: the entry module of the bundle.
    globalThis.__cfs?.track(this);
  }

  // Nobody waits for the task: what ends it is logged, unless it was when it ended the whole instance.
  detach() {
    this.promise.catch((reason) => reason?.logged || console.error(reason));
  }

  // What `then` runs belongs to the request that calls it here, whoever resolves the promise.
  arm() {
    let wake;
    new Promise((done) => (wake = done)).then(this.run).catch(this.reject);
    return wake;
  }
}
