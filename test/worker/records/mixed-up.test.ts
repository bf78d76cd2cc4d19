import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { PersonMention } from "../../../rules/read-mail/mail.ts";
import { addDays, instant, type PlainDate } from "../../../rules/time.ts";
import type { Records } from "../../../worker/ports.ts";
import { findChildren } from "../../../worker/records/find-children.ts";
import { identifyOne } from "../../../worker/records/identify-one.ts";
import { snapshotInMemory } from "../../../worker/records/snapshot.ts";
import { aMention, policy } from "../../rules/identify-child/policy-for-tests.ts";
import { EXTRACT, extractFolder } from "./extract-for-tests.ts";
import { aMail } from "./mail-for-tests.ts";

/** A child as the records have them; what they lack is empty. */
interface Child {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly born: string;
  readonly nhs: string;
  readonly pupil: string;
  readonly address: string;
  readonly postcode: string;
}

const GIVEN =
  "Zayd Zayn Amira Tobias Oluwaseun Kacper Niamh Ayaan Elsie Ioana Sahra Dylan Keren Kerem Ellie-May Yusuf".split(
    " ",
  );
const FAMILY = "Khan Okafor-Lund Nowak Smith Hussain Popescu Warsame Demir Featherstone Begum".split(" ");

const STREETS = [
  "Tansy Close",
  "Raven Terrace",
  "Tyne Way",
  "Lindenholt Road",
  "Wharf Street",
  "Nechells Spur",
];

function nhsOf(seed: number): string {
  for (let n = seed; ; n++) {
    const nine = `9${String(n % 100_000_000).padStart(8, "0")}`;
    const sum = [...nine].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return nine + check;
  }
}

const aHousehold = fc.record({
  family: fc.constantFrom(...FAMILY),
  given: fc.uniqueArray(fc.constantFrom(...GIVEN), { minLength: 2, maxLength: 4 }),
  twins: fc.boolean(),
  /** What the records know of each child besides the name. */
  knows: fc.array(fc.record({ born: fc.boolean(), nhs: fc.boolean(), pupil: fc.boolean() }), {
    minLength: 4,
    maxLength: 4,
  }),
  tie: fc.constantFrom("address", "mother", "sibling"),
});

/** Households of a town, each of whose children the records tie together by one home, one mother or as siblings. */
function aTown(count: number): {
  readonly households: Child[][];
  readonly people: string;
  readonly relationships: string;
} {
  let relationships = "person_id,related_person_id,relationship\n";
  let mothers = "";
  const households = fc.sample(aHousehold, { numRuns: count, seed: 20 }).map((made, h) =>
    made.given.map((given, c): Child => {
      const id = `H${h}-${c}`;
      // Nobody else of the town is born on that day, but twins.
      const born = addDays("2006-01-01" as PlainDate, 9 * h + (made.twins ? 0 : 1223 * c));
      const apart = made.tie !== "address" && c > 0;
      if (made.tie === "mother") relationships += `${id},H${h}-M,mother\n`;
      if (made.tie === "sibling" && c > 0) relationships += `${id},H${h}-0,sibling\n`;
      if (made.tie === "mother" && c === 0) mothers += `H${h}-M,Grace,${made.family},,1985-05-05,F,,,,\n`;
      return {
        id,
        given,
        family: made.family,
        born: made.knows[c]?.born ? born : "",
        nhs: made.knows[c]?.nhs ? nhsOf(10_000 * h + 100 * c) : "",
        pupil: made.knows[c]?.pupil ? `A${String(330_000_000_000 + 10 * h + c)}` : "",
        address: apart ? "" : `${1 + h} ${STREETS[h % STREETS.length]}`,
        postcode: apart ? "" : `B20 ${1 + (h % 9)}XX`,
      };
    }),
  );
  const rows = households
    .flat()
    .map(
      (c) => `${c.id},${c.given},${c.family},,${c.born},,${c.nhs},${c.address},${c.postcode},${c.pupil}\n`,
    );
  const header =
    "person_id,given_names,family_name,known_as,date_of_birth,sex,nhs_number,address,postcode,other_ids\n";
  return { households, people: header + rows.join("") + mothers, relationships };
}

const town = aTown(400);
let records: Records;
beforeAll(async () => {
  records = await snapshotInMemory(
    extractFolder({ "people.csv": town.people, "relationships.csv": town.relationships }),
  );
});

/** One child's name with what is another's own. */
const aMixUp = fc
  .record({
    household: fc.constantFrom(...town.households),
    named: fc.nat(),
    numbered: fc.nat(),
    nhs: fc.boolean(),
    pupil: fc.boolean(),
    born: fc.boolean(),
    place: fc.boolean(),
  })
  .map(({ household, named, numbered, ...says }) => {
    const name = household[named % household.length]!;
    const other = household.filter((child) => child !== name);
    const number = other[numbered % other.length]!;
    const born = says.born && number.born !== name.born ? number.born : "";
    return {
      name,
      number,
      mention: aMention({
        givenNames: name.given,
        familyName: name.family,
        ...(born ? { dateOfBirth: born } : {}),
        nhsNumber: says.nhs ? number.nhs || null : null,
        otherIds: says.pupil && number.pupil ? [number.pupil] : [],
        address: says.place ? household[0]!.address : null,
        postcode: says.place ? household[0]!.postcode : null,
      }),
    };
  })
  .filter(({ mention }) => !!(mention.dateOfBirth ?? mention.nhsNumber ?? mention.otherIds[0]));

describe("the name of one child with the number or day of birth of another in the household", () => {
  it("is never a match, and a person is shown the one whose number it is", () => {
    fc.assert(
      fc.property(aMixUp, ({ mention, number }) => {
        const found = identifyOne(mention, records, policy, instant("2026-10-01T09:00:00Z"));
        expect(found.verdict).not.toBe("match");
        if (mention.nhsNumber || mention.otherIds.length > 0) {
          expect(found.candidates.map(({ personId }) => personId)).toContain(number.id);
        }
      }),
      { numRuns: 2000 },
    );
  });
  it("while each child's own facts are matched", () => {
    const own = town.households.flat().filter((child) => child.born && child.nhs);
    const found = own.map((child) =>
      identifyOne(
        aMention({
          givenNames: child.given,
          familyName: child.family,
          dateOfBirth: child.born,
          nhsNumber: child.nhs,
        }),
        records,
        policy,
        instant("2026-10-01T09:00:00Z"),
      ),
    );
    expect(own.length).toBeGreaterThan(100);
    expect(found.map(({ personId }) => personId)).toEqual(own.map(({ id }) => id));
  });
});

describe("a mail that gives the younger brother's given name with the elder's number and day of birth", () => {
  const brothers = `${EXTRACT["people.csv"]}P-50,Haroon,Qureshi,,2011-02-03,M,9000000009,7 Raven Terrace,B36 8BE,
P-51,Idris,Qureshi,,2015-06-07,M,9000000017,7 Raven Terrace,B36 8BE,
P-52,Luca,Ferraro,,2012-03-04,M,9000000025,9 Tyne Way,B24 9NY,
P-53,Matteo,Ferraro,,,M,,9 Tyne Way,B24 9NY,
`;
  const said = "Idris Qureshi, born 03/02/2011, NHS number 900 000 0009, 7 Raven Terrace B36 8BE";
  const stated = aMention({
    givenNames: "Idris",
    familyName: "Qureshi",
    dateOfBirth: "2011-02-03",
    nhsNumber: "9000000009",
    address: "7 Raven Terrace",
    postcode: "B36 8BE",
  });
  const rows: [why: string, children: PersonMention[], says: string, both: string[]][] = [
    ["in a form", [stated], "", ["P-50", "P-51"]],
    ["in a form and in words", [stated], said, ["P-50", "P-51"]],
    ["in a form without the home", [{ ...stated, address: null, postcode: null }], "", ["P-50", "P-51"]],
    ["in words alone", [], said, ["P-50", "P-51"]],
    [
      "in words alone, the brother's own number and day not being known",
      [],
      "Matteo Ferraro of 9 Tyne Way, NHS number 900 000 0025, was crying.",
      ["P-52", "P-53"],
    ],
    [
      "in a form, the brother's own number and day not being known",
      [
        aMention({
          givenNames: "Matteo",
          familyName: "Ferraro",
          address: "9 Tyne Way",
          nhsNumber: "9000000025",
        }),
      ],
      "Matteo Ferraro of 9 Tyne Way B24 9NY",
      ["P-52", "P-53"],
    ],
  ];
  it.each(rows)("is for a person, who is shown both: %s", async (_why, children, says, both) => {
    const known = await snapshotInMemory(extractFolder({ "people.csv": brothers }));
    const found = findChildren(aMail({ children, says }), known, policy).children;
    expect(found.map(({ verdict }) => verdict)).toEqual(["several"]);
    expect(found[0]?.candidates.map(({ personId }) => personId).sort()).toEqual(both);
  });
});
