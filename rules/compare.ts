import { holdsPhrase } from "./classify/phrases.ts";
import { contentWords } from "./classify/same-content.ts";
import type { Comparison, Difference } from "./classify/triage-result.ts";
import { type Sentence, sentencesOf, wordsOf } from "./classify/words.ts";
import type { Policy } from "./policy.ts";
import type { Contact } from "./records.ts";
import type { Situation } from "./situation.ts";

/** More sentences than this on a side are not compared one by one; the rest is left to the reader. */
const MOST_SENTENCES = 600;
const MOST_DIFFERENCES = 60;
/** Two sentences that share this much of their words are one sentence that was changed. */
const ALIKE = 0.55;
/** Where the new mail repeats less than this of the earlier text, what it leaves out is no difference. */
const REPEATS = 0.4;

interface Line {
  readonly text: string;
  readonly words: readonly string[];
  readonly key: string;
  /** The label of a form line, in words; empty for prose. */
  readonly label: string;
  readonly where: string;
}

/**
 * What is new, changed or gone since a contact (CMP-04), sentence by sentence, with negations and hedges marked on both
 * sides between asterisks: "there is *no* bruise". What cannot be read is never "no difference" (SAF-11): see `unread`.
 */
export function compare(
  situation: Situation,
  contact: Contact,
  takenOff: readonly string[],
  policy: Policy,
): Comparison {
  const before = linesOf(contact.narrative ?? "", `record ${contact.contactId}`);
  const after = situation.mail.content.flatMap((block) => linesOf(block.text, block.where));
  const known = new Set(before.flatMap((line) => line.words));
  const matched = matchLines(before, after);
  const { pairs, removed } = matched;
  const added = matched.added.filter((line) => !isHeading(line) && !saysAgain(line, known));
  const repeated = before.length === 0 ? 0 : 1 - removed.length / before.length;
  const differences: Difference[] = [
    ...pairs.slice(0, MOST_DIFFERENCES).map(([old, fresh]) => difference("changed", old, fresh, policy)),
    ...added.slice(0, MOST_DIFFERENCES).map((fresh) => difference("added", null, fresh, policy)),
    ...(repeated >= REPEATS
      ? removed.slice(0, MOST_DIFFERENCES).map((old) => difference("removed", old, null, policy))
      : []),
  ].slice(0, MOST_DIFFERENCES);
  // what was not read is said whatever else there is (SAF-11)
  differences.push(
    ...situation.mail.unread.map(
      ({ where, reason }): Difference => ({
        kind: "added",
        about: "not read",
        before: null,
        after: `could not be read: ${reason}`,
        where,
      }),
    ),
  );
  return { comparedWith: contact.contactId, differences, takenOff };
}

/** "Concern as reported", "NSPCC HELPLINE REFERRAL": the title of what follows. */
function isHeading({ label, text, words }: Line): boolean {
  return (
    label === "" &&
    words.length <= 7 &&
    !/[.!?]["”’)]?$/.test(text) &&
    !words.some((word) => /\d/.test(word)) &&
    (text === text.toUpperCase() || /^\p{Lu}[^,;]*$/u.test(text)) &&
    !TELLS.test(text)
  );
}
const TELLS =
  /\b(?:he|she|they|i|we|mum|dad|mother|father|his|her|is|was|has|had|are|were|not|no|said|told|saw|hit|hurt|bruis\w*|injur\w*|burn\w*|mark|marks)\b/i;

/** A form line whose every word the earlier text holds: the same fact under another label. */
function saysAgain({ label, text, words }: Line, known: ReadonlySet<string>): boolean {
  if (label === "") return false;
  const value = contentWords(text.slice(text.search(/[:|?]/) + 1));
  return value.length > 0 && words.length > 0 && value.every((word) => known.has(word));
}

function linesOf(text: string, where: string): Line[] {
  return sentencesOf(text)
    .filter((sentence: Sentence) => !sentence.within)
    .slice(0, MOST_SENTENCES)
    .map((sentence) => {
      const words = contentWords(sentence.text);
      const label = sentence.field === null ? "" : wordsOf(sentence.field.label).join(" ");
      return { text: sentence.text, words, key: words.join(" "), label, where };
    })
    .filter((line) => line.words.length > 0);
}

function matchLines(before: readonly Line[], after: readonly Line[]) {
  const left = new Map<string, number>();
  for (const line of before) left.set(line.key, (left.get(line.key) ?? 0) + 1);
  const unmatchedAfter = after.filter((line) => {
    const count = left.get(line.key) ?? 0;
    if (count > 0) left.set(line.key, count - 1);
    return count === 0;
  });
  const unmatchedBefore = before.filter((line) => {
    const count = left.get(line.key) ?? 0;
    if (count > 0) left.set(line.key, count - 1);
    return count > 0;
  });
  const byWord = new Map<string, number[]>();
  const sizes: number[] = [];
  for (const [index, line] of unmatchedBefore.entries()) {
    const distinct = new Set(line.words);
    sizes.push(distinct.size);
    for (const word of distinct) {
      const list = byWord.get(word);
      if (list) list.push(index);
      else byWord.set(word, [index]);
    }
  }
  const taken = new Set<number>();
  const pairs: [Line, Line][] = [];
  const added: Line[] = [];
  for (const line of unmatchedAfter) {
    const sameLabel =
      line.label === ""
        ? -1
        : unmatchedBefore.findIndex((old, i) => old.label === line.label && !taken.has(i));
    const best = sameLabel >= 0 ? sameLabel : mostAlike(line, sizes, byWord, taken);
    if (best === null) added.push(line);
    else {
      taken.add(best);
      pairs.push([unmatchedBefore[best] as Line, line]);
    }
  }
  return { pairs, added, removed: unmatchedBefore.filter((_, index) => !taken.has(index)) };
}

function mostAlike(
  line: Line,
  sizes: readonly number[],
  byWord: ReadonlyMap<string, number[]>,
  taken: ReadonlySet<number>,
): number | null {
  const shared = new Uint16Array(sizes.length);
  const touched: number[] = [];
  const own = new Set(line.words);
  for (const word of own) {
    const list = byWord.get(word);
    // a word that many sentences hold tells none of them apart
    if (!list || list.length > 20) continue;
    for (const index of list) {
      if (shared[index] === 0) touched.push(index);
      shared[index] = (shared[index] as number) + 1;
    }
  }
  let best: number | null = null;
  let bestShare = ALIKE;
  for (const index of touched) {
    if (taken.has(index)) continue;
    const share = (shared[index] as number) / Math.max(own.size, sizes[index] as number);
    if (share > bestShare) [best, bestShare] = [index, share];
  }
  return best;
}

function difference(
  kind: Difference["kind"],
  old: Line | null,
  fresh: Line | null,
  policy: Policy,
): Difference {
  return {
    kind,
    about: aboutOf(old, fresh, policy),
    before: old === null ? null : marked(old.text, policy),
    after: fresh === null ? null : marked(fresh.text, policy),
    where: (fresh ?? old)?.where ?? "",
  };
}

/** What the difference is about, by the words that differ. */
function aboutOf(old: Line | null, fresh: Line | null, policy: Policy): string {
  const a = new Set(old?.words ?? []);
  const b = new Set(fresh?.words ?? []);
  const differing = [...a, ...b].filter((word) => a.has(word) !== b.has(word));
  const text = `${old?.text ?? ""} ${fresh?.text ?? ""}`;
  const plain = wordsOf(differing.join(" "));
  const { urgency, compare: words } = policy.classify;
  if (holdsPhrase(wordsOf(text), ["consent*", "agrees to", "agreed to"])) return "consent";
  if (differing.some((word) => /\d[/.-]\d/.test(word)) || holdsPhrase(plain, MONTHS_AND_DAYS)) return "date";
  if (plain.some((word) => words.negationWords.includes(word))) return "negation";
  if (holdsPhrase(plain, urgency.stated) || holdsPhrase(plain, urgency.acute)) return "urgency";
  if (holdsPhrase(plain, INJURIES)) return "injury";
  if (differing.some((word) => /\d/.test(word))) return "number";
  if (holdsPhrase(plain, PLACES)) return "place";
  if (differing.some((word) => isNameIn(word, text))) return "person";
  return "sentence";
}

const MONTHS_AND_DAYS = [
  "january",
  "february",
  "march",
  "april",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
  "yesterday",
  "today",
];
const INJURIES = [
  "bruis*",
  "injur*",
  "burn*",
  "fractur*",
  "cut",
  "cuts",
  "mark",
  "marks",
  "bite",
  "swollen",
  "bleed*",
  "wound*",
  "scratch*",
  "belt",
  "slap*",
  "hit",
  "punch*",
  "kick*",
];
const PLACES = [
  "street",
  "road",
  "lane",
  "avenue",
  "close",
  "court",
  "flat",
  "house",
  "park",
  "school",
  "nursery",
  "hospital",
  "hotel",
];

/** Written with a capital and never otherwise, inside a sentence. */
function isNameIn(word: string, text: string): boolean {
  if (!/^\p{L}/u.test(word)) return false;
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  const at = text.indexOf(capital);
  return at > 0 && !/[.!?]\s*$/.test(text.slice(0, at)) && !text.includes(` ${word} `);
}

const marks = new WeakMap<readonly string[], ReadonlySet<string>>();

// configuration: one set for all sentences
function markedWords(negations: readonly string[], hedges: readonly string[]): ReadonlySet<string> {
  let set = marks.get(negations);
  if (!set) {
    set = new Set([...negations, ...hedges]);
    marks.set(negations, set);
  }
  return set;
}

/** Negations and hedges between asterisks. */
function marked(text: string, policy: Policy): string {
  const { negationWords, hedgeWords } = policy.classify.compare;
  const set = markedWords(negationWords, hedgeWords);
  return text
    .slice(0, 600)
    .replace(/[\p{L}]+(?:['’][\p{L}]+)?/gu, (word) =>
      set.has(word.toLowerCase().replace("’", "'")) ? `*${word}*` : word,
    );
}
