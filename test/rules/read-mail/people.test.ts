import { describe, expect, test } from "vitest";
import type { FormField, PersonMention } from "../../../rules/read-mail/mail.ts";
import { readPeopleOf } from "../../../rules/read-mail/people.ts";
import { instant } from "../../../rules/time.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";

const policy = loadReadMailPolicy("config");
const RECEIVED = instant("2026-10-12T09:30:00+01:00");

function people(text: string, fields: readonly FormField[] = [], subject = "") {
  return readPeopleOf(
    [
      { text, fields, where: "body", kind: "content" },
      { text: subject, fields: [], where: "subject", kind: "subject" },
    ],
    RECEIVED,
    policy,
  );
}

/** "Given|Family|born" of every child. */
function children(text: string, subject = "") {
  return people(text, [], subject).children.map(short);
}

function short({ givenNames, familyName, dateOfBirth, age }: PersonMention): string {
  return [givenNames, familyName, dateOfBirth ?? (age === null ? null : `age ${age}`)]
    .map((part) => part ?? "")
    .join("|");
}

describe("children named in running text", () => {
  test.each<[string, string[]]>([
    ["Orla Brennock (04/02/2016) was late.", ["Orla|Brennock|2016-02-04"]],
    ["I write about Orla Brennock, d.o.b. 4th February 2016, of 8 Tanner Row.", ["Orla|Brennock|2016-02-04"]],
    ["Re: Orla BRENNOCK, DOB 04.02.2016, NHS no 943 476 5919", ["Orla|BRENNOCK|2016-02-04"]],
    ["MISPER: BRENNOCK, Orla Mae  DOB 04/02/2016  (10 YRS)", ["Orla Mae|BRENNOCK|2016-02-04"]],
    ["Orla (Ollie) Brennock born 4 Feb 2016", ["Orla|Brennock|2016-02-04"]],
    ["orla brennock (dob 4/2/16) was on the wall", ["Orla|Brennock|2016-02-04"]],
    ["got a young man finn o'dare brennock 4.2.11 lives with nan", ["Finn O'dare|Brennock|2011-02-04"]],
    [
      "Orla Brennock 04/02/2016, Finn Brennock 09/09/2018.",
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    [
      "Orla Brennock (Y5, 4/2/16) and Finn Brennock (Y3, 9/9/18)",
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    ["Young Finn Brennock, 14, trains with us.", ["Finn|Brennock|age 14"]],
    ["a little girl Orla aged 3 who cries", ["Orla||age 3"]],
    ["Finn is 10 (11th Feb 2016) and lives with his nan", ["Finn||2016-02-11"]],
    ["Zoë Nowák-Łukasz, 4/2/16", ["Zoë|Nowák-Łukasz|2016-02-04"]],
    ["Mohammed al Rashid, DOB 4/2/16", ["Mohammed|al Rashid|2016-02-04"]],
    ["Baby Brennock (Orla), born 3/10/26, came to clinic", ["Orla|Brennock|2026-10-03"]],
    [
      "The twins, Amelia and Grace Thornby (DOB 14/09/2017), were cold.",
      ["Amelia|Thornby|2017-09-14", "Grace|Thornby|2017-09-14"],
    ],
    ["my neighbours kid Jayden hes about 6 and out all day", ["Jayden||age 6"]],
    ["Her dad Sean Brennock 11/01/1991 was there.", []],
    ["Mrs Brennock rang at 10.15 on 12/10/2026 about the bins.", []],
    ["We met on 04/02/2016 and again on 09/09/2018.", []],
  ])("%s", (text, expected) => {
    expect(children(text)).toEqual(expected);
  });

  test("a subject's names count where the text speaks of them", () => {
    expect(
      children(
        "Both boys were alone at home.\nZayd cried. Zayn did the door.",
        "Zayd & Zayn Marwat - left at home",
      ),
    ).toEqual(["Zayd|Marwat|", "Zayn|Marwat|"]);
    expect(children("We meet on Friday to plan the day.", "Autumn Fayre")).toEqual(
      ["Autumn|Fayre|"].slice(1),
    );
  });

  test("births given in a row belong to the names in theirs", () => {
    expect(
      children(
        "Their dob's are 20/06/2013 and 09/12/2016. Scarlet is cooking for Arthur.",
        "Scarlet and Arthur Pell",
      ),
    ).toEqual(["Scarlet|Pell|2013-06-20", "Arthur|Pell|2016-12-09"]);
  });

  test("one child named in several ways is one child, with all that is said of it", () => {
    const { children: found } = people(
      "Child: Orla Brennock\nDOB: 04/02/2016\n\nOrla Brennock (04/02/2016) of 8 Tanner Row, B99 1ZZ was late. Her mum, Siobhan, was ill.",
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      givenNames: "Orla",
      dateOfBirth: "2016-02-04",
      address: "8 Tanner Row",
      postcode: "B99 1ZZ",
      parents: ["Siobhan"],
    });
  });

  test("an unborn child has an expected date and no date of birth", () => {
    const [unborn] = people("Unborn baby of Siobhan Brennock (DOB 11/08/2004), EDD 12/02/27").children;
    expect(unborn).toMatchObject({ dateOfBirth: null, expectedOn: "2027-02-12", familyName: "Brennock" });
  });
});

describe("children of a form", () => {
  const field = (label: string, value: string, row?: string): FormField => ({
    label,
    value,
    ...(row ? { row } : {}),
  });

  test("every box lands on its child", () => {
    const fields = [
      field("Child's full name", "Orla Brennock (known as Ollie)"),
      field("Date of birth", "04/02/2016"),
      field("Gender", "Female"),
      field("NHS number", "943 476 5919"),
      field("UPN", "B801200005001"),
      field("Home address", "8 Tanner Row, Northmoor B991ZZ"),
      field("School", "Hillside Primary, Year 6"),
      field("Mother", "Siobhan Brennock, 07700 900111"),
    ];
    expect(people("", fields).children).toMatchObject([
      {
        givenNames: "Orla",
        familyName: "Brennock",
        knownAs: "Ollie",
        dateOfBirth: "2016-02-04",
        sex: "F",
        nhsNumber: "9434765919",
        otherIds: ["B801200005001"],
        address: "8 Tanner Row, Northmoor",
        postcode: "B99 1ZZ",
        school: "Hillside Primary, Year 6",
        age: 10,
        parents: ["Siobhan Brennock"],
      },
    ]);
  });

  test.each<[string, FormField[], string[]]>([
    [
      "numbered children",
      [
        field("Child 1", "Orla Brennock, 04/02/2016, female"),
        field("Child 2", "Finn Brennock, 09/09/2018, male"),
      ],
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    [
      "lettered children",
      [
        field("Name (child A)", "Orla Brennock"),
        field("DOB (A)", "4.2.16"),
        field("Name (child B)", "Finn Brennock (twin)"),
        field("DOB (B)", "9.9.18"),
      ],
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    [
      "surname and forename apart",
      [field("Subject surname", "BRENNOCK"), field("Subject forename", "ORLA"), field("DOB", "04/02/2016")],
      ["ORLA|BRENNOCK|2016-02-04"],
    ],
    [
      "several in one box",
      [field("Children", "Orla Brennock 04/02/2016; Finn Brennock 09/09/2018")],
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    [
      "several with a slash",
      [field("Children", "Orla Brennock, DOB 04/02/2016, Year 6 / Finn Brennock, DOB 09/09/2018, Year 3")],
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    [
      "ages in brackets",
      [field("Children", "Orla Brennock (10), Finn Brennock (8)")],
      ["Orla|Brennock|age 10", "Finn|Brennock|age 8"],
    ],
    [
      "one surname behind both",
      [field("Children", "Orla and Finn Brennock")],
      ["Orla|Brennock|", "Finn|Brennock|"],
    ],
    [
      "a surname as above",
      [field("Children", "Orla Brennock, believed 10 years\nFinn (surname as above), believed 7 or 8 years")],
      ["Orla|Brennock|age 10", "Finn|Brennock|age 7"],
    ],
    [
      "a row each",
      [
        field("Name", "Orla Brennock", "1.1"),
        field("DOB", "04/02/2016", "1.1"),
        field("Name", "Finn Brennock", "1.2"),
        field("DOB", "09/09/2018", "1.2"),
      ],
      ["Orla|Brennock|2016-02-04", "Finn|Brennock|2018-09-09"],
    ],
    ["nothing known", [field("Child", "Not known"), field("Date of birth", "N/K")], []],
  ])("%s", (_what, fields, expected) => {
    expect(people("", fields).children.map(short)).toEqual(expected);
  });

  test("'as above' points at the row above (IN-05)", () => {
    const rows = [
      field("Name", "Orla Brennock", "1.1"),
      field("Address", "8 Tanner Row, B99 1ZZ", "1.1"),
      field("Name", "Finn Brennock", "1.2"),
      field("Address", "As above", "1.2"),
    ];
    expect(people("", rows).children.map(({ address, postcode }) => [address, postcode])).toEqual([
      ["8 Tanner Row", "B99 1ZZ"],
      ["8 Tanner Row", "B99 1ZZ"],
    ]);
  });

  test("an impossible date of birth is kept as written, never guessed (IN-06)", () => {
    const [child] = people("", [field("Child", "Orla Brennock"), field("DOB", "31/02/2016")]).children;
    expect(child).toMatchObject({ dateOfBirth: null, dateOfBirthWritten: "31/02/2016" });
  });

  test("an invalid NHS number is no NHS number (IN-07)", () => {
    expect(
      people("", [field("Child", "Orla Brennock"), field("NHS number", "1234567890")]).children[0]?.nhsNumber,
    ).toBeNull();
    expect(
      people("", [field("Child", "Orla Brennock"), field("NHS number", "1111111111")]).children[0]?.nhsNumber,
    ).toBeNull();
  });

  test("siblings that the form names are not what the mail is about, though the text names them again", () => {
    const fields = [field("Child", "Orla Brennock"), field("Siblings", "Finn Brennock (8)")];
    const { children: found } = people("Orla was with Finn Brennock (8) in the park.", fields);
    expect(found.map(({ givenNames, subjectOfMail }) => [givenNames, subjectOfMail])).toEqual([
      ["Orla", true],
      ["Finn", false],
    ]);
  });

  test("adults keep their part in it", () => {
    const { adults } = people("", [
      field("Mother", "Siobhan Brennock, DOB 05/12/1990"),
      field("Alleged perpetrator", "Husband, Sean Brennock"),
    ]);
    expect(adults.map(({ givenNames, role, dateOfBirth }) => [givenNames, role, dateOfBirth])).toEqual([
      ["Siobhan", "mother", "1990-12-05"],
      ["Sean", "partner", null],
    ]);
  });
});
