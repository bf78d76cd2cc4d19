import type { PartKind } from "../../rules/read-mail/mail.ts";

/** What a part is: "html" and "secure" are read like text, "encrypted" wants a password, "signature" says nothing. */
export type FileKind = PartKind | "html" | "encrypted" | "signature" | "msg" | "secure";

const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const TNEF = Buffer.from("789f3e22", "hex");
const utf16 = (text: string) => Buffer.from(text, "utf16le");

const DOCUMENTS: Readonly<Record<string, FileKind>> = {
  pdf: "pdf",
  docx: "docx",
  docm: "docx",
  doc: "doc",
  odt: "odt",
  rtf: "rtf",
  msg: "msg",
  zip: "zip",
  "application/pdf": "pdf",
  "application/msword": "doc",
  "application/rtf": "rtf",
  "application/ms-tnef": "tnef",
  "application/vnd.ms-outlook": "msg",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
};

/** Goes by the bytes first, since names and types lie; then by type, then by the name's ending. */
export async function kindOf(bytes: Buffer, contentType: string, fileName: string | null): Promise<FileKind> {
  const type = contentType.toLowerCase();
  const ending = /\.([a-z0-9]{1,8})$/i.exec(fileName ?? "")?.[1]?.toLowerCase() ?? "";
  if (type.includes("rpmsg") || ending === "rpmsg") return "secure";
  if (type === "application/pkcs7-mime" && !/signed-data/.test(type) && ending !== "p7c") return "encrypted";
  if (type === "application/pgp-encrypted") return "encrypted";
  if (/pkcs7-signature|pgp-signature|pgp-keys/.test(type) || ending === "p7s" || ending === "asc")
    return "signature";
  const byBytes = await kindByBytes(bytes);
  if (byBytes) return byBytes;
  if (type === "message/rfc822" || type === "message/global" || ending === "eml") return "mail";
  if (type === "text/calendar" || ending === "ics") return "calendar";
  if (type.startsWith("image/") || /^(?:png|jpe?g|gif|bmp|tiff?|heic|heif|webp|svg|emf|wmf)$/.test(ending))
    return "image";
  if (type === "text/html" || ending === "html" || ending === "htm") return "html";
  if (
    type.startsWith("text/") ||
    /^message\/(?:delivery-status|disposition-notification|rfc822-headers|partial)/.test(type)
  )
    return "text";
  if (/^(?:txt|csv|tsv|md|log|text)$/.test(ending)) return "text";
  // named a document without being one: reading it will say that it is broken
  const claimed = DOCUMENTS[ending] ?? DOCUMENTS[type];
  if (claimed) return claimed;
  return "other";
}

async function kindByBytes(bytes: Buffer): Promise<FileKind | undefined> {
  const head = bytes.subarray(0, 1024);
  if (head.includes("%PDF-")) return "pdf";
  if (head.subarray(0, 5).toString("latin1") === "{\\rtf") return "rtf";
  if (head.subarray(0, 4).equals(TNEF)) return "tnef";
  if (head.subarray(0, 8).equals(OLE)) return kindOfOle(bytes);
  if (head.subarray(0, 2).toString("latin1") === "PK") return kindOfZip(bytes);
  if (isImage(head)) return "image";
  return undefined;
}

function kindOfOle(bytes: Buffer): FileKind {
  if (bytes.includes(utf16("EncryptedPackage"))) return "encrypted";
  if (bytes.includes(utf16("__properties_version1.0"))) return "msg";
  if (bytes.includes(utf16("WordDocument"))) return "doc";
  return "other";
}

async function kindOfZip(bytes: Buffer): Promise<FileKind> {
  const { openZip } = await import("./read-zip.ts");
  try {
    const { names } = openZip(bytes);
    if (names.some((name) => /^word\/document\d*\.xml$/.test(name))) return "docx";
    if (names.includes("content.xml") && names.includes("META-INF/manifest.xml")) return "odt";
    if (names.includes("[Content_Types].xml")) return "other";
  } catch {
    // a broken archive: by its name, if that says more
    return bytes.includes("word/document") || bytes.includes("[Content_Types].xml") ? "docx" : "zip";
  }
  return "zip";
}

function isImage(head: Buffer): boolean {
  const hex = head.subarray(0, 12).toString("hex");
  return /^(?:89504e47|ffd8ff|47494638|424d....0000|49492a00|4d4d002a|52494646........57454250|........66747970(?:68656963|6d696631|68656966))/.test(
    hex,
  );
}

/** A picture so small, or so thin, that it can only be a logo, an icon or a line. */
export function isOrnament(bytes: Buffer): boolean {
  const size = pictureSize(bytes);
  if (!size) return bytes.length < 4_000;
  return Math.min(size.width, size.height) <= 200 && bytes.length <= 60_000;
}

function pictureSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.length > 10 && bytes.subarray(0, 3).toString("latin1") === "GIF")
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  return null;
}

function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
