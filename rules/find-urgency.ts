import { type Piece, piecesOf } from "./classify/content.ts";
import { findPhrases } from "./classify/phrases.ts";
import type { ClassifyPolicy } from "./classify/policy.ts";
import { tellingSentences } from "./classify/telling-sentences.ts";
import { boxesIn, statedIn } from "./classify/urgency-boxes.ts";
import { isDenied, isLongAgo, quote } from "./classify/urgency-scope.ts";
import { gravestPassage, heaviest } from "./classify/weigh-danger.ts";
import { type Sentence, sentencesOf, wordsOf } from "./classify/words.ts";
import type { Policy } from "./policy.ts";
import type { Situation } from "./situation.ts";
import type { PlainDate } from "./time.ts";
import type { Reason, Verdict } from "./verdict.ts";

/** So many of the words that weigh most are named. */
const WORDS_NAMED = 5;

/**
 * Is the mail urgent (GAP-08)? By the sender's header, words or ticked box; else by words of danger. Words that the
 * sender denies, or writes in a footer for everybody, say nothing. Only ever raised: nothing that is written beside it
 * makes a mail less urgent (SAF-08).
 */
export function findUrgency(situation: Situation, { classify }: Policy): Verdict<boolean> {
  const { mail, receivedOn } = situation;
  const words = classify.urgency;
  const because: Reason[] = [];
  if (mail.importance === "high") {
    because.push({
      rule: "GAP-08",
      found: "the sender marked the mail as of high importance",
      where: "header",
    });
  }
  const subject = sentenceOf(mail.subject);
  because.push(...statedIn([subject], "subject", words));
  const pieces = piecesOf(situation).map((piece) => ({ piece, sentences: sentencesOf(piece.text) }));
  for (const { piece, sentences } of pieces) {
    because.push(...statedIn(sentences, piece.where, words), ...boxesIn(sentences, piece.where, words));
  }
  for (const { fields, where } of mail.parts)
    because.push(...boxesIn(fields.map(fieldSentence), where, words));
  if (because.length === 0) {
    const about: Piece = { text: mail.subject, where: "subject", role: "new", writtenOn: receivedOn };
    for (const { piece, sentences } of [{ piece: about, sentences: [subject] }, ...pieces]) {
      const danger = dangerIn(piece, sentences, receivedOn, classify);
      if (danger) because.push(danger);
    }
  }
  return { value: because.length > 0, because: withoutRepeats(because) };
}

function sentenceOf(text: string): Sentence {
  return { text, words: wordsOf(text), question: false, field: null, within: false };
}

function fieldSentence({ label, value }: { label: string; value: string }): Sentence {
  return { ...sentenceOf(`${label}: ${value}`), field: { label, value } };
}

/** By one phrase that is enough alone, else by the weight of a passage's words. */
function dangerIn(
  piece: Piece,
  sentences: readonly Sentence[],
  receivedOn: PlainDate,
  { urgency, danger }: ClassifyPolicy,
): Reason | null {
  const telling = tellingSentences(piece, sentences, receivedOn, urgency);
  for (const sentence of telling) {
    const alone = findPhrases(sentence.words, urgency.enoughAlone).find(
      (found) => !isDenied(sentence, found, urgency),
    );
    if (!alone || isLongAgo(sentence, piece.writtenOn, urgency)) continue;
    const said = sentence.words.slice(alone.from, alone.to).join(" ");
    return quote("GAP-08", `words of danger: "${said}"`, sentence, piece.where);
  }
  const gravest = gravestPassage(
    telling.map(({ words }) => words),
    danger,
  );
  if (gravest === null || gravest.score < danger.enough) return null;
  const [worst, ...others] = telling
    .slice(gravest.from, gravest.to)
    .map((sentence) => ({ sentence, said: heaviest(sentence.words, danger) }))
    .toSorted((a, b) => weightOf(b.said) - weightOf(a.said));
  if (!worst) return null;
  const named = [worst, ...others]
    .flatMap(({ said }) => said)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, WORDS_NAMED)
    .map(({ said }) => `"${said}"`);
  return quote("GAP-08", `danger by its words, ${named.join(", ")}`, worst.sentence, piece.where);
}

function weightOf(said: readonly { weight: number }[]): number {
  return said.reduce((sum, { weight }) => sum + weight, 0);
}

function withoutRepeats(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ found, where }) => {
    const key = `${found}|${where}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
