import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Instant, instant } from "../../../rules/time.ts";
import { dueWords, listDues, refreshAllDues, ringDue } from "../../../worker/cases/cases.ts";
import type { Store } from "../../../worker/store/store.ts";
import { timersOf } from "../../../worker/store/timers.ts";
import { AT, as, caseStore, DESK, give, open } from "./a-store.ts";

let store: Store;
beforeEach(async () => {
  store = await caseStore();
});
afterEach(() => store.close());

const OFFICER = as("case-officer");
const youth = (date_of_birth: string) =>
  open(store, "youth-programme", {
    fields: {
      date_of_birth,
      source: "PMI",
      organisation: "o",
      referred_by: "r",
      referred_on: "2026-01-01",
      referral_reason: "x",
    },
  });
const assess = (id: string, assessed_on: string, at: Instant = AT) =>
  give(
    store,
    id,
    {
      type: "record",
      service: "Risk assessment",
      fields: { assessed_on, level: "high", still_useful: "yes" },
    },
    { ...OFFICER, at },
  );
const timers = async (id: string) =>
  (await store.read((db) => timersOf(db, `case:${id}`)))
    .filter((timer) => timer.state === "pending")
    .map((timer) => [timer.id, timer.dueAt]);
const dues = (now: Instant, until: Instant | null = null) =>
  store.read((db) => listDues(db, DESK, { role: null, until, now, limit: 100 }));

describe("due dates are timer rows (YV-03, YV-05)", () => {
  test("one for each point of the window", async () => {
    const id = await youth("2001-06-01");
    await assess(id, "2026-01-15");
    expect(await timers(id)).toEqual([
      [`${id}/reassessment_older/due`, "2027-01-15T09:00:00.000Z"],
      [`${id}/reassessment_older/opens`, "2026-10-15T08:00:00.000Z"],
      [`${id}/reassessment_older/overdue`, "2027-01-18T09:00:00.000Z"],
      [`${id}/reassessment_older/warns`, "2026-12-15T09:00:00.000Z"],
    ]);
  });

  test("a new assessment sets them anew; the end of the case takes them off", async () => {
    const id = await youth("2009-01-01");
    await assess(id, "2026-01-15");
    await assess(id, "2026-03-01");
    expect(await timers(id)).toEqual([
      [`${id}/reassessment_younger/due`, "2026-09-01T08:00:00.000Z"],
      [`${id}/reassessment_younger/overdue`, "2026-09-02T08:00:00.000Z"],
    ]);
    await give(
      store,
      id,
      {
        type: "move",
        to: "Terminated",
        fields: { end_reason: "DROPPED_OUT_MIGRATION", ended_on: "2026-03-02", evidence: "letter" },
      },
      OFFICER,
    );
    expect(await timers(id)).toEqual([]);
    expect(await dues(AT)).toEqual([]);
  });

  test("what has nothing to do with it leaves them alone", async () => {
    const id = await youth("2009-01-01");
    await assess(id, "2026-01-15");
    const before = await store.read((db) => timersOf(db, `case:${id}`));
    await give(store, id, { type: "record", service: "Case Note" }, OFFICER);
    expect(await store.read((db) => timersOf(db, `case:${id}`))).toEqual(before);
  });

  test("an assessment entered late rings at once, once", async () => {
    const id = await youth("2001-06-01");
    await assess(id, "2024-01-15");
    expect(await timers(id)).toEqual([[`${id}/reassessment_older/overdue`, "2025-01-16T09:00:00.000Z"]]);
  });
});

describe("a bell", () => {
  test("tells the responsible worker what is due, and keeps that it did", async () => {
    const id = await youth("2009-05-05");
    await assess(id, "2025-08-31");
    const notice = await store.transaction((tx) =>
      ringDue(tx, DESK, `${id}/reassessment_younger/due`, instant("2026-02-27T09:00:00Z")),
    );
    expect(notice).toMatchObject({
      caseId: id,
      responsible: "worker-1",
      name: "Re-assessment of risk",
      point: "due",
      day: "2026-02-28",
      standing: "not-yet",
    });
    expect(notice && dueWords(notice)).toBe(`${id}: Re-assessment of risk is due on 2026-02-28.`);
  });

  test("that comes late, or for what is done, tells nothing", async () => {
    const id = await youth("2009-05-05");
    await assess(id, "2025-08-31");
    await assess(id, "2026-03-01");
    const ring = (timer: string) => store.transaction((tx) => ringDue(tx, DESK, timer, AT));
    expect(await ring(`${id}/reassessment_younger/warns`)).toBeNull();
    expect(await ring(`${id}/reassessment_older/due`)).toBeNull();
    expect(await ring("CASE-999999/reassessment_older/due")).toBeNull();
    expect(await ring("nonsense")).toBeNull();
  });
});

describe("the list of what is due", () => {
  test("has the longest overdue first, and can be asked for what is overdue alone", async () => {
    const [early, late] = [await youth("2009-01-01"), await youth("2009-01-01")];
    await assess(late, "2026-02-01");
    await assess(early, "2025-02-01");
    expect((await dues(AT)).map((row) => [row.caseId, row.dueOn, row.overdue])).toEqual([
      [early, "2025-08-01", true],
      [late, "2026-08-01", false],
    ]);
    expect((await dues(AT, AT)).map((row) => row.caseId)).toEqual([early]);
  });

  test("is made anew where definitions or calendar have changed", async () => {
    const id = await youth("2009-01-01");
    await assess(id, "2026-01-15");
    const raw = structuredClone(DESK.definitions.get("youth-programme")!);
    const kind = { ...raw.dues.reassessment_younger!, due: { amount: 3, unit: "months" } as const };
    const changed = {
      ...DESK,
      definitions: new Map([
        ...DESK.definitions,
        ["youth-programme", { ...raw, dues: { ...raw.dues, reassessment_younger: kind } }],
      ]),
    };
    expect(await store.transaction((tx) => refreshAllDues(tx, changed, AT))).toBe(1);
    expect((await dues(AT))[0]?.dueOn).toBe("2026-04-15");
    expect(await timers(id)).toContainEqual([`${id}/reassessment_younger/due`, "2026-04-15T08:00:00.000Z"]);
  });
});
