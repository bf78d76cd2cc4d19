/**
 * What the store and the bells cost: `node bench/store.ts`. Every rate is the median of five runs (and the range of
 * them), in a file in a temporary folder.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instant, instant, laterBy, msOf } from "../rules/time.ts";
import { systemClock } from "../worker/clock.ts";
import { openBells } from "../worker/schedule/bells.ts";
import { startRedis } from "../worker/schedule/redis-server.ts";
import { loadEvents } from "../worker/store/events.ts";
import { nextId } from "../worker/store/ids.ts";
import { addMessage, changeMessage, knownMessages, messageAt } from "../worker/store/messages.ts";
import { beginEffect, effectDone, nextEffects } from "../worker/store/outbox.ts";
import { sha256 } from "../worker/store/raw-mails.ts";
import { openStore, type Store } from "../worker/store/store.ts";
import { claimRing, dueTimers } from "../worker/store/timers.ts";
import { verifyChain } from "../worker/store/verify-chain.ts";

const RUNS = 5;
const MAILS = 400;
const folder = mkdtempSync(join(tmpdir(), "triage-bench-"));
const path = join(folder, "triage.sqlite");
const store = await openStore(path);
const at = instant("2026-03-25T09:00:00Z");
let counter = 0;

async function measure(what: string, times: number, work: () => Promise<unknown>): Promise<void> {
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    for (let n = 0; n < times; n += 1) await work();
    rates.push((1000 * times) / (performance.now() - start));
  }
  const [low, , median, , high] = rates.sort((a, b) => a - b) as [number, number, number, number, number];
  const micros = (1_000_000 / median).toFixed(0);
  process.stdout.write(
    `${what.padEnd(58)} ${median.toFixed(0).padStart(7)}/s ${micros.padStart(7)} µs  (${low.toFixed(0)} to ${high.toFixed(0)})\n`,
  );
}

/** About 20 KB: text, and an attachment in base64, as real requests have. */
function mail(): Buffer {
  const text = `Subject: Request for Support\r\n\r\n${"The child was seen in school on Monday and said little. ".repeat(140)}`;
  return Buffer.from(`${text}\r\n${randomBytes(9_000).toString("base64")}`);
}

await measure("one event, one transaction", 1000, () =>
  store.transaction((tx) =>
    tx.append(`note:${++counter}`, 0, [{ type: "noted", data: { n: counter } }], { at, actor: "worker" }),
  ),
);
await measure("20 KB mail stored (zstd, hash), one transaction", MAILS, () => {
  const raw = mail();
  return store.transaction((tx) => tx.raw.put(sha256(raw), raw, at));
});
await measure("a mail taken in: raw, row, event, place, one transaction", MAILS, takeIn);
await measure("the same, and its item: 3 events, 2 effects, 2 timers", MAILS, async () => {
  const id = await takeIn();
  await store.transaction(async (tx) => {
    const item = await nextId(tx.db, "R");
    const stream = `item:${item}`;
    await tx.append(stream, 0, [{ type: "item-opened", data: { id } }], { at, actor: "worker" });
    await changeMessage(tx.db, id, { state: "in-review", itemId: item }, at);
    await tx.append(
      stream,
      1,
      [
        { type: "asked", data: { id } },
        { type: "noted", data: { id } },
      ],
      { at, actor: "worker" },
    );
    for (const kind of ["move", "letter"]) {
      await tx.outbox.add({ id: `${item}/${kind}`, stream, kind, payload: { id }, at, lane: item });
    }
    for (const kind of ["reminder", "deadline"]) {
      await tx.timers.arm({ id: `${item}/${kind}`, kind, stream, dueAt: later() });
    }
  });
});
await measure("a point read", 2000, () =>
  store.read((db) => messageAt(db, { folder: "inbox", uidValidity: "1", uid: 1 + (counter++ % MAILS) })),
);
await measure("a stream of three events", 2000, () => store.read((db) => loadEvents(db, "item:R-000007")));
await measure(`the next 100 effects of ${2 * RUNS * MAILS}`, 20, () =>
  store.read((db) => nextEffects(db, at, 100)),
);
await measure("an effect begun and done, two transactions", 200, async () => {
  const [effect] = await store.read((db) => nextEffects(db, at, 1));
  if (!effect) throw new Error("no effect is left");
  await store.transaction((tx) => beginEffect(tx.db, effect.id, at));
  await store.transaction((tx) => effectDone(tx.db, effect.id, at, null));
});
await measure(`due timers, none of ${2 * RUNS * MAILS}`, 200, () => store.read((db) => dueTimers(db, at)));

const start = performance.now();
const { sound } = await store.read(verifyChain);
const seconds = (performance.now() - start) / 1000;
process.stdout.write(
  `chain of ${sound} events verified in ${seconds.toFixed(2)} s, ${(sound / seconds).toFixed(0)}/s\n`,
);
await bells(store);
await store.close();
const mails = 3 * RUNS * MAILS;
process.stdout.write(
  `${(statSync(path).size / 1024 / mails).toFixed(1)} KB of file a mail of ${(mail().length / 1024).toFixed(1)} KB\n`,
);
rmSync(folder, { recursive: true });

async function takeIn(): Promise<string> {
  const raw = mail();
  const hash = sha256(raw);
  const messageId = `${hash}@school.example`;
  return store.transaction(async (tx) => {
    const seen = { sha256: hash, messageId, internalDate: at, bodySha256: hash };
    if ((await knownMessages(tx.db, seen)).length > 0) throw new Error("not new");
    await tx.raw.put(hash, raw, at);
    const location = { folder: "inbox", uidValidity: "1", uid: ++counter } as const;
    const id = await addMessage(tx.db, {
      ...seen,
      receivedAt: at,
      bytes: raw.length,
      state: "taken-in",
      location,
      at,
    });
    await tx.append(`message:${id}`, 0, [{ type: "seen", data: { hash, location } }], {
      at,
      actor: "worker",
    });
    return id;
  });
}

function later(): Instant {
  return laterBy(at, 3_600_000);
}

/** Arms many timers at once, as a start does; then how late BullMQ rings 500 that come due over five seconds. */
async function bells(store: Store): Promise<void> {
  const redis = await startRedis(folder);
  const arm = (count: number, name: string, dueAt: (n: number) => Instant) =>
    store.transaction(async (tx) => {
      for (let n = 0; n < count; n += 1) {
        await tx.timers.arm({ id: `${name}/${n}`, kind: "deadline", stream: name, dueAt: dueAt(n) });
      }
    });
  await store.transaction((tx) => tx.db.deleteFrom("timers").execute());
  await arm(10_000, "far", () => laterBy(systemClock.now(), 86_400_000));

  const late: number[] = [];
  let begun = performance.now();
  let ready = (_: number) => {};
  const armed = new Promise<number>((resolve) => {
    ready = resolve;
  });
  const ignore = () => {};
  const open = openBells({
    store,
    clock: systemClock,
    redis: { path: redis.socket },
    instance: "bench",
    async ring(timer) {
      await store.transaction((tx) => claimRing(tx.db, timer.id, timer.arming, systemClock.now()));
      late.push(Date.now() - msOf(timer.dueAt));
    },
    log: {
      redisReady: ready,
      redisAway: ignore,
      sweptUp: ignore,
      armedAnew: ignore,
      ringFailed: ignore,
      failed: ignore,
    },
  });
  const count = await armed;
  process.stdout.write(
    `${count} pending timers armed at start in ${((performance.now() - begun) / 1000).toFixed(2)} s\n`,
  );
  begun = performance.now();
  await open.sweep();
  process.stdout.write(`a sweep that finds all in order: ${(performance.now() - begun).toFixed(1)} ms\n`);
  await arm(500, "near", (n) => laterBy(systemClock.now(), 2000 + n * 10));
  while (late.length < 500) await new Promise((resolve) => setTimeout(resolve, 50));
  late.sort((a, b) => a - b);
  process.stdout.write(
    `500 bells rung ${late[250]} ms late at p50, ${late[495]} ms at p99, ${late[499]} ms at most\n`,
  );
  await open.close();
  await redis.stop();
}
