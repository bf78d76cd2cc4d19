import { burn, type Entry } from "@kenjiuno/msgreader/lib/Burner.js";
import { zipSync } from "fflate";

/** Makes files of the kinds that referrals come in. All people in them are invented. */

const WORD_NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"';

export function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function run(text: string, properties = ""): string {
  return `<w:r>${properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${xml(text)}</w:t></w:r>`;
}

export function paragraph(...runs: readonly string[]): string {
  return `<w:p>${runs.map((each) => (each.startsWith("<") ? each : run(each))).join("")}</w:p>`;
}

/** A Word table; a cell is text, or ready XML that begins with "<". */
export function table(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<w:tc><w:tcPr/>${text.startsWith("<w:p") ? text : paragraph(text)}</w:tc>`;
  return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join("")}</w:tr>`).join("")}</w:tbl>`;
}

export function docx(body: string, more: Readonly<Record<string, string | Uint8Array>> = {}): Buffer {
  const files: Record<string, Uint8Array> = {
    "[Content_Types].xml": bytes('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    "word/document.xml": bytes(`<?xml version="1.0" encoding="UTF-8"?><w:document ${WORD_NAMESPACES}><w:body>${body}</w:body></w:document>`),
  };
  for (const [name, content] of Object.entries(more)) {
    files[name] = typeof content === "string" ? bytes(content.replace("{ns}", WORD_NAMESPACES)) : content;
  }
  return Buffer.from(zipSync(files));
}

export function odt(body: string, styles = ""): Buffer {
  const namespaces = ["office", "text", "table", "style", "dc", "form"].map((name) => `xmlns:${name}="urn:${name}"`).join(" ");
  return Buffer.from(
    zipSync({
      mimetype: [bytes("application/vnd.oasis.opendocument.text"), { level: 0 }],
      "content.xml": bytes(`<office:document-content ${namespaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`),
      "META-INF/manifest.xml": bytes("<manifest/>"),
    }),
  );
}

export interface PdfWord {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface PdfBox {
  readonly name: string;
  readonly value: string;
  readonly rect: readonly [number, number, number, number];
  readonly checkBox?: boolean;
}

/** A PDF of one page per list of words, in Helvetica 10, with fillable boxes on the first page. */
export function pdf(pages: readonly (readonly PdfWord[])[], boxes: readonly PdfBox[] = [], extraContent = ""): Buffer {
  const objects: string[] = [];
  const add = (object: string): number => objects.push(object);
  const font = 3 + pages.length * 2;
  add(`<< /Type /Catalog /Pages 2 0 R ${boxes.length > 0 ? `/AcroForm << /Fields [${boxes.map((_, index) => `${font + 1 + index} 0 R`).join(" ")}] >>` : ""} >>`);
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${3 + index * 2} 0 R`).join(" ")}] >>`);
  for (const [index, words] of pages.entries()) {
    const content = `${words.map(({ x, y, text }) => `BT /F1 10 Tf 1 0 0 1 ${x} ${y} Tm (${text.replace(/[\\()]/g, "\\$&")}) Tj ET`).join("\n")}\n${extraContent}`;
    const annotations = index === 0 && boxes.length > 0 ? `/Annots [${boxes.map((_, at) => `${font + 1 + at} 0 R`).join(" ")}]` : "";
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 ${font} 0 R >> >> /Contents ${4 + index * 2} 0 R ${annotations} >>`);
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  for (const { name, value, rect, checkBox } of boxes) {
    add(
      checkBox
        ? `<< /Type /Annot /Subtype /Widget /FT /Btn /T (${name}) /V /${value} /AS /${value} /AP << /N << /Yes null /Off null >> >> /Rect [${rect.join(" ")}] /P 3 0 R >>`
        : `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /V (${value}) /Rect [${rect.join(" ")}] /P 3 0 R >>`,
    );
  }
  return assemblePdf(objects);
}

export function assemblePdf(objects: readonly string[], trailer = ""): Buffer {
  let text = "%PDF-1.7\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("")}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** Lines of text down a page, 14 points apart. */
export function lines(texts: readonly string[], x = 50, top = 780): PdfWord[] {
  return texts.map((text, index) => ({ x, y: top - index * 14, text }));
}

export interface MsgFile {
  readonly name: string;
  readonly content: Buffer;
}

export interface OutlookMessage {
  readonly subject: string;
  readonly senderName: string;
  readonly senderEmail: string;
  readonly body: string;
  readonly files?: readonly MsgFile[];
  /** What one that came over the internet also holds. */
  readonly html?: string;
  readonly transportHeaders?: string;
  readonly to?: readonly { readonly name: string; readonly address: string }[];
}

/** An Outlook message with a plain body and attached files. */
export function msg({ subject, senderName, senderEmail, body, files = [], html, transportHeaders, to = [] }: OutlookMessage): Buffer {
  const entries: Entry[] = [{ name: "Root Entry", type: 5, length: 0, children: [] }];
  const root = entries[0] as Entry;
  const stream = (into: Entry, name: string, content: Buffer) => {
    entries.push({ name, type: 2, length: content.length, binaryProvider: () => new Uint8Array(content) });
    into.children?.push(entries.length - 1);
  };
  const text = (into: Entry, tag: string, value: string) => stream(into, `__substg1.0_${tag}001F`, Buffer.from(value, "utf16le"));
  const folder = (name: string): Entry => {
    const entry: Entry = { name, type: 1, length: 0, children: [] };
    entries.push(entry);
    root.children?.push(entries.length - 1);
    return entry;
  };
  stream(root, "__properties_version1.0", Buffer.alloc(32));
  text(root, "001A", "IPM.Note");
  text(root, "0037", subject);
  text(root, "0C1A", senderName);
  text(root, "5D01", senderEmail);
  text(root, "1000", body);
  if (html !== undefined) stream(root, "__substg1.0_10130102", Buffer.from(html));
  if (transportHeaders !== undefined) text(root, "007D", transportHeaders);
  for (const [index, { name, address }] of to.entries()) {
    const recipient = folder(`__recip_version1.0_#${String(index).padStart(8, "0")}`);
    const properties = Buffer.alloc(8 + 16);
    // PidTagRecipientType is 1: To
    properties.writeUInt32LE(0x0c150003, 8);
    properties.writeUInt32LE(1, 16);
    stream(recipient, "__properties_version1.0", properties);
    text(recipient, "3001", name);
    text(recipient, "39FE", address);
  }
  for (const [index, file] of files.entries()) {
    const attachment = folder(`__attach_version1.0_#${String(index).padStart(8, "0")}`);
    stream(attachment, "__properties_version1.0", Buffer.alloc(8));
    text(attachment, "3707", file.name);
    stream(attachment, "__substg1.0_37010102", file.content);
  }
  return Buffer.from(burn(entries));
}

/** winmail.dat with a plain body and attached files. */
export function tnef(body: string, files: readonly MsgFile[]): Buffer {
  const attribute = (level: number, id: number, type: number, data: Buffer) => {
    const head = Buffer.alloc(9);
    head.writeUInt8(level, 0);
    head.writeUInt16LE(id, 1);
    head.writeUInt16LE(type, 3);
    head.writeUInt32LE(data.length, 5);
    const check = Buffer.alloc(2);
    check.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0), 0);
    return Buffer.concat([head, data, check]);
  };
  const start = Buffer.alloc(6);
  start.writeUInt32LE(0x223e9f78, 0);
  return Buffer.concat([
    start,
    attribute(1, 0x800c, 2, Buffer.from(body, "latin1")),
    ...files.flatMap(({ name, content }) => [
      attribute(2, 0x9002, 6, Buffer.alloc(14)),
      attribute(2, 0x8010, 1, Buffer.from(`${name}\0`, "latin1")),
      attribute(2, 0x800f, 6, content),
    ]),
  ]);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
