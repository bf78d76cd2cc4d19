import { inDigits, wholeYears } from "./find-people.ts";
import { isGivenAlone, isNameAt, isNameWord, isParticle, readName, type WrittenName } from "./names.ts";

/** A child's name as the child or the writer gives it, and the age that is said with it. */
export interface GivenName {
  readonly name: WrittenName;
  readonly age: number | null;
  readonly sex: "F" | "M" | null;
}

const CHILD = {
  F: "girl|lass|lassie|young lady|young woman|daughter|granddaughter|niece",
  M: "boy|lad|young man|son|grandson|nephew",
  either:
    "child|kid|toddler|baby|infant|pupil|student|teenager|teen|youngster|young person|grandchild|misper|little one",
} as const;

/** What says a name outright, whoever's it is: then even a writer without capitals writes a name. */
const SAYS_NAME: readonly RegExp[] = [
  /\b(his|her|their) (?:full |real |own )?name(?:,? (?:he|she|they) (?:says?|said),?)?(?:['’]?s| is| was) /gi,
  /\b(?:gave|gives|giving|given) (his|her|their) (?:full )?name as /gi,
  /\b(?:calling|calls) (him|her|them)sel(?:f|ves) /gi,
  /\b(?:introduced|identified) (him|her)self (?:to [^,.\n]{1,30} )?as /gi,
  /, name of /gi,
  new RegExp(`\\b(?:${CHILD.F}|${CHILD.M}|${CHILD.either})['’]?s (?:full )?name(?:['’]s| is| was) `, "gi"),
];
/** What names somebody only where a name with capitals follows. */
const NAMES: readonly RegExp[] = [
  /\bknows? (him|her|them) (?:only |just )?as /gi,
  /\bcalls? (him|her|them) /gi,
  new RegExp(`\\b(?:${CHILD.F}|${CHILD.M}|${CHILD.either}) \\((?=[^()\\n]{2,40}\\))`, "gi"),
  /\b(?:says|said|stated|states|claims|claimed) (he|she)(?:['’]?s| is| was) /gi,
];
/** Whatever has a name may be called something: these count only right behind a word for a child, or "she is". */
const CALLED =
  /\b(?:(?:called|named) (?!(?:him|her|them)sel)|goes by (?:the name (?:of )?)?|(?:answers|answering) to (?:the name (?:of )?)?)/gi;

const SOMEBODY_ELSE =
  "mum|mummy|mom|mother|dad|daddy|father|step-?(?:mum|dad|mother|father)|man|woman|gentleman|lady|bloke|guy|caller|driver|officer|constable|police|pc|teacher|nurse|doctor|midwife|partner|boyfriend|girlfriend|husband|wife|nan|gran|grandma|granny|grandmother|grandad|grandfather|uncle|aunt|auntie|aunty|carer|parent|adult|neighbour|resident|tenant|landlord|perpetrator|suspect|offender|owner|worker|staff|manager|head|dog|cat|puppy|pet|rabbit|friend|tutor|lodger|brother|sister|cousin";
const SOMEBODY = new RegExp(
  `\\b(?:(${CHILD.F})|(${CHILD.M})|(${CHILD.either})|(?:${SOMEBODY_ELSE}))(?:['’]s)?\\b`,
  "gi",
);
const BEHIND_A_CHILD = new RegExp(
  `(?:\\b(?:he|she|who)(?:['’]?s| is| was)? |\\b(?:${CHILD.F}|${CHILD.M}|${CHILD.either}),? (?:is |was |who is )?)$`,
  "i",
);
/** "The boy, Kojo Ansah-Bell, was …": the name between the commas is his. */
const BETWEEN_COMMAS = new RegExp(
  `\\b[Tt](?:he|his|hat) (?:${CHILD.F}|${CHILD.M}|${CHILD.either}), (?=[^,.\\n]{2,60}[,(])`,
  "g",
);
/** "Child Ayla or Ailah Noor": heard, not spelt. */
const HEARD =
  /\b(?:[Cc]hild|[Bb]oy|[Gg]irl|[Bb]aby|[Pp]upil) ([\p{Lu}][\p{L}'’-]{1,20}) or ([\p{Lu}][\p{L}'’-]{1,20}(?: [\p{Lu}][\p{L}'’-]{1,20}){0,2})/gu;

/** Whether the words before "called" end with a child, or "she is": "the class is called" names nobody. */
export function isBehindAChild(before: string): boolean {
  return BEHIND_A_CHILD.test(before.slice(-40));
}

const LOOK_BACK = 250;
const MOST_TEXT = 100_000;
const MOST_GIVEN = 12;

/** Children whose names a text gives outright: "says her name is …", "a lad calling himself …", "the boy, …, was". */
export function namesGiven(text: string): readonly GivenName[] {
  const body = text.slice(0, MOST_TEXT);
  const noCapitals = writesNoCapitals(body);
  const found: GivenName[] = [];
  const give = (match: RegExpExecArray, plainWritersToo: boolean, endsThere = false) => {
    const at = match.index + match[0].length;
    const read = nameAt(body, at, plainWritersToo, noCapitals);
    // "he's Aston Villa mad"
    if (endsThere && read && !NAME_ENDS.test(body.slice(at + read.length, at + read.length + 12))) return;
    const who = read && whoseName(body, match, at + read.length);
    if (read && who && found.length < MOST_GIVEN) found.push({ name: read.name, ...who });
  };
  for (const pattern of SAYS_NAME) for (const match of body.matchAll(pattern)) give(match, true);
  for (const pattern of NAMES) for (const match of body.matchAll(pattern)) give(match, false, true);
  for (const match of body.matchAll(CALLED))
    if (isBehindAChild(body.slice(Math.max(0, match.index - 40), match.index))) give(match, false);
  for (const match of body.matchAll(BETWEEN_COMMAS)) {
    const read = nameAt(body, match.index + match[0].length, true, noCapitals);
    if (read && /^,/.test(body.slice(match.index + match[0].length + read.length))) give(match, true);
  }
  for (const [, first = "", second = ""] of body.matchAll(HEARD)) {
    const name = readName(second);
    if (name && isNameWord(first))
      found.push({ name: { ...name, givenNames: first, knownAs: name.givenNames }, age: null, sex: null });
  }
  return found;
}

interface ReadAt {
  readonly name: WrittenName;
  readonly length: number;
}

const WORDS = /["“‘']?([\p{L}][\p{L}'’-]{0,30}(?: {1,2}[\p{L}][\p{L}'’-]{0,30}){0,5})/uy;
/** What may follow a surname that a writer without capitals gives; else it may be any word. */
const NAME_ENDS =
  /^["”’']?(?:\s*(?:[,.;:!?()\n]|$)| (?:and|aged?|who|hes|shes|he|she|is|lives|from|his|her|\d)\b)/i;
/** Said of a name and no name. */
const OF_A_NAME =
  /^(?:sp(?:elt|elled)|written|withheld|redacted|blank|wrong|different|changed|really|actually|probably|maybe|like|hard|quite|something|somebody|anyone|mud|all|too|now|then|never|unclear|illegible|common|foreign|unusual)$/i;
const STREET_OR_SUCH =
  /^(?:road|street|lane|avenue|close|drive|court|grove|way|rise|hill|gardens|terrace|crescent|school|academy|park|station|library|hospital|centre)$/i;

function nameAt(text: string, at: number, plainWritersToo: boolean, noCapitals: boolean): ReadAt | null {
  WORDS.lastIndex = at;
  const written = WORDS.exec(text)?.[1];
  if (written === undefined) return null;
  const start = WORDS.lastIndex - written.length;
  const spans = [...written.matchAll(/\S+/g)];
  const words = spans.map(([word]) => word.replace(/[’']s$/, ""));
  const line =
    text
      .slice(Math.max(0, at - 100), WORDS.lastIndex)
      .split("\n")
      .at(-1) ?? "";
  const shouts = line === line.toUpperCase();
  const plain = shouts || !/^\p{Lu}/u.test(words[0] as string);
  if (plain && !(plainWritersToo && (shouts || noCapitals))) return null;
  const endOf = (count: number) => {
    const last = spans[count - 1];
    return last ? start + last.index + last[0].length : start;
  };
  let count = words.findIndex((word, index) =>
    plain ? !isNameWord(word) || OF_A_NAME.test(word) : !isPartOfName(words, index),
  );
  if (count < 0) count = words.length;
  while (count > 0 && isParticle(words[count - 1] as string)) count--;
  const ends = NAME_ENDS.test(text.slice(endOf(count), endOf(count) + 12));
  if (plain && count > 1 && (count > 3 || !ends)) count = 1;
  const own = words.slice(0, count);
  const [first = "", last = ""] = [own[0], own.at(-1)];
  // "a pupil (OH)"
  const initials = !shouts && count === 1 && /^\p{Lu}{1,3}$/u.test(first);
  if (first.length < 2 || initials || STREET_OR_SUCH.test(last)) return null;
  const capitals = first === first.toLowerCase() ? own.map(titleCase) : own;
  const alone = count === 1 && isGivenAlone(capitals[0] as string);
  const name =
    readName(capitals.join(" ")) ??
    (alone ? { givenNames: capitals[0] as string, familyName: null, knownAs: null } : null);
  return name && { name, length: endOf(count) - at };
}

function isPartOfName(words: readonly string[], at: number): boolean {
  const word = words[at] as string;
  if (at === 0 && isGivenAlone(word)) return true;
  return isParticle(word) && at > 0
    ? /^\p{Lu}|^[a-z]{2,3}$/u.test(words[at + 1] ?? "")
    : /^\p{Lu}/u.test(word) && isNameAt(words, at);
}

function titleCase(word: string): string {
  return `${word[0]?.toUpperCase()}${word.slice(1)}`;
}

function writesNoCapitals(text: string): boolean {
  return (text.match(/\p{Lu}/gu)?.length ?? 0) * 50 < text.length;
}

const OLDEST_CHILD = 18;

/** A child's by its age, else by whoever was last spoken of; null where that is somebody else, or nobody. */
function whoseName(
  text: string,
  match: RegExpExecArray,
  end: number,
): { age: number | null; sex: "F" | "M" | null } | null {
  const pronoun = match[1] ?? "";
  const sex = /^(?:he|his|him)$/i.test(pronoun) ? "M" : /^(?:she|her)$/i.test(pronoun) ? "F" : null;
  const from = Math.max(0, match.index - LOOK_BACK);
  // "She told the nurse …": the nurse only hears it
  const before = text
    .slice(from, match.index + match[0].length)
    .replace(/\b(?:told|asked) (?:the|a|my|our|her|his|their) [\p{L}-]{2,20}/giu, (heard) =>
      " ".repeat(heard.length),
    );
  const someone = [...before.matchAll(SOMEBODY)].findLast(
    ([, girl, boy]) => !(sex === "M" && girl) && !(sex === "F" && boy),
  );
  const child = someone?.[1] ?? someone?.[2] ?? someone?.[3];
  const age = ageSaidBehind(text.slice(end, end + 110));
  if (age !== null && age > OLDEST_CHILD) return null;
  if (age === null && child === undefined) return null;
  const said = someone?.[1] ? "F" : someone?.[2] ? "M" : null;
  return {
    age: age ?? (someone ? ageBeside(before, someone.index, someone.index + someone[0].length) : null),
    sex: sex ?? (child === undefined ? null : said),
  };
}

const AGE_BEHIND =
  /(?:^[\s,(–-]{1,3}(?:only |about |around |maybe |nearly |approx ){0,2}|\b(?:aged?|he|she|hes|shes|he['’]s|she['’]s)(?: is| was)?(?: only| about| around| maybe| nearly| approx){0,2} )(\d{1,2})(?:ish)?(?: ?(months?|mths?|weeks?|wks?)(?= old))?(?=\s*(?:[,.;)!?]|$|old\b|and\b|or\b|but\b|years?\b|yrs?\b|y\/?o\b|who\b))/i;

function ageSaidBehind(behind: string): number | null {
  const [, age, unit] = AGE_BEHIND.exec(inDigits(behind.split("\n")[0] ?? "")) ?? [];
  return age === undefined ? null : wholeYears(Number(age), unit);
}

/** "a lass about 9", "a boy (6)", "a 3-year-old boy". */
function ageBeside(text: string, from: number, to: number): number | null {
  const behind =
    /^(?:,? (?:aged?|about|approx\.?|approximately|around|maybe|roughly|of) ?(?:about )?|,? ?\(|, )(\d{1,2})\b(?! ?(?:months?|weeks?|minutes?|am|pm|[a-z]{2}ly))/i.exec(
      inDigits(text.slice(to, to + 40)),
    );
  const before = /\b(\d{1,2})[ -]?(?:year|yr)s?[ -]old $/i.exec(
    inDigits(text.slice(Math.max(0, from - 24), from)),
  );
  const age = behind?.[1] ?? before?.[1];
  return age === undefined || Number(age) > OLDEST_CHILD ? null : Number(age);
}
