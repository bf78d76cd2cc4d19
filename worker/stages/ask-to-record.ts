import { addWorkingMinutes, endOfDay, formatLocal, nextWorkingDay } from "../../rules/calendar.ts";
import { outcomeText } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import { understoodFor } from "../../rules/message.ts";
import { localDate } from "../../rules/time.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { requestOf } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { caseNotes } from "../store/case-notes.ts";
import type { Tx } from "../store/store.ts";
import { enteredAs } from "./history.ts";
import { loadMessage, recordItem } from "./item-store.ts";

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

/** When it is looked up in the extract whether a contact was entered: two working days on (Part 0.9). */
export async function armExtractCheck(tx: Tx, parts: Parts, itemId: string): Promise<void> {
  const { calendar } = parts.policy;
  const day = nextWorkingDay(nextWorkingDay(localDate(parts.clock.now()), calendar), calendar);
  await tx.timers.arm({
    id: `${itemId}/extract-check`,
    kind: "extract-check",
    stream: `item:${itemId}`,
    dueAt: endOfDay(day, calendar),
  });
}

/** A contact that a newer extract does not show: its owner is asked whether it was entered. */
export async function checkExtract(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  const reference = await enteredAs(tx.db, itemId);
  if (state.cases.length === 0 || !reference || parts.records().contact(reference)) return;
  const { extractedAt } = parts.records();
  await queueNotice(tx, parts, {
    key: `${itemId}/not-in-extract/${reference}`,
    itemId,
    kind: "not-in-extract",
    to: [ownerOf(state.owner)],
    urgent: state.urgent,
    heading: "a contact is not in the record extract",
    sentences: [
      `The contact of ${itemId} was said to be entered as ${reference}, two working days ago or more. The extract${extractedAt ? ` of ${formatLocal(extractedAt)}` : ""} does not show it. Please check that it was entered, and under that number.`,
    ],
  });
}

async function queueTask(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  heading: string,
): Promise<void> {
  const now = parts.clock.now();
  const notes = await caseNotes(tx.db, itemId);
  const opening = state.messages[0] ?? null;
  const understood = opening ? understoodFor(await loadMessage(tx, opening), itemId) : null;
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
      `The case notes and the request stand below, its attachments are with this mail; 'triage pack ${itemId}' writes everything into a folder.`,
      `Reply ${answer} when it is entered; until then the mail is not marked ACTIONED and not filed.`,
    ],
    enclosed: {
      title: "Case notes to paste",
      text: notes.map(({ at, text }) => `${formatLocal(at)}: ${text}`).join("\n\n"),
    },
    request: understood && requestOf(understood, state.receivedAt ?? now),
    attachFrom: opening,
  });
  await tx.timers.arm({
    id: `${itemId}/record-chase`,
    kind: "record-chase",
    stream: `item:${itemId}`,
    dueAt: addWorkingMinutes(now, 60, parts.policy.calendar),
  });
}
