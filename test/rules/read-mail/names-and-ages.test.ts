import { describe, expect, test } from "vitest";
import type { PersonMention } from "../../../rules/read-mail/mail.ts";
import { readPeopleOf } from "../../../rules/read-mail/people.ts";
import { instant } from "../../../rules/time.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";

const policy = loadReadMailPolicy("config");

function people(text: string, subject = "") {
  return readPeopleOf(
    [
      { text, fields: [], where: "body", kind: "content" },
      { text: subject, fields: [], where: "subject", kind: "subject" },
    ],
    instant("2026-03-25T10:00:00Z"),
    policy,
  );
}

/** "Given|Family" and what else is asked. */
function named({ givenNames, familyName }: PersonMention): string {
  return `${givenNames ?? ""}|${familyName ?? ""}`;
}
const aged = (mention: PersonMention) => `${named(mention)}|${mention.age ?? ""}`;

describe("an age is read in whole years, however it is said", () => {
  test.each<[string, string[]]>([
    ["Leo is 18 months old.", ["Leo||1"]],
    ["Lexi-Mae, 22 months, of Flat 3, Elm Court", ["Lexi-Mae||1"]],
    ["Her baby Arlo, 5 weeks old, was cold.", ["Arlo||0"]],
    ["Emrys Tudor-Hart, 3 years 8 months, of 22 Packhorse Road", ["Emrys|Tudor-Hart|3"]],
    ["Ezra (four and a half) lives next door.", ["Ezra||4"]],
    ["Jake (2.5 yrs) and Molly (4½) live at 3 Mill Lane", ["Jake||2", "Molly||4"]],
    ["Jonah Peace aged nine was late.", ["Jonah|Peace|9"]],
    ["Marlon Stapleton, who will be twelve on 2nd December, plays.", ["Marlon|Stapleton|11"]],
    ["Ellie-Mae Cartmell in Y4 would not sit down.", ["Ellie-Mae|Cartmell|8"]],
    ["Ruby Fenn (Y4) told me", ["Ruby|Fenn|8"]],
    ["Ruby Fenn, Year 4, told me", ["Ruby|Fenn|8"]],
    ["My neighbour has a grandson Arjun who is about 6", ["Arjun||6"]],
  ])("%s", (text, expected) => {
    expect(people(text).children.map(aged)).toEqual(expected);
  });
});

describe("names that are other words too", () => {
  test.each<[string, string[]]>([
    ["Summer Tranter (6) told me", ["Summer|Tranter"]],
    ["Child's name: April Jones\nDOB: 01/02/2012", ["April|Jones"]],
    ["Will Carter, born 3 May 2013, told us in April that he was cold.", ["Will|Carter"]],
    ["Ellie Ward (01/02/2015) was late.", ["Ellie|Ward"]],
    ["Patient: Young, Sasha DOB 12/12/2018", ["Sasha|Young"]],
    ["Kane White (01/02/2011) lives with his nan.", ["Kane|White"]],
    ["Pupil: HOANG Minh An, DOB 12 Jan 2014", ["Minh An|HOANG"]],
    ["Abdul-Rahman bin Yusuf al-Farsi (dob 01/01/2013)", ["Abdul-Rahman bin Yusuf|al-Farsi"]],
    ["Sanne van der Berg, born 9 May 2014", ["Sanne|van der Berg"]],
  ])("%s", (text, expected) => {
    expect(people(text).children.map(named)).toEqual(expected);
  });
  test.each([
    ["an event", "Ours is on Friday.", "Autumn Fayre"],
    ["a request for data", "I ask for all personal data that you hold.", "Data Protection"],
  ])("%s in the subject is no child", (_what, text, subject) => {
    expect(people(text, subject).children).toEqual([]);
  });
});

describe("a family name that is said once for several children", () => {
  test.each<[string, string[]]>([
    ["Josie (9) and Max (6) Ledger, 4 Mill Lane", ["Josie|Ledger", "Max|Ledger"]],
    ["Zainab (Year 9) and her brother Yusuf (Year 5) Rahimi", ["Zainab|Rahimi", "Yusuf|Rahimi"]],
    ["The Hussain boys, Bilal 11 and Idris 9, were out.", ["Bilal|Hussain", "Idris|Hussain"]],
    ["There is a family Mbuyi in the flats. The boy is Dieudonne, nine.", ["Dieudonne|Mbuyi"]],
    ["Ava (born 3/4/19) and Theo (born 1/1/22), surname Kettle.", ["Ava|Kettle", "Theo|Kettle"]],
  ])("%s", (text, expected) => {
    expect(people(text).children.map(named)).toEqual(expected);
  });
});

describe("full names that a sentence is about, without birth or age", () => {
  test.each<[string, string]>([
    ["In my mail yesterday about Priya Venkataraman I said that it was a teacher.", "Priya|Venkataraman"],
    ["Kofi Asante-Brown at 90 Loom Street has been out on the roof.", "Kofi|Asante-Brown"],
    ["Kayden Sloane who is in my reception class was asleep.", "Kayden|Sloane"],
  ])("%s", (text, expected) => {
    expect(people(text).children.map(named)).toEqual([expected]);
  });
  test("but no school, street or team", () => {
    expect(people("I write about Tanner Row Primary and about Heron Walk Surgery.").children).toEqual([]);
  });
});

describe("a parent is no child", () => {
  test.each<[string, string[], string[]]>([
    ["Her mum Kirsty Payne was asleep when Leo (3) let us in.", ["Leo|"], ["Kirsty|Payne"]],
    ["Danielle Marsh (mum) collected Tia Marsh (04/05/2018).", ["Tia|Marsh"], ["Danielle|Marsh"]],
    ["I hold the file of Grant Macaulay (28 December 1985).", [], ["Grant|Macaulay"]],
  ])("%s", (text, expected, grown) => {
    const { children, adults } = people(text);
    expect(children.map(named)).toEqual(expected);
    expect(adults.map(named)).toEqual(expect.arrayContaining(grown));
  });
});

describe("an address whose number stands behind", () => {
  test.each([
    ["Ina Mbuyi (9) of Lupin House number 6 was thirsty.", "Flat 6, Lupin House"],
    ["Skye Petrie (7), Bobbin House, flat 7, knocked.", "Flat 7, Bobbin House"],
  ])("%s", (text, address) => {
    expect(people(text).children[0]?.address).toBe(address);
  });
  test("a birthday is no address", () => {
    const { children } = people(
      "Ffion Gethin (12, birthday is St Patrick's Day 2014, 5 Cob Lane Cottages) sings.",
    );
    expect(children[0]?.address).toBe("5 Cob Lane Cottages");
  });
});
