import { expect, test } from "vitest";
import { laterBy } from "../../../rules/time.ts";
import type { Store } from "../../../worker/store/store.ts";
import {
  claimRing,
  countTimersAfter,
  dueTimers,
  pendingTimers,
  timerById,
  timersOf,
} from "../../../worker/store/timers.ts";
import { ELEVEN, NINE, TEN, temporaryStore } from "./temporary-store.ts";

const arm = (store: Store, id: string, dueAt = TEN, stream = "item:R-000001") =>
  store.transaction((tx) => tx.timers.arm({ id, kind: "deadline", stream, dueAt }));
const claim = (store: Store, id: string, arming: number) =>
  store.transaction((tx) => claimRing(tx.db, id, arming, TEN));
const due = async (store: Store, now = TEN) =>
  (await store.read((db) => dueTimers(db, now))).map(({ id }) => id);

test("a timer is due from its instant on, the longest due first", async () => {
  const store = await temporaryStore();
  await arm(store, "later", ELEVEN);
  await arm(store, "b", TEN);
  await arm(store, "a", NINE);
  expect(await due(store, laterBy(NINE, -1))).toEqual([]);
  expect(await due(store, NINE)).toEqual(["a"]);
  expect(await due(store, TEN)).toEqual(["a", "b"]);
  expect(await store.read((db) => countTimersAfter(db, TEN))).toBe(1);
  expect((await store.read(pendingTimers)).map(({ id }) => id)).toEqual(["a", "b", "later"]);
});

test("of any number of bells exactly one is answered", async () => {
  const store = await temporaryStore();
  await arm(store, "deadline");
  const answers = await Promise.all([1, 2, 3, 4].map(() => claim(store, "deadline", 1)));
  expect(answers.filter((timer) => timer !== null)).toEqual([
    {
      id: "deadline",
      kind: "deadline",
      stream: "item:R-000001",
      dueAt: TEN,
      arming: 1,
      state: "rung",
      rangAt: TEN,
    },
  ]);
  expect(await due(store)).toEqual([]);
});

test("a ring is taken back with the transaction that it was claimed in", async () => {
  const store = await temporaryStore();
  await arm(store, "deadline");
  const failing = store.transaction(async (tx) => {
    await claimRing(tx.db, "deadline", 1, TEN);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await claim(store, "deadline", 1)).not.toBeNull();
});

test("a timer set anew is pending again, and bells of its earlier setting are void", async () => {
  const store = await temporaryStore();
  expect(await arm(store, "deadline", NINE)).toBe(1);
  await claim(store, "deadline", 1);
  expect(await arm(store, "deadline", ELEVEN)).toBe(2);
  expect(await claim(store, "deadline", 1)).toBeNull();
  expect(await store.read((db) => timerById(db, "deadline"))).toMatchObject({
    state: "pending",
    arming: 2,
    dueAt: ELEVEN,
    rangAt: null,
  });
  expect(await claim(store, "deadline", 2)).not.toBeNull();
});

test("a disarmed timer does not ring", async () => {
  const store = await temporaryStore();
  await arm(store, "deadline", NINE);
  expect(await store.transaction((tx) => tx.timers.disarm("deadline"))).toBe(true);
  expect(await store.transaction((tx) => tx.timers.disarm("deadline"))).toBe(false);
  expect(await due(store)).toEqual([]);
  expect(await claim(store, "deadline", 1)).toBeNull();
  expect(await arm(store, "deadline", NINE)).toBe(2);
  expect(await due(store)).toEqual(["deadline"]);
});

test("a stream knows its timers", async () => {
  const store = await temporaryStore();
  await arm(store, "R-000001/deadline");
  await arm(store, "R-000001/reminder", NINE);
  await arm(store, "R-000002/deadline", NINE, "item:R-000002");
  await claim(store, "R-000001/reminder", 1);
  const timers = await store.read((db) => timersOf(db, "item:R-000001"));
  expect(timers.map(({ id, state }) => [id, state])).toEqual([
    ["R-000001/deadline", "pending"],
    ["R-000001/reminder", "rung"],
  ]);
  expect(await store.read((db) => timerById(db, "R-000009/deadline"))).toBeNull();
});
