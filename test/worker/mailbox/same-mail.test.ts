import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMails, type Sameness } from "../../../worker/mailbox/same-mail.ts";

const MAIL = [
  "From: Ada <ada@school.example>",
  "Subject: [contact created] Request",
  "Message-ID: <a-1@school.example>",
  "Date: Fri, 20 Nov 2026 09:30:00 +0000",
  "X-CASS-Item: I-7",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b1"',
  "",
  "--b1",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Jos=C3=A9 was seen.",
  "--b1",
  'Content-Type: application/pdf; name="a.pdf"',
  "Content-Transfer-Encoding: base64",
  'Content-Disposition: attachment; filename="a.pdf"',
  "",
  "AAECAw==",
  "--b1--",
  "",
].join("\r\n");

describe("a mail read back is the one that was sent", () => {
  test.each<[change: string, readBack: string, sameness: Sameness]>([
    ["nothing", MAIL, "bytes"],
    ["line ends", MAIL.replaceAll("\r\n", "\n"), "line ends"],
    ["line ends after the last line", `${MAIL}\r\n\r\n`, "line ends"],
    ["the boundary", MAIL.replaceAll("b1", "_000_other"), "decoded parts"],
    [
      "the encoding of a text",
      MAIL.replace("quoted-printable", "8bit").replace("=C3=A9", "\u00e9"),
      "decoded parts",
    ],
    ["a header that a server adds", `X-MS-Exchange-Organization-SCL: -1\r\n${MAIL}`, "decoded parts"],
    ["one letter of the text", MAIL.replace("seen", "sean"), "different"],
    ["one byte of an attachment", MAIL.replace("AAECAw==", "AAECBA=="), "different"],
    ["the name of an attachment", MAIL.replace('filename="a.pdf"', 'filename="b.pdf"'), "different"],
    ["the subject", MAIL.replace("[contact created] ", ""), "different"],
    ["the item", MAIL.replace("I-7", "I-8"), "different"],
    ["a header less", MAIL.replace("MIME-Version: 1.0\r\n", ""), "different"],
    ["who it is from", MAIL.replace("From: Ada <ada", "From: Ada <eve"), "different"],
    ["an attachment less", MAIL.replace(/--b1\r\nContent-Type: application.*(?=--b1--)/s, ""), "different"],
    ["the end cut off", MAIL.slice(0, -30), "different"],
  ])("but for %s", async (_change, readBack, sameness) => {
    expect(await compareMails(Buffer.from(MAIL), Buffer.from(readBack))).toBe(sameness);
  });

  test("two mails of which nothing can be read are the same only byte by byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), async (a, b) => {
        const noHeader = (bytes: Uint8Array) =>
          Buffer.concat([Buffer.from("\r\n"), Buffer.from(bytes), Buffer.from("|")]);
        const same = Buffer.from(a).equals(Buffer.from(b));
        expect((await compareMails(noHeader(a), noHeader(b))) === "bytes").toBe(same);
        expect(await compareMails(Buffer.from([1, ...a, 124]), Buffer.from([2, ...a, 124]))).toBe(
          "different",
        );
      }),
      { numRuns: 40 },
    );
  });
});
