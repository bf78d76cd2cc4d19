import type { Staff } from "../staff.ts";
import { couldBeName } from "./name-words.ts";

const MOST_TEXT = 2_000;
const CUES = new Set([
  "to",
  "for",
  "with",
  "ask",
  "try",
  "by",
  "than",
  "is",
  "mine",
  "be",
  "cc",
  "contact",
  "over",
  "and",
  "instead",
]);

/**
 * Who a reply names as the one to decide instead. Staff whose name stands in it come first; else the one name
 * behind "to", "for", "ask" and the like, or in "Lorraine Pickett's". null where none or more than one could be meant.
 */
export function findColleague(text: string, staff: Staff | undefined): string | null {
  const short = text.slice(0, MOST_TEXT);
  const known = staff ? knownIn(short, staff) : [];
  if (known.length === 1) return known[0] as string;
  if (known.length > 1) return null;
  const names = namesIn(short);
  for (const wanted of [
    names.filter(({ cued, words }) => cued && words > 1),
    names.filter(({ owner, words }) => owner && words > 1),
    names.filter(({ cued }) => cued),
    names.filter(({ words }) => words > 1),
    names.filter(({ owner }) => owner),
    // one name alone in the whole reply: "Bhavna is doing these. Can you send to her"
    names,
  ]) {
    const different = withoutShortForms(
      wanted.map(({ name }) => name),
      names,
    );
    if (different.length === 1) return different[0] as string;
    if (different.length > 1) return null;
  }
  return null;
}

/** Different names; "Wendy" is "Wendy Tufnell" where she is named so elsewhere. */
function withoutShortForms(wanted: readonly string[], names: readonly Named[]): readonly string[] {
  const full = wanted.map((name) => names.find((other) => other.name.startsWith(`${name} `))?.name ?? name);
  return [...new Set(full)];
}

function knownIn(text: string, staff: Staff): readonly string[] {
  const words = ` ${wordsOf(text)
    .map(({ word }) => word.toLowerCase())
    .join(" ")} `;
  const full = staff.filter(({ name }) => words.includes(` ${name.toLowerCase()} `));
  if (full.length > 0) return full.map(({ name }) => name);
  // a given name alone means a colleague only where no other family name follows it
  const alone = new Set(
    namesIn(text).flatMap(({ name, words }) => (words === 1 ? [name.toLowerCase()] : [])),
  );
  return staff
    .filter(({ name }) => alone.has((name.split(" ")[0] as string).toLowerCase()))
    .map(({ name }) => name);
}

interface Named {
  readonly name: string;
  readonly words: number;
  readonly cued: boolean;
  /** "Lorraine Pickett's" */
  readonly owner: boolean;
}

function namesIn(text: string): readonly Named[] {
  const words = wordsOf(text);
  const found: Named[] = [];
  for (let at = 0; at < words.length; at++) {
    let end = at;
    while (
      end < words.length &&
      end - at < 4 &&
      isName(words[end]) &&
      (end === at || words[end - 1]?.joined === true)
    )
      end++;
    if (end === at) continue;
    const run = words.slice(at, end);
    found.push({
      name: run.map(({ word }) => word).join(" "),
      words: run.length,
      cued: CUES.has(words[at - 1]?.word.toLowerCase() ?? ""),
      owner: run.at(-1)?.owner === true,
    });
    at = end - 1;
  }
  return found;
}

interface Word {
  readonly word: string;
  readonly owner: boolean;
  /** Only a space stands behind it. */
  readonly joined: boolean;
}

function wordsOf(text: string): readonly Word[] {
  return [...text.replaceAll("’", "'").matchAll(/[\p{L}][\p{L}'-]{0,40}/gu)].map((match) => {
    const owner = match[0].endsWith("'s") || match[0].endsWith("s'");
    const word = match[0].replace(/'s?$/, "").replace(/-+$/, "");
    const joined = !owner && /^ (?=\p{L})/u.test(text.slice(match.index + match[0].length));
    return { word, owner, joined };
  });
}

function isName(word: Word | undefined): boolean {
  return word !== undefined && couldBeName(word.word);
}
