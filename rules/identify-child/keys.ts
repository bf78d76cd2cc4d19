import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import { isPlainDate, type PlainDate } from "../time.ts";
import { daysInText } from "./days-in-text.ts";
import { fold, soundOf } from "./fold.ts";
import { namesOf, variantsOf } from "./names.ts";
import { looksLikeUpn, nhsDigits, nhsNumber, opaqueId } from "./numbers.ts";
import { placeOf, postcodeOf, streetsInText } from "./place.ts";
import type { CandidateKey, IdentityPolicy, KeyKind } from "./policy.ts";

/** At most so many words of a name are used, and so many keys made of a text: a hostile mail costs no more than an odd one. */
const MOST_WORDS = 5;
const MOST_TEXT = 400_000;
const MOST_TEXT_KEYS = 3_000;
const MOST_STREETS = 6;
const MOST_WORD = 60;
const MOST_NAMES_BESIDE_STREETS = 150;
/** How far from a day, in letters, the name of whoever was born on it is looked for. */
const NEAR = 80;
/** Where the day of receipt is not given, years of two digits are read as of this century. */
const FAR_OFF = "2099-12-31" as PlainDate;

/** What a known person is filed under. Does not depend on the policy's variants: those are tried when looking up. */
export function personKeys(person: Person, _policy?: IdentityPolicy): CandidateKey[] {
  const keys = new KeySet();
  const names = namesOf(person);
  keys.add("nhs", nhsDigits(person.nhsNumber));
  for (const id of person.otherIds) keys.add("id", usableId(id));
  keys.add("id", usableId(person.personId));
  const given = sounds([...names.given, ...names.knownAs]);
  const family = sounds(names.family);
  const born = person.dateOfBirth;
  pairKeys(keys, given, family, born ? [born.slice(0, 4), born.slice(5)] : []);
  if (born) for (const sound of [...given, ...family]) keys.add("birth", `${born}|${sound.charAt(0)}`);
  placeKeys(keys, person.address, person.postcode, [...given, ...family]);
  return keys.list;
}

/** What a mention is looked up under: its own keys, and those of the spellings and slips that may stand behind it. */
export function mentionKeys(
  mention: PersonMention,
  policy: IdentityPolicy,
  receivedOn?: PlainDate,
): CandidateKey[] {
  const keys = new KeySet();
  const names = namesOf(mention);
  keys.add("nhs", nhsDigits(mention.nhsNumber));
  for (const id of mention.otherIds) keys.add("id", usableId(id));
  const born = mention.dateOfBirth;
  const givenWords = [...names.given, ...names.knownAs].slice(0, MOST_WORDS);
  const familyWords = names.family.slice(0, MOST_WORDS);
  // A full name in one field: every two of its words may be the pair.
  const whole = familyWords.length === 0 ? givenWords : givenWords.length === 0 ? familyWords : null;
  const asWritten = { given: sounds(whole ?? givenWords), family: sounds(whole ?? familyWords) };
  const spelt = (words: readonly string[]) => sounds(words.flatMap((name) => variantsOf(name, policy)));
  const given = spelt(whole ?? givenWords);
  const family = spelt(whole ?? familyWords);
  pairKeys(keys, born ? asWritten.given : given, born ? asWritten.family : family, []);
  pairKeys(keys, given, family, datesOf(born, mention.age, receivedOn), false);
  if (born) {
    for (const day of bothWays(born)) {
      for (const sound of [...given, ...family]) keys.add("birth", `${day}|${sound.charAt(0)}`);
    }
  }
  placeKeys(keys, mention.address, mention.postcode, [...given, ...family]);
  return keys.list;
}

/** A day, and the one it is where day and month have changed places. */
function bothWays(day: PlainDate): PlainDate[] {
  const other = `${day.slice(0, 5)}${day.slice(8, 10)}-${day.slice(5, 7)}`;
  return isPlainDate(other) && other !== day ? [day, other] : [day];
}

/** Year, and month with day, of a birth; of an age, the two years it could be. */
function datesOf(born: PlainDate | null, age: number | null, receivedOn: PlainDate | undefined): string[] {
  if (born) return [born.slice(0, 4), ...bothWays(born).map((day) => day.slice(5))];
  if (age === null || !receivedOn) return [];
  const year = Number(receivedOn.slice(0, 4)) - age;
  return [String(year), String(year - 1)];
}

/**
 * What free text says without a form: NHS numbers, pupil numbers, days (day first), postcodes, and pairs of
 * neighbouring words that could be a name, in either order. Days are looked up under the first sounds of the
 * words near them, so that they find only people whose name could stand there too.
 */
export function textKeys(
  text: string,
  policy: IdentityPolicy,
  receivedOn: PlainDate = FAR_OFF,
): CandidateKey[] {
  const keys = new KeySet(MOST_TEXT_KEYS);
  const read = text.slice(0, MOST_TEXT);
  for (const [found] of read.matchAll(/\b\d{3}[ -]?\d{3}[ -]?\d{4}\b/g)) keys.add("nhs", nhsNumber(found));
  for (const [found] of read.matchAll(/\b[A-Z]\d{11}[\dA-Z]\b/gi)) {
    const id = opaqueId(found);
    if (looksLikeUpn(id)) keys.add("id", id);
  }
  for (const [found] of read.matchAll(/\b[a-z]{1,2}\d[a-z\d]?\s{0,2}\d[a-z]{2}\b/gi))
    keys.add("postcode", postcodeOf(found));
  for (const { day, at } of daysInText(read, receivedOn)) {
    const near = fold(read.slice(Math.max(0, at - NEAR), at + NEAR)).split(" ");
    for (const sound of sounds(near.filter((word) => /^[a-z]{2}/.test(word))))
      keys.add("birth", `${day}|${sound.charAt(0)}`);
  }
  streetKeys(keys, read, policy);
  for (const pair of namePairs(read)) {
    const [a, b] = pair.map((word) => sounds(variantsOf(word, policy)));
    pairKeys(keys, a ?? [], b ?? [], []);
  }
  return keys.list;
}

/** Neighbouring words that begin with a capital, folded; where a text is all in small or all in capitals, any neighbours. */
export function namePairs(text: string): (readonly [string, string])[] {
  const words = text.match(/[\p{L}][\p{L}\p{M}'’-]*|[,.;:!?\n]/gu) ?? [];
  const lettered = words.filter((word) => /\p{L}/u.test(word));
  const capitals = lettered.filter((word) => /^\p{Lu}/u.test(word)).length;
  const shouted = lettered.filter((word) => word.length > 1 && !/\p{Ll}/u.test(word)).length;
  const plain = lettered.length > 0 && (capitals / lettered.length < 0.03 || shouted / lettered.length > 0.6);
  const pairs: [string, string][] = [];
  let previous: readonly string[] = [];
  for (const word of words) {
    if (word === ",") continue;
    if (!/\p{L}/u.test(word) || (!plain && !/^\p{Lu}/u.test(word))) {
      previous = [];
      continue;
    }
    // A word of many hyphens makes no more pairs than a name of four parts.
    const parts = fold(word.slice(0, MOST_WORD))
      .split(" ")
      .filter((part) => part.length > 1)
      .slice(0, 4);
    for (const a of previous) for (const b of parts) pairs.push([a, b]);
    previous = parts;
  }
  return pairs;
}

/** Streets that a text names, each with every word of the text that begins with a capital. */
function streetKeys(keys: KeySet, text: string, policy: IdentityPolicy): void {
  const streets = streetsInText(text).slice(0, MOST_STREETS);
  if (streets.length === 0) return;
  const capital = [...new Set(text.match(/\p{Lu}[\p{L}\p{M}'’]+/gu))].slice(0, MOST_NAMES_BESIDE_STREETS);
  const words =
    capital.length > 0 ? capital : [...new Set(text.split(/\s+/))].slice(0, MOST_NAMES_BESIDE_STREETS);
  const names = sounds(words.flatMap((word) => variantsOf(fold(word), policy)));
  for (const street of streets) {
    const sound = street.split(" ").map(soundOf).join("");
    for (const name of names) keys.add("street-name", `${sound}|${name}`);
  }
}

/** Pairs of names, alone and with each of `dates`: a year, or a month and day. */
function pairKeys(
  keys: KeySet,
  given: readonly string[],
  family: readonly string[],
  dates: readonly string[],
  alone = true,
): void {
  for (const g of given) {
    for (const f of family) {
      const pair = g < f ? `${g}|${f}` : `${f}|${g}`;
      if (alone) keys.add("name", pair);
      for (const date of dates) keys.add(date.length === 4 ? "name-year" : "name-day", `${pair}|${date}`);
    }
  }
}

function placeKeys(
  keys: KeySet,
  address: string | null,
  postcode: string | null,
  names: readonly string[],
): void {
  const place = placeOf(address, postcode);
  if (!place) return;
  keys.add("postcode", place.postcode);
  for (const street of place.streets.slice(0, 3)) {
    const sound = street.split(" ").map(soundOf).join("");
    for (const number of place.numbers.slice(0, 2)) keys.add("house", `${sound}|${number}`);
    for (const name of names) keys.add("street-name", `${sound}|${name}`);
  }
}

function sounds(names: readonly string[]): string[] {
  return [
    ...new Set(
      names
        .filter((name) => name.length > 1)
        .slice(0, 60)
        .map(soundOf),
    ),
  ];
}

function usableId(id: string): string | null {
  const opaque = opaqueId(id);
  return opaque.length >= 4 ? opaque : null;
}

class KeySet {
  readonly list: CandidateKey[] = [];
  readonly #seen = new Set<string>();
  readonly #most: number;

  constructor(most = 600) {
    this.#most = most;
  }

  add(kind: KeyKind, value: string | null): void {
    if (value === null || value === "" || this.list.length >= this.#most) return;
    const id = `${kind}:${value}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.list.push({ kind, value });
  }
}
