import { expect, test } from "vitest";
import { isAdviceToAll } from "../../../rules/classify/advice-to-all.ts";
import { asksWhatBecame } from "../../../rules/classify/news.ts";
import { sentencesOf } from "../../../rules/classify/words.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();

test.each([
  ["If you believe that a child is at immediate risk of harm call 999.", true],
  ["In a life-threatening emergency call 999.", true],
  ["If your message is urgent please telephone the school office.", true],
  ["This e-mail is confidential to the addressee.", true],
  ["If he comes back I do not know what I shall do.", false],
  ["He is at the door and I have called 999.", false],
])("said to everybody: %s %s", (text, expected) => {
  expect(isAdviceToAll({ text })).toBe(expected);
});

test.each([
  ["We have heard nothing since we wrote.", true],
  ["Has anybody looked at this?", true],
  ["The caller has heard nothing since.", false],
  ["Mum has heard nothing from the school.", false],
])("a chaser is the sender's own (SAF-07): %s %s", (text, expected) => {
  expect(asksWhatBecame(sentencesOf(text), policy)).toBe(expected);
});

test("two children with bare ages and one surname are read, as are two notices with their own homes", async () => {
  const { findPeople } = await import("../../../rules/read-mail/find-people.ts");
  const { said } = await import("../../../rules/read-mail/person.ts");
  const { instant } = await import("../../../rules/time.ts");
  const { readPeopleOf } = await import("../../../rules/read-mail/people.ts");
  const { loadReadMailPolicy } = await import("../../../worker/config/read-mail.ts");
  const at = instant("2026-03-25T09:10:00Z");
  const found = findPeople("I visited Caleb 12 and Joss 10 Merriweather.", said("body", at));
  expect(found.map(({ person }) => [person.givenNames, person.familyName, person.age])).toEqual([
    ["Caleb", "Merriweather", 12],
    ["Joss", "Merriweather", 10],
  ]);
  const text =
    "Notice 1. Aaron Pell (04/05/2016), 4 Heron Walk, NM1 1AA. His mother, Gail Pell, was calm.\n\n" +
    "Notice 2. Bella Crane (09/10/2017), 71 Quarry Road, NM5 2ZZ. She was asleep.";
  const { children } = readPeopleOf(
    [{ text, fields: [], where: "body", kind: "content" }],
    at,
    loadReadMailPolicy(new URL("../../../config", import.meta.url).pathname),
  );
  expect(children.map(({ givenNames, postcode, parents }) => [givenNames, postcode, parents])).toEqual([
    ["Aaron", "NM1 1AA", ["Gail Pell"]],
    ["Bella", "NM5 2ZZ", []],
  ]);
});
