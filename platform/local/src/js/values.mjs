// Values as JSON: what JSON has no form for is `{"$cfs": [kind, …]}`.
const TAG = "$cfs";
const tagged = (...parts) => ({ [TAG]: parts });

function bytes(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

export function encode(value, above = []) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : tagged("number", String(value));
    case "bigint":
      return tagged("bigint", String(value));
    case "undefined":
      return tagged("undefined");
    case "object":
      break;
    default:
      throw new TypeError(`a ${typeof value} cannot be kept`);
  }
  if (value === null) return null;
  if (above.includes(value)) throw new TypeError("a value that is part of itself cannot be kept");
  const each = (part) => encode(part, [...above, value]);
  if (Array.isArray(value)) return Array.from(value, each);
  if (value instanceof Date) return tagged("date", Number(value));
  if (value instanceof RegExp) return tagged("regexp", value.source, value.flags);
  if (value instanceof Error) return tagged("error", value.name, value.message);
  if (value instanceof Map) return tagged("map", Array.from(value, (pair) => pair.map(each)));
  if (value instanceof Set) return tagged("set", Array.from(value, each));
  if (value instanceof ArrayBuffer) return tagged("bytes", "ArrayBuffer", bytes(value));
  if (ArrayBuffer.isView(value)) {
    const own = value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
    return tagged("bytes", value.constructor.name, bytes(own));
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`a ${value.constructor?.name} cannot be kept`);
  }
  // What releases the values of another Worker is no part of them.
  const members = Object.entries(value).map(([name, part]) => [name, each(part)]);
  return Object.hasOwn(value, TAG) ? tagged("object", members) : Object.fromEntries(members);
}

export function decode(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  const own = value[TAG];
  if (!Array.isArray(own)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decode(part)]));
  }
  const [kind, first, second] = own;
  switch (kind) {
    case "number":
      return Number(first);
    case "bigint":
      return BigInt(first);
    case "undefined":
      return undefined;
    case "date":
      return new Date(first);
    case "regexp":
      return new RegExp(first, second);
    case "error":
      return Object.assign(new Error(second), { name: first });
    case "map":
      return new Map(first.map(([key, part]) => [decode(key), decode(part)]));
    case "set":
      return new Set(first.map(decode));
    case "object":
      return Object.fromEntries(first.map(([name, part]) => [name, decode(part)]));
    case "bytes": {
      const { buffer } = Uint8Array.from(atob(second), (character) => character.charCodeAt(0));
      return first === "ArrayBuffer" ? buffer : new globalThis[first](buffer);
    }
    default:
      return value;
  }
}
