import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type definitionSchema, keyOf } from "../../../rules/case-workflow.ts";
import {
  CaseRefusedError,
  caseHistory,
  commandCase,
  isCaseOpen,
  listCases,
  openCase,
  openCasesOf,
  showCase,
  withdrawCase,
} from "../../../worker/cases/cases.ts";
import type { Store } from "../../../worker/store/store.ts";
import { verifyChain } from "../../../worker/store/verify-chain.ts";
import { AT, as, caseStore, DESK, give, moves, open, worker } from "./a-store.ts";

let store: Store;
beforeEach(async () => {
  store = await caseStore();
});
afterEach(() => store.close());

const show = (id: string, role: string | null = null) =>
  store.read((db) => showCase(db, DESK, id, { role, now: AT }));
const history = (id: string, role: string | null = null) =>
  store.read((db) => caseHistory(db, DESK, id, role));
const list = (filter: object = {}) =>
  store.read((db) => listCases(db, DESK, { role: null, limit: 100, ...filter }));
const PERPETRATOR = worker("perpetrator");

describe("a case in the store", () => {
  test("gets a short, opaque id, and stands in the list of open cases", async () => {
    const id = await open(store, "perpetrator");
    expect(id).toMatch(/^CASE-\d{6}$/);
    expect(await list()).toMatchObject([
      { id, workflow: "perpetrator", code: "01", status: "Referral Entered", ended: false },
    ]);
  });

  test("is closed in the list once its status is final", async () => {
    const id = await open(store, "victim");
    const by = worker("victim");
    await moves(store, id, by, "98");
    for (const service of ["Closure Checklist", "Update Referrer"])
      await give(store, id, { type: "record", service }, by);
    await moves(store, id, by, "Closed");
    expect(await store.read((db) => isCaseOpen(db, id))).toBe(false);
    expect(await list()).toEqual([]);
    expect(await list({ all: true })).toMatchObject([{ id, ended: true }]);
  });

  test("is found by person, reference, workflow, status and whoever is responsible", async () => {
    const id = await open(store, "perpetrator", { people: ["P-7"] });
    await open(store, "victim", { people: ["P-8"] });
    for (const filter of [
      { person: "P-7" },
      { workflow: "perpetrator" },
      { workflow: "perpetrator", status: "referral entered" },
      { responsible: "worker-1", workflow: "perpetrator" },
    ]) {
      expect((await list(filter)).map((row) => row.id)).toEqual([id]);
    }
    expect(await list({ reference: "R-000001" })).toHaveLength(2);
    expect(await list({ after: id })).toHaveLength(1);
    expect(await store.read((db) => openCasesOf(db, "perpetrator", ["P-7", "P-8"]))).toEqual([id]);
  });

  test("keeps who did what, when, and with which reason (PST-14)", async () => {
    const id = await open(store, "perpetrator");
    await give(
      store,
      id,
      { type: "move", to: "91", reason: "no number" },
      as("perpetrator-worker", "worker-9"),
    );
    expect((await history(id))?.at(-1)).toMatchObject({
      actor: "worker-9",
      at: AT,
      type: "case-moved",
      data: { from: "01", to: "91", reason: "no number" },
    });
  });

  test("a refused command changes nothing, and is kept as refused without what it carried", async () => {
    const id = await open(store, "perpetrator");
    const before = await show(id);
    const answer = await give(
      store,
      id,
      { type: "record", service: "Case Note", fields: { nosuch: "SECRET" } },
      PERPETRATOR,
    );
    expect(answer).toMatchObject({ ok: false, caseId: id, refusal: { code: "incomplete" } });
    expect(await show(id)).toEqual(before);
    const last = (await history(id))?.at(-1);
    expect(last).toMatchObject({
      type: "command-refused",
      actor: "worker-1",
      data: { command: "record", code: "incomplete" },
    });
    expect(JSON.stringify(last)).not.toContain("SECRET");
  });

  test("there being no such case is an answer, not an error", async () => {
    expect(await give(store, "CASE-999999", { type: "move", to: "02" }, PERPETRATOR)).toMatchObject({
      ok: false,
      caseId: null,
      refusal: { code: "no-case" },
    });
    expect(await show("CASE-999999")).toBeNull();
  });

  test("what it says is chained (verify)", async () => {
    const id = await open(store, "perpetrator");
    await moves(store, id, PERPETRATOR, "02", "04");
    expect((await store.read(verifyChain)).fault).toBeNull();
  });
});

describe("the triage worker", () => {
  const contact = {
    workflow: "contact",
    reference: "R-000042",
    people: ["P-1"],
    responsible: "tm-1",
    reason: "decided by a manager",
    actor: "worker",
    at: AT,
  };

  test("opens a contact, and withdraws it where the decision is taken back", async () => {
    const id = await store.transaction((tx) => openCase(tx, DESK, contact));
    expect(await show(id)).toMatchObject({
      workflow: "contact",
      status: { name: "Contact created" },
      reference: "R-000042",
      people: ["P-1"],
      responsible: "tm-1",
    });
    await store.transaction((tx) =>
      withdrawCase(tx, DESK, id, { reason: "taken back", actor: "tm-1", at: AT }),
    );
    expect(await store.read((db) => isCaseOpen(db, id))).toBe(false);
    await store.transaction((tx) => withdrawCase(tx, DESK, id, { reason: "twice", actor: "tm-1", at: AT }));
    expect((await history(id))?.filter((entry) => entry.type === "case-moved")).toHaveLength(1);
  });

  test("withdraws it also where somebody has moved it on by then", async () => {
    const id = await store.transaction((tx) => openCase(tx, DESK, contact));
    await moves(store, id, as("rao"), "With TM/SP");
    await store.transaction((tx) =>
      withdrawCase(tx, DESK, id, { reason: "taken back", actor: "tm-1", at: AT }),
    );
    expect(await store.read((db) => isCaseOpen(db, id))).toBe(false);
  });

  test("is told plainly where a workflow wants more, or has no room for it", async () => {
    await expect(
      store.transaction((tx) => openCase(tx, DESK, { ...contact, workflow: "youth-programme" })),
    ).rejects.toThrow(CaseRefusedError);
    await expect(
      store.transaction((tx) => openCase(tx, DESK, { ...contact, workflow: "gardening" })),
    ).rejects.toThrow("Cannot use the workflow 'gardening': expected one of contact");
  });
});

describe("cases that come from a contact", () => {
  async function decidedContact(): Promise<string> {
    const id = await open(store, "contact");
    const tm = as("team-manager", "tm-1");
    await moves(store, id, tm, "With TM/SP");
    await give(
      store,
      id,
      { type: "move", to: "Outcome", fields: { outcome: "assessment", rationale: "…" } },
      tm,
    );
    return id;
  }

  test.each([
    ["perpetrator", "victim"],
    ["victim", "perpetrator"],
  ])(
    "%s, then %s: linked from the contact, and the victim's to the perpetrator's, never back",
    async (first, second) => {
      const contact = await decidedContact();
      const ids = {
        [first]: await open(store, first, { from: contact, by: as("rao") }),
        [second]: await open(store, second, { from: contact, by: as("rao") }),
      };
      expect((await show(contact))?.links.map((link) => [link.as, link.caseId])).toEqual([
        [first, ids[first]],
        [second, ids[second]],
      ]);
      expect((await show(ids.victim!))?.links).toMatchObject([
        { as: "perpetrator", caseId: ids.perpetrator, phase: "running" },
      ]);
      expect((await show(ids.perpetrator!))?.links).toEqual([]);
    },
  );

  test("protective intervention with what it asks for", async () => {
    const contact = await decidedContact();
    const id = await open(store, "protective-intervention", {
      from: contact,
      by: as("rao"),
      fields: { substantiated_on: "2026-02-20" },
    });
    expect(await show(id)).toMatchObject({ workflow: "protective-intervention", reference: "R-000001" });
  });

  test("none before the outcome, and then nothing is left behind", async () => {
    const contact = await open(store, "contact");
    await expect(open(store, "victim", { from: contact, by: as("rao") })).rejects.toThrow(
      "outcome is not decided",
    );
  });
});

describe("a victim's case learns of the perpetrator's (VST-07, VST-12)", () => {
  test("in the same transaction, and no more than that the programme ends", async () => {
    const theirs = await open(store, "perpetrator", { people: ["P-2"] });
    const id = await open(store, "victim", { links: [{ as: "perpetrator", caseId: theirs }] });
    await moves(store, id, worker("victim"), "02", "94");
    await moves(store, theirs, PERPETRATOR, "98");
    const view = await show(id);
    expect(view?.links).toMatchObject([{ phase: "ending" }]);
    expect(view?.next.tasks.map((task) => task.name)).toEqual([
      "Check whether further support is required",
      "The linked programme is ending or has ended",
    ]);
    expect((await history(id))?.filter((entry) => entry.type === "link-changed")).toMatchObject([
      { actor: "worker", data: { phase: "ending" } },
    ]);
  });
});

describe("a changed definition", () => {
  const changed = () => {
    const raw = structuredClone(DESK.definitions.get("perpetrator")!);
    const statuses = raw.statuses
      .filter((status) => keyOf(status) !== "93")
      .map((status) => ({ ...status, moves: status.moves.filter((move) => move.to !== "93") }));
    return {
      ...DESK,
      definitions: new Map([...DESK.definitions, ["perpetrator", definitionOf({ ...raw, statuses })]]),
    };
  };
  /** Written down again, as a file would be: lengths as words. */
  const definitionOf = (raw: object) => ({ ...(raw as ReturnType<typeof definitionSchema.parse>) });

  test("shows a case in a status that is gone as such, keeps it, and lets a manager move it", async () => {
    const id = await open(store, "perpetrator");
    await moves(store, id, PERPETRATOR, "02", "03", "93");
    const desk = changed();
    const view = await store.read((db) => showCase(db, desk, id, { role: null, now: AT }));
    expect(view?.status).toMatchObject({ name: null, shown: "93 (no longer in the workflow)" });
    const move = (role: string) =>
      store.transaction((tx) =>
        commandCase(tx, desk, id, { type: "move", to: "04", reason: "status dropped" }, as(role)),
      );
    expect(await move("perpetrator-worker")).toMatchObject({ ok: false, refusal: { code: "status-gone" } });
    expect(await move("perpetrator-manager")).toMatchObject({ ok: true, events: [{ kind: "rescue" }] });
    expect(await list()).toMatchObject([{ code: "04" }]);
  });
});

test("whatever is done, the tables say what a rebuild from the events says", async () => {
  const tables = ["cases", "case_people", "case_links", "case_records", "case_tasks"] as const;
  const rows = () =>
    store.read(async (db) =>
      Promise.all(
        tables.map(async (table) =>
          (await db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort(),
        ),
      ),
    );
  const theirs = await open(store, "perpetrator", { people: ["P-2"] });
  const id = await open(store, "victim", { links: [{ as: "perpetrator", caseId: theirs }] });
  const statuses = ["01", "02", "03", "04", "05", "91", "92", "93", "94", "95", "96", "98", "Closed"];
  const services = [
    "Case Note",
    "Safe Lives Assessment",
    "Update Referrer",
    "Closure Checklist",
    "Perp Risk Assessment",
  ];
  const command = fc.record({
    mine: fc.boolean(),
    move: fc.constantFrom(...statuses),
    service: fc.constantFrom(...services),
    state: fc.constantFrom(undefined, "started"),
    what: fc.constantFrom("move", "move", "record", "step", "task", "assign"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 15 }), async (given) => {
      for (const { mine, move, service, state, what } of given) {
        const [caseId, by] = mine ? [id, as("victim-manager")] : [theirs, as("perpetrator-manager")];
        if (what === "move")
          await give(store, caseId, { type: "move", to: move, reason: "because", override: true }, by);
        if (what === "record") await give(store, caseId, { type: "record", service, state }, by);
        if (what === "step") await give(store, caseId, { type: "step", record: "R1", state: "complete" }, by);
        if (what === "task") await give(store, caseId, { type: "task", task: "T1", outcome: "noted" }, by);
        if (what === "assign") await give(store, caseId, { type: "assign", to: `worker-${move}` }, by);
      }
      const before = await rows();
      await store.rebuild();
      expect(await rows()).toEqual(before);
    }),
    { numRuns: 15 },
  );
});
