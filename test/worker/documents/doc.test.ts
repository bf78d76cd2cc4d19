import { describe, expect, test } from "vitest";
import { readAttachment } from "../../mail/reading/mails.ts";
import { doc } from "../../mail/reading/word97.ts";

const FORM = doc(
  [
    { text: "REQUEST FOR SUPPORT" },
    { cells: ["Child’s name", "Orla Brennock"] },
    { cells: ["Date of birth", "04/02/2016"] },
    { text: "Zoë said that she slept in the car." },
  ],
  "Mum rang after this was written",
);

describe("an old Word document (.doc)", () => {
  test("gives its paragraphs, the rows of its tables and its comments", async () => {
    const part = await readAttachment("RFS.doc", FORM);
    expect(part).toMatchObject({ kind: "doc", status: "read", reason: null });
    expect(part.text).toBe(
      "REQUEST FOR SUPPORT\nChild's name: Orla Brennock\nDate of birth: 04/02/2016\nZoë said that she slept in the car.\n\n[comment: Mum rang after this was written]",
    );
    expect(part.fields).toEqual([
      { label: "Child's name", value: "Orla Brennock" },
      { label: "Date of birth", value: "04/02/2016" },
    ]);
  });

  test("is known by its bytes, whatever it is called", async () => {
    expect(await readAttachment("scan.pdf", FORM)).toMatchObject({ kind: "doc", status: "read" });
  });

  test.each([
    ["cut off in its text", FORM.subarray(0, 1600)],
    ["cut off after its head", FORM.subarray(0, 520)],
    [
      "with a table of pieces that is noise",
      Buffer.from(FORM.map((byte, at) => (at > 3000 ? (at * 7) & 255 : byte))),
    ],
  ])("%s is corrupt, or says what is left of it", async (_what, content) => {
    const part = await readAttachment("RFS.doc", content);
    expect(["corrupt", "too large", "unsupported", null]).toContain(part.reason);
    if (part.reason !== null) expect(part).toMatchObject({ status: "unreadable", text: "" });
  });

  test("what the lengths of a broken document point past is corrupt, not too large", async () => {
    const broken = Buffer.from(FORM);
    // the table stream's directory entry says that it is empty
    const entry = broken.indexOf(Buffer.from("0Table", "utf16le"));
    broken.writeUInt32LE(0, entry + 0x78);
    expect(await readAttachment("RFS.doc", broken)).toMatchObject({
      status: "unreadable",
      reason: "corrupt",
    });
  });
});
