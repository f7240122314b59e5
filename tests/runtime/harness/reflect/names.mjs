// What an object answers to, as plain data: objects of an event die with it, their names do not.

/** Every name an object has, its own and inherited ones, with well-known symbols as `@@name`. */
export function names(object) {
  const found = new Set();
  for (let at = Object(object); at !== null; at = Object.getPrototypeOf(at))
    for (const key of Reflect.ownKeys(at)) found.add(typeof key === "symbol" ? wellKnown(key) : key);
  // A stub has every name: what is behind it answers, or does not, when it is called.
  if (/^(RpcStub|RpcPromise|RpcProperty|Fetcher)$/.test(Object(object).constructor?.name)) found.add("@@proxy");
  return [...found];
}

function wellKnown(symbol) {
  const name = String(symbol.description).replace("Symbol.", "");
  return `@@${name}`;
}

/**
 * Which of `members` what is behind a stub has: each is read, none is called. Names that get no answer either way leave
 * the stub marked as a proxy.
 */
export async function ask(stub, members) {
  const found = new Set(names(stub));
  let silent = false;
  // A stub that has a name that nothing has says nothing about the others.
  for (const member of [NOTHING, ...members])
    try {
      const value = await stub[member];
      if (value === undefined) continue;
      if (member === NOTHING) return { names: [...found] };
      found.add(member);
      value?.[Symbol.dispose]?.();
    } catch (error) {
      if (!/does not implement/.test(String(error?.message))) silent = true;
    }
  if (!silent) found.delete("@@proxy");
  return { names: [...found] };
}

/** Names that were written down while their object lived. */
export function noted(object) {
  const plain = Object.getPrototypeOf(Object(object)) === Object.prototype;
  return plain && Array.isArray(object.names) ? object.names : names(object);
}

const NOTHING = "nothingHasThisName";

/** Sends what an object answers to, to the check, which waits for it by its class. */
export async function tell(node, seen) {
  const list = Object.entries(seen).filter(([, object]) => object !== undefined && object !== null);
  await node.fetch("http://node/", {
    method: "POST",
    body: JSON.stringify(list.map(([name, object]) => [name, noted(object)])),
  });
}
