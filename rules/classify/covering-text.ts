import type { Policy } from "../policy.ts";
import { speaksOfConcern } from "./evidence.ts";
import { findPhrases, holdsPhrase, isPhrase } from "./phrases.ts";
import { namesPassingOn } from "./relayed-by.ts";
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
const ABOUT = new Set(["about", "re", "regarding", "concerning"]);
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
 * Every word must be of the post, the office, the sender's own day or plain courtesy (config/classify/phrases.yaml).
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
  if (signsOff(sentence, familiar, policy)) return true;

  const covered = new Uint8Array(words.length);
  const cover = (phrases: readonly string[]): number => {
    const found = findPhrases(words, phrases);
    for (const { from, to } of found) covered.fill(1, from, to);
    return found.length;
  };
  // a child called Beatrix is no "beat*"
  const isNamed = (word = "") => familiar.names.has(word) && familiar.earlier.has(word);
  const relayed = namesPassingOn(sentence, familiar, policy);
  const noNews = cover(compare.notNews);
  const exempt = covered.slice();
  for (const { from, to } of findPhrases(words, compare.news)) {
    for (let i = from; i < to; i++) {
      if (exempt[i] || isNamed(words[i])) continue;
      if (!ofTheSending(words, i, relayed)) return false;
      covered[i] = 1;
    }
  }
  // "cannot find", "dealing with this": alarm or concern in a sentence of a family, not where a mail is looked for
  const ofThePost = new Uint8Array(words.length);
  for (const { from, to } of findPhrases(words, compare.ofThePost)) ofThePost.fill(1, from, to);
  for (const list of [urgency.acute, urgency.severe, urgency.harm]) {
    for (const { from, to } of findPhrases(words, list)) {
      for (let i = from; i < to; i++) if (!exempt[i] && !ofThePost[i] && !isNamed(words[i])) return false;
    }
  }
  if (
    speaksOfConcern(
      words.filter((word, i) => !ofThePost[i] && !isNamed(word)),
      policy,
    )
  )
    return false;

  const ownDay = isOfTheSender(words, relayed, familiar) ? cover(compare.ownDay) : 0;
  const ofSending = cover(compare.sending) + cover(compare.harmless) + noNews + ownDay;
  // a question of nothing but such words tells nothing, whatever it asks
  if (ofSending === 0 && !asksOnly(sentence)) return false;
  cover(compare.plainWords);

  const isCarried = (at: number) => {
    const word = words[at] as string;
    if ((word === "her" || word === "their") && ofTheSending(words, at, relayed)) return true;
    // a single letter is an initial
    return covered[at] === 1 || relayed.has(word) || isOfSenders(word, familiar) || word.length === 1;
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (familiar.names.has(word)) {
      if (!familiar.earlier.has(word)) return false;
      const before = words[i - 1];
      // "Did you get mine about Robin?", but not "How is Robin getting on?"
      if (ofSending === 0 && !ABOUT.has(before ?? "") && !familiar.names.has(before ?? "")) return false;
      if (before !== undefined && !BEFORE_A_NAME.has(before) && !familiar.names.has(before)) return false;
      if (before === undefined && words.length > 3) return false;
      continue;
    }
    if (/\d/.test(word)) {
      const known = familiar.earlier.has(word) || ofThePost[i] === 1;
      if (
        !known &&
        !isDayNumber(words, i) &&
        !isTimeSinceSending(words, i) &&
        !isDayOfSending(sentence, word)
      )
        return false;
      continue;
    }
    if (!isCarried(i)) return false;
  }
  return true;
}

/** A question; "Can it be that nobody was in?" and "Could it be the same one?" tell as well. */
function asksOnly({ text, words }: Sentence): boolean {
  return text.trimEnd().endsWith("?") && !words.some((word) => HINTS.has(word));
}
const HINTS = new Set(["same", "nobody", "noone", "none", "nothing", "never", "no", "not"]);

/** "I have been off with Covid", "Mr Adeyemi is on leave": a sentence of the sender, of whom they send it for, or of us. */
function isOfTheSender(words: readonly string[], relayed: ReadonlySet<string>, familiar: Familiar): boolean {
  return words.some((word) => FIRST_PERSON.has(word) || relayed.has(word) || isOfSenders(word, familiar));
}
const FIRST_PERSON = new Set(["i", "im", "ive", "id", "we", "weve", "my", "our", "you", "your"]);

/**
 * The sender's name and post below a covering text, without a greeting before it: few words, each with a capital, no
 * digit, no child's name and nothing that could be news. Only at the end of what they wrote.
 */
export function isSignatureLine({ text, words }: Sentence, familiar: Familiar, policy: Policy): boolean {
  const { compare, urgency } = policy.classify;
  if (RANK_AND_NUMBER.test(text.trim())) return true;
  if (words.length > 8 || /\d/.test(text.replace(/\byear \d{1,2}\b/i, ""))) return false;
  if (/^\p{Lu}\.?$/u.test(text.trim())) return true;
  const capitals = text
    .split(/[\s,/()|-]+/)
    .every((word) => /^(?:\p{Lu}|of$|the$|and$|for$|&$|to$|in$|$)/u.test(word));
  const says = [compare.news, urgency.acute, urgency.severe, urgency.harm];
  const withoutSchool = words.filter((word) => word !== "school");
  const alone = words.length <= 3 && !words.some((word) => familiar.earlier.has(word));
  const known =
    alone || words.some((word) => isOfSenders(word, familiar)) || holdsPhrase(words, compare.plainWords);
  return (
    capitals &&
    known &&
    !words.some((word) => familiar.names.has(word)) &&
    !says.some((list) => holdsPhrase(withoutSchool, list)) &&
    !speaksOfConcern(withoutSchool, policy, true)
  );
}

/** "Sgt 3381": police officers sign with their collar number. */
const RANK_AND_NUMBER =
  /^(?:PC|DC|DS|DI|WPC|TDC|PCSO|P?Sgt|Sergeant|Insp|Inspector|Constable) ?[A-Z]?\d{2,6}\.?$/i;

/** "Regards, Perry Cross Academy", "Thanks, Candice": a closing and nobody but its sender, or one name. */
function signsOff({ words, text }: Sentence, familiar: Familiar, policy: Policy): boolean {
  const closing = findPhrases(words, policy.classify.compare.signOffs)[0];
  if (closing === undefined || closing.from !== 0 || words.length > closing.to + 8) return false;
  const rest = words.slice(closing.to).filter((word, at) => at > 0 || !TITLES.has(word));
  if (rest.some((word) => familiar.names.has(word))) return false;
  if (rest.every((word) => isOfSenders(word, familiar))) return true;
  const name = text.trim().split(/\s+/).slice(-rest.length);
  return (
    rest.length <= 2 &&
    name.every((word) => /^\p{Lu}[\p{L}'’-]+[.,]?$/u.test(word)) &&
    !holdsPhrase(rest, policy.classify.compare.news)
  );
}

const TITLES = new Set("mr mrs ms miss mx dr rev fr father sister prof pc dc ds sgt canon".split(" "));

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

// "She can't see a reply in her inbox": she is whoever sent it. "Owen, who says that he had no answer": Owen is.
function ofTheSending(words: readonly string[], at: number, relayed: ReadonlySet<string>): boolean {
  if (!PRONOUNS.has(words[at] as string)) return false;
  const near = words.slice(at + 1, at + 6);
  const named = words.slice(0, at).some((word) => relayed.has(word));
  return (
    near.some((word) => SENDING_NEAR.has(word) || (named && OF_A_COLLEAGUE.has(word))) &&
    !words.slice(at).some((word) => ACTS_OF_OTHERS.has(word))
  );
}
const OF_A_COLLEAGUE = new Set(["answer", "answered", "leave"]);
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

/** "18 days now", "10 working days on", "12 days since I sent this": how long ago it was sent. */
function isTimeSinceSending(words: readonly string[], at: number): boolean {
  if (!/^\d{1,3}$/.test(words[at] as string)) return false;
  const unit = words[at + 1] === "working" ? at + 2 : at + 1;
  if (!/^(?:day|week|month)s?$/.test(words[unit] ?? "")) return false;
  const [next = "", then = ""] = words.slice(unit + 1);
  return (
    (SINCE_THEN.has(next) && (next !== "on" || then === "")) ||
    (next === "since" && FIRST_PERSON.has(then)) ||
    (next === "without" && /^(?:an?|any)$/.test(then))
  );
}
const SINCE_THEN = new Set(["now", "on", "ago", "later"]);

const WHOLE_DATE = /\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2,4}))?\b/g;

/** A number of a date in digits: "sent on 3/3/26". */
function isDayOfSending({ text }: Sentence, word: string): boolean {
  for (const [, ...numbers] of text.matchAll(WHOLE_DATE)) if (numbers.includes(word)) return true;
  return false;
}
