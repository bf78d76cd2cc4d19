import type { Instant } from "../time.ts";
import { addDays, localDate } from "../time.ts";
import { ageOn, findSaidDays, readDate } from "./dates.ts";
import { type Pair, readPairs } from "./form-pairs.ts";
import { addressIn } from "./form-people.ts";
import { findNhsNumbers, findUpns } from "./identifiers.ts";
import type { LabelKind } from "./labels.ts";
import type { Fact, FormField, PersonMention, ReferrerFacts } from "./mail.ts";
import { readName } from "./names.ts";
import type { ReadMailPolicy } from "./policy.ts";
import { isNoValue, isPointer, plainValue } from "./values.ts";

export interface FactSource {
  readonly text: string;
  readonly fields: readonly FormField[];
  readonly where: string;
  /** When its writer wrote it: "last Tuesday" is seen from there. */
  readonly saidAt: Instant;
}

/** What a label of a form is called as a fact; labels that only name people are read as mentions. */
const FACT_NAMES: Partial<Record<LabelKind, string>> = {
  "request date": "request date",
  "request type": "request type",
  referrer: "referrer",
  "referrer name": "referrer name",
  "referrer role": "referrer role",
  "referrer agency": "referrer agency",
  "referrer email": "referrer email",
  "referrer phone": "referrer phone",
  anonymity: "anonymity",
  child: "child name",
  "child given name": "child given name",
  "child family name": "child family name",
  "known as": "child known as",
  "date of birth": "child date of birth",
  "expected date": "child expected date",
  age: "child age",
  sex: "child sex",
  ethnicity: "ethnicity",
  language: "language",
  religion: "religion",
  disability: "disability",
  "nhs number": "nhs number",
  upn: "upn",
  "case id": "case id",
  address: "address",
  "previous address": "previous address",
  postcode: "postcode",
  school: "school",
  "year group": "year group",
  gp: "gp",
  parent: "parent",
  mother: "mother",
  father: "father",
  carer: "carer",
  sibling: "sibling",
  household: "household",
  adult: "adult",
  "incident date": "incident date",
  "incident place": "incident place",
  incident: "incident",
  "alleged source": "alleged source of harm",
  injury: "injury",
  worry: "worry",
  "working well": "working well",
  "needs to happen": "needs to happen",
  "child's words": "child's words",
  consent: "consent",
  "parent aware": "parent aware",
  agencies: "agencies involved",
  "earlier referral": "earlier referral",
  "police reference": "police reference",
  grading: "grading",
  urgent: "urgent",
  relationship: "relationship",
  phone: "phone",
  email: "email",
  "level of need": "level of need",
};
/** Who is no child in a row of a table that says how each person is related. */
const ADULT =
  /\b(?:mother|mum|father|dad|parent|carer|guardian|partner|husband|wife|boyfriend|girlfriend|grand\w{2,7}|nan|aunt\w{0,2}|uncle|lodger|friend|neighbour)\b/i;
const MOST_FACTS = 2000;
/** Finding relative days costs a third of a millisecond a line. */
const MOST_DATED_LINES = 60;

/** The facts a mail states, from forms first and then from plain words, each with where it stands. */
export function findFacts(
  sources: readonly FactSource[],
  children: readonly PersonMention[],
  receivedAt: Instant,
  policy: ReadMailPolicy,
): Fact[] {
  const facts: Fact[] = [];
  const add = (fact: Fact) => {
    const known = facts.some(
      ({ kind, value, where }) =>
        kind === fact.kind &&
        value === fact.value &&
        (where === fact.where || where.startsWith(fact.where) || fact.where.startsWith(where)),
    );
    if (!known && facts.length < MOST_FACTS) facts.push(fact);
  };
  for (const source of sources) {
    let before: Pair | null = null;
    const pairs = readPairs(source.text, source.fields, source.where);
    const rowsOfAdults = new Set(
      pairs
        .filter(({ label, row, value }) => row && label.kind === "relationship" && ADULT.test(value))
        .map(({ row }) => row),
    );
    for (const pair of pairs) {
      const named = FACT_NAMES[pair.label.kind];
      if (!named) continue;
      const kind = rowsOfAdults.has(pair.row) ? named.replace(/^child /, "adult ") : named;
      if (isPointer(pair.value, policy)) {
        // the row it points to is shown beside it (IN-05)
        if (before)
          add({
            kind,
            value: "",
            written: `${pair.value} (${before.written}: ${oneLine(before.value)})`,
            where: pair.where,
            confidence: "unsure",
          });
        continue;
      }
      if (isNoValue(pair.value, policy)) continue;
      for (const fact of factsOf(kind, pair, receivedAt)) add(fact);
      before = pair;
    }
    for (const fact of plainFacts(source)) add(fact);
  }
  for (const fact of doubtsAbout(children, receivedAt)) add(fact);
  return facts;
}

function factsOf(kind: string, pair: Pair, receivedAt: Instant): Fact[] {
  const { value, where } = pair;
  const written = oneLine(value).slice(0, 2000);
  const certain = (normal: string): Fact => ({ kind, value: normal, written, where, confidence: "certain" });
  switch (pair.label.kind) {
    case "date of birth":
    case "request date":
    case "incident date":
    case "expected date": {
      const receivedOn = localDate(receivedAt);
      const expected = pair.label.kind === "expected date" || isExpected(value);
      const date = readDate(value, expected ? addDays(receivedOn, 300) : receivedOn);
      if (!date) return [{ kind, value: written, written, where, confidence: "unsure" }];
      if (pair.label.kind === "date of birth" && date.day && (expected || date.day > receivedOn))
        return [{ ...certain(date.day), kind: "child expected date" }];
      // impossible days are shown as written, never guessed (IN-06)
      return [date.day ? certain(date.day) : { kind, value: "", written, where, confidence: "unsure" }];
    }
    case "nhs number": {
      const numbers = findNhsNumbers(`NHS ${value}`);
      if (numbers.length === 0)
        return [{ kind, value: "", written: `${written} (invalid)`, where, confidence: "unsure" }];
      return numbers.map((number) => ({
        kind,
        value: number.value,
        written: number.valid ? number.written : `${number.written} (invalid)`,
        where,
        confidence: number.valid ? "certain" : "unsure",
      }));
    }
    case "upn": {
      const [upn] = findUpns(`UPN ${value}`);
      return [
        upn?.valid
          ? certain(upn.value)
          : { kind, value: upn?.value ?? "", written: `${written} (invalid)`, where, confidence: "unsure" },
      ];
    }
    case "postcode":
    case "address": {
      const { address, postcode } = addressIn(value);
      return [certain([address, postcode].filter((part) => part !== null && part !== "").join(", "))];
    }
    case "consent":
    case "anonymity":
    case "parent aware":
    case "urgent": {
      const answer = yesOrNo(value);
      return [answer ? certain(answer) : { kind, value: written, written, where, confidence: "likely" }];
    }
    case "parent":
    case "language": {
      // "Parental responsibility: Yes" and "Interpreter needed? No" name nobody and no language
      const asked = pair.label.kind === "parent" ? "parental responsibility" : "interpreter needed";
      return [{ ...certain(written), ...(yesOrNo(value) ? { kind: asked } : {}) }];
    }
    default:
      return [certain(written)];
  }
}

/** "EDD 20/12/2026" in a box for births. */
function isExpected(value: string): boolean {
  return /\b(?:edd|due|expected|unborn)\b/i.test(value);
}

/**
 * What a box answers: its first word, or the ticked of "Yes ☒ No ☐" and "[x] Yes [ ] No". null where nothing is
 * ticked, both are, or "Yes / No" still stands as printed.
 */
export function yesOrNo(value: string): "yes" | "no" | null {
  const text = value
    .replace(/\[struck out: [^\]]{0,200}\]/g, " ")
    .replace(/\[ ?[xX✓✔] ?\]|\([xX✓✔]\)/g, "☒")
    .replace(/\[ {0,3}\]|\( {1,3}\)/g, "☐");
  if (/[☐☒☑✓✔✗]/.test(text)) {
    // a box stands before its word or behind it, all in one way
    const pattern = /^\s*[☐☒☑✓✔✗]/.test(text) ? /[☒☑✓✔✗]\s*(yes|no)\b/gi : /\b(yes|no)\s*[:-]?\s*[☒☑✓✔✗]/gi;
    const ticked = new Set([...text.matchAll(pattern)].map(([, word = ""]) => word.toLowerCase()));
    return ticked.size === 1 ? (ticked.has("yes") ? "yes" : "no") : null;
  }
  if (
    /^\W*(?:yes|y)\W{0,5}(?:or\W{0,3})?(?:no|n)\W*(?:(?:please )?(?:delete|circle|tick)\b.{0,60})?$/i.test(
      text,
    )
  )
    return null;
  const first = /^\W*(yes|no|y|n)\b/i.exec(text)?.[1]?.toLowerCase();
  return first ? (first.startsWith("y") ? "yes" : "no") : null;
}

const PLAIN: readonly (readonly [kind: string, pattern: RegExp, value?: string])[] = [
  [
    "police reference",
    /\b(?:police |incident |crime )?(?:log|incident|crime|urn|event|occurrence|ppn|101|999)(?: (?:no|number|ref|reference|log))?\.?:? ?((?:ref(?:erence)? )?\d{1,4}\/[\d/-]{3,14}(?:\/[A-Z0-9-]{2,9})?|(?:ref )?\d{3,7})(?!\d)/gi,
  ],
  [
    "grading",
    /\b((?:dash|dara|ppn)(?: score| risk| grade| assessment)?(?: of| is|:)? ?(?:\d{1,2}(?: ticks?)?|high|medium|standard|red|amber|green))\b/gi,
  ],
  [
    "consent",
    /\b(?:mum|mother|dad|father|parents?|carer|family|she|he|they|mr \w{2,20}|mrs \w{2,20}|ms \w{2,20}) (?:has |have )?(?:agreed|consented|given (?:verbal |written )?consent|consents?|agrees?)\b/gi,
    "yes",
  ],
  [
    "consent",
    /\b(?:has|have|did|do|does|will) not (?:consent|agree)(?:ed)?\b|\brefused consent\b|\bconsent (?:was |has been )?(?:refused|declined|not (?:given|sought|obtained))/gi,
    "no",
  ],
  [
    "anonymity",
    /\b(?:wish(?:es)? to (?:remain|stay) anonymous|(?:does|do) not (?:want|wish) (?:my|their|his|her) name (?:given|used|known)|asked to remain anonymous|would not give (?:a|her|his|their) name|does not wish the family to know|don'?t want (?:my name|them to know))/gi,
    "yes",
  ],
  [
    "injury",
    /\b(?:bruis(?:e|es|ing|ed)|burn(?:s|ed|t)?|fractur(?:e|es|ed)|broken (?:arm|leg|bone|wrist|rib|nose)|black eye|cuts?\b|scratch(?:es)?|bite marks?|swelling|grip marks?|red marks?|blister(?:s|ed)?|laceration|graz(?:e|es)|welts?|petechiae)\b[^.\n]{0,60}/gi,
  ],
  [
    "phone",
    /(?<![\d/])(?:0\d{4} ?\d{6}|0\d{3} ?\d{3} ?\d{4}|0\d{4} ?\d{3} ?\d{3}|\+44 ?\d{2,4} ?\d{3,4} ?\d{3,4})(?!\d)/g,
  ],
];

/** Whatever names a day; a line without any is not read for one. */
const NAMES_A_DAY =
  /day\b|days\b|night|\bago\b|weekend|weeks?\b|morning|afternoon|evening|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d[/.-]\d|\d(?:st|nd|rd|th)\b/i;

function plainFacts({ text, where, saidAt }: FactSource): Fact[] {
  const facts: Fact[] = [];
  const body = text.slice(0, 400_000);
  for (const [kind, pattern, value] of PLAIN) {
    for (const match of body.matchAll(pattern)) {
      const written = (match[1] ?? match[0]).trim();
      const end = match.index + match[0].length;
      facts.push({
        kind,
        value: value ?? plainValue(written),
        written: oneLine(match[0]),
        where: `${where}, characters ${match.index} to ${end}`,
        confidence: "likely",
      });
      if (facts.length > 300) return facts;
    }
  }
  let offset = 0;
  let looked = 0;
  for (const line of body.split("\n")) {
    const happened =
      looked < MOST_DATED_LINES &&
      NAMES_A_DAY.test(line) &&
      /\b(?:on|last|yesterday|today|this (?:morning|afternoon)|tonight|ago|at the weekend)\b/i.test(line) &&
      line.length < 3000;
    if (happened) looked++;
    for (const day of happened ? findSaidDays(line, saidAt).slice(0, 5) : []) {
      facts.push({
        kind: "day spoken of",
        value: day.day,
        written: day.written,
        where: `${where}, characters ${offset + day.index} to ${offset + day.index + day.written.length}`,
        confidence: "likely",
      });
      if (facts.length > 300) return facts;
    }
    offset += line.length + 1;
  }
  return facts;
}

/** An age that does not fit the birth date, and births that could not be read (IN-06). */
function doubtsAbout(children: readonly PersonMention[], receivedAt: Instant): Fact[] {
  return children.flatMap((child) => {
    const doubts: Fact[] = [];
    if (
      child.dateOfBirth !== null &&
      child.age !== null &&
      Math.abs(ageOn(child.dateOfBirth, localDate(receivedAt)) - child.age) > 1
    )
      doubts.push({
        kind: "age does not fit date of birth",
        value: String(child.age),
        written: `${child.age} years, born ${child.dateOfBirth}`,
        where: child.where,
        confidence: "unsure",
      });
    if (child.dateOfBirthWritten !== null && child.dateOfBirth === null)
      doubts.push({
        kind: "unreadable date of birth",
        value: "",
        written: child.dateOfBirthWritten,
        where: child.where,
        confidence: "unsure",
      });
    return doubts;
  });
}

/** Who refers: what the form says, else what the signature and the headers say. */
export function readReferrer(
  facts: readonly Fact[],
  sender: { name: string; address: string },
  signature: readonly string[],
): ReferrerFacts {
  const fact = (kind: string) =>
    facts.find((each) => each.kind === kind && each.confidence === "certain")?.written ?? null;
  const together = fact("referrer");
  const pieces = together?.split(/[,;\n]| - /).map((piece) => piece.trim()) ?? [];
  const name =
    fact("referrer name") ?? (pieces[0] && readName(pieces[0]) ? pieces[0] : null) ?? (sender.name || null);
  const own = signature.join("\n");
  const role =
    fact("referrer role") ??
    pieces.slice(1).find((piece) => /[a-z]{3}/i.test(piece) && !/\d{5}|@/.test(piece)) ??
    roleIn(own);
  const email =
    /[^\s<>,;]{1,64}@[^\s<>,;]{1,200}/.exec(`${fact("referrer email") ?? ""} ${together ?? ""}`)?.[0] ??
    (sender.address || null);
  const phone =
    /(?:\+44|0)\d[\d\s]{8,12}\d/
      .exec(`${fact("referrer phone") ?? ""}\n${together ?? ""}\n${own}`)?.[0]
      .trim() ?? null;
  return {
    name,
    role,
    agency: fact("referrer agency"),
    email,
    phone,
    wishesAnonymity: facts.some(({ kind, value }) => kind === "anonymity" && value === "yes"),
  };
}

function roleIn(signature: string): string | null {
  return (
    signature
      .split(/[\n|•,]/)
      .map((line) => line.trim())
      .find(
        (line) =>
          line.length < 80 &&
          /\b(?:teacher|head|lead|manager|officer|nurse|worker|advis[eo]r|practitioner|coordinator|senco|dsl|ddsl|gp|doctor|consultant|midwife|health visitor|secretary|governor|mentor|principal|psychologist|constable|pastor)\b/i.test(
            line,
          ),
      ) ?? null
  );
}

function oneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}
