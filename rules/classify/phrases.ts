/**
 * Finding the phrases of config/classify in words. `fractur*` is any word that begins so, `...` is up to four words
 * between, `<n>` is any number in digits. Cost: one map look-up a word, and a short comparison for those that begin a phrase.
 */

const LARGEST_GAP = 4;

/** A phrase in parts. */
export interface Compiled {
  readonly phrase: string;
  readonly parts: readonly Part[];
}
type Part = { readonly gap: true } | { readonly gap: false; readonly word: string; readonly prefix: boolean };
/** Any number in digits. */
const NUMBER = "<n>";

interface Index {
  readonly exact: ReadonlyMap<string, readonly Compiled[]>;
  /** By the first two letters. */
  readonly prefix: ReadonlyMap<string, readonly Compiled[]>;
  /** By the letters a phrase's first two can be, 1: most words are passed over by this alone. */
  readonly openings: Uint8Array;
  /** Words met so far with the phrases that could begin there: text repeats its words. */
  readonly met: Map<string, readonly Compiled[]>;
}

const OPENINGS = 64 * 64;

/** A number for the first two letters of a word; different ones may share it. */
function openingOf(word: string): number {
  return (word.charCodeAt(0) & 63) * 64 + (word.length > 1 ? word.charCodeAt(1) & 63 : 0);
}

/** Enough for a language; beyond it the table starts anew. */
const MOST_WORDS_MET = 50_000;
const NOTHING: readonly Compiled[] = [];

/** Where a phrase stands: words `from` to `to`, the last not included. */
export interface Found {
  readonly phrase: string;
  readonly from: number;
  readonly to: number;
}

// A list of phrases is configuration: it is turned into an index once, however many mails are read.
const indexes = new WeakMap<readonly string[], Index>();

/** Every place where a phrase of the list stands, in order. Of two that begin at one word, the longest. */
export function findPhrases(words: readonly string[], phrases: readonly string[]): Found[] {
  const index = indexOf(phrases);
  const found: Found[] = [];
  for (let at = 0; at < words.length; at++) {
    let best: Found | null = null;
    for (const compiled of beginningAt(words[at] as string, index)) {
      const to = matchAt(words, at, compiled.parts);
      if (to > 0 && (best === null || to > best.to)) best = { phrase: compiled.phrase, from: at, to };
    }
    if (best) found.push(best);
  }
  return found;
}

/** As `findPhrases`, with every phrase that begins at a word, not the longest alone. */
export function findAllPhrases(words: readonly string[], phrases: readonly string[]): Found[] {
  const index = indexOf(phrases);
  const found: Found[] = [];
  for (let at = 0; at < words.length; at++) {
    for (const compiled of beginningAt(words[at] as string, index)) {
      const to = matchAt(words, at, compiled.parts);
      if (to > 0) found.push({ phrase: compiled.phrase, from: at, to });
    }
  }
  return found;
}

/** The phrases of a list that could begin with a word: the same answer for the same word, for callers that keep it. */
export function phrasesBeginning(word: string, phrases: readonly string[]): readonly Compiled[] {
  return beginningAt(word, indexOf(phrases));
}

/** Does the phrase stand at this place? */
export function standsAt(words: readonly string[], at: number, { parts }: Compiled): boolean {
  return matchAt(words, at, parts) > 0;
}

function beginningAt(word: string, { exact, prefix, openings, met }: Index): readonly Compiled[] {
  if (word === "") return NOTHING;
  if (openings[openingOf(word)] === 0) return NOTHING;
  const known = met.get(word);
  if (known) return known;
  const starts = (prefix.get(word.slice(0, 2)) ?? []).filter(({ parts }) => {
    const first = parts[0];
    return first !== undefined && !first.gap && word.startsWith(first.word);
  });
  const all = [...(exact.get(word) ?? []), ...starts, ...(isNumber(word) ? (exact.get(NUMBER) ?? []) : [])];
  if (met.size >= MOST_WORDS_MET) met.clear();
  met.set(word, all.length === 0 ? NOTHING : all);
  return all;
}

function isNumber(word: string): boolean {
  const first = word.charCodeAt(0);
  return first >= 48 && first <= 57;
}

export function holdsPhrase(words: readonly string[], phrases: readonly string[]): boolean {
  return findPhrases(words, phrases).length > 0;
}

/** Is the whole of it one phrase of the list? */
export function isPhrase(words: readonly string[], phrases: readonly string[]): boolean {
  return words.length > 0 && findPhrases(words, phrases).some((f) => f.from === 0 && f.to === words.length);
}

/** Length matched from `at`, as the index after the last word; 0 where it does not match. */
function matchAt(words: readonly string[], at: number, parts: readonly Part[], part = 0): number {
  let i = at;
  for (let p = part; p < parts.length; p++) {
    const wanted = parts[p] as Part;
    if (wanted.gap) {
      for (let skip = 0; skip <= LARGEST_GAP && i + skip < words.length; skip++) {
        const to = matchAt(words, i + skip, parts, p + 1);
        if (to > 0) return to;
      }
      return 0;
    }
    const word = words[i];
    if (word === undefined) return 0;
    if (wanted.word === NUMBER) {
      if (!isNumber(word)) return 0;
    } else if (wanted.prefix ? !word.startsWith(wanted.word) : word !== wanted.word) return 0;
    i++;
  }
  return i;
}

function indexOf(phrases: readonly string[]): Index {
  const known = indexes.get(phrases);
  if (known) return known;
  const exact = new Map<string, Compiled[]>();
  const prefix = new Map<string, Compiled[]>();
  for (const phrase of phrases) {
    const parts = phrase
      .toLowerCase()
      .replace(/['’]/g, "")
      .split(/[\s-]+/)
      .filter((word) => word !== "")
      .map(
        (word): Part =>
          word === "..."
            ? { gap: true }
            : { gap: false, word: word.replace(/\*$/, ""), prefix: word.endsWith("*") },
      );
    const first = parts[0];
    if (!first || first.gap) continue;
    const compiled = { phrase, parts };
    const map = first.prefix ? prefix : exact;
    const key = first.prefix ? first.word.slice(0, 2) : first.word;
    const list = map.get(key);
    if (list) list.push(compiled);
    else map.set(key, [compiled]);
  }
  const openings = new Uint8Array(OPENINGS);
  for (const key of [...exact.keys(), ...prefix.keys()]) openings[openingOf(key)] = 1;
  if (exact.has(NUMBER)) {
    for (let digit = 48; digit < 58; digit++) openings.fill(1, (digit & 63) * 64, (digit & 63) * 64 + 64);
  }
  const index = { exact, prefix, openings, met: new Map() };
  indexes.set(phrases, index);
  return index;
}
