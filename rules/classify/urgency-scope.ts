import { daysBetween, type PlainDate } from "../time.ts";
import type { Reason } from "../verdict.ts";
import { isAdviceToAll } from "./advice-to-all.ts";
import { datesIn } from "./days-said.ts";
import { type Found, holdsPhrase } from "./phrases.ts";
import type { UrgencyPolicy } from "./policy.ts";
import type { Sentence } from "./words.ts";

/** A day further back than this in a sentence makes the sentence a history. */
const RECENT_DAYS = 7;

/** A date further back, without "on" or "since" before it, is somebody's date of birth. */
const BIRTHDAY_DAYS = 400;
/** "I do not think that there is any immediate risk". */
const DENIED_WITHIN = 7;

/** Denied by a word before it in the same clause, or by the value after it ("Police required: NO"). */
export function isDenied(sentence: Sentence, found: Found, words: UrgencyPolicy): boolean {
  for (let i = found.from - 1; i >= 0 && i >= found.from - DENIED_WITHIN; i--) {
    const word = sentence.words[i] as string;
    if (words.clauseBreaks.includes(word)) break;
    if (words.negations.includes(word)) return true;
  }
  const after = sentence.words.slice(found.to, found.to + 2);
  return (
    after[0] === "no" ||
    after[0] === "none" ||
    after[0] === "nil" ||
    (after[0] === "not" && after[1] === "required")
  );
}

export function isGeneral(sentence: Sentence, words: UrgencyPolicy): boolean {
  return isAdviceToAll(sentence) || holdsPhrase(sentence.words, words.general);
}

/** "Is it this inbox for a child who is missing?" asks how things are done; "Can someone go now?" asks to act. */
export function asksAboutRules(sentence: Sentence): boolean {
  if (!sentence.question) return false;
  if (sentence.words.length <= 2) return true;
  return /^(?:\W*\d*\W*)(?:(?:and|or|also|but)\s)?(?:is|are|do|does|did|what|which|how|should|whether|if|would|when|where)\b/i.test(
    sentence.text,
  );
}

/** "In September": over, unless that is this month. */
const IN_MONTH =
  /\bin (?:early |late |mid-?)?(January|February|March|April|May|June|July|August|September|October|November|December)\b/;

export function isLongAgo(sentence: Sentence, writtenOn: PlainDate, words: UrgencyPolicy): boolean {
  if (holdsPhrase(sentence.words, words.longAgo)) return true;
  const text = sentence.text.slice(0, 2_000);
  const days = datesIn(text, writtenOn)
    .filter(
      ({ day, index }) =>
        daysBetween(day, writtenOn) < BIRTHDAY_DAYS || /\b(?:on|in|since)\s$/i.test(text.slice(0, index)),
    )
    .map(({ day }) => day);
  if (days.length > 0) return days.every((day) => daysBetween(day, writtenOn) > RECENT_DAYS);
  const month = IN_MONTH.exec(text)?.[1];
  if (month !== undefined) {
    const [day] = datesIn(`28 ${month}`, writtenOn);
    if (day !== undefined && daysBetween(day.day, writtenOn) > RECENT_DAYS) return true;
  }
  const year = /\b(?:in|since|from|until|of)\s+((?:19|20)\d\d)\b/i.exec(sentence.text)?.[1];
  return year !== undefined && Number(year) < Number(writtenOn.slice(0, 4));
}

export function quote(rule: string, found: string, sentence: Sentence, where: string): Reason {
  return { rule, found: `${found} in “${sentence.text.slice(0, 160)}”`, where };
}
