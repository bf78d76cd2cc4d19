import { describe, expect, it } from "vitest";
import { ageOn, compareAge, compareBirth, compareExpected } from "../../../rules/identify-child/birth.ts";
import { editDistance, fold, jaroWinkler, nameTokens, soundOf } from "../../../rules/identify-child/fold.ts";
import { isChildOn, isParentWord, isSiblingWord } from "../../../rules/identify-child/kin.ts";
import { compareFamily, compareGiven, namesOf } from "../../../rules/identify-child/names.ts";
import { compareIds, compareNhs, looksLikeUpn, nhsNumber } from "../../../rules/identify-child/numbers.ts";
import { comparePlace, dwellingKey, placeOf, postcodeOf } from "../../../rules/identify-child/place.ts";
import type { PlainDate } from "../../../rules/time.ts";
import { aPerson, policy } from "./policy-for-tests.ts";

const named = (givenNames: string, familyName = "", knownAs: string | null = null) =>
  namesOf({ givenNames, familyName, knownAs });

describe("given names", () => {
  const rows: [said: string, known: string, level: string][] = [
    ["Zoë", "Zoe", "exact"],
    ["Kofi", "Kofi Emmanuel", "exact"],
    ["MasonLee", "Mason-Lee", "exact"],
    ["Mason Lee", "Mason-Lee", "exact"],
    ["Emmanuel Kofi", "Kofi Emmanuel", "other given name"],
    ["Muhammad Hasan", "Muhammad Ali", "other given name"],
    ["Bill", "William", "variant"],
    ["Sasha", "Oleksandr", "variant"],
    ["Mohammed", "Muhammad", "variant"],
    ["Maxamed", "Mohamed", "variant"],
    ["Yao", "Yaw", "variant"],
    ["Zosia", "Zofia", "variant"],
    ["Temmy", "Temi", "variant"],
    ["Lilly", "Lily", "variant"],
    ["Keria", "Keira", "close"],
    ["Billal", "Bilal", "variant"],
    ["J", "Jerome", "initial"],
    ["TJ", "Thomas James", "initial"],
    ["Faadumo", "Fatima", "variant"],
    ["Krzysztof", "Kristof", "close"],
    ["Luca", "Matteo", "else"],
    ["Sara", "Zara", "close"],
  ];
  it.each(rows)("%s beside %s is %s", (said, known, level) => {
    expect(compareGiven(named(said), named(known), policy)?.level).toBe(level);
  });
  it("a known-as agrees with a given name and the other way round", () => {
    expect(compareGiven(named("DJ"), named("Delroy", "", "DJ"), policy)?.level).toBe("known as");
    expect(compareGiven(named("Bobby", "", "Delroy"), named("Delroy"), policy)?.level).toBe("known as");
  });
  it.each(["Baby", "Unborn", "Not known", "Twin 1"])("'%s' is no name and so no evidence", (placeholder) => {
    expect(compareGiven(named(placeholder), named("Ada"), policy)).toBeNull();
  });
});

describe("family names", () => {
  const rows: [said: string, known: string, level: string][] = [
    ["Campbell Reid", "Campbell-Reid", "exact"],
    ["Sabbagh", "al-Sabbagh", "exact"],
    ["ODowd", "O'Dowd", "exact"],
    ["Wojcik", "Wójcik", "exact"],
    ["Oeztuerk", "Öztürk", "close"],
    ["Reid", "Campbell-Reid", "part"],
    ["Horvath", "Horváthová", "variant"],
    ["Kowalski", "Kowalska", "variant"],
    ["Petrov", "Petrova", "variant"],
    ["Kazlauskas", "Kazlauskiene", "variant"],
    ["Papadopoulos", "Papadopoulou", "variant"],
    ["Chowdhury", "Choudhary", "variant"],
    ["McAllister", "Macallister", "variant"],
    ["Ionesco", "Ionescu", "close"],
    ["Faruqi", "Farooqi", "variant"],
    ["Nguyen", "Smith", "else"],
  ];
  it.each(rows)("%s beside %s is %s", (said, known, level) => {
    expect(compareFamily(named("", said).family, named("", known).family, policy)?.level).toBe(level);
  });
});

describe("the sound of a name brings spellings of one name together", () => {
  const rows: [a: string, b: string][] = [
    ["mohammed", "muhammad"],
    ["hussain", "hossein"],
    ["oleksandr", "aleksandr"],
    ["wojcik", "vojcik"],
    ["shevchenko", "sevcenko"],
    ["catherine", "katherine"],
    ["philip", "filip"],
    ["mcallister", "macallister"],
    ["aisha", "aysha"],
    ["jusuf", "yusuf"],
    ["qureshi", "kureshi"],
  ];
  it.each(rows)("%s and %s", (a, b) => expect(soundOf(a)).toBe(soundOf(b)));
});

describe("letters", () => {
  it("folds marks, case, apostrophes and other scripts away", () => {
    expect(fold("  Łukasz O’Dowd-ŞAHİN ")).toBe("lukasz odowd sahin");
    expect(fold("Олена")).toBe("olena");
    expect(nameTokens("Baby GITTINS")).toEqual(["gittins"]);
  });
  it("knows the published Jaro-Winkler values", () => {
    expect(jaroWinkler("martha", "marhta")).toBeCloseTo(0.961, 3);
    expect(jaroWinkler("dwayne", "duane")).toBeCloseTo(0.84, 3);
    expect(jaroWinkler("dixon", "dicksonx")).toBeCloseTo(0.813, 3);
    expect(jaroWinkler("abc", "xyz")).toBe(0);
  });
  const distances: [string, string, number][] = [
    ["kitten", "sitting", 3],
    ["abcd", "abdc", 1],
    ["abc", "abc", 0],
    ["", "abc", 3],
    ["abcdefghij", "zzzzzzzzzz", 4],
  ];
  it.each(distances)("%s and %s are %i apart, counted to four", (a, b, d) => {
    expect(editDistance(a, b, 4)).toBe(d);
    expect(editDistance(b, a, 4)).toBe(d);
  });
});

describe("dates of birth", () => {
  const rows: [said: string, known: string, level: string][] = [
    ["2016-03-14", "2016-03-14", "exact"],
    ["2016-03-04", "2016-04-03", "day and month swapped"],
    ["2012-08-14", "2012-03-14", "one digit off"],
    ["2016-03-41", "2016-03-14", "one digit off"],
    ["2017-06-14", "2016-06-14", "one digit off"],
    ["2016-03-28", "2016-03-14", "partly equal"],
    ["2013-11-23", "2016-05-17", "else"],
  ];
  it.each(rows)("%s beside %s is %s", (said, known, level) => {
    expect(compareBirth(said as PlainDate, known as PlainDate)).toBe(level);
  });
  it("counts ages to the day of receipt", () => {
    const born = "2016-03-14" as PlainDate;
    expect(ageOn(born, "2026-03-13" as PlainDate)).toBe(9);
    expect(ageOn(born, "2026-03-14" as PlainDate)).toBe(10);
    expect(compareAge(10, born, "2026-03-13" as PlainDate)).toBe("a year off");
    expect(compareAge(7, born, "2026-03-13" as PlainDate)).toBe("else");
  });
  it("MAT-04: 21 days either way, and no more", () => {
    const expected = "2026-05-22" as PlainDate;
    expect(compareExpected(expected, "2026-05-01" as PlainDate)).toBe("within 21 days");
    expect(compareExpected(expected, "2026-06-12" as PlainDate)).toBe("within 21 days");
    expect(compareExpected(expected, "2026-06-13" as PlainDate)).toBe("else");
  });
});

describe("numbers", () => {
  it("IN-07: NHS numbers by their check digit", () => {
    expect(nhsNumber("943 476 5919")).toBe("9434765919");
    expect(nhsNumber("1234567890")).toBeNull();
    expect(nhsNumber("9999999999")).toBeNull();
    expect(nhsNumber("94347659")).toBeNull();
  });
  const nhs: [said: string | null, known: string | null, level: string | null][] = [
    ["943-476-5919", "9434765919", "exact"],
    ["9434765918", "9434765919", "one digit off"],
    ["9434756919", "9434765919", "one digit off"],
    ["9000000009", "9434765919", "else"],
    // A number that cannot be one is never held against a child.
    ["1234567890", "9434765919", null],
    [null, "9434765919", null],
    ["9434765919", null, null],
  ];
  it.each(nhs)("%s beside %s is %s", (said, known, level) => expect(compareNhs(said, known)).toBe(level));

  it("pupil numbers and case numbers are opaque, and only two pupil numbers can disagree", () => {
    expect(looksLikeUpn("B801200005001")).toBe(true);
    expect(compareIds(["b801 2000 05001"], ["B801200005001"])).toBe("exact");
    expect(compareIds(["B801200005002"], ["B801200005001"])).toBe("one character off");
    expect(compareIds(["C330299901234"], ["B801200005001"])).toBe("else");
    expect(compareIds(["CF-77120"], ["B801200005001"])).toBeNull();
    expect(compareIds([], ["B801200005001"])).toBeNull();
  });
});

describe("addresses", () => {
  const rows: [said: string, known: string, level: string | null][] = [
    ["58 Wychbury St (flat 2), B21 9PL", "Flat 2, 58 Wychbury Street B21 9PL", "address"],
    ["112 Pershore Cresc, Birmingham B308QD", "Flat 6, 112 Pershore Crescent, B30 8QD", "address"],
    ["APT 31 GRAVELLY POINT B24 8HX", "Apartment 31, Gravelly Point, B24 8HX", "address"],
    ["36 Swanshurst Ct", "36 Swanshurst Court, B13 0AN", "address"],
    ["9 Lapworth Mewes", "9 Lapworth Mews, B14 5HJ", "address"],
    ["B30 8QD", "Flat 6, 112 Pershore Crescent, B30 8QD", "postcode"],
    ["lives up Small Heath Parkway", "149 Small Heath Parkway, B10 0NN", "street"],
    ["Small Heath Parkway", "149 Small Heath Parkway, B10 0NN", "street"],
    ["47 Fernley Bank", "12 Fernley Bank, B11 4QT", "other house"],
    ["3 Elm Road, B30 1AA", "112 Pershore Crescent, B30 8QD", "area"],
    ["3 Elm Road, B1 1AA", "112 Pershore Crescent, B30 8QD", "else"],
    ["12 Elm Road, Acocks Green", "9 Oak Road, Acocks Green", "else"],
  ];
  it.each(rows)("%s beside %s is %s", (said, known, level) => {
    const [a, b] = [placeOf(said, null), placeOf(known, null)];
    expect(a && b && comparePlace(a, b)).toBe(level);
  });
  it("finds a postcode however it is spaced", () => {
    expect(postcodeOf("b30  8qd")).toBe("B308QD");
    expect(postcodeOf("flat 6 B308QD.")).toBe("B308QD");
    expect(postcodeOf("not known")).toBeNull();
  });
  it("one dwelling has one key, whichever way it is written; without postcode or number it has none", () => {
    expect(dwellingKey("Flat 6, 112 Pershore Crescent", "B30 8QD")).toBe(
      dwellingKey("112 Pershore Cres. flat 6", "b308qd"),
    );
    expect(dwellingKey("Flat 6, 112 Pershore Crescent", "B30 8QD")).not.toBe(
      dwellingKey("Flat 7, 112 Pershore Crescent", "B30 8QD"),
    );
    expect(dwellingKey("112 Pershore Crescent", null)).toBeNull();
    expect(dwellingKey(null, "B30 8QD")).toBeNull();
  });
});

describe("kin", () => {
  const words: [relationship: string, parent: boolean, sibling: boolean][] = [
    ["mother", true, false],
    ["Step-father", true, false],
    ["adoptive parent", true, false],
    ["grandmother", false, false],
    ["godmother", false, false],
    ["foster mother", false, false],
    ["half-brother", false, true],
    ["step sister", false, true],
    ["twin", false, true],
    ["sister-in-law", false, false],
    ["foster brother", false, false],
    ["cousin", false, false],
  ];
  it.each(words)("%s: parent %s, sibling %s", (word, parent, sibling) => {
    expect([isParentWord(word), isSiblingWord(word)]).toEqual([parent, sibling]);
  });
  it("a person is a child until the eighteenth birthday, and where the day of birth is not known", () => {
    const day = "2026-10-01" as PlainDate;
    expect(isChildOn(aPerson({ personId: "P", dateOfBirth: "2008-10-02" }), day)).toBe(true);
    expect(isChildOn(aPerson({ personId: "P", dateOfBirth: "2008-10-01" }), day)).toBe(false);
    expect(isChildOn(aPerson({ personId: "P", dateOfBirth: "2026-12-01" }), day)).toBe(true);
    expect(isChildOn(aPerson({ personId: "P" }), day)).toBe(true);
  });
});
