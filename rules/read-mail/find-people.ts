import { findDates, type WrittenDate } from "./dates.ts";
import { expectedDays } from "./days-without-year.ts";
import { isNameAt, isNameWord, readName, TITLES, type WrittenName } from "./names.ts";
import { expectOn, isAdult, newPerson, type Person, type Said, setBirth } from "./person.ts";

/** A person found in running text, and where in it. */
export interface FoundPerson {
  readonly person: Person;
  readonly index: number;
}

const LONGEST_LINE = 100_000;
const WORD = "[\\p{L}][\\p{L}'’`-]{0,30}";
const CAPITAL = "[\\p{Lu}][\\p{L}'’`-]{0,30}";
const NICK = "(?:\\(\\s?[\\p{L}][\\p{L}'’-]{1,20}\\s?\\)|[\"“‘'][\\p{L}][\\p{L}'’-]{1,20}[\"”’'])";
const PARTICLE =
  "(?:(?:al|el|ul|as|ad|ar|an)-[\\p{Lu}][\\p{L}'’-]{1,25}|de|da|do|dos|del|della|di|van|von|der|den|ten|ter|al|el|ul|ur|bin|bint|ibn|le|la)(?![\\p{L}])";
const NAME = `${CAPITAL}(?: {1,2}(?:${CAPITAL}|${PARTICLE}|${NICK})){0,5}`;
const NAMES = new RegExp(NAME, "gu");
const NAME_AT_END = new RegExp(
  `(?:(?<![\\p{L}])([\\p{Lu}][\\p{Lu}'’-]{1,25}), {0,2})?((?:(?:${CAPITAL}|${PARTICLE}|${NICK}) {1,2}){0,5}(?:${CAPITAL}|${NICK}|(?:al|el|ul|as|ad|ar|an)-${CAPITAL}))$`,
  "u",
);
const LOWER_AT_END = new RegExp(`((?:${WORD} {1,2}){0,3}${WORD})$`, "u");

/** What may stand between a name and a birth date; taken off from the end, one after the other. */
const BETWEEN = [
  /[\s,;:([{–—\-|*"]+$/,
  /\b(?:d\.?\s?o\.?\s?b\.?|dob'?s?|date of birth|birth date|born on|born|bn|birthday)\.?$/i,
  /\b(?:is|was|who is|who was|and is|are|the|a|an|now|currently|believed|approx|about|aged?|age of)$/i,
  /\b(?:female|male|boy|girl|gender|sex|[fm])$/i,
  /\b(?:year|yr|y|class|form|reception|nursery|nc)\s?(?:group\s?)?\d{0,2}[a-z]?$/i,
  /\(\s?(?:twin|age \d{1,2}|\d{1,2}(?: ?(?:yrs?|years?|y\/?o))?|[fm]|female|male|boy|girl|mum|dad)\s?\)$/i,
  /\b\d{1,2}\s?(?:yrs?|years?|y\/?o|months?|weeks?)(?: old)?$/i,
  /\bnhs(?: no| number| num)?\.?:?\s?\d{3}[\s-]?\d{3}[\s-]?\d{4}$/i,
  /\(\s?baby [^()]{1,40}\)$/i,
  /\(\s?(?:d\.?\s?o\.?\s?b\.?:? ?)?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s?\)$/i,
  /\b(?:is|aged?|who is) \d{1,2}$/i,
  /\b(?:present|and|of)$/i,
];
const KNOWN_AS =
  /[,(\s]{0,3}\b(?:(?:also |better )?known (?:to us )?as|a\.?k\.?a\.?|(?:we|they|everyone|everybody) calls? (?:him|her)|goes by|called at home)\s["“'‘]?([\p{L}][\p{L}'’-]{1,25})["”'’)]{0,2}$/iu;

/**
 * People whom running text names beside a date of birth or an age: "Ikram Warsame (02/11/2014)", "DOYLE, Keira Louise
 * DOB 19/12/2011", "Kyron Hall, 14,", "corey stainrod (dob 2/6/23)", "Isla is 10 (11th Feb 2016)".
 */
export function findPeople(text: string, saidIn: Said): FoundPerson[] {
  const found: FoundPerson[] = [];
  for (const date of findDates(text, saidIn.receivedOn)) {
    const before = beforeOf(text, date.index);
    const label = /\b(?:d\.?\s?o\.?\s?b\.?|born|birth)[\s.:,)(-]{0,4}(?:on )?$/i.test(before.slice(-16));
    const expected =
      /\b(?:edd|due(?: date| on)?|expected(?: date of delivery)?|estimated delivery)[\s.:,(-]{0,4}$/i.test(
        before.slice(-36),
      );
    const person = expected ? unborn(before, saidIn) : bornOn(before, date, label, saidIn);
    if (!person) continue;
    setBirth(person, date, saidIn);
    if (expected) expectOn(person, date.written, saidIn);
    person.sex = sexBeside(text, date.index - before.length, date.index, date.index + date.written.length);
    const first = twinOf(before, person, saidIn);
    if (first) found.push({ person: role(first, saidIn), index: date.index - 1 });
    found.push({ person: role(person, saidIn), index: date.index });
  }
  for (const { day, index } of expectedDays(text, saidIn.receivedOn)) {
    const person = unborn(beforeOf(text, index), saidIn);
    if (person.familyName === null) continue;
    person.expectedOn = day;
    found.push({ person, index });
  }
  found.push(...agesInOrder(text, saidIn));
  for (const { name, index, end } of namesIn(text)) {
    // "F, 10 yrs": a sex, no name
    if (/^[MF]$/.test(name) || found.some((other) => Math.abs(other.index - end) < 4)) continue;
    const behind = inDigits(text.slice(end, end + 60));
    const age = ageInMonths(behind) ?? ageAfter(behind);
    if (age === null) continue;
    const read = readName(name);
    if (
      !read ||
      found.some(
        ({ person }) => person.givenNames === read.givenNames && person.familyName === read.familyName,
      )
    )
      continue;
    const person = newPerson(read, "child", saidIn.where);
    person.age = age;
    person.sex = sexBeside(text, index, end, end);
    found.push({ person: role(person, saidIn), index });
    // "Ffion (10?) and Seren"
    const other =
      /^[^\n.]{0,30}?(?:\)|\d),? (?:and|&) ([\p{Lu}][\p{L}'’-]{1,20})(?=[\s.,;]|$)(?! ?\(?(?:[mf][,;/ ]{1,2})?\d)/u.exec(
        text.slice(end, end + 60),
      )?.[1];
    if (other && isNameWord(other))
      found.push({ person: newPerson(readName(other), "child", saidIn.where), index: end });
  }
  for (const one of agedList(text, saidIn)) {
    if (!found.some(({ person }) => person.givenNames === one.person.givenNames)) found.push(one);
  }
  return found.sort((one, other) => one.index - other.index);
}

const AGE_IN_LIST =
  "\\(?(\\d{1,2})(?: ?(yrs?|years?|y\\/?o|mths?|months?|wks?|weeks?)(?: old)?)?\\)?(?![\\d/.:-]\\d)";
const AGED_LIST = new RegExp(
  `\\b([\\p{Lu}][\\p{L}'’-]{1,20}),? ${AGE_IN_LIST}(?:,| and| &|, and) ([\\p{Lu}][\\p{L}'’-]{1,20}),? ${AGE_IN_LIST}(?![\\p{L}\\d])(?: ([\\p{Lu}][\\p{L}'’-]{1,25}))?`,
  "gu",
);

/** "Caleb 12 and Joss 10 Merriweather", "Noah 4 and Nancy 22 months": ages without more, and one surname for both. */
function agedList(text: string, saidIn: Said): FoundPerson[] {
  return [...text.matchAll(AGED_LIST)].flatMap((match) => {
    const [, first = "", ageOfFirst = "", unitOfFirst, second = "", ageOfSecond = "", unitOfSecond, family] =
      match;
    if (![first, second].every(isNameWord) || Number(ageOfFirst) > 24 || Number(ageOfSecond) > 24) return [];
    const familyName = family !== undefined && isNameWord(family) ? family : null;
    const both = [
      { given: first, age: wholeYears(Number(ageOfFirst), unitOfFirst) },
      { given: second, age: wholeYears(Number(ageOfSecond), unitOfSecond) },
    ];
    if (both.some(({ age }) => age > 18)) return [];
    return both.map(({ given, age }): FoundPerson => {
      const person = newPerson({ givenNames: given, familyName, knownAs: null }, "child", saidIn.where);
      person.age = age;
      return { person, index: match.index };
    });
  });
}

const FIRST_NAME = "[\\p{Lu}][\\p{L}'’-]{1,20}";
const IN_ORDER = new RegExp(
  `(?<!\\p{Lu}[\\p{L}'’-]{0,20} )(?<![\\p{L}])((?:${FIRST_NAME}, ){0,4}${FIRST_NAME}),? (?:and|&) (${FIRST_NAME})(?: (${FIRST_NAME}))?,? \\(?(?:(?:aged?|ages|who are|are) )?((?:\\d{1,2}, ?){0,4}\\d{1,2}),? (?:and|&) (\\d{1,2})(?![\\d/:.]\\d| ?(?:am|pm|%|m|w))`,
  "gu",
);

/** "Mia, Theo and Zac Hollis, aged 9, 7 and 4": as many ages as names. */
function agesInOrder(text: string, saidIn: Said): FoundPerson[] {
  return [...text.matchAll(IN_ORDER)].flatMap((match) => {
    const [, before = "", lastGiven = "", family, agesBefore = "", lastAge] = match;
    const names = [...before.split(", "), lastGiven];
    const ages = [...agesBefore.split(","), lastAge].map(Number);
    if (names.length !== ages.length || !names.every(isNameWord) || ages.some((age) => age > 18)) return [];
    const familyName = family !== undefined && isNameWord(family) ? family : null;
    return names.map((givenNames, index): FoundPerson => {
      const person = newPerson({ givenNames, familyName, knownAs: null }, "child", saidIn.where);
      person.age = ages[index] as number;
      return { person, index: match.index };
    });
  });
}

/** An age said with its unit ("22 months"), in whole years; without one it is years. */
export function wholeYears(number: number, unit: string | undefined): number {
  if (/^m/i.test(unit ?? "")) return Math.floor(number / 12);
  return /^w/i.test(unit ?? "") ? 0 : number;
}

function role(person: Person, saidIn: Said): Person {
  if (isAdult(person, saidIn)) person.role = "adult";
  return person;
}

function beforeOf(text: string, index: number): string {
  const lines = text.slice(Math.max(0, index - 160), index).split("\n");
  const last = lines.at(-1) ?? "";
  // a birth date on a line of its own belongs to the name above it
  return strip(last).rest.trim() === "" && lines.length > 1 ? `${lines.at(-2)} ${last}` : last;
}

function strip(before: string): { rest: string; knownAs: string | null; labelled: boolean } {
  let rest = before;
  let knownAs: string | null = null;
  let labelled = false;
  for (let turn = 0; turn < 14; turn++) {
    const known = KNOWN_AS.exec(rest);
    if (known) {
      knownAs = known[1] ?? null;
      rest = rest.slice(0, known.index);
      continue;
    }
    const pattern = BETWEEN.find((each) => each.test(rest));
    if (!pattern) break;
    const shorter = rest.replace(pattern, "");
    if (pattern === BETWEEN[1]) labelled = true;
    // a nickname in brackets is part of the name
    rest = shorter;
  }
  return { rest, knownAs, labelled };
}

function bornOn(before: string, date: WrittenDate, label: boolean, saidIn: Said): Person | null {
  const { rest, knownAs, labelled } = strip(before);
  const bracketed = /[([]\s?$/.test(before);
  if (rest.length < before.length - 80) return null;
  const name = nameAtEnd(rest, label || labelled || bracketed || /^\s*$/.test(before.slice(rest.length)));
  if (!name) return null;
  // without "born", a day of the last weeks is when something happened, unless a baby is spoken of
  if (
    !label &&
    !labelled &&
    date.day !== null &&
    date.day > monthsBefore(saidIn) &&
    !/\bbab(?:y|ies)\b|newborn/i.test(before)
  )
    return null;
  const person = newPerson(name, "child", saidIn.where);
  person.knownAs ??= knownAs;
  return person;
}

function monthsBefore({ receivedOn }: Said): string {
  const [year = "", month = ""] = receivedOn.split("-");
  const earlier =
    Number(month) <= 3
      ? `${Number(year) - 1}-${String(Number(month) + 9).padStart(2, "0")}`
      : `${year}-${String(Number(month) - 3).padStart(2, "0")}`;
  return `${earlier}-01`;
}

/** "The twins, Amelia and Grace Thornbury (DOB 14/09/2017)": the surname is both's, of twins the birth too. */
function twinOf(before: string, person: Person, saidIn: Said): Person | null {
  if (person.givenNames === null || person.familyName === null) return null;
  const at = before.lastIndexOf(person.givenNames);
  const other = /([\p{Lu}][\p{L}'’-]{1,20}) (?:and|&) $/u.exec(before.slice(Math.max(0, at - 40), at))?.[1];
  if (!other || !isNameWord(other)) return null;
  const twin = newPerson(
    { givenNames: other, familyName: person.familyName, knownAs: null },
    "child",
    saidIn.where,
  );
  if (/\btwins?\b/i.test(before)) twin.dateOfBirth = person.dateOfBirth;
  return twin;
}

/** An unborn child is known by its mother. */
function unborn(before: string, saidIn: Said): Person {
  const rest = before.replace(
    /[\s,;:(-]*\b(?:edd|due(?: date| on)?|expected(?: date of delivery)?|estimated delivery)[\s.:,(-]{0,4}$/i,
    "",
  );
  const mother = nameAtEnd(strip(rest).rest, false);
  const person = newPerson(null, "child", saidIn.where);
  if (mother) {
    person.familyName = mother.familyName;
    person.parents = [[mother.givenNames, mother.familyName].filter((part) => part !== null).join(" ")];
  }
  return person;
}

/** The name with which a text ends. Lower-case names count only where a birth date in brackets or "dob" follows. */
export function nameAtEnd(text: string, lowerToo: boolean): WrittenName | null {
  const end = text.slice(-110).trimEnd();
  const match = NAME_AT_END.exec(end);
  if (match) {
    const words = (match[2] as string).split(/ +/);
    const from = words.findLastIndex((word, at) => !/^[("“‘']/.test(word) && !isNameAt(words, at)) + 1;
    const own = words.slice(from);
    if (own.length === 0) return null;
    // "Baby Brennock (Orla)"
    const nick = /^\((.{2,20})\)$/.exec(own[1] ?? "")?.[1];
    if (own.length === 2 && nick && /^baby$/i.test(words[from - 1] ?? "")) {
      return { givenNames: nick, familyName: own[0] as string, knownAs: null };
    }
    const first = (own[0] as string).toLowerCase().replace(".", "");
    if (own.length === 1 && TITLES.has(first)) return null;
    const family = from === 0 && match[1] && isNameWord(match[1]) ? `${match[1]}, ` : "";
    return readName(`${family}${own.join(" ")}`);
  }
  if (!lowerToo) return null;
  const lower = LOWER_AT_END.exec(end);
  if (!lower) return null;
  const words = (lower[1] as string).split(/ +/);
  const from = Math.max(words.length - 3, words.findLastIndex((word) => !isNameWord(word)) + 1);
  const own = words.slice(from);
  return own.length < 2
    ? null
    : readName(own.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join(" "));
}

const AGE =
  /^[\s,(–-]{0,3}(?:(?<=\()(?:male|female|boy|girl|m|f)[,;/ ]{1,2})?(?:who(?:'s| is) (?:only |about |around |nearly |almost )?|(?:he|she)(?:['’]?s| is) (?:only |about |around )?|is (?:only |about |around |nearly |almost )?|(?:is )?(?:believed|thought|said)(?: to be)? |(?:is )?aged? ?)?(\d{1,2})(?: or \d{1,2})?\??(?:[ -]?(?:yrs?|years?|y\/?o)\b(?:[ -]?olds?)?)?(?=[\s,);.?]|$)(?! ?(?:am|pm|%|mths?|months?|mos?|wks?|weeks?|mins?|minutes?|hours?|days?|times?|st|nd|rd|th|o'clock|january|february|march|april|may|june|july|august|september|october|november|december)\b)/i;

const NUMBER_WORDS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen".split(
    " ",
  );
const NUMBER_WORD = new RegExp(`\\b(${NUMBER_WORDS.slice(1).join("|")})\\b(?:,? and a half)?`, "gi");

/** "Nine" as 9, "2.5" and "4½" as their whole years. */
export function inDigits(text: string): string {
  return text
    .replace(NUMBER_WORD, (_, word: string) => String(NUMBER_WORDS.indexOf(word.toLowerCase())))
    .replace(/\b(\d{1,2})(?:\.[1-9]\b|\s?½| 1\/2\b)/g, "$1");
}

/** "(6 mths)", ", 11 weeks,", ", 22 months,": a baby or small child. */
const MONTHS_OLD =
  /^[\s,(–-]{1,3}(?:is |aged? |who is )?(\d{1,2})[ -]?(mths?|months?|mos|wks?|weeks?|days?)\b(?! ago| later)/i;

function ageInMonths(behind: string): number | null {
  const match = MONTHS_OLD.exec(behind);
  if (!match) return null;
  return /^m/i.test(match[2] as string) ? Math.floor(Number(match[1]) / 12) : 0;
}

/** ", who will be twelve on 2nd December": eleven yet. */
const WILL_BE = /^[\s,(–-]{0,3}(?:who|and (?:he|she))?(?:'ll| will) (?:be|turn) (\d{1,2})\b/i;

const YEAR_GROUP = /^[\s,(–-]{1,3}(?:(?:is )?in |from )?(?:[Yy]ear|[Yy]r|Y) ?(\d{1,2})\b/;

/** Whole years said right behind a name. A bare number counts only between commas, in brackets or after "is". */
function ageAfter(text: string): number | null {
  // "Ellie-Mae Cartmell in Y4"
  const year = YEAR_GROUP.exec(text)?.[1];
  if (year !== undefined && Number(year) >= 1 && Number(year) <= 13) return Number(year) + 4;
  const next = WILL_BE.exec(text)?.[1];
  if (next !== undefined && Number(next) <= 18) return Number(next) - 1;
  const match = AGE.exec(text);
  if (!match || Number(match[1]) > 20) return null;
  const said = match[0];
  const marked =
    /[a-z]/i.test(said.replace(/^[\s,(–-]+/, "").replace(/ or /, "")) ||
    /^\s?\(/.test(said) ||
    (/^,/.test(said) && /^(?:[,).]| [–-] )/.test(text.slice(said.length)));
  const street =
    /^\s?\(?\d{1,4}[a-z]? [\p{Lu}]/u.test(text) ||
    /^,\s\d{1,4}[a-z]?\s(?!years?\b|yrs?\b|y\/o)[\p{L}]/u.test(text);
  return marked && !street ? Number(match[1]) : null;
}

interface NamedSpan {
  readonly name: string;
  readonly index: number;
  readonly end: number;
}

/** Runs of capitalised words, without the sentence openers and labels before, between and behind them. */
export function namesIn(text: string): NamedSpan[] {
  const spans: NamedSpan[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    for (const match of line.slice(0, LONGEST_LINE).matchAll(NAMES)) {
      const words = [...match[0].matchAll(/\S+/g)];
      const plain = words.map(([word]) => word);
      let from = 0;
      for (let at = 0; at <= words.length; at++) {
        const word = plain[at];
        if (word !== undefined && (/^[("“‘']/.test(word) || isNameAt(plain, at))) continue;
        const [first, last] = [words[from], words[at - 1]];
        if (at > from && first && last) {
          const [start, end] = [first.index, last.index + last[0].length];
          const name = match[0].slice(start, end);
          spans.push({ name, index: offset + match.index + start, end: offset + match.index + end });
        }
        from = at + 1;
      }
    }
    offset += line.length + 1;
  }
  return spans;
}

/** Said in the words that lead up to a name ("a little girl Temmy"), between name and date, or right behind it. */
function sexBeside(text: string, from: number, to: number, behindFrom: number): "F" | "M" | null {
  const behind =
    /^[\s,):–-]{0,4}(?:female|male|boy|girl|daughter|son|f|m)\b/i.exec(
      text.slice(behindFrom, behindFrom + 16),
    )?.[0] ?? "";
  const lead = text.slice(Math.max(0, from - 16), Math.max(from, to));
  const near = /[^,.;:()]{0,60}$/.exec(lead)?.[0] ?? "";
  return sexIn(behind.replace(/[^a-z]/gi, "")) ?? sexIn(near);
}

/** What a box or a few words say about a child's sex; null where nothing, or both. */
export function sexIn(text: string): "F" | "M" | null {
  const female =
    /\b(?:female|girl|daughter|granddaughter|niece|sister)\b/i.test(text) || /^\s*f\s*$/i.test(text);
  const male = /\b(?:male|boy|lad|son|grandson|nephew|brother)\b/i.test(text) || /^\s*m\s*$/i.test(text);
  return female === male ? null : female ? "F" : "M";
}
