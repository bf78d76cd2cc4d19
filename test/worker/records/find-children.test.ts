import { beforeAll, describe, expect, it } from "vitest";
import type { MailFacts } from "../../../rules/read-mail/mail.ts";
import type { Records } from "../../../worker/ports.ts";
import { findChildren } from "../../../worker/records/find-children.ts";
import { noRecords, snapshotInMemory } from "../../../worker/records/snapshot.ts";
import { aMention, policy } from "../../rules/identify-child/policy-for-tests.ts";
import { EXTRACT, extractFolder } from "./extract-for-tests.ts";
import { aMail } from "./mail-for-tests.ts";

const PEOPLE = `${EXTRACT["people.csv"]}P-20,Kerem,Demir,,2020-05-05,M,,9 Tansy Close,B20 7XX,
P-21,Keren,Demir,,2020-05-05,M,,9 Tansy Close,B20 7XX,
P-22,Elif,Demir,,1994-04-04,F,,9 Tansy Close,B20 7XX,
P-30,Lena,Kowal,,2016-05-17,F,9000000009,14 Raven Terrace,B36 8BE,
P-31,Lena,Kowalska,,2013-11-23,F,9000000017,203 Tyne Way,B24 9NY,
`;
const RELATIONSHIPS = `${EXTRACT["relationships.csv"]}P-20,P-22,mother
P-21,P-22,mother
`;

let records: Records;
beforeAll(async () => {
  records = await snapshotInMemory(
    extractFolder({ "people.csv": PEOPLE, "relationships.csv": RELATIONSHIPS }),
  );
});

const matched = (mail: MailFacts) =>
  findChildren(mail, records, policy).children.map(({ personId }) => personId);
const amira = aMention({ givenNames: "Amira", familyName: "Okafor-Lund", dateOfBirth: "2016-03-14" });
const tobias = aMention({ givenNames: "Tobias", familyName: "Okafor-Lund", dateOfBirth: "2019-12-01" });

describe("the children a mail states", () => {
  it("get a verdict each, known or not", () => {
    const stranger = aMention({ givenNames: "Wendell", familyName: "Prosser", dateOfBirth: "2011-01-01" });
    const { children } = findChildren(aMail({ children: [amira, stranger] }), records, policy);
    expect(children.map(({ verdict, personId }) => [verdict, personId])).toEqual([
      ["match", "P-1"],
      ["none", null],
    ]);
    expect(children.map(({ mention }) => mention)).toEqual([amira, stranger]);
  });
  it("said twice are one child", () => {
    const again = aMention({ givenNames: "Mimi", familyName: "Lund", dateOfBirth: "2016-03-14" });
    const named = aMention({ givenNames: "Amira", familyName: "Okafor-Lund", where: "subject" });
    expect(matched(aMail({ children: [amira, again, named] }))).toEqual(["P-1"]);
  });
  it("help to identify each other: one home, brothers and sisters", () => {
    const first = aMention({ givenNames: "Amira", address: "18 Lindenholt Road" });
    const second = aMention({ givenNames: "Tobias" });
    expect(matched(aMail({ children: [first, second] }))).toEqual(["P-1", "P-2"]);
  });
  it("are not taken for the others: a new baby is not one of the known children", () => {
    const baby = aMention({
      givenNames: "Ottilie",
      familyName: "Okafor-Lund",
      address: "Flat 2, 18 Lindenholt Road",
      postcode: "B30 9ZZ",
    });
    expect(
      findChildren(aMail({ children: [amira, baby] }), records, policy).children.map(
        ({ verdict }) => verdict,
      ),
    ).toEqual(["match", "none"]);
  });
  it("twins with nearly the same name are each found", () => {
    const twin = (givenNames: string) =>
      aMention({ givenNames, familyName: "Demir", dateOfBirth: "2020-05-05", address: "9 Tansy Close" });
    expect(matched(aMail({ children: [twin("Keren"), twin("Kerem")] }))).toEqual(["P-21", "P-20"]);
  });
  it("are never taken for an adult of the same name at the same address", async () => {
    const father = 'P-40,Tobias,Okafor-Lund,,1985-05-05,M,,"Flat 2, 18 Lindenholt Road",B30 9ZZ,\n';
    const withFather = await snapshotInMemory(extractFolder({ "people.csv": `${PEOPLE}${father}` }));
    const boy = aMention({ givenNames: "Tobias", familyName: "Okafor-Lund", address: "18 Lindenholt Road" });
    const { children } = findChildren(aMail({ children: [boy] }), withFather, policy);
    expect(children).toMatchObject([{ verdict: "match", personId: "P-2" }]);
  });
  it("that are only named in the mail are not its children", () => {
    expect(matched(aMail({ children: [amira, { ...tobias, subjectOfMail: false }] }))).toEqual(["P-1"]);
  });
});

describe("where the mail states no child, or one is not matched, its text is searched", () => {
  const rows: [why: string, says: string, found: (string | null)[]][] = [
    ["name and date of birth", "I saw Amira Lund (14/3/16) today.", ["P-1"]],
    [
      "name in small letters and street",
      "hiya its about amira lund from lindenholt rd, she was out again",
      ["P-1"],
    ],
    [
      "a day on which something happened is no day of birth",
      "Amira Lund, Lindenholt Road, on 12/09/2026 she ran off",
      ["P-1"],
    ],
    [
      "another day of birth behind the name: a person must look",
      "Amira Lund dob 1/2/2013, Lindenholt Road",
      [null],
    ],
    ["NHS number and pet name", "Re NHS no. 943 476 5919, Mimi came in with mum.", ["P-1"]],
    ["two children and their postcode", "Tobias and Amira Okafor-Lund of B30 9ZZ", ["P-1", "P-2"]],
    ["misspelt name and written-out date", "Child: Ameera Okafor, born 14th March 2016", ["P-1"]],
    ["nobody known", "Wendell Prosser, 1 January 2011, was crying in Elm Street, B1 1AA.", []],
    ["only a professional who bears a child's name", "Kind regards, Amira Lund, Headteacher", []],
    ["no child at all", "What is your threshold for neglect?", []],
  ];
  it.each(rows)("%s", (_why, says, found) => {
    expect(matched(aMail({ says })).sort()).toEqual(found);
  });
  it("text that fits two children, each in part, is put before a person", () => {
    const says = "Lena Kowal, 14 Raven Terrace B36 8BE. Date of birth 23/11/2013, NHS number 900 000 0017.";
    const [child] = findChildren(aMail({ says }), records, policy).children;
    expect(child?.verdict).toBe("several");
    expect(child?.candidates.map(({ personId }) => personId).sort()).toEqual(["P-30", "P-31"]);
  });
  it("text never talks away what a form says against a child", () => {
    const form = aMention({
      givenNames: "Lena",
      familyName: "Kowal",
      dateOfBirth: "2013-11-23",
      nhsNumber: "9000000017",
      address: "14 Raven Terrace",
      postcode: "B36 8BE",
    });
    const says = "Lena Kowal, 23/11/2013, 900 000 0017";
    expect(findChildren(aMail({ children: [form], says }), records, policy).children).toMatchObject([
      { verdict: "several" },
    ]);
  });
  it("what a chaser quotes is searched last", () => {
    const quotes = "Amira Okafor-Lund, 14/03/2016, Flat 2, 18 Lindenholt Road, B30 9ZZ. She said …";
    expect(matched(aMail({ kind: "chaser", says: "Any news of this please?", quotes }))).toEqual(["P-1"]);
    expect(matched(aMail({ says: "It is about Tobias Okafor-Lund, 1.12.2019", quotes }))).toEqual(["P-2"]);
  });
  it("a mail that software wrote refers nobody", () => {
    expect(
      matched(
        aMail({ kind: "automatic-reply", children: [amira], subject: "Automatic reply: Amira Okafor-Lund" }),
      ),
    ).toEqual([]);
  });
});

describe("a mail about an adult alone", () => {
  it("leads to the adult's children as candidates, never as a match", () => {
    const grace = aMention({
      givenNames: "Grace",
      familyName: "Lund",
      dateOfBirth: "1990-01-01",
      role: "patient",
    });
    const { children } = findChildren(
      aMail({ adults: [grace], says: "Grace took an overdose." }),
      records,
      policy,
    );
    expect(children).toMatchObject([{ verdict: "several", personId: null }]);
    expect(children[0]?.candidates.map(({ personId }) => personId).sort()).toEqual(["P-1", "P-2"]);
  });
});

describe("whose history counts (Part 0.9)", () => {
  it("siblings by relationship, half-siblings through a shared father, and other children at the address", () => {
    const { kinship, people } = findChildren(aMail({ children: [amira] }), records, policy);
    expect(Object.fromEntries(kinship)).toEqual({
      "P-1": "child",
      "P-2": "sibling",
      "P-5": "sibling",
      "P-4": "household",
    });
    expect(people.get("P-5")?.givenNames).toBe("Josie");
  });
  it("no adult: neither the mother, nor an uncle of unknown age", () => {
    const { kinship } = findChildren(aMail({ children: [amira] }), records, policy);
    expect([kinship.has("P-3"), kinship.has("P-6"), kinship.has("P-7")]).toEqual([false, false, false]);
  });
  it("nobody where no child is matched, but candidates are there to be shown", () => {
    const named = aMention({ givenNames: "Amira", familyName: "Okafor-Lund" });
    const { kinship, people, children } = findChildren(aMail({ children: [named] }), records, policy);
    expect(children[0]?.verdict).toBe("several");
    expect([kinship.size, [...people.keys()]]).toEqual([0, ["P-1"]]);
  });
});

describe("what people have said is remembered", () => {
  const named = aMention({ givenNames: "Amira", familyName: "Okafor-Lund" });
  it("this is that child", () => {
    const { children } = findChildren(aMail({ children: [named] }), records, policy, [
      { personId: "P-1", is: true },
    ]);
    expect(children).toMatchObject([{ verdict: "match", personId: "P-1" }]);
  });
  it("this is not that child, by form or by text", () => {
    const said = [{ personId: "P-1", is: false }];
    const mail = aMail({ children: [amira], says: "Amira Okafor-Lund, 14/03/2016, B30 9ZZ" });
    expect(findChildren(mail, records, policy, said).children).toMatchObject([{ verdict: "none" }]);
  });
});

describe("a mail that cites its sender's own earlier referral", () => {
  it("counts as evidence of another kind", () => {
    const evidence = (from: string) =>
      findChildren(
        aMail({
          children: [aMention({ givenNames: "Amira", familyName: "Okafor-Lund" })],
          says: "Further to my referral of yesterday",
          from,
        }),
        records,
        policy,
      ).children[0]?.because.map(({ field }) => field);
    expect(evidence("j.roe@hill.sch.example")).toContain("referral");
    expect(evidence("other@hill.sch.example")).not.toContain("referral");
  });
});

it("without records nobody is known", () => {
  expect(findChildren(aMail({ children: [amira], says: "Amira" }), noRecords, policy)).toMatchObject({
    children: [{ verdict: "none" }],
  });
});

it("a hostile text costs no more than a long one", () => {
  const says = `${"ab-".repeat(100_000)} ${"Amira Lund ".repeat(5000)} ${"1/1/11 ".repeat(5000)}${"x".repeat(200_000)}`;
  const begin = performance.now();
  findChildren(aMail({ says }), records, policy);
  expect(performance.now() - begin).toBeLessThan(3000);
});
