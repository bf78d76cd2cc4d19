import { describe, expect, it } from "vitest";
import {
  aContext,
  aMention,
  amira,
  aPerson,
  amirasKin as context,
  mother,
  verdictOn,
} from "./policy-for-tests.ts";

describe("twins, namesakes and households", () => {
  const twin = (personId: string, givenNames: string, nhsNumber: string) =>
    aPerson({
      personId,
      givenNames,
      familyName: "Demir",
      dateOfBirth: "2020-05-05",
      nhsNumber,
      address: "9 Tansy Close",
      postcode: "B20 7XX",
    });
  const twins = [twin("P-2", "Kerem", "9434765919"), twin("P-3", "Keren", "9000000009")];
  const home = {
    familyName: "Demir",
    dateOfBirth: "2020-05-05",
    address: "9 Tansy Close",
    postcode: "B20 7XX",
  };

  const rows: [why: string, Parameters<typeof aMention>[0], verdict: string, personId: string | null][] = [
    ["a twin by his own given name", { ...home, givenNames: "Keren" }, "match", "P-3"],
    ["a twin by his own NHS number", { ...home, nhsNumber: "9000000009" }, "match", "P-3"],
    ["one of the twins, not said which", { ...home, givenNames: null }, "several", null],
    ["a given name as near to one twin as to the other", { ...home, givenNames: "Kerek" }, "several", null],
    [
      "one twin's name with the other's NHS number",
      { ...home, givenNames: "Kerem", nhsNumber: "9000000009" },
      "several",
      null,
    ],
  ];
  it.each(rows)("%s", (_why, facts, verdict, personId) => {
    expect(verdictOn(aMention(facts), twins, aContext())).toMatchObject({ verdict, personId });
  });

  const namesakes = [
    aPerson({
      personId: "P-4",
      givenNames: "Mohammed",
      familyName: "Hussain",
      dateOfBirth: "2018-05-19",
      address: "12 Fennel Bank",
      postcode: "B11 4QT",
    }),
    aPerson({
      personId: "P-5",
      givenNames: "Muhammad",
      familyName: "Hussein",
      dateOfBirth: "2018-02-03",
      address: "47 Fennel Bank",
      postcode: "B11 4QU",
    }),
  ];
  const spellings = aContext({
    nameCount: (_kind, name) =>
      ({ mohammed: 900, muhammad: 700, mohamed: 300, hussain: 800, hussein: 200 })[name] ?? 1,
  });
  it("two boys of one name, age and street fit a caller's words equally", () => {
    const verdict = verdictOn(
      aMention({ givenNames: "Mohammed", familyName: "Hussain", age: 8, address: "Fennel Bank" }),
      namesakes,
      spellings,
    );
    expect(verdict.verdict).toBe("several");
    expect(verdict.candidates.map(({ personId }) => personId)).toEqual(["P-4", "P-5"]);
    expect(verdict.tellApart).toEqual(
      expect.arrayContaining(["the date of birth", "the house number and postcode"]),
    );
  });
  it("the house number tells them apart", () => {
    const verdict = verdictOn(
      aMention({ givenNames: "Mohamed", familyName: "Hussain", age: 8, address: "47 Fennel Bank" }),
      namesakes,
      spellings,
    );
    expect(verdict).toMatchObject({ verdict: "match", personId: "P-5" });
  });
  it("name and address of one girl, date of birth and NHS number of another contradict each other", () => {
    const girls = [
      aPerson({
        personId: "P-6",
        givenNames: "Lena",
        familyName: "Kowal",
        dateOfBirth: "2016-05-17",
        nhsNumber: "9434765919",
        address: "14 Raven Terrace",
        postcode: "B36 8BE",
      }),
      aPerson({
        personId: "P-7",
        givenNames: "Lena",
        familyName: "Kowalska",
        dateOfBirth: "2013-11-23",
        nhsNumber: "9000000009",
        address: "203 Tyne Way",
        postcode: "B24 9NY",
      }),
    ];
    const mention = aMention({
      givenNames: "Lena",
      familyName: "Kowal",
      dateOfBirth: "2013-11-23",
      nhsNumber: "9000000009",
      address: "14 Raven Terrace",
      postcode: "B36 8BE",
    });
    const verdict = verdictOn(mention, girls, aContext());
    expect(verdict.verdict).toBe("several");
    expect(verdict.candidates.map(({ personId }) => personId).sort()).toEqual(["P-6", "P-7"]);
  });
  it("a parent of the same name is not the child", () => {
    const parent = aPerson({
      personId: "P-8",
      givenNames: "Mohammed",
      familyName: "Hussain",
      dateOfBirth: "1988-05-19",
      address: "12 Fennel Bank",
      postcode: "B11 4QT",
    });
    const mention = aMention({
      givenNames: "Mohammed",
      familyName: "Hussain",
      dateOfBirth: "2018-05-19",
      address: "12 Fennel Bank",
    });
    expect(verdictOn(mention, [parent, ...namesakes], spellings)).toMatchObject({
      verdict: "match",
      personId: "P-4",
    });
  });
  it("the given names of a household's children at one street match where nobody else fits", () => {
    const sisters = [
      aPerson({
        personId: "P-10",
        givenNames: "Seren",
        familyName: "Pugh-Ellis",
        dateOfBirth: "2016-08-13",
        address: "34 March Crescent",
      }),
      aPerson({
        personId: "P-11",
        givenNames: "Carys",
        familyName: "Pugh-Ellis",
        dateOfBirth: "2020-02-09",
        address: "34 March Crescent",
      }),
    ];
    const small = aContext({
      peopleCount: 200,
      nameCount: () => 1,
      siblingsOf: (id) => sisters.filter((sister) => sister.personId !== id),
    });
    const mention = aMention({ givenNames: "Seren", address: "March Cresc", siblings: ["Carys"] });
    expect(verdictOn(mention, sisters, small)).toMatchObject({ verdict: "match", personId: "P-10" });
  });
});

describe("a brother or sister whom the records do not have", () => {
  const lily = aPerson({
    personId: "P-6",
    givenNames: "Lily Rose",
    familyName: "Harte",
    dateOfBirth: "2016-05-05",
    sex: "F",
    address: "4 Wharf Street",
    postcode: "B5 5TA",
  });
  const home = { familyName: "Harte", address: "4 Wharf Street", postcode: "B5 5TA" };
  const born = { ...home, dateOfBirth: "2016-05-05" };
  const common = aContext({ bearing: { lila: 6000, lily: 6000 } });
  const rows: [why: string, Parameters<typeof aMention>[0], verdict: string][] = [
    [
      "is not taken for the twin whose name is a common one as well",
      { ...born, givenNames: "Lila" },
      "several",
    ],
    [
      "of the other sex is not taken for the twin with nearly the same name",
      { ...born, givenNames: "Lilo", sex: "M" },
      "several",
    ],
    [
      "is not taken for one who has the name as a second name, where no age is said",
      { ...home, givenNames: "Rose" },
      "several",
    ],
    [
      "while one called by the second name is known by the day of birth",
      { ...born, givenNames: "Rose" },
      "match",
    ],
    ["while a slip in a name that nobody bears is a slip", { ...born, givenNames: "Lilx" }, "match"],
  ];
  it.each(rows)("%s", (_why, facts, verdict) => {
    const rare = facts.givenNames === "Lila" ? common : aContext({ bearing: { lilx: 0, lilo: 0 } });
    expect(verdictOn(aMention(facts), [lily], rare).verdict).toBe(verdict);
  });
});

describe("records that are not matched to", () => {
  it("MAT-03: one marked as a duplicate is left out, and said to be", () => {
    const marked = { ...amira, personId: "P-12", familyName: "Okafor-Lund DUPLICATE" };
    const mention = aMention({ givenNames: "Amira", familyName: "Okafor-Lund" });
    const verdict = verdictOn(mention, [marked, amira]);
    expect(verdict.candidates.map(({ personId }) => personId)).toEqual(["P-1"]);
    expect(verdict.tellApart.join()).toContain("P-12");
  });
  it("MAT-04: an unborn child is matched by mother and expected date within 21 days", () => {
    const unborn = aPerson({
      personId: "P-13",
      givenNames: "Unborn",
      familyName: "Lund",
      dateOfBirth: "2026-12-01",
      address: "1 Elm Street",
      postcode: "B1 1AA",
    });
    const facts = aContext({ parentsOf: () => [mother] });
    const expecting = (expectedOn: string) =>
      aMention({
        familyName: "Lund",
        expectedOn,
        parents: ["Grace Lund"],
        address: "1 Elm Street",
        postcode: "B1 1AA",
      });
    expect(verdictOn(expecting("2026-12-22"), [unborn], facts)).toMatchObject({
      verdict: "match",
      personId: "P-13",
    });
    expect(verdictOn(expecting("2026-12-23"), [unborn], facts).verdict).not.toBe("match");
  });
  it("MAT-04: a newborn's record is joined with the unborn child by a person only", () => {
    const newborn = aPerson({
      personId: "P-14",
      givenNames: "Ada",
      familyName: "Lund",
      dateOfBirth: "2026-09-20",
      address: "1 Elm Street",
      postcode: "B1 1AA",
    });
    const mention = aMention({
      familyName: "Lund",
      expectedOn: "2026-10-05",
      parents: ["Grace Lund"],
      address: "1 Elm Street",
      postcode: "B1 1AA",
    });
    expect(verdictOn(mention, [newborn], aContext({ parentsOf: () => [mother] })).verdict).toBe("several");
  });
});

describe("a person's word outranks the score", () => {
  it("this is that child", () => {
    const verdict = verdictOn(aMention({ givenNames: "Amira" }), [amira], {
      ...context,
      said: [{ personId: "P-1", is: true }],
    });
    expect(verdict).toMatchObject({ verdict: "match", personId: "P-1" });
  });
  it("this is not that child", () => {
    const mention = aMention({
      givenNames: "Amira",
      familyName: "Okafor-Lund",
      dateOfBirth: "2016-03-14",
      nhsNumber: "9434765919",
    });
    const verdict = verdictOn(mention, [amira], { ...context, said: [{ personId: "P-1", is: false }] });
    expect(verdict).toMatchObject({ verdict: "none", candidates: [] });
  });
});
