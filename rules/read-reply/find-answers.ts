import { type ClauseFront, clauseFront } from "./clause-front.ts";
import type { Answer } from "./decision.ts";
import { couldBeName } from "./name-words.ts";
import { openingEnd } from "./opening.ts";
import { findOpeningActs } from "./opening-acts.ts";
import { CLAUSE_MARKS, findPhrase, longestAt, type Phrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";
import {
  blockedBy,
  conditionIn,
  type Finding,
  isAboutFuture,
  type Span,
  unskipped,
  wordsFrom,
} from "./what-blocks.ts";

export interface Answers {
  readonly findings: readonly Finding[];
  /** Doubts and conditions that stand in a sentence of their own and touch every decision. */
  readonly doubts: readonly string[];
  /** Something is wanted before the decision is taken. */
  readonly keptOpen: boolean;
  /** What somebody is asked for, in its words; null where nothing is. */
  readonly asked: string | null;
}

/** Words of a question that whoever asks it may answer at once. */
const MOST_ASKED = 8;
/** A reply that ends so was sent before it was written. */
const UNFINISHED = new Set(["but", "and", "so", "because", "or", "if", "unless", "the"]);
/** Behind them the writer speaks again. */
const ENDS_REPORT = new Set([
  "so",
  "but",
  "therefore",
  "hence",
  "because",
  "however",
  "although",
  "though",
  "then",
]);
const SPEAKS_OF = new Set(["is", "'s", "can", "should", "does", "stays", "needs", "has", "will"]);
const MOST_FRAGMENT = 7;
const JOINS = new Set(["and", "or", "but", "so", "therefore", "hence", "&", "+"]);
/** Reads each sentence for decisions and for what keeps them from counting. */
export function findAnswers(sentences: readonly Sentence[], policy: ReplyPolicy): Answers {
  const findings: Finding[] = [];
  const doubts: string[] = [];
  let keptOpen = false;
  let asked: string | null = null;
  for (const [index, sentence] of sentences.entries()) {
    const here = findingsIn(sentence, index, policy);
    findings.push(...resolveYesNo(here, sentence, sentences.slice(index + 1, index + 3), policy));
    const open = findPhrase(policy.keepsOpen, sentence.words);
    if (open && !(sentence.words[open.start] === "until" && sentence.words.includes("otherwise")))
      keptOpen = true;
    const request = findPhrase(policy.asks, sentence.words);
    asked ??= sentence.question
      ? `${writtenOf(sentence, 0, sentence.words.length - 1)}?`
      : request && writtenOf(sentence, request.start, request.end);
    const doubt = unskipped(policy.doubts, sentence, policy);
    if (doubt) doubts.push(doubt);
    else if (sentences.length > 1 && longestAt(policy.agreedNo, sentence.words, 0)) doubts.push("agreed, no");
    else if (isUnfinished(sentence.words) && index === sentences.length - 1)
      doubts.push(`${sentence.words.at(-2)} …`);
    else if (here.length === 0) {
      const from = JOINS.has(sentence.words[0] as string) ? 1 : 0;
      const hangs = longestAt(policy.conditions, sentence.words, from);
      const counts = hangs?.phrase.written !== "if" || isFragment(sentence.words);
      if (hangs && counts && !isAboutFuture(sentence.words, hangs.end))
        doubts.push(wordsFrom(sentence.words, from, hangs.end));
    }
  }
  // "MORE INFO?? Is it the same Reuben": asked or not, more is wanted
  const [first] = findings;
  if (
    first?.answer === "more-info" &&
    first.kind === "word" &&
    first.opens &&
    first.sentence === 0 &&
    sentences.length > 1
  )
    findings[0] = { ...first, blocked: null };
  const other = anotherChild(findings, sentences);
  if (other !== null) doubts.push(other);
  return { findings: withoutBareNo(findings, sentences), doubts, keptOpen, asked };
}

/** "for *the baby*", "for *this girl*": one child, if there are several. */
function isOneChild(words: readonly string[], at: number, { opening }: ReplyPolicy): boolean {
  const [article, child] = [words[at + 1] ?? "", words[at + 2] ?? ""];
  return words[at] === "for" && /^(?:the|this|that|her|his)$/.test(article) && opening.oneChild.has(child);
}

/** "because", but not "please ring to say so". */
function isUnfinished(words: readonly string[]): boolean {
  return UNFINISHED.has(words.at(-2) ?? "") && !/^(?:say|think|do|done|hope|tell)$/.test(words.at(-3) ?? "");
}

/** "If mum agrees." on its own hangs on what stands before it. */
function isFragment(words: readonly string[]): boolean {
  return (
    words.length <= MOST_FRAGMENT &&
    !words.includes(",") &&
    !words.includes("then") &&
    !words.includes("please")
  );
}

/** "New contact for Mia. Jayden is fine where he is." */
function anotherChild(findings: readonly Finding[], sentences: readonly Sentence[]): string | null {
  const named = findings.flatMap(({ blocked, behind }) =>
    blocked === null && behind !== null ? [behind] : [],
  );
  if (named.length === 0) return null;
  const other = sentences.find(
    ({ raw, words }) =>
      couldBeName(raw[0] as string) && !named.includes(raw[0] as string) && SPEAKS_OF.has(words[1] as string),
  );
  return other ? other.raw.slice(0, 2).join(" ") : null;
}

function findingsIn(sentence: Sentence, index: number, policy: ReplyPolicy): Finding[] {
  const { words } = sentence;
  const found: Span[] = [];
  const start = openingEnd(sentence, policy);
  const acts = findOpeningActs(sentence, policy);
  let at = 0;
  while (at < words.length) {
    const none = longestAt(policy.notADecision, words, at)?.end ?? 0;
    const best = bestAt(sentence, at, at === start || at === 0 || isJoined(words, at), policy);
    const act = acts.find((each) => each.start === at);
    if (act && act.end > none && !(best?.kind === "word" && best.end >= act.end)) {
      found.push({
        answer: act.answer,
        kind: "wording",
        composed: { blocked: act.blocked, from: act.from },
        sentence: index,
        opens: at <= start,
        written: writtenOf(sentence, at, act.end),
        start: at,
        end: act.end,
      });
      at = act.end;
      continue;
    }
    if (none > 0 && none >= (best?.end ?? 0)) {
      at = none;
      continue;
    }
    if (best) {
      const { answer, kind, end } = best;
      const isClosing = answer === "no-contact" && kind === "wording";
      const front = isClosing ? clauseFront(sentence, at, found.at(-1)?.end ?? 0, true, policy) : null;
      const unsure = isClosing ? whyUnsure(front, words[at] as string, policy) : null;
      found.push({
        ...(unsure === null ? {} : { unsure }),
        answer,
        kind,
        sentence: index,
        opens: at <= start,
        written: writtenOf(sentence, at, end),
        start: at,
        end,
      });
      // "can you get a new contact on": the asking ends where the order begins
      at = kind === "wording" && asksBack(answer) ? at + 1 : end;
    } else at++;
  }
  const report =
    unskipped(policy.reports, sentence, policy) === null
      ? null
      : findPhrase(policy.reports, words, 0, words.length, sentence.raw);
  // what is reported ends with its clause
  const isReported = ({ start: from, composed }: Span) =>
    report !== null &&
    report.start < (isSelf(words[report.start]) ? (composed?.from ?? from) : from) &&
    !words
      .slice(report.end, from)
      .some((word) => (CLAUSE_MARKS.has(word) && word !== ":") || ENDS_REPORT.has(word));
  return found
    .filter((span) => !isWithinReassign(span, found))
    .filter((span) => !isReported(span) || (span.kind === "word" && span.start <= start))
    .flatMap((span) => {
      const { start: from, end, composed: _, unsure, ...finding } = span;
      const condition = conditionIn(sentence, from, end, policy);
      if (condition?.future && !finding.opens) return [];
      const isFor = words[end] === "for" || words[end] === "on";
      const name = isFor ? (sentence.raw[end + 1] ?? "") : "";
      return [
        {
          ...finding,
          behind: couldBeName(name) || isOneChild(words, end, policy) ? name : null,
          blocked: blockedBy(sentence, span, found, condition, policy) ?? unsure ?? null,
        },
      ];
    });
}

/** "Ruth will *need to see* this": who is to decide is named, and nothing asked. */
function isWithinReassign({ answer, start, end }: Span, all: readonly Span[]): boolean {
  return (
    answer === "more-info" &&
    all.some((other) => other.answer === "reassign" && other.start < start && other.end >= end)
  );
}

/** "I would rather we opened": what the writer says of themselves is understood with the act. */
function isSelf(word: string | undefined): boolean {
  return word === "i" || word === "we";
}

/** Why a contact left closed is not surely an order: told as done, only possible, or behind words that may turn it. */
function whyUnsure(front: ClauseFront | null, word: string, { opening }: ReplyPolicy): string | null {
  if (front === null) return "what stands before it may change it";
  const last = front.words.at(-1) ?? "";
  if (word.endsWith("ed") && /^(?:have|has|had|was|were|i|we|they|already|been)$/.test(last))
    return "it is told as done";
  if (
    /ing$|^let$/.test(word) &&
    front.words.some((each) => each === "he" || each === "she" || each === "they")
  )
    return "it is told of somebody else";
  const possible = front.words.find((each) => each !== "can" && opening.possible.has(each));
  return possible === undefined || front.words.includes("you") ? null : `"${possible}" leaves it open`;
}

function bestAt(sentence: Sentence, at: number, opens: boolean, policy: ReplyPolicy) {
  let best: { answer: Answer; kind: Finding["kind"]; end: number } | null = null;
  for (const answer of Object.keys(policy.says) as Answer[]) {
    const word = longestAt(policy.words[answer], sentence.words, at, sentence.raw);
    if (
      word &&
      (opens || isShouted(sentence, at, word.end)) &&
      (mayStand(sentence.words, word.end, policy) ||
        (opens && standsApart(sentence, at, word.end, answer, policy))) &&
      word.end > (best?.end ?? 0)
    ) {
      best = { answer, kind: "word", end: word.end };
    }
    const wording = longestAt(policy.says[answer], sentence.words, at, sentence.raw);
    if (
      wording &&
      isWhole(answer, wording.phrase, sentence.words, at, wording.end, policy) &&
      !runsInto(answer, sentence.words, at, wording.end, policy) &&
      wording.end > (best?.end ?? 0)
    )
      best = { answer, kind: "wording", end: wording.end };
  }
  return best;
}

/** In the gap of a phrase they change what it says: "ask *whether we had* a visit". */
const BREAKS_GAP = new Set(
  "about,ask,been,before,dad,father,had,has,if,mother,mum,school,until,was,were,when,whether,why".split(","),
);

/** A phrase with gaps stands only where its gaps hold nothing of weight: "please *do not* open a new contact". */
function isWhole(
  answer: Answer,
  phrase: Phrase,
  words: readonly string[],
  from: number,
  end: number,
  policy: ReplyPolicy,
): boolean {
  if (asksBack(answer) || !phrase.slots.some((slot) => slot.words.has("*"))) return true;
  const gap = words.slice(from + 1, end);
  return !gap.some((word, at) => BREAKS_GAP.has(word) || longestAt(policy.negations, gap, at) !== null);
}

/** "she needs a new contact | number": what follows makes it something else. */
function runsInto(
  answer: Answer,
  words: readonly string[],
  from: number,
  end: number,
  policy: ReplyPolicy,
): boolean {
  if (answer !== "new-contact" && answer !== "no-contact") return false;
  for (let at = from + 1; at < end; at++) {
    const other = longestAt(policy.notADecision, words, at);
    if (other && other.end > end) return true;
  }
  return false;
}

function asksBack(answer: Answer): boolean {
  return answer === "more-info" || answer === "reassign";
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

/** "NEW CONTACT knife taken into school": capitals set the answer apart, if what follows does not go on with it. */
function standsApart(
  sentence: Sentence,
  from: number,
  end: number,
  answer: Answer,
  policy: ReplyPolicy,
): boolean {
  const isCapitals = (word: string) => word === word.toUpperCase();
  return (
    isShouted(sentence, from, end) &&
    !isCapitals(sentence.raw[end] as string) &&
    (asksBack(answer) || !policy.goesOn.has(sentence.words[end] as string))
  );
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

/** "New contact? Yes.", "Do we open? We do not.": the question is theirs and so is the answer. */
function resolveYesNo(
  findings: readonly Finding[],
  sentence: Sentence,
  behind: readonly Sentence[],
  policy: ReplyPolicy,
): Finding[] {
  const [only] = findings;
  if (!only || findings.length > 1 || !sentence.question || only.answer !== "new-contact")
    return [...findings];
  if (sentence.words.length > MOST_ASKED) return [...findings];
  const answer = behind.find(({ question }) => !question);
  if (!answer) return [...findings];
  if (longestAt(policy.saysNo, answer.words, 0)) return [{ ...only, answer: "no-contact", blocked: null }];
  return longestAt(policy.saysYes, answer.words, 0) ? [{ ...only, blocked: null }] : [...findings];
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
