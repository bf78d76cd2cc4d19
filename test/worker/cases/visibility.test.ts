import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CaseCommand } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import {
  caseHistory,
  listCases,
  listDues,
  refreshAllDues,
  ringDue,
  showCase,
  worklist,
} from "../../../worker/cases/cases.ts";
import { caseText, duesText, historyText, listText, refusalText } from "../../../worker/cases/print.ts";
import { run as runCase } from "../../../worker/cli/case.ts";
import type { Store } from "../../../worker/store/store.ts";
import { pendingTimers } from "../../../worker/store/timers.ts";
import { AT, as, caseStore, DESK, give, moves, open } from "./a-store.ts";

/**
 * VST-13: perpetrator-side users can never see that a victim case exists, its status, address, worker or notes.
 * Everything that the perpetrator's side can bring out is put in one heap and searched for anything of the victim's.
 */
const SIDES = ["perpetrator-worker", "perpetrator-manager"];
const OF_THE_VICTIM = {
  person: "PERSON-OF-VICTIM",
  worker: "WORKER-OF-VICTIM",
  address: "17 Hidden Lane",
  note: "NOTE-OF-VICTIM",
  safe: "ONLY-BY-TEXT",
  plan: "PLAN-OF-VICTIM",
};

let folder: string;
let store: Store;
let theirs: string;
let victim: string;
let heap: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cases-"));
  store = await caseStore(join(folder, "triage.sqlite"));
  theirs = await open(store, "perpetrator", { people: ["P-PERPETRATOR"] });
  const of = as("victim-worker", OF_THE_VICTIM.worker);
  victim = await open(store, "victim", {
    people: [OF_THE_VICTIM.person],
    fields: { address: OF_THE_VICTIM.address, safe_to_contact: OF_THE_VICTIM.safe },
    links: [{ as: "perpetrator", caseId: theirs }],
    by: of,
  });
  await give(store, victim, { type: "assign", to: OF_THE_VICTIM.worker }, of);
  await give(
    store,
    victim,
    { type: "record", service: "Case Note", fields: { text: OF_THE_VICTIM.note } },
    of,
  );
  await moves(store, victim, of, "02", "94");
  heap = await everythingTheirSideCanBringOut();
}, 60_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function everythingTheirSideCanBringOut(): Promise<string> {
  const out: unknown[] = [];
  const commands: CaseCommand[] = [
    { type: "move", to: "02" },
    { type: "move", to: "94", reason: "x", override: true },
    { type: "record", service: "Case Note", fields: { text: "hello" } },
    { type: "record", service: "Safe Lives Assessment" },
    { type: "step", record: "R1", state: "complete" },
    { type: "task", task: "T1", outcome: "noted" },
    { type: "set", fields: { address: "x" } },
    { type: "link", as: "perpetrator", caseId: theirs, workflow: "perpetrator", status: "01" },
    { type: "link", as: "earlier-case", caseId: "CASE-999999", workflow: "perpetrator", status: "01" },
  ];
  for (const role of SIDES) {
    const by = as(role, "theirs-1");
    // on their own case, up to its closure, so that everything that the victim's side is told has been told
    for (const command of commands) out.push(await give(store, theirs, command, by));
    for (const to of ["03", "04", "92", "04", "98"])
      out.push(await give(store, theirs, { type: "move", to, reason: "x", override: true }, by));
    for (const id of [theirs, "CASE-000099"]) {
      const view = await store.read((db) => showCase(db, DESK, id, { role, now: AT }));
      const entries = await store.read((db) => caseHistory(db, DESK, id, role));
      out.push(view, entries, view && caseText(view), entries && historyText(entries));
    }
    const now = instant("2030-01-01T10:00:00Z");
    for (const filter of [
      {},
      { all: true },
      { workflow: "victim" },
      { person: OF_THE_VICTIM.person },
      { responsible: OF_THE_VICTIM.worker },
      { reference: "R-000001" },
    ]) {
      const rows = await store.read((db) => listCases(db, DESK, { role, limit: 1000, ...filter }));
      out.push(rows, listText(rows));
    }
    const dues = await store.read((db) => listDues(db, DESK, { role, until: null, now, limit: 1000 }));
    out.push(
      dues,
      duesText(dues),
      await store.read((db) => worklist(db, DESK, { workflow: "victim", list: "any", role, limit: 10 })),
    );
  }
  // what their bells would tell
  await store.transaction((tx) => refreshAllDues(tx, DESK, AT));
  for (const timer of (await store.read(pendingTimers)).filter(
    (candidate) => candidate.stream === `case:${theirs}`,
  )) {
    out.push(timer, await store.transaction((tx) => ringDue(tx, DESK, timer.id, AT)));
  }
  // and the commands as typed
  for (const args of [
    ["list"],
    ["list", "--all", "--json"],
    ["show", theirs],
    ["show", theirs, "--json"],
    ["history", theirs, "--json"],
    ["due", "--json"],
    ["move", theirs, "nowhere"],
  ]) {
    out.push(await typed([...args, "--role", "perpetrator-worker"]));
  }
  return out.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join("\n");
}

async function typed(args: string[]): Promise<string> {
  let said = "";
  const hear = (chunk: unknown) => {
    said += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(hear),
    vi.spyOn(process.stderr, "write").mockImplementation(hear),
  ];
  try {
    const code = await runCase([...args, "--data", folder]);
    return `${said}\n${code}`;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test("the heap holds what their own side may see, so the search below can find something", () => {
  expect(heap).toContain(theirs);
  expect(heap).toContain("P-PERPETRATOR");
  expect(heap.length).toBeGreaterThan(10_000);
});

test("the victim's side was told, so there was something to leak", async () => {
  const view = await store.read((db) => showCase(db, DESK, victim, { role: "victim-worker", now: AT }));
  expect(view?.links[0]?.phase).toBe("ending");
  expect(view?.next.tasks.length).toBeGreaterThan(0);
});

describe("nothing of the victim's is in anything that the perpetrator's side can bring out (VST-13, PST-15)", () => {
  test.each(Object.entries(OF_THE_VICTIM))("not the %s", (_, secret) => {
    expect(heap).not.toContain(secret);
  });

  test("not the case's id, nor its workflow, statuses, tasks or link", () => {
    expect(heap).not.toContain(victim);
    for (const word of [
      "Dormant",
      "Ongoing Support",
      "Declined",
      "further support",
      "Check whether",
      "link-changed",
      "case-linked",
      "programme is ending",
    ]) {
      expect(heap).not.toContain(word);
    }
    // 'victim' stands in no answer; the list of workflows and roles that a wrong call gets is the same for everybody
    expect(heap.toLowerCase()).not.toContain("victim case");
  });

  test.each(SIDES)(
    "%s is answered about the victim's case exactly as about one that does not exist",
    async (role) => {
      const commands: CaseCommand[] = [
        { type: "move", to: "98", reason: "x" },
        { type: "record", service: "Case Note" },
        { type: "assign", to: "x" },
        { type: "link", as: "perpetrator", caseId: theirs, workflow: "perpetrator", status: "98" },
      ];
      for (const command of commands) {
        expect(await give(store, victim, command, as(role))).toEqual(
          await give(store, "CASE-777777", command, as(role)),
        );
      }
      for (const question of [showCase] as const) {
        expect(await store.read((db) => question(db, DESK, victim, { role, now: AT }))).toBeNull();
      }
      expect(await store.read((db) => caseHistory(db, DESK, victim, role))).toBeNull();
      const [there, absent] = [
        await typed(["show", victim, "--role", role]),
        await typed(["show", "CASE-777777", "--role", role]),
      ];
      expect(there).toBe(absent);
    },
  );

  test.each(SIDES)("%s cannot find it out by linking to it", async (role) => {
    const link = (caseId: string) =>
      give(
        store,
        theirs,
        { type: "link", as: "earlier-case", caseId, workflow: "perpetrator", status: "01" },
        as(role),
      );
    const [there, absent] = [await link(victim), await link("CASE-777777")];
    expect(there.ok).toBe(false);
    expect(there).toEqual(absent);
  });

  test("what was tried on it is in the victim's history", async () => {
    const entries = await store.read((db) => caseHistory(db, DESK, victim, "victim-worker"));
    expect(entries?.filter((entry) => entry.type === "command-refused").length).toBeGreaterThan(0);
  });

  test("the text of a refusal names no other case", async () => {
    const answer = await give(store, theirs, { type: "move", to: "Closed" }, as("perpetrator-worker"));
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(refusalText(answer.refusal)).not.toContain(victim);
  });
});
