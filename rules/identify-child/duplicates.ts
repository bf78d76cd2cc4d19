import type { Person } from "../records.ts";
import type { IdentityContext } from "./compare.ts";
import { compareFamily, compareGiven, namesOf } from "./names.ts";
import { nhsDigits } from "./numbers.ts";
import type { IdentityPolicy } from "./policy.ts";

/** A record that is marked as a duplicate, and the records that stand for the same person now. */
export interface Duplicate {
  readonly person: Person;
  /** Empty where the extract does not say and no record looks like it. */
  readonly survivors: readonly Person[];
}

/** MAT-03: status or the word in the name. Such a record is shown, never matched to. */
export function isMarkedDuplicate(person: Person): boolean {
  const marks = [person.givenNames, person.familyName, person.knownAs ?? ""];
  return marks.some((name) => /duplicate|do not use|\bmerged\b/i.test(name));
}

/**
 * MAT-03: the marked records among the candidates, each with the record it was merged into: the one the extract
 * names, else those of the other candidates with its NHS number, or with its day of birth and its names.
 */
export function duplicatesAmong(
  people: readonly Person[],
  context: IdentityContext,
  policy: IdentityPolicy,
): readonly Duplicate[] {
  const unmarked = people.filter((person) => !isMarkedDuplicate(person));
  return people.filter(isMarkedDuplicate).map((person) => {
    const named = context.survivorsOf(person).filter((survivor) => !isMarkedDuplicate(survivor));
    const survivors = named.length > 0 ? named : unmarked.filter((other) => areOne(person, other, policy));
    return { person, survivors };
  });
}

function areOne(duplicate: Person, other: Person, policy: IdentityPolicy): boolean {
  const number = nhsDigits(duplicate.nhsNumber);
  if (number !== null && number === nhsDigits(other.nhsNumber)) return true;
  if (duplicate.dateOfBirth === null || duplicate.dateOfBirth !== other.dateOfBirth) return false;
  const [a, b] = [namesOf(duplicate), namesOf(other)];
  return (
    compareGiven(a, b, policy)?.level !== "else" &&
    compareFamily(a.family, b.family, policy)?.level !== "else"
  );
}
