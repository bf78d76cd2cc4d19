import { setTimeout as sleep } from "node:timers/promises";
import { type Instant, instant, msOf } from "../rules/time.ts";
import type { Clock } from "./ports.ts";

/** The system's clock: the only place that reads it. */
export const systemClock: Clock = {
  now: () => instant(Date.now()),
  async sleepUntil(at, signal) {
    // setTimeout cannot wait longer than 2^31 ms; a day at a time is enough.
    for (let left = msOf(at) - Date.now(); left > 0; left = msOf(at) - Date.now()) {
      await sleep(Math.min(left, 86_400_000), undefined, signal ? { signal } : {});
    }
  },
};

/** A clock that stands still until it is told to jump: the demo's and the tests' (DL-13). */
export class SteppedClock implements Clock {
  #now: Instant;
  #sleepers: { at: Instant; wake: () => void }[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** Goes to `at` (never back) and wakes whoever waited for it or for less. */
  jumpTo(at: Instant): void {
    if (at > this.#now) this.#now = at;
    const due = this.#sleepers.filter((sleeper) => sleeper.at <= this.#now);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at > this.#now);
    for (const sleeper of due) sleeper.wake();
  }

  sleepUntil(at: Instant, signal?: AbortSignal): Promise<void> {
    if (at <= this.#now) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sleeper = { at, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        "abort",
        () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }
}
