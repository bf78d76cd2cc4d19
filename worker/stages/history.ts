import type { Kysely } from "kysely";
import { type OpenSpell, openSpell } from "../../rules/classify/open-case.ts";
import type { Kinship } from "../../rules/identify-child/child.ts";
import type { Contact } from "../../rules/records.ts";
import { type Instant, localDate } from "../../rules/time.ts";
import type { Records } from "../ports.ts";
import { itemEvent } from "../projections/items.ts";
import { Kin } from "../records/households.ts";
import { loadEvents } from "../store/events.ts";
import { ownContacts } from "../store/own-contacts.ts";
import type { Tables } from "../store/tables.ts";

/**
 * Our own items as earlier contacts. One that opened contacts in the workflow store is open until they are closed
 * there, or the extract shows the one that it was entered as to be closed (Part 0.9).
 */
export async function ownHistory(
  db: Kysely<Tables>,
  records: Pick<Records, "contact">,
  personIds: readonly string[],
  at: Instant,
): Promise<readonly Contact[]> {
  const contacts = await ownContacts(db, personIds, at);
  const history: Contact[] = [];
  for (const contact of contacts) {
    const isOpen = contact.closedOn === null && !contact.awaitingDecision;
    const itemId = itemOf(contact);
    const closedOn = isOpen
      ? ((await casesEndedOn(db, itemId, at)) ??
        (await enteredContact(db, records, itemId))?.closedOn ??
        null)
      : contact.closedOn;
    history.push({ ...contact, closedOn });
  }
  return history;
}

/** The contact of the council's system that an item was entered as, where the extract has it (Part 0.3). */
export async function enteredContact(
  db: Kysely<Tables>,
  records: Pick<Records, "contact">,
  itemId: string,
): Promise<Contact | null> {
  const reference = await enteredAs(db, itemId);
  return reference === null ? null : records.contact(reference);
}

/** The number that the owner gave with DONE; null where they gave none. */
export async function enteredAs(db: Kysely<Tables>, itemId: string): Promise<string | null> {
  const events = (await loadEvents(db, `item:${itemId}`)).map(itemEvent);
  return events.findLast((event) => event.type === "recorded-in-eclipse")?.reference ?? null;
}

/** The item of one of our own contacts: "R-000012/2" is the second mail of R-000012. */
export function itemOf(contact: Pick<Contact, "contactId">): string {
  return contact.contactId.split("/")[0] ?? "";
}

async function casesEndedOn(db: Kysely<Tables>, itemId: string, at: Instant): Promise<Contact["closedOn"]> {
  const cases = await db.selectFrom("cases").select("ended_at").where("reference", "=", itemId).execute();
  const ends = cases.map(({ ended_at }) => ended_at);
  if (ends.length === 0 || ends.some((end) => end === null || end > at)) return null;
  return localDate(
    ends
      .filter((end) => end !== null)
      .toSorted()
      .at(-1) ?? at,
  );
}

/**
 * Whether a child or a sibling is open now (GAP-18): asked again just before a request is sent and before a contact
 * is opened. The item's own contacts do not count.
 */
export async function openNow(
  db: Kysely<Tables>,
  records: Records,
  itemId: string,
  childIds: readonly string[],
  now: Instant,
): Promise<OpenSpell | null> {
  const kin = new Kin(records);
  const kinship = new Map<string, Kinship>(childIds.map((id) => [id, "child"]));
  for (const id of childIds) {
    for (const { personId } of kin.siblingsOf(id))
      if (!kinship.has(personId)) kinship.set(personId, "sibling");
  }
  const ids = [...kinship.keys()];
  const own = (await ownHistory(db, records, ids, now)).filter((contact) => itemOf(contact) !== itemId);
  return openSpell({
    kinship,
    involvements: records.involvements(ids, now),
    contacts: [...own, ...records.contacts(ids, now)],
  });
}
