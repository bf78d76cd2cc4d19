import type { Person, Relationship } from "../records.ts";
import type { PlainDate } from "../time.ts";
import { ageOn } from "./birth.ts";

/** In `relationships.csv` the second is the first's …: is the second a parent of the first? Foster carers and grandparents are none. */
export function isParentWord(relationship: string): boolean {
  return (
    /\b(?:step|adoptive|birth|biological|natural)?[ -]?(?:mother|father|parent|mum|mummy|mam|dad|daddy)s?\b/i.test(
      relationship,
    ) && !/grand|god|foster|in[ -]law/i.test(relationship)
  );
}

export function isChildWord(relationship: string): boolean {
  return (
    /\b(?:step|adopted|birth)?[ -]?(?:child|son|daughter)\b/i.test(relationship) &&
    !/grand|god|foster|in[ -]law/i.test(relationship)
  );
}

/** Full, half, step (Part 0.9 *Open*). Cousins and foster siblings are household, if they live there. */
export function isSiblingWord(relationship: string): boolean {
  return /sibling|brother|sister|twin|triplet/i.test(relationship) && !/in[ -]law|foster/i.test(relationship);
}

/** Words by which the second is somebody who looks after the first, whatever their age. */
export function isCarerWord(relationship: string): boolean {
  return (
    isParentWord(relationship) ||
    /grand|guardian|carer|aunt|uncle|foster (?:mother|father|parent)/i.test(relationship)
  );
}

export function parentIdsOf(personId: string, relationships: readonly Relationship[]): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const { personId: first, relatedPersonId: second, relationship } of relationships) {
    if (first === personId && isParentWord(relationship)) parents.add(second);
    if (second === personId && isChildWord(relationship)) parents.add(first);
  }
  parents.delete(personId);
  return parents;
}

export function childIdsOf(personId: string, relationships: readonly Relationship[]): ReadonlySet<string> {
  const children = new Set<string>();
  for (const { personId: first, relatedPersonId: second, relationship } of relationships) {
    if (second === personId && isParentWord(relationship)) children.add(first);
    if (first === personId && isChildWord(relationship)) children.add(second);
  }
  children.delete(personId);
  return children;
}

export function statedSiblingIdsOf(
  personId: string,
  relationships: readonly Relationship[],
): ReadonlySet<string> {
  const siblings = new Set<string>();
  for (const { personId: first, relatedPersonId: second, relationship } of relationships) {
    if (!isSiblingWord(relationship)) continue;
    if (first === personId) siblings.add(second);
    if (second === personId) siblings.add(first);
  }
  siblings.delete(personId);
  return siblings;
}

/** Under 18 on the day, unborn, or of unknown age. */
export function isChildOn(person: Person, day: PlainDate): boolean {
  return person.dateOfBirth === null || ageOn(person.dateOfBirth, day) < 18;
}
