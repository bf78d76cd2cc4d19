import type { CaseCommand } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import {
  type Actor,
  type CaseAnswer,
  type CaseDesk,
  caseProjector,
  commandCase,
  tryOpenCase,
} from "../../../worker/cases/cases.ts";
import { openStore, type Store } from "../../../worker/store/store.ts";
import { DEFINITIONS } from "../../rules/case-workflow/a-case.ts";
import { CALENDAR } from "../../rules/case-workflow/calendar.ts";

export const DESK: CaseDesk = { definitions: DEFINITIONS, calendar: CALENDAR };
export const AT = instant("2026-03-02T10:00:00Z");

export async function caseStore(path = ":memory:"): Promise<Store> {
  const store = await openStore(path);
  store.register(caseProjector);
  return store;
}

export function as(role: string, actor = "worker-1", at = AT): Actor {
  return { role, actor, at };
}

/** The first role of a workflow: who does its everyday work. */
export function worker(workflow: string): Actor {
  return as(Object.keys(DESK.definitions.get(workflow)!.roles)[0]!);
}

interface Given {
  readonly fields?: Record<string, string>;
  readonly people?: string[];
  readonly from?: string;
  readonly links?: { as: string; caseId: string }[];
  readonly by?: Actor;
}

/** Opens a case that must open; its id. */
export async function open(
  store: Store,
  workflow: string,
  { fields = {}, people = ["P-1"], from, links, by }: Given = {},
): Promise<string> {
  const answer = await store.transaction((tx) =>
    tryOpenCase(
      tx,
      DESK,
      {
        workflow,
        reference: "R-000001",
        people,
        responsible: "worker-1",
        reason: null,
        fields,
        from: from ?? null,
        links: links ?? [],
      },
      by ?? worker(workflow),
    ),
  );
  if (!answer.ok) throw new Error(`${answer.refusal.says}: ${answer.refusal.missing.join("; ")}`);
  return answer.caseId;
}

export function give(store: Store, caseId: string, command: CaseCommand, by: Actor): Promise<CaseAnswer> {
  return store.transaction((tx) => commandCase(tx, DESK, caseId, command, by));
}

export async function moves(store: Store, caseId: string, by: Actor, ...to: string[]): Promise<void> {
  for (const status of to) {
    const answer = await give(store, caseId, { type: "move", to: status, reason: "because" }, by);
    if (!answer.ok) throw new Error(`${answer.refusal.says}: ${answer.refusal.missing.join("; ")}`);
  }
}
