import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { Comparison, IdentityContext, Line, Reached } from "./compare.ts";
import { editDistance, fold, nameTokens } from "./fold.ts";
import { compareIds, compareNhs } from "./numbers.ts";
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

/**
 * The fields in which mention and record say different things. A name that is close to the record's but is borne by
 * so many that it is rather their name than a slip (its evidence speaks against) is a different one.
 */
export function disagreements(candidate: Comparison): readonly Field[] {
  const { reached, lines } = candidate;
  const speaksAgainst = (name: string) => lines.some(({ field, weight }) => field === name && weight < 0);
  return (Object.keys(reached) as Field[]).filter(
    (field) => reached[field] === "else" || (reached[field] === "close" && speaksAgainst(field)),
  );
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
  const slip = slippedName(mention, candidate);
  const against = disagreements(candidate).filter((field) => field !== slip);
  if (kinds.size < 2) return false;
  // The child's names and the family's are names all: common together in one community, so nothing may differ.
  if (kinds.size === 2 && kinds.has("name") && kinds.has("family") && against.length > 0) return false;
  if (mention.expectedOn) return unbornMatches(candidate, context);
  // A record that is still unborn is joined with the born child by a person only (MAT-04).
  if (person.dateOfBirth && person.dateOfBirth > context.receivedOn) return false;
  if (against.includes("birth") || against.includes("nhs") || against.includes("age")) return false;

  const number = reached.nhs === "exact" || reached.ids === "exact";
  // Others share as much with the mention, and nobody has looked at them: only a number is one person's.
  if (context.oneOfMany?.has(person.personId) && !number) return false;
  // By a second name and the home alone it may as well be a sister who is called so.
  const aged = reached.birth !== undefined || reached.age !== undefined || kinds.has("family");
  if (reached.given === "other given name" && !aged && !number) return false;
  // A twin brother or sister with nearly the same name.
  if (against.includes("sex") && reached.given !== "exact" && !number) return false;
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

/**
 * A given or family name two letters off, where the other name, the home and a number that is one person's own (or
 * the day of birth and a number but for one digit) agree: a slip of the keyboard there, and another name anywhere
 * else. null where there is none, or both are.
 */
function slippedName(mention: PersonMention, candidate: Comparison): "given" | "family" | null {
  const { reached, person } = candidate;
  const nearly = reached.nhs === "one digit off" || reached.ids === "one character off";
  const number = reached.nhs === "exact" || reached.ids === "exact" || (nearly && reached.birth === "exact");
  const home = reached.place === "address" || reached.place === "postcode";
  const off = disagreements(candidate);
  if (!number || !home || off.includes("given") === off.includes("family")) return null;
  const field = off.includes("given") ? "given" : "family";
  const swapped = reached.order === "swapped";
  const said = (field === "given") === swapped ? mention.familyName : mention.givenNames;
  const [a, b] = [nameTokens(said), nameTokens(field === "given" ? person.givenNames : person.familyName)];
  const near = (x = "", y = "") => Math.min(x.length, y.length) >= 3 && editDistance(x, y, 3) <= 2;
  return near(a[0], b[0]) || near(a.join(""), b.join("")) ? field : null;
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

/** What is one person's own in a household: brothers share names, homes and parents, and twins a day of birth. */
const OWN_FIELDS = ["given", "birth", "nhs", "ids"] as const satisfies readonly Field[];

/**
 * Those of the best candidate's household whom something fits exactly that does not fit the best: the name of one
 * brother with the number or the day of birth of another. It may be either, so a person must look.
 */
export function mixedUpWith(best: Comparison, household: readonly Comparison[]): readonly Comparison[] {
  return household.filter((other) =>
    OWN_FIELDS.some((field) => other.reached[field] === "exact" && best.reached[field] !== "exact"),
  );
}

/** Could one of those fields fit at all? Cheap, as it is asked of every household. */
export function mayBeMeant(person: Person, mention: PersonMention): boolean {
  if (person.dateOfBirth !== null && person.dateOfBirth === mention.dateOfBirth) return true;
  if (compareNhs(mention.nhsNumber, person.nhsNumber) === "exact") return true;
  if (compareIds(mention.otherIds, [...person.otherIds, person.personId]) === "exact") return true;
  const said = fold(`${mention.givenNames ?? ""} ${mention.knownAs ?? ""} ${mention.familyName ?? ""}`);
  const given = nameTokens(person.givenNames);
  return given.length > 0 && (said.split(" ").includes(given[0] ?? "") || said.includes(given.join(" ")));
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
