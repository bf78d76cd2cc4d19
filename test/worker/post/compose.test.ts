import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { instant } from "../../../rules/time.ts";
import type { OutgoingMail } from "../../../worker/ports.ts";
import { compose } from "../../../worker/post/compose.ts";

const AT = instant("2026-11-20T09:30:00Z");

const LETTER: OutgoingMail = {
  messageId: "letter-7.1@cass.council.example",
  from: { name: "CASS front door", address: "triage@cass.council.example" },
  to: ["ada@school.example"],
  cc: ["rao@council.example"],
  replyTo: ["triage+r-7.abc@cass.council.example", "owner@council.example"],
  subject: "Review needed by noon – I-7",
  text: "Please decide.\n.\nFrom the start of a line.\n",
  html: "<p>Please decide.</p>",
  inReplyTo: "asked-1@school.example",
  references: ["first-1@school.example", "asked-1@school.example"],
  urgent: true,
  headers: { "X-CASS-Item": "I-7" },
  attachments: [
    {
      fileName: "request för.docx",
      mediaType: "application/octet-stream",
      content: Buffer.from([0, 1, 2, 250]),
    },
    {
      fileName: "request.eml",
      mediaType: "message/rfc822",
      content: Buffer.from("Subject: the request\r\n\r\nJosé\r\n"),
    },
  ],
};

describe("a letter", () => {
  test("bears its own Message-ID, who it answers, where replies go, and the attachments whole", async () => {
    const mail = await simpleParser(await compose(LETTER, "one", AT));
    expect(mail.messageId).toBe("<letter-7.1@cass.council.example>");
    expect(mail.inReplyTo).toBe("<asked-1@school.example>");
    expect(mail.references).toEqual(["<first-1@school.example>", "<asked-1@school.example>"]);
    expect(mail.replyTo?.value.map(({ address }) => address)).toEqual(LETTER.replyTo);
    expect(mail.subject).toBe(LETTER.subject);
    expect(mail.text).toBe(LETTER.text);
    expect(mail.html).toContain("<p>Please decide.</p>");
    expect(mail.date).toEqual(new Date(AT));
    expect(mail.headers.get("x-cass-item")).toBe("I-7");
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(["request för.docx", "request.eml"]);
    for (const [at, { content }] of LETTER.attachments.entries()) {
      expect(mail.attachments[at]?.content.equals(content)).toBe(true);
    }
  });

  test("bears our loop header, and says that software wrote it only where it is told to", async () => {
    const plain = await simpleParser(await compose(LETTER, "front-door-1", AT));
    expect(plain.headers.get("x-cass-loop")).toBe("front-door-1");
    expect(plain.headers.has("auto-submitted")).toBe(false);
    expect(plain.headers.has("precedence")).toBe(false);
    const answer = { ...LETTER, headers: { "Auto-Submitted": "auto-replied" } };
    expect((await simpleParser(await compose(answer, "one", AT))).headers.get("auto-submitted")).toBe(
      "auto-replied",
    );
  });

  test("is marked important where it is urgent, and only there", async () => {
    const text = async (urgent: boolean) =>
      (await compose({ ...LETTER, urgent }, "one", AT)).toString("latin1");
    expect(await text(true)).toMatch(/^Importance: High\r$/m);
    expect(await text(false)).not.toMatch(/^(Importance|X-Priority):/m);
  });

  test("is the same bytes each time, but for its date", async () => {
    const first = await compose(LETTER, "one", AT);
    expect((await compose(LETTER, "one", AT)).equals(first)).toBe(true);
    const later = (await compose(LETTER, "one", instant("2026-11-20T09:45:00Z"))).toString("latin1");
    expect(later.replace(/^Date: .*$/m, "")).toBe(first.toString("latin1").replace(/^Date: .*$/m, ""));
  });

  test("cannot be given a header or a recipient by what stands in its subject or names", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (evil) => {
        const subject = `a\r\nBcc: eve@evil.example\r\n${evil}`;
        const letter = { ...LETTER, subject, from: { ...LETTER.from, name: subject }, inReplyTo: subject };
        const mail = await simpleParser(await compose(letter, "one", AT));
        expect(mail.bcc).toBeUndefined();
        expect(mail.headers.has("bcc")).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
