import { formatLocal, localTime } from "../../rules/calendar.ts";
import type { ItemState } from "../../rules/item.ts";
import type { ReplyReading } from "../../rules/read-reply/decision.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import { saveAbsence } from "../store/asks.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { recordItem } from "./item-store.ts";

/** An out-of-office: away until its date, and the review goes to the next in turn at once. */
export async function hearAbsence(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  askId: string | null,
  person: StaffMember,
  reading: ReplyReading,
): Promise<string> {
  if (reading.awayUntil === undefined && !reading.left) return "automatic reply";
  if (!parts.policy.staff.some(({ id }) => id === person.id)) return "automatic reply";
  const now = parts.clock.now();
  const until = reading.awayUntil ? localTime(reading.awayUntil, "00:00") : null;
  await saveAbsence(tx.db, {
    staffId: person.id,
    from: now,
    until: reading.left ? null : until,
    source: "automatic-reply",
  });
  const { ask } = state;
  const isAsked = state.status === "awaiting-decision" && ask?.staffId === person.id;
  if (!ask || !isAsked || (askId ?? ask.askId) !== ask.askId) return "automatic reply";
  await recordItem(
    tx,
    itemId,
    state,
    [{ type: "ask-withdrawn", askId: ask.askId, because: "the reviewer is away" }],
    {
      at: now,
      actor: "worker",
      note: `${person.name} is away${until ? ` until ${formatLocal(until)}` : ""}: another reviewer is asked.`,
    },
  );
  await queueNotice(tx, parts, {
    key: `${itemId}/away/${ask.askId}`,
    itemId,
    to: [ownerOf(state.owner)],
    heading: "a reviewer is away; another is asked",
    sentences: [
      `${person.name} answered ${itemId} with an automatic reply. The next in turn is asked at once.`,
    ],
  });
  await advance(tx, parts, itemId);
  return "away";
}
