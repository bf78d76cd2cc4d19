import { type Instant, laterBy } from "../../rules/time.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { countTimersAfter, dueTimers, pendingTimers, type Timer, timerById } from "../store/timers.ts";
import { type BullSchedule, openSchedule, type RedisAddress } from "./schedule.ts";

export interface BellsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly redis: RedisAddress;
  readonly instance: string;
  /**
   * Does what the timer is for, in one transaction that begins with `claimRing`: a bell may ring twice, or for a
   * timer that was set anew meanwhile. Rejects where it could not: it rings again.
   */
  readonly ring: (timer: Timer) => Promise<void>;
  readonly log: BellsLog;
}

/** What is worth telling. No personal data comes through here. */
export interface BellsLog {
  redisReady(armed: number): void;
  redisAway(): void;
  /** The sweeper found timers whose bell had not rung. */
  sweptUp(timerIds: readonly string[]): void;
  /** Redis held fewer bells than the store has timers: all were armed anew. */
  armedAnew(armed: number): void;
  ringFailed(timerId: string, error: unknown): void;
  failed(what: string, error: unknown): void;
}

export interface Bells {
  readonly schedule: BullSchedule;
  /** One round of the sweeper: rings what is overdue, then sees that Redis holds what the store does. */
  sweep(): Promise<void>;
  /** The instant of the last whole round; null before the first: for the heartbeat. */
  lastSweptAt(): Instant | null;
  /** Waits for the bells that are being answered. */
  close(): Promise<void>;
}

export const SWEEP_EVERY_MS = 30_000;

/**
 * Ties the timers in the store to the bells in Redis: a timer armed in a committed transaction gets its bell, a
 * disarmed one loses it, and whenever Redis comes (back) all pending ones are armed.
 * @see sweepEvery for what rings when Redis does not.
 */
export function openBells({ store, clock, redis, instance, ring, log }: BellsOptions): Bells {
  const ringing = new Map<string, Promise<void>>();
  let lastSweptAt: Instant | null = null;
  let closing = false;

  /** BullMQ and the sweeper may ring at once: one answer does for both. */
  function answer(timer: Timer): Promise<void> {
    const key = `${timer.id} ${timer.arming}`;
    const known = ringing.get(key);
    if (known) return known;
    const answered = ring(timer)
      .catch((error) => {
        log.ringFailed(timer.id, error);
        throw error;
      })
      .finally(() => ringing.delete(key));
    ringing.set(key, answered);
    return answered;
  }

  const schedule = openSchedule(redis, {
    instance,
    clock,
    async onRing(timerId, arming) {
      const timer = await store.read((db) => timerById(db, timerId));
      if (timer?.state !== "pending" || timer.arming !== arming) return;
      // the system's clock was set back, or a stepped one stands still: BullMQ counts real time
      if (timer.dueAt > clock.now())
        throw new Error(`Cannot ring '${timerId}': expected it due, found it early`);
      await answer(timer);
    },
    onReady() {
      void armPending().then(log.redisReady, (error) => log.failed("arm all timers", error));
    },
    onAway: () => log.redisAway(),
  });

  async function armPending(): Promise<number> {
    const timers = await store.read(pendingTimers);
    await schedule.armAll(timers);
    return timers.length;
  }

  const stopListening = store.onCommit(({ armed, disarmed }) => {
    for (const { id, arming } of disarmed) void schedule.disarm(id, arming).catch(() => {}); // a void bell does no harm
    if (armed.length > 0) void schedule.armAll(armed).catch(() => {}); // `onReady`, or the next sweep, arms it
  });

  return {
    schedule,
    async sweep() {
      const now = clock.now();
      const due = await store.read((db) => dueTimers(db, now));
      if (due.length > 0) log.sweptUp(due.map((timer) => timer.id));
      for (const timer of due) {
        if (closing) return;
        await answer(timer).catch(() => {}); // told by `answer`; the next round tries again
      }
      const held = await schedule.armed();
      if (held !== null && held < (await store.read((db) => countTimersAfter(db, now)))) {
        log.armedAnew(await armPending());
      }
      lastSweptAt = clock.now();
    },
    lastSweptAt: () => lastSweptAt,
    async close() {
      closing = true;
      stopListening();
      await schedule.close();
      await Promise.allSettled(ringing.values());
    },
  };
}

/**
 * The sweeper: a round at once, then one every 30 s, so that a timer which BullMQ forgot rings within a minute.
 * @returns when `signal` is aborted. Never rejects: a round that fails is told and the next one tries again.
 */
export async function sweepEvery(
  bells: Pick<Bells, "sweep">,
  clock: Clock,
  log: Pick<BellsLog, "failed">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await bells.sweep();
    } catch (error) {
      log.failed("sweep the timers", error);
    }
    await clock.sleepUntil(laterBy(clock.now(), SWEEP_EVERY_MS), signal).catch(() => {});
  }
}
