/**
 * Estimates the m and u of every comparison level for config/identity/weights.yaml.
 *   node bench/identity-weights.ts [RECORDS_DIR MENTIONS.csv]
 * u: how often a level is reached by pairs drawn at random. m: by expectation maximisation over pairs
 * of one day and over pairs of one name, u held fixed, the fields taken as independent (Fellegi and Sunter;
 * Winkler 1988).
 * Without arguments on a generated population, to show that it finds back what was put in.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareAll, type Reached } from "../rules/identify-child/compare.ts";
import { fold } from "../rules/identify-child/fold.ts";
import { mentionKeys } from "../rules/identify-child/keys.ts";
import { type Field, LEVELS } from "../rules/identify-child/policy.ts";
import type { PersonMention } from "../rules/read-mail/mail.ts";
import type { Person } from "../rules/records.ts";
import type { PlainDate } from "../rules/time.ts";
import { loadIdentityPolicy } from "../worker/config/identity.ts";
import { identityContext } from "../worker/records/identity-context.ts";
import { mentionsOf } from "../worker/records/mentions.ts";
import { snapshotInMemory } from "../worker/records/snapshot.ts";
import { mentionOf } from "./mentions.ts";
import { writeExtract } from "./people.ts";
import { Random } from "./random.ts";

const RANDOM_PAIRS = 300_000;
const ROUNDS = 40;
const policy = loadIdentityPolicy(join(import.meta.dirname, "../config"));
const [, , givenRecords, givenMentions] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "weights-"));
const random = new Random(3);

try {
  const mentions: PersonMention[] = [];
  if (givenRecords && givenMentions) {
    for await (const { mention } of mentionsOf(givenMentions, console.error, "2026-09-01" as PlainDate))
      mentions.push(mention);
  } else {
    const { kept } = await writeExtract(folder, 20_000, 5, 4);
    mentions.push(...kept.map(({ child, household }) => mentionOf(child, household, random, 0.02)));
  }
  const records = await snapshotInMemory(givenRecords ?? folder);
  const levelsOf = (mention: PersonMention, people: readonly Person[]): readonly Reached[] =>
    compareAll(mention, people, identityContext(records, "2026-09-01" as PlainDate), policy).map(
      ({ reached }) => reached,
    );

  const people = new Map<string, Person>();
  const shared = new Map<PersonMention, ReadonlySet<Person>>();
  for (const mention of mentions) {
    // Key by key, so that nobody is left out for sharing less than another: the pairs that are no match are needed.
    const sharing = mentionKeys(mention, policy).flatMap((key) => records.candidates([key]).people);
    const candidates = [...new Map(sharing.map((person) => [person.personId, person])).values()];
    shared.set(mention, new Set(candidates));
    for (const person of candidates) people.set(person.personId, person);
  }
  const everyone = [...people.values()];
  const unrelated: Reached[] = [];
  for (let pair = 0; pair < RANDOM_PAIRS; pair++) {
    const [mention, person] = [random.pick(mentions), random.pick(everyone)];
    // The person whom the mention is of shares a key with it.
    if (![...shared.get(mention)!].some(({ personId }) => personId === person.personId)) {
      unrelated.push(...levelsOf(mention, [person]));
    }
  }

  const passOver = (
    ofMention: (mention: PersonMention) => string | null,
    ofPerson: (person: Person) => string | null,
  ): readonly Reached[] => {
    const groups = Map.groupBy(everyone, ofPerson);
    return mentions.flatMap((mention) => {
      const key = ofMention(mention);
      return key === null ? [] : levelsOf(mention, groups.get(key) ?? []);
    });
  };
  const u = sharesOf(
    unrelated,
    unrelated.map(() => 1),
  );
  // Two passes, as a pair that was chosen for agreeing on a field says nothing of that field: those born on one
  // day tell of everything else, those of one name tell of the day.
  const sameDay = passOver(
    (mention) => mention.dateOfBirth,
    (person) => person.dateOfBirth,
  );
  const sameName = passOver(
    (mention) => fold(`${mention.givenNames?.split(" ")[0]} ${mention.familyName}`),
    (person) => fold(`${person.givenNames.split(" ")[0]} ${person.familyName}`),
  );
  const byDay = expectationMaximisation(sameDay, u, ["birth", "age"]);
  const byName = expectationMaximisation(sameName, u, ["given", "family", "order"]);
  const m = new Map([...byDay.m, ...[...byName.m].filter(([key]) => /^(?:birth|age)\//.test(key))]);
  console.log(
    `${sameDay.length} pairs of one day, ${(100 * byDay.share).toFixed(1)} % matches; ${sameName.length} of one name, ` +
      `${(100 * byName.share).toFixed(1)} % matches; ${unrelated.length} random pairs`,
  );
  console.log("field/level                         m        u      bits | configured bits");
  for (const field of Object.keys(LEVELS) as Field[]) {
    for (const level of LEVELS[field]) {
      const key = `${field}/${level}`;
      const set = (policy.weights[field] as Record<string, { m: number; u: number }>)[level]!;
      const bits = Math.log2(m.get(key)! / u.get(key)!);
      console.log(
        `${key.padEnd(32)} ${m.get(key)!.toFixed(4)} ${u.get(key)!.toFixed(7)} ${bits.toFixed(1).padStart(6)} | ${Math.log2(set.m / set.u).toFixed(1)}`,
      );
    }
  }
  records.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Fellegi and Sunter's mixture: which of these pairs are matches, and what levels matches reach. u stays as it is. */
function expectationMaximisation(
  pairs: readonly Reached[],
  u: ReadonlyMap<string, number>,
  without: readonly string[],
) {
  let m = new Map<string, number>(
    (Object.keys(LEVELS) as Field[]).flatMap((field) =>
      Object.entries(policy.weights[field]).map(([level, set]) => [`${field}/${level}`, set.m] as const),
    ),
  );
  let share = 0.1;
  for (let round = 0; round < ROUNDS; round++) {
    const odds = pairs.map((reached) => {
      let weight = Math.log2(share / (1 - share));
      for (const [field, level] of Object.entries(reached)) {
        if (!without.includes(field))
          weight += Math.log2(m.get(`${field}/${level}`)! / u.get(`${field}/${level}`)!);
      }
      return 1 / (1 + 2 ** -weight);
    });
    share = odds.reduce((sum, p) => sum + p, 0) / odds.length;
    m = sharesOf(pairs, odds);
  }
  return { m, share };
}

/** The share of each level among the weighed pairs that have the field, with a pseudo-count so that none is zero. */
function sharesOf(pairs: readonly Reached[], weights: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const [index, reached] of pairs.entries()) {
    for (const [field, level] of Object.entries(reached)) {
      const weight = weights[index]!;
      counts.set(`${field}/${level}`, (counts.get(`${field}/${level}`) ?? 0) + weight);
      totals.set(field, (totals.get(field) ?? 0) + weight);
    }
  }
  const shares = new Map<string, number>();
  for (const field of Object.keys(LEVELS) as Field[]) {
    for (const level of LEVELS[field]) {
      const key = `${field}/${level}`;
      shares.set(
        key,
        ((counts.get(key) ?? 0) + 0.05) / ((totals.get(field) ?? 0) + 0.05 * LEVELS[field].length),
      );
    }
  }
  return shares;
}
