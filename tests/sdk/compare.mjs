// In what two requests differ, in lines that people read.

/** Headers that say nothing of the call: connection, program, compression, tracing. */
const OTHERS = /^(host|connection|user-agent|accept-encoding|accept-language|sec-fetch-.*|content-length|transfer-encoding|x-stainless-.*)$/;

const short = (value) => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
};

/** The differences between what we sent and what they sent. */
export function differences(ours, theirs) {
  const found = [];
  const differ = (what, a, b) => found.push(`${what}: ours ${short(a)}, theirs ${short(b)}`);
  if (ours.method !== theirs.method) differ("method", ours.method, theirs.method);
  const [a, b] = [ours, theirs].map(({ target }) => new URL(target, "http://host"));
  if (a.pathname !== b.pathname) {
    const same = decodeURIComponent(a.pathname) === decodeURIComponent(b.pathname);
    differ(same ? "path encoding" : "path", a.pathname, b.pathname);
  }
  const [queryA, queryB] = [a, b].map((url) => group(url.searchParams));
  for (const name of union(queryA, queryB)) {
    if (short(queryA[name]) !== short(queryB[name])) differ(`query ${name}`, queryA[name], queryB[name]);
  }
  const [headersA, headersB] = [ours, theirs].map(({ headers }) => headersOf(headers));
  for (const name of union(headersA, headersB)) {
    if (headersA[name] !== headersB[name]) differ(`header ${name}`, headersA[name], headersB[name]);
  }
  bodies(ours, theirs, differ);
  return found;
}

const union = (a, b) => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();

function group(search) {
  const values = {};
  for (const [name, value] of search) (values[name] ??= []).push(value);
  return values;
}

function headersOf(headers) {
  const kept = Object.entries(headers).filter(([name]) => !OTHERS.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, name === "content-type" ? value.split(";")[0] : value]));
}

function bodies(ours, theirs, differ) {
  if (ours.form && theirs.form) {
    const [a, b] = [ours, theirs].map(({ form }) => groupParts(form));
    for (const name of union(a, b)) {
      if (short(a[name]) !== short(b[name])) differ(`part ${name}`, a[name], b[name]);
    }
    return;
  }
  const [a, b] = [ours, theirs].map(({ body }) => Buffer.from(body, "base64"));
  if (a.equals(b)) return;
  try {
    const [jsonA, jsonB] = [a, b].map((bytes) => (bytes.length === 0 ? undefined : JSON.parse(bytes.toString("utf8"))));
    values("", jsonA, jsonB, differ);
  } catch {
    differ("body", a.toString("utf8"), b.toString("utf8"));
  }
}

/** The parts of a form by name: what they hold, and what they are said to be. */
function groupParts(parts) {
  const groups = {};
  for (const { name, filename, type, content } of parts) {
    const text = Buffer.from(content, "base64").toString("utf8");
    (groups[name] ??= []).push([text, ...(filename === undefined ? [] : [`file ${filename}`]), ...(type ? [type] : [])].join(" as "));
  }
  return groups;
}

function values(path, a, b, differ) {
  const object = (value) => value !== null && typeof value === "object";
  if (object(a) && object(b) && Array.isArray(a) === Array.isArray(b)) {
    for (const key of union(a, b)) values(`${path}/${key}`, a[key], b[key], differ);
  } else if (a !== b) differ(`body ${path}`, a, b);
}
