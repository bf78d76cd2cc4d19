import fc from "fast-check";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import { docx, lines, msg, odt, paragraph, pdf, tnef } from "../../mail/reading/files.ts";
import { RECEIVED } from "../../mail/reading/mails.ts";

/** A part whose text bears a word found nowhere else, and how often a reader must find it. */
type Node =
  | {
      readonly kind: "text" | "html" | "docx" | "odt" | "pdf" | "rtf" | "msg" | "tnef" | "zip";
      readonly encoding: Encoding;
    }
  | { readonly kind: "both"; readonly encoding: Encoding }
  | { readonly kind: "mixed" | "mail"; readonly parts: readonly Node[] };

type Encoding = "7bit" | "8bit" | "base64" | "quoted-printable";

const encoding = fc.constantFrom<Encoding>("7bit", "8bit", "base64", "quoted-printable");
const leaf = fc.record({
  kind: fc.constantFrom("text", "html", "docx", "odt", "pdf", "rtf", "msg", "tnef", "zip", "both"),
  encoding,
}) as fc.Arbitrary<Node>;
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: "mail" },
    { weight: 3, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("mixed", "mail"),
        parts: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
      }) as fc.Arbitrary<Node>,
    },
  ),
}));

/** Builds the MIME source of a node, and notes the words put into it. */
function build(part: Node, words: string[]): string {
  const word = () => {
    words.push(`word${words.length}x`);
    return words.at(-1) as string;
  };
  const boundary = () => `b${words.length}-${Math.abs(hash(JSON.stringify(part)))}`;
  switch (part.kind) {
    case "mixed": {
      const mark = `mixed-${boundary()}`;
      return `Content-Type: multipart/mixed; boundary="${mark}"\r\n\r\n${part.parts.map((each) => `--${mark}\r\n${build(each, words)}\r\n`).join("")}--${mark}--\r\n`;
    }
    case "mail":
      return `Content-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nSubject: inside\r\nMIME-Version: 1.0\r\n${build({ kind: "mixed", parts: part.parts }, words)}`;
    case "both": {
      const mark = `alt-${boundary()}`;
      const text = word();
      return `Content-Type: multipart/alternative; boundary="${mark}"\r\n\r\n--${mark}\r\n${body("text/plain", `${text} é`, part.encoding)}\r\n--${mark}\r\n${body("text/html", `<p>${text} é</p>`, part.encoding)}\r\n--${mark}--\r\n`;
    }
    case "text":
      return body("text/plain", `${word()} é`, part.encoding);
    case "html":
      return body("text/html", `<table><tr><td>a</td><td>${word()} é</td></tr></table>`, part.encoding);
    default:
      return file(part.kind, word());
  }
}

function body(type: string, text: string, how: Encoding): string {
  const bytes = Buffer.from(text, "utf8");
  const encoded =
    how === "base64"
      ? bytes.toString("base64")
      : how === "quoted-printable"
        ? [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("")
        : bytes.toString("latin1");
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${how === "7bit" ? "8bit" : how}\r\n\r\n${encoded}`;
}

function file(kind: string, word: string): string {
  const content: Record<string, () => Buffer> = {
    docx: () => docx(paragraph(word)),
    odt: () => odt(`<text:p>${word}</text:p>`),
    pdf: () => pdf([lines([word])]),
    rtf: () => Buffer.from(`{\\rtf1 ${word}\\par}`),
    msg: () => msg({ subject: "s", senderName: "n", senderEmail: "e@f.example", body: word }),
    tnef: () => tnef("", [{ name: "note.txt", content: Buffer.from(word) }]),
    zip: () => Buffer.from(zipSync({ "note.txt": new TextEncoder().encode(word) })),
  };
  const bytes = (content[kind] as () => Buffer)();
  return `Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="file.${kind}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString("base64").replace(/.{76}/g, "$&\r\n")}`;
}

function hash(text: string): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);
}

test("of any mail built of known parts, in any nesting and encoding, every text is found again, once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(node, { minLength: 1, maxLength: 4 }), async (parts) => {
      const words: string[] = [];
      const source = build({ kind: "mixed", parts }, words);
      const raw = Buffer.from(
        `From: a@b.example\r\nTo: cass@trust.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n${source}`,
        "latin1",
      );
      const content = await readDocuments(raw, RECEIVED);
      const all = content.parts.map(({ text }) => text).join("\n");
      for (const word of words)
        expect({ word, times: all.split(word).length - 1 }).toEqual({ word, times: 1 });
      expect(content.parts.filter(({ status }) => status !== "read")).toEqual([]);
      expect(new Set(content.parts.map(({ where }) => where)).size).toBe(content.parts.length);
      if (all.includes("Ã©")) throw new Error("Cannot decode: found mangled UTF-8");
    }),
    { numRuns: 150 },
  );
}, 120_000);
