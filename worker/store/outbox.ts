import { type Kysely, type Selectable, sql, type UpdateObject } from "kysely";
import type { Instant } from "../../rules/time.ts";
import type { EffectState, OutboxTable, Tables } from "./tables.ts";

/** Something to be done outside the database, wanted by a decision and written with it. */
export interface NewEffect {
  /** Deterministic, so that a stage that runs twice wants it once: "R-000001/outcome-letter/1". */
  readonly id: string;
  readonly stream: string;
  readonly kind: string;
  /** Goes through JSON. */
  readonly payload: unknown;
  /** When it was wanted: now. */
  readonly at: Instant;
  /** Effects of one lane happen one after the other, in the order in which they were added. */
  readonly lane?: string | null;
  readonly notBefore?: Instant | null;
}

export interface Effect {
  readonly seq: number;
  readonly id: string;
  readonly stream: string;
  readonly lane: string | null;
  readonly kind: string;
  readonly payload: unknown;
  readonly notBefore: Instant | null;
  readonly state: EffectState;
  readonly attempts: number;
  readonly nextAt: Instant;
  readonly lastError: string | null;
  readonly createdAt: Instant;
  readonly doneAt: Instant | null;
  readonly result: unknown;
}

const BLOCKING: readonly EffectState[] = ["pending", "sending", "failed"];

/** @returns false where an effect of this id is already known; it stays as it is. */
export async function addEffect(db: Kysely<Tables>, effect: NewEffect): Promise<boolean> {
  const added = await db
    .insertInto("outbox")
    .values({
      id: effect.id,
      stream: effect.stream,
      lane: effect.lane ?? null,
      kind: effect.kind,
      payload: JSON.stringify(effect.payload ?? null),
      not_before: effect.notBefore ?? null,
      state: "pending",
      attempts: 0,
      next_at: effect.notBefore ?? effect.at,
      last_error: null,
      created_at: effect.at,
      done_at: null,
      result: null,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** @returns false where it is too late (begun or done), or where there is no such effect. */
export async function cancelEffect(db: Kysely<Tables>, id: string): Promise<boolean> {
  return moveEffect(db, id, ["pending", "failed"], { state: "cancelled" });
}

/**
 * Those whose turn it is, in the order in which they were wanted: pending, their time has come, and nothing earlier
 * in their lane is unfinished. A failed effect holds its lane until a person retries or cancels it.
 */
export async function nextEffects(db: Kysely<Tables>, now: Instant, limit: number): Promise<Effect[]> {
  const rows = await db
    .selectFrom("outbox")
    .selectAll()
    .where("state", "=", "pending")
    .where("next_at", "<=", now)
    .where(({ not, exists, selectFrom, or, eb }) =>
      or([
        eb("outbox.lane", "is", null),
        not(
          exists(
            selectFrom("outbox as earlier")
              .select("earlier.seq")
              .whereRef("earlier.lane", "=", "outbox.lane")
              .where("earlier.state", "in", BLOCKING)
              .whereRef("earlier.seq", "<", "outbox.seq"),
          ),
        ),
      ]),
    )
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows.map(effectOf);
}

/** When the next pending effect comes due; null where none is pending. Lanes may make it later. */
export async function nextEffectAt(db: Kysely<Tables>): Promise<Instant | null> {
  const row = await db
    .selectFrom("outbox")
    .select("next_at")
    .where("state", "=", "pending")
    .orderBy("next_at")
    .limit(1)
    .executeTakeFirst();
  return row?.next_at ?? null;
}

/**
 * pending → sending, before it is acted on.
 * @returns false where another took it, it was cancelled, or it was postponed beyond `now`.
 */
export async function beginEffect(db: Kysely<Tables>, id: string, now: Instant): Promise<boolean> {
  const begun = await db
    .updateTable("outbox")
    .set({ state: "sending", attempts: sql<number>`attempts + 1` })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .where("next_at", "<=", now)
    .executeTakeFirst();
  return begun.numUpdatedRows > 0n;
}

/** Whatever of these kinds would come due before `until` waits till then: the server it needs is away. */
export async function postponeEffects(
  db: Kysely<Tables>,
  kinds: readonly string[],
  until: Instant,
): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ next_at: until })
    .where("state", "=", "pending")
    .where("kind", "in", kinds)
    .where("next_at", "<", until)
    .execute();
}

/** sending → sent. */
export async function effectDone(
  db: Kysely<Tables>,
  id: string,
  at: Instant,
  result: unknown,
): Promise<boolean> {
  return moveEffect(db, id, ["sending"], {
    state: "sent",
    done_at: at,
    last_error: null,
    result: JSON.stringify(result ?? null),
  });
}

/**
 * sending → pending, to be tried again at `nextAt`; or → failed where it is null: a person must look.
 * @param error what went wrong, without personal data.
 */
export async function effectFailed(
  db: Kysely<Tables>,
  id: string,
  error: string,
  nextAt: Instant | null,
): Promise<boolean> {
  return moveEffect(
    db,
    id,
    ["sending"],
    nextAt === null
      ? { state: "failed", last_error: error }
      : { state: "pending", last_error: error, next_at: nextAt },
  );
}

/** failed → pending: a person asked for another try. */
export async function retryEffect(db: Kysely<Tables>, id: string, at: Instant): Promise<boolean> {
  return moveEffect(db, id, ["failed"], { state: "pending", next_at: at });
}

/**
 * sending → pending for all: only at start, when nobody is acting. Whether they happened is not known, so each must
 * be safe to repeat.
 * @returns how many there were.
 */
export async function resumeEffects(db: Kysely<Tables>): Promise<number> {
  const resumed = await db
    .updateTable("outbox")
    .set({ state: "pending" })
    .where("state", "=", "sending")
    .executeTakeFirst();
  return Number(resumed.numUpdatedRows);
}

/** Those that need a person: failed for good, or begun `attempts` times or more and still not done. */
export async function troubledEffects(db: Kysely<Tables>, attempts: number): Promise<Effect[]> {
  const rows = await db
    .selectFrom("outbox")
    .selectAll()
    .where(({ or, and, eb }) =>
      or([
        eb("state", "=", "failed"),
        and([eb("state", "in", ["pending", "sending"]), eb("attempts", ">=", attempts)]),
      ]),
    )
    .orderBy("seq")
    .execute();
  return rows.map(effectOf);
}

export async function effectById(db: Kysely<Tables>, id: string): Promise<Effect | null> {
  const row = await db.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? effectOf(row) : null;
}

/** All effects that a stream ever wanted, oldest first. */
export async function effectsOf(db: Kysely<Tables>, stream: string): Promise<Effect[]> {
  const rows = await db
    .selectFrom("outbox")
    .selectAll()
    .where("stream", "=", stream)
    .orderBy("seq")
    .execute();
  return rows.map(effectOf);
}

/** How many are pending or being done. */
export async function openEffects(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom("outbox")
    .select(({ fn }) => fn.countAll<number>().as("open"))
    .where("state", "in", ["pending", "sending"])
    .executeTakeFirstOrThrow();
  return row.open;
}

async function moveEffect(
  db: Kysely<Tables>,
  id: string,
  from: readonly EffectState[],
  changes: UpdateObject<Tables, "outbox">,
): Promise<boolean> {
  const moved = await db
    .updateTable("outbox")
    .set(changes)
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

function effectOf(row: Selectable<OutboxTable>): Effect {
  return {
    seq: row.seq,
    id: row.id,
    stream: row.stream,
    lane: row.lane,
    kind: row.kind,
    payload: JSON.parse(row.payload),
    notBefore: row.not_before,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at,
    lastError: row.last_error,
    createdAt: row.created_at,
    doneAt: row.done_at,
    result: row.result === null ? null : JSON.parse(row.result),
  };
}
