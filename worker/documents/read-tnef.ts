import { decodeBytes, plainText } from "./plain-text.ts";
import { type Reading, readTree } from "./read-documents.ts";
import { readCompressedRtf } from "./read-rtf.ts";
import { leafPart, type MimePart } from "./split-mail.ts";

/** Attributes of the stream (MS-OXTNEF 2.1.3.2). */
const ATTACH_RENDER = 0x9002;
const ATTACH_TITLE = 0x8010;
const ATTACH_DATA = 0x800f;
const ATTACHMENT = 0x9005;
const MESSAGE_BODY = 0x800c;
const MESSAGE_PROPS = 0x9003;
/** MAPI properties. */
const BODY = 0x1000;
const BODY_HTML = 0x1013;
const RTF_COMPRESSED = 0x1009;
const ATTACH_LONG_NAME = 0x3707;
const ATTACH_DATA_BIN = 0x3701;
const ATTACH_MIME = 0x370e;
const ATTACH_CONTENT_ID = 0x3712;

interface TnefFile {
  title: string;
  data: Buffer | null;
  mime: string | null;
  contentId: string | null;
}

/**
 * winmail.dat (TNEF): adds the files and the text that Outlook packed into it to the parts.
 * @throws {Error} where it is broken off or none.
 */
export async function readTnef(
  bytes: Buffer,
  reading: Reading,
  where: string,
  depth: number,
): Promise<{ text: string }> {
  const files: TnefFile[] = [];
  const texts: MimePart[] = [];
  let at = 6;
  while (at + 11 <= bytes.length) {
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    if (data.length < length)
      throw new Error(`Cannot read TNEF: expected ${length} bytes, found ${data.length}`);
    at += 9 + length + 2;
    const file = files.at(-1);
    if (id === ATTACH_RENDER) files.push({ title: "", data: null, mime: null, contentId: null });
    else if (id === ATTACH_TITLE && file) file.title = ansi(data);
    else if (id === ATTACH_DATA && file) file.data = data;
    else if (id === ATTACHMENT && file) {
      for (const { tag, value } of properties(data)) {
        if (tag === ATTACH_LONG_NAME) file.title = unicode(value);
        else if (tag === ATTACH_MIME) file.mime = unicode(value);
        else if (tag === ATTACH_CONTENT_ID) file.contentId = unicode(value).replace(/^<|>$/g, "");
        // an object begins with its interface id of 16 bytes
        else if (tag === ATTACH_DATA_BIN && file.data === null) file.data = value.subarray(16);
      }
    } else if (id === MESSAGE_BODY) texts.push(leafPart("text/plain", data, {}));
    else if (id === MESSAGE_PROPS) {
      for (const { tag, value } of properties(data)) {
        if (tag === BODY_HTML) texts.push(leafPart("text/html", value, {}));
        else if (tag === BODY)
          texts.push(leafPart("text/plain", Buffer.from(unicode(value)), { charset: "utf-8" }));
        else if (tag === RTF_COMPRESSED)
          texts.push(
            leafPart("text/plain", Buffer.from(readCompressedRtf(value, reading.budget).text), {
              charset: "utf-8",
            }),
          );
      }
    }
    if (files.length > reading.limits.parts) break;
  }
  const attachments = files.map(({ title, data, mime, contentId }) =>
    leafPart(mime ?? "application/octet-stream", data ?? Buffer.alloc(0), {
      fileName: title || null,
      contentId,
      attached: true,
    }),
  );
  const alternative = leafPart("multipart/alternative", Buffer.alloc(0), {
    multipart: "alternative",
    children: texts,
  });
  await readTree(
    leafPart("multipart/mixed", Buffer.alloc(0), {
      multipart: "mixed",
      children: [alternative, ...attachments],
    }),
    reading,
    where,
    depth,
  );
  return { text: "" };
}

const FIXED_SIZES: Readonly<Record<number, number>> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};

/** The MAPI properties of an attribute, as far as they can be followed. */
function properties(data: Buffer): { tag: number; value: Buffer }[] {
  const found: { tag: number; value: Buffer }[] = [];
  if (data.length < 4) return found;
  const count = Math.min(data.readUInt32LE(0), 1000);
  let at = 4;
  for (let index = 0; index < count && at + 4 <= data.length; index++) {
    const type = data.readUInt16LE(at);
    const tag = data.readUInt16LE(at + 2);
    at += 4;
    if (tag >= 0x8000) {
      // a named property: its set, and a number or a name
      if (at + 24 > data.length) return found;
      const named = data.readUInt32LE(at + 16) === 1;
      at += 20;
      at += named ? 4 + padded(data.readUInt32LE(at)) : 4;
    }
    const several = (type & 0x1000) !== 0;
    const base = type & 0x0fff;
    const size = FIXED_SIZES[base];
    const variable = base === 13 || base === 30 || base === 31 || base === 258;
    let values = 1;
    if (several || variable) {
      if (at + 4 > data.length) return found;
      values = data.readUInt32LE(at);
      at += 4;
    }
    for (let value = 0; value < values; value++) {
      if (size !== undefined) {
        found.push({ tag, value: data.subarray(at, at + size) });
        at += padded(size);
      } else {
        if (!variable || at + 4 > data.length) return found;
        const length = data.readUInt32LE(at);
        const raw = data.subarray(at + 4, at + 4 + length);
        found.push({
          tag,
          value: base === 31 ? raw : base === 30 ? Buffer.from(`${ansi(raw)}\0`, "utf16le") : raw,
        });
        at += 4 + padded(length);
      }
      if (at > data.length || found.length > 10_000) return found;
    }
  }
  return found;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function ansi(bytes: Buffer): string {
  return plainText(decodeBytes(bytes, false)).trim();
}

function unicode(bytes: Buffer): string {
  return plainText(bytes.toString("utf16le")).trim();
}
