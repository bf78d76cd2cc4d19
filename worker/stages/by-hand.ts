import { wordFor } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import type { MessageLife } from "../../rules/message.ts";
import { laterBy } from "../../rules/time.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { requestsOf } from "./file.ts";
import { loadItem, loadMessage, recordItem, recordMessage } from "./item-store.ts";

/** How long a mail of a request may be in none of the folders before the alarm (MBX-14). */
const VANISHED_AFTER_MS = 15 * 60_000;

/**
 * A person dragged a request's mail elsewhere: recorded as their decision, never fought (MBX-14). Into a completed
 * folder, the request is theirs and its owner is told what is missing; into INBOX, it is with BSS; a filed one back
 * in REVIEW CONTACTS waits for the word REOPEN.
 */
export async function draggedByHand(
  tx: Tx,
  parts: Parts,
  messageId: string,
  life: MessageLife,
  folder: string,
): Promise<void> {
  if (!life.itemId) return;
  await tx.timers.disarm(`${messageId}/vanished`);
  const state = await loadItem(tx, life.itemId);
  if (life.state === "in-review" && (folder === "contact-completed" || folder === "pss-completed")) {
    return takenOver(tx, parts, messageId, folder);
  }
  if (life.state === "in-review" && folder === "inbox") return returnedByHand(tx, parts, messageId);
  if ((life.state === "filed" || life.state === "copy") && folder === "review") {
    await queueNotice(tx, parts, {
      key: `${messageId}/back-in-review/${parts.clock.now()}`,
      itemId: life.itemId,
      to: [ownerOf(state.owner)],
      heading: "a filed mail was moved back",
      sentences: [
        `The mail of ${life.itemId} was moved back to ${parts.policy.folders.review} by hand. Reply REOPEN to have it looked at again.`,
      ],
    });
  }
}

async function takenOver(
  tx: Tx,
  parts: Parts,
  messageId: string,
  folder: "contact-completed" | "pss-completed",
): Promise<void> {
  const at = parts.clock.now();
  const requests = await requestsOf(tx, messageId);
  const theirs = requests.filter(({ state: { status } }) => status !== "filed" && status !== "filing");
  if (theirs.length === 0) return;
  const life = await loadMessage(tx, messageId);
  await recordMessage(
    tx,
    messageId,
    life.version,
    [{ type: "state-changed", state: "filed", note: "filed by hand" }],
    { at, actor: "person" },
  );
  // One that waited for the other families of its mail is filed now as well.
  for (const { id, state } of requests)
    if (state.status !== "filed") await takeOver(tx, parts, id, state, messageId, folder);
}

async function takeOver(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  messageId: string,
  folder: "contact-completed" | "pss-completed",
): Promise<void> {
  const at = parts.clock.now();
  const missing = missingSteps(state);
  await recordItem(tx, itemId, state, [{ type: "taken-over", folder, missing }], {
    at,
    actor: "person",
    note: `Filed by hand in ${parts.policy.folders[folder]}.${missing.length > 0 ? ` Not done: ${missing.join("; ")}.` : ""}`,
  });
  await queueNotice(tx, parts, {
    key: `${messageId}/filed-by-hand/${itemId}`,
    itemId,
    to: [ownerOf(state.owner), ...(state.ask && !state.decision ? [{ staff: state.ask.staffId }] : [])],
    urgent: state.urgent,
    heading: "a request was filed by hand",
    sentences: [
      `The mail of ${itemId} was moved to ${parts.policy.folders[folder]} by hand, so the program does nothing more with it.`,
      missing.length > 0
        ? `Please see to what is missing: ${missing.join("; ")}. Reply REOPEN if it was moved by mistake.`
        : "Nothing is missing.",
    ],
  });
}

/** What S-A asks for before filing that the program has not seen done. */
export function missingSteps(state: ItemState): string[] {
  const decided = state.decision?.decisions ?? [];
  return [
    ...(decided.length === 0 && state.pathway !== "duplicate" ? ["a manager's decision"] : []),
    ...(state.outcome === "sent" || state.outcome === "not-needed" ? [] : ["the outcome to the referrer"]),
    ...(state.cases.length === 0 && decided.some(({ decision }) => decision === "new-contact")
      ? [`the contact (${wordFor("new-contact")} was decided)`]
      : []),
  ];
}

async function returnedByHand(tx: Tx, parts: Parts, messageId: string): Promise<void> {
  const at = parts.clock.now();
  const requests = await requestsOf(tx, messageId);
  const theirs = requests.filter(({ state }) => !state.decision && state.status !== "filed");
  if (theirs.length === 0) return;
  const life = await loadMessage(tx, messageId);
  await recordMessage(
    tx,
    messageId,
    life.version,
    [{ type: "state-changed", state: "left", note: "moved back to INBOX by hand" }],
    { at, actor: "person" },
  );
  for (const { id, state } of theirs) await giveUp(tx, parts, id, state, messageId);
}

async function giveUp(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  messageId: string,
): Promise<void> {
  const at = parts.clock.now();
  await recordItem(
    tx,
    itemId,
    state,
    [
      { type: "returned-to-bss", because: "moved back to INBOX by hand" },
      { type: "return-acknowledged", by: "person" },
    ],
    { at, actor: "person", note: "Moved back to INBOX by hand: with BSS." },
  );
  await queueNotice(tx, parts, {
    key: `${messageId}/returned-by-hand/${itemId}/${at}`,
    itemId,
    to: [ownerOf(state.owner), ...(state.ask ? [{ staff: state.ask.staffId }] : [])],
    urgent: state.urgent,
    heading: "a request was given back to BSS by hand",
    sentences: [
      `The mail of ${itemId} was moved back to INBOX by hand. No decision is needed any more; drag it into ${parts.policy.folders.review} to have it reviewed after all.`,
    ],
  });
}

/** A request's mail lies in none of the folders: the alarm follows unless it is seen again. */
export async function armVanished(tx: Tx, parts: Parts, messageId: string, life: MessageLife): Promise<void> {
  if (life.state !== "in-review") return;
  await tx.timers.arm({
    id: `${messageId}/vanished`,
    kind: "vanished",
    stream: `message:${messageId}`,
    dueAt: laterBy(parts.clock.now(), VANISHED_AFTER_MS),
  });
}

/** Still nowhere: alarm. The request itself goes on, for its mail is kept in the store. */
export async function ringVanished(tx: Tx, parts: Parts, messageId: string): Promise<void> {
  const life = await loadMessage(tx, messageId);
  if (life.place || !life.itemId) return;
  const state = await loadItem(tx, life.itemId);
  await recordMessage(
    tx,
    messageId,
    life.version,
    [{ type: "state-changed", state: "vanished", note: "in none of the folders" }],
    { at: parts.clock.now(), actor: "worker" },
  );
  await queueNotice(tx, parts, {
    key: `${messageId}/vanished/${parts.clock.now()}`,
    itemId: life.itemId,
    to: [ownerOf(state.owner), "duty-manager"],
    urgent: true,
    heading: "the mail of a request has gone from the mailbox",
    sentences: [
      `The mail of ${life.itemId} is in none of the folders any more. The program keeps a copy of it ('triage pack ${life.itemId}' writes it out), and the request goes on. Please find out who moved or deleted it.`,
    ],
  });
}
