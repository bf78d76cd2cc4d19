import { cutChain } from "../read-mail/cut-chain.ts";
import type { ChainMessage, MailContent } from "../read-mail/mail.ts";
import { findOpeningActs } from "./opening-acts.ts";
import { longestAt, matchAt, type Phrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import { cutSentences } from "./sentences.ts";
import { unskipped } from "./what-blocks.ts";

/** What the reviewer newly wrote. */
export interface NewWords {
  /** Without greeting, signature, disclaimer and quote. May be empty. */
  readonly text: string;
  readonly where: string;
  /** What stands before "RE:" in the subject, where somebody wrote the answer there. */
  readonly inSubject: string;
  /** Why the words cannot be relied on: too long, not readable; null where they can. */
  readonly fault: string | null;
  /** The quoted review mail letters more children than one. */
  readonly several: boolean;
}

/** Longer replies are no answers; longer lines and bodies are cut before anything looks at them. */
const MOST_BODY = 200_000;
const MOST_LINE = 2_000;
const MOST_WORDS = 8_000;

/** Reads only what is new: above, below or between the quote, and what was written into it with initials. */
export function newWords(content: MailContent, policy: ReplyPolicy): NewWords {
  const body = content.parts.find((part) => part.kind === "body");
  const inSubject = beforeRe(content.subject);
  if (!body || body.status === "unreadable") {
    return {
      text: "",
      where: "body",
      inSubject,
      several: false,
      fault: body ? `the body cannot be read: ${body.reason}` : null,
    };
  }
  const lines = body.text.slice(0, MOST_BODY).split("\n");
  const longLine = lines.some((line) => line.length > MOST_LINE);
  const capped = lines.map((line) => withoutHeader(line.slice(0, MOST_LINE))).join("\n");
  const [newest, ...chain] = cutChain(capped, body.where).map((message) => ({
    ...message,
    text: message.text.replaceAll(JOINER, ""),
  }));
  // A letter of ours encloses the request with a header of its own, where the chain is cut again: one quote.
  const quoted = chain[0] && { ...chain[0], text: chain.map(({ text }) => text).join("\n") };
  const several = chain.some(({ text }) => SECOND_CHILD.test(text.slice(0, MOST_WORDS)));
  const top = trimLetter((newest as ChainMessage).text.split("\n"), policy);
  const pointsBelow = top.kept.length === 0 || saysSo(top.kept.join("\n"), policy.pointsBelow);
  const isMarked = lines.some((line) => /^\s{0,3}>/.test(line));
  const inside =
    quoted && !isMarked ? insideQuote(quoted, namesOf(content, quoted, top.cut), pointsBelow, policy) : [];
  const below = pointsBelow
    ? trimLetter(
        top.cut.filter((line) => opensWithAnswer(line, policy)),
        policy,
      ).kept
    : [];
  const text = [...top.kept, ...(pointsBelow ? below : []), ...inside].join("\n").trim();
  const fault =
    text.length > MOST_WORDS || (longLine && text.split("\n").some((line) => line.length >= MOST_LINE))
      ? "the reply is too long to be an answer"
      : null;
  return { text: text.slice(0, MOST_WORDS), where: body.where, inSubject, fault, several };
}

/** "B: K.O.", "* B  Ava Maddox", "; B = Ava" in the quote. */
const SECOND_CHILD = /(?:^|[;\n])[>\s*•]{0,20}B(?: {0,3}[:=]| {2,3})/;
const JOINER = "\u2060";

/** "A: NEW CONTACT" above a quote is child A's, not the line "A:" by which Italian programs say "To:". */
function withoutHeader(line: string): string {
  return line.replace(/^(\s{0,8}[A-H])(?=\s?:)/, `$1${JOINER}`);
}

/** "NO CONTACT - RE: Please decide" gives "NO CONTACT". */
function beforeRe(subject: string): string {
  const found = /(?:^|[\s:>-])(?:re|aw|sv|antw|fw|fwd)\s?:/i.exec(subject.slice(0, 500));
  return found
    ? subject
        .slice(0, found.index)
        .replace(/[\s:>-]+$/, "")
        .trim()
    : "";
}

interface Trimmed {
  readonly kept: readonly string[];
  /** The signature and what stands below it. */
  readonly cut: readonly string[];
}

/** Takes off banners, markings, greeting, sign-off, signature and disclaimers. A postscript is kept. */
function trimLetter(all: readonly string[], policy: ReplyPolicy): Trimmed {
  const lines = withoutDisclaimers(all, policy);
  while (lines[0]?.trim() === "") lines.shift();
  if (lines.length > 1 && isOnly(lines[0] as string, policy.greetings, policy)) lines.shift();

  let end = lines.length;
  for (let at = 0; at < lines.length; at++) {
    if (!isOnly(lines[at] as string, policy.signOffs, policy)) continue;
    const before = lines.slice(0, at).some((line) => line.trim() !== "");
    // "Thanks" on the first line thanks for the mail; "Regards" there opens a bare signature
    if (before || !/^\s*(?:many )?(?:thanks|thank you|ta|cheers|thx)/i.test(lines[at] as string)) {
      end = at;
      break;
    }
    lines[at] = "";
  }
  const cut = lines.slice(end);
  let kept = lines.slice(0, end);
  while (kept.length > 1 && isSignature(kept.at(-1) as string, policy)) cut.unshift(kept.pop() as string);
  while (kept[0]?.trim() === "") kept = kept.slice(1);
  while (kept.at(-1)?.trim() === "") kept = kept.slice(0, -1);
  const postscript = cut.filter(
    (line) =>
      /^\s*(?:p\.?\s?){1,3}s\b/i.test(line) ||
      saysSo(line, policy.retractions) ||
      opensWithDecision(line, policy),
  );
  return { kept: [...kept, ...postscript], cut: cut.filter((line) => !postscript.includes(line)) };
}

const MARKING = /^\s*[[(*]*\s*official(?:[\s:-]*sensitive)?(?:[\s:-]*\w{1,20}){0,2}\s*[\])*]*\s*$/i;

function withoutDisclaimers(lines: readonly string[], policy: ReplyPolicy): string[] {
  const kept: string[] = [];
  let dropping = false;
  for (const line of lines) {
    if (line.trim() === "") dropping = false;
    else if (opensWith(line, policy.disclaimers)) dropping = true;
    if (!dropping && !MARKING.test(line)) kept.push(line);
  }
  return kept;
}

/** The line is one of the phrases, and at most a name: "Hi Jo,", "Kind regards", "Thanks, Ruth". */
function isOnly(line: string, phrases: readonly Phrase[], policy: ReplyPolicy): boolean {
  if (line.trim().length > 60) return false;
  const sentences = cutSentences(line.trim());
  const [sentence] = sentences;
  if (!sentence || sentences.length > 1) return false;
  const found = longestAt(phrases, sentence.words, 0);
  if (!found) return false;
  const rest = sentence.raw.slice(found.end).filter((word) => /\p{L}/u.test(word));
  return (
    rest.length <= 3 &&
    rest.every((word) => /^\p{Lu}/u.test(word) || word === "all" || word === "and") &&
    !decides(line, policy)
  );
}

const CONTACT_DETAIL =
  /@|https?:|www\.|\b\d{3,}[\d\s]{3,}\d\b|^\s*(?:t|tel|m|mob|mobile|e|w|phone|direct|office|email)\s?[.:]/i;
const POST =
  /\b(?:manager|practitioner|officer|social worker|team|service|services|trust|council|hub|locality|department|directorate|pronouns|(?:he|she|they)\/(?:him|her|them|they)|working days|working pattern|working hours|non-working|logo|reg\.|registered|ba|ma|msc|cqsw|dipsw)\b/i;

/** A line of a signature: a way to reach somebody, a post, a name. Never one that says a decision. */
function isSignature(line: string, policy: ReplyPolicy): boolean {
  const text = line.trim();
  if (text === "" || /^[-_=*~\s–—]+$/.test(text)) return true;
  if (text.length > 160 || decides(text, policy)) return false;
  if (CONTACT_DETAIL.test(text)) return text.length <= 100;
  if (/[.?!]$/.test(text)) return false;
  if (POST.test(text) && text.length <= 100 && /^[\p{Lu}[(]/u.test(text)) return true;
  const words = text
    .replace(/[,|()[\]]/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "");
  return (
    words.length <= 4 &&
    words.every((word) => /^\p{Lu}[\p{L}'’.-]*$/u.test(word)) &&
    !/^(?:yes|no|agreed|ok|okay)$/i.test(text)
  );
}

/** As our letters close ("Reference R-000012. …"). A request may have a line "Reference: 7710519" of its own. */
const OUR_REFERENCE = /\bReference [A-Z]{1,8}-[A-Z0-9]{1,12}\./;

/** What was written into a quote that bears no marks: below its last line, or behind the writer's initials. */
function insideQuote(
  quoted: ChainMessage,
  names: readonly string[],
  pointed: boolean,
  policy: ReplyPolicy,
): readonly string[] {
  const lines = quoted.text.split("\n");
  const last = lines.findLastIndex(
    (line) => OUR_REFERENCE.test(line) && opensWith(line, policy.lastLineOfOurs),
  );
  const below = last < 0 ? [] : trimLetter(afterParagraph(lines, last), policy).kept;
  const initialled = pointed
    ? lines.slice(0, last < 0 ? lines.length : last).flatMap((line) => behindName(line, names))
    : [];
  return [...initialled, ...below];
}

/** The last line of ours may be wrapped: it ends with its paragraph. */
function afterParagraph(lines: readonly string[], at: number): readonly string[] {
  let end = at + 1;
  while (end < lines.length && lines[end]?.trim() !== "") end++;
  return lines.slice(end);
}

function behindName(line: string, names: readonly string[]): readonly string[] {
  const text = line.trim().replace(/^[[(*>\s]+/, "");
  for (const name of names) {
    if (!text.toLowerCase().startsWith(name)) continue;
    const rest = /^\s?[\])]?\s?[:\-–—>]+\s*(.+)$/.exec(text.slice(name.length));
    if (rest?.[1] !== undefined) return [rest[1]];
  }
  return [];
}

/** Names and initials, in lower case, by which the writer may mark their own words. */
function namesOf(
  content: MailContent,
  quoted: ChainMessage,
  signature: readonly string[],
): readonly string[] {
  const written = [content.from[0]?.name ?? "", quoted.to ?? "", ...signature.slice(0, 4)];
  const names = new Set<string>();
  for (const name of written) {
    const words = name
      .replace(/[<[].*$/, "")
      .replace(/["']/g, "")
      .trim()
      .split(/[\s,]+/)
      .filter((word) => /^\p{Lu}[\p{L}’-]*$/u.test(word));
    if (words.length === 0 || words.length > 4) continue;
    names.add(words.join(" ").toLowerCase());
    names.add((words[0] as string).toLowerCase());
    if (words.length > 1)
      names.add(
        words
          .map((word) => word[0])
          .join("")
          .toLowerCase(),
      );
  }
  return [...names].filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
}

function opensWith(line: string, phrases: readonly Phrase[]): boolean {
  if (line.trim() === "") return false;
  const [sentence] = cutSentences(line.trim().slice(0, 400));
  return sentence !== undefined && phrases.some((phrase) => matchAt(phrase, sentence.words, 0) !== null);
}

function opensWithAnswer(line: string, policy: ReplyPolicy): boolean {
  return (
    opensWith(line, Object.values(policy.words).flat()) || opensWith(line, Object.values(policy.says).flat())
  );
}

/** A decision below the name still is one: it may contradict what stands above. */
function opensWithDecision(line: string, policy: ReplyPolicy): boolean {
  const sentences = cutSentences(line.slice(0, MOST_LINE));
  return sentences.some(
    (sentence) =>
      findOpeningActs(sentence, policy).length > 0 ||
      Object.values(policy.words).some((phrases) =>
        phrases.some((phrase) => matchAt(phrase, sentence.words, 0) === sentence.words.length - 1),
      ),
  );
}

function decides(line: string, policy: ReplyPolicy): boolean {
  const phrases = [...Object.values(policy.words).flat(), ...Object.values(policy.says).flat()];
  return cutSentences(line.slice(0, MOST_WORDS)).some(
    (sentence) => unskipped(phrases, sentence, policy) !== null,
  );
}

function saysSo(text: string, phrases: readonly Phrase[]): boolean {
  return cutSentences(text.slice(0, MOST_WORDS)).some(({ words }) =>
    words.some((_, at) => longestAt(phrases, words, at) !== null),
  );
}
