import { addWorkingMinutes } from "../../rules/calendar.ts";
import { outcomeText } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { recordItem } from "./item-store.ts";

/**
 * `record: eclipse` (Part 0.3): the council's system is the record, so the owner gets one task with the material to
 * enter. ACTIONED and filing wait for DONE and the number, or SAVED where no contact was created; chased after one
 * working hour.
 */
export async function askToRecord(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
): Promise<ItemState> {
  await queueTask(tx, parts, itemId, state, "please enter a request in the council's system");
  return recordItem(tx, itemId, state, [{ type: "record-asked" }], {
    at: parts.clock.now(),
    actor: "worker",
    note: "The owner was asked to enter it in the council's system.",
  });
}

/** Not done after a working hour: the task again, and hourly from then. */
export async function chaseRecord(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  if (state.recorded || !state.recordAsked || state.status !== "decided") return;
  await queueTask(tx, parts, itemId, state, "a request still waits to be entered in the council's system");
}

async function queueTask(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  heading: string,
): Promise<void> {
  const now = parts.clock.now();
  const answer = state.cases.length > 0 ? "DONE and the number of the contact" : "SAVED";
  await queueNotice(tx, parts, {
    key: `${itemId}/record/${now}`,
    itemId,
    kind: "record-task",
    to: [ownerOf(state.owner)],
    urgent: state.urgent,
    heading,
    sentences: [
      `Please save ${itemId} to the case notes of each child${state.cases.length > 0 ? " and create the contact, siblings grouped" : ""}. Outcome: ${outcomeText(state)}. Rationale: ${state.decision?.rationale || "none given"}.`,
      `The request itself is attached; 'triage pack ${itemId}' writes everything into a folder.`,
      `Reply ${answer} when it is entered; until then the mail is not marked ACTIONED and not filed.`,
    ],
    attachFrom: state.messages[0] ?? null,
  });
  await tx.timers.arm({
    id: `${itemId}/record-chase`,
    kind: "record-chase",
    stream: `item:${itemId}`,
    dueAt: addWorkingMinutes(now, 60, parts.policy.calendar),
  });
}
