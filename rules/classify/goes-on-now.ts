import { daysBetween, type PlainDate } from "../time.ts";
import type { Reason } from "../verdict.ts";
import type { Piece } from "./content.ts";
import { dangerWords, hintsIn } from "./danger.ts";
import { findPhrases, holdsPhrase } from "./phrases.ts";
import type { DangerPolicy, UrgencyPolicy } from "./policy.ts";
import { asksAboutRules, isDenied, isGeneral, isLongAgo, quote } from "./urgency-scope.ts";
import { CLOCK, timeOfNow } from "./urgency-time.ts";
import type { Sentence } from "./words.ts";

/** A forwarded message or letter older than this is not about "today" any more. */
export const FRESH_DAYS = 2;

/** Hints of harm that a mail written while it goes on must hold, in different words. */
const HINTS = 2;
const OWN_NUMBER = /\b(?:07\d{3} ?\d{6}|0\d{3} ?\d{3} ?\d{4}|0\d{4} ?\d{6})\b/;

/**
 * Somebody writes while it goes on, in whatever words: those it is about are at hand, time is short, and the sender asks
 * for somebody, leaves a number or cannot reach anyone; and there are hints of harm.
 */
export function goesOnNow(
  bodies: readonly { readonly piece: Piece; readonly sentences: readonly Sentence[] }[],
  receivedOn: PlainDate,
  words: UrgencyPolicy,
  classes: DangerPolicy,
): Reason | null {
  for (const { piece, sentences } of bodies) {
    if (piece.role === "attachment" || daysBetween(piece.writtenOn, receivedOn) > FRESH_DAYS) continue;
    const told = sentences.filter(
      (sentence) =>
        !isGeneral(sentence, words) &&
        !isLongAgo(sentence, piece.writtenOn, words) &&
        !holdsPhrase(sentence.words, classes.pretend),
    );
    const atHand = told.find((sentence) => holdsPhrase(sentence.words, classes.atHand));
    if (!atHand || told.some((sentence) => holdsPhrase(sentence.words, classes.resolved))) continue;
    const short = told.find(
      (sentence) =>
        holdsPhrase(sentence.words, classes.shortOfTime) || (timeOfNow(sentence)?.weight ?? 0) >= 2,
    );
    if (!short) continue;
    const asks = told.some(
      (sentence) =>
        holdsPhrase(sentence.words, classes.asksForSomebody) ||
        holdsPhrase(sentence.words, words.callbacks) ||
        OWN_NUMBER.test(sentence.text.slice(0, 2_000)),
    );
    const hints = new Set<string>();
    for (const sentence of told) {
      for (const list of [words.acute, words.severe, words.harm]) {
        for (const found of findPhrases(sentence.words, list))
          if (!isDenied(sentence, found, words)) hints.add(sentence.words[found.from] as string);
      }
      for (const word of hintsIn(
        dangerWords(sentence.words, classes, (f) => isDenied(sentence, f, words)),
        classes,
      ))
        hints.add(word);
    }
    if (hints.size >= (asks ? HINTS : HINTS + 2))
      return quote(
        "GAP-08",
        `it goes on as the sender writes (“${short.text.slice(0, 60)}”), with hints of harm: ${[...hints].slice(0, 4).join(", ")}`,
        atHand,
        piece.where,
      );
  }
  return null;
}

/** A request to be rung or helped, a time of today or "has just", and a word of harm: all three in one fresh mail. */
export function askedToActToday(
  bodies: readonly { readonly piece: Piece; readonly sentences: readonly Sentence[] }[],
  receivedOn: PlainDate,
  words: UrgencyPolicy,
): Reason | null {
  const fresh = bodies
    .filter(({ piece }) => daysBetween(piece.writtenOn, receivedOn) <= FRESH_DAYS)
    .flatMap(({ piece, sentences }) => sentences.map((sentence) => ({ sentence, piece })))
    .filter(({ sentence }) => !isGeneral(sentence, words) && !asksAboutRules(sentence));
  const has = (list: readonly string[]) =>
    fresh.find(({ sentence }) =>
      findPhrases(sentence.words, list).some((found) => !isDenied(sentence, found, words)),
    );
  const request = has(words.callbacks);
  if (!request) return null;
  const time =
    has(words.nowStrong) ??
    fresh.find(({ sentence }) => sentence.field === null && CLOCK.test(sentence.text.slice(0, 2_000)));
  if (!time) return null;
  const harm = fresh.find(
    ({ sentence, piece }) =>
      !isLongAgo(sentence, piece.writtenOn, words) &&
      [words.acute, words.severe].some((list) =>
        findPhrases(sentence.words, list).some((found) => !isDenied(sentence, found, words)),
      ),
  );
  return harm
    ? quote(
        "GAP-08",
        `danger, a time of today (“${time.sentence.text.slice(0, 60)}”) and a request to act (“${request.sentence.text.slice(0, 60)}”)`,
        harm.sentence,
        harm.piece.where,
      )
    : null;
}
