import type { Kysely, Selectable } from "kysely";
import type { Instant } from "../../rules/time.ts";
import type { Tables, TimerState, TimersTable } from "./tables.ts";

export interface NewTimer {
  /** Deterministic: "R-000001/deadline". */
  readonly id: string;
  readonly kind: string;
  readonly stream: string;
  readonly dueAt: Instant;
}

export interface Timer extends NewTimer {
  /** Which setting of this timer it is: a bell for an earlier one is void. */
  readonly arming: number;
  readonly state: TimerState;
  readonly rangAt: Instant | null;
}

/** Sets a timer, or sets it anew: pending, one arming further. @returns the arming. */
export async function armTimer(db: Kysely<Tables>, timer: NewTimer): Promise<number> {
  const { arming } = await db
    .insertInto("timers")
    .values({
      id: timer.id,
      kind: timer.kind,
      stream: timer.stream,
      due_at: timer.dueAt,
      arming: 1,
      state: "pending",
      rang_at: null,
    })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        kind: timer.kind,
        stream: timer.stream,
        due_at: timer.dueAt,
        arming: eb("timers.arming", "+", 1),
        state: "pending",
        rang_at: null,
      })),
    )
    .returning("arming")
    .executeTakeFirstOrThrow();
  return arming;
}

/** @returns the arming that was taken off; null where the timer was not pending. */
export async function disarmTimer(db: Kysely<Tables>, id: string): Promise<number | null> {
  const row = await db
    .updateTable("timers")
    .set({ state: "cancelled" })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returning("arming")
    .executeTakeFirst();
  return row?.arming ?? null;
}

/**
 * Marks a timer as rung, in the transaction that does what it rang for. Of any number of bells for one arming
 * exactly one is answered with the timer; the others, and bells of an earlier arming, with null: do nothing.
 */
export async function claimRing(
  db: Kysely<Tables>,
  id: string,
  arming: number,
  now: Instant,
): Promise<Timer | null> {
  const row = await db
    .updateTable("timers")
    .set({ state: "rung", rang_at: now })
    .where("id", "=", id)
    .where("arming", "=", arming)
    .where("state", "=", "pending")
    .returningAll()
    .executeTakeFirst();
  return row ? timerOf(row) : null;
}

/** Pending timers whose instant has come, the longest due first. */
export async function dueTimers(db: Kysely<Tables>, now: Instant): Promise<Timer[]> {
  const rows = await pending(db).where("due_at", "<=", now).orderBy("due_at").orderBy("id").execute();
  return rows.map(timerOf);
}

/** Every pending timer, the soonest first. */
export async function pendingTimers(db: Kysely<Tables>): Promise<Timer[]> {
  return (await pending(db).orderBy("due_at").orderBy("id").execute()).map(timerOf);
}

/** How many are pending and due later than `now`: so many jobs must be waiting in Redis. */
export async function countTimersAfter(db: Kysely<Tables>, now: Instant): Promise<number> {
  const row = await db
    .selectFrom("timers")
    .select(({ fn }) => fn.countAll<number>().as("waiting"))
    .where("state", "=", "pending")
    .where("due_at", ">", now)
    .executeTakeFirstOrThrow();
  return row.waiting;
}

export async function timerById(db: Kysely<Tables>, id: string): Promise<Timer | null> {
  const row = await db.selectFrom("timers").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? timerOf(row) : null;
}

/** All timers of a stream, whatever their state. */
export async function timersOf(db: Kysely<Tables>, stream: string): Promise<Timer[]> {
  const rows = await db.selectFrom("timers").selectAll().where("stream", "=", stream).orderBy("id").execute();
  return rows.map(timerOf);
}

function pending(db: Kysely<Tables>) {
  return db.selectFrom("timers").selectAll().where("state", "=", "pending");
}

function timerOf(row: Selectable<TimersTable>): Timer {
  return {
    id: row.id,
    kind: row.kind,
    stream: row.stream,
    dueAt: row.due_at,
    arming: row.arming,
    state: row.state,
    rangAt: row.rang_at,
  };
}
