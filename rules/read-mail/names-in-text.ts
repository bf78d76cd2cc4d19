import { namesIn } from "./find-people.ts";
import { isNameAt, isNameWord, plainName, readName, type WrittenName } from "./names.ts";
import { isBehindAChild } from "./names-given.ts";
import type { Person } from "./person.ts";

const NAME = "[\\p{Lu}][\\p{L}'’-]{1,20}";
const ASIDE = "(?: \\([^()\\n]{1,24}\\)|,? aged \\d{1,2}|,? \\d{1,2})?";
/** "Josie (9) and Max (6) Ledger", "Zainab (Year 9) and her brother Yusuf (Year 5) Rahimi". */
const PAIR = new RegExp(
  `(?<![\\p{L}] )(?<![\\p{L}])(${NAME})${ASIDE},? (?:and|&)(?: (?:her|his|their) (?:little |older |younger |big |twin |half-?)?(?:brother|sister|twin))? (${NAME})${ASIDE},? (${NAME}(?:-${NAME})?)(?![\\p{L}])`,
  "gu",
);
/** "The Hussain boys", "a family Mbuyi", "surname Kettle". */
const FAMILY = new RegExp(
  `\\b[Tt]he (${NAME}) (?:boys|girls|children|kids|family|twins|sisters|brothers|lads|siblings)\\b|\\bfamily (?:called |named |of )?(${NAME})\\b|\\bsurname(?: is|:)? (${NAME})`,
  "gu",
);
const AGES = /^[\s,(]{1,3}(?:both )?(?:aged )?(\d{1,2}) (?:and|&) (\d{1,2})\b(?! ?(?:am|pm|%|\/))/;

/** Gives children the family name that a text says once for several of them. Changes `children`. */
export function shareFamilyNames(text: string, children: Person[]): void {
  if (children.every(({ familyName }) => familyName !== null)) return;
  const body = text.slice(0, 100_000);
  const withGiven = (given: string) =>
    children.find((child) => plainName(child.givenNames ?? "").split(" ")[0] === plainName(given));
  for (const match of body.matchAll(PAIR)) {
    const [whole, first = "", second = "", family = ""] = match;
    if (![first, second].every(isNameWord) || !isNameAt([second, family], 1)) continue;
    const pair = [withGiven(first), withGiven(second)];
    for (const child of pair) if (child) child.familyName ??= family;
    const ages = AGES.exec(body.slice(match.index + whole.length, match.index + whole.length + 24));
    if (ages && pair[0] && pair[1]) [pair[0].age, pair[1].age] = [Number(ages[1]), Number(ages[2])];
  }
  const families = new Set(
    [...body.matchAll(FAMILY)].flatMap(([, a, b, c]) => {
      const name = a ?? b ?? c ?? "";
      return isNameWord(name) ? [name] : [];
    }),
  );
  const [only] = families;
  if (only === undefined || families.size > 1) return;
  for (const child of children) if (child.givenNames !== null) child.familyName ??= only;
}

const ABOUT = new RegExp(
  `\\b(?:about|regarding|concerning|[Rr]e:?|worried for|pupil|student|child|patient|called|named|know|with|sees?) (${NAME}(?: (?:[a-z]{2,3} )?${NAME}){1,3})(?:['’]s)?(?![\\p{L}])`,
  "gu",
);
const AT_HOME = new RegExp(
  `(?<![\\p{L}.] )(?<![\\p{L}])(${NAME}(?: ${NAME}){1,2}),? (?:at|of|from) \\d{1,4}[a-z]? \\p{Lu}`,
  "gu",
);
const IN_CLASS = new RegExp(
  `(?<![\\p{L}.] )(?<![\\p{L}])(${NAME}(?: ${NAME}){1,2}),? (?:who is |is |who's )?in (?:my|our|the|his|her) (?:\\w+ )?(?:class|year|form|group|team)\\b`,
  "gu",
);
const NO_PERSON =
  /\b(?:Road|Street|Bank|Lane|Avenue|Close|Drive|Court|Grove|Way|Row|Walk|Hill|Rise|Gardens|Terrace|Mews|Crescent|Square|Regards|School|Team|House|Primary|Academy|Services?|Safeguarding|Trust|Council|Hospital|Surgery|Centre|Park|Station|Church|Club|Nursery|College|Clinic)\b/;

/** Full names that a text is about, without birth or age: "about Priya Venkataraman", "Kofi Asante-Brown at 90 Loom Street". */
export function namesSpokenOf(text: string): readonly WrittenName[] {
  const body = text.slice(0, 20_000);
  const found = new Map<string, WrittenName>();
  for (const pattern of [ABOUT, AT_HOME, IN_CLASS]) {
    for (const match of body.matchAll(pattern)) {
      const written = (match[1] ?? "").replace(/['’]s$/, "");
      const words = written.split(" ");
      const end = words.findIndex((_, at) => !isNameAt(words, at));
      const own = (end < 0 ? words : words.slice(0, end)).join(" ");
      if (
        /^(?:called|named)/.test(match[0]) &&
        !isBehindAChild(body.slice(Math.max(0, match.index - 40), match.index))
      )
        continue;
      const next = /^ ?\p{Lu}[\p{L}'’-]*/u.exec(body.slice(match.index + match[0].length))?.[0] ?? "";
      if (NO_PERSON.test(`${written}${next}`) || !/ /.test(own)) continue;
      const name = readName(own);
      if (name?.givenNames && name.familyName) found.set(plainName(own), name);
    }
  }
  return [...found.values()].slice(0, 2);
}

/** A sentence that is a name and nothing more: "it's about the little lad down our road. Mohammed Hussain." */
export function sentenceNames(text: string): readonly WrittenName[] {
  const found: WrittenName[] = [];
  for (const { name, index, end } of namesIn(text)) {
    const alone = /[.!?]\s$/.test(text.slice(Math.max(0, index - 3), index)) && text[end] === ".";
    if (
      !alone ||
      !/ /.test(name) ||
      /\b(?:Road|Street|Bank|Lane|Avenue|Close|Drive|Court|Grove|Way|Regards|School|Team)\b/i.test(name)
    )
      continue;
    const read = readName(name);
    if (read?.familyName) found.push(read);
    if (found.length >= 3) break;
  }
  return found.slice(0, 1);
}
