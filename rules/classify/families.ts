import type { ChildVerdict } from "../identify-child/child.ts";
import type { Contact, Person, Relationship } from "../records.ts";
import { wordsOf } from "./words.ts";

/**
 * The children a mail is about, by family (GAP-11): one family where a relationship, a shared relative, an address, a
 * family name at one postcode, a common contact, or the mail itself joins them. Known children by their ids, unknown
 * ones as the mail names them; unknown ones stand apart only where name and postcode both say so.
 */
export function familiesOf(
  children: readonly ChildVerdict[],
  people: ReadonlyMap<string, Person>,
  relationships: readonly Relationship[],
  contacts: readonly Contact[],
): readonly (readonly string[])[] {
  const members = children.filter((child) => child.verdict !== "several");
  const families: ChildVerdict[][] = [];
  for (const child of members) {
    const joined = families.filter((family) =>
      family.some((other) => related(child, other, people, relationships, contacts)),
    );
    const rest = families.filter((family) => !joined.includes(family));
    families.splice(0, families.length, ...rest, [...joined.flat(), child]);
  }
  return families.map((family) => family.map(nameOf));
}

function nameOf({ personId, mention }: ChildVerdict): string {
  return (
    personId ??
    ([mention.givenNames, mention.familyName].filter((part) => part !== null).join(" ") || "unnamed child")
  );
}

function related(
  a: ChildVerdict,
  b: ChildVerdict,
  people: ReadonlyMap<string, Person>,
  relationships: readonly Relationship[],
  contacts: readonly Contact[],
): boolean {
  if (a.personId !== null && b.personId !== null) {
    const relatives = (id: string) =>
      new Set(
        relationships.flatMap((r) =>
          r.personId === id ? [r.relatedPersonId] : r.relatedPersonId === id ? [r.personId] : [],
        ),
      );
    const ofA = relatives(a.personId);
    const ofB = relatives(b.personId);
    if (ofA.has(b.personId) || ofB.has(a.personId) || [...ofA].some((id) => ofB.has(id))) return true;
    if (
      contacts.some(
        (c) => c.personIds.includes(a.personId as string) && c.personIds.includes(b.personId as string),
      )
    ) {
      return true;
    }
  }
  const [homeA, homeB] = [homeOf(a, people), homeOf(b, people)];
  if (homeA.postcode !== "" && homeA.postcode === homeB.postcode) return true;
  if (homeA.street !== "" && homeA.street === homeB.street) return true;
  if ([...homeA.family].some((word) => homeB.family.has(word))) return true;
  const known = a.personId !== null && b.personId !== null;
  if (!known && a.mention.parents.some((name) => b.mention.parents.includes(name))) return true;
  // what is not said cannot set an unknown child apart
  return (
    !known &&
    (homeA.postcode === "" || homeB.postcode === "" || homeA.family.size === 0 || homeB.family.size === 0)
  );
}

/** Of a known child as the records have it: in a batch the mail's own lines are easily taken for another child's. */
function homeOf({ personId, mention }: ChildVerdict, people: ReadonlyMap<string, Person>) {
  const person = personId === null ? undefined : people.get(personId);
  const { address, postcode, familyName } = person ?? mention;
  return {
    postcode: (postcode ?? "").replace(/\s/g, "").toLowerCase(),
    street: wordsOf(address ?? "").join(" "),
    family: new Set(wordsOf(familyName ?? "")),
  };
}
