import { docx, lines, type PdfWord, paragraph, pdf, run, table, xml } from "./files.ts";
import type { Attached, MailParts } from "./mails.ts";

/** What every form below says of its first child, by kinds of fact. */
export interface FormAnswers {
  readonly name: string;
  readonly parts: MailParts;
  /** The fact kinds and values that must come out of it; all that it labels. */
  readonly says: Readonly<Record<string, string>>;
  /** The children that it names, with their dates of birth. */
  readonly children: readonly (readonly [name: string, born: string | null])[];
}

const bold = (text: string) => paragraph(run(text, "<w:b/>"));
const shaded = (text: string, span = 1) =>
  `<w:tc><w:tcPr><w:gridSpan w:val="${span}"/><w:shd w:val="clear" w:fill="D9E2F3"/></w:tcPr>${bold(text)}</w:tc>`;
const cell = (text: string, properties = "") =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${text.startsWith("<w:p") || text.startsWith("<w:tbl") || text.startsWith("<w:sdt") ? text : paragraph(text)}</w:tc>`;
const span = (columns: number) => `<w:gridSpan w:val="${columns}"/>`;
const rows = (...all: readonly (readonly string[])[]) => `<w:tbl>${all.map((cells) => `<w:tr>${cells.join("")}</w:tr>`).join("")}</w:tbl>`;
const control = (text: string) => `<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>${run(text)}</w:sdtContent></w:sdt>`;
const blockControl = (text: string) => `<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>${paragraph(text)}</w:sdtContent></w:sdt>`;
const tick = (on: boolean) =>
  `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${on ? 1 : 0}"/></w14:checkbox></w:sdtPr><w:sdtContent>${run(on ? "☒" : "☐")}</w:sdtContent></w:sdt>`;
const broken = (label: string, value: string) => `<w:p>${run(label, "<w:b/>")}<w:r><w:br/></w:r>${run(value)}</w:p>`;
const attached = (content: Buffer, fileName = "Request for Support.docx"): { attachments: readonly Attached[]; text: string } => ({
  text: "Please see the attached form.",
  attachments: [{ fileName, content }],
});
const mso = (text: string) => `<p class=MsoNormal style='margin:0cm'><span lang=EN-GB style='font-size:11.0pt;font-family:"Calibri",sans-serif'>${xml(text)}<o:p></o:p></span></p>`;
const msoRow = (...cells: readonly string[]) =>
  `<tr>${cells.map((text, index) => `<td width=200 valign=top style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'>${index % 2 === 0 ? mso(text).replace("<span", "<b><span").replace("</span>", "</span></b>") : mso(text)}</td>`).join("")}</tr>`;

/** Referral forms as councils lay them out. */
export function councilForms(): FormAnswers[] {
  return [
    {
      name: "two columns under headings that go across",
      parts: attached(
        docx(
          rows(
            [shaded("SECTION 1: DETAILS OF THE CHILD", 2)],
            [cell("Child's full name"), cell("Orla Brennock")],
            [cell("Also known as"), cell("Orlie")],
            [cell("Date of birth / EDD"), cell("04/02/2016")],
            [cell("Gender"), cell("Female")],
            [cell("Ethnicity"), cell("White Irish")],
            [cell("First language and interpreter"), cell("English, no interpreter")],
            [cell("Home address and postcode"), cell(`${paragraph("8 Tanner Row")}${paragraph("Northmoor")}${paragraph("B99 1ZZ")}`)],
            [cell("School / nursery"), cell("Hillside Primary")],
            [cell("GP"), cell("Tanner Surgery")],
            [cell("NHS No."), cell("943 476 5919")],
            [cell("UPN"), cell("B801200005001")],
            [shaded("SECTION 2: THE REFERRER", 2)],
            [cell("Name of referrer"), cell("Ada Marsh")],
            [cell("Role / designation"), cell("Designated Safeguarding Lead")],
            [cell("Agency"), cell("Hillside Primary")],
            [cell("Date of referral"), cell("12th October 2026")],
            [cell("Do you wish to remain anonymous?"), cell("No")],
          ),
        ),
      ),
      says: {
        "child name": "Orla Brennock",
        "child known as": "Orlie",
        "child date of birth": "2016-02-04",
        "child sex": "Female",
        ethnicity: "White Irish",
        language: "English, no interpreter",
        address: "8 Tanner Row, Northmoor, B99 1ZZ",
        school: "Hillside Primary",
        gp: "Tanner Surgery",
        "nhs number": "9434765919",
        upn: "B801200005001",
        "referrer name": "Ada Marsh",
        "referrer role": "Designated Safeguarding Lead",
        "referrer agency": "Hillside Primary",
        "request date": "2026-10-12",
        anonymity: "no",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "four columns of label and value, with merged cells",
      parts: attached(
        docx(
          rows(
            [shaded("Forename(s)"), cell("Orla"), shaded("Surname"), cell("Brennock")],
            [shaded("DOB"), cell("04.02.16"), shaded("Gender"), cell("F")],
            [shaded("Address"), cell("8 Tanner Row, Northmoor", span(3))],
            [shaded("Postcode"), cell("B99 1ZZ"), shaded("Tel No"), cell("07700 900123")],
            [shaded("School"), cell("Hillside Primary", `<w:vMerge w:val="restart"/>`), shaded("Year group"), cell("5")],
            [shaded("What are you worried about?"), cell("She is afraid to go home.", span(3))],
            [shaded("What is working well?"), cell("She talks to her aunt.", span(3))],
            [shaded("What needs to happen?"), cell("Somebody to see her at home.", span(3))],
          ),
        ),
      ),
      says: {
        "child given name": "Orla",
        "child family name": "Brennock",
        "child date of birth": "2016-02-04",
        "child sex": "F",
        address: "8 Tanner Row, Northmoor",
        postcode: "B99 1ZZ",
        phone: "07700 900123",
        school: "Hillside Primary",
        "year group": "5",
        worry: "She is afraid to go home.",
        "working well": "She talks to her aunt.",
        "needs to happen": "Somebody to see her at home.",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "child rows under a header row, in a table within a table",
      parts: attached(
        docx(
          rows(
            [shaded("Children in the family")],
            [
              cell(
                `${table([
                  ["First name", "Last name", "DOB or EDD", "M/F", "Ethnicity", "School / nursery"],
                  ["Orla", "Brennock", "04/02/2016", "F", "White Irish", "Hillside Primary"],
                  ["Finn", "Brennock", "09/09/2018", "M", "As above", "As above"],
                  ["Unborn", "Brennock", "EDD 20/12/2026", "N/K", "", ""],
                ])}<w:p/>`,
              ),
            ],
            [shaded("Parents and carers")],
            [
              cell(
                `${table([
                  ["Name", "Relationship", "DOB", "Parental responsibility"],
                  ["Maeve Brennock", "Mother", "11/03/1994", "Yes"],
                ])}<w:p/>`,
              ),
            ],
          ),
        ),
      ),
      says: {
        "child given name": "Orla",
        "child family name": "Brennock",
        "child date of birth": "2016-02-04",
        "child sex": "F",
        ethnicity: "White Irish",
        school: "Hillside Primary",
      },
      children: [
        ["Orla Brennock", "2016-02-04"],
        ["Finn Brennock", "2018-09-09"],
      ],
    },
    {
      name: "label and answer in one box, on two lines",
      parts: attached(
        docx(
          rows(
            [cell(broken("Name of child:", "Orla Brennock")), cell(broken("Date of birth:", "4 Feb 2016"))],
            [cell(broken("Home address:", "8 Tanner Row, B99 1ZZ"), span(2))],
            [cell(broken("Name of GP", "Tanner Surgery")), cell(broken("Ethnicity", "White Irish"))],
            [cell(broken("Alleged perpetrator:", "Dean Foss, mother's partner"), span(2))],
            [cell(broken("Details of injuries:", "Bruise on the left arm"), span(2))],
            [cell(broken("Date and time of incident:", "08/10/2026 at 7pm")), cell(broken("Location:", "Kitchen at home"))],
          ),
        ),
      ),
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        gp: "Tanner Surgery",
        ethnicity: "White Irish",
        "alleged source of harm": "Dean Foss, mother's partner",
        injury: "Bruise on the left arm",
        "incident date": "2026-10-08",
        "incident place": "Kitchen at home",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "tick boxes and content controls",
      parts: attached(
        docx(
          rows(
            [cell("Child's name"), cell(`<w:p>${control("Orla Brennock")}</w:p>`)],
            [cell("Date of birth"), cell(blockControl("04/02/2016"))],
            [cell("Consent obtained?"), cell(`<w:p>${run("Yes ")}${tick(false)}${run("   No ")}${tick(true)}</w:p>`)],
            [cell("Are parents aware?"), cell(`<w:p>${tick(true)}${run(" Yes  ")}${tick(false)}${run(" No")}</w:p>`)],
            [cell("Is this urgent?"), cell("[x] Yes  [ ] No")],
            [cell("Wish to remain anonymous?"), cell(`<w:p>${run("Yes", "<w:strike/>")}${run(" / No")}</w:p>`)],
            [cell("Agencies involved"), cell("☒ School ☐ Health visitor ☒ Police ☐ CAMHS")],
            [cell("Type of concern"), cell("☐ Neglect ☒ Physical ☐ Sexual ☐ Emotional")],
          ),
        ),
      ),
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        consent: "no",
        "parent aware": "yes",
        urgent: "yes",
        anonymity: "no",
        "agencies involved": "☒ School ☐ Health visitor ☒ Police ☐ CAMHS",
        "request type": "☐ Neglect ☒ Physical ☐ Sexual ☐ Emotional",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "a PDF in columns",
      parts: attached(pdf([columns()]), "MARF.pdf"),
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        school: "Hillside Primary",
        mother: "Maeve Brennock",
        "police reference": "1277 of 8 October 2026",
        worry: "She is afraid to go home and has asked twice whether she may stay the night at school.",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "a PDF with boxes to fill and to tick",
      parts: attached(
        pdf(
          [
            [
              ...lines(["Name of child", "Date of birth", "NHS number", "Name of referrer", "Consent given?"]),
              { x: 200, y: 724, text: "Yes" },
              { x: 260, y: 724, text: "No" },
            ],
          ],
          [
            { name: "t1", value: "Orla Brennock", rect: [200, 776, 400, 792] },
            { name: "t2", value: "04/02/2016", rect: [200, 762, 400, 778] },
            { name: "t3", value: "943 476 5919", rect: [200, 748, 400, 764] },
            { name: "t4", value: "Ada Marsh", rect: [200, 734, 400, 750] },
            { name: "c1", value: "Off", rect: [222, 722, 234, 734], checkBox: true },
            { name: "c2", value: "Yes", rect: [280, 722, 292, 734], checkBox: true },
          ],
        ),
        "Referral form.pdf",
      ),
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        "nhs number": "9434765919",
        "referrer name": "Ada Marsh",
        consent: "no",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "a table pasted from Outlook",
      parts: {
        html: `<html><body lang=EN-GB><div class=WordSection1>${mso("Dear CASS,")}${mso("Our form would not attach, so it is below.")}<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0>${msoRow("Name of young person", "Orla Brennock")}${msoRow("Date of birth", "4/2/16")}${msoRow("Address", "8 Tanner Row, B99 1ZZ")}${msoRow("Parent/carer", "Maeve Brennock")}${msoRow("Reason for referral", "Told her teacher that her uncle hits her.")}${msoRow("Previous referrals", "March 2025, closed")}</table>${mso("Kind regards,")}${mso("Ada Marsh")}</div></body></html>`,
      },
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        parent: "Maeve Brennock",
        "request type": "Told her teacher that her uncle hits her.",
        "earlier referral": "March 2025, closed",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "plain text with dotted leaders",
      parts: {
        text: [
          "REQUEST FOR SUPPORT",
          "",
          "Name of child ............ Orla Brennock",
          "Date of birth............. 04/02/2016",
          "Address .................. 8 Tanner Row, B99 1ZZ",
          "School ................... Hillside Primary",
          "Mother's name ............ Maeve Brennock",
          "Father's name ............ Not known",
          "Consent given ............ Yes",
          "GP ....................... ......................",
        ].join("\n"),
      },
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        school: "Hillside Primary",
        mother: "Maeve Brennock",
        consent: "yes",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "numbered children, each with a block of its own",
      parts: {
        text: [
          "Referrer: Ada Marsh, DSL, Hillside Primary, 01632 960123",
          "",
          "CHILD 1",
          "Surname: Brennock",
          "Forename: Orla",
          "D.O.B: 4-2-2016",
          "Address: 8 Tanner Row, B99 1ZZ",
          "",
          "CHILD 2",
          "Surname: Brennock",
          "Forename: Finn",
          "D.O.B: 9-9-2018",
          "Address: As above",
          "",
          "Household: Maeve Brennock (mother), Dean Foss (her partner)",
          "Alleged perpetrator: Dean Foss",
          "Police log: 1277 of 08/10/2026",
          "DASH: High, 15 ticks",
        ].join("\n"),
      },
      says: {
        referrer: "Ada Marsh, DSL, Hillside Primary, 01632 960123",
        "child family name": "Brennock",
        "child given name": "Orla",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        household: "Maeve Brennock (mother), Dean Foss (her partner)",
        "alleged source of harm": "Dean Foss",
        "police reference": "1277 of 08/10/2026",
        grading: "High, 15 ticks",
      },
      children: [
        ["Orla Brennock", "2016-02-04"],
        ["Finn Brennock", "2018-09-09"],
      ],
    },
    {
      name: "children side by side",
      parts: attached(
        docx(
          table([
            ["", "Child 1", "Child 2"],
            ["Name", "Orla Brennock", "Finn Brennock"],
            ["Date of birth", "04/02/2016", "09/09/2018"],
            ["Gender", "F", "M"],
            ["School", "Hillside Primary", "Acorns Nursery"],
            ["NHS number", "943 476 5919", ""],
          ]),
        ),
      ),
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        "child sex": "F",
        school: "Hillside Primary",
        "nhs number": "9434765919",
      },
      children: [
        ["Orla Brennock", "2016-02-04"],
        ["Finn Brennock", "2018-09-09"],
      ],
    },
    {
      name: "numbered labels with hints",
      parts: attached(
        docx(
          table([
            ["1.1 Name of child (in full, as on birth certificate)", "Orla Brennock"],
            ["1.2 Date of birth (DD/MM/YYYY) *", "04/02/2016"],
            ["1.3 Name of school / nursery / college attended", "Hillside Primary"],
            ["1.4 Home address (including postcode):", "8 Tanner Row, B99 1ZZ"],
            ["1.5 GP name and surgery", "Tanner Surgery"],
            ["2.1 Parent/Carer 1 - full name", "Maeve Brennock"],
            ["Q7. What are you worried about?", "She was hit."],
            ["Q8. Consent obtained? (please delete)", "Yes / No (please delete)"],
          ]),
        ),
      ),
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        school: "Hillside Primary",
        address: "8 Tanner Row, B99 1ZZ",
        gp: "Tanner Surgery",
        parent: "Maeve Brennock",
        worry: "She was hit.",
        consent: "Yes / No (please delete)",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "a household table with a heading of its own",
      parts: attached(
        docx(
          table([["Child", "Orla Brennock, 04/02/2016"]]) +
            paragraph("Household") +
            table([
              ["Full name", "DOB", "Relationship to child", "Living at same address? Y/N"],
              ["Maeve Brennock", "11/03/1994", "Mother", "Y"],
              ["Dean Foss", "01/01/1990", "Mother's partner", "N"],
            ]),
        ),
      ),
      says: {
        "child name": "Orla Brennock, 04/02/2016",
        "adult name": "Maeve Brennock",
        "adult date of birth": "1994-03-11",
        relationship: "Mother",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "underlined blanks, several on a line",
      parts: {
        text: "Name of child: ______Orla Brennock______ DOB: ___04/02/2016___\nAddress: __8 Tanner Row, B99 1ZZ__\nSchool: ________",
      },
      says: { "child name": "Orla Brennock", "child date of birth": "2016-02-04", address: "8 Tanner Row, B99 1ZZ" },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "dashes for colons",
      parts: { text: "Name - Orla Brennock\nDOB - 04/02/2016\nAddress - 8 Tanner Row, B99 1ZZ\nSchool – Hillside Primary" },
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        school: "Hillside Primary",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "a numbered list",
      parts: { text: "1. Name: Orla Brennock\n2. DOB: 04/02/2016\n3. Address: 8 Tanner Row, B99 1ZZ\n4. Worries: She was hit." },
      says: {
        "child name": "Orla Brennock",
        "child date of birth": "2016-02-04",
        address: "8 Tanner Row, B99 1ZZ",
        worry: "She was hit.",
      },
      children: [["Orla Brennock", "2016-02-04"]],
    },
    {
      name: "questions with their answers behind, under a line that names the child",
      parts: {
        text: "Re: Orla BRENNOCK (d.o.b. 04.02.2016)\n\nAge: 10\nUPN: B801200005001\nNHS: 943 476 5919\nInterpreter needed? No\nIs the child in immediate danger? No\nConsent obtained? Yes",
      },
      says: {
        "child age": "10",
        upn: "B801200005001",
        "nhs number": "9434765919",
        "interpreter needed": "No",
        urgent: "no",
        consent: "yes",
      },
      children: [["Orla BRENNOCK", "2016-02-04"]],
    },
  ];
}

/** Labels at the left, answers at the right; the last answer and its label run over lines. */
function columns(): PdfWord[] {
  const answers: readonly (readonly [string, string])[] = [
    ["Name of child", "Orla Brennock"],
    ["Date of birth", "04/02/2016"],
    ["Home address", "8 Tanner Row, B99 1ZZ"],
    ["School", "Hillside Primary"],
    ["Mother", "Maeve Brennock"],
    ["Police log", "1277 of 8 October 2026"],
  ];
  return [
    ...answers.flatMap(([label, value], index) => [
      { x: 50, y: 780 - index * 24, text: label },
      { x: 250, y: 780 - index * 24, text: value },
    ]),
    { x: 50, y: 620, text: "What are you worried" },
    { x: 50, y: 608, text: "about?" },
    { x: 250, y: 620, text: "She is afraid to go home and has asked twice" },
    { x: 250, y: 608, text: "whether she may stay the night at school." },
  ];
}
