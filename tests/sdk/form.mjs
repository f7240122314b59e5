// Multipart forms, read back.

/** The parts of a form, and its value as a call takes it; nothing for other content types. */
export function parseForm(type, bytes) {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/.exec(type)?.[1];
  if (!boundary) return undefined;
  const parts = [];
  const value = {};
  const text = bytes.toString("latin1");
  for (const piece of text.split(`--${boundary}`).slice(1, -1)) {
    const end = piece.indexOf("\r\n\r\n");
    const head = Buffer.from(piece.slice(2, end), "latin1").toString("utf8");
    const content = Buffer.from(piece.slice(end + 4, -2), "latin1");
    const name = /name="((?:[^"\\]|\\.)*)"/.exec(head)?.[1] ?? "";
    const filename = /filename="((?:[^"\\]|\\.)*)"/.exec(head)?.[1];
    const media = /content-type: *([^\r\n]*)/i.exec(head)?.[1];
    parts.push({ name, filename, type: media, content: content.toString("base64") });
    let one = content.toString("utf8");
    if (filename !== undefined) one = new File([content], filename, media ? { type: media } : {});
    else if (media?.includes("json")) one = JSON.parse(one);
    value[name] = name in value ? [value[name], one].flat() : one;
  }
  return { parts, value };
}
