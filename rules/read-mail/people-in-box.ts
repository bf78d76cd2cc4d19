import { findDates } from "./dates.ts";
import { findPeople, sexIn, wholeYears } from "./find-people.ts";
import { findAddresses, findNhsNumbers, isNhsNumber } from "./identifiers.ts";
import { isGivenAlone, isNameWord, readName, type WrittenName } from "./names.ts";
import { isAdult, newPerson, type Person, type Said, setBirth } from "./person.ts";

/** "aged 7", "7 yrs", "Year 6" (10 at its beginning), "Reception"; null where none is said. */
export function ageIn(text: string): number | null {
  const years =
    /\b(?:aged?|is|now)? ?(\d{1,2})(?: or \d{1,2})? ?(?:yrs?|years?|y\/?o)\b/i.exec(text) ??
    /\baged? (\d{1,2})\b(?! ?(?:weeks?|months?|days?))/i.exec(text);
  if (years && Number(years[1]) <= 99) return Number(years[1]);
  if (
    /\b(?:\d{1,2}|newborn|new-born) ?(?:weeks?|months?|days?)(?:[ -]old)?\b/i.test(text) &&
    /\bold\b|aged?/i.test(text)
  )
    return 0;
  const year = /\b(?:year|yr\.?|y) ?(\d{1,2})\b/i.exec(text);
  if (year && Number(year[1]) >= 1 && Number(year[1]) <= 13) return Number(year[1]) + 4;
  if (/\breception\b/i.test(text)) return 4;
  return null;
}

/**
 * The people in a box: "Maryam Osman, 30/06/2016, female", "A Lis (9), B Lis (7)", "Kavin S, DOB 2/2/13 / Kaviya S",
 * "Jayesh and Hetal Mistry", "Nevaeh (surname as above)", one a line.
 */
export function readPeople(value: string, role: string, saidIn: Said, familyAbove: string | null): Person[] {
  const people: Person[] = [];
  for (const piece of splitPeople(value)) {
    const person = readPerson(piece, role, saidIn);
    if (!person) continue;
    if (/surname as above|same surname/i.test(piece) && person.familyName === null)
      person.familyName = people.at(-1)?.familyName ?? familyAbove;
    people.push(person);
  }
  // "Zayd and Zayn Iqbal": the surname stands once, behind the last
  for (let index = people.length - 2; index >= 0; index--) {
    const person = people[index] as Person;
    const next = people[index + 1] as Person;
    if (person.familyName === null && next.familyName !== null && !/[\n;]/.test(value))
      person.familyName = next.familyName;
  }
  return people;
}

const CHILD_WORD =
  "(?:[Bb]oy|[Gg]irl|[Mm]ale|[Ff]emale|[Cc]hild|[Bb]aby|[Tt]oddler|[Ll]ad|[Ss]on|[Dd]aughter|[Bb]rother|[Ss]ister|[Tt]win|[Ii]nfant)";
/** "Girl Autumn (9), boy Lenny (5)", "Posy, about 6, her brother Jem"; but not "Orla, female White British". */
const BEFORE_ANOTHER = new RegExp(
  `(?:,|;|&|\\band\\b)\\s{1,3}(?=(?:(?:a|his|her|their) )?(?:(?:little|younger|older|baby|half|twin)[ -])?${CHILD_WORD} (?:(?:called|named|aged?|approx\\.?|about) )?["“'‘(]?(?:\\d|(?!Year|Yr|White|Black|Asian|Mixed|British)\\p{Lu}\\p{Ll}))`,
  "gu",
);
/** Who it is before the name: "Girl approx 7,", "Male, 6,", "F, 10 yrs,", "her brother", "a boy called". */
const BEFORE_NAME = new RegExp(
  `^\\W{0,3}(?:(?:a|an|his|her|their|the) )?(?:(?:little|small|young|younger|older|twin) )?(?:(${CHILD_WORD}|[mf](?=[ ,]))\\b(?: child| baby| toddler)?)?[,:]? ?(?:(?:of|aged?|approx\\.?|approximately|about|around|circa|c\\.) ){0,2}(?:(\\d{1,2})(?:ish)? ?(yrs?|years?|y\\/?o|m|mths?|months?|weeks?|wks?)?(?: old)?)?(?: (?:boy|girl))?[,:;-]? ?(?:(?:called|named|known as) )?`,
  "i",
);

/** What stands before a name in a box; null where the name comes first. */
function beforeName(piece: string): { length: number; age: number | null; sex: "F" | "M" | null } | null {
  const match = BEFORE_NAME.exec(piece);
  const [whole = "", word, years, unit] = match ?? [];
  if (word === undefined && years === undefined) return null;
  const age = years === undefined ? null : wholeYears(Number(years), unit);
  return { length: whole.length, age, sex: sexIn(word ?? "") };
}

/** A name of its own, where a box says who it is: "Summer (8)". */
function loneGiven(text: string): WrittenName | null {
  const word = /^["“'‘(]?([\p{L}][\p{L}'’-]{1,25})["”'’)]?$/u.exec(text.trim())?.[1];
  return word !== undefined && isGivenAlone(word)
    ? { givenNames: word, familyName: null, knownAs: null }
    : null;
}

function splitPeople(value: string): string[] {
  return value
    .slice(0, 2000)
    .split(/[\n;•]| \/ | \| /)
    .flatMap((line) => line.split(BEFORE_ANOTHER))
    .flatMap((line) => {
      const pieces: string[] = [];
      let from = 0;
      // a comma or "and" before another name
      for (const match of line.matchAll(
        /\s*(?:,|&|\band\b|\/)\s*(?:and\s+)?(?=([\p{L}][\p{L}'’-]+)(?![\p{L}\d])(?:\s+([\p{L}][\p{L}'’-]*))?)/gu,
      )) {
        const before = line.slice(from, match.index);
        const [, first = "", second = ""] = match;
        const named =
          /^\p{Lu}/u.test(first) &&
          isNameWord(first) &&
          (second === "" || isNameWord(second) || !/^\p{Lu}/u.test(second));
        const comma = match[0].trim().startsWith(",");
        // "SURNAME, Given" is one name; a comma between people follows a date, an age, a bracket, or a full name
        const apart =
          !comma ||
          /[\d)]\s*$/.test(before) ||
          (!/^\s*\p{Lu}[\p{Lu}'’-]+\s*$/u.test(before) &&
            /\p{L}\s+\p{L}|^\s*\p{Lu}\p{Ll}+\s*$/u.test(before) &&
            /\d|,|\band\b|&/.test(line.slice(match.index + 1)));
        // "Male, 6, Rhodri Penn" is one
        const onlyWho = beforeName(before)?.length === before.length;
        if (named && apart && before.trim() !== "" && !onlyWho) {
          pieces.push(before);
          from = match.index + match[0].length;
        }
      }
      return [...pieces, line.slice(from)];
    })
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
}

function readPerson(whole: string, role: string, saidIn: Said): Person | null {
  const before = role === "child" ? beforeName(whole) : null;
  const after = before ? whole.slice(before.length) : "";
  // "Male, 35, S. Rudge, laceration": what stands behind the name is no part of it
  const named = before && /^["“'‘(]?\p{Lu}/u.test(after);
  const person = readNamed(named ? after : whole, role, saidIn);
  if (named && person) {
    person.age ??= before.age;
    person.sex ??= before.sex;
    if (isAdult(person, saidIn)) person.role = "adult";
  }
  return person;
}

/** "Posy, about 6", "Asa 4", "(Milo), 5ish". */
function ageAtEnd(piece: string): number | null {
  const age = /^\D{2,60}[\s,](\d{1,2})(?:ish| or so)?\s*$/i.exec(piece)?.[1];
  return age === undefined || Number(age) > 18 ? null : Number(age);
}

function readNamed(piece: string, role: string, saidIn: Said): Person | null {
  const [birth] = findDates(piece, saidIn.receivedOn);
  const end = Math.min(
    ...[
      birth?.index,
      piece.search(/\b(?:d\.?o\.?b|born|edd|nhs|year \d|yr \d|aged?|age)\b/i),
      piece.search(/\(?\b\d{1,2}\b/),
      piece.search(/ - | – |: /),
      piece.search(/\s{2,}|\s\|/),
    ].filter((at): at is number => at !== undefined && at > 0),
    piece.length,
  );
  const head = piece
    .slice(0, end)
    .replace(/\((?:mother|father|mum|dad|twin|surname as above|child|sibling)[^)]{0,30}\)/gi, " ")
    .replace(/[\s,;:(–-]+$/, "");
  const commas = head.split(",").map((each) => each.trim());
  const bare = head.replace(
    /^(?:(?:mother|father|mum|dad|mr|mrs|ms|miss|husband|wife|partner|step-?dad|baby|child \d|nan|gran|grandmother|uncle|aunt)[,.:]? )+/i,
    "",
  );
  const name =
    readName(bare) ??
    readName(commas[0] ?? "") ??
    readName((commas[0] ?? "").replace(/^(?:mother|father|mum|dad|husband|wife|partner)\s+/i, "")) ??
    (commas[1] ? readName(commas[1]) : null) ??
    (role === "child" ? loneGiven(commas[0] ?? "") : null);
  if (!name) {
    const [found] = findPeople(piece, saidIn);
    return found ? { ...found.person, role } : null;
  }
  const person = newPerson(name, role, saidIn.where);
  if (birth) setBirth(person, birth, saidIn);
  const known = /known as ["“'‘]?([\p{L}][\p{L}'’-]{1,25})/iu.exec(piece);
  if (known) person.knownAs ??= known[1] ?? null;
  person.sex = sexIn(piece.slice(end));
  const bracketed =
    /\(\s?(?:aged? )?(\d{1,2})\??(?: ?(?:yrs?|years?)(?: old)?)?\s?\)|, (?:aged? |believed )?(\d{1,2})(?: or \d{1,2})?(?: years?)?\s*$/i.exec(
      piece,
    );
  person.age = bracketed
    ? Number(bracketed[1] ?? bracketed[2])
    : (ageIn(piece.slice(end)) ?? ageAtEnd(piece));
  for (const number of findNhsNumbers(piece))
    if (isNhsNumber(number.value)) person.nhsNumber ??= number.value;
  const [address] = findAddresses(piece.slice(end));
  if (address) {
    person.address = address.address || null;
    person.postcode = address.postcode;
  }
  return person;
}
