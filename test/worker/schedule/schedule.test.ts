import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Instant, instant, laterBy, msOf } from "../../../rules/time.ts";
import { SteppedClock, systemClock } from "../../../worker/clock.ts";
import { startRedis as startEmbedded } from "../../../worker/schedule/redis-server.ts";
import { openSchedule, RedisAwayError, type ScheduleOptions } from "../../../worker/schedule/schedule.ts";
import { startRedis, type TestRedis } from "../../servers/redis.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

let instances = 0;

interface Rung {
  readonly id: string;
  readonly arming: number;
  readonly at: Instant;
}

async function open(options: Partial<ScheduleOptions> = {}) {
  const rung: Rung[] = [];
  let ready = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const schedule = openSchedule(
    { path: redis.socket },
    {
      instance: `test-${++instances}`,
      clock: systemClock,
      async onRing(id, arming) {
        rung.push({ id, arming, at: instant(Date.now()) });
      },
      ...options,
      onReady() {
        ready();
        options.onReady?.();
      },
    },
  );
  onTestFinished(() => schedule.close());
  await isReady;
  return { schedule, rung, names: () => rung.map(({ id, arming }) => `${id} ${arming}`) };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "triage-away-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Stands before Redis and cuts every connection when the client says its n-th message, once. */
async function cutOnce(socket: string, target: string, message: number) {
  let messages = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const end of [client, upstream]) {
      open.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        open.delete(end);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => {
      messages += 1;
      if (messages === message) for (const end of open) end.destroy();
      else upstream.write(chunk);
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    hasCut: () => messages >= message,
    async close() {
      for (const end of open) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const inMs = (ms: number) => laterBy(systemClock.now(), ms);

async function until(isTrue: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(10))
    if (await isTrue()) return;
  expect.fail("waited in vain");
}

describe("a bell", () => {
  test("rings once, at its instant or a moment after it", async () => {
    const { schedule, rung } = await open();
    const dueAt = inMs(300);
    await schedule.arm("R-000001/deadline", 1, dueAt);
    expect(await schedule.armed()).toBe(1);
    await until(() => rung.length > 0);
    await sleep(300);
    expect(rung.map(({ id, arming }) => [id, arming])).toEqual([["R-000001/deadline", 1]]);
    const lateMs = msOf((rung[0] as Rung).at) - msOf(dueAt);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(10_000);
    expect(await schedule.armed()).toBe(0);
  });

  test("whose instant is past rings at once", async () => {
    const { schedule, names } = await open();
    await schedule.arm("deadline", 1, inMs(-3_600_000));
    await until(() => names().length > 0);
    expect(names()).toEqual(["deadline 1"]);
  });

  test.each(["7", "item:R-000001:deadline", "R-000001/deadline", "ä b"])("may be called '%s'", async (id) => {
    const { schedule, names } = await open();
    await schedule.arm(id, 1, inMs(0));
    await until(() => names().length > 0);
    expect(names()).toEqual([`${id} 1`]);
  });

  test("armed twice rings once", async () => {
    const { schedule, names } = await open();
    const dueAt = inMs(200);
    await schedule.arm("deadline", 1, dueAt);
    await schedule.armAll([{ id: "deadline", arming: 1, dueAt }]);
    expect(await schedule.armed()).toBe(1);
    await sleep(800);
    expect(names()).toEqual(["deadline 1"]);
  });

  test("that has rung can be armed again, also under the same number", async () => {
    const { schedule, names } = await open();
    for (const rings of [1, 2]) {
      await schedule.arm("deadline", 1, inMs(50));
      await until(() => names().length === rings);
      await until(async () => (await schedule.armed()) === 0);
    }
    await schedule.arm("deadline", 2, inMs(50));
    await until(() => names().length === 3);
    expect(names()).toEqual(["deadline 1", "deadline 1", "deadline 2"]);
  });

  test("that was disarmed does not ring; disarming one that is not there is fine", async () => {
    const { schedule, names } = await open();
    await schedule.arm("deadline", 1, inMs(300));
    await schedule.arm("reminder", 1, inMs(350));
    await schedule.disarm("deadline", 1);
    await schedule.disarm("deadline", 7);
    await until(() => names().length > 0);
    expect(names()).toEqual(["reminder 1"]);
  });

  test("that could not be answered rings again", async () => {
    let tries = 0;
    const { schedule } = await open({
      async onRing() {
        tries += 1;
        if (tries < 3) throw new Error("database is locked");
      },
    });
    await schedule.arm("deadline", 1, inMs(0));
    await until(() => tries === 3);
    await until(async () => (await schedule.armed()) === 0);
    expect(tries).toBe(3);
  });
});

test("nothing but ids and instants gets into Redis, also when an answer fails", async () => {
  const { schedule } = await open({
    instance: "private",
    async onRing() {
      throw new Error("Cannot send to tansy.quillfeather@school.example");
    },
  });
  await schedule.arm("R-000001/deadline", 1, inMs(0));
  await schedule.arm("R-000001/reminder", 1, inMs(60_000));
  await sleep(500);
  const client = new Redis({ path: redis.socket });
  onTestFinished(() => client.disconnect());
  const job = await client.hgetall("triage-private:timers:R-000001%2Freminder-1");
  expect(JSON.parse(job.data ?? "")).toEqual({
    timerId: "R-000001/reminder",
    arming: 1,
    dueAt: expect.stringMatching(/^\d{4}-/),
  });
  let everything = "";
  for (const key of await client.keys("triage-private:*")) {
    const type = await client.type(key);
    if (type === "hash") everything += JSON.stringify(await client.hgetall(key));
    if (type === "stream") everything += JSON.stringify(await client.xrange(key, "-", "+"));
    if (type === "string") everything += await client.get(key);
  }
  expect(everything).toContain("R-000001/deadline");
  expect(everything).not.toContain("quillfeather");
});

test("two installations that share a Redis hear their own bells only", async () => {
  const [one, other] = [await open(), await open()];
  await one.schedule.arm("deadline", 1, inMs(100));
  await other.schedule.arm("reminder", 1, inMs(100));
  await until(() => one.names().length + other.names().length === 2);
  expect([one.names(), other.names()]).toEqual([["deadline 1"], ["reminder 1"]]);
});

test("with a stepped clock what a jump makes due rings at the jump, however far", async () => {
  const clock = new SteppedClock(instant("2026-03-25T09:00:00Z"));
  const { schedule, names } = await open({ clock });
  await schedule.arm("reminder", 1, instant("2026-03-25T11:00:00Z"));
  await schedule.arm("deadline", 1, instant("2026-03-25T12:00:00Z"));
  await schedule.arm("review", 1, instant("2026-06-25T12:00:00Z"));

  clock.jumpTo(instant("2026-03-25T12:00:00Z"));
  await schedule.jumpedTo(clock.now());
  await until(() => names().length === 2);
  await sleep(200);
  expect(names().sort()).toEqual(["deadline 1", "reminder 1"]);

  clock.jumpTo(instant("2026-06-25T12:00:00Z"));
  await schedule.jumpedTo(clock.now());
  await until(() => names().length === 3);
});

describe("while Redis is away", () => {
  test("calls say so at once, and bells ring again when it is back, without a restart", async () => {
    const folder = temporaryFolder();
    const own = await startEmbedded(folder);
    const told: string[] = [];
    const rung: string[] = [];
    const schedule = openSchedule(
      { path: own.socket },
      {
        instance: "away",
        clock: systemClock,
        onRing: async (id) => {
          rung.push(id);
        },
        onReady: () => told.push("ready"),
        onAway: () => told.push("away"),
      },
    );
    onTestFinished(() => schedule.close());
    await until(() => told.length === 1);

    await own.stop();
    await until(() => told.length === 2);
    await expect(schedule.arm("deadline", 1, inMs(0))).rejects.toThrow(RedisAwayError);
    await expect(schedule.disarm("deadline", 1)).rejects.toThrow(RedisAwayError);
    expect(await schedule.armed()).toBeNull();
    await sleep(500);
    expect(told).toEqual(["ready", "away"]);

    const back = await startEmbedded(folder);
    onTestFinished(() => back.stop());
    await until(() => told.length === 3);
    await schedule.arm("deadline", 1, inMs(100));
    await until(() => rung.length === 1);
    expect(told).toEqual(["ready", "away", "ready"]);
  });

  // 1 to 8 are the first words of the connections; what follows is arming and ringing
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 16])(
    "whose connection is cut at message %i, bells still ring",
    async (message) => {
      const folder = temporaryFolder();
      const proxy = await cutOnce(join(folder, "p.sock"), redis.socket, message);
      let rung = 0;
      const schedule = openSchedule(
        { path: proxy.socket },
        {
          instance: `cut-${message}`,
          clock: systemClock,
          onRing: async () => {
            rung += 1;
          },
          onReady: () => void schedule.arm("deadline", 1, inMs(100)).catch(() => {}),
        },
      );
      await until(() => rung > 0 && proxy.hasCut());
      await schedule.close();
      await proxy.close();
    },
  );

  test("it can be closed, also when it was never there", async () => {
    const told: string[] = [];
    const schedule = openSchedule(
      { path: `${redis.socket}-nowhere` },
      { instance: "never", clock: systemClock, onRing: async () => {}, onAway: () => told.push("away") },
    );
    await until(() => told.length === 1);
    await expect(schedule.arm("deadline", 1, inMs(0))).rejects.toThrow(RedisAwayError);
    const before = performance.now();
    await schedule.close();
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

test("closing waits for the answer that is being given, and no bell rings after it", async () => {
  let answered = false;
  let begun = false;
  const { schedule } = await open({
    async onRing() {
      begun = true;
      await sleep(300);
      answered = true;
    },
  });
  await schedule.arm("deadline", 1, inMs(0));
  await until(() => begun);
  await schedule.close();
  expect(answered).toBe(true);
});
