// From a request that was sent to the arguments of one of the SDK's methods.
import { parseForm } from "./form.mjs";

/** SDK names by `METHOD /path/{}`. */
export function readNames(text) {
  const names = new Map();
  let path = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("/")) path = line;
    else if (line.startsWith(" ")) {
      const [method, name] = line.trim().split(" ");
      const key = `${method} ${path}`;
      names.set(key, [...(names.get(key) ?? []), name]);
    }
  }
  return names;
}

/** A query's values as the SDK takes them: lists where the document has lists. */
function queryValues(search, declared) {
  const values = {};
  for (const [name, value] of search) {
    const parameter = declared.get(name) ?? declared.get(`${name}[]`) ?? declared.get(name.replace("[]", ""));
    const list = parameter?.schema?.type === "array";
    const split = list && parameter.explode === false ? value.split(",") : [value];
    const nested = /^([^[.]+)(?:\[([^\]]+)\]|\.(.+))$/.exec(name);
    if (nested && !declared.has(name)) {
      const [, outer, bracket, dot] = nested;
      values[outer] = { ...values[outer], [bracket ?? dot]: value };
    } else if (list) values[name] = [...(values[name] ?? []), ...split];
    else values[name] = value;
  }
  return values;
}

/** What the generated client sent as its body, as a value. */
function bodyValue(headers, bytes) {
  const type = headers["content-type"] ?? "";
  if (bytes.length === 0) return undefined;
  if (type.startsWith("multipart/")) return parseForm(type, bytes).value;
  if (type.includes("json") && !type.includes("ndjson")) return JSON.parse(bytes.toString("utf8"));
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
  return type.startsWith("text/") || type.includes("javascript") || type.includes("ndjson") ? bytes.toString("utf8") : bytes;
}

/** The SDK's arguments for one of its methods. */
export function makeArguments(method, call) {
  const [path] = call.target.split("?");
  const values = method.match(path);
  if (!values) throw new Error(`its path is ${method.path}`);
  const query = queryValues(new URLSearchParams(call.target.split("?")[1] ?? ""), call.parameters("query"));
  const body = bodyValue(call.headers, call.body);
  const { accountOrZone, accountOrZoneId } = values;
  if (accountOrZone) values[accountOrZone === "accounts" ? "account_id" : "zone_id"] = accountOrZoneId;
  const params = {};
  for (const { name, alias } of method.taken) {
    const place = method.placed.get(alias) ?? {};
    if (alias in values) params[name] = values[alias];
    else if (method.bodies.has(alias)) params[name] = body;
    else if (place.query in query) params[name] = query[place.query];
    else if (place.header in call.headers) params[name] = call.headers[place.header];
    else if (body && typeof body === "object" && name in body) params[name] = body[name];
  }
  const whole = (name) => (name === "query" ? query : body);
  const spread = (name) => {
    const value = whole(name);
    if (value === undefined) return {};
    // A list or bytes have no members: the SDK would take them whole, if it took them.
    return typeof value === "object" && !Array.isArray(value) && !Buffer.isBuffer(value) ? value : { [name]: value };
  };
  if (method.rest === "params") {
    for (const kind of method.kinds) Object.assign(params, spread(kind));
  } else if (method.rest) Object.assign(params, spread(method.rest));
  return method.arguments.map((name) => {
    if (name === "options") return undefined;
    if (name in values) return values[name];
    if (name === "params") return params;
    return name === "query" || name === "body" ? whole(name) : method.bodies.has(name) ? body : undefined;
  });
}
