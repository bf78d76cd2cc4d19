import type { Kysely, Selectable } from "kysely";
import type { Pathway, ReviewerRole } from "../../rules/situation.ts";
import type { Instant } from "../../rules/time.ts";
import { flag, type ItemsTable, type Tables } from "./tables.ts";

/** One family's request as lists show it; the whole truth is in its stream. */
export interface ItemRow {
  readonly id: string;
  readonly state: string;
  readonly pathway: Pathway;
  readonly urgent: boolean;
  readonly owner: string | null;
  readonly reviewer: ReviewerRole;
  readonly askId: string | null;
  readonly dueAt: Instant | null;
  readonly mode: string;
  readonly receivedAt: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly closedAt: Instant | null;
}

export interface ItemChildRow {
  readonly letter: string;
  readonly personId: string;
  readonly decision: string | null;
}

/** Writes the item's row, new or changed. */
export async function saveItem(db: Kysely<Tables>, item: ItemRow): Promise<void> {
  const row = {
    id: item.id,
    state: item.state,
    pathway: item.pathway,
    urgent: flag(item.urgent),
    owner: item.owner,
    reviewer: item.reviewer,
    ask_id: item.askId,
    due_at: item.dueAt,
    mode: item.mode,
    received_at: item.receivedAt,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
    closed_at: item.closedAt,
  };
  await db
    .insertInto("items")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

/** Replaces the item's children. */
export async function saveItemChildren(
  db: Kysely<Tables>,
  itemId: string,
  children: readonly ItemChildRow[],
): Promise<void> {
  await db.deleteFrom("item_children").where("item_id", "=", itemId).execute();
  for (const { letter, personId, decision } of children) {
    await db
      .insertInto("item_children")
      .values({ item_id: itemId, letter, person_id: personId, decision })
      .execute();
  }
}

/** Ties a message to an item, after those already tied; a second time does nothing. */
export async function tieMessage(db: Kysely<Tables>, itemId: string, messageId: string): Promise<void> {
  const { place } = await db
    .selectFrom("item_messages")
    .select(({ fn }) => fn.countAll<number>().as("place"))
    .where("item_id", "=", itemId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("item_messages")
    .values({ item_id: itemId, message_id: messageId, place: place + 1 })
    .onConflict((conflict) => conflict.columns(["item_id", "message_id"]).doNothing())
    .execute();
}

/** Ids of the item's messages, the one that opened it first. */
export async function itemMessages(db: Kysely<Tables>, itemId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("item_messages")
    .select("message_id")
    .where("item_id", "=", itemId)
    .orderBy("place")
    .execute();
  return rows.map((row) => row.message_id);
}

/** Ids of the items that a message is tied to, in the order in which they were opened; several where it was split. */
export async function itemsOfMessage(db: Kysely<Tables>, messageId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("item_messages")
    .select("item_id")
    .where("message_id", "=", messageId)
    .orderBy("item_id")
    .execute();
  return rows.map((row) => row.item_id);
}

export async function itemById(db: Kysely<Tables>, id: string): Promise<ItemRow | null> {
  const row = await db.selectFrom("items").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? itemOf(row) : null;
}

export async function itemChildren(db: Kysely<Tables>, itemId: string): Promise<ItemChildRow[]> {
  const rows = await db
    .selectFrom("item_children")
    .selectAll()
    .where("item_id", "=", itemId)
    .orderBy("letter")
    .execute();
  return rows.map((row) => ({ letter: row.letter, personId: row.person_id, decision: row.decision }));
}

/** Items not yet closed, those due soonest first, then the longest received. */
export async function openItems(db: Kysely<Tables>): Promise<ItemRow[]> {
  const rows = await db
    .selectFrom("items")
    .selectAll()
    .where("closed_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(itemOf).sort((a, b) => order(a.dueAt, b.dueAt) || order(a.receivedAt, b.receivedAt));
}

/** Items about any of these people, the most recently received first. */
export async function itemsAbout(db: Kysely<Tables>, personIds: readonly string[]): Promise<ItemRow[]> {
  if (personIds.length === 0) return [];
  const rows = await db
    .selectFrom("items")
    .selectAll()
    .where("id", "in", (eb) =>
      eb.selectFrom("item_children").select("item_id").where("person_id", "in", personIds),
    )
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(itemOf);
}

/** Without an instant comes last. */
function order(a: Instant | null, b: Instant | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function itemOf(row: Selectable<ItemsTable>): ItemRow {
  return {
    id: row.id,
    state: row.state,
    pathway: row.pathway as Pathway,
    urgent: row.urgent === 1,
    owner: row.owner,
    reviewer: row.reviewer as ReviewerRole,
    askId: row.ask_id,
    dueAt: row.due_at,
    mode: row.mode,
    receivedAt: row.received_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
  };
}
