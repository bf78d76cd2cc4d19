import type { Policy } from "../policy.ts";
import { saysReply } from "../read-mail/subject.ts";
import type { Contact } from "../records.ts";
import type { Situation } from "../situation.ts";
import { type DaySaid, daysSaid, sharesDay } from "./days-said.ts";
import { piecesToWeigh, pointsAt } from "./earlier-text.ts";
import { type Compiled, findAllPhrases, holdsPhrase, phrasesBeginning, standsAt } from "./phrases.ts";
import type { FactorGroup } from "./policy.ts";
import { sameSender } from "./sender.ts";
import { dayOf } from "./window.ts";
import { LONGEST_TEXT, type Sentence, sentencesOf, wordsOf } from "./words.ts";

/** One piece of evidence that the mail is (weight above 0) or is not about what a contact was about. */
export interface Weight {
  readonly weight: number;
  /** In words a practitioner could correct. */
  readonly found: string;
}

/** What the mail says of the matter, prepared once for all contacts it is compared with. */
export interface Matter {
  readonly text: string;
  readonly words: readonly string[];
  /** Of the newest words first, then of what is forwarded or attached. */
  readonly sentences: readonly Sentence[];
  /** By their stems, as written. */
  readonly rare: ReadonlyMap<string, string>;
  /** How much its rare words tell together. */
  readonly bits: number;
  /** Names of people and places, lower case, that are not the family's own. */
  readonly others: ReadonlySet<string>;
  readonly days: readonly DaySaid[];
  readonly references: ReadonlySet<string>;
  readonly factors: ReadonlySet<string>;
  readonly refersBack: string | null;
  /** A sentence that says "it happened again" and no more of what happened before. */
  readonly happensAgain: string | null;
  readonly refersElsewhere: string | null;
  readonly names: ReadonlySet<string>;
}

const REFERENCE = /\b(?=[a-z0-9/-]*\d)(?:[a-z]{1,4}[-/ ]?)?\d{2,}(?:[/-]\d+){1,3}\b|\b\d{4,9}\b/gi;
const REFERENCE_LEAD = /\b(?:ref(?:erence)?|log|incident|crime|case|ppn|cad|urn|no|number)\b[^\n\d]{0,20}$/i;

/** The mail's own words, without what it encloses unchanged being weighed twice. */
export function matterOf(situation: Situation, policy: Policy): Matter {
  const { mail } = situation;
  const pieces = piecesToWeigh(situation, policy);
  // the subject of a reply is that of the earlier mail
  const subject = saysReply(mail.subject) ? "" : mail.plainSubject;
  const text = [subject, ...pieces.map((piece) => piece.text)].join("\n");
  const words = wordsOf(text);
  const names = namesOf(situation);
  const topics = topicsOf(words, policy, names);
  const days = pieces.flatMap((piece) => daysSaid(piece.text, piece.writtenOn));
  const own = pieces.filter(
    (piece) => piece.role !== "attachment" || pieces.length === 1 || piece.text.length < 20_000,
  );
  const sentences = own.flatMap((piece) => sentencesOf(piece.text));
  const { refersBack, happensAgain, refersElsewhere } = policy.classify.compare;
  return {
    text,
    words,
    sentences,
    rare: topics.rare,
    bits: [...topics.rare.values()].reduce((sum, word) => sum + bitsOf(word, situation, policy), 0),
    others: capitalised(text, names, policy),
    days,
    references: referencesIn(text),
    factors: topics.factors,
    refersBack: firstSentenceWith(sentences, refersBack),
    happensAgain: firstSentenceWith(sentences, happensAgain),
    refersElsewhere: firstSentenceWith(sentences, refersElsewhere),
    names,
  };
}

function firstSentenceWith(
  sentences: readonly { text: string; words: readonly string[] }[],
  phrases: readonly string[],
): string | null {
  return sentences.find((sentence) => holdsPhrase(sentence.words, phrases))?.text ?? null;
}

/**
 * Is the mail about what this contact was about? Each piece of evidence with its weight; they add up.
 * @param mostChars how much of the contact's narrative is read.
 */
export function weigh(
  matter: Matter,
  contact: Contact,
  situation: Situation,
  policy: Policy,
  mostChars = LONGEST_TEXT,
): readonly Weight[] {
  const before = `${contact.subject ?? ""}\n${(contact.narrative ?? "").slice(0, mostChars)}`;
  const words = wordsOf(before);
  const receivedOn = dayOf(contact);
  const weights: Weight[] = [];
  const add = (weight: number, found: string) => weights.push({ weight, found });

  if (matter.refersElsewhere !== null) add(-8, `it says so: “${matter.refersElsewhere.slice(0, 140)}”`);
  if (matter.refersBack !== null) add(2, `it refers back: “${matter.refersBack.slice(0, 140)}”`);
  const pointing = pointsAt(contact, situation, policy);
  if (pointing !== null) add(3, pointing);

  const referencesBefore = matter.references.size === 0 ? matter.references : referencesIn(before);
  const reference = [...matter.references].find((ref) => referencesBefore.has(ref));
  if (reference !== undefined) add(4, `the same reference number ${reference}`);

  const possible = matter.days.filter((d) => d.day <= receivedOn);
  const day = possible.length === 0 ? undefined : sharesDay(possible, daysSaid(before, receivedOn));
  if (day) add(day.relative ? 1.5 : 2.5, `the same day: ${day.day} (“${day.written}”)`);
  else if (
    matter.refersBack === null &&
    matter.days.length > 0 &&
    matter.days.every((d) => d.day > receivedOn)
  ) {
    add(-0.5, `everything dated in it is after the earlier contact of ${receivedOn}`);
  }

  const { factors: factorsBefore, rare: rareBefore } = topicsOf(words, policy, matter.names);
  const shared = [...matter.factors].filter((code) => factorsBefore.has(code));
  const names = (codes: readonly string[]) =>
    codes.map((code) => policy.classify.factors.find((f) => f.code === code)?.name ?? code).join(", ");
  const alike = shared.length / new Set([...matter.factors, ...factorsBefore]).size;
  if (shared.length > 0) add(0.5 + 2 * alike, `the same kind of concern: ${names(shared)}`);
  else if (matter.factors.size > 0 && factorsBefore.size > 0) {
    add(
      -2,
      `another kind of concern: ${names([...matter.factors])} now, ${names([...factorsBefore])} before`,
    );
  }
  const fresh = [...matter.factors].filter((code) => !factorsBefore.has(code));
  if (shared.length > 0 && fresh.length > shared.length + 1)
    add(-0.75, `also of another kind: ${names(fresh)}`);

  const people =
    matter.others.size === 0
      ? []
      : [...capitalised(before, matter.names, policy)].filter((name) => matter.others.has(name));
  if (people.length > 0)
    add(
      Math.min(2.5, 1 + 0.5 * people.length),
      `the same other person or place: ${people.slice(0, 4).join(", ")}`,
    );

  const common = [...matter.rare].filter(([stem]) => rareBefore.has(stem)).map(([, word]) => word);
  const rarity = (list: Iterable<string>, enough = Number.POSITIVE_INFINITY) => {
    let sum = 0;
    for (const word of list) {
      sum += bitsOf(word, situation, policy);
      if (sum >= enough) break;
    }
    return sum;
  };
  const bitsShared = rarity(common);
  const own = matter.bits;
  const smaller = Math.min(own, rarity(rareBefore.values(), own));
  const share = smaller > 0 ? bitsShared / smaller : 0;
  const least = matter.refersBack === null && shared.length === 0 && !day ? -1.5 : -0.75;
  const wordsWeight = Math.max(least, Math.min(weightOfShare(share), mostFor(bitsShared)));
  if (wordsWeight !== 0) {
    add(
      wordsWeight,
      wordsWeight > 0 ? `rare words in both: ${rarestOf(common, situation)}` : "hardly a rare word in both",
    );
  }
  // by itself it tells nothing: something always happened before
  const recurs = matter.refersBack === null && (shared.length > 0 || wordsWeight > 0);
  if (matter.happensAgain !== null && recurs)
    add(2, `it says that it happened again: “${matter.happensAgain.slice(0, 140)}”`);
  const visit = visitOf(contact, matter);
  if (visit !== null) add(1, `it speaks of their visit: “${visit.slice(0, 140)}”`);
  if (sameSender(situation.mail.senderAddress, contact.referrerEmail, policy)) {
    add(0.25, "the same sender or organisation");
  }
  return weights;
}

/** "The night the police came", where it was the police who wrote before. */
function visitOf({ referrerAgency, referrerEmail }: Contact, { sentences }: Matter): string | null {
  const by = `${referrerAgency ?? ""} ${referrerEmail ?? ""}`.toLowerCase();
  const service = VISITORS.find(({ writes }) => writes.test(by));
  if (!service) return null;
  return sentences.find(({ text }) => service.came.test(text.slice(0, 1000)))?.text ?? null;
}
const CAME =
  "(?: \\w+){0,2} (?:came|were called|was called|got called|had been called|attended|turned up|arrived|took|put it out|have been|had been|been)\\b";
const VISITORS: readonly { readonly writes: RegExp; readonly came: RegExp }[] = [
  { writes: /police|constab/, came: new RegExp(`\\b(?:police|officers|coppers)${CAME}`, "i") },
  { writes: /ambulance|paramedic/, came: new RegExp(`\\b(?:ambulance|paramedics?)${CAME}`, "i") },
  { writes: /\bfire\b/, came: new RegExp(`\\b(?:fire (?:brigade|service|engine|crew)|firemen)${CAME}`, "i") },
];

function rarestOf(words: readonly string[], { wordShare }: Situation): string {
  return words
    .map((word) => ({ word, share: wordShare(word) }))
    .toSorted((a, b) => a.share - b.share)
    .slice(0, 5)
    .map(({ word }) => word)
    .join(", ");
}

function weightOfShare(share: number): number {
  if (share >= 0.5) return 5;
  if (share >= 0.3) return 3;
  if (share >= 0.2) return 2;
  if (share >= 0.12) return 1;
  if (share >= 0.06) return 0;
  return -1.5;
}

/** A high share of a few words is little: two short texts share a word by chance. */
function mostFor(bitsShared: number): number {
  return bitsShared <= 8 ? 0 : bitsShared < 16 ? 1 : bitsShared < 24 ? 2 : 5;
}

/** How much a shared word tells: none where every narrative holds it, at most 8 bits; of common words of the language 3. */
function bitsOf(word: string, { wordShare }: Situation, policy: Policy): number {
  const most = policy.classify.compare.commonWords.has(word) ? MOST_OF_A_COMMON_WORD : 8;
  const share = wordShare(word);
  return share <= 0 ? most : Math.min(most, -Math.log2(share));
}
const MOST_OF_A_COMMON_WORD = 5;

/** Groups of concern that the words speak of and do not deny. A street called "Mill Row" is no row. */
export function factorsIn(
  words: readonly string[],
  policy: Policy,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  return topicsOf(words, policy, names).factors;
}

/** Does a sentence speak of a kind of concern, denied or not? Housing and the like ("20…") need not be one. */
export function speaksOfConcern(words: readonly string[], policy: Policy, housingToo = false): boolean {
  const { phrases, codes } = allFactors(policy.classify.factors);
  return findAllPhrases(words, phrases).some(({ phrase }) =>
    codes.get(phrase)?.some((code) => housingToo || !code.startsWith("20")),
  );
}

interface Topics {
  readonly factors: ReadonlySet<string>;
  /** By their stems, as written. */
  readonly rare: ReadonlyMap<string, string>;
}

/** What is known of a word whatever text it stands in. */
interface KnownWord {
  readonly begins: readonly Compiled[];
  /** null for a word that every mail holds, a short one or a number. */
  readonly stem: string | null;
  /** The text in which it was met last, by number: each word counts once a text. */
  lastText: number;
}
let textsRead = 0;

/** Enough for a language; beyond it the table starts anew. */
const MOST_WORDS_KNOWN = 50_000;
const knownWords = new WeakMap<readonly FactorGroup[], Map<string, KnownWord>>();

/** Kinds of concern and rare words, in one walk over the words: long histories are read here. */
function topicsOf(words: readonly string[], policy: Policy, names: ReadonlySet<string>): Topics {
  const groups = policy.classify.factors;
  const { phrases, codes } = allFactors(groups);
  const negations = policy.classify.urgency.negations;
  const everyday = policy.classify.compare.everydayWords;
  let known = knownWords.get(groups);
  if (!known || known.size > MOST_WORDS_KNOWN) {
    known = new Map();
    knownWords.set(groups, known);
  }
  const factors = new Set<string>();
  const rare = new Map<string, string>();
  textsRead++;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    let about = known.get(word);
    if (about === undefined) {
      const tells = word.length >= 3 && !everyday.has(word) && !/\d/.test(word);
      about = { begins: phrasesBeginning(word, phrases), stem: tells ? stemOf(word) : null, lastText: 0 };
      known.set(word, about);
    }
    if (about.stem !== null && about.lastText !== textsRead) {
      about.lastText = textsRead;
      if (!names.has(word)) rare.set(about.stem, word);
    }
    if (about.begins.length === 0 || names.has(word)) continue;
    if (isDenied(words, at, negations)) continue;
    for (const compiled of about.begins) {
      if (!standsAt(words, at, compiled)) continue;
      for (const code of codes.get(compiled.phrase) ?? []) factors.add(code);
    }
  }
  return { factors, rare };
}

/** "No bruise", "not been hit", "no thoughts of self-harm". */
function isDenied(words: readonly string[], at: number, negations: readonly string[]): boolean {
  if (negations.includes(words[at - 1] ?? "") || negations.includes(words[at - 2] ?? "")) return true;
  return words[at - 1] === "of" && negations.includes(words[at - 3] ?? "");
}

interface AllFactors {
  readonly phrases: readonly string[];
  readonly codes: ReadonlyMap<string, readonly string[]>;
}

// The groups are configuration: their phrases are put into one list once.
const joined = new WeakMap<readonly FactorGroup[], AllFactors>();

function allFactors(groups: readonly FactorGroup[]): AllFactors {
  const known = joined.get(groups);
  if (known) return known;
  const codes = new Map<string, string[]>();
  for (const { code, phrases } of groups)
    for (const phrase of phrases) codes.set(phrase, [...(codes.get(phrase) ?? []), code]);
  const all = { phrases: [...codes.keys()], codes };
  joined.set(groups, all);
  return all;
}

/** "sleeping", "sleeps" and "sleep" are one; no more grammar than that. */
function stemOf(word: string): string {
  return word.length > 5
    ? word.replace(/(?:ing|ed|es|s)$/, "")
    : word.length > 3 && word.endsWith("s")
      ? word.slice(0, -1)
      : word;
}

const CAPITALISED = /[a-z,;)"”] (\p{Lu}[\p{Ll}'’-]{2,})/gu;

/** Words with a capital inside a sentence: people and places, but the family's own and the calendar's. */
function capitalised(text: string, names: ReadonlySet<string>, policy: Policy): ReadonlySet<string> {
  const everyday = policy.classify.compare.everydayWords;
  const found = new Set<string>();
  for (const match of text.matchAll(CAPITALISED)) {
    for (const word of wordsOf(match[1] ?? "")) {
      if (word.length > 2 && !everyday.has(word) && !names.has(word)) found.add(word);
    }
  }
  return found;
}

/** Names, streets and schools of the family and of the sender: the same whatever the matter is. */
function namesOf(situation: Situation): ReadonlySet<string> {
  const { mail } = situation;
  const names = new Set<string>();
  const add = (text: string | null | undefined) => {
    for (const word of wordsOf(text ?? "")) names.add(word);
  };
  for (const person of situation.people.values()) {
    add(
      `${person.givenNames} ${person.familyName} ${person.knownAs ?? ""} ${person.address ?? ""} ${person.postcode ?? ""}`,
    );
  }
  for (const child of mail.children) {
    add(
      `${child.givenNames ?? ""} ${child.familyName ?? ""} ${child.knownAs ?? ""} ${child.address ?? ""} ${child.postcode ?? ""} ${child.school ?? ""}`,
    );
    for (const parent of child.parents) add(parent);
  }
  for (const person of situation.relatives ?? [])
    add(`${person.givenNames} ${person.familyName} ${person.knownAs ?? ""}`);
  for (const adult of mail.adults) {
    if (/mother|father|parent|carer|guardian|mum|dad/i.test(adult.role))
      add(`${adult.givenNames ?? ""} ${adult.familyName ?? ""}`);
  }
  add(mail.senderName);
  add(mail.senderAddress);
  add(mail.referrer.name);
  add(mail.referrer.agency);
  add(mail.referrer.role);
  return names;
}

/** Log, crime, case and reference numbers as they stand; plain numbers only behind "log", "ref" and the like. */
export function referencesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const match of text.slice(0, 200_000).matchAll(REFERENCE)) {
    const written = match[0];
    if (/^\d{1,2}[/-]\d{1,2}[/-](?:\d{2}|\d{4})$/.test(written)) continue;
    const structured = /\d[/-]\d/.test(written) && written.replace(/\D/g, "").length >= 6;
    if (!structured && !REFERENCE_LEAD.test(text.slice(Math.max(0, match.index - 30), match.index))) continue;
    if (/^0\d{3,}/.test(written) || /^\d{4}-\d{2}-\d{2}$/.test(written)) continue;
    found.add(written.toLowerCase().replace(/\s/g, ""));
  }
  return found;
}
