import { createHash } from "node:crypto";
import type { MailContent, MailHeader, MailPart, PartKind } from "../../rules/read-mail/mail.ts";
import type { Instant } from "../../rules/time.ts";
import { Budget, LIMITS, type Limits, PasswordError, TooLargeError } from "./limits.ts";
import { type FileKind, isOrnament, kindOf } from "./part-kind.ts";
import { decodeBytes, plainText } from "./plain-text.ts";
import { type Leaf, readBody, readHtmlWithin } from "./read-body.ts";
import type { PackagedFile } from "./read-docx.ts";
import { isLinkOnly } from "./secure-link.ts";
import { addressesOf, type MimePart, splitMail } from "./split-mail.ts";

export interface ReadOptions {
  readonly limits?: Partial<Limits>;
  /** How long the mail is, where only the beginning of it is given. */
  readonly wholeBytes?: number;
  /** Why attachments are not to be opened: reading them did not end. Headers and body are read all the same. */
  readonly leaveAttachments?: "too large" | "corrupt";
}

/**
 * Everything that a mail says, from every part it says it in, in this process and without a limit of time; the
 * worker reads in `openDocumentReader`'s child processes. Takes .eml and .msg alike.
 * Fetches nothing, runs nothing, and never throws for what a sender wrote: a part that can not be read says why.
 * @param receivedAt when our server took it in.
 */
export async function readDocuments(
  raw: Buffer,
  receivedAt: Instant,
  options: ReadOptions = {},
): Promise<MailContent> {
  const limits = { ...LIMITS, ...options.limits };
  const reading: Reading = {
    budget: new Budget(limits),
    limits,
    leave: options.leaveAttachments ?? null,
    parts: [],
    places: new Map(),
  };
  if ((await kindOf(raw, "", null)) === "msg") {
    const { readMsg } = await msgReader();
    return { ...(await readMsg(raw, reading, "", 0)), receivedAt, parts: reading.parts };
  }
  const head = await readMailInto(raw, reading, "", 0, options.wholeBytes);
  return { ...head, receivedAt, parts: reading.parts };
}

let loaded: Promise<typeof import("./read-msg.ts")> | undefined;
/** Kept: even to ask again for a module that is loaded costs a tenth of reading a small Outlook file. */
const msgReader = () => (loaded ??= import("./read-msg.ts"));

/** One mail under way: what may still be spent, and the parts found so far. */
export interface Reading {
  readonly budget: Budget;
  readonly limits: Limits;
  readonly leave: "too large" | "corrupt" | null;
  readonly parts: MailPart[];
  /** How often each place was named: places are unique. */
  readonly places: Map<string, number>;
}

export type MailHead = Omit<MailContent, "receivedAt" | "parts">;

/** Reads a mail, the outermost or one inside another, and adds its parts in order. */
async function readMailInto(
  raw: Buffer,
  reading: Reading,
  path: string,
  depth: number,
  wholeBytes = raw.length,
): Promise<MailHead> {
  const { limits } = reading;
  const tooLong = wholeBytes > limits.bytesIn;
  const { root, cutShort } = await splitMail(
    raw.length > limits.bytesIn ? raw.subarray(0, limits.bytesIn / 4) : raw,
    limits,
  );
  await readTree(root, reading, path, depth, tooLong);
  if (tooLong || cutShort)
    addUnread(reading, place(reading, path, "rest of the mail"), cutShort ?? "too large", wholeBytes);
  return headOf(root);
}

/**
 * Reads the parts of a mail that was taken apart.
 * @param cutOff its end is missing, so that the last attachment is only the beginning of one.
 */
export async function readTree(
  root: MimePart,
  reading: Reading,
  path: string,
  depth: number,
  cutOff = false,
): Promise<void> {
  const leaves: Leaf[] = [];
  const tooDeep = collectLeaves(root, leaves, reading.limits.depth);
  const cids = await readBody(leaves, reading, path);
  const last = leaves.at(-1);
  for (const leaf of leaves) {
    if (leaf.body) continue;
    const { content, contentType, fileName, charset, contentId } = leaf.part;
    const inline = contentId !== null && cids.has(contentId);
    await readFile(
      { bytes: content, contentType, fileName, charset, inline, cutShort: cutOff && leaf === last },
      reading,
      path,
      depth,
    );
  }
  if (tooDeep) addUnread(reading, place(reading, path, "deeper parts"), "too large", 0);
}

export function headOf(root: Pick<MimePart, "headers" | "addressHeaders">): MailHead {
  const { headers, addressHeaders } = root;
  const first = (name: string) => headers.find((header) => header.name === name)?.value ?? null;
  const sentAt = Date.parse(first("date")?.slice(0, 100) ?? "");
  return {
    messageId: messageIds(first("message-id") ?? "")[0] ?? null,
    subject: first("subject") ?? "",
    from: addressesOf(addressHeaders, "from"),
    fromHeaders: headers.filter(({ name }) => name === "from").length,
    replyTo: addressesOf(addressHeaders, "reply-to"),
    to: addressesOf(addressHeaders, "to"),
    cc: addressesOf(addressHeaders, "cc"),
    sentAt: toInstant(sentAt),
    inReplyTo: messageIds(first("in-reply-to") ?? ""),
    references: messageIds(
      headers
        .filter(({ name }) => name === "references")
        .map(({ value }) => value)
        .join(" "),
    ),
    headers: headers.slice(0, 1000) as MailHeader[],
  };
}

/** As `instant` of rules/time.ts, without date-fns behind it: the reading process starts a third faster so. */
export function toInstant(ms: number): Instant | null {
  return Number.isNaN(ms) ? null : (new Date(ms).toISOString() as Instant);
}

function messageIds(value: string): string[] {
  return value
    .slice(0, 50_000)
    .split(/[\s,]+/)
    .map((id) => id.replace(/^<|>$/g, ""))
    .filter((id) => id !== "");
}

/** The leaves in order; true where some lay too deep and were left out. */
function collectLeaves(root: MimePart, into: Leaf[], most: number): boolean {
  const stack: { part: MimePart; depth: number; alternative: MimePart | null }[] = [
    { part: root, depth: 0, alternative: null },
  ];
  let tooDeep = false;
  while (stack.length > 0) {
    const { part, depth: at, alternative } = stack.pop() as (typeof stack)[number];
    if (part.multipart === null) {
      const text =
        part.contentType === "text/plain" || part.contentType === "text/html" || part.contentType === "text";
      into.push({ part, body: text && !part.attached && part.fileName === null, alternative });
      continue;
    }
    if (at >= most) {
      tooDeep ||= part.children.length > 0;
      continue;
    }
    const inner = part.multipart === "alternative" ? part : alternative;
    for (const child of part.children.toReversed())
      stack.push({ part: child, depth: at + 1, alternative: inner });
  }
  return tooDeep;
}

export interface AttachedFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly fileName: string | null;
  readonly charset?: string | null;
  /** Shown inside the text, referred to by its Content-ID. */
  readonly inline?: boolean;
  /** Only the beginning of it was looked at. */
  readonly cutShort?: boolean;
}

const PART_KINDS: Partial<Record<FileKind, PartKind>> = {
  html: "text",
  encrypted: "other",
  signature: "other",
  msg: "mail",
  secure: "other",
};

/** Reads an attachment and what it holds, and adds the parts. */
export async function readFile(
  file: AttachedFile,
  reading: Reading,
  path: string,
  depth: number,
): Promise<void> {
  const kind = await kindOf(file.bytes, file.contentType, file.fileName);
  const where = place(
    reading,
    path,
    `attachment ${cleanName(file.fileName) ?? unnamed(kind, file.contentType)}`,
  );
  const part = {
    where,
    kind: PART_KINDS[kind] ?? (kind as PartKind),
    fileName: cleanName(file.fileName),
    mediaType: file.contentType,
    text: "",
    fields: [],
    sha256: createHash("sha256").update(file.bytes).digest("hex"),
    bytes: file.bytes.length,
  };
  const unread = (reason: string) => reading.parts.push({ ...part, status: "unreadable", reason });
  if (!reading.budget.takePart() || depth >= reading.limits.depth || file.cutShort)
    return void unread("too large");
  if (kind === "image") {
    const ornament = isOrnament(file.bytes);
    reading.parts.push({
      ...part,
      status: "unreadable",
      reason: "picture",
      ...(ornament && (file.inline || path !== "") ? { inline: true } : {}),
    });
    return;
  }
  if (reading.leave) return void unread(reading.leave);
  if (kind === "signature")
    return void reading.parts.push({ ...part, status: "read", reason: null, inline: true });
  if (kind === "encrypted") return void unread("password");
  if (kind === "secure") return void unread("link only");
  if (kind === "other") return void unread("unsupported");
  if (file.bytes.length === 0) return void unread("corrupt");
  const place_ = reading.parts.length;
  try {
    const read = await readKind(kind, file, reading, where, depth + 1);
    // the document stands before what it holds
    reading.parts.splice(place_, 0, { ...part, status: "read", reason: null, ...read });
  } catch (error) {
    reading.parts.length = place_;
    unread(reasonOf(error));
  }
}

/** Why reading failed, in the words of a part's reason. */
function reasonOf(error: unknown): "password" | "too large" | "corrupt" {
  if (error instanceof PasswordError) return "password";
  const outgrown =
    error instanceof RangeError &&
    /call stack|array length|string length|allocation|memory(?! outside)/i.test(error.message);
  return error instanceof TooLargeError || outgrown ? "too large" : "corrupt";
}

type Found = Partial<Pick<MailPart, "status" | "reason" | "text" | "fields" | "enclosed">>;

async function readKind(
  kind: FileKind,
  file: AttachedFile,
  reading: Reading,
  where: string,
  depth: number,
): Promise<Found> {
  const { bytes } = file;
  const { budget, limits } = reading;
  switch (kind) {
    case "docx": {
      const { readDocx } = await import("./read-docx.ts");
      const { enclosed, cutShort, ...page } = readDocx(bytes, budget);
      await readEnclosed(enclosed, reading, where, depth);
      return cutShort ? { ...page, status: "partly-read", reason: "too large" } : page;
    }
    case "odt": {
      const { readOdt } = await import("./read-odt.ts");
      const { enclosed, cutShort, ...page } = readOdt(bytes, budget);
      await readEnclosed(enclosed, reading, where, depth);
      return cutShort ? { ...page, status: "partly-read", reason: "too large" } : page;
    }
    case "pdf": {
      const { readPdf } = await import("./read-pdf.ts");
      const { text, fields, picturePages, pages, cutShort } = await readPdf(bytes, limits);
      if (text === "" || picturePages === pages)
        return { text, fields, status: "unreadable", reason: "picture" };
      if (cutShort) return { text, fields, status: "partly-read", reason: "too large" };
      return picturePages > 0 ? { text, fields, status: "partly-read", reason: "picture" } : { text, fields };
    }
    case "doc": {
      const { readDoc } = await import("./read-doc.ts");
      return readDoc(bytes, limits);
    }
    case "rtf": {
      const { readRtf } = await import("./read-rtf.ts");
      return readRtf(bytes, limits);
    }
    case "html": {
      const {
        cutShort,
        html: _,
        ...page
      } = await readHtmlWithin(plainText(decodeBytes(bytes, file.charset ?? false)), limits.textChars);
      if (isLinkOnly(page.text)) return { ...page, status: "partly-read", reason: "link only" };
      return cutShort ? { ...page, status: "partly-read", reason: "too large" } : page;
    }
    case "text":
    case "calendar": {
      const text = plainText(decodeBytes(bytes.subarray(0, 4 * limits.textChars), file.charset ?? false));
      return text.length > limits.textChars
        ? { text: text.slice(0, limits.textChars), status: "partly-read", reason: "too large" }
        : { text };
    }
    case "mail":
    case "msg": {
      const readOne = kind === "mail" ? readMailInto : (await msgReader()).readMsg;
      const head = await readOne(bytes, reading, where, depth);
      return { enclosed: { from: head.from, sentAt: head.sentAt, subject: head.subject } };
    }
    case "tnef": {
      const { readTnef } = await import("./read-tnef.ts");
      return readTnef(bytes, reading, where, depth);
    }
    case "zip": {
      const { openZip } = await import("./read-zip.ts");
      const zip = openZip(bytes);
      const files = zip.names
        .slice(0, limits.parts)
        .map((name) => ({ name, open: () => zip.bytes(name, budget) }));
      await readEnclosed(files, reading, where, depth);
      return {};
    }
    default:
      return { status: "unreadable", reason: "unsupported" };
  }
}

/** Reads files packed into another, each for itself: one that is too large takes nothing from the rest. */
async function readEnclosed(
  files: readonly PackagedFile[],
  reading: Reading,
  path: string,
  depth: number,
): Promise<void> {
  for (const { name, open } of files) {
    let bytes: Buffer;
    try {
      bytes = open();
    } catch (error) {
      addUnread(reading, place(reading, path, `attachment ${cleanName(name) ?? "file"}`), reasonOf(error), 0);
      continue;
    }
    await readFile({ bytes, contentType: "application/octet-stream", fileName: name }, reading, path, depth);
  }
}

/** Adds a part that could not be read. */
export function addUnread(reading: Reading, where: string, reason: string, bytes: number): void {
  reading.parts.push({
    where,
    kind: "other",
    fileName: null,
    mediaType: "application/octet-stream",
    status: "unreadable",
    reason,
    text: "",
    fields: [],
    sha256: "",
    bytes,
  });
}

/** A name for a place that no other part of the mail has. */
export function place(reading: Reading, path: string, name: string): string {
  const where = path === "" ? name : `${path} > ${name}`;
  const times = (reading.places.get(where) ?? 0) + 1;
  reading.places.set(where, times);
  return times === 1 ? where : `${where} (${times})`;
}

/** A file name without folders, control characters or more than 120 characters (IN-08). */
function cleanName(name: string | null): string | null {
  const cleaned =
    plainText(name ?? "")
      .replace(/[\n\t]/g, " ")
      .split(/[\\/]/)
      .at(-1)
      ?.trim()
      .slice(0, 120) ?? "";
  return cleaned === "" ? null : cleaned;
}

function unnamed(kind: FileKind, contentType: string): string {
  return kind === "mail" || kind === "msg"
    ? "message"
    : contentType.startsWith("message/")
      ? contentType.slice(8)
      : kind;
}
