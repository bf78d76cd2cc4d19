import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { eventsAfter, loadEvents, StaleStreamError } from "../../../worker/store/events.ts";
import { nextId } from "../../../worker/store/ids.ts";
import { effectById } from "../../../worker/store/outbox.ts";
import { sha256 } from "../../../worker/store/raw-mails.ts";
import { saveSetting, setting } from "../../../worker/store/settings.ts";
import { type Committed, openStore } from "../../../worker/store/store.ts";
import { append, NINE, TEN, temporaryFolder, temporaryStore } from "./temporary-store.ts";

describe("a stream", () => {
  test("gives back its own events in order, with when, who and what", async () => {
    const store = await temporaryStore();
    await append(store, "item:R-000001", 0, ["item-opened", "asked"]);
    await append(store, "item:R-000002", 0, ["item-opened"]);
    await append(store, "item:R-000001", 2, ["decided"], TEN);

    const events = await store.read((db) => loadEvents(db, "item:R-000001"));

    expect(events.map(({ seq, version, type, at }) => [seq, version, type, at])).toEqual([
      [1, 1, "item-opened", NINE],
      [2, 2, "asked", NINE],
      [4, 3, "decided", TEN],
    ]);
    expect(events[2]).toMatchObject({ actor: "worker", data: { said: "decided" }, erased: false });
  });

  test("that nobody wrote to is empty", async () => {
    const store = await temporaryStore();
    expect(await store.transaction((tx) => tx.load("item:R-000009"))).toEqual([]);
  });

  test.each([
    [0, 2],
    [1, 2],
    [3, 2],
  ])("refuses an event decided at version %i when it holds %i", async (expected, found) => {
    const store = await temporaryStore();
    await append(store, "item:R-000001", 0, ["item-opened", "asked"]);

    const late = append(store, "item:R-000001", expected, ["decided"]);

    await expect(late).rejects.toThrow(StaleStreamError);
    await expect(late).rejects.toThrow(
      `Cannot append to 'item:R-000001': expected version ${expected}, found ${found}`,
    );
    expect(await store.read((db) => loadEvents(db, "item:R-000001"))).toHaveLength(2);
  });

  test("takes one of two decisions taken on the same version", async () => {
    const store = await temporaryStore();
    await append(store, "item:R-000001", 0, ["item-opened"]);

    const outcomes = await Promise.allSettled([
      append(store, "item:R-000001", 1, ["decided"]),
      append(store, "item:R-000001", 1, ["decided"]),
    ]);

    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("takes one of two decisions that two processes took on the same version", async () => {
    const path = join(temporaryFolder(), "triage.sqlite");
    const [here, there] = [await temporaryStore(path), await temporaryStore(path)];
    await append(here, "item:R-000001", 0, ["item-opened"]);
    await append(there, "item:R-000001", 1, ["decided"]);

    await expect(append(here, "item:R-000001", 1, ["decided"])).rejects.toThrow(StaleStreamError);
  });
});

describe("a transaction", () => {
  test("that fails leaves nothing behind", async () => {
    const store = await temporaryStore();
    const failing = store.transaction(async (tx) => {
      await nextId(tx.db, "R");
      await tx.append("item:R-000001", 0, [{ type: "item-opened", data: {} }], { at: NINE, actor: "worker" });
      await tx.outbox.add({ id: "letter", stream: "item:R-000001", kind: "letter", payload: {}, at: NINE });
      await tx.timers.arm({ id: "deadline", kind: "deadline", stream: "item:R-000001", dueAt: TEN });
      throw new Error("no");
    });

    await expect(failing).rejects.toThrow("no");

    expect(await store.read((db) => eventsAfter(db, 0, 10))).toEqual([]);
    expect(await store.read((db) => effectById(db, "letter"))).toBeNull();
    expect(await store.transaction((tx) => nextId(tx.db, "R"))).toBe("R-000001");
    expect(await store.transaction((tx) => tx.timers.disarm("deadline"))).toBe(false);
  });

  test("is not seen half-way, and waits for the one before it", async () => {
    const store = await temporaryStore();
    const order: string[] = [];
    const first = store.transaction(async (tx) => {
      await saveSetting(tx.db, "a", "half");
      await new Promise((resolve) => setTimeout(resolve, 20));
      await saveSetting(tx.db, "a", "whole");
      order.push("first");
    });
    const reading = store.read((db) => setting(db, "a"));
    const second = store.transaction(async (tx) => {
      order.push("second");
      expect(await setting(tx.db, "a")).toBe("whole");
    });

    expect(await reading).toBe("whole");
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second"]);
  });

  test.each(["transaction", "read"] as const)(
    "says so when a %s is begun inside it, instead of waiting for ever",
    async (what) => {
      const store = await temporaryStore();
      const nested = store.transaction(() => store[what](async () => "never"));
      await expect(nested).rejects.toThrow(`Cannot start a ${what}`);
      expect(await store.read(async () => "still alive")).toBe("still alive");
    },
  );

  test("may start work that uses the store after it", async () => {
    const store = await temporaryStore();
    let later: Promise<string> = Promise.resolve("");
    await store.transaction(async () => {
      later = new Promise((resolve) => setTimeout(resolve, 10)).then(() => store.read(async () => "read"));
    });
    expect(await later).toBe("read");
  });

  test("tells, once committed, which bells to ring and that there is something to do", async () => {
    const store = await temporaryStore();
    const heard: Committed[] = [];
    const stop = store.onCommit((committed) => heard.push(committed));
    const timer = { id: "deadline", kind: "deadline", stream: "item:R-000001" };
    const letter = { id: "letter", stream: "item:R-000001", kind: "letter", payload: {}, at: NINE };

    await store.transaction((tx) => tx.timers.arm({ ...timer, dueAt: NINE }));
    await store.transaction(async (tx) => {
      await tx.timers.arm({ ...timer, dueAt: TEN });
      await tx.outbox.add(letter);
    });
    await store.transaction(async (tx) => {
      await tx.timers.disarm("deadline");
      await tx.outbox.add(letter);
    });
    await store
      .transaction(async (tx) => {
        await tx.timers.arm({ ...timer, dueAt: NINE });
        throw new Error("no");
      })
      .catch(() => {});
    stop();
    await store.transaction((tx) => tx.timers.arm({ ...timer, dueAt: TEN }));

    expect(heard).toEqual([
      { armed: [{ id: "deadline", arming: 1, dueAt: NINE }], disarmed: [], effects: false },
      {
        armed: [{ id: "deadline", arming: 2, dueAt: TEN }],
        disarmed: [{ id: "deadline", arming: 1 }],
        effects: true,
      },
      { armed: [], disarmed: [{ id: "deadline", arming: 2 }], effects: false },
    ]);
  });
});

test("a full disk is said to be one, takes the whole transaction back, and the store goes on when there is room", async () => {
  const store = await temporaryStore();
  const limit = (pages: number) =>
    store.read((db) => sql`${sql.raw(`PRAGMA max_page_count = ${pages}`)}`.execute(db));
  await append(store, "item:R-000001", 0, ["item-opened"]);
  await limit(1); // not below what it holds already
  const large = randomBytes(5_000_000);

  const writing = store.transaction(async (tx) => {
    await tx.append("item:R-000001", 1, [{ type: "asked", data: {} }], { at: NINE, actor: "worker" });
    await tx.raw.put(sha256(large), large, NINE);
  });

  await expect(writing).rejects.toThrow("database or disk is full");
  expect(await store.read((db) => loadEvents(db, "item:R-000001"))).toHaveLength(1);
  await limit(1_000_000);
  await append(store, "item:R-000001", 1, ["asked"]);
  expect(await store.read((db) => loadEvents(db, "item:R-000001"))).toHaveLength(2);
});

test("a stage that ignores a full disk cannot write the rest of its transaction alone", async () => {
  const store = await temporaryStore();
  await store.read((db) => sql`PRAGMA max_page_count = 1`.execute(db));
  const large = randomBytes(5_000_000);
  const writing = store.transaction(async (tx) => {
    await saveSetting(tx.db, "first", "1");
    await tx.raw.put(sha256(large), large, NINE).catch(() => {});
    await saveSetting(tx.db, "second", "2");
  });
  await expect(writing).rejects.toThrow("SQLite has taken it back");
  expect(await store.read((db) => setting(db, "second"))).toBeNull();
  expect(await store.read((db) => setting(db, "first"))).toBeNull();
});

describe("ids", () => {
  test("are counted for each kind and outlive a restart", async () => {
    const path = join(temporaryFolder(), "triage.sqlite");
    const store = await openStore(path);
    const given = await store.transaction(async (tx) => [
      await nextId(tx.db, "M"),
      await nextId(tx.db, "M"),
      await nextId(tx.db, "R"),
    ]);
    await store.close();

    expect(given).toEqual(["M-000001", "M-000002", "R-000001"]);
    const again = await temporaryStore(path);
    expect(await again.transaction((tx) => nextId(tx.db, "M"))).toBe("M-000003");
  });
});

describe("projectors", () => {
  test("fill their tables in the event's transaction, and again from all events", async () => {
    const store = await temporaryStore();
    store.register({
      tables: ["settings"],
      async project(db, event) {
        await saveSetting(db, event.stream, `${event.version} ${event.type} ${JSON.stringify(event.data)}`);
      },
    });
    await append(store, "item:R-000001", 0, ["item-opened", "asked"]);
    await append(store, "item:R-000002", 0, ["item-opened"]);
    const rows = () => store.read((db) => db.selectFrom("settings").selectAll().orderBy("key").execute());
    const before = await rows();
    expect(before).toEqual([
      { key: "item:R-000001", value: '2 asked {"said":"asked"}' },
      { key: "item:R-000002", value: '1 item-opened {"said":"item-opened"}' },
    ]);

    await store.transaction((tx) => saveSetting(tx.db, "item:R-000001", "spoilt"));
    await store.transaction((tx) => saveSetting(tx.db, "stray", "row"));
    await store.rebuild();

    expect(await rows()).toEqual(before);
  });

  test("take the event back when they fail", async () => {
    const store = await temporaryStore();
    store.register({
      tables: [],
      async project() {
        throw new Error("cannot project");
      },
    });
    await expect(append(store, "item:R-000001", 0, ["item-opened"])).rejects.toThrow("cannot project");
    expect(await store.read((db) => loadEvents(db, "item:R-000001"))).toEqual([]);
  });
});

test("the store's files are for their owner alone", async () => {
  const folder = join(temporaryFolder(), "data");
  const store = await temporaryStore(join(folder, "triage.sqlite"));
  await append(store, "item:R-000001", 0, ["item-opened"]);

  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of ["triage.sqlite", "triage.sqlite-wal", "triage.sqlite-shm"]) {
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  }
});
