import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import { assemblePdf, docx, lines, msg, paragraph, pdf, tnef } from "../../mail/reading/files.ts";
import { mail, RECEIVED, read, readAttachment } from "../../mail/reading/mails.ts";

describe("files inside a mail", () => {
  test("RTF: words, umlauts, table rows and struck-out text", async () => {
    const rtf =
      "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\pard Child: Zo\\'eb Br\\u275?unn\\par\\trowd\\cellx100\\cellx200\\intbl DOB\\cell 04/02/2016\\cell\\row\\pard He has {\\strike no} marks.\\par}";
    const part = await readAttachment("letter.rtf", Buffer.from(rtf, "latin1"));
    expect(part).toMatchObject({ status: "read", kind: "rtf" });
    expect(part.text).toBe(
      "Child: Zoë Brēunn\nDOB: 04/02/2016\nHe has [struck out: no] marks.".replace("ēunn", "ēunn"),
    );
  });

  test("an RTF named .doc is read by what it is", async () => {
    expect(await readAttachment("form.doc", "{\\rtf1 Orla\\par}")).toMatchObject({
      status: "read",
      kind: "rtf",
      text: "Orla",
    });
  });

  test("an Outlook message, with what is attached to it", async () => {
    const content = msg({
      subject: "FW: form",
      senderName: "Ada Marsh",
      senderEmail: "a.marsh@hillside.sch.example",
      body: "Please see the form.",
      files: [{ name: "RFS.docx", content: docx(paragraph("Orla Brennock")) }],
    });
    const { parts } = await read({ text: "x", attachments: [{ fileName: "fwd.msg", content }] });
    expect(parts.slice(1).map(({ where, kind, status, text }) => [where, kind, status, text])).toEqual([
      ["attachment fwd.msg", "mail", "read", ""],
      ["attachment fwd.msg > body", "body", "read", "Please see the form."],
      ["attachment fwd.msg > attachment RFS.docx", "docx", "read", "Orla Brennock"],
    ]);
    expect(parts[1]?.enclosed).toMatchObject({
      subject: "FW: form",
      from: [{ name: "Ada Marsh", address: "a.marsh@hillside.sch.example" }],
    });
  });

  test("an Outlook message as the mail itself", async () => {
    const raw = msg({
      subject: "Orla B",
      senderName: "Ada Marsh",
      senderEmail: "A.Marsh@hillside.sch.example",
      body: "She is back.",
    });
    const content = await readDocuments(raw, RECEIVED);
    expect(content).toMatchObject({
      subject: "Orla B",
      from: [{ name: "Ada Marsh", address: "a.marsh@hillside.sch.example" }],
      receivedAt: RECEIVED,
    });
    expect(content.parts.map(({ where, text }) => [where, text])).toEqual([["body", "She is back."]]);
  });

  test("winmail.dat: its text and its files", async () => {
    const content = tnef("Text in the box", [
      { name: "RFS.docx", content: docx(paragraph("Orla Brennock")) },
    ]);
    const { parts } = await read({
      text: "x",
      attachments: [{ fileName: "winmail.dat", content, contentType: "application/ms-tnef" }],
    });
    expect(parts.slice(1).map(({ where, status, text }) => [where, status, text])).toEqual([
      ["attachment winmail.dat", "read", ""],
      ["attachment winmail.dat > body", "read", "Text in the box"],
      ["attachment winmail.dat > attachment RFS.docx", "read", "Orla Brennock"],
    ]);
  });

  test("a zip, each file in it, folders left out", async () => {
    const content = Buffer.from(
      zipSync({ "forms/RFS.docx": docx(paragraph("Orla")), "note.txt": new TextEncoder().encode("Note") }),
    );
    const { parts } = await read({ text: "x", attachments: [{ fileName: "all.zip", content }] });
    expect(parts.slice(2).map(({ where, text }) => [where, text])).toEqual([
      ["attachment all.zip > attachment RFS.docx", "Orla"],
      ["attachment all.zip > attachment note.txt", "Note"],
    ]);
  });

  test("a mail inside a mail inside a mail", async () => {
    const inner = await mail({
      subject: "the referral",
      text: "Orla was not collected.",
      attachments: [{ fileName: "log.txt", content: "15:40 rang mum" }],
    });
    const middle = await mail({
      subject: "FW",
      text: "See below.",
      attachments: [{ fileName: "ref.eml", content: inner, contentType: "message/rfc822" }],
    });
    const { parts } = await read({
      text: "Passing on.",
      attachments: [{ fileName: "fwd.eml", content: middle, contentType: "message/rfc822" }],
    });
    expect(parts.map(({ where, text }) => [where, text])).toEqual([
      ["body", "Passing on."],
      ["attachment fwd.eml", ""],
      ["attachment fwd.eml > body", "See below."],
      ["attachment fwd.eml > attachment ref.eml", ""],
      ["attachment fwd.eml > attachment ref.eml > body", "Orla was not collected."],
      ["attachment fwd.eml > attachment ref.eml > attachment log.txt", "15:40 rang mum"],
    ]);
  });

  test.each([
    [
      "a spreadsheet",
      "list.xlsx",
      Buffer.from(
        zipSync({ "[Content_Types].xml": new Uint8Array(1), "xl/workbook.xml": new Uint8Array(1) }),
      ),
      "unsupported",
    ],
    ["a sound", "call.mp3", Buffer.from("ID3 sound"), "unsupported"],
    [
      "a photograph",
      "arm.jpg",
      Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.alloc(90_000)]),
      "picture",
    ],
    ["a PDF cut off", "cut.pdf", pdf([lines(["Orla"])]).subarray(0, 60), "corrupt"],
    ["a Word document cut off", "cut.docx", docx(paragraph("Orla")).subarray(0, 200), "corrupt"],
    [
      "an Outlook message cut off",
      "cut.msg",
      msg({ subject: "s", senderName: "n", senderEmail: "e", body: "b" }).subarray(0, 700),
      "corrupt",
    ],
    ["an empty file", "empty.docx", Buffer.alloc(0), "corrupt"],
    ["text that says it is a PDF", "fake.pdf", Buffer.from("hello"), "corrupt"],
    [
      "an encrypted Office file",
      "locked.docx",
      Buffer.concat([
        Buffer.from("d0cf11e0a1b11ae1", "hex"),
        Buffer.alloc(600),
        Buffer.from("EncryptedPackage", "utf16le"),
      ]),
      "password",
    ],
    ["a PDF behind a password", "locked.pdf", lockedPdf(), "password"],
    ["a rights-managed message", "message.rpmsg", Buffer.from("v4.message"), "link only"],
  ])("%s says why it could not be read", async (_what, fileName, content, reason) => {
    expect(await readAttachment(fileName, content)).toMatchObject({ status: "unreadable", reason, text: "" });
  });

  test("a file of a zip behind a password says so", async () => {
    const content = Buffer.from(zipSync({ "RFS.txt": new TextEncoder().encode("Orla") }, { level: 0 }));
    content.writeUInt16LE(1, 6);
    const { parts } = await read({ text: "x", attachments: [{ fileName: "locked.zip", content }] });
    expect(parts.at(-1)).toMatchObject({
      where: "attachment locked.zip > attachment RFS.txt",
      status: "unreadable",
      reason: "password",
    });
  });
});

describe("secure mail (IN-03)", () => {
  test.each([
    [
      "Microsoft",
      "j.doe@council.example has sent you a protected message.\nRead the message\nLearn about messages protected by Microsoft Purview Message Encryption",
    ],
    [
      "Egress",
      "You have received a secure email. Click here to read your message. This message is encrypted with Egress.",
    ],
    ["a portal", "You have a new secure message from Northmoor Hospital. Click here to view the message."],
  ])("a notice of %s holds only a link", async (_who, text) => {
    const { parts } = await read({ text });
    expect(parts[0]).toMatchObject({ where: "body", status: "partly-read", reason: "link only" });
  });

  test("a referral that came by secure mail is read", async () => {
    const { parts } = await read({
      text: "Orla Brennock came to school today with a cut lip. She said her brother threw a shoe.\n\nThis email was sent securely.",
    });
    expect(parts[0]).toMatchObject({ status: "read", reason: null });
  });
});

describe("bodies", () => {
  test("of the same text in two forms one is read; where they differ, both", async () => {
    const same = await read({ text: "Orla was late again.", html: "<p>Orla was late <b>again</b>.</p>" });
    expect(same.parts[0]?.text).toBe("Orla was late again.");
    const different = await read({
      text: "Orla has told us that her stepfather broke her arm.",
      html: "<p>This mail needs a newer program.</p>",
    });
    expect(different.parts[0]?.text).toContain("stepfather broke her arm");
    expect(different.parts[0]?.text).toContain("newer program");
  });

  test.each([
    ["UTF-8 called Latin-1", "iso-8859-1", Buffer.from("Zoë said “no”", "utf8"), "Zoë said “no”"],
    [
      "Windows-1252 called UTF-8",
      "utf-8",
      Buffer.from([0x5a, 0x6f, 0xeb, 0x20, 0x93, 0x6e, 0x6f, 0x94]),
      "Zoë “no”",
    ],
    ["Windows-1252 called ASCII", "us-ascii", Buffer.from([0x5a, 0x6f, 0xeb]), "Zoë"],
    ["Latin-2 that says so", "iso-8859-2", Buffer.from([0xa3, 0xf3, 0x64, 0xbc]), "Łódź"],
    ["an unknown charset", "x-nonsense", Buffer.from("plain"), "plain"],
  ])("%s reads as it was meant", async (_what, charset, bytes, expected) => {
    const raw = Buffer.concat([
      Buffer.from(
        `From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
      ),
      bytes,
    ]);
    expect((await readDocuments(raw, RECEIVED)).parts[0]?.text.trim()).toBe(expected);
  });

  test("marks that turn or hide letters are taken out of names", async () => {
    const { parts } = await read({ text: "Or\u200bla \u202eBrennock\u202c, d\u00adob 04/02/2016\u0000" });
    expect(parts[0]?.text.trim()).toBe("Orla Brennock, dob 04/02/2016");
  });

  test("a name in an encoded word is never taken for an address", async () => {
    const raw = Buffer.from(
      "From: =?utf-8?q?=22CEO=22_=3Cceo=40bank=2Eexample=3E?= <real@sender.example>\r\nSubject: s\r\n\r\nx",
    );
    expect((await readDocuments(raw, RECEIVED)).from).toEqual([
      { name: '"CEO" <ceo@bank.example>', address: "real@sender.example" },
    ]);
  });

  test("two From headers are both given, and counted", async () => {
    const raw = Buffer.from("From: one@a.example\r\nFrom: two@b.example\r\nSubject: s\r\n\r\nx");
    expect(await readDocuments(raw, RECEIVED)).toMatchObject({
      fromHeaders: 2,
      from: [{ address: "one@a.example" }, { address: "two@b.example" }],
    });
  });
});

function lockedPdf(): Buffer {
  const key = "<0000000000000000000000000000000000000000000000000000000000000000>";
  return assemblePdf(
    [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Count 0 /Kids [] >>",
      `<< /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -4 >>`,
    ],
    "/Encrypt 3 0 R /ID [<00> <00>]",
  );
}
