import {
  bankHolidayWarning,
  endOfDay,
  isWorkingDay,
  localTime,
  nextWorkingDay,
} from "../../rules/calendar.ts";
import { type Instant, localDate, type PlainDate } from "../../rules/time.ts";
import { type DigestRow, digest } from "../../templates/letters.ts";
import { listDues } from "../cases/cases.ts";
import { houseOf, queueLetter } from "../letters/queue.ts";
import type { Parts } from "../parts.ts";
import { absences } from "../store/asks.ts";
import { openItems } from "../store/items.ts";
import { countMessages, messagesInState } from "../store/messages.ts";
import type { Tx } from "../store/store.ts";

/** A digest is read between two telephone calls; `triage case due` has them all. */
const MOST_DUES = 20;

/** Local hours of the digests (Part 0.10). */
const HOURS = ["08:00", "12:00", "16:00"] as const;

/** What is waiting, oldest and urgent first; due today; overdue; who is away; what needs attention: to all RAOs. */
export async function sendDigest(tx: Tx, parts: Parts): Promise<void> {
  const now = parts.clock.now();
  const { policy } = parts;
  const today = localDate(now);
  const name = (id: string | null) => policy.staff.find((member) => member.id === id)?.name ?? id;
  const askedOf = new Map(
    (await tx.db.selectFrom("asks").select(["id", "staff_id"]).where("state", "=", "open").execute()).map(
      (ask) => [ask.id, ask.staff_id],
    ),
  );
  const rows = (await openItems(tx.db)).map((item): DigestRow => {
    const reviewer = item.askId ? (askedOf.get(item.askId) ?? null) : null;
    return {
      reference: item.id,
      urgent: item.urgent,
      status: item.state,
      owner: name(item.owner),
      reviewer: name(reviewer),
      receivedAt: item.receivedAt,
      dueAt: item.dueAt,
      overdue: item.dueAt !== null && item.dueAt < now,
    };
  });
  rows.sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.receivedAt < b.receivedAt ? -1 : 1));
  const away = await absences(tx.db, now);
  const attention = await messagesInState(tx.db, ["needs-attention"]);
  const warning = bankHolidayWarning(today, policy.calendar);
  const untold = rows.filter(
    ({ status, receivedAt }) => UNTOLD.includes(status) && isLate(receivedAt, parts),
  );
  await queueLetter(tx, parts, {
    key: `digest/${now}`,
    itemId: null,
    kind: "digest",
    recipient: "rao-group",
    letter: digest({
      house: houseOf(policy),
      at: now,
      waiting: rows,
      dueToday: rows.filter(({ dueAt }) => dueAt !== null && localDate(dueAt) === today),
      overdue: rows.filter(({ overdue }) => overdue),
      away: away.map(({ staffId, until }) => ({
        name: name(staffId) ?? staffId,
        until: until && localDate(until),
      })),
      needsAttention: attention.map(({ id, note }) => ({ reference: id, reason: note ?? "" })),
      leftForBss: (await countMessages(tx.db)).left ?? 0,
      casesOverdue: (
        await listDues(tx.db, parts.desk, { role: null, until: now, now, limit: MOST_DUES })
      ).map(({ caseId, name: what, dueOn, responsible }) => ({
        caseId,
        what,
        dueOn,
        responsible: name(responsible),
      })),
      warnings: [
        ...(untold.length > 0
          ? [
              `The referrer has not been told for more than a working day: ${untold.map(({ reference }) => reference).join(", ")}.`,
            ]
          : []),
        ...(warning ? [warning] : []),
      ],
    }),
    to: [policy.addresses.raoGroup],
  });
}

/** The referrer of a request that stands so has had no answer (SAF-14). */
const UNTOLD: readonly string[] = ["awaiting-rao", "awaiting-dispatch", "awaiting-decision", "decided"];

/** The working day after the one that it was received on is over. */
function isLate(receivedAt: Instant, { policy, clock }: Parts): boolean {
  return endOfDay(nextWorkingDay(localDate(receivedAt), policy.calendar), policy.calendar) < clock.now();
}

/** Sets the next digest's timer; there is always one. */
export async function armDigest(tx: Tx, parts: Parts): Promise<void> {
  await tx.timers.arm({ id: "digest", kind: "digest", stream: "house", dueAt: nextDigest(parts) });
}

function nextDigest(parts: Parts): Instant {
  const now = parts.clock.now();
  const { calendar } = parts.policy;
  const today = localDate(now);
  const times = (day: PlainDate) => HOURS.map((hour) => localTime(day, hour));
  const later = isWorkingDay(today, calendar) ? times(today).find((at) => at > now) : undefined;
  return later ?? (times(nextWorkingDay(today, calendar))[0] as Instant);
}
