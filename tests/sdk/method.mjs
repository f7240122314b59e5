// What one of the SDK's methods says of itself: where it takes its values and what becomes of them.

/** Reads a method's source: its arguments, the members it takes out of `params`, its path. */
export function parseMethod(source) {
  const signature = /^(?:async )?\w+\(([^)]*)\)/.exec(source);
  const args = (signature?.[1] ?? "").split(",").map((part) => part.split("=")[0].trim()).filter(Boolean);
  const template = /path_1\.path\)\s*`([^`]*)`/.exec(source)?.[1] ?? /_client\.\w+\(\s*'([^']*)'/.exec(source)?.[1];
  if (template === undefined) throw new Error("its path is unknown");
  const members = /const \{([^}]*)\} = params/.exec(source)?.[1];
  const taken = [];
  let rest;
  for (const [name, alias] of membersOf(members)) {
    if (name.startsWith("...")) rest = name.slice(3);
    else taken.push({ name, alias });
  }
  // `{ body: rules }` sends one of the members whole.
  const bodies = new Set([...source.matchAll(/\bbody: (\w+)\b/g)].map((match) => match[1]));
  if (args.includes("params") && members === undefined) rest = "params";
  if (taken.some(({ name }) => name === "body")) bodies.add("body");
  const placed = new Map([...membersOf(/query: \{([^}]*)\}/.exec(source)?.[1])].map(([name, alias]) => [alias, { query: name }]));
  for (const [, name, alias] of (source.split("buildHeaders)(")[1] ?? "").matchAll(/'?([\w-]+)'?: (\w+)/g)) {
    placed.set(alias, { header: name.toLowerCase() });
  }
  const kinds = [...source.matchAll(/\b(query|body)(?::|,| })/g)].map((match) => match[1]);
  return { arguments: args, taken, rest, bodies, placed, kinds, path: template, match: matcher(template) };
}

/** The members of an object's source and what they are called outside of it. */
function membersOf(text) {
  return (text ?? "").split(",").map((part) => part.trim()).filter(Boolean).map((part) => {
    const [name, alias] = part.split(/:\s*/);
    const plain = name.replaceAll("'", "");
    return [plain, alias ?? plain];
  });
}

/** From a path that was sent to the values of the template's places. */
function matcher(template) {
  const places = [...template.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]);
  const pattern = template
    .split(/\$\{[^}]*\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("([^/]*)");
  const expression = new RegExp(`^${pattern}$`);
  return (path) => {
    const match = expression.exec(path);
    return match && Object.fromEntries(places.map((place, index) => [place, decodeURIComponent(match[index + 1])]));
  };
}
