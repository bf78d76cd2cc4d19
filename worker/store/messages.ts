import type { Kysely, Selectable } from "kysely";
import type { Pathway } from "../../rules/situation.ts";
import type { Instant } from "../../rules/time.ts";
import type { Location } from "../ports.ts";
import { nextId } from "./ids.ts";
import { flag, type MessagesTable, type Tables } from "./tables.ts";

/** One row of the ledger. */
export interface Message {
  readonly id: string;
  /** null while its raw bytes have not been stored. */
  readonly sha256: string | null;
  readonly messageId: string | null;
  readonly bodySha256: string | null;
  readonly internalDate: Instant;
  readonly receivedAt: Instant;
  readonly bytes: number;
  readonly state: string;
  readonly pathway: Pathway | null;
  readonly urgent: boolean;
  readonly itemId: string | null;
  /** null where it has gone from the folders we watch. */
  readonly location: Location | null;
  /** Why it is in this state, without personal data. */
  readonly note: string | null;
  readonly firstSeenAt: Instant;
  readonly updatedAt: Instant;
}

export interface NewMessage {
  readonly sha256: string | null;
  readonly messageId: string | null;
  readonly bodySha256: string | null;
  readonly internalDate: Instant;
  readonly receivedAt: Instant;
  readonly bytes: number;
  readonly state: string;
  readonly location: Location | null;
  readonly note?: string | null;
  readonly at: Instant;
}

/**
 * Enters a mail in the ledger, at the place where it was seen.
 * @param id given where a projector writes it anew; else the next one.
 * @returns its id.
 */
export async function addMessage(db: Kysely<Tables>, message: NewMessage, id?: string): Promise<string> {
  const given = id ?? (await nextId(db, "M"));
  if (message.location) await vacate(db, message.location, message.at);
  await db
    .insertInto("messages")
    .values({
      id: given,
      sha256: message.sha256,
      message_id: message.messageId,
      body_sha256: message.bodySha256,
      internal_date: message.internalDate,
      received_at: message.receivedAt,
      bytes: message.bytes,
      state: message.state,
      pathway: null,
      urgent: 0,
      item_id: null,
      ...place(message.location),
      note: message.note ?? null,
      first_seen_at: message.at,
      updated_at: message.at,
    })
    .execute();
  return given;
}

export interface MessageChange {
  readonly sha256?: string | null;
  readonly bodySha256?: string | null;
  readonly messageId?: string | null;
  readonly receivedAt?: Instant;
  readonly bytes?: number;
  readonly state?: string;
  readonly pathway?: Pathway | null;
  readonly urgent?: boolean;
  readonly itemId?: string | null;
  readonly note?: string | null;
}

/** @throws where there is no such message. */
export async function changeMessage(
  db: Kysely<Tables>,
  id: string,
  change: MessageChange,
  at: Instant,
): Promise<void> {
  await update(db, id, {
    sha256: change.sha256,
    body_sha256: change.bodySha256,
    message_id: change.messageId,
    received_at: change.receivedAt,
    bytes: change.bytes,
    state: change.state,
    pathway: change.pathway,
    urgent: change.urgent === undefined ? undefined : flag(change.urgent),
    item_id: change.itemId,
    note: change.note,
    updated_at: at,
  });
}

/**
 * Says where a message lies now: after a move, when it was seen elsewhere, or (null) when it was seen nowhere.
 * A message that the ledger had at this place has gone from it. @throws where there is no such message.
 */
export async function relocateMessage(
  db: Kysely<Tables>,
  id: string,
  location: Location | null,
  at: Instant,
): Promise<void> {
  if (location) await vacate(db, location, at);
  await update(db, id, { ...place(location), updated_at: at });
}

/** A folder was made anew: what the ledger had in it lies nowhere until it is seen again. @returns their ids. */
export async function vacateFolder(
  db: Kysely<Tables>,
  folder: Location["folder"],
  at: Instant,
): Promise<string[]> {
  const gone = await db
    .updateTable("messages")
    .set({ ...place(null), updated_at: at })
    .where("folder", "=", folder)
    .returning("id")
    .execute();
  return gone.map((row) => row.id);
}

export async function messageById(db: Kysely<Tables>, id: string): Promise<Message | null> {
  return one(await all(db).where("id", "=", id).executeTakeFirst());
}

export async function messageAt(db: Kysely<Tables>, location: Location): Promise<Message | null> {
  return one(
    await all(db)
      .where("folder", "=", location.folder)
      .where("uid_validity", "=", location.uidValidity)
      .where("uid", "=", location.uid)
      .executeTakeFirst(),
  );
}

/** What the ledger has in a folder, by UID. */
export async function messagesIn(db: Kysely<Tables>, folder: Location["folder"]): Promise<Message[]> {
  return (await all(db).where("folder", "=", folder).orderBy("uid").execute()).map(messageOf);
}

export interface PlaceInFolder {
  readonly id: string;
  readonly uidValidity: string;
  readonly uid: number;
}

/** Where in a folder the ledger has which mail: a folder may hold many thousands, and this is asked at every look. */
export async function placesIn(
  db: Kysely<Tables>,
  folder: Location["folder"],
): Promise<readonly PlaceInFolder[]> {
  const rows = await db
    .selectFrom("messages")
    .select(["id", "uid_validity", "uid"])
    .where("folder", "=", folder)
    .execute();
  return rows.flatMap(({ id, uid_validity: uidValidity, uid }) =>
    uidValidity === null || uid === null ? [] : [{ id, uidValidity, uid }],
  );
}

/** Longest received first. */
export async function messagesInState(
  db: Kysely<Tables>,
  states: readonly string[],
  limit = 1000,
): Promise<Message[]> {
  const rows = await all(db)
    .where("state", "in", states)
    .orderBy("received_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(messageOf);
}

/** The item's mails, the one that opened it first. */
export async function messagesOfItem(db: Kysely<Tables>, itemId: string): Promise<Message[]> {
  return (await all(db).where("item_id", "=", itemId).orderBy("received_at").orderBy("id").execute()).map(
    messageOf,
  );
}

/** Mails that bear this Message-ID (without angle brackets): replies and references are tied by it. */
export async function messagesByMessageId(db: Kysely<Tables>, messageId: string): Promise<Message[]> {
  return (await all(db).where("message_id", "=", messageId).orderBy("id").execute()).map(messageOf);
}

/**
 * Whether a mail seen at a new place is one that the ledger knows: by its raw bytes, else by Message-ID together
 * with internal date and body (a server may rewrite headers when it copies).
 * @returns the candidates, those that lie nowhere first: a copy of a mail that still lies elsewhere is a second mail.
 */
export async function knownMessages(
  db: Kysely<Tables>,
  seen: {
    readonly sha256: string;
    readonly messageId: string | null;
    readonly internalDate: Instant;
    readonly bodySha256: string | null;
  },
): Promise<Message[]> {
  const rows = await all(db)
    .where(({ or, and, eb }) =>
      or([
        eb("sha256", "=", seen.sha256),
        ...(seen.messageId !== null && seen.bodySha256 !== null
          ? [
              and([
                eb("message_id", "=", seen.messageId),
                eb("internal_date", "=", seen.internalDate),
                eb("body_sha256", "=", seen.bodySha256),
              ]),
            ]
          : []),
      ]),
    )
    .orderBy("id")
    .execute();
  const known = rows.map(messageOf);
  return [
    ...known.filter((message) => message.location === null),
    ...known.filter((message) => message.location),
  ];
}

/** How many mails are in each state. */
export async function countMessages(db: Kysely<Tables>): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom("messages")
    .select(({ fn }) => ["state", fn.countAll<number>().as("count")])
    .groupBy("state")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

function all(db: Kysely<Tables>) {
  return db.selectFrom("messages").selectAll();
}

async function update(db: Kysely<Tables>, id: string, change: Partial<MessagesTable>): Promise<void> {
  const updated = await db.updateTable("messages").set(change).where("id", "=", id).executeTakeFirst();
  if (updated.numUpdatedRows === 0n)
    throw new Error(`Cannot change message '${id}': expected it in the ledger, found none`);
}

/** Two mails cannot lie at one place: what was there before has moved without our seeing it. */
async function vacate(db: Kysely<Tables>, location: Location, at: Instant): Promise<void> {
  await db
    .updateTable("messages")
    .set({ ...place(null), updated_at: at })
    .where("folder", "=", location.folder)
    .where("uid_validity", "=", location.uidValidity)
    .where("uid", "=", location.uid)
    .execute();
}

function place(location: Location | null): Pick<MessagesTable, "folder" | "uid_validity" | "uid"> {
  return {
    folder: location?.folder ?? null,
    uid_validity: location?.uidValidity ?? null,
    uid: location?.uid ?? null,
  };
}

function one(row: Selectable<MessagesTable> | undefined): Message | null {
  return row ? messageOf(row) : null;
}

function messageOf(row: Selectable<MessagesTable>): Message {
  return {
    id: row.id,
    sha256: row.sha256,
    messageId: row.message_id,
    bodySha256: row.body_sha256,
    internalDate: row.internal_date,
    receivedAt: row.received_at,
    bytes: row.bytes,
    state: row.state,
    pathway: row.pathway as Pathway | null,
    urgent: row.urgent === 1,
    itemId: row.item_id,
    location:
      row.folder !== null && row.uid_validity !== null && row.uid !== null
        ? { folder: row.folder as Location["folder"], uidValidity: row.uid_validity, uid: row.uid }
        : null,
    note: row.note,
    firstSeenAt: row.first_seen_at,
    updatedAt: row.updated_at,
  };
}
