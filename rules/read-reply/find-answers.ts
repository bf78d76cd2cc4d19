import { clauseStart } from "./clauses.ts";
import type { Answer } from "./decision.ts";
import { openingEnd } from "./opening.ts";
import { CLAUSE_MARKS, findPhrase, longestAt, type Phrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";
import { blockedBy, conditionIn, type Finding, isAboutFuture, type Span, unskipped } from "./what-blocks.ts";

export interface Answers {
  readonly findings: readonly Finding[];
  /** Doubts and conditions that stand in a sentence of their own and touch every decision. */
  readonly doubts: readonly string[];
  /** Something is wanted before the decision is taken. */
  readonly keptOpen: boolean;
}

const JOINS = new Set(["and", "or", "but", "so", "therefore", "hence", "&", "+"]);
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
      // "can you get a new contact on": the asking ends where the order begins
      at = kind === "wording" && asksBack(answer) ? at + 1 : end;
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

/** What may stand in the gaps of a phrase that opens a contact or does not: words that change nothing. */
const FILLS_GAP = new Set(
  "a,all,also,an,and,another,anything,as,at,be,both,brand,can,child,children,contact,could,create,created,definitely,do,each,for,fresh,get,go,goes,have,here,in,into,it,jo,just,like,log,logged,looked,make,new,now,of,on,one,open,opened,over,please,put,raise,raised,really,record,recorded,second,see,separate,set,start,started,sure,that,the,them,this,through,to,today,treat,treated,under,up,we,would,you,there,which,change,changes,alter,alters,affect,affects,our,my,previous,earlier,last,original,outcome,decision,view".split(
    ",",
  ),
);
/** In any other phrase they change what it says: "ask *whether we had* a visit". */
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
  if (answer === "new-contact" || answer === "no-contact") return gap.every((word) => FILLS_GAP.has(word));
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
