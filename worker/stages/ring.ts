import { addWorkingMinutes, formatLocal } from "../../rules/calendar.ts";
import type { ItemState } from "../../rules/item.ts";
import { understoodFor } from "../../rules/message.ts";
import { laterBy } from "../../rules/time.ts";
import { reminder } from "../../templates/letters.ts";
import { CASE_DUE } from "../cases/dues.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { houseOf, queueLetter } from "../letters/queue.ts";
import { askSubject, decisionButtons } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { reviewToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { claimRing, type Timer } from "../store/timers.ts";
import { advance } from "./advance.ts";
import { chaseRecord, checkExtract } from "./ask-to-record.ts";
import { ringVanished } from "./by-hand.ts";
import { armContactChase, armReturnChase, armVisitChase } from "./chase.ts";
import { armDigest, sendDigest } from "./digest.ts";
import { handOver } from "./hand-over.ts";
import { loadItem, loadMessage, recordItem } from "./item-store.ts";
import { staffName, teamName } from "./names.ts";
import { ringCase } from "./ring-case.ts";

/** A bell: does what the timer was set for, exactly once however often it is rung. */
export async function ring(parts: Parts, bell: Pick<Timer, "id" | "arming">): Promise<void> {
  const rung = await parts.store.transaction(async (tx) => {
    const timer = await claimRing(tx.db, bell.id, bell.arming, parts.clock.now());
    if (timer) await answer(tx, parts, timer);
    return timer;
  });
  if (rung) parts.emit({ name: "rang", timer: rung.id, kind: rung.kind });
}

type ItemTimer =
  | "dispatch"
  | "reminder"
  | "deadline"
  | "escalate"
  | "settle"
  | "owner-answer"
  | "return-chase"
  | "contact-chase"
  | "owner-chase"
  | "visit-chase"
  | "record-chase"
  | "extract-check"
  | "urgent-chase";

async function answer(tx: Tx, parts: Parts, timer: Timer): Promise<void> {
  if (timer.kind === CASE_DUE) return ringCase(tx, parts, timer);
  if (timer.kind === "digest") {
    await handOver(tx, parts);
    await sendDigest(tx, parts);
    return armDigest(tx, parts);
  }
  if (timer.kind === "vanished") return ringVanished(tx, parts, timer.stream.slice("message:".length));
  const itemId = timer.stream.slice("item:".length);
  const state = await loadItem(tx, itemId);
  switch (timer.kind as ItemTimer) {
    case "dispatch":
    case "settle":
      await advance(tx, parts, itemId);
      return;
    case "reminder":
      return remind(tx, parts, itemId, state);
    case "deadline":
      return overdue(tx, parts, itemId, state);
    case "escalate":
      return escalate(tx, parts, itemId, state);
    case "owner-answer":
      return ownerSilent(tx, parts, itemId, state);
    case "return-chase":
      return chaseReturn(tx, parts, itemId, state);
    case "contact-chase":
      return chaseContact(tx, parts, itemId, state);
    case "owner-chase":
      return chaseOwner(tx, parts, itemId, state);
    case "visit-chase":
      return chaseVisit(tx, parts, itemId, state);
    case "record-chase":
      return chaseRecord(tx, parts, itemId, state);
    case "extract-check":
      return checkExtract(tx, parts, itemId, state);
    case "urgent-chase":
      return chaseUrgent(tx, parts, itemId, state, timer.id);
    default:
      throw new Error(`Cannot answer timer '${timer.id}': expected a known kind, found '${timer.kind}'`);
  }
}

/** One hour before the deadline where no decision is recorded (CASS-25); once for each ask. */
async function remind(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  const { ask } = state;
  if (state.status !== "awaiting-decision" || !ask || state.reminded) return;
  const now = parts.clock.now();
  const reviewer = parts.policy.staff.find(({ id }) => id === ask.staffId);
  if (!reviewer) return;
  const token = reviewToken(itemId, ask.askId, parts.secret);
  const isLate = ask.remindAt !== null && now > laterBy(ask.remindAt, 60_000);
  await queueLetter(tx, parts, {
    key: `${itemId}/reminder/${ask.askId}`,
    itemId,
    kind: "reminder",
    recipient: reviewer.id,
    letter: reminder({
      house: houseOf(parts.policy),
      reference: itemId,
      token,
      urgent: state.urgent,
      reviewerName: reviewer.name,
      dueAt: ask.dueAt,
      buttons: decisionButtons(parts.policy, state.reviewer, token, askSubject(itemId, token, state.urgent)),
      late:
        isLate && ask.remindAt
          ? `This reminder should have reached you at ${formatLocal(ask.remindAt)}.`
          : null,
    }),
    to: [reviewer.email],
    cc: [parts.policy.addresses.raoGroup],
    token,
    urgent: state.urgent,
  });
  await recordItem(tx, itemId, state, [{ type: "reminded", askId: ask.askId }], {
    at: now,
    actor: "worker",
    note: `Reminder sent to ${reviewer.name}.`,
  });
}

/** An urgent request has had no answer for 30 minutes, for 60 (GAP-08); its formal deadline stands beside it. */
async function chaseUrgent(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  timerId: string,
): Promise<void> {
  const { ask } = state;
  if (state.status !== "awaiting-decision" || !ask) return;
  const second = timerId.endsWith("/60");
  await queueNotice(tx, parts, {
    key: `${timerId}/${ask.askId}`,
    itemId,
    kind: "urgent-chase",
    to: second
      ? ["duty-manager", "service-lead", ownerOf(state.owner)]
      : ["duty-manager", ownerOf(state.owner)],
    urgent: true,
    heading: "an urgent request has no answer yet",
    sentences: [
      `${itemId} was asked of ${staffName(parts, ask.staffId)} at ${formatLocal(ask.askedAt)} and has had no answer for ${second ? 60 : 30} minutes. Please telephone, or decide it: a duty manager may answer the request.`,
    ],
  });
}

/** No reply by the deadline (GAP-07): told at once; never a decision assumed, never filed. */
async function overdue(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  const { ask } = state;
  if (state.status !== "awaiting-decision" || !ask || state.overdue) return;
  const now = parts.clock.now();
  await queueNotice(tx, parts, {
    key: `${itemId}/overdue/${ask.askId}`,
    itemId,
    kind: "overdue",
    to: [ownerOf(state.owner), "rao-group", "duty-manager"],
    urgent: true,
    heading: "a decision is overdue",
    sentences: [
      `No decision on ${itemId} came by ${formatLocal(ask.dueAt)}. It was asked of ${staffName(parts, ask.staffId)} at ${formatLocal(ask.askedAt)}.`,
      ...(now > laterBy(ask.dueAt, 120_000)
        ? [`This notice is late: it should have come at ${formatLocal(ask.dueAt)}.`]
        : []),
      "Reply REASSIGN and a name to ask somebody else, or telephone. A duty manager may decide by answering the request.",
    ],
  });
  await recordItem(tx, itemId, state, [{ type: "went-overdue", askId: ask.askId }], {
    at: now,
    actor: "worker",
    note: `No decision by ${formatLocal(ask.dueAt)}: overdue; owner, RAOs and duty manager told.`,
  });
  await armEscalation(tx, parts, itemId, 30);
}

/** After 30 working minutes the service lead, then hourly in working time (GAP-07). */
async function escalate(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  const { ask } = state;
  if (state.status !== "awaiting-decision" || !ask || !state.overdue) return;
  const level = state.escalations + 1;
  await queueNotice(tx, parts, {
    key: `${itemId}/escalated/${ask.askId}/${level}`,
    itemId,
    kind: "escalation",
    to: ["service-lead", "duty-manager"],
    urgent: true,
    heading: "a decision is still overdue",
    sentences: [
      `${itemId} has waited for a decision since ${formatLocal(ask.dueAt)}. It was asked of ${staffName(parts, ask.staffId)}. Its owner is ${staffName(parts, state.owner)}.`,
    ],
  });
  await recordItem(tx, itemId, state, [{ type: "escalated", askId: ask.askId, level }], {
    at: parts.clock.now(),
    actor: "worker",
    note: "Still overdue: service lead told.",
  });
  await armEscalation(tx, parts, itemId, 60);
}

async function armEscalation(tx: Tx, parts: Parts, itemId: string, workingMinutes: number): Promise<void> {
  await tx.timers.arm({
    id: `${itemId}/escalate`,
    kind: "escalate",
    stream: `item:${itemId}`,
    dueAt: addWorkingMinutes(parts.clock.now(), workingMinutes, parts.policy.calendar),
  });
}

/** An uncertain request whose owner has not answered goes to the duty manager, then hourly (Part 0.4). */
async function ownerSilent(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  if (state.status !== "awaiting-rao") return;
  const now = parts.clock.now();
  await queueNotice(tx, parts, {
    key: `${itemId}/owner-silent/${now}`,
    itemId,
    kind: "owner-silent",
    to: ["duty-manager"],
    urgent: state.urgent,
    heading: "a question to an RAO is unanswered",
    sentences: [
      `${itemId} waits for ${staffName(parts, state.owner)} to say which child it is about. You may answer it: CHILD and the id, NONE OF THESE, or any other word of the question.`,
    ],
  });
  await tx.timers.arm({
    id: `${itemId}/owner-answer`,
    kind: "owner-answer",
    stream: `item:${itemId}`,
    dueAt: addWorkingMinutes(now, 60, parts.policy.calendar),
  });
}

/** A hand-over is complete only when acknowledged (SAF-13): chased until the mail leaves INBOX or somebody replies. */
async function chaseReturn(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  if (state.status !== "returned" || state.returnAcknowledged) return;
  const opening = state.messages[0];
  const life = opening ? await loadMessage(tx, opening) : null;
  const now = parts.clock.now();
  // One family of a mail of several: where the mail lies says nothing of who has it.
  const isPart = life?.parts[itemId] !== undefined;
  if (!isPart && life?.place?.folder !== "inbox") {
    await recordItem(tx, itemId, state, [{ type: "return-acknowledged", by: "bss" }], {
      at: now,
      actor: "bss",
      note: "The mail left INBOX: with BSS.",
    });
    return;
  }
  const open = life && understoodFor(life, itemId)?.triage.openWith;
  await queueNotice(tx, parts, {
    key: `${itemId}/return-chase/${now}`,
    itemId,
    kind: "return-chase",
    to: ["bss", { team: open?.team ?? "" }, "duty-manager"],
    urgent: state.urgent,
    heading: "a returned request is not acknowledged",
    sentences: [
      `${itemId} concerns a family that is open with ${teamName(parts, open?.team)}. Nobody has said that they have it${isPart ? "" : ", and the mail is still in INBOX"}. Please reply OK.`,
    ],
  });
  await armReturnChase(tx, parts, itemId, state.urgent);
}

/** VISIT was decided, and its manager has not said that it was asked for (Part 0.6, SAF-13). */
async function chaseVisit(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  if (state.visit !== "awaited" || !state.decision) return;
  const now = parts.clock.now();
  await queueNotice(tx, parts, {
    key: `${itemId}/visit-chase/${now}`,
    itemId,
    kind: "visit-chase",
    to: [{ staff: state.decision.by }, "duty-manager"],
    urgent: state.urgent,
    heading: "has the visit been asked for?",
    sentences: [
      `${staffName(parts, state.decision.by)} decided on a visit for ${itemId}, and has not said yet that it was asked for. Please reply OK when it was. It stays on the list until then.`,
    ],
  });
  await armVisitChase(tx, parts, itemId);
}

/** It waits for a word of its owner, who has not said it within a working hour (DL-12, SAF-17); told once. */
async function chaseOwner(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  const isDecided = state.status === "decided";
  const held = isDecided && (state.outcome === "held" || state.outcome === "undeliverable");
  const waits = state.prepared && (isDecided || state.status === "awaiting-dispatch");
  if (!held && !waits) return;
  await queueNotice(tx, parts, {
    key: `${itemId}/owner-chase/${state.version}`,
    itemId,
    kind: "owner-chase",
    to: [ownerOf(state.owner), "duty-manager"],
    urgent: state.urgent,
    heading: isDecided ? "a decided request is not finished" : "a request waits for its owner",
    sentences: [
      `${itemId} ${isDecided ? "is decided, and" : "is not decided:"} ${held ? "the referrer has not been told: the letter waits for SEND, SENT, or a Team Manager's NO LETTER" : "its next step waits for OK"}. Its owner is ${staffName(parts, state.owner)}.`,
    ],
  });
}

/** The assignee of a new contact has not said that they have it (SAF-13, CASS-42). */
async function chaseContact(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<void> {
  if (state.acknowledged || state.cases.length === 0) return;
  const now = parts.clock.now();
  const contacts = `${state.cases.map(({ caseId }) => caseId).join(", ")} (${itemId})`;
  await queueNotice(tx, parts, {
    key: `${itemId}/contact-chase/${now}`,
    itemId,
    kind: "contact-chase",
    to: [state.assignee ? { staff: state.assignee } : "bss", "duty-manager"],
    urgent: state.urgent,
    heading: "a new contact is not acknowledged",
    sentences: [
      state.assignee
        ? `${contacts} is assigned to ${staffName(parts, state.assignee)}, who has not said OK yet.`
        : `${contacts} has nobody to take it yet. Please reply with the name of the next person on the list.`,
    ],
  });
  await armContactChase(tx, parts, itemId, false);
}
