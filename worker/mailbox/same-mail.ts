import { createHash } from "node:crypto";
import type { ParsedMail } from "mailparser";

/** Above this the parts are not decoded to compare them: it would hold up everything else for seconds. */
const MAX_DECODED_BYTES = 8 * 1024 * 1024;

/** Without one of these there is nothing to know a mail by but its bytes. */
const TELLING = new Set(["message-id", "from", "subject"]);

export type Sameness = "bytes" | "line ends" | "decoded parts" | "different";

/**
 * How far a mail read back is the one that was sent. Some servers rewrite line ends, transfer encodings or
 * boundaries and add headers (MBX-09): then texts, attachments and the headers that matter must be equal when decoded,
 * and no header may be missing. Where a mail cannot be decoded, only its bytes count.
 */
export async function compareMails(sent: Buffer, readBack: Buffer): Promise<Sameness> {
  if (sent.equals(readBack)) return "bytes";
  if (withCrlf(sent).equals(withCrlf(readBack))) return "line ends";
  if (sent.length > MAX_DECODED_BYTES || readBack.length > MAX_DECODED_BYTES) return "different";
  const [a, b] = [await parse(sent), await parse(readBack)];
  if (a === null || b === null || !a.headerLines.some(({ key }) => TELLING.has(key))) return "different";
  const names = new Set(b.headerLines.map(({ key }) => key));
  const complete = a.headerLines.every(({ key }) => names.has(key));
  return complete && contentOf(a) === contentOf(b) ? "decoded parts" : "different";
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function withCrlf(raw: Buffer): Buffer {
  const text = raw.toString("latin1").replace(/\r\n|\r|\n/g, "\r\n");
  let end = text.length;
  while (text.endsWith("\r\n", end)) end -= 2;
  return Buffer.from(text.slice(0, end), "latin1");
}

async function parse(raw: Buffer): Promise<ParsedMail | null> {
  const { simpleParser } = await import("mailparser");
  try {
    return await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  } catch {
    return null;
  }
}

function contentOf(mail: ParsedMail): string {
  const lines = (text: string | false | undefined) => (text || "").replace(/\r\n?/g, "\n").trimEnd();
  const addresses = (header: ParsedMail["to"]) => [header ?? []].flat().map(({ text }) => text);
  return JSON.stringify([
    mail.subject ?? null,
    mail.messageId ?? null,
    mail.date?.toISOString() ?? null,
    addresses(mail.from),
    addresses(mail.to),
    addresses(mail.cc),
    mail.headers.get("x-cass-item") ?? null,
    mail.headers.get("x-cass-outcome") ?? null,
    lines(mail.text),
    lines(mail.html),
    mail.attachments.map((part) => [part.filename ?? null, part.contentType, sha256(part.content)]),
  ]);
}
