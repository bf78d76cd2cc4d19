/**
 * How much a passage sounds like danger that cannot wait: a sum of learnt weights of its words and of pairs of words
 * that stand side by side (config/classify/danger.json; bench/urgency/ learns them). Cost: a look-up or two a word.
 */

/** Learnt weights (config/classify/danger.json). Terms are word stems, see `termOf`. */
export interface DangerPolicy {
  readonly bias: number;
  /** What a passage must reach. */
  readonly enough: number;
  /** Sentences that are weighed together. */
  readonly together: number;
  /** Terms, with a space between, by their weight in hundredths. */
  readonly words: Readonly<Record<string, string>>;
  /** Pairs of terms, `;` between two pairs, by their weight in hundredths. */
  readonly pairs: Readonly<Record<string, string>>;
}

interface Weights {
  readonly words: ReadonlyMap<string, number>;
  /** First term, then second. */
  readonly pairs: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

// The weights are configuration: turned into maps once, however many mails are read.
const compiled = new WeakMap<DangerPolicy, Weights>();

function weightsOf(policy: DangerPolicy): Weights {
  const known = compiled.get(policy);
  if (known) return known;
  const words = new Map<string, number>();
  for (const [weight, terms] of Object.entries(policy.words))
    for (const term of terms.split(" ")) words.set(term, Number(weight) / 100);
  const pairs = new Map<string, Map<string, number>>();
  for (const [weight, list] of Object.entries(policy.pairs)) {
    for (const pair of list.split(";")) {
      const space = pair.indexOf(" ");
      const first = pair.slice(0, space);
      const after = pairs.get(first) ?? new Map<string, number>();
      pairs.set(first, after.set(pair.slice(space + 1), Number(weight) / 100));
    }
  }
  const weights = { words, pairs };
  compiled.set(policy, weights);
  return weights;
}

/** A passage of neighbouring sentences, `from` to `to`, the last not included. */
export interface Weighed {
  readonly score: number;
  readonly from: number;
  readonly to: number;
}

/** Longer passages hold more words of every kind: a sum grows with the root of their number, not below this one. */
export const FEWEST_WORDS = 20;

/** What a sum counts in a passage of so many words. */
export function shareOf(words: number): number {
  return 1 / Math.sqrt(Math.max(FEWEST_WORDS, words));
}

/**
 * The gravest passage; null where there is no sentence. Passages are any `together` neighbouring sentences, and the
 * first one, two, … of the text: so text that is added below takes no passage away.
 */
export function gravestPassage(
  sentences: readonly (readonly string[])[],
  policy: DangerPolicy,
): Weighed | null {
  const weights = weightsOf(policy);
  const sums = sentences.map((words) => sumOf(words.map(termOf), weights));
  let best: Weighed | null = null;
  const weigh = (from: number, to: number) => {
    let sum = 0;
    let count = 0;
    for (let i = from; i < to; i++) {
      sum += sums[i] as number;
      count += (sentences[i] as readonly string[]).length;
    }
    const score = policy.bias + sum * shareOf(count);
    if (best === null || score > best.score) best = { score, from, to };
  };
  for (let to = 1; to <= Math.min(policy.together, sentences.length); to++) weigh(0, to);
  for (let from = 1; from + policy.together <= sentences.length; from++) weigh(from, from + policy.together);
  return best;
}

function sumOf(terms: readonly string[], { words, pairs }: Weights): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as string;
    sum += words.get(term) ?? 0;
    if (i > 0) sum += pairs.get(terms[i - 1] as string)?.get(term) ?? 0;
  }
  return sum;
}

/** The words and pairs of words of a sentence that weigh most, as written, heaviest first. */
export function heaviest(
  words: readonly string[],
  policy: DangerPolicy,
): { readonly said: string; readonly weight: number }[] {
  const weights = weightsOf(policy);
  const terms = words.map(termOf);
  const found = new Map<string, number>();
  for (let i = 0; i < terms.length; i++) {
    const weight = weights.words.get(terms[i] as string) ?? 0;
    found.set(words[i] as string, weight);
    const pair = i > 0 ? (weights.pairs.get(terms[i - 1] as string)?.get(terms[i] as string) ?? 0) : 0;
    if (pair > 0) found.set(`${words[i - 1]} ${words[i]}`, pair + weight);
  }
  return [...found]
    .map(([said, weight]) => ({ said, weight }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || (a.said < b.said ? -1 : 1));
}

const MOST_TERMS_KEPT = 50_000;
const terms = new Map<string, string>();

/** The term of a word: its stem; one for any weekday, month, year, time of day, or number. */
export function termOf(word: string): string {
  const known = terms.get(word);
  if (known !== undefined) return known;
  const term = WEEKDAY.has(word) ? "<day>" : MONTH.has(word) ? "<month>" : (numberTerm(word) ?? stemOf(word));
  if (terms.size >= MOST_TERMS_KEPT) terms.clear();
  terms.set(word, term);
  return term;
}

const WEEKDAY = new Set(
  "monday tuesday wednesday thursday friday saturday sunday tues weds thur thurs mondays fridays sundays".split(
    " ",
  ),
);
const MONTH = new Set(
  "january february april june july august september october november december sept".split(" "),
);

function numberTerm(word: string): string | null {
  const first = word.charCodeAt(0);
  if (first < 48 || first > 57) return null;
  if (/^\d+(?:am|pm|hrs|h)$/.test(word) || /^(?:0\d|1[0-8]|2[1-3])[0-5]\d$/.test(word)) return "<time>";
  if (/^(?:19|20)\d\d$/.test(word)) return "<year>";
  return word.length === 1 ? "<1>" : word.length === 2 ? "<11>" : "<111>";
}

/** Endings off, lightly: "strangled", "strangling" and "strangles" are one, and so are "injury" and "injuries". */
function stemOf(word: string): string {
  const length = word.length;
  if (length < 4) return word;
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (word.endsWith("ies") || word.endsWith("ied")) return `${word.slice(0, -3)}y`;
  if (word.endsWith("s")) {
    if (/(?:ss|us|is)$/.test(word)) return word;
    return /[sxzh]es$/.test(word) ? word.slice(0, -2) : withoutE(word.slice(0, -1));
  }
  if (word.endsWith("ly") && length > 5) return withoutE(word.slice(0, -2));
  const base = word.endsWith("ing") && length > 5 ? 3 : word.endsWith("ed") && length > 4 ? 2 : 0;
  if (base === 0) return withoutE(word);
  const stem = word.slice(0, -base);
  const doubled = stem.length > 3 && stem.at(-1) === stem.at(-2) && !/[lsz]$/.test(stem);
  return withoutE(doubled ? stem.slice(0, -1) : stem);
}

function withoutE(word: string): string {
  return word.length > 3 && word.endsWith("e") ? word.slice(0, -1) : word;
}
