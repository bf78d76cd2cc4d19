/** Octets in one encoded word of base64: 60 characters and the frame stay within 75 (RFC 2047, 2). */
const OCTETS = 45;
const LINE = 78;
/** No line of a mail may be longer (RFC 5322, 2.1.1). */
const MAX_LINE = 998;
const ENCODED_WORD = /^=\?[^?\s]+\?[bq]\?[^?\s]*\?=$/i;

/**
 * An unfolded header value of any bytes as ASCII: words that are ASCII stay as they are, others become encoded words
 * of UTF-8, or of windows-1252 where the bytes are no UTF-8, so that no byte is lost.
 * @param value bytes as Latin-1 characters
 */
export function encodeText(value: string): string {
  if (isPlain(value)) return value;
  // words at even places, the white space between them at odd ones
  const parts = value.split(/([ \t]+)/);
  const out: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const word = parts[at] ?? "";
    if (at % 2 === 1 || isPlain(word)) {
      out.push(word);
      continue;
    }
    let run = word;
    while (at + 2 < parts.length && !isPlain(parts[at + 2] ?? "")) {
      run += `${parts[at + 1]}${parts[at + 2]}`;
      at += 2;
    }
    // White space between two encoded words is not shown, so here it goes inside.
    if (ENCODED_WORD.test(out.at(-2) ?? "")) run = `${out.at(-1)}${run}`;
    if (ENCODED_WORD.test(parts[at + 2] ?? "")) run += parts[at + 1];
    out.push(encodedWords(run));
  }
  return out.join("");
}

/** A field with its line end, folded before white space so that lines stay short where the words allow it. */
export function foldField(name: string, value: string, lineEnd: string): string {
  let line = `${name}:`;
  let out = "";
  for (const piece of ` ${value}`.split(/(?=(?<![ \t])[ \t]+[^ \t])/)) {
    const tooLong = line.length + piece.length > LINE && line.trim() !== "" && line !== `${name}:`;
    if (tooLong) {
      out += `${line}${lineEnd}`;
      line = "";
    }
    line += piece;
  }
  return `${out}${line}${lineEnd}`;
}

function isPlain(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text) && text.length < MAX_LINE - LINE;
}

function encodedWords(bytes: string): string {
  const buffer = Buffer.from(bytes, "latin1");
  const charset = isUtf8(buffer) ? "UTF-8" : "windows-1252";
  const words: string[] = [];
  for (let at = 0; at < buffer.length; ) {
    let end = Math.min(at + OCTETS, buffer.length);
    // no character of UTF-8 is cut in two
    while (charset === "UTF-8" && end < buffer.length && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    words.push(`=?${charset}?B?${buffer.subarray(at, end).toString("base64")}?=`);
    at = end;
  }
  return words.join(" ");
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
