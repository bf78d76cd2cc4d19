import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aContext,
  aMention,
  amira,
  aPerson,
  amirasKin as context,
  mother,
  policy,
  verdictOn,
} from "./policy-for-tests.ts";

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

describe("where more people share as much with a mention as could be looked at", () => {
  const facts = {
    givenNames: "Amira",
    familyName: "Okafor-Lund",
    age: 10,
    parents: ["Grace"],
    postcode: "B30 9ZZ",
  };
  it("one of them is not matched, however well it fits: the others may fit as well", () => {
    expect(verdictOn(aMention(facts), [amira]).verdict).toBe("match");
    const oneOfMany = { ...context, oneOfMany: new Set(["P-1"]) };
    expect(verdictOn(aMention(facts), [amira], oneOfMany).verdict).toBe("several");
  });
  it("but by a number, which is one person's", () => {
    const oneOfMany = { ...context, oneOfMany: new Set(["P-1"]) };
    const said = aMention({ ...facts, nhsNumber: "9434765919" });
    expect(verdictOn(said, [amira], oneOfMany)).toMatchObject({ verdict: "match", personId: "P-1" });
  });
});

describe("a given or family name two letters off", () => {
  const home = { address: "Flat 2, 18 Lindenholt Road", postcode: "B30 9ZZ" };
  const rows: [why: string, Parameters<typeof aMention>[0], verdict: string][] = [
    [
      "is a slip where number, family name and home agree",
      { ...home, givenNames: "Aimrra", familyName: "Okafor-Lund", nhsNumber: "9434765919" },
      "match",
    ],
    [
      "is a slip where day of birth and home agree and the number but for one digit",
      {
        ...home,
        givenNames: "Emire",
        familyName: "Okafor-Lund",
        dateOfBirth: "2016-03-14",
        nhsNumber: "9434765918",
      },
      "match",
    ],
    [
      "may be a twin's name where only day of birth and home agree",
      { ...home, givenNames: "Emire", familyName: "Okafor-Lund", dateOfBirth: "2016-03-14" },
      "several",
    ],
    [
      "is another name away from home",
      {
        address: "3 Elm Street",
        postcode: "B1 1AA",
        givenNames: "Emire",
        familyName: "Okafor-Lund",
        nhsNumber: "9434765919",
      },
      "several",
    ],
    [
      "in both names is another person's name",
      { ...home, givenNames: "Emire", familyName: "Ekufir-Lont", nhsNumber: "9434765919", age: 10 },
      "several",
    ],
  ];
  it.each(rows)("%s", (_why, facts, verdict) => {
    expect(verdictOn(aMention(facts), [amira]).verdict).toBe(verdict);
  });
});

describe("the evidence in words", () => {
  const words = (facts: Parameters<typeof aMention>[0]) =>
    verdictOn(aMention(facts), [amira], aContext({ bearing: { amria: 0 } })).because.map(
      (line) => line.words,
    );
  it("says what is equal and how much that tells, and shows both sides of what agrees in part", () => {
    expect(words({ givenNames: "Amria", familyName: "Okafor", dateOfBirth: "2016-03-15" })).toEqual([
      "one of all known people: before anything is compared",
      "given name Amria/Amira Jane close: fair",
      "family name Okafor/Okafor-Lund part: strong",
      "date of birth 2016-03-15/2016-03-14 one digit off: fair",
    ]);
    expect(words({ nhsNumber: "9434765919" })).toContain("NHS number equal: very strong");
  });
  it("shows names that were changed over as they were compared", () => {
    expect(words({ givenNames: "Okafor", familyName: "Amira" })).toContain(
      "family name Okafor/Okafor-Lund part: strong",
    );
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
