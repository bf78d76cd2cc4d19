import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { Comparison } from "./compare.ts";
import type { Duplicate } from "./duplicates.ts";
import { fold } from "./fold.ts";
import type { Field } from "./policy.ts";

/** What a person would need to know to settle it, most telling first, for the RAO (MAT-02). Names no values. */
export function whatTellsApart(
  mention: PersonMention,
  named: readonly Comparison[],
  against: readonly Field[],
  duplicates: readonly Duplicate[],
): readonly string[] {
  const words: string[] = [];
  const contradicted = against.map((field) => ASK[field]).filter((word) => word !== undefined);
  if (contradicted.length > 0)
    words.push(`which is right: ${contradicted.join(", ")} in the mail differ from the record`);
  const people = named.map(({ person }) => person);
  const differ = (value: (person: Person) => string | null) =>
    new Set(people.map((p) => fold(value(p) ?? ""))).size > 1;
  const one = people.length <= 1;
  if (!mention.dateOfBirth && (one || differ((p) => p.dateOfBirth))) words.push("the date of birth");
  if (!mention.nhsNumber && (one || differ((p) => p.nhsNumber))) words.push("the NHS number");
  if (!mention.givenNames && (one || differ((p) => p.givenNames))) words.push("the given names");
  if (!/\d/.test(mention.address ?? "") && (one || differ((p) => p.address)))
    words.push("the house number and postcode");
  if (mention.parents.length === 0) words.push("the name of the mother or father");
  if (mention.otherIds.length === 0 && (one || differ((p) => p.otherIds.join(" "))))
    words.push("the pupil or case number");
  for (const { person, survivors } of duplicates) {
    const of = survivors.map(({ personId }) => personId).join(", ");
    words.push(
      `record ${person.personId} is marked as a duplicate${of ? ` of ${of}` : ": find the record it was joined to"}`,
    );
  }
  return words;
}

const ASK: Partial<Record<Field, string>> = {
  given: "given name",
  family: "family name",
  birth: "date of birth",
  age: "age",
  expected: "expected date",
  nhs: "NHS number",
  ids: "pupil number",
  place: "address",
  sex: "sex",
  parents: "parent's name",
};
