import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { amendSubject } from "../../../worker/mailbox/amend.ts";

const OUTCOME = "contact created";
const headers = { item: "I-7", outcome: OUTCOME };
const amend = (raw: string | Buffer, outcome = OUTCOME) =>
  amendSubject(typeof raw === "string" ? Buffer.from(raw) : raw, outcome, { item: "I-7", outcome });
const subjectOf = async (raw: Buffer) => (await simpleParser(raw)).subject;
const BODY = "\r\nDear team,\r\nSubject: not a header\r\n.\r\n";

describe("amending the subject", () => {
  test.each<[what: string, raw: string, subject: string]>([
    [
      "a plain subject",
      `From: a@b.example\r\nSubject: Request for Support\r\n${BODY}`,
      "[contact created] Request for Support",
    ],
    ["a subject in odd case", `sUBJECT:Request\r\n${BODY}`, "[contact created] Request"],
    [
      "a folded subject",
      `Subject: Request\r\n for\r\n\tSupport\r\nTo: c@d.example\r\n${BODY}`,
      "[contact created] Request for\tSupport",
    ],
    [
      "a protective marking",
      `Subject: [OFFICIAL-SENSITIVE] RE: FW: J\r\n${BODY}`,
      "[contact created] [OFFICIAL-SENSITIVE] RE: FW: J",
    ],
    [
      "encoded words",
      `Subject: =?utf-8?Q?Jos=C3=A9?=\r\n =?utf-8?Q?_O=27Neill?=\r\n${BODY}`,
      "[contact created] José O'Neill",
    ],
    ["another charset", `Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\r\n${BODY}`, "[contact created] 日本"],
    ["8-bit UTF-8", `Subject: José at school\r\n${BODY}`, "[contact created] José at school"],
    [
      "8-bit next to encoded words",
      `Subject: =?utf-8?Q?Jos=C3=A9?= naïve =?utf-8?Q?caf=C3=A9?=\r\n${BODY}`,
      "[contact created] José naïve café",
    ],
    ["no subject", `From: a@b.example\r\n${BODY}`, "[contact created]"],
    ["an empty subject", `Subject:\r\n${BODY}`, "[contact created]"],
    ["no header at all", BODY, "[contact created]"],
    ["LF line ends", "From: a@b.example\nSubject: x\n\nbody\n", "[contact created] x"],
    [
      "an earlier outcome of ours",
      `Subject: [duplicate contact - outcome sent to referrer] x\r\n${BODY}`,
      "[contact created] x",
    ],
    [
      "a mixed outcome of ours",
      `Subject: [contact created / no contact created - outcome not sent (no safe address)] x\r\n${BODY}`,
      "[contact created] x",
    ],
    ["an mbox line first", `From a@b.example Fri Nov 20\r\nSubject: x\r\n${BODY}`, "[contact created] x"],
  ])("%s", async (_what, raw, subject) => {
    expect(await subjectOf(amend(raw))).toBe(subject);
  });

  test("bytes that are no UTF-8 are kept as windows-1252", async () => {
    const raw = Buffer.concat([
      Buffer.from("Subject: Jos"),
      Buffer.from([0xe9]),
      Buffer.from(" \x96 urgent\r\n\r\nbody", "latin1"),
    ]);
    expect(await subjectOf(amend(raw))).toBe("[contact created] José \u2013 urgent");
  });

  test("of several subjects the first is amended, the others are recorded, none stays", async () => {
    const text = amend(`Subject: one\r\nFrom: a@b.example\r\nSubject: two\r\n${BODY}`).toString();
    expect(text.match(/^Subject:/gim)).toEqual(["Subject:", "Subject:"]);
    expect(text.indexOf("Subject: not a header")).toBeGreaterThan(text.indexOf("\r\n\r\n"));
    expect(text).toContain("X-CASS-Original-Subject: one\r\nX-CASS-Original-Subject: two\r\n");
  });

  test("says which item, which outcome and what the subject was", async () => {
    const mail = await simpleParser(amend(`Subject: Request\r\n${BODY}`));
    expect(mail.headers.get("x-cass-item")).toBe("I-7");
    expect(mail.headers.get("x-cass-outcome")).toBe(OUTCOME);
    expect(mail.headers.get("x-cass-original-subject")).toBe("Request");
  });

  test("asks for no read receipt again", () => {
    const raw =
      "Disposition-Notification-To: a@b.example,\r\n c@b.example\r\nReturn-Receipt-To: a@b.example\r\nX-Confirm-Reading-To: a@b.example\r\nSubject: x\r\n\r\nDisposition-Notification-To: in the body\r\n";
    const text = amend(raw).toString();
    expect(text.split("\r\n\r\n")[0]).not.toMatch(/receipt|notification|confirm|c@b/i);
    expect(text).toContain("Disposition-Notification-To: in the body");
  });

  test("headers of ours that a stranger wrote do not stay", () => {
    const text = amend(
      `X-CASS-Item: I-1\r\nX-CASS-Outcome: no contact created\r\nSubject: x\r\n${BODY}`,
    ).toString();
    expect(text.match(/^X-CASS-Item: .*/gm)?.map((line) => line.trim())).toEqual(["X-CASS-Item: I-7"]);
    expect(text).not.toContain("no contact created");
  });

  test("text without a blank line before it is text", () => {
    const raw = "From: a@b.example\r\nSubject: x\r\nHello there\r\nSubject: is urgent\r\n";
    expect(amend(raw).toString()).toBe(
      "From: a@b.example\r\nSubject: [contact created] x\r\nX-CASS-Item: I-7\r\nX-CASS-Original-Subject: x\r\nX-CASS-Outcome: contact created\r\nHello there\r\nSubject: is urgent\r\n",
    );
  });

  test("an outcome that would make a header of its own is refused", () => {
    expect(() => amendSubject(Buffer.from(BODY), "x\r\nBcc: a@b.example", headers)).toThrow(RangeError);
    expect(() => amendSubject(Buffer.from(BODY), "x", { item: "a\nb", outcome: "x" })).toThrow(RangeError);
  });
});

const names = fc.constantFrom(
  "From",
  "To",
  "Received",
  "Date",
  "Message-ID",
  "X-Spam",
  "MIME-Version",
  "DKIM-Signature",
  "Comments",
);
const words = fc.stringMatching(/^[!-9;-<>-~]{1,30}$/);
const field = fc
  .tuple(names, fc.array(words, { maxLength: 12 }), fc.boolean())
  .map(([name, texts, folded]) => ({
    name,
    value: texts.join(folded ? "\n " : " "),
  }));
const body = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const lineEnds = fc.constantFrom("\r\n", "\n");
const outcomes = fc.constantFrom(
  "contact created",
  "duplicate contact - outcome sent to referrer",
  "no contact created - outcome not sent (no safe address)",
  "contact created / no contact created - outcome sent to referrer",
);
/** Words of any script, spaces single and inside: what a subject line can say. */
const subjects = fc
  .array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 })
  .map((parts) =>
    parts
      .join(" ")
      .replace(/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]+/gu, " ")
      .replaceAll("=?", "")
      .trim(),
  );

function mailOf(
  fields: readonly { name: string; value: string }[],
  lineEnd: string,
  content: Buffer,
): Buffer {
  const head = fields.map(({ name, value }) => `${name}: ${value}\n`).join("");
  return Buffer.concat([Buffer.from(`${head}\n`.replaceAll("\n", lineEnd)), content]);
}

describe("for every mail", () => {
  test("the body is the same, byte for byte, and so is every other header, in its order", () => {
    fc.assert(
      fc.property(
        fc.array(field, { maxLength: 8 }),
        fc.nat(8),
        subjects,
        lineEnds,
        body,
        outcomes,
        (fields, place, subject, lineEnd, content, outcome) => {
          const withSubject = [
            ...fields.slice(0, place),
            { name: "Subject", value: subject },
            ...fields.slice(place),
          ];
          const amended = amend(mailOf(withSubject, lineEnd, content), outcome);
          expect(amended.subarray(amended.length - content.length).equals(content)).toBe(true);
          const head = amended.subarray(0, amended.length - content.length).toString("latin1");
          const others = fields.map(({ name, value }) => `${name}: ${value}`.replaceAll("\n", lineEnd));
          const kept = head
            .split(new RegExp(`${lineEnd}(?![ \\t])`))
            .filter((line) => line !== "" && !/^(subject|x-cass-\S+):/i.test(line));
          expect(kept).toEqual(others);
        },
      ),
    );
  });

  test("the subject reads as the outcome and then what the sender wrote", async () => {
    await fc.assert(
      fc.asyncProperty(subjects, lineEnds, outcomes, async (subject, lineEnd, outcome) => {
        fc.pre(subject !== "" && !subject.startsWith("["));
        const amended = amend(
          mailOf([{ name: "Subject", value: subject }], lineEnd, Buffer.from("x")),
          outcome,
        );
        const mail = await simpleParser(amended);
        expect(mail.subject).toBe(`[${outcome}] ${subject}`);
        const recorded = mail.headers.get("x-cass-original-subject");
        expect(await subjectOf(Buffer.from(`Subject: ${recorded}\r\n\r\n`))).toBe(subject);
      }),
    );
  });

  test("our headers are ASCII in lines that any server takes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const value = Buffer.from(bytes)
          .toString("latin1")
          .replace(/[\r\n]/g, "");
        const amended = amend(Buffer.from(`Subject: ${value}\r\n\r\nx`, "latin1"));
        const head = amended.toString("latin1").split("\r\n\r\n")[0] ?? "";
        expect(head).toMatch(/^[\t\x20-\x7e\r\n]*$/);
        for (const line of head.split("\r\n")) expect(line.length).toBeLessThan(999);
      }),
    );
  });

  test("amending again replaces the outcome and leaves no trace of the first", () => {
    fc.assert(
      fc.property(
        subjects,
        lineEnds,
        body,
        outcomes,
        outcomes,
        (subject, lineEnd, content, first, second) => {
          const raw = mailOf(
            [
              { name: "Subject", value: subject },
              { name: "From", value: "a@b.example" },
            ],
            lineEnd,
            content,
          );
          expect(amend(amend(raw, first), second).equals(amend(raw, second))).toBe(true);
        },
      ),
    );
  });

  test("whatever the bytes are, nothing below the header block is touched and nothing throws", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(
              "Subject: a\r\n",
              "Subject:\n b\n",
              "\r\n",
              "\n",
              "From x\n",
              "a: b\r\n",
              " c\n",
              "\r",
            ),
            fc.string({ maxLength: 5 }),
          ),
          { maxLength: 20 },
        ),
        (parts) => {
          const raw = Buffer.from(parts.join(""));
          const blank = /^\r?\n|\n\r?\n/.exec(raw.toString("latin1"));
          const below = blank === null ? Buffer.alloc(0) : raw.subarray(blank.index + blank[0].length);
          const amended = amend(raw);
          expect(amended.subarray(amended.length - below.length).equals(below)).toBe(true);
          expect(amended.includes("X-CASS-Item: I-7")).toBe(true);
        },
      ),
    );
  });

  test("a header of a megabyte costs no more than its size", () => {
    for (const filler of [" ", "\t \t", "a ", "é ", "=?utf-8?Q?a?= ", "[contact created"]) {
      const raw = Buffer.from(`Subject: ${filler.repeat(1_000_000 / filler.length)}x\r\n\r\nbody`);
      const began = performance.now();
      amend(raw);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});
