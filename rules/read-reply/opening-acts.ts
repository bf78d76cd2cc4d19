import { clauseFront, endsClause } from "./clause-front.ts";
import type { Answer } from "./decision.ts";
import { couldBeName } from "./name-words.ts";
import { CLAUSE_MARKS, findPhrase, longestAt } from "./phrases.ts";
import type { OpeningWords, ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";

/** A place where a reply says that a contact is to be opened, or is not. */
export interface OpeningAct {
  readonly answer: Extract<Answer, "new-contact" | "no-contact">;
  readonly start: number;
  readonly end: number;
  /** Where what was understood of its clause begins. */
  readonly from: number;
  /** Why it does not count, though it is one: only possible, negated twice; null where it may. */
  readonly blocked: string | null;
}

/** "get it on the system for me today as" a new contact. */
const MOST_BETWEEN = 9;

interface Core {
  readonly end: number;
  /** The form of its verb ("open", "opening", "opened"); "thing": a contact, named without a verb of its own. */
  readonly form: "plain" | "ing" | "done" | "thing";
  /** It stands for a new contact even with nothing around it. */
  readonly adjective: boolean;
  /** It leaves or makes it closed. */
  readonly closes?: true;
}

/**
 * Finds opening by its grammar: a word of opening with a contact (or "it", "one", or nothing) behind it, or a contact that is
 * wanted, and in front of it only words that are known to leave that as it is. A negation among them turns it round; a word that
 * is not known ("mum", "whether", "nearly") leaves it unread.
 */
export function findOpeningActs(sentence: Sentence, policy: ReplyPolicy): readonly OpeningAct[] {
  const acts: OpeningAct[] = [];
  for (let at = 0; at < sentence.words.length; at++) {
    const core = coreAt(sentence.words, at, policy);
    if (!core) continue;
    const act = actOf(sentence, at, core, acts.at(-1)?.end ?? 0, policy);
    if (act) acts.push(act);
    at = core.end - 1;
  }
  return acts;
}

function coreAt(words: readonly string[], at: number, policy: ReplyPolicy): Core | null {
  const { opening } = policy;
  const word = words[at] as string;
  const strong = formOf(word, opening.strong);
  if (strong) {
    const behind = skip(words, at + 1, opening.particles);
    const thing =
      contactAt(words, behind, policy) ?? oneAt(words, behind, opening) ?? newAt(words, behind, opening);
    if (thing !== null) return { end: passive(words, thing, opening), form: strong, adjective: true };
    // "get that opened, bruv"
    // "she opened up to her teacher"
    if (strong === "done" && behind > at + 1 && words[behind] === "to") return null;
    if (strong === "done" && (opening.things.has(words[at - 1] as string) || words[at - 1] === "be"))
      return { end: at + 1, form: strong, adjective: true };
    for (let end = behind; end > at; end--)
      if (
        endsClause(words, end) ||
        (opening.mayFollow.has(words[end] as string) && !opening.things.has(words[end] as string))
      )
        return { end, form: strong, adjective: true };
    return null;
  }
  const closing = formOf(word, opening.closing);
  if (closing) return closingAt(words, at, closing, policy);
  const weak = formOf(word, opening.weak);
  if (weak) {
    const behind = skip(words, at + 1, opening.between);
    if (behind - at > MOST_BETWEEN) return null;
    const isKnownOne =
      opening.files.has(word) && words[behind - 1] === "the" && opening.contact.has(words[behind] as string);
    if (isKnownOne) return null;
    const one = words.findIndex(
      (word, index) => index > at && index < behind && (word === "one" || word === "another"),
    );
    const thing =
      qualifiedAt(words, behind, policy) ??
      newAt(words, behind, opening) ??
      (one > 0 && opening.makesOne.has(word)
        ? ends(words, skip(words, one + 1, opening.particles), opening)
        : null);
    return thing === null ? null : { end: passive(words, thing, opening), form: weak, adjective: true };
  }
  const thing = contactAt(words, at, policy) ?? neededOneAt(words, at, policy);
  if (thing === null) return null;
  const adjective = words.slice(at, thing).some((said) => opening.makesNew.has(said));
  return { end: passive(words, thing, opening), form: "thing", adjective };
}

/** "we need one", "a new one please". */
function neededOneAt(words: readonly string[], at: number, { opening }: ReplyPolicy): number | null {
  const fresh = newAt(words, at, opening);
  if (fresh !== null) return words[fresh - 1] === "one" && words[fresh] !== "from" ? fresh : null;
  if (words[at] !== "one" && words[at] !== "another") return null;
  return /^(?:need|needs|require|requires|want|warrant|warrants)$/.test(words[at - 1] ?? "")
    ? ends(words, at + 1, opening)
    : null;
}

/** "close this one", "please file", "to be closed"; null for a file, and for "close" alone, which says too little. */
function closingAt(
  words: readonly string[],
  at: number,
  form: "plain" | "ing" | "done",
  policy: ReplyPolicy,
): Core | null {
  const { opening } = policy;
  const before = words[at - 1] ?? "";
  if (form === "plain" && (opening.determiners.has(before) || opening.nounAfter.has(before))) return null;
  const behind = skip(words, at + 1, opening.particles);
  const thing = oneAt(words, behind, opening);
  if (thing !== null) return { end: thing, form, adjective: true, closes: true };
  if (form === "done") return before === "be" ? { end: at + 1, form, adjective: true, closes: true } : null;
  if (!endsClause(words, behind) && !opening.followsClosing.has(words[behind] as string)) return null;
  if (behind === at + 1 && at === 0 && words[behind] === "$") return null;
  return { end: behind, form, adjective: true, closes: true };
}

/** A contact with an article or an adjective, and not with somebody: "make contact with mum" opens none. */
function qualifiedAt(words: readonly string[], from: number, policy: ReplyPolicy): number | null {
  const end = contactAt(words, from, policy);
  if (end === null) return null;
  const isBare = policy.opening.contact.has(words[from] as string);
  const isAs = /^(?:as|to|into|the)$/.test(words[from - 1] ?? "");
  const makes = policy.opening.contactMakers.has(words[from - 1] as string);
  return (isBare && !isAs && !makes) || (isBare && words[end] === "with") ? null : end;
}

function formOf(word: string, verbs: OpeningWords["strong"]): "plain" | "ing" | "done" | null {
  return verbs.get(word) ?? null;
}

/** Behind "a brand new contact record", "contact for all three"; null where it names none, or one of another kind. */
function contactAt(words: readonly string[], from: number, policy: ReplyPolicy): number | null {
  const { opening } = policy;
  const adjectives = skip(words, from, opening.determiners);
  const noun = skip(words, adjectives, opening.adjectives);
  const isRecord =
    words[noun] === "record" && words.slice(adjectives, noun).some((word) => opening.makesNew.has(word));
  if (!opening.contact.has(words[noun] as string) && !isRecord) return null;
  const isForChild =
    words[noun + 1] === "for" &&
    words
      .slice(noun + 2, noun + 4)
      .some((word) => opening.oneChild.has(word) || opening.severalChildren.has(word));
  for (let at = from; at <= noun && !isForChild; at++) {
    const other = longestAt(policy.notADecision, words, at);
    if (other && other.end > noun + 1) return null;
  }
  const end = words[noun + 1] === "record" ? noun + 2 : noun + 1;
  return isPassive(words[end], opening) || isSetUp(words, end) ? end : ends(words, end, opening);
}

/** "it", "this one", "another", "anything". */
function oneAt(words: readonly string[], from: number, opening: OpeningWords): number | null {
  const things = skip(words, from, opening.things);
  if (things === from) return null;
  const until = yourSide(words, skip(words, things, opening.particles));
  for (let at = until; at >= things; at--) if (ends(words, at, opening) !== null) return at;
  return null;
}

/** "open it *your end*" is no more than "open it". */
function yourSide(words: readonly string[], at: number): number {
  return /^(?:your|our|my)$/.test(words[at] ?? "") && /^(?:side|end)$/.test(words[at + 1] ?? "")
    ? at + 2
    : at;
}

/** "as new", "as a new one", "its own". */
function newAt(words: readonly string[], from: number, opening: OpeningWords): number | null {
  const adjectives = skip(words, from, opening.determiners);
  const end = skip(words, adjectives, opening.adjectives);
  if (!words.slice(adjectives, end).some((word) => opening.makesNew.has(word))) return null;
  if (words[end] === "one") return words[end + 1] === "from" ? null : ends(words, end + 1, opening);
  return endsClause(words, end) || opening.mayFollow.has(words[end] as string) ? end : null;
}

/** The place itself, where the clause may end there: a mark, a word that may follow, or one last word ("open it, darling"). */
function ends(words: readonly string[], at: number, opening: OpeningWords): number | null {
  const fits =
    endsClause(words, at) || opening.mayFollow.has(words[at] as string) || endsClause(words, at + 1);
  return fits ? at : null;
}

/** "a contact *to be created*", "it *opened*". */
function passive(words: readonly string[], from: number, opening: OpeningWords): number {
  const end = skip(words, from, opening.passive);
  if (words[end] === "not" && opening.saidOf.has(words[end + 1] as string)) return end + 2;
  if (isSetUp(words, end)) return end + 2;
  return isPassive(words[end], opening) || opening.saidOf.has(words[end] as string) ? end + 1 : from;
}

function isSetUp(words: readonly string[], at: number): boolean {
  return words[at] === "set" && words[at + 1] === "up";
}

function isPassive(word: string | undefined, opening: OpeningWords): boolean {
  if (word === undefined) return false;
  const form = formOf(word, opening.strong) ?? formOf(word, opening.weak);
  return form === "ing" || form === "done" || opening.passive.has(word);
}

function skip(words: readonly string[], from: number, ...classes: readonly ReadonlySet<string>[]): number {
  let at = from;
  while (classes.some((known) => known.has(words[at] as string))) at++;
  return at;
}

function actOf(
  sentence: Sentence,
  at: number,
  core: Core,
  behindLast: number,
  policy: ReplyPolicy,
): OpeningAct | null {
  const { opening } = policy;
  const { words } = sentence;
  const before = clauseFront(sentence, at, behindLast, core.form === "plain", policy);
  if (!before) return null;
  const { from, opensClause } = before;
  let front = before.words;
  // "no, we do not": a no that answers negates nothing
  if (
    front.length > 1 &&
    opening.answersNo.has(front[0] as string) &&
    opening.subjects.has(front[1] as string)
  )
    front = front.slice(1);
  const said = opening.saidOf.has(words[core.end - 1] as string);
  const trailing =
    (core.form === "thing" || (core.form === "ing" && said)) && negatedBehind(words, at, core.end);
  const negations =
    front.filter((word) => opening.negators.has(word) && !(word === "nor" && front.includes("neither")))
      .length + (trailing ? 1 : 0);
  // "no contact" itself is a decision word, and read as one
  if (core.form === "thing" && !core.adjective && front.at(-1) === "no" && core.end === at + 1) {
    return opensClause && front.length === 1
      ? { answer: "no-contact", start: at - 1, end: core.end, from, blocked: "it stands in passing" }
      : null;
  }
  const polite = findPhrase(policy.politeOrders, words, from, core.end) !== null;
  // "someone should open this" asks nobody
  if (!polite && front.some((word) => word === "someone" || word === "somebody" || word === "anyone"))
    return null;
  if (!isLicensed(front, words, at, core, negations > 0, polite, policy)) return null;
  // "don't close it" decides nothing
  if (core.closes && negations > 0) return null;
  const answer = core.closes || negations % 2 === 1 ? "no-contact" : "new-contact";
  const possible = front.find((word) => opening.possible.has(word));
  const blocked =
    negations > 1
      ? "it is negated twice"
      : negations === 1 && front.some((word) => word === "say" || word === "saying")
        ? "what is not said is not decided"
        : core.form === "thing" && front.at(-1) === "not" && !opening.determiners.has(words[at] as string)
          ? "it is negated in passing"
          : words[core.end - 1] === "one" && isForName(sentence, core.end)
            ? "it may be meant for one child alone"
            : possible !== undefined && !polite && !(possible === "can" && front.includes("see"))
              ? `"${possible}" leaves it open`
              : null;
  const someOf = front.findIndex((word, index) => front[index + 1] === "of" && opening.some.has(word));
  const reason =
    blocked ?? (someOf >= 0 && negations === 0 ? "it may be meant for some of the children" : null);
  const firstNegation = words.findIndex(
    (word, index) => index >= from && index < at && opening.negators.has(word),
  );
  return { answer, start: firstNegation < 0 ? at : firstNegation, end: core.end, from, blocked: reason };
}

/** "one *on Imogen*": there may be others. */
function isForName({ words, raw }: Sentence, end: number): boolean {
  return words[end] === "on" && couldBeName(raw[end + 1] ?? "");
}

/** "a new contact *is not* needed", "*would not be* appropriate". */
function negatedBehind(words: readonly string[], from: number, end: number): boolean {
  return words
    .slice(from + 1, end + 3)
    .some(
      (word, index, all) =>
        word === "not" && /^(?:is|are|would|should|will|need|does|was|be)$/.test(all[index - 1] ?? ""),
    );
}

function isLicensed(
  front: readonly string[],
  words: readonly string[],
  at: number,
  { form, end, adjective, closes }: Core,
  negated: boolean,
  polite: boolean,
  { opening }: ReplyPolicy,
): boolean {
  const wants = front.some((word) => opening.wants.has(word));
  if (form === "done") {
    const before = words[at - 1] as string;
    return (
      front.some((word) => opening.wants.has(word) || word === "be" || word === "get") &&
      before !== "have" &&
      before !== "has" &&
      before !== "is" &&
      before !== "are"
    );
  }
  if (form === "ing" && closes && front.length === 0) return endsClause(words, end);
  if (form === "ing") return negated || wants || polite || front.includes("am") || front.includes("are");
  if (form === "plain") {
    const last = front.at(-1);
    // "he is open to us"
    if (/^(?:am|is|are|be|already|still|have|has|been|been|was)$/.test(words[at - 1] ?? "")) return false;
    // "we open", "you open": who does it without any word of wanting is told, not asked for
    if (
      last === "you" &&
      !front.some((word) => /^(?:can|could|would|will|like|want|need|please)$/.test(word))
    )
      return false;
    return true;
  }
  // a contact without a verb: wanted, or alone and followed as a request is
  if (wants) return true;
  // "not for a new contact", but not "I can not see a contact"
  const near =
    front.slice(-2).some((word) => opening.negators.has(word)) && !opening.sees.has(front.at(-1) as string);
  if (negated && (near || words.slice(at, end).some((word) => opening.saidOf.has(word)))) return true;
  // "new contact created yesterday covers this": told, not asked for
  if (
    opening.strong.get(words[end - 1] as string) === "done" ||
    opening.weak.get(words[end - 1] as string) === "done"
  ) {
    const bare = !words.slice(at, end).some((word) => word === "to" || word === "be");
    if (bare && !endsClause(words, end) && words[end] !== "please") return false;
  }
  if (words.slice(at, end).some((word) => opening.saidOf.has(word) || opening.passive.has(word))) return true;
  const plain = front.every((word) => opening.agrees.has(word));
  const affirmed = CLAUSE_MARKS.has(words[at - 1] ?? "") && opening.agrees.has(words[at - 2] as string);
  const requested = words.slice(at, end + 2).some((word) => opening.requests.has(word));
  return plain && (adjective || requested || affirmed || front.length > 0);
}
