import { couldBeName } from "./name-words.ts";

/**
 * A phrase as the policy writes it: words in order, `a|b` for either, `[c]` for a word that may be missing, `*` for any
 * word, `NAME` for one that could be a person's; first `^` where its sentence must begin, last `$` where its clause must
 * end or `$$` where its sentence must.
 * Matched word by word, never by a regular expression, so that no text can make it slow.
 */
export interface Phrase {
  readonly written: string;
  readonly slots: readonly Slot[];
}

interface Slot {
  readonly words: ReadonlySet<string>;
  readonly optional: boolean;
  readonly name: boolean;
}

const NO_WORDS = ["^", "$", "$$", "*"];

/** What sets the clauses of a sentence apart. */
export const CLAUSE_MARKS: ReadonlySet<string> = new Set([",", ":", "-", "(", ")", "=", "/"]);

/**
 * @param written `[please] open|create [a|another] new contact`
 * @throws {RangeError} where nothing in it must be there.
 */
export function parsePhrase(written: string): Phrase {
  const slots = written
    .split(/\s+/)
    .filter((slot) => slot !== "")
    .map((slot): Slot => {
      const optional = slot.startsWith("[") && slot.endsWith("]");
      const words = (optional ? slot.slice(1, -1) : slot).split("|");
      return {
        words: new Set(words.filter((word) => word !== "NAME").map((word) => word.toLowerCase())),
        optional,
        name: words.includes("NAME"),
      };
    });
  if (slots.every((slot) => slot.optional || slot.name || NO_WORDS.some((mark) => slot.words.has(mark)))) {
    throw new RangeError(`Cannot read the phrase "${written}": expected a word that must be there`);
  }
  return { written, slots };
}

/** Words in lower case, ending with `$`; `raw`, where it is given, has them as written, for `NAME`. */
export type Words = readonly string[];

/**
 * Where the phrase ends if it begins at `from`: the place behind its last word, the longest where several fit.
 * null where it does not begin there.
 */
export function matchAt(phrase: Phrase, words: Words, from: number, raw?: Words): number | null {
  let ends = [from];
  for (const slot of phrase.slots) {
    const next: number[] = [];
    for (const end of ends) {
      if (fits(slot, words[end], raw?.[end]) && !next.includes(end + 1)) next.push(end + 1);
      if ((slot.optional || takesNothing(slot, words, end)) && !next.includes(end)) next.push(end);
    }
    if (next.length === 0) return null;
    ends = next;
  }
  return Math.max(...ends);
}

function fits(slot: Slot, word: string | undefined, raw: string | undefined): boolean {
  if (word === undefined || word === "$") return false;
  if (slot.words.has(word)) return true;
  if (slot.name) return raw !== undefined && couldBeName(raw);
  return slot.words.has("*") && !CLAUSE_MARKS.has(word);
}

/** `^`, `$` and `$$` take no word: what stands behind them is left to others. */
function takesNothing(slot: Slot, words: Words, at: number): boolean {
  if (slot.words.has("^")) return at === 0;
  const word = words[at];
  if (word === undefined || word === "$") return slot.words.has("$") || slot.words.has("$$");
  return slot.words.has("$") && CLAUSE_MARKS.has(word);
}

/** The longest of the phrases that begins at `from`. */
export function longestAt(
  phrases: readonly Phrase[],
  words: Words,
  from: number,
  raw?: Words,
): { readonly phrase: Phrase; readonly end: number } | null {
  let best: { phrase: Phrase; end: number } | null = null;
  for (const phrase of phrases) {
    const end = matchAt(phrase, words, from, raw);
    if (end !== null && (best === null || end > best.end)) best = { phrase, end };
  }
  return best;
}

/** The first place at or after `from` where one of the phrases begins, and before `until`. */
export function findPhrase(
  phrases: readonly Phrase[],
  words: Words,
  from = 0,
  until = words.length,
  raw?: Words,
): { readonly phrase: Phrase; readonly start: number; readonly end: number } | null {
  for (let start = from; start < until; start++) {
    const found = longestAt(phrases, words, start, raw);
    if (found && found.end <= until) return { ...found, start };
  }
  return null;
}
