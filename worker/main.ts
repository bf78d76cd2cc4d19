import { setTimeout as sleep } from "node:timers/promises";
import { msOf } from "../rules/time.ts";
import { errorName } from "./events.ts";
import { writeHeartbeat } from "./heartbeat.ts";
import { sweepEvery } from "./schedule/bells.ts";
import type { Wired } from "./wiring.ts";

/** Between two looks at the mailbox where IDLE says nothing. */
const POLL_MS = 20_000;

/**
 * Runs the worker until `signal` is aborted: a round whenever the mailbox has news, an effect falls due, a bell
 * rang, or 20 s are over. A round that fails is told and the next one tries again, later and later.
 */
export async function run(wired: Wired, signal: AbortSignal, heartbeatFile: string): Promise<void> {
  const { parts, worker, bells } = wired;
  const { clock, store, mailbox, emit } = parts;
  let wake = new AbortController();
  const stopListening = store.onCommit(({ effects }) => {
    if (effects) wake.abort();
  });
  await worker.begin();
  await writeHeartbeat(wired, heartbeatFile);
  const sweeping = sweepEvery(
    bells,
    clock,
    { failed: (what, error) => emit({ name: "error", where: what, error: errorName(error) }) },
    signal,
  );
  let failures = 0;
  while (!signal.aborted) {
    wake = new AbortController();
    try {
      await worker.settle();
      failures = 0;
    } catch (error) {
      failures += 1;
      emit({ name: "error", where: "round", error: errorName(error) });
    }
    await writeHeartbeat(wired, heartbeatFile);
    if (signal.aborted) break;
    const pause = failures > 0 ? Math.min(1_000 * 2 ** failures, 60_000) : POLL_MS;
    const nextAt = await worker.nextEffectAt();
    const untilEffect = nextAt ? Math.max(msOf(nextAt) - msOf(clock.now()), 50) : pause;
    const waiting = AbortSignal.any([signal, wake.signal]);
    if (failures > 0) await sleep(pause, undefined, { signal }).catch(() => {});
    else await mailbox.waitForNews(Math.min(pause, untilEffect), waiting);
  }
  stopListening();
  await sweeping;
}
