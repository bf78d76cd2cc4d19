import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Instant, instant, laterBy } from "../../../rules/time.ts";
import { SteppedClock, systemClock } from "../../../worker/clock.ts";
import type { Clock } from "../../../worker/ports.ts";
import { type BellsLog, openBells, sweepEvery } from "../../../worker/schedule/bells.ts";
import { startRedis as startEmbedded } from "../../../worker/schedule/redis-server.ts";
import type { RedisAddress } from "../../../worker/schedule/schedule.ts";
import { openStore, type Store } from "../../../worker/store/store.ts";
import { claimRing, type Timer, timerById } from "../../../worker/store/timers.ts";
import { startRedis, type TestRedis } from "../../servers/redis.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "triage-bells-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let instances = 0;

interface Options {
  readonly clock?: Clock;
  readonly address?: RedisAddress;
  readonly instance?: string;
  readonly before?: (timer: Timer) => Promise<void>;
}

/** A store whose timers, when they ring, leave an event: what a stage does. */
async function withBells(store: Store, options: Options = {}) {
  const clock = options.clock ?? systemClock;
  const told: string[] = [];
  const say = (what: string) => () => {
    told.push(what);
  };
  const log: BellsLog = {
    redisReady: (armed) => told.push(`ready ${armed}`),
    redisAway: say("away"),
    sweptUp: (ids) => told.push(`swept up ${ids.join(" ")}`),
    armedAnew: (armed) => told.push(`armed anew ${armed}`),
    ringFailed: (id) => told.push(`failed ${id}`),
    failed: (what, error) => told.push(`${what}: ${error}`),
  };
  const bells = openBells({
    store,
    clock,
    redis: options.address ?? { path: redis.socket },
    instance: options.instance ?? `bells-${++instances}`,
    log,
    async ring(timer) {
      await options.before?.(timer);
      await store.transaction(async (tx) => {
        if (!(await claimRing(tx.db, timer.id, timer.arming, clock.now()))) return;
        const version = (await tx.load(timer.stream)).length;
        await tx.append(timer.stream, version, [{ type: "went-overdue", data: {} }], {
          at: clock.now(),
          actor: "worker",
        });
      });
    },
  });
  let open = true;
  const close = async () => {
    if (open) await bells.close();
    open = false;
  };
  onTestFinished(close);
  if (!options.address) await until(() => told.some((line) => line.startsWith("ready")));
  return { bells, told, log, close };
}

async function newStore(path = join(temporaryFolder(), "triage.sqlite")): Promise<Store> {
  const store = await openStore(path);
  onTestFinished(() => store.close());
  return store;
}

const STREAM = "item:R-000001";
const arm = (store: Store, id: string, dueAt: Instant) =>
  store.transaction((tx) => tx.timers.arm({ id, kind: "deadline", stream: STREAM, dueAt }));
const inMs = (ms: number) => laterBy(systemClock.now(), ms);
const overdue = async (store: Store) => (await store.transaction((tx) => tx.load(STREAM))).length;

async function until(isTrue: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(10))
    if (await isTrue()) return;
  expect.fail("waited in vain");
}

describe("with the sweeper off, BullMQ alone", () => {
  test("rings a deadline that was armed in a transaction, once, long before a minute is over", async () => {
    const store = await newStore();
    await withBells(store);
    const dueAt = inMs(300);
    await arm(store, "deadline", dueAt);
    await until(async () => (await overdue(store)) > 0);
    await sleep(200);
    expect(await overdue(store)).toBe(1);
    const rung = await store.read((db) => timerById(db, "deadline"));
    expect(rung?.state).toBe("rung");
    expect(Date.parse(rung?.rangAt ?? "") - Date.parse(dueAt)).toBeLessThan(10_000);
  });

  test("rings a timer that was set anew at its new instant only, and a disarmed one not at all", async () => {
    const store = await newStore();
    const { bells } = await withBells(store);
    await arm(store, "deadline", inMs(60_000));
    await arm(store, "reminder", inMs(60_000));
    await until(async () => (await bells.schedule.armed()) === 2);
    await arm(store, "deadline", inMs(300));
    await store.transaction((tx) => tx.timers.disarm("reminder"));
    await until(async () => (await bells.schedule.armed()) === 1);
    await until(async () => (await overdue(store)) === 1);
    await until(async () => (await bells.schedule.armed()) === 0);
    expect(await overdue(store)).toBe(1);
    expect(await store.read((db) => timerById(db, "reminder"))).toMatchObject({ state: "cancelled" });
  });

  test("rings after a restart what was armed before it, and at once what came due meanwhile", async () => {
    const path = join(temporaryFolder(), "triage.sqlite");
    const first = await openStore(path);
    const before = await withBells(first, { instance: "restarted" });
    await arm(first, "came due", inMs(150));
    await arm(first, "later", inMs(1000));
    await before.close();
    await first.close();
    await redis.flushAll();
    await sleep(200);

    const store = await newStore(path);
    const { told } = await withBells(store, { instance: "restarted" });
    expect(told).toEqual(["ready 2"]);
    await until(async () => (await overdue(store)) === 1, 500);
    await until(async () => (await overdue(store)) === 2);
  });
});

describe("with Redis emptied, the sweeper alone", () => {
  test("rings what is due, once, and arms the rest anew", async () => {
    const store = await newStore();
    const { bells, told } = await withBells(store);
    await arm(store, "deadline", inMs(200));
    await arm(store, "later", inMs(60_000));
    await until(async () => (await bells.schedule.armed()) === 2);
    await redis.flushAll();
    await sleep(400);
    expect(await overdue(store)).toBe(0);

    await bells.sweep();
    expect(await overdue(store)).toBe(1);
    expect(told).toEqual(["ready 0", "swept up deadline", "armed anew 1"]);
    expect(await bells.schedule.armed()).toBe(1);

    await bells.sweep();
    expect(await overdue(store)).toBe(1);
    expect(told).toHaveLength(3);
  });

  test("rings by itself every 30 seconds of the clock", async () => {
    const clock = new SteppedClock(instant("2026-03-25T09:00:00Z"));
    const store = await newStore();
    const { bells, log } = await withBells(store, { clock, address: { path: "/nowhere/r.sock" } });
    const stop = new AbortController();
    const sweeping = sweepEvery(bells, clock, log, stop.signal);
    await arm(store, "deadline", instant("2026-03-25T09:00:10Z"));
    await until(() => bells.lastSweptAt() === clock.now());

    clock.jumpTo(instant("2026-03-25T09:00:29Z"));
    await sleep(100);
    expect(await overdue(store)).toBe(0);
    clock.jumpTo(instant("2026-03-25T09:00:30Z"));
    await until(async () => (await overdue(store)) === 1);
    await until(() => bells.lastSweptAt() === clock.now());

    stop.abort(new Error("stopped"));
    await sweeping;
  });

  test("goes on after a round that failed", async () => {
    const clock = new SteppedClock(instant("2026-03-25T09:00:00Z"));
    const told: string[] = [];
    let rounds = 0;
    const bells = {
      async sweep() {
        rounds += 1;
        if (rounds === 1) throw new Error("database is locked");
      },
    };
    const log = { failed: (what: string) => told.push(what) };
    const stop = new AbortController();
    const sweeping = sweepEvery(bells, clock, log, stop.signal);
    await until(() => told.length === 1);
    clock.jumpTo(instant("2026-03-25T09:00:30Z"));
    await until(() => rounds === 2);
    stop.abort(new Error("stopped"));
    await sweeping;
    expect(told).toEqual(["sweep the timers"]);
  });
});

describe("while Redis is away", () => {
  test("the sweeper rings, and when Redis is there what is pending is armed without a restart", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "redis", "r.sock");
    const store = await newStore();
    const { bells, told } = await withBells(store, { address: { path } });
    await arm(store, "deadline", inMs(0));
    await arm(store, "later", inMs(1500));
    await bells.sweep();
    expect(await overdue(store)).toBe(1);
    await until(() => told.includes("away"));

    const own = await startEmbedded(folder);
    onTestFinished(() => own.stop());
    await until(() => told.includes("ready 1"));
    await until(async () => (await overdue(store)) === 2);
    expect(told.filter((line) => line.startsWith("swept up"))).toEqual(["swept up deadline"]);
  });

  test("and comes back empty, everything is armed anew", async () => {
    const folder = temporaryFolder();
    const own = await startEmbedded(folder);
    const store = await newStore();
    const { told } = await withBells(store, { address: { path: own.socket } });
    await until(() => told.includes("ready 0"));
    await arm(store, "deadline", inMs(1500));
    await own.stop();
    await until(() => told.includes("away"));
    const back = await startEmbedded(folder);
    onTestFinished(() => back.stop());
    await until(async () => (await overdue(store)) === 1);
    expect(told).toEqual(["ready 0", "away", "ready 1"]);
  });
});

describe("a bell", () => {
  test("rung by BullMQ and the sweeper at once has one effect", async () => {
    const store = await newStore();
    let asked = 0;
    const { bells } = await withBells(store, {
      async before() {
        asked += 1;
        await sleep(100);
      },
    });
    await arm(store, "deadline", inMs(50));
    await sleep(80);
    await Promise.all([bells.sweep(), bells.sweep(), bells.sweep()]);
    await sleep(200);
    expect(asked).toBeGreaterThan(0);
    expect(await overdue(store)).toBe(1);
  });

  test("that could not be answered is told, and answered at the next try", async () => {
    const store = await newStore();
    let tries = 0;
    const { told } = await withBells(store, {
      async before() {
        tries += 1;
        if (tries === 1) throw new Error("no");
      },
    });
    await arm(store, "deadline", inMs(0));
    await until(async () => (await overdue(store)) === 1);
    expect(told).toEqual(["ready 0", "failed deadline"]);
  });

  test("that rings before its instant by the clock waits for it", async () => {
    const clock = new SteppedClock(instant("2026-03-25T09:00:00Z"));
    const store = await newStore();
    await withBells(store, { clock });
    // due in a quarter of a second: real time passes it, the clock stands still
    await arm(store, "deadline", laterBy(clock.now(), 250));
    await sleep(700);
    expect(await overdue(store)).toBe(0);
    clock.jumpTo(laterBy(clock.now(), 250));
    await until(async () => (await overdue(store)) === 1);
  });
});
