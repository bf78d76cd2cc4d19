import type { Answer } from "./decision.ts";
import { CLAUSE_MARKS, findPhrase, longestAt, matchAt, type Phrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";

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
}

export interface Answers {
  readonly findings: readonly Finding[];
  /** Doubts and conditions that stand in a sentence of their own and touch every decision. */
  readonly doubts: readonly string[];
  /** Something is wanted before the decision is taken. */
  readonly keptOpen: boolean;
}

/** A finding by the places of its words in the sentence. */
interface Span extends Omit<Finding, "blocked"> {
  readonly start: number;
  readonly end: number;
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
const CLAUSE_WORDS = new Set([
  "so",
  "but",
  "therefore",
  "hence",
  "because",
  "please",
  "then",
  "however",
  "although",
  "though",
]);
const JOINS = new Set(["and", "or", "but", "so", "therefore", "hence", "&", "+"]);
/** "and" opens a new clause only where a new subject or an order follows. */
const AFTER_AND = new Set([
  "please",
  "can",
  "could",
  "this",
  "it",
  "i",
  "we",
  "that",
  "therefore",
  "so",
  "as",
]);

/** Reads each sentence for decisions and for what keeps them from counting. */
export function findAnswers(sentences: readonly Sentence[], policy: ReplyPolicy): Answers {
  const findings: Finding[] = [];
  const doubts: string[] = [];
  let keptOpen = false;
  for (const [index, sentence] of sentences.entries()) {
    const here = findingsIn(sentence, index, policy);
    findings.push(...resolveYesNo(here, sentence, sentences[index + 1]));
    const open = findPhrase(policy.keepsOpen, sentence.words);
    if (open) keptOpen = true;
    const doubt = unskipped(policy.doubts, sentence, policy);
    if (doubt) doubts.push(doubt);
    else if (here.length === 0) {
      const hangs = longestAt(policy.conditions, sentence.words, 0);
      if (hangs && hangs.phrase.written !== "if" && !isAboutFuture(sentence.words, hangs.end))
        doubts.push(hangs.phrase.written);
    }
  }
  return { findings: withoutBareNo(findings, sentences), doubts, keptOpen };
}

function findingsIn(sentence: Sentence, index: number, policy: ReplyPolicy): Finding[] {
  const { words } = sentence;
  const found: Span[] = [];
  const start = openingEnd(sentence, policy);
  let at = 0;
  while (at < words.length) {
    const none = longestAt(policy.notADecision, words, at)?.end ?? 0;
    const best = bestAt(sentence, at, at === start || at === 0 || isJoined(words, at), policy);
    if (none > 0 && none >= (best?.end ?? 0)) {
      at = none;
      continue;
    }
    if (best) {
      const { answer, kind, end } = best;
      found.push({
        answer,
        kind,
        sentence: index,
        opens: at <= start,
        written: writtenOf(sentence, at, end),
        start: at,
        end,
      });
      at = end;
    } else at++;
  }
  const report =
    unskipped(policy.reports, sentence, policy) === null ? null : findPhrase(policy.reports, words);
  // what is reported ends with its clause
  const isReported = (from: number) =>
    report !== null && report.start < from && clauseStart(words, from) <= report.start;
  return found
    .filter(({ start: from, kind }) => !isReported(from) || (kind === "word" && from <= start))
    .flatMap((span) => {
      const { start: from, end, ...finding } = span;
      const condition = conditionIn(sentence, from, end, policy);
      if (condition?.future && !finding.opens) return [];
      return [{ ...finding, blocked: blockedBy(sentence, span, found, condition, policy) }];
    });
}

function bestAt(sentence: Sentence, at: number, opens: boolean, policy: ReplyPolicy) {
  let best: { answer: Answer; kind: Finding["kind"]; end: number } | null = null;
  for (const answer of Object.keys(policy.says) as Answer[]) {
    const word = longestAt(policy.words[answer], sentence.words, at, sentence.raw);
    if (
      word &&
      (opens || isShouted(sentence, at, word.end)) &&
      mayStand(sentence.words, word.end, policy) &&
      word.end > (best?.end ?? 0)
    ) {
      best = { answer, kind: "word", end: word.end };
    }
    const wording = longestAt(policy.says[answer], sentence.words, at, sentence.raw);
    if (wording && wording.end > (best?.end ?? 0)) best = { answer, kind: "wording", end: wording.end };
  }
  return best;
}

/** Behind a mark or "and", "or", "but": a second decision word is as good as the first. */
function isJoined(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? "";
  return CLAUSE_MARKS.has(before) || JOINS.has(before);
}

/** In capitals, in a sentence that is not. */
function isShouted(sentence: Sentence, from: number, until: number): boolean {
  const isCapitals = (word: string) => /\p{Lu}/u.test(word) && word === word.toUpperCase();
  const shouted = sentence.raw.slice(from, until).every(isCapitals);
  return shouted && sentence.raw.some((word) => /\p{Ll}/u.test(word) && word.length > 2);
}

function mayStand(words: readonly string[], end: number, policy: ReplyPolicy): boolean {
  const next = words[end];
  return (
    next === undefined ||
    next === "$" ||
    (CLAUSE_MARKS.has(next) && next !== "=") ||
    next === "&" ||
    next === "+" ||
    longestAt(policy.mayFollow, words, end) !== null
  );
}

/** Where the sentence begins behind "Hi Jo," "Yes," "My decision is". */
function openingEnd(sentence: Sentence, policy: ReplyPolicy): number {
  const { words } = sentence;
  let at = nameEnd(sentence, policy);
  for (let steps = 0; steps < 6; steps++) {
    const word = words[at];
    if (word !== undefined && CLAUSE_MARKS.has(word)) {
      at++;
      continue;
    }
    const lead = longestAt([...policy.mayPrecede, ...policy.greetings], words, at);
    if (!lead || isDecisionWord(words, at, policy)) return at;
    at = lead.end;
    if (findPhrase(policy.greetings, words, lead.end - 1, lead.end)) at = nameAfter(words, at);
  }
  return at;
}

/** "Jo -", "Jo,", "Priya and Joel:": up to three capitalised words and a mark. */
function nameEnd(sentence: Sentence, policy: ReplyPolicy): number {
  for (let at = 0; at < 4; at++) {
    const word = sentence.words[at];
    const raw = sentence.raw[at];
    if (word === undefined || raw === undefined) return 0;
    if (at > 0 && (word === "," || word === "-" || word === ":")) return at + 1;
    const isName = /^\p{Lu}[\p{L}']*$/u.test(raw) || word === "and" || word === "&";
    const first =
      at === 0 &&
      (longestAt(policy.negations, sentence.words, 0) || longestAt(policy.mayPrecede, sentence.words, 0));
    if (!isName || first || isDecisionWord(sentence.words, at, policy)) return 0;
  }
  return 0;
}

function isDecisionWord(words: readonly string[], at: number, policy: ReplyPolicy): boolean {
  return Object.values(policy.words).some((phrases) =>
    phrases.some((phrase) => matchAt(phrase, words, at) !== null),
  );
}

function nameAfter(words: readonly string[], at: number): number {
  for (let ahead = at; ahead < at + 4; ahead++) {
    const word = words[ahead];
    if (word === "," || word === "-" || word === ":") return ahead + 1;
  }
  return at;
}

function blockedBy(
  sentence: Sentence,
  { start, end, answer, kind }: Span,
  all: readonly Span[],
  condition: Condition | null,
  policy: ReplyPolicy,
): string | null {
  const { words } = sentence;
  const clauseFrom = clauseStart(words, start);
  if (isNegated(words, clauseFrom, start, end, all, policy)) return NEGATED;
  const ordered =
    words[clauseFrom - 1] === "please" ||
    findPhrase(policy.politeOrders, words, clauseFrom, start + 2) !== null;
  const opensQuestion = longestAt(policy.questions, words, clauseFrom) !== null;
  const asksBack = answer === "more-info" || answer === "reassign";
  const asked =
    sentence.question && !(asksBack && kind === "wording") && !isAskedLater(words, end, asksBack, policy);
  if (!ordered && (opensQuestion || asked)) return "it is asked, not said";
  if (kind === "wording" && answer !== "no-contact" && REMARKS.has(words[end] ?? ""))
    return "it is only remarked on";
  // whoever wants to know more, or passes it on, may doubt and depend
  if (asksBack) return null;
  if (words.lastIndexOf("whether", start) >= 0) return "it is asked, not said";
  if (condition && (!condition.future || condition.at < clauseEnd(words, end))) {
    return `it depends on something ("${condition.written}")`;
  }
  if (unskipped(policy.doubts, sentence, policy) || isHedged(words, clauseFrom, end, policy)) {
    return "it is said with doubt";
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

function clauseStart(words: readonly string[], from: number): number {
  for (let at = from - 1; at >= 0; at--) {
    const word = words[at] as string;
    if (CLAUSE_MARKS.has(word) || CLAUSE_WORDS.has(word)) return at + 1;
    if (word === "and" && AFTER_AND.has(words[at + 1] ?? "")) return at + 1;
  }
  return 0;
}

function clauseEnd(words: readonly string[], from: number): number {
  let at = from;
  while (
    at < words.length &&
    words[at] !== "$" &&
    !CLAUSE_MARKS.has(words[at] as string) &&
    !CLAUSE_WORDS.has(words[at] as string)
  )
    at++;
  return at;
}

interface Condition {
  readonly written: string;
  readonly at: number;
  /** It speaks of what may yet come, so that the decision of today stands. */
  readonly future: boolean;
}

function conditionIn(sentence: Sentence, from: number, end: number, policy: ReplyPolicy): Condition | null {
  const { words } = sentence;
  for (let at = 0; at < words.length; at++) {
    if (at >= from && at < end) continue;
    const skipped = longestAt(policy.notADecision, words, at);
    if (skipped) {
      at = skipped.end - 1;
      continue;
    }
    const found = longestAt(policy.conditions, words, at);
    if (found) return { written: found.phrase.written, at, future: isAboutFuture(words, found.end) };
  }
  return null;
}

function isAboutFuture(words: readonly string[], from: number): boolean {
  return words.slice(from, from + CONDITION_REACH).some((word) => FUTURE_WORDS.has(word));
}

/** The phrase found outside what only looks like something. */
function unskipped(phrases: readonly Phrase[], sentence: Sentence, policy: ReplyPolicy): string | null {
  for (let at = 0; at < sentence.words.length; at++) {
    const found = longestAt(phrases, sentence.words, at);
    const skipped = longestAt(policy.notADecision, sentence.words, at);
    if (skipped && skipped.end >= (found?.end ?? 0)) at = skipped.end - 1;
    else if (found) return found.phrase.written;
  }
  return null;
}

/** "New contact? Yes." and "New contact? No.": the question is theirs and so is the answer. */
function resolveYesNo(
  findings: readonly Finding[],
  sentence: Sentence,
  next: Sentence | undefined,
): Finding[] {
  const [only] = findings;
  if (
    !only ||
    findings.length > 1 ||
    !sentence.question ||
    only.answer !== "new-contact" ||
    sentence.words.length > 6 ||
    !next
  ) {
    return [...findings];
  }
  if (next.words[0] === "yes") return [{ ...only, blocked: null }];
  if (next.words[0] === "no" && (next.words[1] === "$" || next.words[1] === ",")) {
    return [{ ...only, answer: "no-contact", blocked: null }];
  }
  return [...findings];
}

/** "No. New contact": a slip of one stop turns it round, so it is asked back. */
function withoutBareNo(findings: readonly Finding[], sentences: readonly Sentence[]): readonly Finding[] {
  return findings.map((finding) => {
    const before = sentences[finding.sentence - 1];
    const bare = before !== undefined && before.words.length === 2 && before.words[0] === "no";
    return bare && finding.kind === "word" && finding.answer === "new-contact" && finding.blocked === null
      ? { ...finding, blocked: '"no" stands before it' }
      : finding;
  });
}

function writtenOf(sentence: Sentence, from: number, end: number): string {
  const raw = sentence.raw.slice(from, end);
  return raw.filter((word, index) => index === 0 || word !== raw[index - 1]).join(" ");
}
