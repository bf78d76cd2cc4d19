import anyAscii from "any-ascii";

/** Words that stand before a family name and come and go with the writer: al-Sabbagh and Sabbagh are one name. */
const PARTICLES = new Set(
  "al el ul ad an as ash at az bin ibn bint ben abd abu de da do dos das del della di du la le van von der den ter ten o ni nic ui mac mc st".split(
    " ",
  ),
);

/** What stands in a name field where there is no name yet. Never evidence. */
const NO_NAME = new Set(
  "baby unborn infant newborn child boy girl unknown unnamed twin triplet female male known not tbc nk na duplicate".split(
    " ",
  ),
);

const ASCII = /^[\x20-\x7e]*$/;

/** Lower case, Latin letters without marks, apostrophes gone, everything else that is no letter or digit a space. */
export function fold(text: string): string {
  const latin = ASCII.test(text) ? text : anyAscii(text.normalize("NFC"));
  return latin
    .toLowerCase()
    .replace(/['`]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** The words of a name, folded. Initials stay; "Baby", "not known" and the like do not. */
export function nameTokens(name: string | null): readonly string[] {
  if (!name) return [];
  const folded = fold(name.slice(0, 200));
  if (folded === "") return [];
  return folded.split(" ").filter((token) => !NO_NAME.has(token) && /[a-z]/.test(token));
}

/** The words of a family name without the particles, unless there is nothing else. */
export function familyTokens(name: string | null): readonly string[] {
  const tokens = nameTokens(name);
  if (tokens.length < 2) return tokens;
  const bare = tokens.filter((token) => !PARTICLES.has(token));
  return bare.length > 0 ? bare : tokens;
}

/**
 * How a name sounds, roughly and in any language: its consonants in classes, at most five of them, and whether it
 * begins with a vowel. Only ever used to find candidates, never as evidence. Mohammed, Muhammad → "mmt".
 */
export function soundOf(word: string): string {
  return sounds(word.slice(0, MOST_LETTERS));
}

const MOST_LETTERS = 40;
const MOST_KEPT = 50_000;

/** Names come again and again: what was worked out once is kept. */
function keeping<T>(workOut: (token: string) => T): (token: string) => T {
  const kept = new Map<string, T>();
  return (token) => {
    const known = kept.get(token);
    if (known !== undefined) return known;
    const found = workOut(token);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(token, found);
    return found;
  };
}

const sounds = keeping((token) => {
  const s = token
    .replace(/^(?:mc|mac)(?=[a-z]{3})/, "mk")
    .replace(/ph/g, "f")
    .replace(/tsch|tch|sch|ch|sh|cz|sz|zh|zs|cs|dj|dz/g, "s")
    .replace(/ck|kh|gh|q/g, "k")
    .replace(/x/g, "ks")
    .replace(/c(?=[eiy])/g, "s")
    .replace(/[cg]/g, "k")
    .replace(/[wb]/g, "v")
    .replace(/z/g, "s")
    .replace(/d/g, "t")
    .replace(/^[jy](?=[aeiou])/, "j");
  const first = s.charAt(0) === "h" ? s.charAt(1) || "h" : s.charAt(0);
  const rest = s.replace(/[aeiouyh]/g, "").replace(/(?<!^)j/g, "");
  const code = /[aeiouyi]/.test(first) ? `a${rest}` : rest;
  return code.replace(/(.)\1+/g, "$1").slice(0, 5) || token.slice(0, 2);
});

/** A name without what spelling leaves open: double letters, y for i, ph for f and the like. Temmy and Temi, Lilly and Lily. */
export function plainSpelling(token: string): string {
  return plain(token.slice(0, MOST_LETTERS));
}

const plain = keeping((token) =>
  token
    .replace(/ph/g, "f")
    .replace(/ck|q/g, "k")
    .replace(/c(?=[aou]|$)/g, "k")
    .replace(/ou|oo|w/g, "u")
    .replace(/ee|ie(?=$)|y/g, "i")
    .replace(/(?<!^)z/g, "s")
    .replace(/(.)\1+/g, "$1"),
);

/** How many different letters one name has that the other lacks. */
export function lettersOnlyIn(a: string, b: string): number {
  let only = letterSet(a) & ~letterSet(b);
  let count = 0;
  for (; only !== 0; only &= only - 1) count++;
  return count;
}

const letterSet = keeping((token) => {
  let letters = 0;
  for (let i = 0; i < token.length; i++) letters |= 1 << ((token.charCodeAt(i) - 97) & 31);
  return letters;
});

/** 0 to 1: Jaro's similarity with Winkler's bonus for a common beginning. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const takenB = new Array<boolean>(b.length).fill(false);
  const matchesA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const until = Math.min(b.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < until; j++) {
      if (!takenB[j] && a[i] === b[j]) {
        takenB[j] = true;
        matchesA.push(a.charAt(i));
        break;
      }
    }
  }
  const common = matchesA.length;
  if (common === 0) return 0;
  let k = 0;
  let moved = 0;
  for (let j = 0; j < b.length; j++) if (takenB[j] && matchesA[k++] !== b[j]) moved++;
  const jaro = (common / a.length + common / b.length + (common - moved / 2) / common) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Letters put in, left out, changed or changed places with a neighbour (optimal string alignment), at most `cap`. */
export function editDistance(a: string, b: string, cap: number): number {
  if (Math.abs(a.length - b.length) >= cap) return cap;
  // What both begin and end with costs nothing.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [rows, columns] = [endA - start, endB - start];
  if (rows === 0 || columns === 0) return Math.min(cap, rows + columns);
  let before: number[] = [];
  let last = Array.from({ length: columns + 1 }, (_, j) => j);
  for (let i = 1; i <= rows; i++) {
    const row = [i];
    let least = i;
    const letter = a[start + i - 1];
    for (let j = 1; j <= columns; j++) {
      const other = b[start + j - 1];
      let best = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (letter === other ? 0 : 1),
      );
      if (i > 1 && j > 1 && letter === b[start + j - 2] && a[start + i - 2] === other) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      row.push(best);
      if (best < least) least = best;
    }
    if (least >= cap) return cap;
    before = last;
    last = row;
  }
  return Math.min(cap, last[columns] ?? cap);
}
