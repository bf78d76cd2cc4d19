import type { PersonMention } from "../rules/read-mail/mail.ts";
import type { PlainDate } from "../rules/time.ts";
import type { MadeHousehold, MadePerson } from "./people.ts";
import type { Random } from "./random.ts";

const EMPTY: PersonMention = {
  givenNames: null,
  familyName: null,
  knownAs: null,
  dateOfBirth: null,
  dateOfBirthWritten: null,
  expectedOn: null,
  age: null,
  sex: null,
  nhsNumber: null,
  otherIds: [],
  address: null,
  postcode: null,
  school: null,
  parents: [],
  siblings: [],
  role: "child",
  subjectOfMail: true,
  where: "bench",
};

/**
 * How a referrer would write of a child: mostly a form's fields, some of them empty, the middle name often left
 * out, one family in twenty moved; and a typing error in each field with the given chance.
 */
export function mentionOf(
  child: MadePerson,
  household: MadeHousehold,
  random: Random,
  typing: number,
): PersonMention {
  const slip = (text: string): string => (random.chance(typing) ? withSlip(text, random) : text);
  const given = [child.given, random.chance(0.3) ? child.middle : ""].join(" ").trim();
  const moved = random.chance(0.05);
  const [number, ...street] = child.address.split(" ");
  const address = random.chance(0.85) ? slip(child.address) : street.join(" ");
  const knowsDay = random.chance(0.88);
  const years = 2026 - Number(child.born.slice(0, 4)) - (child.born.slice(5) > "09-01" ? 1 : 0);
  const mother = household.adults.find((adult) => adult.sex === "F");
  return {
    ...EMPTY,
    givenNames: slip(given),
    familyName: slip(child.family),
    dateOfBirth: knowsDay ? dayWithSlip(child.born, random, typing) : null,
    age: knowsDay ? null : years,
    sex: random.chance(0.7) ? child.sex : null,
    nhsNumber: child.nhs && random.chance(0.3) ? slip(child.nhs) : null,
    address: moved ? `${1 + random.below(90)} Newplace Road` : random.chance(0.85) ? address : null,
    postcode: !moved && number && random.chance(0.65) ? slip(child.postcode) : null,
    parents: mother && random.chance(0.5) ? [slip(mother.given)] : [],
    siblings: household.children
      .filter((other) => other !== child && random.chance(0.4))
      .map((other) => other.given),
  };
}

/** One letter or digit put in, left out, changed, or changed places with its neighbour. */
export function withSlip(text: string, random: Random): string {
  if (text.length < 3) return text;
  const at = random.below(text.length - 1);
  const other = /\d/.test(text.charAt(at))
    ? String(random.below(10))
    : String.fromCharCode(97 + random.below(26));
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + other + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + other + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
  }
}

function dayWithSlip(born: string, random: Random, typing: number): PlainDate {
  if (!random.chance(typing)) return born as PlainDate;
  for (;;) {
    const at = [2, 3, 5, 6, 8, 9][random.below(6)]!;
    const written = born.slice(0, at) + random.below(10) + born.slice(at + 1);
    const date = new Date(`${written}T00:00:00Z`);
    if (written !== born && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written))
      return written as PlainDate;
  }
}
