import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import { addDays, type PlainDate } from "../time.ts";
import { daysInText } from "./days-in-text.ts";
import { fold, soundOf } from "./fold.ts";
import { areClose, areVariants, namesOf, variantsOf } from "./names.ts";
import { nhsDigits, opaqueId } from "./numbers.ts";
import { foldAddress, placeOf, postcodeOf } from "./place.ts";
import type { IdentityPolicy } from "./policy.ts";

/** A text as it is searched: folded words once with addresses' abbreviations written out, and its numbers and days. */
export interface SearchedText {
  readonly where: string;
  /** " folded words " with a space at either end. */
  readonly words: string;
  /** The different words, by how they sound. */
  readonly bySound: ReadonlyMap<string, readonly string[]>;
  readonly addressWords: string;
  readonly numbers: ReadonlySet<string>;
  readonly postcodes: ReadonlySet<string>;
  readonly days: readonly { readonly day: PlainDate; readonly at: number }[];
  readonly raw: string;
  readonly lower: string;
  readonly receivedOn: PlainDate;
}

const MOST_TEXT = 400_000;

export function searchedText(text: string, where: string, receivedOn: PlainDate): SearchedText {
  const raw = text.slice(0, MOST_TEXT);
  const numbers = new Set<string>();
  for (const [found] of raw.matchAll(/\b\d{3}[ -]?\d{3}[ -]?\d{4}\b/g)) numbers.add(nhsDigits(found) ?? "");
  for (const [found] of raw.matchAll(/\b[A-Z0-9][A-Z0-9-]{3,19}\b/gi))
    if (/\d/.test(found)) numbers.add(opaqueId(found));
  const postcodes = new Set<string>();
  for (const [found] of raw.matchAll(/\b[a-z]{1,2}\d[a-z\d]?\s{0,2}\d[a-z]{2}\b/gi))
    postcodes.add(postcodeOf(found) ?? "");
  const folded = fold(raw);
  const bySound = Map.groupBy(
    [...new Set(folded.split(" "))].filter((word) => word.length >= 4),
    (word) => soundOf(word),
  );
  return {
    where,
    words: ` ${folded} `,
    bySound,
    addressWords: ` ${foldAddress(raw)} `,
    numbers,
    postcodes,
    days: daysInText(raw, receivedOn),
    raw,
    lower: raw.toLowerCase(),
    receivedOn,
  };
}

/**
 * What a text says of a known person, as a mention: only what stands in it, as it stands there. A day of birth
 * right behind the name that is not theirs is taken in too, so that a namesake's text speaks against them. null
 * where not even a given name or a number of theirs stands there.
 */
export function mentionInText(
  person: Person,
  text: SearchedText,
  policy: IdentityPolicy,
): PersonMention | null {
  const names = namesOf(person);
  const given = [...names.given, ...names.knownAs, names.given.join("")].flatMap((name) =>
    wordsFor(name, text, policy),
  );
  const family = [...names.family, names.family.join("")].flatMap((name) => wordsFor(name, text, policy));
  const pair = firstPair(given, family, text.words);
  const nhs = nhsDigits(person.nhsNumber);
  const nhsNumber = nhs && text.numbers.has(nhs) ? nhs : null;
  const otherIds = person.otherIds.filter((id) => opaqueId(id).length >= 5 && text.numbers.has(opaqueId(id)));
  const givenNames =
    pair?.[0] ?? given.find((word) => names.given.includes(word) || names.knownAs.includes(word)) ?? null;
  if (givenNames === null && nhsNumber === null && otherIds.length === 0) return null;

  const born = text.days.some(({ day }) => day === person.dateOfBirth);
  const otherDay = born || !givenNames ? null : dayBehind(givenNames, text);
  return {
    givenNames,
    familyName: pair?.[1] ?? null,
    knownAs: null,
    dateOfBirth: born ? person.dateOfBirth : otherDay,
    dateOfBirthWritten: null,
    expectedOn: null,
    age: null,
    sex: null,
    nhsNumber,
    otherIds,
    ...placeInText(person, text),
    school: null,
    parents: [],
    siblings: [],
    role: "child",
    subjectOfMail: true,
    where: text.where,
  };
}

/** The words of a text that may stand for a name: itself, another spelling or pet form, a slip. */
export function wordsFor(name: string, text: SearchedText, policy: IdentityPolicy): readonly string[] {
  if (name.length < 2) return [];
  const spelt = variantsOf(name, policy).filter((word) => text.words.includes(` ${word} `));
  const sounding = text.bySound.get(soundOf(name)) ?? [];
  return [
    ...new Set([
      ...spelt,
      ...sounding.filter((word) => areClose(name, word) || areVariants(name, word, policy)),
    ]),
  ];
}

function firstPair(
  given: readonly string[],
  family: readonly string[],
  words: string,
): readonly [string, string] | null {
  for (const first of given) {
    for (const last of family)
      if (first !== last && besideEachOther(words, first, last)) return [first, last];
  }
  return null;
}

function placeInText(
  person: Person,
  text: SearchedText,
): { address: string | null; postcode: string | null } {
  const place = placeOf(person.address, person.postcode);
  if (!place) return { address: null, postcode: null };
  const street = place.streets.find(
    (phrase) => phrase.length >= 5 && text.addressWords.includes(` ${phrase} `),
  );
  const number = street && place.numbers.find((n) => text.addressWords.includes(` ${n} ${street} `));
  return {
    address: street ? (number ? `${number} ${street}` : street) : null,
    postcode: place.postcode && text.postcodes.has(place.postcode) ? place.postcode : null,
  };
}

/** Given and family name as neighbours in either order, at most one other word (a middle name) between them. */
function besideEachOther(words: string, a: string, b: string): boolean {
  if (words.includes(` ${a} ${b} `) || words.includes(` ${b} ${a} `)) return true;
  for (const [first, second] of [
    [a, b],
    [b, a],
  ] as const) {
    for (let at = words.indexOf(` ${first} `); at !== -1; at = words.indexOf(` ${first} `, at + 1)) {
      const next = words.slice(at + first.length + 2, at + first.length + 2 + 40).split(" ");
      if (next[1] === second) return true;
    }
  }
  return false;
}

/**
 * A day written within a line behind a name: theirs, as it stands there. Not one of the last year, which is
 * rather when something happened, unless it is said to be a day of birth.
 */
function dayBehind(given: string, text: SearchedText): PlainDate | null {
  const at = text.lower.indexOf(given);
  if (at === -1) return null;
  const found = text.days.find((day) => day.at > at && day.at - at < 60);
  if (!found) return null;
  const isBirth = /\b(?:d\.?\s?o\.?\s?b|born|birth)/.test(text.lower.slice(at, found.at));
  return isBirth || found.day < addDays(text.receivedOn, -366) ? found.day : null;
}
