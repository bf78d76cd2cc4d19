import { addWorkingMinutes } from "../../rules/calendar.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";

/** A visit is asked for by telephone between other things: working minutes. */
const VISIT_CHASE_MINUTES = 240;

/** Sets the timer that asks a manager whether they have asked for the visit that they decided on (Part 0.6). */
export async function armVisitChase(tx: Tx, parts: Parts, itemId: string): Promise<void> {
  await tx.timers.arm({
    id: `${itemId}/visit-chase`,
    kind: "visit-chase",
    stream: `item:${itemId}`,
    dueAt: addWorkingMinutes(parts.clock.now(), VISIT_CHASE_MINUTES, parts.policy.calendar),
  });
}

/** Working minutes until a hand-over that nobody acknowledged is chased (CASS-13, SAF-13). */
const CHASE_MINUTES = { urgent: 15, ordinary: 60 } as const;

/** Sets the timer that chases a returned request nobody has said they have. */
export function armReturnChase(tx: Tx, parts: Parts, itemId: string, urgent: boolean): Promise<void> {
  return armChase(tx, parts, itemId, "return-chase", urgent);
}

/** Sets the timer that chases a new contact its assignee has not said they have. */
export function armContactChase(tx: Tx, parts: Parts, itemId: string, urgent: boolean): Promise<void> {
  return armChase(tx, parts, itemId, "contact-chase", urgent);
}

/** Sets the timer that says that a decided request is not finished: it waits for a word of its owner (SAF-17). */
export function armOwnerChase(tx: Tx, parts: Parts, itemId: string, urgent: boolean): Promise<void> {
  return armChase(tx, parts, itemId, "owner-chase", urgent);
}

async function armChase(
  tx: Tx,
  parts: Parts,
  itemId: string,
  kind: "return-chase" | "contact-chase" | "owner-chase",
  urgent: boolean,
): Promise<void> {
  const minutes = urgent ? CHASE_MINUTES.urgent : CHASE_MINUTES.ordinary;
  await tx.timers.arm({
    id: `${itemId}/${kind}`,
    kind,
    stream: `item:${itemId}`,
    dueAt: addWorkingMinutes(parts.clock.now(), minutes, parts.policy.calendar),
  });
}
