/** A worker that has nothing to do but ring: says "ready" once Redis holds its bells, and the id of each timer it answered. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../worker/clock.ts";
import { openBells, sweepEvery } from "../../worker/schedule/bells.ts";
import { startRedis } from "../../worker/schedule/redis-server.ts";
import { openStore } from "../../worker/store/store.ts";
import { claimRing } from "../../worker/store/timers.ts";

const folder = process.argv[2] as string;
const store = await openStore(join(folder, "triage.sqlite"));
const redis = await startRedis(folder);
const log = {
  redisReady: () => process.stdout.write("ready\n"),
  redisAway: () => {},
  sweptUp: () => {},
  armedAnew: () => {},
  ringFailed: () => {},
  failed: () => {},
};
const bells = openBells({
  store,
  clock: systemClock,
  redis: { path: redis.socket },
  instance: "crash",
  log,
  async ring(timer) {
    await store.transaction(async (tx) => {
      const claimed = await claimRing(tx.db, timer.id, timer.arming, systemClock.now());
      // a killed process must find its way back from between the two
      await sleep(2);
      if (!claimed) return;
      const version = (await tx.load(timer.stream)).length;
      await tx.append(timer.stream, version, [{ type: "went-overdue", data: {} }], {
        at: systemClock.now(),
        actor: "worker",
      });
    });
    process.stdout.write(`${timer.id}\n`);
  },
});
await sweepEvery(bells, systemClock, log, new AbortController().signal);
