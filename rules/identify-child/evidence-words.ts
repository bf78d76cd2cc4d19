import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { Evidence } from "./child.ts";
import type { Line } from "./compare.ts";
import type { Field } from "./policy.ts";

const FIELD_WORDS: Readonly<Record<Field, string>> = {
  given: "given name",
  family: "family name",
  order: "order of names",
  birth: "date of birth",
  age: "age",
  expected: "expected date",
  nhs: "NHS number",
  ids: "pupil or case number",
  place: "address",
  sex: "sex",
  parents: "parent's name",
  siblings: "siblings' names",
  referral: "the sender's own earlier referral",
};

const LEVEL_WORDS: Readonly<Record<string, string>> = { exact: "equal", else: "differs", address: "equal" };

/**
 * The waterfall as people read it: "date of birth equal: very strong", "family name Kowalska/Kowalski variant: fair".
 * What agrees only in part is shown as the mention has it, then as the record has it.
 */
export function inWords(
  lines: readonly Line[],
  mention: PersonMention,
  person: Person | null,
): readonly Evidence[] {
  const swapped = lines.some(({ field }) => field === "order");
  return lines.map((line) => {
    const field = FIELD_WORDS[line.field as Field];
    if (!field) {
      const what = line.field === "prior" ? "before anything is compared" : "decides";
      return { ...line, words: `${line.level}: ${what}` };
    }
    const both = person && line.level !== "exact" ? bothSides(line.field, mention, person, swapped) : null;
    const level = LEVEL_WORDS[line.level] ?? line.level;
    return { ...line, words: `${field} ${both ? `${both} ` : ""}${level}: ${strength(line.weight)}` };
  });
}

function bothSides(field: string, mention: PersonMention, person: Person, swapped: boolean): string | null {
  const [given, family] = [
    mention.givenNames ?? mention.familyName,
    mention.familyName ?? mention.givenNames,
  ];
  switch (field) {
    case "given":
      return `${swapped ? family : given}/${person.givenNames}`;
    case "family":
      return `${swapped ? given : family}/${person.familyName}`;
    case "birth":
      return `${mention.dateOfBirth}/${person.dateOfBirth}`;
    default:
      return null;
  }
}

/** For people: what a weight in bits says. */
export function strength(weight: number): string {
  const size = Math.abs(weight);
  const how =
    size >= 10
      ? "very strong"
      : size >= 6
        ? "strong"
        : size >= 3
          ? "fair"
          : size >= 0.5
            ? "weak"
            : "says nothing";
  return weight <= -0.5 ? `${how}, against` : how;
}
