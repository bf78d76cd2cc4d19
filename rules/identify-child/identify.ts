import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { Candidate, ChildVerdict } from "./child.ts";
import {
  type Comparison,
  compareAll,
  type IdentityContext,
  inWords,
  type Line,
  priorWeight,
} from "./compare.ts";
import type { IdentityPolicy } from "./policy.ts";
import { contradictions, disagreements, enoughToMatch, near } from "./sureness.ts";
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

  const unique = new Map(candidates.map((person) => [person.personId, person]));
  const leftOut = [...unique.values()].filter(isMarkedDuplicate);
  const eligible = [...unique.values()].filter(
    (person) => said.get(person.personId) !== false && !isMarkedDuplicate(person),
  );
  const ranked = compareAll(mention, eligible, context, policy);
  const plausible = ranked.filter((candidate) => near(candidate, policy));
  const [best] = plausible;
  const shown = best ?? ranked[0];
  if (!best || !shown) {
    return verdictOf(mention, "none", null, shown?.lines ?? nobody(context, policy), [], []);
  }
  // The next is the next of all, near or not: a rival is a rival.
  const next = ranked.find((candidate) => candidate !== best);
  const listed = plausible.slice(0, MOST_CANDIDATES);
  const rivals = contradictions(best, ranked, policy);
  const isMatch =
    probabilityOf(best.weight) >= policy.matchThreshold &&
    (!next || best.weight - next.weight - spellingOf(best, next) >= policy.matchMargin) &&
    enoughToMatch(mention, best, context) &&
    rivals.length === 0;
  const named = [...new Set([...listed, ...rivals])].slice(0, MOST_CANDIDATES);
  const apart = isMatch ? [] : whatTellsApart(mention, named, disagreements(best), leftOut);
  return verdictOf(
    mention,
    isMatch ? "match" : "several",
    isMatch ? best.person.personId : null,
    best.lines,
    named,
    apart,
  );
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

/** MAT-03: status or the word in the name. Such a record is shown, never matched to. */
export function isMarkedDuplicate(person: Person): boolean {
  const marks = [person.givenNames, person.familyName, person.knownAs ?? ""];
  return marks.some((name) => /duplicate/i.test(name));
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
  return verdictOf(mention, "match", person.personId, lines, [candidate], []);
}

function nobody(context: IdentityContext, policy: IdentityPolicy): readonly Line[] {
  return [
    {
      field: "prior",
      level: "no known person shares anything",
      weight: priorWeight(context.peopleCount, policy),
    },
  ];
}

function verdictOf(
  mention: PersonMention,
  verdict: ChildVerdict["verdict"],
  personId: string | null,
  lines: readonly Line[],
  candidates: readonly Comparison[],
  tellApart: readonly string[],
): ChildVerdict {
  const weight = sum(lines);
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
    because: inWords(lines),
    tellApart,
  };
}

function sum(lines: readonly Line[]): number {
  return lines.reduce((total, line) => total + line.weight, 0);
}
