import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Instant, laterBy } from "../../../rules/time.ts";
import {
  beginEffect,
  effectById,
  effectDone,
  effectFailed,
  effectsOf,
  nextEffectAt,
  nextEffects,
  openEffects,
  resumeEffects,
  retryEffect,
  troubledEffects,
} from "../../../worker/store/outbox.ts";
import { openStore, type Store } from "../../../worker/store/store.ts";
import { ELEVEN, NINE, TEN, temporaryStore } from "./temporary-store.ts";

interface Wanted {
  lane?: string;
  notBefore?: Instant;
  at?: Instant;
  payload?: unknown;
}

function want(store: Store, id: string, { lane, notBefore, at = NINE, payload = {} }: Wanted = {}) {
  return store.transaction((tx) =>
    tx.outbox.add({
      id,
      stream: "item:R-000001",
      kind: "letter",
      payload,
      at,
      lane: lane ?? null,
      notBefore: notBefore ?? null,
    }),
  );
}
async function due(store: Store, now: Instant, limit = 100): Promise<string[]> {
  return (await store.read((db) => nextEffects(db, now, limit))).map((effect) => effect.id);
}
const begin = (store: Store, id: string) => store.transaction((tx) => beginEffect(tx.db, id, TEN));
const done = (store: Store, id: string) => store.transaction((tx) => effectDone(tx.db, id, TEN, { uid: 7 }));
const fail = (store: Store, id: string, nextAt: Instant | null) =>
  store.transaction((tx) => effectFailed(tx.db, id, "refused 550", nextAt));
const cancel = (store: Store, id: string) => store.transaction((tx) => tx.outbox.cancel(id));
const stateOf = async (store: Store, id: string) => (await store.read((db) => effectById(db, id)))?.state;

describe("an effect", () => {
  test("is wanted once, however often its stage runs", async () => {
    const store = await temporaryStore();
    expect(await want(store, "letter", { payload: { to: "first" } })).toBe(true);
    expect(await want(store, "letter", { payload: { to: "second" } })).toBe(false);
    const effects = await store.read((db) => effectsOf(db, "item:R-000001"));
    expect(effects.map(({ id, payload, state }) => [id, payload, state])).toEqual([
      ["letter", { to: "first" }, "pending"],
    ]);
  });

  test("comes in the order in which it was wanted, and no more at a time than asked for", async () => {
    const store = await temporaryStore();
    for (const id of ["c", "a", "b"]) await want(store, id);
    expect(await due(store, NINE)).toEqual(["c", "a", "b"]);
    expect(await due(store, NINE, 2)).toEqual(["c", "a"]);
  });

  test("waits for its not-before, to the instant", async () => {
    const store = await temporaryStore();
    await want(store, "letter", { notBefore: TEN });
    expect(await store.read(nextEffectAt)).toBe(TEN);
    expect(await due(store, laterBy(TEN, -1))).toEqual([]);
    expect(await due(store, TEN)).toEqual(["letter"]);
  });

  test("goes pending, sending, sent, and keeps its result", async () => {
    const store = await temporaryStore();
    await want(store, "letter");
    expect(await begin(store, "letter")).toBe(true);
    expect(await due(store, TEN)).toEqual([]);
    expect(await begin(store, "letter")).toBe(false);
    expect(await store.read(openEffects)).toBe(1);
    expect(await done(store, "letter")).toBe(true);
    expect(await store.read(openEffects)).toBe(0);
    expect(await store.read((db) => effectById(db, "letter"))).toMatchObject({
      state: "sent",
      attempts: 1,
      doneAt: TEN,
      result: { uid: 7 },
    });
    expect(await store.read(nextEffectAt)).toBeNull();
  });

  test("that could not be done is tried again at its time, and shown once it was begun often enough", async () => {
    const store = await temporaryStore();
    await want(store, "letter");
    await begin(store, "letter");
    await fail(store, "letter", TEN);
    expect(await due(store, laterBy(TEN, -1))).toEqual([]);
    expect(await due(store, TEN)).toEqual(["letter"]);
    expect(await store.read((db) => troubledEffects(db, 2))).toEqual([]);
    await begin(store, "letter");
    const troubled = await store.read((db) => troubledEffects(db, 2));
    expect(troubled).toMatchObject([
      { id: "letter", state: "sending", attempts: 2, lastError: "refused 550" },
    ]);
  });

  test("that failed for good is shown until a person retries it", async () => {
    const store = await temporaryStore();
    await want(store, "letter");
    await begin(store, "letter");
    await fail(store, "letter", null);
    expect(await due(store, ELEVEN)).toEqual([]);
    expect(await store.read((db) => troubledEffects(db, 5))).toMatchObject([
      { id: "letter", state: "failed" },
    ]);
    expect(await store.transaction((tx) => retryEffect(tx.db, "letter", TEN))).toBe(true);
    expect(await due(store, TEN)).toEqual(["letter"]);
    expect(await store.read((db) => troubledEffects(db, 5))).toEqual([]);
  });

  test("can be taken back until it is begun", async () => {
    const store = await temporaryStore();
    await want(store, "letter", { notBefore: TEN });
    await want(store, "move");
    await begin(store, "move");
    expect(await cancel(store, "letter")).toBe(true);
    expect(await due(store, ELEVEN)).toEqual([]);
    expect(await cancel(store, "move")).toBe(false);
    expect(await cancel(store, "unknown")).toBe(false);
    expect(await stateOf(store, "move")).toBe("sending");
  });

  test("that was under way when we died is tried again after a restart", async () => {
    const store = await temporaryStore();
    for (const id of ["done", "under way", "waiting"]) await want(store, id);
    for (const id of ["done", "under way"]) await begin(store, id);
    await done(store, "done");
    expect(await store.transaction((tx) => resumeEffects(tx.db))).toBe(1);
    expect(await due(store, NINE)).toEqual(["under way", "waiting"]);
  });
});

describe("a lane", () => {
  test("lets one through at a time, in order", async () => {
    const store = await temporaryStore();
    const steps = ["append copy", "verify copy", "move original"];
    for (const id of steps) await want(store, id, { lane: "mailbox R-000001" });
    for (const id of steps) {
      expect(await due(store, TEN)).toEqual([id]);
      await begin(store, id);
      expect(await due(store, TEN)).toEqual([]);
      await done(store, id);
    }
    expect(await due(store, TEN)).toEqual([]);
  });

  test.each(["pending", "sending", "failed"])("holds what comes after one that is %s", async (state) => {
    const store = await temporaryStore();
    await want(store, "append copy", {
      lane: "mailbox R-000001",
      ...(state === "pending" ? { notBefore: ELEVEN } : {}),
    });
    await want(store, "move original", { lane: "mailbox R-000001" });
    await want(store, "other lane", { lane: "mailbox R-000002" });
    await want(store, "no lane");
    if (state !== "pending") await begin(store, "append copy");
    if (state === "failed") await fail(store, "append copy", null);
    expect(await stateOf(store, "append copy")).toBe(state);
    expect(await due(store, TEN)).toEqual(["other lane", "no lane"]);
  });

  test.each(["sent", "cancelled"])("goes on after one that was %s", async (state) => {
    const store = await temporaryStore();
    await want(store, "append copy", { lane: "mailbox R-000001" });
    await want(store, "move original", { lane: "mailbox R-000001" });
    if (state === "cancelled") await cancel(store, "append copy");
    else {
      await begin(store, "append copy");
      await done(store, "append copy");
    }
    expect(await due(store, TEN)).toEqual(["move original"]);
  });

  test("is never overtaken, whatever fails, is retried or cut off by a restart", async () => {
    const steps = fc.array(
      fc.record({
        do: fc.constantFrom("begin", "done", "fail", "give up", "retry", "cancel", "restart"),
        pick: fc.nat(5),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const store = await openStore(":memory:");
        const lanes = ["one", "two"];
        const ids = lanes.flatMap((lane) => [1, 2, 3].map((place) => `${lane} ${place}`));
        for (const id of ids) await want(store, id, { lane: id.split(" ")[0] as string });
        const finished: string[] = [];
        for (const step of script) {
          const id = ids[step.pick] as string;
          if (step.do === "begin" && (await due(store, TEN)).includes(id)) await begin(store, id);
          if (step.do === "done" && (await done(store, id))) finished.push(id);
          if (step.do === "fail") await fail(store, id, TEN);
          if (step.do === "give up") await fail(store, id, null);
          if (step.do === "retry") await store.transaction((tx) => retryEffect(tx.db, id, TEN));
          if (step.do === "cancel") await cancel(store, id);
          if (step.do === "restart") await store.transaction((tx) => resumeEffects(tx.db));
          const underWay = await store.read((db) => effectsOf(db, "item:R-000001"));
          for (const lane of lanes) {
            expect(underWay.filter((e) => e.lane === lane && e.state === "sending").length).toBeLessThan(2);
            const inLane = finished.filter((done) => done.startsWith(lane));
            expect(inLane).toEqual([...inLane].sort());
          }
        }
        await store.close();
      }),
      { numRuns: 40 },
    );
  });
});
