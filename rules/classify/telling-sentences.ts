import { daysBetween, type PlainDate } from "../time.ts";
import type { Piece } from "./content.ts";
import type { UrgencyPolicy } from "./policy.ts";
import { answerOf } from "./urgency-boxes.ts";
import { asksAboutRules, isGeneral } from "./urgency-scope.ts";
import type { Sentence } from "./words.ts";

/** A forwarded message older than this is not about now. */
const STALE_DAYS = 7;

/**
 * The sentences of a piece that tell what is the matter: not advice to all, not questions about how things are done,
 * not what is answered no, and nothing of a message that was written more than a week ago.
 */
export function tellingSentences(
  piece: Piece,
  sentences: readonly Sentence[],
  receivedOn: PlainDate,
  words: UrgencyPolicy,
): readonly Sentence[] {
  if (piece.role === "forwarded" && daysBetween(piece.writtenOn, receivedOn) > STALE_DAYS) return [];
  return sentences.filter(
    (sentence) =>
      !isGeneral(sentence, words) &&
      !asksAboutRules(sentence) &&
      (sentence.field === null ||
        (sentence.field.value.length <= LONG_VALUE && answerOf(sentence.field.value) !== "no")),
  );
}

/** A form line's value longer than this follows it again in sentences. */
const LONG_VALUE = 60;
