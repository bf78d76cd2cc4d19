import { CLAUSE_MARKS } from "./phrases.ts";

/** Words that open a clause of their own. */
export const CLAUSE_WORDS: ReadonlySet<string> = new Set([
  "so",
  "but",
  "therefore",
  "hence",
  "because",
  "please",
  "then",
  "however",
  "although",
  "though",
]);
/** "and" opens a new clause only where a new subject or an order follows. */
const AFTER_AND = new Set([
  "please",
  "can",
  "could",
  "this",
  "it",
  "i",
  "we",
  "that",
  "therefore",
  "so",
  "as",
]);

export function clauseStart(words: readonly string[], from: number): number {
  for (let at = from - 1; at >= 0; at--) {
    const word = words[at] as string;
    if (CLAUSE_MARKS.has(word) || CLAUSE_WORDS.has(word)) return at + 1;
    if (word === "and" && AFTER_AND.has(words[at + 1] ?? "")) return at + 1;
  }
  return 0;
}

export function clauseEnd(words: readonly string[], from: number): number {
  let at = from;
  while (
    at < words.length &&
    words[at] !== "$" &&
    !CLAUSE_MARKS.has(words[at] as string) &&
    !CLAUSE_WORDS.has(words[at] as string)
  )
    at++;
  return at;
}
