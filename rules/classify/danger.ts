import { type Found, findAllPhrases, findPhrases } from "./phrases.ts";
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
  /** Groups of who it is about alone may stand anywhere in the piece. */
  readonly anywhere: readonly boolean[];
  readonly danger: Danger;
  readonly groups: readonly Group[];
}
interface Compiled {
  readonly phrases: readonly string[];
  readonly bits: ReadonlyMap<string, Member>;
  readonly rules: readonly Rule[];
  readonly context: Member;
}

/** Words further apart than this in one endless sentence do not belong together. */
const WIDEST = 16;
const NO_WORDS: DangerWords = { low: 0, high: 0, said: [] };

// The classes and rules are configuration: compiled once.
const compiled = new WeakMap<DangerPolicy, Compiled>();

/** The words with those blanked that an innocent phrase holds: "kicked off" is no kick. */
export function withoutInnocent(words: readonly string[], policy: DangerPolicy): readonly string[] {
  const found = findPhrases(words, policy.innocent);
  if (found.length === 0) return words;
  const left = [...words];
  for (const { from, to } of found) left.fill("", from, to);
  return left;
}

/**
 * The danger words of a sentence.
 * @param denied whether the sentence denies what it says there.
 */
export function dangerWords(
  words: readonly string[],
  policy: DangerPolicy,
  denied: (found: Found) => boolean,
): DangerWords {
  const { phrases, bits, context } = compile(policy);
  const found = findAllPhrases(words, phrases);
  if (found.length === 0) return NO_WORDS;
  let low = 0;
  let high = 0;
  const said: Said[] = [];
  for (const one of found) {
    const classes = bits.get(one.phrase);
    if (!classes) continue;
    const not = denied(one);
    const own = {
      low: classes.low & (not ? context.low : -1),
      high: classes.high & (not ? context.high : -1),
    };
    if (own.low === 0 && own.high === 0) continue;
    low |= own.low;
    high |= own.high;
    said.push({ ...one, ...own });
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
  for (const { danger, groups, anywhere } of compile(policy).rules) {
    const first = pick(own, groups[0] as Group);
    if (!first) continue;
    const words = [...first];
    const all = groups.slice(1).every((group, index) => {
      const around = [own, sentences[at + 1], sentences[at - 1], sentences[at + 2], sentences[at - 2]];
      const near = (anywhere[index + 1] ? [...around, ...sentences] : around)
        .map((sentence) => (sentence ? pick(sentence, group, sentence === own ? first : []) : null))
        .find((picked) => picked !== null);
      if (near) words.push(...near);
      return near !== undefined;
    });
    if (all) return { danger, words: words.map(({ phrase }) => phrase) };
  }
  return null;
}

/** First words of what is said of harm, not of who or where. */
export function hintsIn({ said }: DangerWords, policy: DangerPolicy): readonly string[] {
  const { context } = compile(policy);
  return said
    .filter(({ low, high }) => (low & ~context.low) !== 0 || (high & ~context.high) !== 0)
    .map(({ phrase }) => phrase);
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
  const names = Object.keys(policy.words);
  const memberOf = (name: string): Member => {
    const index = names.indexOf(name);
    if (index < 0)
      throw new Error(`Cannot read a rule of danger: expected a class of words, found "${name}"`);
    return bit(index);
  };
  const bits = new Map<string, Member>();
  const put = (list: readonly string[], { low, high }: Member) => {
    for (const phrase of list) {
      const before = bits.get(phrase) ?? { low: 0, high: 0 };
      bits.set(phrase, { low: before.low | low, high: before.high | high });
    }
  };
  for (const [name, list] of Object.entries(policy.words)) put(list, memberOf(name));
  const who = policy.who.map(memberOf).reduce(both, { low: 0, high: 0 });
  const rules = (["acute", "serious", "present"] as const).flatMap((danger) =>
    policy[danger].map((line): Rule => {
      const groups = line.split("~").map((group) =>
        group.split("+").map((alternatives) =>
          alternatives
            .split("|")
            .map((name) => memberOf(name.trim()))
            .reduce(both),
        ),
      );
      const anywhere = groups.map((group) =>
        group.every((member) => (member.low & ~who.low) === 0 && (member.high & ~who.high) === 0),
      );
      return { danger, groups, anywhere };
    }),
  );
  const context = policy.context.map(memberOf).reduce(both, { low: 0, high: 0 });
  const result = { phrases: [...bits.keys()], bits, rules, context };
  compiled.set(policy, result);
  return result;
}

function both(a: Member, b: Member): Member {
  return { low: a.low | b.low, high: a.high | b.high };
}

/** Of up to 62 classes, in two numbers. */
function bit(index: number): Member {
  return index < 31 ? { low: 1 << index, high: 0 } : { low: 0, high: 1 << (index - 31) };
}
