import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifyMention } from "../../../rules/identify-child/identify.ts";
import type { PersonMention } from "../../../rules/read-mail/mail.ts";
import type { Person } from "../../../rules/records.ts";
import { aContext, aMention, aPerson, policy } from "./policy-for-tests.ts";

const amira = aPerson({
  personId: "P-1",
  givenNames: "Amira Jane",
  familyName: "Okafor-Lund",
  knownAs: "Mimi",
  dateOfBirth: "2016-03-14",
  sex: "F",
  nhsNumber: "9434765919",
  address: "Flat 2, 18 Lindenholt Road",
  postcode: "B30 9ZZ",
  otherIds: ["B801200005001"],
});
const mother = aPerson({
  personId: "P-9",
  givenNames: "Grace",
  familyName: "Lund",
  dateOfBirth: "1990-01-01",
});
const context = aContext({ parentsOf: (id) => (id === "P-1" ? [mother] : []) });

function verdictOn(mention: PersonMention, people: readonly Person[], facts = context) {
  return identifyMention(mention, people, facts, policy);
}

describe("a known child is matched by two or more kinds of evidence", () => {
  const rows: [why: string, Parameters<typeof aMention>[0]][] = [
    ["name and date of birth", { givenNames: "Amira", familyName: "Okafor-Lund", dateOfBirth: "2016-03-14" }],
    [
      "name and address",
      { givenNames: "Amira", familyName: "Okafor Lund", address: "18 Lindenholt Rd", postcode: "b309zz" },
    ],
    [
      "known-as, half the family name, date of birth",
      { givenNames: "Mimi", familyName: "Lund", dateOfBirth: "2016-03-14" },
    ],
    [
      "name, age, street and mother",
      {
        givenNames: "Amira",
        familyName: "Okafor-Lund",
        age: 10,
        address: "Lindenholt Road",
        parents: ["Grace"],
      },
    ],
    [
      "family name first",
      { givenNames: "Okafor-Lund", familyName: "Amira", dateOfBirth: "2016-03-14", postcode: "B30 9ZZ" },
    ],
    ["the whole name in one field", { givenNames: "Amira Okafor-Lund", dateOfBirth: "2016-03-14" }],
    [
      "a slip in either name",
      { givenNames: "Amria", familyName: "Okafor-Lunde", dateOfBirth: "2016-03-14", postcode: "B30 9ZZ" },
    ],
    [
      "one digit of the day wrong, all else equal",
      {
        givenNames: "Amira",
        familyName: "Okafor-Lund",
        dateOfBirth: "2016-03-15",
        nhsNumber: "943 476 5919",
      },
    ],
    [
      "day and month swapped, all else equal",
      {
        givenNames: "Amira",
        familyName: "Okafor-Lund",
        dateOfBirth: "2016-04-14",
        address: "Flat 2, 18 Lindenholt Road",
        postcode: "B30 9ZZ",
      },
    ],
    ["NHS number and given name", { givenNames: "Amira", nhsNumber: "9434765919" }],
    [
      "pupil number and name after a move",
      {
        givenNames: "Amira",
        familyName: "Okafor",
        otherIds: ["b801200005001"],
        address: "3 Other Street",
        postcode: "B1 1AA",
      },
    ],
    [
      "the mother's family name",
      { givenNames: "Amira", familyName: "Lund", dateOfBirth: "2016-03-14", address: "18 Lindenholt Road" },
    ],
  ];
  it.each(rows)("%s", (_why, facts) => {
    expect(verdictOn(aMention(facts), [amira])).toMatchObject({ verdict: "match", personId: "P-1" });
  });
});

describe("what is not enough is put before a person", () => {
  const rows: [why: string, Parameters<typeof aMention>[0]][] = [
    ["a name alone", { givenNames: "Amira", familyName: "Okafor-Lund" }],
    ["an NHS number alone", { nhsNumber: "9434765919" }],
    [
      "family name and address without given names",
      { familyName: "Okafor-Lund", address: "Flat 2, 18 Lindenholt Road", postcode: "B30 9ZZ" },
    ],
    [
      "another NHS number, everything else equal",
      { givenNames: "Amira", familyName: "Okafor-Lund", dateOfBirth: "2016-03-14", nhsNumber: "9000000009" },
    ],
    [
      "another day of birth, everything else equal",
      {
        givenNames: "Amira",
        familyName: "Okafor-Lund",
        dateOfBirth: "2013-11-02",
        nhsNumber: "9434765919",
        postcode: "B30 9ZZ",
      },
    ],
    [
      "one digit of the day wrong, and another address",
      {
        givenNames: "Amira",
        familyName: "Okafor-Lund",
        dateOfBirth: "2016-03-15",
        address: "7 Elm Street",
        postcode: "B1 1AA",
      },
    ],
    [
      "another given name, same day and address",
      {
        givenNames: "Theodora",
        familyName: "Okafor-Lund",
        dateOfBirth: "2016-03-14",
        address: "Flat 2, 18 Lindenholt Road",
        postcode: "B30 9ZZ",
      },
    ],
  ];
  it.each(rows)("%s", (_why, facts) => {
    const verdict = verdictOn(aMention(facts), [amira]);
    expect(verdict).toMatchObject({ verdict: "several", personId: null });
    expect(verdict.candidates.map(({ personId }) => personId)).toEqual(["P-1"]);
    expect(verdict.tellApart.length).toBeGreaterThan(0);
  });
});

it("names of child, mother and brother at another address are names all, and put before a person", () => {
  const brother = aPerson({ personId: "P-16", givenNames: "Tobias", familyName: "Okafor-Lund" });
  const facts = aContext({ parentsOf: () => [mother], siblingsOf: () => [brother] });
  const said = { givenNames: "Amira", familyName: "Okafor-Lund", parents: ["Grace"], siblings: ["Tobias"] };
  expect(verdictOn(aMention(said), [amira], facts)).toMatchObject({ verdict: "match" });
  const elsewhere = aMention({ ...said, address: "4 Elm Street", postcode: "B1 1AA" });
  expect(verdictOn(elsewhere, [amira], facts)).toMatchObject({ verdict: "several", personId: null });
});

describe("nobody is near", () => {
  const rows: [why: string, Parameters<typeof aMention>[0]][] = [
    [
      "another girl of the name: day, address and mother differ",
      {
        givenNames: "Amira",
        familyName: "Okafor-Lund",
        dateOfBirth: "2012-08-30",
        address: "4 Elm Street",
        postcode: "B1 1AA",
        parents: ["Susan"],
      },
    ],
    [
      "another girl of the name: only the day is given",
      { givenNames: "Amira", familyName: "Okafor-Lund", dateOfBirth: "2012-08-30" },
    ],
    [
      "a brother: another given name and day at the same address",
      {
        givenNames: "Tobias",
        familyName: "Okafor-Lund",
        dateOfBirth: "2019-12-01",
        address: "Flat 2, 18 Lindenholt Road",
        postcode: "B30 9ZZ",
      },
    ],
    ["a stranger", { givenNames: "Wendell", familyName: "Prosser", dateOfBirth: "2011-01-01" }],
    ["nothing said at all", {}],
  ];
  it.each(rows)("%s", (_why, facts) => {
    expect(verdictOn(aMention(facts), [amira])).toMatchObject({
      verdict: "none",
      personId: null,
      candidates: [],
    });
  });
});

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

const word = fc.constantFrom(
  "Amira",
  "Amina",
  "Okafor",
  "Lund",
  "Mimi",
  "A",
  "Lena",
  "Kowalska",
  "",
  "Mohammed",
  "Ali",
);
const day = fc.constantFrom("2016-03-14", "2016-03-15", "2016-04-13", "2013-11-23", "1990-01-01");
const anyPerson = (personId: string) =>
  fc
    .record({
      givenNames: word,
      familyName: word,
      dateOfBirth: fc.option(day, { nil: undefined }),
      postcode: fc.option(fc.constantFrom("B30 9ZZ", "B30 9ZY", "B1 1AA"), { nil: null }),
      nhsNumber: fc.option(fc.constantFrom("9434765919", "9000000009"), { nil: null }),
    })
    .map(({ dateOfBirth, ...rest }) =>
      aPerson({ personId, ...rest, ...(dateOfBirth ? { dateOfBirth } : {}) }),
    );
const anyPeople = fc.tuple(anyPerson("P-1"), anyPerson("P-2"), anyPerson("P-3"), anyPerson("P-4"));
const anyMention = fc
  .record({
    givenNames: fc.option(word, { nil: null }),
    familyName: fc.option(word, { nil: null }),
    dateOfBirth: fc.option(day, { nil: undefined }),
    age: fc.option(fc.nat(17), { nil: null }),
    sex: fc.constantFrom("F", "M", null),
    nhsNumber: fc.option(fc.constantFrom("9434765919", "9000000009"), { nil: null }),
    postcode: fc.option(fc.constantFrom("B30 9ZZ", "B1 1AA"), { nil: null }),
    parents: fc.array(word, { maxLength: 2 }),
  })
  .map(({ dateOfBirth, ...rest }) => aMention({ ...rest, ...(dateOfBirth ? { dateOfBirth } : {}) }));

describe("for every mention and every set of known people", () => {
  it("the waterfall adds up to the weight, and the weight is the probability", () => {
    fc.assert(
      fc.property(anyMention, anyPeople, (mention, people) => {
        const verdict = verdictOn(mention, people, aContext({ parentsOf: () => [mother] }));
        const total = verdict.because.reduce((sum, { weight }) => sum + weight, 0);
        expect(total).toBeCloseTo(verdict.weight, 9);
        expect(verdict.probability).toBeCloseTo(1 / (1 + 2 ** -verdict.weight), 12);
      }),
    );
  });
  it("the order of the known people makes no difference", () => {
    fc.assert(
      fc.property(anyMention, anyPeople, (mention, people) => {
        expect(verdictOn(mention, [...people].reverse())).toEqual(verdictOn(mention, people));
      }),
    );
  });
  it("missing is not disagreement: what a mention leaves out never speaks against anybody", () => {
    fc.assert(
      fc.property(
        anyMention,
        anyPerson("P-1"),
        fc.constantFrom("dateOfBirth", "nhsNumber", "postcode", "sex", "age"),
        (mention, person, field) => {
          const verdict = verdictOn({ ...mention, [field]: null }, [person]);
          const spoken = {
            dateOfBirth: "date of birth",
            nhsNumber: "NHS number",
            postcode: "address",
            sex: "sex",
            age: "age",
          }[field];
          const about = verdict.because.filter(
            ({ words }) => words.startsWith(`${spoken} `) && !(field === "age" && mention.dateOfBirth),
          );
          expect(about.filter(({ weight }) => weight < 0)).toEqual([]);
        },
      ),
    );
  });
  it("a match rests on two kinds of evidence at least, is one of the candidates, and is ahead by the margin", () => {
    fc.assert(
      fc.property(anyMention, anyPeople, (mention, people) => {
        const verdict = verdictOn(mention, people);
        if (verdict.verdict !== "match") return;
        expect(verdict.probability).toBeGreaterThanOrEqual(policy.matchThreshold);
        expect(verdict.candidates[0]?.personId).toBe(verdict.personId);
        expect(
          verdict.because.filter(({ weight, field }) => weight > 0 && field !== "prior").length,
        ).toBeGreaterThanOrEqual(2);
        const [first, second] = verdict.candidates;
        if (first && second) expect(first.weight - second.weight).toBeGreaterThanOrEqual(policy.matchMargin);
      }),
    );
  });
  it("a rarer name is stronger evidence", () => {
    const mention = aMention({ givenNames: "Amira", familyName: "Okafor-Lund", dateOfBirth: "2016-03-14" });
    const common = verdictOn(mention, [amira], aContext({ bearing: { amira: 2000 } }));
    const rare = verdictOn(mention, [amira], aContext({ bearing: { amira: 2 } }));
    expect(rare.weight).toBeGreaterThan(common.weight + 3);
  });
});
