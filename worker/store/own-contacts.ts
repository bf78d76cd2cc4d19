import type { Kysely } from "kysely";
import type { Contact } from "../../rules/records.ts";
import { type Instant, localDate } from "../../rules/time.ts";
import { flag, type Tables } from "./tables.ts";

export type OwnContact = Omit<Contact, "source"> & { readonly itemId: string };

/** Writes what the history shows of one of our items, new or changed. */
export async function saveOwnContact(db: Kysely<Tables>, contact: OwnContact): Promise<void> {
  const row = {
    contact_id: contact.contactId,
    item_id: contact.itemId,
    received_at: contact.receivedAt,
    closed_on: contact.closedOn,
    decision: contact.decision,
    decided_by: contact.decidedBy,
    awaiting_decision: flag(contact.awaitingDecision ?? false),
    attachment_hashes: JSON.stringify(contact.attachmentHashes ?? []),
  };
  await db
    .insertInto("own_contacts")
    .values(row)
    .onConflict((conflict) => conflict.column("contact_id").doUpdateSet(row))
    .execute();
  const text = {
    contact_id: contact.contactId,
    referrer_name: contact.referrerName,
    referrer_agency: contact.referrerAgency,
    referrer_email: contact.referrerEmail,
    subject: contact.subject,
    narrative: contact.narrative,
  };
  await db
    .insertInto("own_contact_texts")
    .values(text)
    .onConflict((conflict) => conflict.column("contact_id").doUpdateSet(text))
    .execute();
  await db.deleteFrom("own_contact_people").where("contact_id", "=", contact.contactId).execute();
  for (const personId of new Set(contact.personIds)) {
    await db
      .insertInto("own_contact_people")
      .values({ contact_id: contact.contactId, person_id: personId })
      .execute();
  }
}

export interface OwnContactChange {
  readonly closedOn?: Contact["closedOn"];
  readonly decision?: string | null;
  readonly decidedBy?: string | null;
  readonly awaitingDecision?: boolean;
}

/** What became of an item, on all its contacts. */
export async function changeOwnContacts(
  db: Kysely<Tables>,
  itemId: string,
  change: OwnContactChange,
): Promise<void> {
  await db
    .updateTable("own_contacts")
    .set({
      item_id: itemId,
      closed_on: change.closedOn,
      decision: change.decision,
      decided_by: change.decidedBy,
      awaiting_decision: change.awaitingDecision === undefined ? undefined : flag(change.awaitingDecision),
    })
    .where("item_id", "=", itemId)
    .execute();
}

/**
 * Our own items about any of these people, most recent first: received by `at`; closed after the day of `at` counts
 * as open (Part 0.9).
 */
export async function ownContacts(
  db: Kysely<Tables>,
  personIds: readonly string[],
  at: Instant,
): Promise<Contact[]> {
  if (personIds.length === 0) return [];
  return select(db, at, personIds);
}

/** The same for one contact, whoever it is about; null where it is none of ours. */
export async function ownContactById(
  db: Kysely<Tables>,
  contactId: string,
  at: Instant,
): Promise<Contact | null> {
  const [contact] = await select(db, at, null, contactId);
  return contact ?? null;
}

async function select(
  db: Kysely<Tables>,
  at: Instant,
  personIds: readonly string[] | null,
  contactId?: string,
): Promise<Contact[]> {
  let query = db
    .selectFrom("own_contacts")
    .leftJoin("own_contact_texts", "own_contact_texts.contact_id", "own_contacts.contact_id")
    .selectAll("own_contacts")
    .select([
      "own_contact_texts.referrer_name",
      "own_contact_texts.referrer_agency",
      "own_contact_texts.referrer_email",
      "own_contact_texts.subject",
      "own_contact_texts.narrative",
    ])
    .where("own_contacts.received_at", "<=", at)
    .orderBy("own_contacts.received_at", "desc")
    .orderBy("own_contacts.contact_id", "desc");
  if (contactId !== undefined) query = query.where("own_contacts.contact_id", "=", contactId);
  if (personIds !== null) {
    query = query.where("own_contacts.contact_id", "in", (eb) =>
      eb.selectFrom("own_contact_people").select("contact_id").where("person_id", "in", personIds),
    );
  }
  const rows = await query.execute();
  if (rows.length === 0) return [];

  const about = await db
    .selectFrom("own_contact_people")
    .selectAll()
    .where(
      "contact_id",
      "in",
      rows.map((row) => row.contact_id),
    )
    .orderBy("person_id")
    .execute();
  const people = Map.groupBy(about, (row) => row.contact_id);
  const today = localDate(at);
  return rows.map((row) => ({
    contactId: row.contact_id,
    personIds: (people.get(row.contact_id) ?? []).map((person) => person.person_id),
    receivedAt: row.received_at,
    closedOn: row.closed_on !== null && row.closed_on <= today ? row.closed_on : null,
    referrerName: row.referrer_name,
    referrerAgency: row.referrer_agency,
    referrerEmail: row.referrer_email,
    subject: row.subject,
    narrative: row.narrative,
    decision: row.decision,
    decidedBy: row.decided_by,
    source: "own",
    awaitingDecision: row.awaiting_decision === 1,
    attachmentHashes: JSON.parse(row.attachment_hashes),
  }));
}
