import { type Piece, piecesOf } from "./classify/content.ts";
import { type Danger, type DangerWords, dangerAt, dangerWords, withoutInnocent } from "./classify/danger.ts";
import { askedToActToday, FRESH_DAYS, goesOnNow } from "./classify/goes-on-now.ts";
import { findPhrases, holdsPhrase } from "./classify/phrases.ts";
import type { DangerPolicy, UrgencyPolicy } from "./classify/policy.ts";
import { answerOf, boxesIn, isBoxOf, statedIn } from "./classify/urgency-boxes.ts";
import { asksAboutRules, isDenied, isGeneral, isLongAgo, quote } from "./classify/urgency-scope.ts";
import { goingOn, type Signal, timeOfNow } from "./classify/urgency-time.ts";
import { type Sentence, sentencesOf, wordsOf } from "./classify/words.ts";
import type { Policy } from "./policy.ts";
import type { Situation } from "./situation.ts";
import { daysBetween, type PlainDate } from "./time.ts";
import type { Reason, Verdict } from "./verdict.ts";

/** What a piece must reach to be urgent; more where the sender says that there is no hurry. */
const ENOUGH = 4;
const ENOUGH_WHEN_CALM = 6;
/**
 * Is the mail urgent (GAP-08)? By the sender's header, words or ticked box, or by words of danger said of now. Words
 * that the sender denies, tells of long ago, or writes in a footer for everybody, say nothing. Only ever raised: a
 * calm word asks for more danger, it never outweighs the sender's own "urgent" (SAF-08).
 */
export function findUrgency(situation: Situation, policy: Policy): Verdict<boolean> {
  const { mail } = situation;
  const { urgency: words, danger: classes } = policy.classify;
  const because: Reason[] = [];
  if (mail.importance === "high") {
    because.push({
      rule: "GAP-08",
      found: "the sender marked the mail as of high importance",
      where: "header",
    });
  }
  const subject = subjectSentence(mail.plainSubject, mail.subject);
  const pieces = piecesOf(situation);
  const bodies = pieces.map((piece) => ({
    piece,
    sentences: sentencesOf(piece.text).map((sentence) => ({
      ...sentence,
      words: withoutInnocent(sentence.words, classes),
    })),
  }));
  const newest = bodies
    .filter(({ piece }) => piece.role !== "attachment")
    .flatMap(({ sentences }) => sentences);
  const calm = calmWord([subject, ...bodies.flatMap((body) => body.sentences)], words);
  because.push(...statedIn([subject], "subject", words));
  for (const { piece, sentences } of bodies) {
    because.push(...statedIn(sentences, piece.where, words), ...boxesIn(sentences, piece.where, words));
  }
  for (const part of mail.parts) {
    if (part.fields.length > 0) because.push(...boxesIn(part.fields.map(fieldSentence), part.where, words));
  }
  if (because.length === 0) {
    for (const { piece, sentences } of bodies) {
      const context = piece.role === "attachment" ? [] : newest;
      const danger = dangerIn(piece, sentences, context, situation.receivedOn, calm !== null, words, classes);
      if (danger) because.push(danger);
    }
    const inSubject = dangerIn(
      { text: subject.text, where: "subject", role: "new", writtenOn: situation.receivedOn },
      [subject],
      [],
      situation.receivedOn,
      calm !== null,
      words,
      classes,
    );
    if (inSubject) because.push(inSubject);
  }
  if (because.length === 0 && calm === null) {
    const going = goesOnNow(bodies, situation.receivedOn, words, classes);
    if (going) because.push(going);
  }
  if (because.length === 0 && calm === null) {
    const asked = askedToActToday(bodies, situation.receivedOn, words);
    if (asked) because.push(asked);
  }
  return { value: because.length > 0, because: withoutRepeats(because) };
}

function subjectSentence(plain: string, full: string): Sentence {
  const text = plain.length >= full.length / 2 ? full : `${full}`;
  return { text, words: wordsOf(text), question: false, field: null, within: false };
}

function fieldSentence({ label, value }: { label: string; value: string }): Sentence {
  const text = `${label}: ${value}`;
  return { text, words: wordsOf(text), question: false, field: { label, value }, within: false };
}

/** Words of danger said of now, added up over a sentence and its neighbours. */
function dangerIn(
  piece: Piece,
  sentences: readonly Sentence[],
  around: readonly Sentence[],
  receivedOn: PlainDate,
  calm: boolean,
  words: UrgencyPolicy,
  classes: DangerPolicy,
): Reason | null {
  const fresh = daysBetween(piece.writtenOn, receivedOn) <= FRESH_DAYS;
  const needed = calm ? ENOUGH_WHEN_CALM : ENOUGH;
  const signals = sentences.map((sentence) => {
    if (isGeneral(sentence, words) || asksAboutRules(sentence)) return null;
    if (holdsPhrase(sentence.words, classes.pretend)) return null;
    if (sentence.field && answerOf(sentence.field.value) === "no") return null;
    const past = isLongAgo(sentence, piece.writtenOn, words);
    const find = (list: readonly string[], weight: number): Signal | null => {
      const found = findPhrases(sentence.words, list).find((f) => !isDenied(sentence, f, words));
      return found ? { weight, words: sentence.words.slice(found.from, found.to).join(" ") } : null;
    };
    const harm = past
      ? null
      : (find(words.acute, fresh ? 4 : 3) ?? find(words.severe, 2) ?? find(words.harm, 1));
    const capitals =
      /\bNOW\b/.test(sentence.text) &&
      !/[A-Z]{3,}.*[A-Z]{3,}.*[A-Z]{3,}/.test(sentence.text.replace("NOW", ""));
    const now = !fresh
      ? null
      : capitals
        ? { weight: 2, words: "NOW" }
        : (find(words.nowStrong, 2) ?? timeOfNow(sentence) ?? find(words.nowPlain, 1) ?? goingOn(sentence));
    const request = fresh ? find(words.requests, 1) : null;
    const serious = past
      ? []
      : findPhrases(sentence.words, words.severe).filter((f) => !isDenied(sentence, f, words));
    const told =
      past || sentence.field?.label === sentence.text
        ? null
        : dangerWords(sentence.words, classes, (f) => isDenied(sentence, f, words));
    return {
      sentence,
      told,
      resolved: holdsPhrase(sentence.words, classes.resolved),
      dated: holdsPhrase(sentence.words, classes.dated) && !sentence.words.some((word) => LASTS.has(word)),
      harm,
      serious: serious.map((f) => sentence.words.slice(f.from, f.to).join(" ")),
      now: past ? null : now,
      request,
    };
  });
  const requested = around.some((sentence) => findPhrases(sentence.words, words.requests).length > 0);
  let best: { total: number; at: number; found: string[] } | null = null;
  for (let at = 0; at < signals.length; at++) {
    const own = signals[at];
    if (!own?.harm) continue;
    const near = [signals[at - 1], own, signals[at + 1]];
    const now = strongest(near.map((s) => s?.now ?? null));
    const request =
      strongest(near.map((s) => s?.request ?? null)) ??
      (requested && fresh ? { weight: 1, words: "a request to act" } : null);
    const nearby = signals.slice(Math.max(0, at - 2), at + 3);
    const others = new Set(
      nearby.flatMap((s) => s?.serious ?? []).filter((phrase) => !overlap(phrase, own.harm?.words ?? "")),
    );
    const second = others.size > 0 ? 2 : 0;
    const over = [...near, signals[at + 2]].some((s) => s?.resolved) ? (own.harm.weight < 4 ? 1 : 2) : 0;
    const dated = own.harm.weight < 4 && own.dated ? 1 : 0;
    const total =
      own.harm.weight -
      over -
      dated +
      (now?.weight ?? 0) +
      (now === null ? 0 : (request?.weight ?? 0)) +
      (own.harm.weight >= 2 ? second : 0);
    if (total >= needed && (best === null || total > best.total)) {
      best = {
        total,
        at,
        found: [own.harm.words, now?.words, now ? request?.words : undefined].filter((w) => w !== undefined),
      };
    }
  }
  const told: readonly (DangerWords | null)[] = signals.map((signal) => signal?.told ?? null);
  for (let at = 0; at < signals.length && best === null; at++) {
    const found = dangerAt(told, at, classes);
    if (!found) continue;
    const near = [signals[at - 1], signals[at], signals[at + 1]];
    const now = strongest(near.map((s) => s?.now ?? null));
    const request = now && (requested || near.some((s) => s?.request)) ? 1 : 0;
    const over = [...near, signals[at + 2]].some((s) => s?.resolved) ? RESOLVED : 0;
    const dated = signals[at]?.dated ? DATED : 0;
    const total = DANGER[found.danger] + (now?.weight ?? 0) + request - over - dated - (fresh ? 0 : DATED);
    if (total >= needed) best = { total, at, found: [...found.words, ...(now ? [now.words] : [])] };
  }
  if (best === null) return null;
  const sentence = signals[best.at]?.sentence;
  return sentence
    ? quote("GAP-08", `words of danger: ${best.found.map((w) => `"${w}"`).join(", ")}`, sentence, piece.where)
    : null;
}

const DANGER: Record<Danger, number> = { acute: 5, serious: 4, present: 3 };
/** What is over by what stands beside it must be said to be more. */
const RESOLVED = 2;
/** And so must what is told of another day of the week, of last week, or as a habit of once. */
const DATED = 2;
/** "Sleeping out since Tuesday", "flies on Friday" lasts, or is to come. */
const LASTS = new Set(
  "since until will going due flies fly leaves leaving coming out been tonight today".split(" "),
);

/** "been released" and "released" are one. */
function overlap(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

function strongest(signals: readonly (Signal | null)[]): Signal | null {
  return signals.reduce<Signal | null>(
    (best, s) => (s !== null && (best === null || s.weight > best.weight) ? s : best),
    null,
  );
}

function calmWord(sentences: readonly Sentence[], words: UrgencyPolicy): string | null {
  for (const sentence of sentences) {
    const found = findPhrases(sentence.words, words.calm)[0];
    if (found) return found.phrase;
    if (sentence.field && isBoxOf(sentence.field, words)) {
      const answered = answerOf(sentence.field.value);
      const safeBox = holdsPhrase(wordsOf(sentence.field.label), words.safeBoxes);
      if (safeBox ? answered === "yes" : answered === "no") return sentence.field.label;
    }
  }
  return null;
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
