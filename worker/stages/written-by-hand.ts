import { itemState } from "../../rules/item.ts";
import { msOf } from "../../rules/time.ts";
import type { LetterEffect } from "../letters/queue.ts";
import { bareMessageId, headerValue } from "../mailbox/headers.ts";
import type { Parts } from "../parts.ts";
import { type Location, MailboxAwayError } from "../ports.ts";
import { itemEvent } from "../projections/items.ts";
import { loadEvents } from "../store/events.ts";
import { letterById } from "../store/letters.ts";
import { messageById } from "../store/messages.ts";
import { holdWrittenByHand } from "./outcome.ts";
import type { Afterwards } from "./relay.ts";

/**
 * Just before an outcome leaves: has a person answered the request's mail themselves since it was decided, to the same
 * address, as the Sent folder shows? Then it is held, and its owner asked, so that nobody is told twice.
 * @returns null where nobody has, or the owner knows and said SEND.
 */
export async function heldBecauseWritten(parts: Parts, payload: LetterEffect): Promise<Afterwards | null> {
  const { itemId, mail } = payload;
  if (payload.recipient !== "referrer" || !itemId) return null;
  const { state, since, requests } = await parts.store.read(async (db) => {
    const events = await loadEvents(db, `item:${itemId}`);
    const state = itemState(events.map(itemEvent));
    const rows = [];
    for (const id of state.messages) rows.push(await messageById(db, id));
    return {
      state,
      since: (events.findLast(({ type }) => type === "decided") ?? events[0])?.at ?? parts.clock.now(),
      requests: rows.flatMap((row) => row?.messageId ?? []),
    };
  });
  if (state.writtenByHand) return null;
  for (const id of requests) {
    for (const place of await answersIn(parts, id)) {
      const raw = await parts.mailbox.fetch(place);
      if (!raw || !isTo(raw, mail.to) || sentAt(raw) < msOf(since)) continue;
      const own = bareMessageId(headerValue(raw, "Message-ID"));
      if (own && (await parts.store.read((db) => letterById(db, own)))) continue;
      return (tx) => holdWrittenByHand(tx, parts, itemId, mail, mail.to[0] ?? null);
    }
  }
  return null;
}

/** A mailbox without a Sent folder holds none; the letter's own copy there is shown to a person where that fails. */
async function answersIn(parts: Parts, messageId: string): Promise<readonly Location[]> {
  try {
    return await parts.mailbox.find("sent", "In-Reply-To", messageId);
  } catch (error) {
    if (error instanceof MailboxAwayError) throw error;
    return [];
  }
}

function isTo(raw: Buffer, addresses: readonly string[]): boolean {
  const to = `${headerValue(raw, "To") ?? ""} ${headerValue(raw, "Cc") ?? ""}`.toLowerCase();
  return addresses.some((address) => to.includes(address.toLowerCase()));
}

/** Its Date: a mail client dates what it sends. One without counts as new. */
function sentAt(raw: Buffer): number {
  const ms = Date.parse(headerValue(raw, "Date") ?? "");
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
}
