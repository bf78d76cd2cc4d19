import type { Kinship } from "../../rules/identify-child/child.ts";
import { isMarkedDuplicate } from "../../rules/identify-child/duplicates.ts";
import {
  childIdsOf,
  isCarerWord,
  isChildOn,
  parentIdsOf,
  statedSiblingIdsOf,
} from "../../rules/identify-child/kin.ts";
import type { Person } from "../../rules/records.ts";
import type { PlainDate } from "../../rules/time.ts";
import type { Records } from "../ports.ts";

/** Nobody has more kin than this; a row that links a whole school to one "parent" must not stop the work. */
const MOST_KIN = 200;

/** Parents and siblings of people, looked up once each. */
export class Kin {
  readonly #records: Records;
  readonly #parents = new Map<string, readonly Person[]>();
  readonly #siblings = new Map<string, readonly Person[]>();

  constructor(records: Records) {
    this.#records = records;
  }

  parentsOf(personId: string): readonly Person[] {
    let parents = this.#parents.get(personId);
    if (!parents) {
      parents = this.#records.people([...parentIdsOf(personId, this.#records.relationships([personId]))]);
      this.#parents.set(personId, parents);
    }
    return parents;
  }

  childrenOf(personId: string): readonly Person[] {
    return this.#records.people(
      [...childIdsOf(personId, this.#records.relationships([personId]))].slice(0, MOST_KIN),
    );
  }

  /** Full, half and step siblings, and whoever shares a parent (Part 0.9 *Open*). */
  siblingsOf(personId: string): readonly Person[] {
    let siblings = this.#siblings.get(personId);
    if (!siblings) {
      const own = this.#records.relationships([personId]);
      const ids = new Set(statedSiblingIdsOf(personId, own));
      for (const parentId of parentIdsOf(personId, own)) {
        for (const childId of childIdsOf(parentId, this.#records.relationships([parentId]))) ids.add(childId);
      }
      ids.delete(personId);
      siblings = this.#records.people([...ids].slice(0, MOST_KIN));
      this.#siblings.set(personId, siblings);
    }
    return siblings;
  }
}

/**
 * Whose history counts with these children's (Part 0.9 *Window*, *Open*): their siblings by relationship, and
 * the other children of their households by address. Adults are not children; a person of unknown age is one,
 * unless a relationship makes them somebody's carer.
 */
export function householdsOf(
  children: readonly Person[],
  kin: Kin,
  records: Records,
  receivedOn: PlainDate,
): { people: Map<string, Person>; kinship: Map<string, Kinship> } {
  const people = new Map<string, Person>();
  const kinship = new Map<string, Kinship>();
  const add = (person: Person, how: Kinship): void => {
    if (kinship.has(person.personId)) return;
    people.set(person.personId, person);
    kinship.set(person.personId, how);
  };
  for (const child of children) add(child, "child");
  for (const child of children) {
    for (const sibling of kin.siblingsOf(child.personId))
      if (isChildOn(sibling, receivedOn)) add(sibling, "sibling");
  }
  for (const child of children) {
    if (!child.address || !child.postcode) continue;
    const members = records
      .atAddress(child.address, child.postcode)
      .filter(
        (person) =>
          !kinship.has(person.personId) && isChildOn(person, receivedOn) && !isMarkedDuplicate(person),
      );
    const carers = new Set(
      records
        .relationships(
          members.filter((person) => person.dateOfBirth === null).map((person) => person.personId),
        )
        .flatMap((r) => (isCarerWord(r.relationship) ? [r.relatedPersonId] : [])),
    );
    for (const person of members) if (!carers.has(person.personId)) add(person, "household");
  }
  return { people, kinship };
}
