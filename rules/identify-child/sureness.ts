import type { PersonMention } from "../read-mail/mail.ts";
import type { Comparison, IdentityContext, Line, Reached } from "./compare.ts";
import type { Field, IdentityPolicy } from "./policy.ts";

/** The kinds of evidence of Part 0.9: two facts of one kind are one kind. */
export type Kind = "name" | "birth" | "number" | "place" | "family" | "referral";

const KIND_OF: Partial<Record<Field, Kind>> = {
  given: "name",
  family: "name",
  birth: "birth",
  age: "birth",
  expected: "birth",
  nhs: "number",
  ids: "number",
  place: "place",
  parents: "family",
  siblings: "family",
  referral: "referral",
};

/** From this weight on a line is evidence of its kind; less is colour. */
const SPEAKS_FOR = 2.5;

/** The kinds of evidence that speak for a candidate. */
export function kindsOf(lines: readonly Line[]): ReadonlySet<Kind> {
  const kinds = new Set<Kind>();
  for (const line of lines) {
    const kind = KIND_OF[line.field as Field];
    if (kind && line.weight >= SPEAKS_FOR) kinds.add(kind);
  }
  return kinds;
}

/** The fields in which mention and record say different things. */
export function disagreements(candidate: Comparison): readonly Field[] {
  return (Object.keys(candidate.reached) as Field[]).filter((field) => candidate.reached[field] === "else");
}

/**
 * Is anything near enough for a person to look at? By weight; and a full name that nothing speaks against is
 * near however common it is.
 */
export function near(candidate: Comparison, policy: IdentityPolicy): boolean {
  const { reached, weight } = candidate;
  const kinds = kindsOf(candidate.lines);
  const against = disagreements(candidate);
  if (kinds.size === 0) return false;
  const number = reached.nhs === "exact" || reached.ids === "exact";
  const otherAge = against.includes("birth") || against.includes("age");
  // A parent, brother or sister: the family's name and address, but neither the given name nor the day of birth.
  if (against.includes("given") && otherAge && !number) return false;
  // Another of the same name: nothing but the name is the same, and the day of birth is not.
  if (kinds.size === 1 && kinds.has("name") && (otherAge || against.length > 1)) return false;
  if (weight >= policy.plausibleWeight) return true;
  return fullName(reached) && against.length === 0;
}

/**
 * Part 0.9: two or more kinds of evidence and no strong conflict; a name alone never; surname and address without
 * given names never; one wrong digit in a date of birth only where everything else agrees.
 */
export function enoughToMatch(
  mention: PersonMention,
  candidate: Comparison,
  context: IdentityContext,
): boolean {
  const { reached, person } = candidate;
  const kinds = kindsOf(candidate.lines);
  const against = disagreements(candidate);
  if (kinds.size < 2) return false;
  // The child's names and the family's are names all: common together in one community, so nothing may differ.
  if (kinds.size === 2 && kinds.has("name") && kinds.has("family") && against.length > 0) return false;
  if (mention.expectedOn) return unbornMatches(candidate, context);
  // A record that is still unborn is joined with the born child by a person only (MAT-04).
  if (person.dateOfBirth && person.dateOfBirth > context.receivedOn) return false;
  if (against.includes("birth") || against.includes("nhs") || against.includes("age")) return false;

  const number = reached.nhs === "exact" || reached.ids === "exact";
  const givenAgrees = reached.given !== undefined && reached.given !== "else" && reached.given !== "initial";
  if (against.includes("given")) {
    // Known by a name we do not have: only where number, day of birth and family name or address all agree.
    const rest =
      reached.family !== undefined && reached.family !== "else" ? true : reached.place === "address";
    if (!(number && reached.birth === "exact" && rest)) return false;
  } else if (!givenAgrees && !number && reached.birth !== "exact") {
    return false;
  }
  switch (reached.birth) {
    case "one digit off":
    case "day and month swapped":
      return (
        against.length === 0 &&
        kinds.has("name") &&
        (kinds.has("number") || kinds.has("place") || kinds.has("family"))
      );
    case "partly equal":
      return against.length === 0 && number && kinds.has("name");
    default:
      return true;
  }
}

/** MAT-04: mother and expected date within 21 days, and the record is still of an unborn child. */
function unbornMatches({ reached, person }: Comparison, context: IdentityContext): boolean {
  const stillUnborn = person.dateOfBirth === null || person.dateOfBirth > context.receivedOn;
  const mother = reached.parents === "exact" || reached.parents === "close";
  return stillUnborn && mother && reached.expected !== "else";
}

/**
 * Other candidates who fit exactly where the best does not: the identifiers are of two people, so a person must
 * look. Name and address of one girl, date of birth and NHS number of another.
 */
export function contradictions(
  best: Comparison,
  all: readonly Comparison[],
  policy: IdentityPolicy,
): readonly Comparison[] {
  const open = (Object.keys(best.reached) as Field[]).filter((field) =>
    NOT_QUITE.has(best.reached[field] ?? ""),
  );
  if (open.length === 0) return [];
  return all.filter((other) => {
    if (other === best) return false;
    const fits = open.filter((field) => FULL.has(other.reached[field] ?? ""));
    // One number is one person's; all else is many people's, so the name and the rest must be near too.
    if (fits.includes("nhs") || fits.includes("ids")) return true;
    if (!near(other, policy) || other.reached.given === "else") return false;
    // Where the best only misses by a slip, whoever fits there must be likelier than not.
    return fits.some((field) => best.reached[field] !== "close" || other.weight > 0);
  });
}

const FULL: ReadonlySet<string> = new Set(["exact", "address", "within 21 days"]);
const NOT_QUITE: ReadonlySet<string> = new Set([
  "else",
  "close",
  "one digit off",
  "one character off",
  "day and month swapped",
  "partly equal",
]);

function fullName(reached: Reached): boolean {
  const given = reached.given !== undefined && !["else", "initial"].includes(reached.given);
  const family = reached.family !== undefined && reached.family !== "else";
  return given && family;
}
