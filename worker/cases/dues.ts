import type { Kysely, Selectable } from "kysely";
import {
  bellsOf,
  type CaseState,
  type Due,
  duesOf,
  type Standing,
  standing,
} from "../../rules/case-workflow.ts";
import type { Instant, PlainDate } from "../../rules/time.ts";
import type { Tx } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { timersOf } from "../store/timers.ts";
import { type CaseDesk, type CaseId, definitionOf, stateOf, visibleTo } from "./desk.ts";
import { streamOf } from "./project.ts";
import type { CaseDuesTable } from "./tables.ts";

export const CASE_DUE = "case-due";

/**
 * Writes what is due in a case as it now stands, and sets its timers: one for each point still to come, and of
 * those past only the last, which rings at once. What has not changed is left alone.
 */
export async function refreshDues(
  tx: Tx,
  desk: CaseDesk,
  caseId: CaseId,
  state: CaseState,
  now: Instant,
): Promise<void> {
  if (state.workflow === null) return;
  const dues = duesOf(state, definitionOf(desk, state.workflow), desk.calendar);
  const before = await tx.db.selectFrom("case_dues").selectAll().where("case_id", "=", caseId).execute();
  const gone = before.filter((row) => !dues.some((due) => isSame(row, due)));
  const fresh = dues.filter((due) => !before.some((row) => isSame(row, due)));
  if (gone.length === 0 && fresh.length === 0) return;

  const timers = await timersOf(tx.db, streamOf(caseId));
  for (const row of gone) {
    await tx.db
      .deleteFrom("case_dues")
      .where("case_id", "=", caseId)
      .where("due_id", "=", row.due_id)
      .execute();
    for (const { id } of timers.filter((timer) => timer.id.startsWith(`${caseId}/${row.due_id}/`)))
      await tx.timers.disarm(id);
  }
  for (const due of fresh) {
    await tx.db
      .insertInto("case_dues")
      .values(rowOf(caseId, state.workflow, due))
      .execute();
    const bells = bellsOf(due, desk.calendar);
    const last = bells.filter((bell) => bell.at <= now).at(-1);
    for (const bell of bells.filter((candidate) => candidate.at > now || candidate === last)) {
      await tx.timers.arm({
        id: `${caseId}/${due.id}/${bell.point}`,
        kind: CASE_DUE,
        stream: streamOf(caseId),
        dueAt: bell.at,
      });
    }
  }
}

/** After a change of the definitions or the calendar: every open case anew. @returns how many there are. */
export async function refreshAllDues(tx: Tx, desk: CaseDesk, now: Instant): Promise<number> {
  const open = await tx.db.selectFrom("cases").select("id").where("ended_at", "is", null).execute();
  for (const { id } of open) await refreshDues(tx, desk, id, stateOf(await tx.load(streamOf(id))), now);
  return open.length;
}

/** What a bell has to tell, and to whom. */
export interface DueNotice {
  readonly caseId: CaseId;
  readonly workflow: string;
  /** Staff id; null where nobody is responsible for the case: the duty manager's. */
  readonly responsible: string | null;
  readonly due: string;
  readonly name: string;
  readonly point: "opens" | "warns" | "due" | "overdue";
  /** The day meant, which may be later than the bell: it rings on the working day before (YV-05). */
  readonly day: PlainDate;
  readonly standing: Standing;
}

/**
 * Answers a bell of kind `case-due`: keeps that it was told, and says what the letter must tell. null where there
 * is nothing to tell any more. Call it in the transaction that claims the ring and queues the letter.
 */
export async function ringDue(
  tx: Tx,
  desk: CaseDesk,
  timerId: string,
  now: Instant,
): Promise<DueNotice | null> {
  const [caseId, dueId, point] = timerId.split("/");
  if (caseId === undefined || dueId === undefined || point === undefined) return null;
  const events = await tx.load(streamOf(caseId));
  const state = stateOf(events);
  if (state.workflow === null) return null;
  const due = duesOf(state, definitionOf(desk, state.workflow), desk.calendar).find(
    (candidate) => candidate.id === dueId,
  );
  const bell = due && bellsOf(due, desk.calendar).find((candidate) => candidate.point === point);
  if (!due || !bell) return null;
  await tx.append(
    streamOf(caseId),
    events.length,
    [{ type: "due-reminded", data: { type: "due-reminded", due: due.id, point: bell.point, day: bell.day } }],
    { at: now, actor: "worker" },
  );
  return {
    caseId,
    workflow: state.workflow,
    responsible: state.responsible,
    due: due.id,
    name: due.name,
    point: bell.point,
    day: bell.day,
    standing: standing(due, now),
  };
}

/** The notice as a sentence for a reminder. Names no person. */
export function dueWords({ caseId, name, point, day }: DueNotice): string {
  const words = {
    opens: `can be done from ${day}`,
    warns: `is soon overdue: its time began to run out on ${day}`,
    due: `is due on ${day}`,
    overdue: `was due on ${day} and is overdue`,
  };
  return `${caseId}: ${name} ${words[point]}.`;
}

export interface DueRow {
  readonly caseId: CaseId;
  readonly workflow: string;
  readonly responsible: string | null;
  readonly due: string;
  readonly name: string;
  readonly opensOn: PlainDate | null;
  readonly dueOn: PlainDate;
  readonly overdue: boolean;
}

/**
 * What is due in open cases, the longest overdue first: for the digest and for `triage case due`.
 * @param until only what is overdue by then; null: everything that has a date.
 */
export async function listDues(
  db: Kysely<Tables>,
  desk: CaseDesk,
  { role, until, now, limit }: { role: string | null; until: Instant | null; now: Instant; limit: number },
): Promise<readonly DueRow[]> {
  let query = db
    .selectFrom("case_dues")
    .innerJoin("cases", "cases.id", "case_dues.case_id")
    .select([
      "case_dues.case_id",
      "case_dues.due_id",
      "case_dues.workflow",
      "case_dues.name",
      "case_dues.opens_on",
      "case_dues.due_on",
      "case_dues.overdue_from",
      "cases.responsible",
    ])
    .orderBy("case_dues.overdue_from")
    .orderBy("case_dues.case_id")
    .limit(limit);
  if (until !== null) query = query.where("case_dues.overdue_from", "<=", until);
  if (role !== null) query = query.where("case_dues.workflow", "in", visibleTo(desk, role));
  return (await query.execute()).map((row) => ({
    caseId: row.case_id,
    workflow: row.workflow,
    responsible: row.responsible,
    due: row.due_id,
    name: row.name,
    opensOn: row.opens_on,
    dueOn: row.due_on,
    overdue: row.overdue_from <= now,
  }));
}

function rowOf(caseId: CaseId, workflow: string, due: Due): Selectable<CaseDuesTable> {
  return {
    case_id: caseId,
    due_id: due.id,
    workflow,
    name: due.name,
    opens_on: due.opensOn,
    warns_on: due.warnsOn,
    due_on: due.dueOn,
    overdue_from: due.overdueFrom,
  };
}

function isSame(row: Selectable<CaseDuesTable>, due: Due): boolean {
  return (
    row.due_id === due.id &&
    row.name === due.name &&
    row.opens_on === due.opensOn &&
    row.warns_on === due.warnsOn &&
    row.due_on === due.dueOn &&
    row.overdue_from === due.overdueFrom
  );
}
