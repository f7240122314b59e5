// Every call into the wasm module passes here: written by cfs-build.
//
// A trap (a panic, an abort, no memory, a stack used up) leaves an instance that nothing may call again. What was in
// flight in it is rejected with the reason, the reason is logged, and a fresh instance takes its place before the next
// call, whichever handler, callback or background task it ended in.

// How many instances ended.
export let generation = 0;

const inFlight = new Set();
let panic;
const bundle = (globalThis.__cfs = {
  // Tasks that are not done yet; each has `reject`.
  inFlight,
  // How many calls of handlers and methods are being answered.
  calls: 0,
  // A panic says why before it traps.
  panicked(message) {
    panic = message;
  },
});

// A call of a handler or a method, which gives a promise.
export async function answer(call) {
  bundle.calls += 1;
  try {
    return await call();
  } finally {
    bundle.calls -= 1;
  }
}

// An exception that wasm itself threw, or one that went through its frames without any care.
function fatal(error) {
  return (
    error instanceof WebAssembly.RuntimeError ||
    (error instanceof RangeError && error.message.includes("call stack"))
  );
}

function reason(error, exports) {
  if (panic !== undefined) return `panic: ${panic}`;
  if (error instanceof RangeError) return `the stack is used up: ${error.message}`;
  const used = Math.round(exports.memory.buffer.byteLength / 2 ** 20);
  const hint = error.message.includes("unreachable")
    ? `: an abort, or no memory for an allocation (${used} MiB are in use)`
    : ": a trap, most often a stack that is used up";
  return `${error.message}${hint}`;
}

// The exports of one instance; `restart` puts another in its place.
export function guarded(exports, restart) {
  let depth = 0;
  // What ended the instance. It is dealt with when its last frame has left the stack: there is room by then.
  let trap;
  let ended;
  const replace = () => {
    const message = reason(trap, exports);
    ended.message = message;
    if (panic === undefined) console.error(`the Worker's instance ended: ${message}\n${trap.stack}`);
    panic = undefined;
    generation += 1;
    const failed = [...inFlight];
    inFlight.clear();
    for (const task of failed) task.reject(ended);
    restart();
  };
  const wrap = (call) => (...args) => {
    if (ended) throw ended;
    depth += 1;
    try {
      const value = call(...args);
      if (ended) throw ended;
      return value;
    } catch (error) {
      if (!ended && fatal(error)) {
        trap = error;
        ended = Object.assign(new Error("the Worker's instance ended"), { logged: true });
      }
      throw ended ?? error;
    } finally {
      depth -= 1;
      if (depth === 0 && ended) replace();
    }
  };
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? wrap(value) : value]),
  );
}
