import type { Policy } from "../policy.ts";
import { isGreeting } from "./covering-text.ts";
import { holdsPhrase, isPhrase } from "./phrases.ts";
import { LONGEST_TEXT, wordsOf } from "./words.ts";

/** A row of words of content. Words of an optional run carry no fact: greeting, form title, signature. */
interface Run {
  readonly words: readonly string[];
  readonly optional: boolean;
  /** What it is, where it is optional: for the explanation. */
  readonly what: string;
  /** A form line ("label: value"): its place on the page is layout. */
  readonly movable: boolean;
}

export interface SameContent {
  readonly same: boolean;
  /** What was taken off before comparing, in words. */
  readonly takenOff: readonly string[];
  /** Words of the earlier text that the new lacks, and of the new that the earlier lacks; a dozen at most. */
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

// Letters with their marks; numbers with the signs that join them ("02/11/2014", "3.5", "4-7"); ticks; signs that mean something.
const CONTENT_WORD =
  /[☐☑☒✓✔✗✘]|\[[ xX✓]?\](?!\()|\p{N}+(?:[.,:/-]\p{N}+)*|\p{L}[\p{L}\p{M}]*(?:'[\p{L}\p{M}]+)*|[£€$%<>=+±°]|\p{Extended_Pictographic}/gu;
const TICKED = new Set(["☑", "☒", "✓", "✔", "[x]", "[✓]"]);
const UNTICKED = new Set(["☐", "[]", "[ ]"]);

/** Words, numbers and ticks of a text, in one form whatever the file type, letter case or Unicode form (Part 0.5). */
export function contentWords(text: string): string[] {
  const lower = text.toLowerCase();
  const words: string[] = [];
  const length = lower.length;
  let i = 0;
  while (i < length) {
    const code = lower.charCodeAt(i);
    const start = i;
    if (isLetter(code)) {
      i = endOfWord(lower, i);
    } else if (isDigit(code)) {
      i = endOfNumber(lower, i);
    } else if (code === BRACKET || code > 127) {
      i = endOfChunk(lower, i);
      words.push(...carefully(lower.slice(start, i)));
      continue;
    } else {
      i++;
      if (!isSign(code)) continue;
    }
    // a letter beyond ASCII, or a sign that is another form of one of ours: the careful way for the rest of this chunk
    if (isBeyond(lower, i) || lower[i] === "`" || (JOINS.has(lower[i] ?? "") && isBeyond(lower, i + 1))) {
      i = endOfChunk(lower, i);
      words.push(...carefully(lower.slice(start, i)));
    } else words.push(lower.slice(start, i));
  }
  return words;
}

const BRACKET = 91;
const isLetter = (code: number) => code >= 97 && code <= 122;
const isDigit = (code: number) => code >= 48 && code <= 57;
/** $ % < > = + */
const isSign = (code: number) =>
  code === 36 || code === 37 || code === 60 || code === 62 || code === 61 || code === 43;

/** "don't" is one word. */
function endOfWord(text: string, from: number): number {
  let i = from;
  do {
    while (isLetter(text.charCodeAt(i))) i++;
  } while (text[i] === "'" && isLetter(text.charCodeAt(i + 1)) && i++ >= 0);
  return i;
}

/** "02/11/2014", "3.5", "4-7". */
function endOfNumber(text: string, from: number): number {
  let i = from;
  while (isDigit(text.charCodeAt(i)) || (JOINS_NUMBERS.has(text[i] ?? "") && isDigit(text.charCodeAt(i + 1))))
    i++;
  return i;
}
const JOINS_NUMBERS = new Set([".", ",", ":", "/", "-"]);
const JOINS = new Set([".", ",", ":", "/", "-", "'"]);

function isBeyond(text: string, at: number): boolean {
  return at < text.length && text.charCodeAt(at) > 127;
}

/** To the next white space, past the closing bracket of a box to tick; one character at least. */
function endOfChunk(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && (!/\s/.test(text[i] as string) || (text[i - 1] === "[" && text[i + 1] === "]")))
    i++;
  return i;
}

function carefully(lower: string): string[] {
  const plain = lower
    .normalize("NFKC")
    .replace(/\u00ad/g, "")
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[‐‑‒–—−]/g, "-")
    .toLowerCase();
  const found = plain.match(CONTENT_WORD) ?? [];
  return found.map((word) => (TICKED.has(word) ? "☒" : UNTICKED.has(word) ? "☐" : word));
}

/**
 * Is every word of content the same (Part 0.5)? `before` and `after` are texts with their lines; `setApart` what the
 * reader took off the new mail (signatures, disclaimers), which the earlier text may still hold.
 * Form lines may stand in another order; all else must follow word by word.
 */
export function sameContent(
  before: string,
  after: readonly string[],
  setApart: readonly string[],
  policy: Policy,
): SameContent {
  const old = runsOf(before, policy);
  const blocks = withoutRepeats(after.map((text) => runsOf(text, policy)));
  const takenOff = [...new Set(blocks.flat().flatMap((run) => (run.optional ? [run.what] : [])))];
  // longest first: "Priti" under the new words must not break up "Priti Vaghela" under the old
  const apart = setApart
    .map(contentWords)
    .filter((words) => words.length > 0)
    .toSorted((one, other) => other.length - one.length);

  // Parts have no agreed order: a form before its letter is the letter before its form.
  for (const order of orders(blocks)) {
    const fresh = order.flat();
    if (inOrder(old, fresh, apart) || inOtherOrder(old, fresh) || inOtherOrder(fresh, old)) {
      return { same: true, takenOff, missing: [], added: [] };
    }
  }
  return { same: false, takenOff, ...wordsThatDiffer(old, blocks.flat(), apart) };
}

/** The text's words by line, with what each line is. */
function runsOf(text: string, policy: Policy): Run[] {
  const { compare } = policy.classify;
  const lines = text
    .slice(0, LONGEST_TEXT)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const runs: Run[] = [];
  let inSignature = false;
  for (const [index, line] of lines.entries()) {
    const words = contentWords(line);
    if (words.length === 0) continue;
    const plain = wordsOf(line);
    if (inSignature && !couldBeSignature(plain, policy)) inSignature = false;
    const signsOff = lines.length - index <= 9 && plain.length <= 5 && isPhrase(plain, compare.signOffs);
    if (signsOff) inSignature = true;
    if (inSignature) {
      runs.push({ words, optional: true, what: "signature", movable: false });
    } else if (isPhrase(plain, compare.formTitles)) {
      runs.push({ words, optional: true, what: `form title "${line.slice(0, 60)}"`, movable: false });
    } else if (isGreeting({ words: plain }, policy) && plain.length <= 5 && /[,!.:]?$/.test(line)) {
      runs.push({ words, optional: true, what: "greeting", movable: false });
    } else {
      const { label, rest } = labelOf(line);
      if (label !== null && isPhrase(wordsOf(label), compare.formTitles)) {
        runs.push({
          words: contentWords(label),
          optional: true,
          what: `form label "${label}"`,
          movable: false,
        });
        runs.push({ words: contentWords(rest), optional: false, what: "", movable: true });
      } else {
        runs.push({ words, optional: false, what: "", movable: label !== null });
      }
    }
  }
  return runs;
}

function labelOf(line: string): { label: string | null; rest: string } {
  const at = line.search(/[:|]\s/);
  if (at < 2 || at > 80) return { label: null, rest: line };
  return { label: line.slice(0, at), rest: line.slice(at + 1) };
}

/** A line of a signature names a person, a post, an office; it tells nothing of a family. */
function couldBeSignature(words: readonly string[], policy: Policy): boolean {
  const { compare, urgency } = policy.classify;
  if (words.length > 12 || words[0] === "ps" || (words[0] === "p" && words[1] === "s")) return false;
  return ![compare.news, urgency.acute, urgency.severe].some((list) =>
    holdsPhrase(
      words.filter((word) => !POSTS.has(word)),
      list,
    ),
  );
}
const POSTS = new Set([
  "school",
  "mobile",
  "phone",
  "number",
  "home",
  "house",
  "address",
  "police",
  "hospital",
  "name",
  "risk",
  "safe",
]);

/** The same form as docx and as pdf in one mail is one form. */
function withoutRepeats(blocks: readonly Run[][]): Run[][] {
  const seen = new Set<string>();
  return blocks.filter((runs) => {
    const key = essential(runs).join(" ");
    if (key === "" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function essential(runs: readonly Run[]): string[] {
  return runs.flatMap((run) => (run.optional ? [] : run.words));
}

function orders<T>(blocks: readonly T[]): readonly (readonly T[])[] {
  if (blocks.length <= 1) return [blocks];
  if (blocks.length > 3) return [blocks, blocks.toReversed()];
  return blocks.flatMap((first, i) =>
    orders(blocks.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
  );
}

/** Word by word in order; optional runs of either side may be missing on the other. */
function inOrder(old: readonly Run[], fresh: readonly Run[], apart: readonly (readonly string[])[]): boolean {
  const a = flat(old);
  const b = flat(fresh);
  let i = 0;
  let j = 0;
  while (i < a.words.length || j < b.words.length) {
    const optionalA = a.optionalTo[i] ?? 0;
    const optionalB = b.optionalTo[j] ?? 0;
    if (optionalA > 0) {
      const length = optionalA - i;
      if (optionalB > 0 && optionalB - j === length && equalAt(a.words, i, b.words, j, length)) j = optionalB;
      else if (optionalB === 0 && equalAt(a.words, i, b.words, j, length)) j += length;
      i = optionalA;
    } else if (optionalB > 0) {
      const length = optionalB - j;
      if (equalAt(a.words, i, b.words, j, length)) i += length;
      j = optionalB;
    } else if (i < a.words.length && j < b.words.length && a.words[i] === b.words[j]) {
      i++;
      j++;
    } else {
      const skipped = setApartAt(a.words, i, apart, j >= b.words.length);
      if (skipped === 0) return false;
      i += skipped;
    }
  }
  return true;
}

function flat(runs: readonly Run[]): {
  words: readonly string[];
  optionalTo: Readonly<Record<number, number>>;
} {
  const words: string[] = [];
  const optionalTo: Record<number, number> = {};
  for (const run of runs) {
    if (run.optional && run.words.length > 0) optionalTo[words.length] = words.length + run.words.length;
    words.push(...run.words);
  }
  return { words, optionalTo };
}

function equalAt(a: readonly string[], i: number, b: readonly string[], j: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (a[i + k] === undefined || a[i + k] !== b[j + k]) return false;
  return length > 0;
}

/**
 * How many words of the earlier text, from `i`, are what the reader set apart in the new mail: a whole signature or
 * disclaimer, or at the very end a part of one that reaches to the end of the earlier text.
 */
function setApartAt(
  words: readonly string[],
  i: number,
  apart: readonly (readonly string[])[],
  atEnd: boolean,
): number {
  for (const unit of apart) if (equalAt(words, i, unit, 0, unit.length)) return unit.length;
  const left = words.length - i;
  if (!atEnd || left === 0 || left > 40) return 0;
  for (const unit of apart) {
    for (let from = 0; from + left <= unit.length; from++)
      if (equalAt(words, i, unit, from, left)) return left;
  }
  return 0;
}

/** A label and its value travel together; a lone word does not: it could be moved to another label. */
const SHORTEST_FORM_LINE = 2;

/** Every form line of `base` stands whole somewhere in `other`, and what is left of both follows word by word. */
function inOtherOrder(base: readonly Run[], other: readonly Run[]): boolean {
  const target = essential(other);
  const movable = base.filter(
    (run) => !run.optional && run.movable && run.words.length >= SHORTEST_FORM_LINE,
  );
  if (movable.length === 0) return false;
  const fixed = base.flatMap((run) => (run.optional || movable.includes(run) ? [] : run.words));
  const used = new Uint8Array(target.length);
  const places = new Map<string, number[]>();
  for (const [index, word] of target.entries()) {
    const list = places.get(word);
    if (list) list.push(index);
    else places.set(word, [index]);
  }
  // Longest first, so that a short line cannot take a piece out of a longer one.
  for (const run of movable.toSorted((x, y) => y.words.length - x.words.length)) {
    const at = (places.get(run.words[0] as string) ?? []).find(
      (from) =>
        equalAt(target, from, run.words, 0, run.words.length) &&
        used.subarray(from, from + run.words.length).every((u) => u === 0),
    );
    if (at === undefined) return false;
    used.fill(1, at, at + run.words.length);
  }
  const left = target.filter((_, index) => used[index] === 0);
  return (
    left.length === fixed.length && equalAt(left, 0, fixed, 0, Math.max(left.length, 1)) === left.length > 0
  );
}

function wordsThatDiffer(
  old: readonly Run[],
  fresh: readonly Run[],
  apart: readonly (readonly string[])[],
): { missing: readonly string[]; added: readonly string[] } {
  const a = countWords(old.flatMap((run) => run.words));
  const b = countWords(fresh.flatMap((run) => run.words));
  const set = new Set(apart.flat());
  const optional = new Set([...old, ...fresh].flatMap((run) => (run.optional ? run.words : [])));
  const missing = surplus(a, b).filter((word) => !set.has(word) && !optional.has(word));
  const added = surplus(b, a).filter((word) => !optional.has(word));
  return { missing: missing.slice(0, 12), added: added.slice(0, 12) };
}

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function surplus(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): string[] {
  return [...a].flatMap(([word, count]) => (count > (b.get(word) ?? 0) ? [word] : []));
}
