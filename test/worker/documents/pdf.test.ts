import { describe, expect, test } from "vitest";
import { docx, lines, paragraph, pdf, table } from "../../mail/reading/files.ts";
import { readAttachment } from "../../mail/reading/mails.ts";

const FORM = [
  ["Name of child", "Orla Brennock"],
  ["Date of birth", "04/02/2016"],
  [
    "Is the child safe to go home?",
    "Yes, with her aunt until the police have spoken to everyone in the house",
  ],
] as const;
const STORY =
  "On Monday Orla told her teacher that she had slept in the car park behind the shops with her mother because the lock had been changed.";

describe("a PDF", () => {
  test("keeps lines of label and value, and joins the lines of a paragraph", async () => {
    const part = await readAttachment(
      "form.pdf",
      pdf([lines(["Name of child: Orla Brennock", "Date of birth: 04/02/2016", ...wrap(STORY, 90)])]),
    );
    expect(part.status).toBe("read");
    expect(part.text).toBe(`Name of child: Orla Brennock\nDate of birth: 04/02/2016\n${STORY}`);
  });

  test("of a two-column table reads label and value together, though both run over lines", async () => {
    const words = [
      { x: 50, y: 780, text: "Name of child" },
      { x: 250, y: 780, text: "Orla Brennock" },
      { x: 50, y: 750, text: "Is the child safe to" },
      { x: 50, y: 738, text: "go home?" },
      { x: 250, y: 750, text: "Yes, with her aunt until the police" },
      { x: 250, y: 738, text: "have spoken to everyone" },
    ];
    const part = await readAttachment("table.pdf", pdf([words]));
    expect(part.text).toBe(
      "Name of child: Orla Brennock\nIs the child safe to go home?: Yes, with her aunt until the police have spoken to everyone",
    );
    expect(part.fields).toContainEqual({
      label: "Is the child safe to go home?",
      value: "Yes, with her aunt until the police have spoken to everyone",
    });
  });

  test("has the very same words as the Word document of the same form", async () => {
    const word = await readAttachment("form.docx", docx(table(FORM) + paragraph(STORY)));
    const print = await readAttachment(
      "form.pdf",
      pdf([lines([...FORM.flatMap(([label, value]) => wrap(`${label}: ${value}`, 90)), ...wrap(STORY, 90)])]),
    );
    const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu);
    expect(words(print.text)).toEqual(words(word.text));
  });

  test("gives the values of its fillable boxes beside their labels", async () => {
    const page = lines(["Name of child", "Date of birth", "Immediate risk"]);
    const part = await readAttachment(
      "fill.pdf",
      pdf(
        [page],
        [
          { name: "f1", value: "Orla Brennock", rect: [200, 776, 400, 792] },
          { name: "f2", value: "04/02/2016", rect: [200, 762, 400, 778] },
          { name: "f3", value: "Yes", rect: [200, 748, 212, 760], checkBox: true },
        ],
      ),
    );
    expect(part.fields).toEqual([
      { label: "Name of child", value: "Orla Brennock" },
      { label: "Date of birth", value: "04/02/2016" },
      { label: "Immediate risk", value: "☒" },
    ]);
  });

  test("of several pages leaves out what every page repeats, and page numbers", async () => {
    const pages = [1, 2, 3].map((number) =>
      lines([
        "Confidential form of Hillside School",
        `Text of page ${number} that says something else.`,
        `Page ${number} of 3`,
      ]),
    );
    const part = await readAttachment("pages.pdf", pdf(pages));
    expect(part.text.match(/Confidential form/g)).toHaveLength(1);
    expect(part.text).not.toMatch(/Page \d of 3/);
    for (const number of [1, 2, 3]) expect(part.text).toContain(`Text of page ${number} that`);
  });

  test("with no text but pictures is unreadable: picture; with one such page partly read", async () => {
    const picture = "q 300 0 0 300 50 50 cm BI /W 2 /H 2 /CS /G /BPC 8 ID abcd EI Q";
    expect(await readAttachment("scan.pdf", pdf([[]], [], picture))).toMatchObject({
      status: "unreadable",
      reason: "picture",
      text: "",
    });
  });
});

function wrap(text: string, width: number): string[] {
  const wrapped: string[] = [""];
  for (const word of text.split(" ")) {
    const last = wrapped.at(-1) as string;
    if (last !== "" && last.length + word.length + 1 > width) wrapped.push(word);
    else wrapped[wrapped.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return wrapped;
}
