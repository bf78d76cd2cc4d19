import { addWorkingMinutes, formatLocal } from "../../rules/calendar.ts";
import { decideByReviewer, undo } from "../../rules/decide.ts";
import { findStaff } from "../../rules/find-staff.ts";
import type { Command } from "../../rules/read-command/read-command.ts";
import { queueNotice } from "../letters/notices.ts";
import { advance } from "./advance.ts";
import { type Given, isManager, mayRun, type Result } from "./command.ts";
import { recordItem } from "./item-store.ts";
import { staffName } from "./names.ts";
import { assignContacts, withdrawContacts } from "./open-contacts.ts";
import { cancelQueuedOutcome } from "./outcome.ts";

export async function takeBack(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  const events = undo(state, person, parts.clock.now());
  if ("refused" in events) return events;
  await cancelQueuedOutcome(tx, itemId);
  await withdrawContacts(tx, parts, itemId, state, person.id);
  await recordItem(tx, itemId, state, events, {
    at: parts.clock.now(),
    actor: person.id,
    note: `${person.name} took the decision back.`,
  });
  await advance(tx, parts, itemId);
  return "taken back";
}

export async function reassignTo(given: Given, to: string): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  const assigns = state.cases.length > 0;
  if (!mayRun(person) && !(assigns && person.roles.includes("bss"))) {
    return { refused: "an RAO or a manager asks somebody else" };
  }
  const colleague = findStaff(to, parts.policy.staff);
  if (!colleague) return { refused: "the staff list has nobody of that name, or more than one" };
  if (assigns) {
    await assignContacts(tx, parts, itemId, state, colleague.id, person.id);
    return "assigned";
  }
  if (!state.ask) return { refused: "nobody is being asked for a decision now" };
  const next = await recordItem(
    tx,
    itemId,
    state,
    [
      {
        type: "ask-withdrawn",
        askId: state.ask.askId,
        because: `${person.name} asks somebody else`,
        next: colleague.id,
      },
    ],
    { at: parts.clock.now(), actor: person.id, note: `${person.name} asks ${colleague.name} instead.` },
  );
  const after = await advance(tx, parts, itemId);
  if (after.ask && after.ask.staffId !== colleague.id) {
    return {
      refused: `${colleague.name} may not decide this or is not in work; ${staffName(parts, after.ask.staffId)} is asked`,
    };
  }
  return next.version < after.version ? "reassigned" : "waits for working hours";
}

/** A decision by telephone (GAP-23): recorded, and its decider asked to confirm; only they or a manager can. */
export async function phoned(
  given: Given,
  command: Extract<Command, { kind: "decided-by" }>,
): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager records a decision by telephone" };
  const decider = findStaff(command.name, parts.policy.staff);
  if (!decider) return { refused: "the staff list has nobody of that name, or more than one" };
  if (decider.id === person.id && !isManager(person)) return { refused: "nobody records their own decision" };
  if (!state.ask) return { refused: "no decision is awaited" };
  const now = parts.clock.now();
  const entitled = decider.id === state.ask.staffId || isManager(decider);
  if (!entitled) return { refused: `${decider.name} may not decide this request` };
  const events = decideByReviewer(state, {
    askId: state.ask.askId,
    by: decider,
    decision: command.decision,
    decisions: [],
    rationale: command.reason,
    withContact: false,
    because: "by telephone",
    undoUntil: addWorkingMinutes(now, parts.policy.undoMinutes, parts.policy.calendar),
  });
  if ("refused" in events) return events;
  const next = await recordItem(tx, itemId, state, events, {
    at: now,
    actor: person.id,
    note: `Decision of ${decider.name} by telephone, recorded by ${person.name}: ${command.decision.replaceAll("-", " ").toUpperCase()}. ${command.reason}`,
  });
  await queueNotice(tx, parts, {
    key: `${given.messageId}/phoned`,
    itemId,
    kind: "confirm-phoned",
    to: [{ staff: decider.id }],
    heading: "please confirm your decision by telephone",
    sentences: [
      `${person.name} recorded that you decided ${itemId}: ${command.decision.replaceAll("-", " ").toUpperCase()}. ${command.reason}`,
      `If that is not so, reply UNDO by ${formatLocal(next.decision?.undoUntil ?? now)}, or telephone.`,
    ],
  });
  await advance(tx, parts, itemId);
  return "recorded";
}
