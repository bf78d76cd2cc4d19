import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Family, partOf } from "../../rules/one-family.ts";
import type { MailContent, MailPart } from "../../rules/read-mail/mail.ts";
import { instant } from "../../rules/time.ts";

const THORNES: Family = {
  children: [{ personId: "P-21", name: "Maisie Thorne" }],
  marks: ["maisie", "thorne", "lorna", "nm23dt"],
  givenNames: ["maisie", "lorna"],
};
const DUGGANS: Family = {
  children: [{ personId: "P-51", name: "May Duggan" }],
  marks: ["may", "duggan", "nm34we"],
  givenNames: ["may"],
};
const FAMILIES = [THORNES, DUGGANS];

const part = (text: string, more: Partial<MailPart> = {}): MailPart => ({
  where: "body",
  kind: "body",
  fileName: null,
  mediaType: "text/plain",
  status: "read",
  reason: null,
  text,
  fields: [],
  sha256: "",
  bytes: text.length,
  ...more,
});
const mail = (...parts: readonly MailPart[]): MailContent => ({
  messageId: null,
  subject: "Thorne and Duggan",
  from: [{ name: "Police", address: "ppn@wmp.example" }],
  fromHeaders: 1,
  replyTo: [],
  to: [],
  cc: [],
  sentAt: null,
  receivedAt: instant("2026-11-17T09:00:00Z"),
  inReplyTo: [],
  references: [],
  headers: [],
  parts,
});
const of = (index: number, ...parts: readonly MailPart[]) =>
  partOf(mail(...parts), { families: FAMILIES, index });
const text = (index: number, words: string) =>
  of(index, part(words))
    .parts.map((one) => one.text)
    .join("\n");

describe("what a mail says of one of its families", () => {
  test("covering words before the first and after the last are everybody's", () => {
    const words = "Good morning\n\nMaisie Thorne was out late.\nShe was cold.\n\nDuggan: no food.\n\nPC Reed";
    expect(text(0, words)).toBe("Good morning\n\nMaisie Thorne was out late.\nShe was cold.\n\n\nPC Reed");
    expect(text(1, words)).toBe("Good morning\n\nDuggan: no food.\n\nPC Reed");
  });

  test("a line that names both keeps its words but for the other's names", () => {
    expect(text(0, "Maisie Thorne (NM2 3DT) and May Duggan (NM3 4WE) were together.")).toBe(
      "Maisie Thorne (NM2 3DT) and […] […] ([…]) were together.",
    );
  });

  test("somebody else of the same given name takes no line away, and keeps their name", () => {
    const words = "Duggan: no food.\nThe health visitor, Lorna Briggs, has seen it.\n\nThorne: cold.";
    expect(text(1, words)).toContain("The health visitor, Lorna Briggs, has seen it.");
    expect(text(0, "Lorna Briggs saw Thorne and Duggan.")).toBe("Lorna Briggs saw Thorne and […].");
  });

  test("a sentence about both that runs over lines stays whole", () => {
    const words = "The officers found Maisie Thorne and\nMay Duggan in one car. Both\nhad been drinking.";
    for (const index of [0, 1]) expect(text(index, words)).toContain("in one car. Both\nhad been drinking.");
  });

  test("rows of one paragraph are each their own family's, with the lines that run on", () => {
    const words = "1. Maisie Thorne was out\nuntil nine.\n2. May Duggan had no\nfood.";
    expect(text(0, words)).toBe("1. Maisie Thorne was out\nuntil nine.");
    expect(text(1, words)).toBe("2. May Duggan had no\nfood.");
  });

  test("what follows a line that names both is everybody's", () => {
    const words = "Thorne and Duggan children were in one car.\nThe driver had been drinking.";
    for (const index of [0, 1]) expect(text(index, words)).toContain("The driver had been drinking.");
  });

  test("a name that is also a word of the mail takes no line away", () => {
    const words = "Maisie Thorne may stay.\nMay is seven.\nShe may be hungry.\nDuggan family next.";
    expect(text(0, words)).toContain("May is seven.\nShe may be hungry.");
    expect(text(1, words)).toContain("May is seven.\nShe may be hungry.");
  });

  test("the subject names no other family", () => {
    expect(of(0).subject).toBe("Thorne and […]");
    expect(of(1).subject).toBe("[…] and Duggan");
  });

  test("an attachment about another family alone is left out with what it encloses, one about nobody stays", () => {
    const attachment = (where: string, words: string) =>
      part(words, { where, kind: "docx", fileName: where });
    const parts = [
      part("Two forms."),
      attachment("attachment a.docx", "Child: Maisie Thorne"),
      attachment("attachment a.docx > image1.png", ""),
      attachment("attachment b.docx", "Child: May Duggan"),
      attachment("attachment map.pdf", ""),
    ];
    expect(of(1, ...parts).parts.map(({ where }) => where)).toEqual([
      "body",
      "attachment b.docx",
      "attachment map.pdf",
    ]);
  });

  test("of an attachment about both an excerpt is left, which is no file any more", () => {
    const table = part("Maisie Thorne | cold\nMay Duggan | hungry", {
      where: "attachment list.csv",
      kind: "text",
      fileName: "list.csv",
      fields: [
        { label: "Child", value: "Maisie Thorne", row: "1" },
        { label: "Found", value: "cold", row: "1" },
        { label: "Child", value: "May Duggan", row: "2" },
        { label: "Found", value: "hungry", row: "2" },
      ],
    });
    const [excerpt] = of(1, table).parts;
    expect(excerpt).toMatchObject({ fileName: null, text: "May Duggan | hungry" });
    expect(excerpt?.fields.map(({ value }) => value)).toEqual(["May Duggan", "hungry"]);
  });

  const LINE = fc.constantFrom(
    "Maisie Thorne was out.",
    "Lorna knows.",
    "Duggan: no food.",
    "Thorne and Duggan were together.",
    "He was seen by the officer.",
    "",
  );

  test("every line of the mail is in the part of somebody, in its order, but for others' names", () => {
    fc.assert(
      fc.property(fc.array(LINE, { maxLength: 12 }), (lines) => {
        const parts = [0, 1].map((index) => text(index, lines.join("\n")).split("\n"));
        for (const line of lines) {
          const masks = [line.replace("Duggan", "[…]"), line.replace("Thorne", "[…]")];
          expect(parts.some((one, at) => one.includes(line) || one.includes(masks[at] ?? ""))).toBe(true);
        }
      }),
    );
  });

  test("no part holds a name or postcode of another family", () => {
    fc.assert(
      fc.property(fc.array(LINE, { maxLength: 12 }), (lines) => {
        expect(text(1, lines.join("\n"))).not.toMatch(/Maisie|Thorne|Lorna/);
        expect(text(0, lines.join("\n"))).not.toMatch(/Duggan/);
      }),
    );
  });
});
