import type { Policy } from "../policy.ts";
import type { Contact } from "../records.ts";
import type { Situation } from "../situation.ts";
import { piecesOf } from "./content.ts";
import { type DaySaid, daysSaid, sharesDay } from "./days-said.ts";
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
  readonly refersElsewhere: string | null;
  readonly names: ReadonlySet<string>;
}

/** Words that every mail of this kind holds and that tell nothing of the matter. */
const EVERYDAY = new Set(
  (
    "the a an and or but of to in on at by for with from as is are was were be been being am do does did done have has had " +
    "having i me my we our us you your he him his she her hers they them their it its this that these those who whom which " +
    "what when where why how not no nor so if then than too very can could will would shall should may might must just also " +
    "about into over under out up down off again after before since until while because during between through there here " +
    "all any both each few more most other some such only own same one two three four five six seven eight nine ten first " +
    "child children mum mother dad father parent parents mrs mr ms miss dr school year years old family home house address " +
    "date birth dob nhs number name team support request referral referrer cass please thank thanks dear regards kind form " +
    "attached email mail send sent know said says told asked get got go went come came see saw seen day week today " +
    "yesterday morning afternoon evening night time monday tuesday wednesday thursday friday saturday sunday january " +
    "february march april may june july august september october november december birmingham street road lane avenue " +
    "close grove flat male female girl boy brother sister son daughter lives living age aged called now last next new been " +
    "make made take took want wants need needs help think thinks feel feels like well good back still yet let give given " +
    "concern concerns concerned worried worry safeguarding lead dsl teacher head officer manager nurse police social worker " +
    "services contact details consent yes none known aware spoke spoken speak rang ring call phone"
  ).split(" "),
);

const REFERENCE = /\b(?=[a-z0-9/-]*\d)(?:[a-z]{1,4}[-/ ]?)?\d{2,}(?:[/-]\d+){1,3}\b|\b\d{4,9}\b/gi;
const REFERENCE_LEAD = /\b(?:ref(?:erence)?|log|incident|crime|case|ppn|cad|urn|no|number)\b[^\n\d]{0,20}$/i;

/** The mail's own words, without what it encloses unchanged being weighed twice. */
export function matterOf(situation: Situation, policy: Policy): Matter {
  const { mail } = situation;
  const pieces = piecesOf(situation);
  const text = [mail.plainSubject, ...pieces.map((piece) => piece.text)].join("\n");
  const words = wordsOf(text);
  const names = namesOf(situation);
  const topics = topicsOf(words, policy, names);
  const days = pieces.flatMap((piece) => daysSaid(piece.text, piece.writtenOn));
  const own = pieces.filter(
    (piece) => piece.role !== "attachment" || pieces.length === 1 || piece.text.length < 20_000,
  );
  const sentences = own.flatMap((piece) => sentencesOf(piece.text));
  const { refersBack, refersElsewhere } = policy.classify.compare;
  return {
    text,
    words,
    sentences,
    rare: topics.rare,
    bits: [...topics.rare.values()].reduce((sum, word) => sum + bits(situation.wordShare(word)), 0),
    others: capitalised(text, names),
    days,
    references: referencesIn(text),
    factors: topics.factors,
    refersBack: firstSentenceWith(sentences, refersBack),
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

  const reference = [...matter.references].find((ref) => referencesIn(before).has(ref));
  if (reference !== undefined) add(4, `the same reference number ${reference}`);

  const days = daysSaid(before, receivedOn);
  const day = sharesDay(
    matter.days.filter((d) => d.day <= receivedOn),
    days,
  );
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

  const people = [...capitalised(before, matter.names)].filter((name) => matter.others.has(name));
  if (people.length > 0)
    add(
      Math.min(2.5, 1 + 0.5 * people.length),
      `the same other person or place: ${people.slice(0, 4).join(", ")}`,
    );

  const common = [...matter.rare].filter(([stem]) => rareBefore.has(stem)).map(([, word]) => word);
  const rarity = (list: Iterable<string>, enough = Number.POSITIVE_INFINITY) => {
    let sum = 0;
    for (const word of list) {
      sum += bits(situation.wordShare(word));
      if (sum >= enough) break;
    }
    return sum;
  };
  const bitsShared = rarity(common);
  const own = matter.bits;
  const smaller = Math.min(own, rarity(rareBefore.values(), own));
  const share = smaller > 0 ? bitsShared / smaller : 0;
  const least = matter.refersBack === null ? -1.5 : -0.75;
  const wordsWeight = Math.max(least, Math.min(weightOfShare(share), mostFor(bitsShared)));
  if (wordsWeight !== 0) {
    add(
      wordsWeight,
      wordsWeight > 0 ? `rare words in both: ${rarestOf(common, situation)}` : "hardly a rare word in both",
    );
  }
  if (sameSender(situation.mail.senderAddress, contact.referrerEmail, policy)) {
    add(0.25, "the same sender or organisation");
  }
  return weights;
}

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

/** How much a shared word tells: none where every narrative holds it, at most 8 bits. */
function bits(share: number): number {
  return share <= 0 ? 8 : Math.min(8, -Math.log2(share));
}

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
}

/** Enough for a language; beyond it the table starts anew. */
const MOST_WORDS_KNOWN = 50_000;
const knownWords = new WeakMap<readonly FactorGroup[], Map<string, KnownWord>>();

/** Kinds of concern and rare words, in one walk over the words: long histories are read here. */
function topicsOf(words: readonly string[], policy: Policy, names: ReadonlySet<string>): Topics {
  const groups = policy.classify.factors;
  const { phrases, codes } = allFactors(groups);
  const negations = policy.classify.urgency.negations;
  let known = knownWords.get(groups);
  if (!known || known.size > MOST_WORDS_KNOWN) {
    known = new Map();
    knownWords.set(groups, known);
  }
  const factors = new Set<string>();
  const rare = new Map<string, string>();
  const seen = new Set<KnownWord>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    let about = known.get(word);
    if (about === undefined) {
      const tells = word.length >= 3 && !EVERYDAY.has(word) && !/\d/.test(word);
      about = { begins: phrasesBeginning(word, phrases), stem: tells ? stemOf(word) : null };
      known.set(word, about);
    }
    if (about.stem !== null && !seen.has(about)) {
      seen.add(about);
      if (!names.has(word)) rare.set(about.stem, word);
    }
    if (about.begins.length === 0 || names.has(word)) continue;
    if (negations.includes(words[at - 1] ?? "") || negations.includes(words[at - 2] ?? "")) continue;
    for (const compiled of about.begins) {
      if (!standsAt(words, at, compiled)) continue;
      for (const code of codes.get(compiled.phrase) ?? []) factors.add(code);
    }
  }
  return { factors, rare };
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
function capitalised(text: string, names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(CAPITALISED)) {
    for (const word of wordsOf(match[1] ?? "")) {
      if (word.length > 2 && !EVERYDAY.has(word) && !names.has(word)) found.add(word);
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
