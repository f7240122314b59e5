// Calls `settled` once, with whether the promise was kept and with what it gives.
export function watch(promise, settled) {
  promise.then(
    (value) => settled(true, value),
    (reason) => settled(false, reason),
  );
}
