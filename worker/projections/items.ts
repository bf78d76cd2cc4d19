import type { Kysely } from "kysely";
import { type ItemEvent, type ItemState, itemState, type OwnContact } from "../../rules/item.ts";
import { type Instant, localDate } from "../../rules/time.ts";
import { addAsk, endAsk, nextAskNo } from "../store/asks.ts";
import type { StoredEvent } from "../store/events.ts";
import { saveItem, saveItemChildren, tieMessage } from "../store/items.ts";
import { changeOwnContacts, saveOwnContact } from "../store/own-contacts.ts";
import type { Projector } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

/** Keeps items, their children, mails, asks and own contacts in step with the `item:` streams. */
export const itemProjector: Projector = {
  tables: [
    "asks",
    "own_contact_texts",
    "own_contact_people",
    "own_contacts",
    "item_children",
    "item_messages",
    "items",
  ],
  async project(db, event, soFar) {
    if (!event.stream.startsWith("item:")) return;
    const itemId = event.stream.slice("item:".length);
    const stored = await soFar();
    const state = itemState(stored.map(itemEvent));
    await projectItem(db, itemId, state, stored);
    await projectEvent(db, itemId, itemEvent(event), state, event.at);
    await projectStanding(db, itemId, state, stored);
  },
};

/** An event of an item as it was stored. Where the payload was erased its type is left, which is enough to fold it. */
export function itemEvent(stored: StoredEvent): ItemEvent {
  return { ...(stored.data as object), type: stored.type } as ItemEvent;
}

async function projectItem(
  db: Kysely<Tables>,
  itemId: string,
  state: ItemState,
  stored: readonly StoredEvent[],
): Promise<void> {
  const opened = stored[0];
  const latest = stored.at(-1);
  if (!opened || !latest) return;
  const awaitsVisit = state.status === "filed" && state.visit === "awaited";
  const isClosed =
    (state.status === "filed" && !awaitsVisit) ||
    state.status === "left" ||
    state.status === "split" ||
    (state.status === "returned" && state.returnAcknowledged);
  await saveItem(db, {
    id: itemId,
    state: awaitsVisit ? "visit-awaited" : state.status,
    pathway: state.pathway,
    urgent: state.urgent,
    owner: state.owner,
    reviewer: state.reviewer,
    askId: state.ask?.askId ?? null,
    dueAt: state.status === "awaiting-decision" ? (state.ask?.dueAt ?? null) : null,
    mode: state.mode,
    receivedAt: state.receivedAt ?? opened.at,
    createdAt: opened.at,
    updatedAt: latest.at,
    closedAt: isClosed ? latest.at : null,
  });
  await saveItemChildren(
    db,
    itemId,
    state.children.map(({ letter, personId }) => ({
      letter,
      personId,
      decision: state.decision?.decisions.find((d) => d.letter === letter)?.decision ?? null,
    })),
  );
}

async function projectEvent(
  db: Kysely<Tables>,
  itemId: string,
  event: ItemEvent,
  state: ItemState,
  at: Instant,
): Promise<void> {
  switch (event.type) {
    case "item-opened":
      await tieMessage(db, itemId, event.messageId);
      return saveContact(db, itemId, itemId, event.contact, state);
    case "message-joined":
      await tieMessage(db, itemId, event.messageId);
      return saveContact(db, itemId, `${itemId}/${state.messages.length}`, event.contact, state);
    case "reclassified":
    case "split":
      return movePeople(db, itemId, state);
    case "asked": {
      const { ask } = event;
      return addAsk(db, {
        id: ask.askId,
        itemId,
        staffId: ask.staffId,
        role: ask.role,
        kind: "review",
        askNo: await nextAskNo(db, itemId),
        tokenHash: null,
        askedAt: ask.askedAt,
        dueAt: ask.dueAt,
      });
    }
    case "ask-withdrawn":
      await endAsk(db, event.askId, "withdrawn", at);
      return;
    case "decided":
      if (event.askId) await endAsk(db, event.askId, "answered", at);
      return;
    default:
      return;
  }
}

async function saveContact(
  db: Kysely<Tables>,
  itemId: string,
  contactId: string,
  contact: OwnContact | null,
  state: ItemState,
): Promise<void> {
  if (!contact) return;
  await saveOwnContact(db, {
    contactId,
    itemId,
    personIds: state.children.map((child) => child.personId),
    closedOn: null,
    decision: null,
    decidedBy: null,
    awaitingDecision: true,
    ...contact,
  });
}

async function movePeople(db: Kysely<Tables>, itemId: string, state: ItemState): Promise<void> {
  const contacts = await db
    .selectFrom("own_contacts")
    .select("contact_id")
    .where("item_id", "=", itemId)
    .execute();
  for (const { contact_id } of contacts) {
    await db.deleteFrom("own_contact_people").where("contact_id", "=", contact_id).execute();
    for (const { personId } of state.children) {
      await db.insertInto("own_contact_people").values({ contact_id, person_id: personId }).execute();
    }
  }
}

/** How an item stands as an earlier contact for later mails: awaiting its decision, decided how, closed when (Part 0.9). */
async function projectStanding(
  db: Kysely<Tables>,
  itemId: string,
  state: ItemState,
  stored: readonly StoredEvent[],
): Promise<void> {
  const awaitingDecision =
    state.status === "awaiting-rao" ||
    state.status === "awaiting-dispatch" ||
    state.status === "awaiting-decision";
  const endedAt = stored.findLast(
    ({ type }) => type === "decided" || type === "item-opened" || type === "reclassified",
  )?.at;
  const decisions = [...new Set((state.decision?.decisions ?? []).map(({ decision }) => decision))];
  await changeOwnContacts(db, itemId, {
    awaitingDecision,
    // A contact that our own decision opened is open until it is closed in the workflow store or the extract.
    closedOn: awaitingDecision || state.cases.length > 0 || !endedAt ? null : localDate(endedAt),
    decision: decisions.length > 0 ? decisions.join("; ") : null,
    decidedBy: state.decision?.by ?? null,
  });
}
