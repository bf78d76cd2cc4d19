import { addWorkingMinutes } from "../../rules/calendar.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";

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

async function armChase(
  tx: Tx,
  parts: Parts,
  itemId: string,
  kind: "return-chase" | "contact-chase",
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
