import type { Fact, PersonMention } from "./mail.ts";
import { plainName } from "./names.ts";

/** What each field of a mention is called as a fact. */
const KINDS = {
  knownAs: "child known as",
  dateOfBirth: "child date of birth",
  expectedOn: "child expected date",
  sex: "child sex",
  nhsNumber: "nhs number",
  address: "address",
  postcode: "postcode",
  school: "school",
} as const satisfies Partial<Record<keyof PersonMention, string>>;

/**
 * What a mail says of the children it speaks of, where no box of a form has stated it already: children named in
 * running text, with what stands beside their names. `written` is the value as read, since a mention keeps no more.
 */
export function factsOfChildren(children: readonly PersonMention[], stated: readonly Fact[]): Fact[] {
  const facts: Fact[] = [];
  const add = (kind: string, value: string | null, where: string) => {
    if (value === null || value === "") return;
    const plain = plainName(value);
    // a form may put the whole name, or several children, into one box
    const alike = (fact: Fact) =>
      fact.kind === kind || (kind === "child name" && fact.kind.startsWith("child"));
    const known = [...stated, ...facts].some((fact) => alike(fact) && plainName(fact.value).includes(plain));
    if (!known) facts.push({ kind, value, written: value, where, confidence: "likely" });
  };
  for (const child of children) {
    const name = [child.givenNames, child.familyName].filter((part) => part !== null).join(" ");
    add("child name", name, child.where);
    for (const [field, kind] of Object.entries(KINDS)) {
      add(kind, child[field as keyof typeof KINDS], child.where);
    }
    if (child.age !== null && child.dateOfBirth === null) add("child age", String(child.age), child.where);
  }
  return facts;
}
