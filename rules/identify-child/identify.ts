import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { Candidate, ChildVerdict } from "./child.ts";
import {
  byWeight,
  type Comparison,
  compareAll,
  type IdentityContext,
  type Line,
  priorWeight,
} from "./compare.ts";
import { type Duplicate, duplicatesAmong, isMarkedDuplicate } from "./duplicates.ts";
import { inWords } from "./evidence-words.ts";
import type { IdentityPolicy } from "./policy.ts";
import { contradictions, disagreements, enoughToMatch, mayBeMeant, mixedUpWith, near } from "./sureness.ts";
import { whatTellsApart } from "./tell-apart.ts";

/** How many candidates a verdict names at most. */
const MOST_CANDIDATES = 10;

/**
 * Which known person a mention is (Part 0.9 *Match*, MAT-02 to MAT-05).
 *
 * "match": probable enough, far enough from the next candidate, by two or more kinds of evidence, without strong
 * conflict. "several": somebody is near, and a person must look: also where there is one candidate only, or where
 * identifiers contradict one another. "none": nobody is near.
 * The order of the candidates makes no difference.
 */
export function identifyMention(
  mention: PersonMention,
  candidates: readonly Person[],
  context: IdentityContext,
  policy: IdentityPolicy,
): ChildVerdict {
  const said = new Map(context.said?.map(({ personId, is }) => [personId, is]));
  const told = candidates.find((person) => said.get(person.personId) === true);
  if (told) return toldByAPerson(mention, told, context, policy);

  const duplicates = duplicatesAmong(candidates, context, policy);
  const everybody = [...candidates, ...duplicates.flatMap(({ survivors }) => survivors)];
  const eligible = [...new Map(everybody.map((person) => [person.personId, person])).values()].filter(
    (person) => said.get(person.personId) !== false && !isMarkedDuplicate(person),
  );
  const ranked = compareAll(mention, eligible, context, policy);
  const plausible = ranked.filter((candidate) => near(candidate, policy));
  const [best] = plausible;
  if (!best) return onlyDuplicates(mention, ranked, duplicates, context, policy);
  // The next is the next of all, near or not: a rival is a rival.
  const next = ranked.find((candidate) => candidate !== best);
  const rivals = [
    ...contradictions(best, ranked, policy),
    ...mixedUpWith(best, household(mention, best.person, context, policy)),
  ];
  const isMatch =
    probabilityOf(best.weight) >= policy.matchThreshold &&
    (!next || best.weight - next.weight - spellingOf(best, next) >= policy.matchMargin) &&
    enoughToMatch(mention, best, context) &&
    rivals.length === 0;
  const named = eachOnce([best, ...rivals, ...plausible])
    .slice(0, MOST_CANDIDATES)
    .sort(byWeight);
  return verdictOf(
    mention,
    isMatch ? "match" : "several",
    isMatch ? best.person.personId : null,
    best,
    named,
    isMatch ? [] : whatTellsApart(mention, named, disagreements(best), duplicates),
  );
}

/** Those of the household whom the mention may mean too, as it fits them; not whom a person has ruled out. */
function household(
  mention: PersonMention,
  person: Person,
  context: IdentityContext,
  policy: IdentityPolicy,
): readonly Comparison[] {
  const others = context
    .householdOf(person.personId)
    .filter(
      (other) =>
        other.personId !== person.personId &&
        mayBeMeant(other, mention) &&
        !isMarkedDuplicate(other) &&
        !context.said?.some(({ personId, is }) => personId === other.personId && !is),
    );
  return others.length > 0 ? compareAll(mention, others, context, policy) : [];
}

/** MAT-03: nobody is near but a record marked as a duplicate. It is shown, with the one it was merged into. */
function onlyDuplicates(
  mention: PersonMention,
  ranked: readonly Comparison[],
  duplicates: readonly Duplicate[],
  context: IdentityContext,
  policy: IdentityPolicy,
): ChildVerdict {
  const marked = duplicates.filter(
    ({ person }) => !context.said?.some(({ personId, is }) => personId === person.personId && !is),
  );
  const people = marked.map(({ person }) => person);
  const [found] = compareAll(mention, people, context, policy).filter((candidate) => near(candidate, policy));
  if (!found) {
    return verdictOf(mention, "none", null, ranked[0] ?? nobody(context, policy), [], []);
  }
  const survivors = marked.find(({ person }) => person === found.person)?.survivors ?? [];
  const named = survivors.length > 0 ? compareAll(mention, survivors, context, policy) : [found];
  const apart = whatTellsApart(mention, named, disagreements(found), marked);
  return verdictOf(mention, "several", null, found, named, apart);
}

function eachOnce(all: readonly Comparison[]): readonly Comparison[] {
  return [...new Map(all.map((candidate) => [candidate.person.personId, candidate])).values()];
}

/**
 * What a rival loses by nothing but another spelling of the same name: Mohammed and Muhammad are told apart by
 * other facts, not by how a caller's words were written down.
 */
function spellingOf(best: Comparison, rival: Comparison): number {
  let lost = 0;
  for (const field of ["given", "family"] as const) {
    if (best.reached[field] !== "exact" || rival.reached[field] !== "variant") continue;
    const weightIn = ({ lines }: Comparison) => lines.find((line) => line.field === field)?.weight ?? 0;
    lost += Math.max(0, weightIn(best) - weightIn(rival));
  }
  return lost;
}

export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

function toldByAPerson(
  mention: PersonMention,
  person: Person,
  context: IdentityContext,
  policy: IdentityPolicy,
): ChildVerdict {
  const [scored] = compareAll(mention, [person], context, policy);
  const word: Line = { field: "a person's word", level: "a person said that it is this child", weight: 60 };
  const lines = [...(scored?.lines ?? []), word];
  const candidate = { person, lines, weight: sum(lines), reached: scored?.reached ?? {} };
  return verdictOf(mention, "match", person.personId, candidate, [candidate], []);
}

/** Whose evidence a verdict shows; no person where nobody shares anything. */
interface Shown {
  readonly person: Person | null;
  readonly lines: readonly Line[];
}

function nobody(context: IdentityContext, policy: IdentityPolicy): Shown {
  const weight = priorWeight(context.peopleCount, policy);
  return { person: null, lines: [{ field: "prior", level: "no known person shares anything", weight }] };
}

function verdictOf(
  mention: PersonMention,
  verdict: ChildVerdict["verdict"],
  personId: string | null,
  shown: Shown,
  candidates: readonly Comparison[],
  tellApart: readonly string[],
): ChildVerdict {
  const weight = sum(shown.lines);
  return {
    mention,
    verdict,
    personId,
    probability: probabilityOf(weight),
    weight,
    candidates: candidates.map(
      (candidate): Candidate => ({
        personId: candidate.person.personId,
        weight: candidate.weight,
        probability: probabilityOf(candidate.weight),
      }),
    ),
    because: inWords(shown.lines, mention, shown.person),
    tellApart,
  };
}

function sum(lines: readonly Line[]): number {
  return lines.reduce((total, line) => total + line.weight, 0);
}
