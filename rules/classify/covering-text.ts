import type { Policy } from "../policy.ts";
import { speaksOfConcern } from "./evidence.ts";
import { findPhrases, holdsPhrase, isPhrase } from "./phrases.ts";
import type { Sentence } from "./words.ts";

const BEFORE_A_NAME = new Set([
  "for",
  "re",
  "about",
  "regarding",
  "of",
  "on",
  "concerning",
  "ref",
  "is",
  "dear",
  "hi",
  "hello",
  "from",
  "by",
  "to",
  "and",
]);
const NOT_A_COUNT = /^\d{1,2}(?:st|nd|rd|th)?$/;

/** What a covering sentence may name without telling anything new. */
export interface Familiar {
  /** Names of the sender, of whom they pass on, and of their organisation, lower case. */
  readonly senders: ReadonlySet<string>;
  /** Given and family names of the children, lower case: named in the earlier referral, they may be named, nothing be said of them. */
  readonly names: ReadonlySet<string>;
  /** Words of the earlier referral: a number or a child's name in it is nothing new. */
  readonly earlier: ReadonlySet<string>;
}

/**
 * Does the sentence say no more than that this is sent again, why the first may not have arrived, or ask what became
 * of it (Part 0.5)? Whatever might be news says no: then the mail is no duplicate and a person reads it.
 */
export function saysOnlySentAgain(sentence: Sentence, familiar: Familiar, policy: Policy): boolean {
  const { compare, urgency } = policy.classify;
  const { words } = sentence;
  if (
    isGreeting(sentence, policy) ||
    isPhrase(words, compare.signOffs) ||
    isPhrase(words, compare.formTitles)
  ) {
    return !holdsDigits(words);
  }

  if (signsOff(words, familiar, policy)) return true;

  const covered = new Uint8Array(words.length);
  const cover = (phrases: readonly string[]): number => {
    const found = findPhrases(words, phrases);
    for (const { from, to } of found) covered.fill(1, from, to);
    return found.length;
  };
  const noNews = cover(compare.notNews);
  const exempt = covered.slice();
  for (const { from, to } of findPhrases(words, compare.news)) {
    for (let i = from; i < to; i++) {
      if (exempt[i]) continue;
      if (!ofTheSending(words, i)) return false;
      covered[i] = 1;
    }
  }
  for (const list of [urgency.acute, urgency.severe, urgency.harm]) {
    for (const { from, to } of findPhrases(words, list)) {
      for (let i = from; i < to; i++) if (!exempt[i]) return false;
    }
  }
  if (speaksOfConcern(words, policy)) return false;

  const cues = cover(compare.sending) + cover(compare.harmless) + noNews;
  if (cues === 0) return false;
  cover(compare.plainWords);

  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (familiar.names.has(word)) {
      if (!familiar.earlier.has(word)) return false;
      const before = words[i - 1];
      if (before !== undefined && !BEFORE_A_NAME.has(before) && !familiar.names.has(before)) return false;
      if (before === undefined && words.length > 3) return false;
      continue;
    }
    if ((word === "her" || word === "their") && ofTheSending(words, i)) continue;
    if (/\d/.test(word)) {
      if (!familiar.earlier.has(word) && !isDayNumber(words, i)) return false;
      continue;
    }
    // a single letter is an initial
    if (!covered[i] && !isOfSenders(word, familiar) && word.length > 1) return false;
  }
  return true;
}

/**
 * The sender's name and post below a covering text, without a greeting before it: few words, each with a capital, one of
 * them theirs or a post, no digit, no child's name and nothing that could be news. Only at the end of what they wrote.
 */
export function isSignatureLine({ text, words }: Sentence, familiar: Familiar, policy: Policy): boolean {
  const { compare, urgency } = policy.classify;
  if (words.length > 8 || /\d/.test(text)) return false;
  if (/^\p{Lu}\.?$/u.test(text.trim())) return true;
  const capitals = text
    .split(/[\s,/()|-]+/)
    .every((word) => /^(?:\p{Lu}|of$|the$|and$|for$|&$|to$|$)/u.test(word));
  const says = [compare.news, urgency.acute, urgency.severe, urgency.harm];
  const withoutSchool = words.filter((word) => word !== "school");
  const known = words.some((word) => isOfSenders(word, familiar)) || holdsPhrase(words, compare.plainWords);
  return (
    capitals &&
    known &&
    !words.some((word) => familiar.names.has(word)) &&
    !says.some((list) => holdsPhrase(withoutSchool, list)) &&
    !speaksOfConcern(withoutSchool, policy, true)
  );
}

/** "Regards, Perry Cross Academy": a closing and nobody but its sender. */
function signsOff(words: readonly string[], familiar: Familiar, policy: Policy): boolean {
  const closing = findPhrases(words, policy.classify.compare.signOffs)[0];
  if (closing === undefined || closing.from !== 0 || words.length > closing.to + 8) return false;
  return words.slice(closing.to).every((word) => isOfSenders(word, familiar) && !familiar.names.has(word));
}

/** "Dear Ms Patel,": a greeting and at most four words more. */
export function isGreeting(sentence: Pick<Sentence, "words">, policy: Policy): boolean {
  const { words } = sentence;
  const found = findPhrases(words, policy.classify.compare.greetings)[0];
  return (
    found !== undefined &&
    found.from === 0 &&
    words.length - found.to <= 4 &&
    !sentence.words.some((w) => /\d/.test(w))
  );
}

// "She can't see a reply in her inbox": she is whoever sent it.
function ofTheSending(words: readonly string[], at: number): boolean {
  if (!PRONOUNS.has(words[at] as string)) return false;
  const near = words.slice(at + 1, at + 6);
  return (
    near.some((word) => SENDING_NEAR.has(word)) && !words.slice(at).some((word) => ACTS_OF_OTHERS.has(word))
  );
}
const PRONOUNS = new Set(["she", "he", "they", "his", "him", "her", "their"]);
const SENDING_NEAR = new Set([
  "reply",
  "inbox",
  "email",
  "letter",
  "receipt",
  "sent",
  "response",
  "acknowledgement",
  "copy",
  "find",
  "open",
  "locate",
  "trace",
  "read",
  "received",
  "form",
  "message",
]);
const ACTS_OF_OTHERS = new Set(["told", "said", "says", "hit", "came", "went", "ran", "took"]);

/** "Croke" and "Croke's". */
function isOfSenders(word: string, { senders }: Familiar): boolean {
  return senders.has(word) || (word.endsWith("s") && senders.has(word.slice(0, -1)));
}

function holdsDigits(words: readonly string[]): boolean {
  return words.some((word) => /\d/.test(word));
}

const MONTH = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/;

/** A day of the month beside its month, or an ordinal ("on the 9th"), or a year after a month. */
function isDayNumber(words: readonly string[], at: number): boolean {
  const word = words[at] as string;
  const before = words[at - 1] ?? "";
  const after = words[at + 1] ?? "";
  const afterThat = words[at + 2] ?? "";
  if (/^\d{1,2}(?:st|nd|rd|th)$/.test(word)) return true;
  if (/^20\d\d$/.test(word) && MONTH.test(before)) return true;
  if (!NOT_A_COUNT.test(word)) return false;
  return MONTH.test(before) || MONTH.test(after) || (after === "of" && MONTH.test(afterThat));
}
