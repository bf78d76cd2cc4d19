import type { Kysely } from "kysely";
import { evolve, type ItemEvent, type ItemState, itemState } from "../../rules/item.ts";
import { type MessageEvent, type MessageLife, messageLife } from "../../rules/message.ts";
import type { Instant } from "../../rules/time.ts";
import { itemEvent } from "../projections/items.ts";
import { messageEvent } from "../projections/messages.ts";
import { addCaseNote } from "../store/case-notes.ts";
import { loadEvents } from "../store/events.ts";
import type { Tx } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

export async function loadItem(tx: Tx, itemId: string): Promise<ItemState> {
  return itemState((await tx.load(`item:${itemId}`)).map(itemEvent));
}

/**
 * Appends what was decided for an item, at the version it was decided on.
 * @returns the state that follows.
 * @throws {StaleStreamError} where another decision came first.
 */
export async function recordItem(
  tx: Tx,
  itemId: string,
  state: ItemState,
  events: readonly ItemEvent[],
  meta: { readonly at: Instant; readonly actor: string; readonly note?: string },
): Promise<ItemState> {
  if (events.length === 0) return state;
  await tx.append(
    `item:${itemId}`,
    state.version,
    events.map(({ type, ...data }) => ({ type, data })),
    { at: meta.at, actor: meta.actor },
  );
  // Everything done has its dated case note (CASS-15).
  if (meta.note) await addCaseNote(tx.db, { itemId, at: meta.at, actor: meta.actor, text: meta.note });
  return events.reduce(evolve, state);
}

export async function loadMessage(tx: Tx, id: string): Promise<MessageLife> {
  return messageLife((await tx.load(`message:${id}`)).map(messageEvent));
}

/** As `loadMessage`, where nothing will be written. */
export async function readMessage(db: Kysely<Tables>, id: string): Promise<MessageLife> {
  return messageLife((await loadEvents(db, `message:${id}`)).map(messageEvent));
}

export async function recordMessage(
  tx: Tx,
  id: string,
  version: number,
  events: readonly MessageEvent[],
  meta: { readonly at: Instant; readonly actor: string },
): Promise<void> {
  await tx.append(
    `message:${id}`,
    version,
    events.map(({ type, ...data }) => ({ type, data })),
    meta,
  );
}
