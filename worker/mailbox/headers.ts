/**
 * The value of the first header of this name in a mail or its block of headers: unfolded, trimmed; null where there is none.
 * Bytes are read as Latin-1, so nothing is lost and nothing throws.
 */
export function headerValue(block: Buffer, name: string): string | null {
  const wanted = `${name.toLowerCase()}:`;
  const lines = block.toString("latin1").split("\n");
  for (const [at, line] of lines.entries()) {
    if (line === "" || line === "\r") return null;
    if (!line.toLowerCase().startsWith(wanted)) continue;
    const value = [line.slice(wanted.length)];
    for (let next = at + 1; /^[ \t]/.test(lines[next] ?? ""); next += 1) value.push(lines[next] ?? "");
    return withoutBlanks(value.map((part) => part.replace(/\r$/, "")).join(""));
  }
  return null;
}

/** A Message-ID as we keep it: without angle brackets. */
export function bareMessageId(value: string | null): string | null {
  if (value === null) return null;
  const inner = /^<([^<>]*)>/.exec(value)?.[1] ?? value;
  return inner === "" ? null : inner;
}

/** Bytes in Latin-1 without the spaces and tabs around them. `trim` would take off half a character: 0xA0 is a blank to it. */
export function withoutBlanks(bytes: string): string {
  let from = 0;
  let to = bytes.length;
  while (from < to && isBlank(bytes, from)) from += 1;
  while (to > from && isBlank(bytes, to - 1)) to -= 1;
  return bytes.slice(from, to);
}

function isBlank(text: string, at: number): boolean {
  return text[at] === " " || text[at] === "\t";
}
