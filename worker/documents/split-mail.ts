import { type MimeNode, Splitter, type SplitterChunk } from "@zone-eu/mailsplit";
import libmime from "libmime";
import addressparser from "nodemailer/lib/addressparser/index.js";
import type { MailAddress, MailHeader } from "../../rules/read-mail/mail.ts";
import type { Limits } from "./limits.ts";
import { decodeBytes, plainText } from "./plain-text.ts";

/** One node of a mail's MIME tree, its content decoded from its transfer encoding. */
export interface MimePart {
  /** "mixed", "alternative", "related", …; null for a leaf. */
  readonly multipart: string | null;
  readonly contentType: string;
  readonly charset: string | null;
  readonly attached: boolean;
  readonly fileName: string | null;
  /** Content-ID without angle brackets. */
  readonly contentId: string | null;
  readonly flowed: boolean;
  readonly delSp: boolean;
  readonly headers: readonly MailHeader[];
  /** Address headers before their encoded words are decoded: a decoded name must not become an address. */
  readonly addressHeaders: readonly MailHeader[];
  readonly children: MimePart[];
  content: Buffer;
  /** Longer than any text that is read: only its beginning is here. */
  cutShort: boolean;
}

export interface SplitMail {
  readonly root: MimePart;
  /** Why not all of it was split: too many parts, too long a header, cut off. null where all was. */
  readonly cutShort: "too large" | "corrupt" | null;
}

/**
 * Splits raw bytes into the tree of their MIME parts. Mails inside the mail stay leaves of type message/rfc822.
 * What cannot be split (a header beyond the limit, more parts than the limit) is left out, and `cutShort` says so.
 */
export async function splitMail(raw: Buffer, limits: Limits): Promise<SplitMail> {
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: limits.headerBytes,
    maxChildNodes: limits.parts,
  });
  splitter.end(raw);
  const parts = new Map<unknown, MimePart>();
  const chunks = new Map<MimePart, { bytes: Buffer[]; length: number; node: MimeNode }>();
  let root: MimePart | undefined;
  let cutShort: SplitMail["cutShort"] = null;
  try {
    for await (const piece of splitter as AsyncIterable<SplitterChunk>) {
      if (piece.type === "node") {
        const part = toPart(piece);
        parts.set(piece, part);
        chunks.set(part, { bytes: [], length: 0, node: piece });
        root ??= part;
        if (piece.parentNode) parts.get(piece.parentNode)?.children.push(part);
      } else if (piece.type === "body") {
        const part = parts.get(piece.node);
        const chunk = part && chunks.get(part);
        if (!part || !chunk) continue;
        const room = part.contentType.startsWith("text/")
          ? 4 * limits.textChars - chunk.length
          : piece.value.length;
        chunk.length += piece.value.length;
        if (piece.value.length > room) part.cutShort = true;
        // of endless text only the beginning is kept
        if (room > 0) chunk.bytes.push(piece.value.subarray(0, room));
      }
    }
  } catch {
    // the splitter refuses headers and part counts beyond its limits: what came before stays
    cutShort = "too large";
  }
  for (const [part, { bytes, node }] of chunks) {
    part.content = await decodeTransfer(Buffer.concat(bytes), node);
  }
  return { root: root ?? withoutBody(raw.subarray(0, limits.headerBytes)), cutShort };
}

async function decodeTransfer(bytes: Buffer, node: MimeNode): Promise<Buffer> {
  if (node.encoding !== "base64" && node.encoding !== "quoted-printable") return bytes;
  const decoder = node.getDecoder();
  decoder.end(bytes);
  const decoded: Buffer[] = [];
  for await (const chunk of decoder) decoded.push(chunk as Buffer);
  return Buffer.concat(decoded);
}

function toPart(node: MimeNode): MimePart {
  const list = node.headers ? node.headers.getList() : [];
  const headers = list.map(({ key, line }) => ({ name: key, value: decodeHeader(line) }));
  const contentId = headers.find(({ name }) => name === "content-id")?.value.replace(/^<|>$/g, "") ?? null;
  const contentType = node.multipart ? `multipart/${node.multipart}` : node.contentType || "text/plain";
  const fileName = node.filename ? plainText(node.filename) : null;
  return {
    multipart: node.multipart || null,
    contentType,
    charset: node.charset || null,
    attached: node.disposition === "attachment" || (node.disposition !== "inline" && fileName !== null),
    fileName,
    contentId,
    flowed: node.flowed,
    delSp: node.delSp,
    headers,
    addressHeaders: list
      .filter(({ key }) => ADDRESS_HEADERS.has(key))
      .map(({ key, line }) => ({ name: key, value: unfold(line) })),
    children: [],
    content: Buffer.alloc(0),
    cutShort: false,
  };
}

/** A part that no MIME header made: of an Outlook file, or a mail whose header is too long. */
export function leafPart(contentType: string, content: Buffer, more: Partial<MimePart>): MimePart {
  return {
    multipart: null,
    contentType,
    charset: null,
    attached: false,
    fileName: null,
    contentId: null,
    flowed: false,
    delSp: false,
    headers: [],
    addressHeaders: [],
    children: [],
    cutShort: false,
    ...more,
    content,
  };
}

/** A mail whose header is too long to be split: as many headers as were looked at, and nothing else. */
function withoutBody(raw: Buffer): MimePart {
  const end = raw.indexOf("\n\n") >= 0 ? raw.indexOf("\n\n") : raw.length;
  const text = raw.subarray(0, end).toString("latin1");
  const lines = text
    .replace(/\r\n/g, "\n")
    .replace(/\n[ \t]+/g, " ")
    .split("\n")
    .filter((line) => /^[!-9;-~]{1,80}:/.test(line) && line.length < 10_000);
  const nameOf = (line: string) => line.slice(0, line.indexOf(":")).toLowerCase();
  return leafPart("text/plain", Buffer.alloc(0), {
    headers: lines.map((line) => ({ name: nameOf(line), value: decodeHeader(line) })),
    addressHeaders: lines
      .map((line) => ({ name: nameOf(line), value: unfold(line) }))
      .filter(({ name }) => ADDRESS_HEADERS.has(name)),
  });
}

const ADDRESS_HEADERS = new Set(["from", "to", "cc", "reply-to", "sender", "return-path"]);

/** The value of a header line, unfolded, with encoded words and raw UTF-8 (RFC 6532) decoded. */
function decodeHeader(line: string): string {
  return plainText(decodeWords(unfold(line))).replace(/\n/g, " ");
}

function unfold(line: string): string {
  const bytes = Buffer.from(line.slice(line.indexOf(":") + 1), "latin1");
  return decodeBytes(bytes, false)
    .replace(/\r?\n[ \t]*/g, " ")
    .trim();
}

function decodeWords(value: string): string {
  if (!value.includes("=?")) return value;
  try {
    return libmime.decodeWords(value);
  } catch {
    return value;
  }
}

/** All addresses of all headers of this name, in order; groups give their members. */
export function addressesOf(headers: readonly MailHeader[], name: string): MailAddress[] {
  return headers.filter((header) => header.name === name).flatMap(({ value }) => readAddresses(value));
}

export function readAddresses(value: string): MailAddress[] {
  const parsed = addressparser(value.slice(0, 20_000), { flatten: true });
  return parsed
    .filter(({ name, address }) => name || address)
    .map(({ name, address }) => ({
      name: plainText(decodeWords(name)).replace(/\n/g, " ").trim(),
      address: plainText(address ?? "")
        .trim()
        .toLowerCase(),
    }));
}
