import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageOn } from "../../../rules/read-mail/dates.ts";
import { birthdaysSaid, expectedDays } from "../../../rules/read-mail/days-without-year.ts";
import { newPerson, type Person, said } from "../../../rules/read-mail/person.ts";
import { instant, type PlainDate } from "../../../rules/time.ts";

const MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December".split(
  ",",
);

function aChild(age: number | null): Person {
  const name = { givenNames: "Tobias", familyName: "Wexley", knownAs: null };
  return { ...newPerson(name, "child", "body"), age };
}

function bornBy(text: string, age: number | null, receivedAt = "2026-10-12T09:30:00Z"): string | null {
  const child = aChild(age);
  birthdaysSaid(text, [child], said("body", instant(receivedAt)));
  return child.dateOfBirth;
}

describe("a birthday without its year and an age make a birth date", () => {
  test("of which the child is exactly that old on the day of receipt", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 17 }),
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom(...MONTHS),
        fc.integer({ min: 1, max: 12 }),
        (age, day, month, received) => {
          const on = `2026-${String(received).padStart(2, "0")}-15`;
          const born = bornBy(
            `Tobias is ${age}, his birthday is ${day} ${month}.`,
            age,
            `${on}T12:00:00Z`,
          ) as PlainDate;
          expect(ageOn(born, on as PlainDate)).toBe(age);
        },
      ),
    );
  });

  test.each<[string, number | null, string | null]>([
    ["Tobias, 6, birthday on the 3rd of May", 6, "2020-05-03"],
    ["Tobias, birthday 29 February", 6, "2020-02-29"],
    ["Tobias, birthday 29 February", 5, null],
    ["Tobias, birthday 3 May", null, null],
    ["Tobias, 6. They fought at a birthday party on 3 May.", 6, null],
    [`Tobias. ${"He was quiet. ".repeat(20)}birthday 3 May`, 6, null],
  ])("%s", (text, age, born) => {
    expect(bornBy(text, age)).toBe(born);
  });
});

describe("an expected day without its year is the next one", () => {
  test.each<[string, string[]]>([
    ["Jade Hartley (EDD 11/6) came in", ["2027-06-11"]],
    ["Jade Hartley, baby due on 2nd November", ["2026-11-02"]],
    ["EDD 28.9 and not yet in labour", ["2026-09-28"]],
    ["EDD 31/2", []],
    ["EDD 11/06/2027", []],
    ["The rent is due 11/6", []],
  ])("%s", (text, expected) => {
    expect(expectedDays(text, "2026-10-12" as PlainDate).map(({ day }) => day)).toEqual(expected);
  });
});
