import { type Piece, piecesOf } from "./classify/content.ts";
import { type Danger, type DangerWords, dangerAt, dangerWords, hintsIn, withoutInnocent } from "./classify/danger.ts";
import { datesIn } from "./classify/days-said.ts";
import { type Found, findPhrases, holdsPhrase } from "./classify/phrases.ts";
import type { DangerPolicy, UrgencyPolicy } from "./classify/policy.ts";
import { isAdviceToAll } from "./classify/advice-to-all.ts";
import { type Sentence, sentencesOf, wordsOf } from "./classify/words.ts";
import type { Policy } from "./policy.ts";
import type { Situation } from "./situation.ts";
import { daysBetween, type PlainDate } from "./time.ts";
import type { Reason, Verdict } from "./verdict.ts";

/** What a piece must reach to be urgent; more where the sender says that there is no hurry. */
const ENOUGH = 4;
const ENOUGH_WHEN_CALM = 6;
/** A forwarded message or letter older than this is not about "today" any more. */
const FRESH_DAYS = 2;
/** A day further back than this in a sentence makes the sentence a history. */
const RECENT_DAYS = 7;

/** A date further back, without "on" or "since" before it, is somebody's date of birth. */
const BIRTHDAY_DAYS = 400;

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

const CLOCK =
  /\b(?:at|by|before|until|till|after)\s+(?:(?:half|quarter|ten|twenty|five)\s+(?:past|to)\s+)?(?:\d{1,2}(?:[.:]\d{2})?\s?(?:am|pm|hrs)?\b(?!\s*(?:st|nd|rd|th|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\/|%|years|months|weeks|days))|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|lunch|breakfast|tea|bedtime)\b)/i;

/** Hints of harm that a mail written while it goes on must hold, in different words. */
const HINTS = 2;
const OWN_NUMBER = /\b(?:07\d{3} ?\d{6}|0\d{3} ?\d{3} ?\d{4}|0\d{4} ?\d{6})\b/;

/**
 * Somebody writes while it goes on, in whatever words: those it is about are at hand, time is short, and the sender asks
 * for somebody, leaves a number or cannot reach anyone; and there are hints of harm.
 */
function goesOnNow(
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
      for (const word of hintsIn(dangerWords(sentence.words, classes, (f) => isDenied(sentence, f, words)), classes))
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
function askedToActToday(
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

function subjectSentence(plain: string, full: string): Sentence {
  const text = plain.length >= full.length / 2 ? full : `${full}`;
  return { text, words: wordsOf(text), question: false, field: null, within: false };
}

function fieldSentence({ label, value }: { label: string; value: string }): Sentence {
  const text = `${label}: ${value}`;
  return { text, words: wordsOf(text), question: false, field: { label, value }, within: false };
}

/** "Please treat as urgent": unless denied, general advice, or the name of a box. */
function statedIn(sentences: readonly Sentence[], where: string, words: UrgencyPolicy): Reason[] {
  return sentences.flatMap((sentence) => {
    if (sentence.field && isBoxOf(sentence.field, words)) return [];
    if (isGeneral(sentence, words) || asksAboutRules(sentence)) return [];
    const stated = findPhrases(sentence.words, words.stated).find(
      (found) => !isDenied(sentence, found, words),
    );
    return stated ? [quote("GAP-08", `the sender says "${stated.phrase}"`, sentence, where)] : [];
  });
}

/** A ticked box: "Is the child in immediate danger? Yes"; a child not safe to go home; a grade of high or red. */
function boxesIn(sentences: readonly Sentence[], where: string, words: UrgencyPolicy): Reason[] {
  return sentences.flatMap((sentence): Reason[] => {
    if (!sentence.field) {
      const graded = findPhrases(sentence.words, words.gradedPhrases).find(
        (found) => !isDenied(sentence, found, words),
      );
      return graded ? [quote("GAP-08", `graded: "${graded.phrase}"`, sentence, where)] : [];
    }
    const label = wordsOf(sentence.field.label);
    const answered = answerOf(sentence.field.value);
    if (holdsPhrase(label, words.safeBoxes)) {
      return answered === "no"
        ? [quote("GAP-08", "the form says that the child is not safe", sentence, where)]
        : [];
    }
    if (holdsPhrase(label, words.boxes) && (answered === "yes" || startsHigh(sentence.field.value, words))) {
      return [quote("GAP-08", "the form's box for urgency or immediate danger is ticked", sentence, where)];
    }
    if (isGradedLabel(label, words) && startsHigh(sentence.field.value, words)) {
      return [quote("GAP-08", "graded high", sentence, where)];
    }
    return [];
  });
}

function isBoxOf(field: { label: string; value: string }, words: UrgencyPolicy): boolean {
  const label = wordsOf(field.label);
  // "Urgent please: the family have been put out this morning" is a sentence, not a box
  if (label.length <= 3 && wordsOf(field.value).length > 6) return false;
  return (
    holdsPhrase(label, words.boxes) ||
    holdsPhrase(label, words.safeBoxes) ||
    holdsPhrase(label, words.stated) ||
    isGradedLabel(label, words)
  );
}

/** A graded box has a short label: "Risk", "DASH grade", not a question about risks. */
function isGradedLabel(label: readonly string[], words: UrgencyPolicy): boolean {
  return label.length <= 4 && holdsPhrase(label, words.gradedBoxes);
}

function startsHigh(value: string, words: UrgencyPolicy): boolean {
  const said = wordsOf(value.slice(0, 80));
  if (said.length > 6 || said.includes("options"))
    return said.length > 0 && words.highGrades.includes(said[0] as string) && !said.includes("options");
  return findPhrases(said, words.highGrades).some(
    (found) => found.from <= 1 && !["not", "no", "non"].includes(said[found.from - 1] ?? ""),
  );
}

/** Yes, no, or neither. "☒ Yes ☐ No" is yes; "Yes / No" is neither. */
function answerOf(value: string): "yes" | "no" | null {
  const text = value.toLowerCase().slice(0, 200);
  const ticked =
    /(?:☒|☑|✓|✔|\[x\]|\(x\))\s*(yes|no)\b/.exec(text) ?? /\b(yes|no)\s*(?:☒|☑|✓|✔|\[x\]|\(x\))/.exec(text);
  if (ticked) return ticked[1] as "yes" | "no";
  if (/^\s*(?:yes\s*[/|]\s*no|☐)/.test(text)) return null;
  const first = wordsOf(text)[0];
  if (first === "yes" || first === "y" || first === "true" || first === "x") return "yes";
  if (first === "no" || first === "n" || first === "false" || first === "not") return "no";
  return null;
}

interface Signal {
  readonly weight: number;
  readonly words: string;
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
const LASTS = new Set("since until will going due flies fly leaves leaving coming out been tonight today".split(" "));

const AGO = /\b(?:\d{1,2}|a|an|one|two|five|ten|fifteen|twenty|thirty|half an|few|couple of)\s?(?:mins?|minutes|hours?|hrs?)\s(?:ago|late|before|since)\b|\bin (?:the next |about )?(?:\d{1,2}|an?|one|two|ten|twenty|thirty|half an)\s?(?:mins?|minutes|hours?|hrs?)\b|\bby (?:tonight|then|the time)\b/i;

/** A time of today that no list holds: "ten minutes ago", "until 4.30"; of the clock only what is yet to come. */
function timeOfNow({ text, field, words }: Sentence): Signal | null {
  if (field !== null) return null;
  const start = text.slice(0, 2_000);
  const ago = AGO.exec(start);
  if (ago) return { weight: 2, words: ago[0] };
  const clock = CLOCK.exec(start);
  if (!clock || words.some((word) => OTHER_DAY.test(word))) return null;
  return { weight: words.some((word) => TO_COME.has(word)) ? 2 : 1, words: clock[0] };
}

const OTHER_DAY = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:mon|tues?|weds?|thurs?|sat|sun)$|^yesterday$/;
const TO_COME = new Set(
  "will due is are be must goes leaves finishes ends picks collects collecting before until till by hell shell theyll closes shuts".split(" "),
);

const BEING = new Set(["is", "are", "im", "hes", "shes", "theyre", "am", "still", "been"]);

/** Something is going on: "she is hiding", "they are still waiting". A plain word of now. */
function goingOn({ words }: Sentence): Signal | null {
  for (let i = 0; i < words.length - 1; i++) {
    if (!BEING.has(words[i] as string)) continue;
    for (const word of words.slice(i + 1, i + 3)) {
      if (word.length > 5 && word.endsWith("ing") && !STATES.has(word))
        return { weight: 1, words: `${words[i]} ${word}` };
    }
  }
  return null;
}

/** No event of the hour. */
const STATES = new Set(["living", "attending", "struggling", "according", "working", "coping", "growing", "during", "concerning", "worrying", "referring", "requesting", "writing", "looking", "having", "something", "nothing", "anything"]);

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

/** "I do not think that there is any immediate risk". */
const DENIED_WITHIN = 7;

/** Denied by a word before it in the same clause, or by the value after it ("Police required: NO"). */
function isDenied(sentence: Sentence, found: Found, words: UrgencyPolicy): boolean {
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

function isGeneral(sentence: Sentence, words: UrgencyPolicy): boolean {
  return isAdviceToAll(sentence) || holdsPhrase(sentence.words, words.general);
}

/** "Is it this inbox for a child who is missing?" asks how things are done; "Can someone go now?" asks to act. */
function asksAboutRules(sentence: Sentence): boolean {
  if (!sentence.question) return false;
  if (sentence.words.length <= 2) return true;
  return /^(?:\W*\d*\W*)(?:(?:and|or|also|but)\s)?(?:is|are|do|does|did|what|which|how|should|whether|if|would|when|where)\b/i.test(
    sentence.text,
  );
}

/** "In September": over, unless that is this month. */
const IN_MONTH =
  /\bin (?:early |late |mid-?)?(January|February|March|April|May|June|July|August|September|October|November|December)\b/;

function isLongAgo(sentence: Sentence, writtenOn: PlainDate, words: UrgencyPolicy): boolean {
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

function quote(rule: string, found: string, sentence: Sentence, where: string): Reason {
  return { rule, found: `${found} in “${sentence.text.slice(0, 160)}”`, where };
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
