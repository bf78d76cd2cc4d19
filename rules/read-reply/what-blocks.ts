import { clauseEnd, clauseStart } from "./clauses.ts";
import type { Answer } from "./decision.ts";
import { CLAUSE_MARKS, findPhrase, longestAt, type Phrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";
import { limitedBy } from "./what-limits.ts";

/** One place where a reply says something that may be a decision. */
export interface Finding {
  readonly answer: Answer;
  /** "word": one of the words that the review mail offers. "wording": unmistakable free wording. */
  readonly kind: "word" | "wording";
  readonly sentence: number;
  /** It opens its sentence. */
  readonly opens: boolean;
  /** Why it does not count: asked, doubted, negated, conditional, …; null where it counts. */
  readonly blocked: string | null;
  readonly written: string;
  /** The name of the child for whom it is ("new contact for Mia"); null where none is named. */
  readonly behind: string | null;
}

/** A finding by the places of its words in the sentence. */
export interface Span extends Omit<Finding, "blocked" | "behind"> {
  readonly start: number;
  readonly end: number;
  /** Why it does not surely mean what it says. */
  readonly unsure?: string;
  /** Found by its grammar, its negations read already, and what of its own keeps it from counting. */
  readonly composed?: { readonly blocked: string | null; readonly from: number };
}

/** What is negated neither decides nor contradicts. */
export const NEGATED = "it is negated";

/** How far behind a condition the words are looked for that make it one on things to come. */
const CONDITION_REACH = 14;
const FUTURE_WORDS = new Set(
  "again,further,else,more,another,future,escalates,escalate,worse,worsens,changes,change,recurs,continues,later,anything,questions,issues,problems,needed,required,possible".split(
    ",",
  ),
);
/** Behind an order they make it a remark: "to open a new contact would be too much". */
const REMARKS = new Set([
  "feel",
  "seem",
  "looks",
  "sounds",
  "makes",
  "worries",
  "bothers",
  "would",
  "will",
  "is",
  "was",
  "are",
  "were",
  "might",
  "may",
  "could",
  "seems",
  "feels",
  "has",
  "had",
]);
export function blockedBy(
  sentence: Sentence,
  { start, end, answer, kind, composed }: Span,
  all: readonly Span[],
  condition: Condition | null,
  policy: ReplyPolicy,
): string | null {
  const { words } = sentence;
  const clauseFrom = clauseStart(words, start);
  if (composed?.blocked) return composed.blocked;
  if (!composed && isNegated(words, clauseFrom, start, end, all, policy)) return NEGATED;
  if (answer === "reassign" && words[start - 1] === "me" && words[start - 2] === "let")
    return "nobody is asked";
  const ordered =
    words[clauseFrom - 1] === "please" || findPhrase(policy.politeOrders, words, clauseFrom, end) !== null;
  const opensQuestion = longestAt(policy.questions, words, clauseFrom) !== null;
  const asksBack = answer === "more-info" || answer === "reassign";
  const asked =
    sentence.question &&
    !(asksBack && (kind === "wording" || words.length > end + 2)) &&
    !isAskedLater(words, end, asksBack, policy);
  if (!ordered && (opensQuestion || asked)) return "it is asked, not said";
  const isRemark = REMARKS.has(words[end] ?? "") && words[end + 1] !== "you" && answer !== "visit";
  const verb = words[start] === "not" || words[start] === "no" ? start + 1 : start;
  const isSubject = (words[verb] ?? "").endsWith("ing") && start === clauseFrom;
  if (kind === "wording" && (answer !== "no-contact" || isSubject) && isRemark)
    return "it is only remarked on";
  // whoever wants to know more, or passes it on, may doubt and depend
  if (asksBack) return null;
  if (words.lastIndexOf("whether", start) >= 0) return "it is asked, not said";
  // "NEW CONTACT - it is neglect *until shown otherwise*": a reason to open, and none to leave it
  const presumes = condition?.presumes && answer === "new-contact" && condition.at > clauseEnd(words, end);
  if (condition && !presumes && (!condition.future || condition.at < clauseEnd(words, end))) {
    return `it depends on something ("${condition.written}")`;
  }
  if (unskipped(policy.doubts, sentence, policy) || isHedged(words, clauseFrom, end, policy)) {
    return "it is said with doubt";
  }
  if (answer === "new-contact" || answer === "no-contact") {
    const limit = limitedBy(sentence, end, answer === "no-contact" && kind === "wording", policy);
    if (limit !== null) return limit;
  }
  if (kind === "word" && isBareNoBefore(words, start)) return '"no" stands before it';
  return null;
}

/** "NEW CONTACT - can Tom have it?": the question mark is a later clause's, and that one asks for something else. */
function isAskedLater(
  words: readonly string[],
  end: number,
  asksBack: boolean,
  policy: ReplyPolicy,
): boolean {
  const clause = clauseEnd(words, end);
  if (words[clause] === "$") return false;
  return asksBack || findPhrase(policy.politeOrders, words, clause + 1, clause + 4) !== null;
}

/** "maybe", "probably" in the clause, or alone in the one behind it. */
function isHedged(words: readonly string[], from: number, end: number, policy: ReplyPolicy): boolean {
  const until = clauseEnd(words, end);
  if (findPhrase(policy.hedges, words, from, until)) return true;
  const trailing = longestAt(policy.hedges, words, until + 1);
  return trailing !== null && words.length - trailing.end <= 3;
}

function isBareNoBefore(words: readonly string[], from: number): boolean {
  const before = words[from - 1];
  return before === "no" || (before !== undefined && CLAUSE_MARKS.has(before) && words[from - 2] === "no");
}

function isNegated(
  words: readonly string[],
  clauseFrom: number,
  from: number,
  end: number,
  all: readonly Span[],
  policy: ReplyPolicy,
): boolean {
  const after =
    words[end] === "is" || words[end] === "was" || words[end] === "are" || words[end] === "would"
      ? end + 1
      : end;
  if (words[after] === "not") return true;
  // "No, we do not need one": a no that answers negates nothing
  const answersNo =
    words[0] === "no" && !all.some(({ start, answer }) => start === from && answer !== "no-contact");
  for (let at = answersNo && clauseFrom === 0 ? 1 : clauseFrom; at < from; at++) {
    if (all.some((other) => at >= other.start && at < other.end)) continue;
    const skipped = longestAt(policy.notADecision, words, at);
    if (skipped) {
      at = skipped.end - 1;
      continue;
    }
    if (longestAt(policy.negations, words, at)) return true;
  }
  return false;
}

interface Condition {
  readonly written: string;
  readonly at: number;
  /** It speaks of what may yet come, so that the decision of today stands. */
  readonly future: boolean;
  /** It holds for as long as nothing else is shown: "until proved otherwise". */
  readonly presumes: boolean;
}

export function conditionIn(
  sentence: Sentence,
  from: number,
  end: number,
  policy: ReplyPolicy,
): Condition | null {
  const { words } = sentence;
  for (let at = 0; at < words.length; at++) {
    if (at >= from && at < end) continue;
    const skipped = longestAt(policy.notADecision, words, at);
    if (skipped) {
      at = skipped.end - 1;
      continue;
    }
    const found = longestAt(policy.conditions, words, at);
    if (found)
      return {
        written: wordsFrom(words, at, found.end),
        at,
        future: isAboutFuture(words, found.end),
        presumes: words[at] === "until" && words.slice(at, at + CONDITION_REACH).includes("otherwise"),
      };
  }
  return null;
}

export function wordsFrom(words: readonly string[], from: number, end: number): string {
  return words
    .slice(from, end)
    .filter((word) => word !== "$")
    .join(" ");
}

export function isAboutFuture(words: readonly string[], from: number): boolean {
  return words.slice(from, from + CONDITION_REACH).some((word) => FUTURE_WORDS.has(word));
}

/** The words of a phrase, found outside what only looks like something. */
export function unskipped(
  phrases: readonly Phrase[],
  sentence: Sentence,
  policy: ReplyPolicy,
): string | null {
  for (let at = 0; at < sentence.words.length; at++) {
    const found = longestAt(phrases, sentence.words, at, sentence.raw);
    const skipped = longestAt(policy.notADecision, sentence.words, at);
    if (skipped && skipped.end >= (found?.end ?? 0)) at = skipped.end - 1;
    else if (found) return wordsFrom(sentence.words, at, found.end);
  }
  return null;
}
