import type { Kinship } from "../identify-child/child.ts";
import type { Contact, Involvement } from "../records.ts";
import type { Situation } from "../situation.ts";
import { addDays, daysBetween, localDate, type PlainDate } from "../time.ts";

/** First and last day of the recent window, both included (CASS-04): the day of receipt and `days` days before it. */
export function recentWindow(receivedOn: PlainDate, days: number): { from: PlainDate; to: PlainDate } {
  return { from: addDays(receivedOn, -days), to: receivedOn };
}

/** Is any day from its start to its end in the window? No end: it lasts. */
export function lastsInto(
  spell: { readonly start: PlainDate; readonly end: PlainDate | null },
  window: { readonly from: PlainDate; readonly to: PlainDate },
): boolean {
  return spell.start <= window.to && (spell.end === null || spell.end >= window.from);
}

export function spellOf(item: Involvement | Contact): { start: PlainDate; end: PlainDate | null } {
  return "involvementId" in item
    ? { start: item.startedOn, end: item.endedOn }
    : { start: dayOf(item), end: item.closedOn };
}

const days = new WeakMap<Contact, PlainDate>();

/** The local day on which a contact was received; worked out once a contact. */
export function dayOf(contact: Contact): PlainDate {
  let day = days.get(contact);
  if (day === undefined) {
    day = localDate(contact.receivedAt);
    days.set(contact, day);
  }
  return day;
}

/** Whose history may count (Part 0.9): the child's, a sibling's, another child's of the household. */
export function kinOf(personIds: readonly string[], situation: Situation): Kinship | null {
  let best: Kinship | null = null;
  for (const id of personIds) {
    const kin = situation.kinship.get(id);
    if (kin === "child") return "child";
    if (kin === "sibling" || (kin === "household" && best === null && isChild(id, situation))) best = kin;
  }
  return best;
}

/** Under 18 on the day of receipt; where no date of birth is known, yes: a person then looks. */
function isChild(personId: string, situation: Situation): boolean {
  const born = situation.people.get(personId)?.dateOfBirth;
  return !born || daysBetween(born, situation.receivedOn) < 18 * 365.25;
}

/** Involvements of child, siblings and household children that reach into the window. */
export function recentInvolvements(situation: Situation, days: number): readonly Involvement[] {
  const window = recentWindow(situation.receivedOn, days);
  return situation.involvements.filter(
    (involvement) =>
      kinOf([involvement.personId], situation) !== null && lastsInto(spellOf(involvement), window),
  );
}

/**
 * Contacts about child, siblings and household children that reach into the window: first those about a child of
 * the mail, then the others; each most recent first.
 */
export function recentContacts(situation: Situation, days: number): readonly Contact[] {
  const window = recentWindow(situation.receivedOn, days);
  const recent = situation.contacts.filter(
    (contact) => kinOf(contact.personIds, situation) !== null && lastsInto(spellOf(contact), window),
  );
  const rank = (contact: Contact) => (kinOf(contact.personIds, situation) === "child" ? 0 : 1);
  return recent.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.receivedAt < b.receivedAt
        ? 1
        : a.receivedAt > b.receivedAt
          ? -1
          : a.contactId < b.contactId
            ? -1
            : 1),
  );
}

/** Person ids of the known children the mail is about, in the mail's order, each once. */
export function knownChildren(situation: Situation): readonly string[] {
  return [
    ...new Set(situation.children.flatMap((child) => (child.personId === null ? [] : [child.personId]))),
  ];
}
