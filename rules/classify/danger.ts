import { type Found, findAllPhrases } from "./phrases.ts";
import type { DangerPolicy } from "./policy.ts";

/** How much a rule of config/classify/danger.yaml asks for beside itself. */
export type Danger = "acute" | "serious" | "present";

/** Words of a class with their place in the sentence. */
interface Said extends Found {
  /** The classes it belongs to, as bits. */
  readonly low: number;
  readonly high: number;
}

/** Which classes of danger words a sentence holds, undenied. */
export interface DangerWords {
  readonly low: number;
  readonly high: number;
  readonly said: readonly Said[];
}

export interface DangerFound {
  readonly danger: Danger;
  readonly words: readonly string[];
}

/** A group of classes that one sentence must hold: each member one of its alternatives. */
type Group = readonly Member[];
interface Member {
  readonly low: number;
  readonly high: number;
}
interface Rule {
  readonly danger: Danger;
  readonly groups: readonly Group[];
}
interface Compiled {
  readonly phrases: readonly string[];
  readonly bits: ReadonlyMap<string, Member>;
  readonly rules: readonly Rule[];
}

/** Words further apart than this in one endless sentence do not belong together. */
const WIDEST = 40;
const NO_WORDS: DangerWords = { low: 0, high: 0, said: [] };
const INNOCENT = 0;

// The classes and rules are configuration: compiled once.
const compiled = new WeakMap<DangerPolicy, Compiled>();

/**
 * The danger words of a sentence.
 * @param denied whether the sentence denies what it says there.
 */
export function dangerWords(
  words: readonly string[],
  policy: DangerPolicy,
  denied: (found: Found) => boolean,
): DangerWords {
  const { phrases, bits } = compile(policy);
  const found = findAllPhrases(words, phrases);
  if (found.length === 0) return NO_WORDS;
  const innocent = found.filter(({ phrase }) => ((bits.get(phrase)?.low ?? 0) & 1) !== 0);
  let low = 0;
  let high = 0;
  const said: Said[] = [];
  for (const one of found) {
    const classes = bits.get(one.phrase);
    if (!classes || (classes.low & ~1) + classes.high === 0) continue;
    if (innocent.some(({ from, to }) => one.from >= from && one.from < to)) continue;
    if (denied(one)) continue;
    low |= classes.low & ~1;
    high |= classes.high;
    said.push({ ...one, low: classes.low & ~1, high: classes.high });
  }
  return { low, high, said };
}

/** The gravest rule that sentence `at` fulfils, with its neighbours where the rule reaches that far; null where none. */
export function dangerAt(
  sentences: readonly (DangerWords | null)[],
  at: number,
  policy: DangerPolicy,
): DangerFound | null {
  const own = sentences[at];
  if (!own || own.said.length === 0) return null;
  for (const { danger, groups } of compile(policy).rules) {
    const first = pick(own, groups[0] as Group);
    if (!first) continue;
    const words = [...first];
    const all = groups.slice(1).every((group) => {
      const near = [own, sentences[at + 1], sentences[at - 1]]
        .map((sentence) => (sentence ? pick(sentence, group, sentence === own ? first : []) : null))
        .find((picked) => picked !== null);
      if (near) words.push(...near);
      return near !== undefined;
    });
    if (all) return { danger, words: words.map(({ phrase }) => phrase) };
  }
  return null;
}

/** One place a member, none used twice and none far from the others; null where a member is missing. */
function pick({ low, high, said }: DangerWords, group: Group, used: readonly Said[] = []): Said[] | null {
  for (const member of group) if ((member.low & low) === 0 && (member.high & high) === 0) return null;
  const chosen: Said[] = [];
  for (const member of group) {
    const next = said.find(
      (one) =>
        ((one.low & member.low) !== 0 || (one.high & member.high) !== 0) &&
        ![...used, ...chosen].some((other) => one.from < other.to && other.from < one.to) &&
        chosen.every((other) => Math.abs(other.from - one.from) <= WIDEST),
    );
    if (!next) return null;
    chosen.push(next);
  }
  return chosen;
}

function compile(policy: DangerPolicy): Compiled {
  const known = compiled.get(policy);
  if (known) return known;
  const names = ["innocent", ...Object.keys(policy.words)];
  const memberOf = (name: string): Member => {
    const index = names.indexOf(name);
    if (index < 1) throw new Error(`Cannot read a rule of danger: expected a class of words, found "${name}"`);
    return bit(index);
  };
  const bits = new Map<string, Member>();
  const put = (list: readonly string[], { low, high }: Member) => {
    for (const phrase of list) {
      const before = bits.get(phrase) ?? { low: 0, high: 0 };
      bits.set(phrase, { low: before.low | low, high: before.high | high });
    }
  };
  put(policy.innocent, bit(INNOCENT));
  for (const [name, list] of Object.entries(policy.words)) put(list, memberOf(name));
  const rules = (["acute", "serious", "present"] as const).flatMap((danger) =>
    policy[danger].map(
      (line): Rule => ({
        danger,
        groups: line.split("~").map((group) =>
          group.split("+").map((alternatives) =>
            alternatives
              .split("|")
              .map((name) => memberOf(name.trim()))
              .reduce((a, b) => ({ low: a.low | b.low, high: a.high | b.high })),
          ),
        ),
      }),
    ),
  );
  const result = { phrases: [...bits.keys()], bits, rules };
  compiled.set(policy, result);
  return result;
}

/** Of up to 62 classes, in two numbers. */
function bit(index: number): Member {
  return index < 31 ? { low: 1 << index, high: 0 } : { low: 0, high: 1 << (index - 31) };
}
