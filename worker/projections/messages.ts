import type { MessageEvent, Place } from "../../rules/message.ts";
import type { Location } from "../ports.ts";
import type { StoredEvent } from "../store/events.ts";
import { addMessage, changeMessage, relocateMessage } from "../store/messages.ts";
import type { Projector } from "../store/store.ts";

/** Keeps the ledger, one row a mail, in step with the `message:` streams. */
export const messageProjector: Projector = {
  tables: ["messages"],
  async project(db, stored) {
    if (!stored.stream.startsWith("message:")) return;
    const id = stored.stream.slice("message:".length);
    const event = messageEvent(stored);
    switch (event.type) {
      case "seen":
        await addMessage(
          db,
          {
            sha256: event.sha256,
            messageId: event.messageIdHeader,
            bodySha256: event.bodySha256,
            internalDate: event.internalDate,
            receivedAt: event.receivedAt,
            bytes: event.bytes,
            state: event.state,
            location: locationOf(event.place),
            note: event.note,
            at: stored.at,
          },
          id,
        );
        if (event.urgent) await changeMessage(db, id, { urgent: true }, stored.at);
        if (event.itemId) await changeMessage(db, id, { itemId: event.itemId }, stored.at);
        return;
      case "located":
        return relocateMessage(db, id, event.place && locationOf(event.place), stored.at);
      case "understood":
        return changeMessage(
          db,
          id,
          {
            state: event.state,
            itemId: event.itemId,
            pathway: event.pathway,
            urgent: event.urgent,
            note: null,
          },
          stored.at,
        );
      case "part-understood":
        return changeMessage(db, id, { state: event.state }, stored.at);
      case "marked-by-hand": {
        const note = event.marks.length > 0 ? `marked ${event.marks.join(" and ")} by hand` : null;
        return changeMessage(db, id, { note }, stored.at);
      }
      case "answered":
        return changeMessage(
          db,
          id,
          { state: "answered", itemId: event.itemId, note: event.result },
          stored.at,
        );
      case "state-changed":
        return changeMessage(db, id, { state: event.state, note: event.note }, stored.at);
    }
  },
};

export function messageEvent(stored: StoredEvent): MessageEvent {
  return { ...(stored.data as object), type: stored.type } as MessageEvent;
}

function locationOf(place: Place): Location {
  return { folder: place.folder as Location["folder"], uidValidity: place.uidValidity, uid: place.uid };
}
