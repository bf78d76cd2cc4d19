import { type Job, Queue, Worker } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { type Instant, msOf } from "../../rules/time.ts";
import type { Clock, Schedule } from "../ports.ts";

/** The embedded server's socket, or REDIS_URL. */
export type RedisAddress = { readonly path: string } | { readonly url: string };

export interface Bell {
  readonly id: string;
  readonly arming: number;
  readonly dueAt: Instant;
}

/** Redis cannot be reached: the timers are in the store and will be armed when it comes back. */
export class RedisAwayError extends Error {
  override readonly name = "RedisAwayError";
}

export interface ScheduleOptions {
  /** Keeps apart those who share a Redis: the store's own id (`instanceId`). */
  readonly instance: string;
  readonly clock: Clock;
  /** Rejects where the bell could not be answered: it rings again, a few times, later and later. */
  readonly onRing: (timerId: string, arming: number) => Promise<void>;
  /** Redis can be reached (again): it may have forgotten everything. */
  readonly onReady?: () => void;
  /** Redis was lost. Once for each time. */
  readonly onAway?: () => void;
}

export interface BullSchedule extends Schedule {
  /** Arms many at once; those armed already stay as they are. @throws {RedisAwayError} */
  armAll(bells: readonly Bell[]): Promise<void>;
  /** How many bells are waiting; null while Redis cannot be reached. */
  armed(): Promise<number | null>;
  /** A stepped clock has jumped: what came due by it rings now. BullMQ itself counts real time. */
  jumpedTo(now: Instant): Promise<void>;
}

const QUEUE = "timers";
const RECONNECT_MAX_MS = 5_000;
const COMMAND_MS = 10_000;
/** After these the sweeper rings: 1, 2, 4, 8 s apart. */
const ATTEMPTS = 5;

/** What Redis holds of a timer: no personal data. */
interface Ring {
  readonly timerId: string;
  readonly arming: number;
  readonly dueAt: Instant;
}

/**
 * Rings timers by BullMQ's delayed jobs. Returns at once and connects in the background; while Redis is away, calls
 * reject with `RedisAwayError` instead of waiting. Nothing here must be remembered by Redis.
 */
export function openSchedule(address: RedisAddress, options: ScheduleOptions): BullSchedule {
  const prefix = `triage-${options.instance}`;
  const client = connect(address);
  const ringing = new Set<Promise<void>>();
  let pair: { queue: Queue<Ring>; worker: Worker<Ring> } | null = null;
  let closing = false;
  let away = false;

  async function ring(job: Job<Ring>): Promise<void> {
    if (closing) throw new Error("Cannot ring: the schedule is closing");
    const answer = options.onRing(job.data.timerId, job.data.arming);
    const ended = answer.catch(() => {});
    ringing.add(ended);
    try {
      await answer;
    } catch {
      // what went wrong is for whoever answers to tell; a message might carry into Redis what must not lie there
      throw new Error("Cannot ring: nobody answered");
    } finally {
      ringing.delete(ended);
    }
  }

  client.on("ready", () => {
    if (closing) return;
    pair ??= {
      queue: new Queue<Ring>(QUEUE, { connection: client, prefix }).on("error", told),
      worker: new Worker<Ring>(QUEUE, ring, {
        connection: connectionOptions(address),
        prefix,
        concurrency: 4,
      }).on("error", told),
    };
    away = false;
    options.onReady?.();
  });
  client.on("error", told);
  client.on("close", () => {
    if (away || closing) return;
    away = true;
    options.onAway?.();
  });

  function queueNow(): Queue<Ring> {
    if (!pair || client.status !== "ready")
      throw new RedisAwayError("Cannot reach Redis: the timers wait in the store");
    return pair.queue;
  }

  const schedule: BullSchedule = {
    arm: (id, arming, dueAt) => schedule.armAll([{ id, arming, dueAt }]),

    async armAll(bells) {
      const queue = queueNow();
      const now = msOf(options.clock.now());
      for (let from = 0; from < bells.length; from += 500) {
        await queue.addBulk(
          bells.slice(from, from + 500).map((bell) => ({
            name: "ring",
            data: { timerId: bell.id, arming: bell.arming, dueAt: bell.dueAt },
            opts: {
              jobId: jobId(bell.id, bell.arming),
              delay: Math.max(0, msOf(bell.dueAt) - now),
              attempts: ATTEMPTS,
              backoff: { type: "exponential", delay: 1_000 },
              // a finished job that lies on makes BullMQ ignore a new one of its id
              removeOnComplete: true,
              removeOnFail: true,
              stackTraceLimit: 0,
            },
          })),
        );
      }
    },

    async disarm(id, arming) {
      await queueNow().remove(jobId(id, arming));
    },

    async armed() {
      try {
        return await queueNow().getJobCountByTypes("delayed", "waiting", "prioritized", "active");
      } catch (error) {
        if (!(error instanceof RedisAwayError) && client.status === "ready") throw error;
        return null;
      }
    },

    async jumpedTo(now) {
      for (const job of await queueNow().getDelayed()) {
        if (job.data.dueAt > now) continue;
        await job.promote().catch(() => {}); // it rang or was disarmed in between
      }
    },

    async close() {
      closing = true;
      await Promise.all(ringing);
      // forced: it would wait for a Redis that is away; what it could not tell Redis rings again, in vain
      await pair?.worker.close(true);
      await pair?.queue.close();
      client.disconnect();
    },
  };
  return schedule;
}

/** A fault of the connection: "close" follows, and is what we tell. */
function told(): void {}

/** BullMQ allows no ':' in a job's id, nor an id that is a whole number. */
function jobId(timerId: string, arming: number): string {
  return `${encodeURIComponent(timerId)}-${arming}`;
}

function connectionOptions(address: RedisAddress) {
  return {
    ...address,
    // BullMQ's condition: commands wait for the connection, they do not fail after some tries
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 100, RECONNECT_MAX_MS),
  };
}

/** Its commands fail where Redis hangs: nobody who sweeps may wait for ever. */
function connect(address: RedisAddress): Redis {
  const options: RedisOptions = {
    ...connectionOptions(address),
    commandTimeout: COMMAND_MS,
  };
  return "url" in address ? new Redis(address.url, options) : new Redis(options);
}
