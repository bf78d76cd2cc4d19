import { deflateRawSync } from "node:zlib";
import { assemblePdf, docx, lines, msg, paragraph, pdf, run, table, tnef } from "./files.ts";
import { mail } from "./mails.ts";

export interface HostileMail {
  readonly name: string;
  readonly raw: Buffer;
  /** The part that must say so, and the reasons that are right. */
  readonly part: string;
  readonly reasons: readonly (string | null)[];
}

const MB = 1024 * 1024;

/** Mails made to hurt their reader. Each must end in a stated part, never in a crash or a hang. */
export async function hostileMails(): Promise<HostileMail[]> {
  const attached = async (name: string, fileName: string, content: Buffer, reasons: HostileMail["reasons"]): Promise<HostileMail> => ({
    name,
    raw: await mail({ text: "Please see attached.", attachments: [{ fileName, content, contentType: "application/octet-stream" }] }),
    part: `attachment ${fileName}`,
    reasons,
  });
  return [
    await attached("a Word document of a gigabyte of zeros", "bomb.docx", zipBomb("word/document.xml", 1024 * MB), ["too large"]),
    await attached("a Word document that lies about its size", "liar.docx", zipBomb("word/document.xml", 300 * MB, 1000), ["too large", "corrupt", null]),
    await attached("a zip in a zip, 40 deep", "nest.zip", nestedZip(40), [null]),
    await attached("a zip of ten thousand files", "many.zip", manyFiles(10_000), [null, "too large"]),
    await attached("a zip of a hundred thousand files", "crowd.zip", manyFiles(100_000), [null, "too large"]),
    await attached("a Word document whose own text is made of entities", "text.docx", docx("", { "word/document.xml": entitiesAsText() }), [null, "corrupt"]),
    await attached("winmail.dat in winmail.dat, 60 deep", "winmail.dat", nestedTnef(60), [null]),
    await attached("a PDF whose page tree is 20,000 deep", "tree.pdf", deepPageTree(20_000), ["corrupt", "too large", "picture", null]),
    await attached("a PDF that says it has ten million pages", "pages.pdf", manyPages(10_000_000), ["corrupt", "too large", "picture", null]),
    await attached("an Outlook message in an Outlook message, 40 deep", "nest.msg", nestedMsg(40), [null, "corrupt"]),
    await attached("a Word document of 12 MB of XML", "long.docx", docx(table(Array.from({ length: 30_000 }, (_, index) => [`Row ${index}`, "A value that says something about the day."]))), [null, "too large"]),
    await attached("a Word document nested 50,000 tables deep", "deep.docx", docx("<w:tbl><w:tr><w:tc>".repeat(50_000)), [null, "too large", "corrupt"]),
    await attached("a Word document with entities that expand", "laughs.docx", docx(paragraph("x"), { "word/comments.xml": billionLaughs() }), [null, "corrupt"]),
    await attached("a PDF whose pages are their own parents", "loop.pdf", loopingPdf(), ["corrupt", "too large", "picture", null]),
    await attached("a PDF whose stream unpacks to 400 MB", "flate.pdf", flateBomb(400 * MB), ["too large", "corrupt", "picture"]),
    await attached("a PDF that draws a million words",
      "words.pdf",
      endlessPdf(),
      ["too large", "corrupt", null]),
    await attached("a PDF cut off", "cut.pdf", pdf([lines(["Orla"])]).subarray(0, 300), ["corrupt", null, "picture"]),
    await attached("an Outlook message cut off", "cut.msg", msg({ subject: "s", senderName: "n", senderEmail: "e", body: "b" }).subarray(0, 900), ["corrupt"]),
    await attached("an Outlook message whose sectors chain to themselves", "loop.msg", loopingMsg(), ["corrupt", "too large", "unsupported", null]),
    await attached("winmail.dat with lengths past its end", "winmail.dat", Buffer.concat([Buffer.from("789f3e220000", "hex"), Buffer.from("010c80020000ffffff7f", "hex")]), ["corrupt", null]),
    await attached("RTF nested 100,000 groups deep", "deep.rtf", Buffer.from(`{\\rtf1 ${"{".repeat(100_000)}x`), [null, "too large", "corrupt"]),
    await attached("formulas in a list of children", "list.csv", Buffer.from('Name,DOB\n=HYPERLINK("http://x.example";"Orla"),04/02/2016\n@SUM(1+1),x'), [null]),
    { name: "HTML of 100,000 open tags", raw: await mail({ html: "<div><table><tr><td>".repeat(25_000) + "word" }), part: "body", reasons: [null, "too large"] },
    { name: "HTML of 20 MB", raw: await mail({ html: `<p>start</p>${"<p style='color:red'>word word word</p>".repeat(500_000)}` }), part: "body", reasons: ["too large"] },
    { name: "a line of 10 MB", raw: await mail({ text: "a ".repeat(5 * MB) }), part: "body", reasons: ["too large"] },
    { name: "a header of a megabyte", raw: Buffer.from(`From: a@b.example\r\nSubject: s\r\nX-Long: ${"x".repeat(MB)}\r\n\r\nbody`), part: "rest of the mail", reasons: ["too large"] },
    { name: "a header of a hundred thousand Received lines", raw: Buffer.from(`${"Received: from a.example by b.example; Mon, 12 Oct 2026 09:00:00 +0100\r\n".repeat(100_000)}From: a@b.example\r\nSubject: s\r\n\r\nbody`), part: "rest of the mail", reasons: ["too large"] },
    { name: "base64 that never ends", raw: Buffer.from(`From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n${"d29yZHMg".repeat(1_500_000)}`), part: "body", reasons: ["too large"] },
    { name: "a subject of 20,000 encoded words", raw: Buffer.from(`From: a@b.example\r\nSubject:${" =?utf-8?q?Orla?=\r\n".repeat(20_000)}To: c@d.example\r\n\r\nbody`), part: "body", reasons: [null] },
    { name: "a hundred thousand addresses", raw: Buffer.from(`From: a@b.example\r\nTo: ${"c@d.example,\r\n ".repeat(100_000)}e@f.example\r\nSubject: s\r\n\r\nbody`), part: "rest of the mail", reasons: ["too large"] },
    { name: "HTML of quotes within quotes, 50,000 deep", raw: await mail({ html: `${"<blockquote type=cite>".repeat(50_000)}word` }), part: "body", reasons: [null, "too large"] },
    { name: "ten thousand parts", raw: manyParts(10_000), part: "rest of the mail", reasons: ["too large"] },
    { name: "multiparts a hundred deep", raw: nestedMultipart(100), part: "deeper parts", reasons: ["too large"] },
    { name: "mails in mails a hundred deep", raw: nestedMails(100), part: deepestMail(12), reasons: ["too large"] },
    { name: "a mail of 50 MB", raw: await mail({ text: "The words at the beginning.", attachments: [{ fileName: "film.bin", content: Buffer.alloc(37 * MB, 7) }] }), part: "rest of the mail", reasons: ["too large"] },
    { name: "a boundary that never ends", raw: Buffer.from(`From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nwords`), part: "body", reasons: [null] },
    { name: "NUL bytes throughout", raw: Buffer.from("From: a@b.example\0\r\nSubject: s\0\r\n\r\n\0wo\0rds\0"), part: "body", reasons: [null] },
  ];
}

/** A PDF that takes longer to read than anyone waits. */
export function endlessPdf(): Buffer {
  return pdf([[]], [], "BT /F1 10 Tf (word) Tj ET\n".repeat(400_000));
}

/** A zip of one file whose content is zeros. @param says the size it claims, where it lies. */
function zipBomb(name: string, size: number, says = size): Buffer {
  const block = deflateZeros(size);
  const head = (signature: number, extra: number) => {
    const bytes = Buffer.alloc(extra);
    bytes.writeUInt32LE(signature, 0);
    return bytes;
  };
  const local = head(0x04034b50, 30);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(block.length, 18);
  local.writeUInt32LE(says, 22);
  local.writeUInt16LE(name.length, 26);
  const central = head(0x02014b50, 46);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(block.length, 20);
  central.writeUInt32LE(says, 24);
  central.writeUInt16LE(name.length, 28);
  const end = head(0x06054b50, 22);
  const start = local.length + name.length + block.length;
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, Buffer.from(name), block, central, Buffer.from(name), end]);
}

/** Deflated zeros, made of repeated blocks so that making them costs nothing. */
function deflateZeros(size: number): Buffer {
  return deflateRawSync(Buffer.alloc(Math.min(size, 1024 * MB)), { level: 9 });
}

function zipOf(files: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt32LE(content.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt32LE(content.length, 20);
    central.writeUInt32LE(content.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), content);
    centrals.push(central, Buffer.from(name));
    offset += 30 + name.length + content.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length & 0xffff, 8);
  end.writeUInt16LE(Object.keys(files).length & 0xffff, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function nestedZip(depth: number): Buffer {
  let zip = zipOf({ "note.txt": Buffer.from("at the bottom") });
  for (let level = 0; level < depth; level++) zip = zipOf({ "inner.zip": zip });
  return zip;
}

function manyFiles(count: number): Buffer {
  return zipOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`note${index}.txt`, Buffer.from("x")])));
}

function billionLaughs(): string {
  const entities = Array.from({ length: 10 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join("");
  return `<!DOCTYPE c [<!ENTITY l0 "lol">${entities}]><w:comments {ns}><w:comment w:id="0">${paragraph(run("x")).replace("x", "&l10;")}</w:comment></w:comments>`;
}

function entitiesAsText(): string {
  const entities = Array.from({ length: 10 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join("");
  return `<!DOCTYPE w [<!ENTITY l0 "lol">${entities}]><w:document {ns}><w:body><w:p><w:r><w:t>&l10;</w:t></w:r></w:p></w:body></w:document>`;
}

function nestedTnef(depth: number): Buffer {
  let inner = tnef("", [{ name: "note.txt", content: Buffer.from("at the bottom") }]);
  for (let level = 0; level < depth; level++) inner = tnef("", [{ name: "winmail.dat", content: inner }]);
  return inner;
}

function nestedMsg(depth: number): Buffer {
  const one = (files: { name: string; content: Buffer }[]) => msg({ subject: "s", senderName: "n", senderEmail: "e@f.example", body: "b", files });
  let inner = one([]);
  for (let level = 0; level < depth; level++) inner = one([{ name: "inner.msg", content: inner }]);
  return inner;
}

function deepPageTree(depth: number): Buffer {
  const tree = Array.from({ length: depth }, (_, index) => `<< /Type /Pages /Count 1 /Kids [${index + 3} 0 R] >>`);
  return assemblePdf(["<< /Type /Catalog /Pages 2 0 R >>", ...tree, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]);
}

function manyPages(count: number): Buffer {
  return assemblePdf(["<< /Type /Catalog /Pages 2 0 R >>", `<< /Type /Pages /Count ${count} /Kids [${"3 0 R ".repeat(20_000)}] >>`, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]);
}

function loopingPdf(): Buffer {
  return assemblePdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 5 /Kids [2 0 R 3 0 R] >>", "<< /Type /Page /Parent 3 0 R /Contents 3 0 R >>"]);
}

function flateBomb(size: number): Buffer {
  const zeros = deflateRawSync(Buffer.alloc(size, 0x20), { level: 9 });
  const stream = Buffer.concat([Buffer.from([0x78, 0x9c]), zeros, Buffer.alloc(4)]).toString("latin1");
  return assemblePdf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
    `<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n${stream}\nendstream`,
  ]);
}

function loopingMsg(): Buffer {
  const bytes = msg({ subject: "s", senderName: "n", senderEmail: "e", body: "b".repeat(9000) });
  // the first sector of the allocation table points every chain at itself
  for (let at = 512; at + 4 <= Math.min(1024, bytes.length); at += 4) bytes.writeUInt32LE(0, at);
  return bytes;
}

function manyParts(count: number): Buffer {
  const part = "--x\r\nContent-Type: text/plain\r\n\r\nword\r\n";
  return Buffer.from(`From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${part.repeat(count)}--x--\r\n`);
}

function nestedMultipart(depth: number): Buffer {
  let body = "Content-Type: text/plain\r\n\r\nat the bottom\r\n";
  for (let level = depth; level > 0; level--) body = `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n${body}--b${level}--\r\n`;
  return Buffer.from(`From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n${body}`);
}

function nestedMails(depth: number): Buffer {
  let inner = "From: a@b.example\r\nSubject: bottom\r\n\r\nat the bottom\r\n";
  for (let level = depth; level > 0; level--) {
    inner = `From: a@b.example\r\nSubject: level ${level}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--b${level}--\r\n`;
  }
  return Buffer.from(inner);
}

function deepestMail(depth: number): string {
  return Array.from({ length: depth + 1 }, () => "attachment message").join(" > ");
}
