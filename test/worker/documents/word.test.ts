import { describe, expect, test } from "vitest";
import { docx, odt, paragraph, run, table } from "../../mail/reading/files.ts";
import { readAttachment } from "../../mail/reading/mails.ts";

describe("a Word form", () => {
  test("every row of a two-column table is a labelled field, in order", async () => {
    const part = await readAttachment(
      "RFS.docx",
      docx(
        table([
          ["Name of child", "Orla Brennock"],
          ["Date of birth", "04/02/2016"],
          ["Home address", "8 Tanner Row, B99 1ZZ"],
        ]),
      ),
    );
    expect(part.status).toBe("read");
    expect(part.fields).toEqual([
      { label: "Name of child", value: "Orla Brennock" },
      { label: "Date of birth", value: "04/02/2016" },
      { label: "Home address", value: "8 Tanner Row, B99 1ZZ" },
    ]);
    expect(part.text).toBe(
      "Name of child: Orla Brennock\nDate of birth: 04/02/2016\nHome address: 8 Tanner Row, B99 1ZZ",
    );
  });

  test("four columns of label, value, label, value are two fields a row", async () => {
    const bold = (text: string) => paragraph(run(text, "<w:b/>"));
    const part = await readAttachment(
      "ppn.docx",
      docx(
        table([
          [bold("Surname"), "BRENNOCK", bold("Forename"), "ORLA"],
          [bold("DOB"), "04/02/2016", bold("Gender"), "F"],
        ]),
      ),
    );
    expect(part.fields.map(({ label, value }) => `${label}=${value}`)).toEqual([
      "Surname=BRENNOCK",
      "Forename=ORLA",
      "DOB=04/02/2016",
      "Gender=F",
    ]);
  });

  test("rows below column headings are fields that say which row they stand in", async () => {
    const part = await readAttachment(
      "children.docx",
      docx(
        table([
          ["Name", "Date of birth", "School"],
          ["Orla Brennock", "04/02/2016", "Hillside"],
          ["Finn Brennock", "09/09/2018", "As above"],
        ]),
      ),
    );
    expect(part.fields).toEqual([
      { label: "Name", value: "Orla Brennock", row: "1.1" },
      { label: "Date of birth", value: "04/02/2016", row: "1.1" },
      { label: "School", value: "Hillside", row: "1.1" },
      { label: "Name", value: "Finn Brennock", row: "1.2" },
      { label: "Date of birth", value: "09/09/2018", row: "1.2" },
      { label: "School", value: "As above", row: "1.2" },
    ]);
    expect(part.text).toBe(
      "Name | Date of birth | School\nOrla Brennock | 04/02/2016 | Hillside\nFinn Brennock | 09/09/2018 | As above",
    );
  });

  test.each([
    ["on one line", "Name of child: Orla Brennock", "DOB: 04/02/2016"],
    [
      "on two lines",
      `${paragraph("Name of child:")}${paragraph("Orla Brennock")}`,
      `${paragraph("DOB")}${paragraph("04/02/2016")}`,
    ],
  ])("boxes that hold label and answer %s are a field each", async (_how, name, born) => {
    const part = await readAttachment("boxes.docx", docx(table([[name, born]])));
    expect(part.fields.map(({ label, value }) => [label, value])).toEqual([
      ["Name of child", "Orla Brennock"],
      ["DOB", "04/02/2016"],
    ]);
    expect(part.text).toBe("Name of child: Orla Brennock\nDOB: 04/02/2016");
  });

  test("text of several paragraphs in a cell keeps its lines", async () => {
    const part = await readAttachment(
      "long.docx",
      docx(
        table([
          [
            "What are you worried about?",
            `${paragraph("She came in late.")}${paragraph("She had no lunch.")}`,
          ],
        ]),
      ),
    );
    expect(part.text).toBe("What are you worried about?: She came in late.\nShe had no lunch.");
  });

  test.each([
    ["a box drawn by a symbol font", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☒"],
    ["an empty box drawn by a symbol font", '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"],
    ["a tick drawn by a symbol font", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"],
    [
      "a box of a content control",
      '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>',
      "☒",
    ],
    [
      "a ticked form field",
      '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>',
      "☒",
    ],
    [
      "an unticked form field",
      '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>',
      "☐",
    ],
    [
      "the picked entry of a drop-down",
      '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="No"/><w:listEntry w:val="Yes, now"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>',
      "Yes, now",
    ],
  ])("%s shows in the text", async (_what, content, shown) => {
    const part = await readAttachment("ticks.docx", docx(paragraph(run("Immediate risk "), content)));
    expect(part.text).toBe(`Immediate risk ${shown}`);
  });

  test("struck-out text, tracked deletions and comments are kept as such, insertions as text", async () => {
    const body = paragraph(
      run("He was hit with a "),
      run("slipper", "<w:strike/>"),
      run(" belt. "),
      '<w:del w:id="1" w:author="x"><w:r><w:delText>No marks.</w:delText></w:r></w:del>',
      '<w:ins w:id="2" w:author="x"><w:r><w:t>Two marks.</w:t></w:r></w:ins>',
      '<w:r><w:commentReference w:id="0"/></w:r>',
    );
    const comments = `<w:comments {ns}><w:comment w:id="0" w:author="DSL">${paragraph("seen by me")}</w:comment></w:comments>`;
    const part = await readAttachment("tracked.docx", docx(body, { "word/comments.xml": comments }));
    expect(part.text).toBe(
      "He was hit with a [struck out: slipper] belt. [deleted: No marks.]Two marks. [comment: DSL: seen by me]",
    );
  });

  test("text boxes, headers, footers and footnotes are read once; page numbers are not text", async () => {
    const box = `<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>${paragraph("In a box.")}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>${paragraph("In a box.")}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>`;
    const part = await readAttachment(
      "all.docx",
      docx(paragraph(run("Body."), box, '<w:r><w:footnoteReference w:id="2"/></w:r>'), {
        "word/header1.xml": `<w:hdr {ns}>${paragraph("OFFICIAL-SENSITIVE")}</w:hdr>`,
        "word/header2.xml": `<w:hdr {ns}>${paragraph("OFFICIAL-SENSITIVE")}</w:hdr>`,
        "word/footer1.xml": `<w:ftr {ns}>${paragraph("Page 1 of 3")}</w:ftr>`,
        "word/footnotes.xml": `<w:footnotes {ns}><w:footnote w:id="2">${paragraph("A note below.")}</w:footnote></w:footnotes>`,
      }),
    );
    expect(part.text).toBe("OFFICIAL-SENSITIVE\nBody.\nIn a box.\nA note below.");
  });

  test("numbered paragraphs bear their numbers", async () => {
    const item = (text: string) =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>${run(text)}</w:p>`;
    const numbering =
      '<w:numbering {ns}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>';
    const part = await readAttachment(
      "list.docx",
      docx(item("Late") + item("Hungry"), { "word/numbering.xml": numbering }),
    );
    expect(part.text).toBe("1. Late\n2. Hungry");
  });

  test("a picture inside is a part of its own that says it was not read; a logo is marked as ornament", async () => {
    const png = (width: number, height: number, size: number) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUInt32BE(0x89504e47, 0);
      bytes.writeUInt32BE(0x0d0a1a0a, 4);
      bytes.writeUInt32BE(width, 16);
      bytes.writeUInt32BE(height, 20);
      return bytes;
    };
    const { read } = await import("../../mail/reading/mails.ts");
    const content = docx(paragraph("See the photograph."), {
      "word/media/image1.png": png(1200, 900, 90_000),
      "word/media/logo.png": png(300, 80, 9_000),
    });
    const { parts } = await read({ text: "x", attachments: [{ fileName: "photo.docx", content }] });
    expect(
      parts
        .slice(1)
        .map(({ where, status, reason, inline }) => ({ where, status, reason, inline: inline ?? false })),
    ).toEqual([
      { where: "attachment photo.docx", status: "read", reason: null, inline: false },
      {
        where: "attachment photo.docx > attachment image1.png",
        status: "unreadable",
        reason: "picture",
        inline: false,
      },
      {
        where: "attachment photo.docx > attachment logo.png",
        status: "unreadable",
        reason: "picture",
        inline: true,
      },
    ]);
  });
});

describe("an OpenDocument text", () => {
  test("has its paragraphs, table fields, struck-out, deleted and commented text", async () => {
    const style =
      '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>';
    const deletions =
      '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>old words</text:p></text:deletion></text:changed-region></text:tracked-changes>';
    const rows =
      "<table:table><table:table-row><table:table-cell><text:p>Date of birth</text:p></table:table-cell><table:table-cell><text:p>04/02/2016</text:p></table:table-cell></table:table-row></table:table>";
    const part = await readAttachment(
      "form.odt",
      odt(
        `${deletions}<text:h>Referral</text:h>${rows}<text:p>He said <text:span text:style-name="T1">nothing</text:span> <text:change text:change-id="c1"/>it hurt<office:annotation><dc:creator>DSL</dc:creator><text:p>his words</text:p></office:annotation>.</text:p>`,
        style,
      ),
    );
    expect(part.fields).toEqual([{ label: "Date of birth", value: "04/02/2016" }]);
    expect(part.text).toBe(
      "Referral\nDate of birth: 04/02/2016\nHe said [struck out: nothing] [deleted: old words]it hurt [comment: DSL: his words].",
    );
  });
});
