import type { Kysely } from "kysely";
import {
  type CaseEvent,
  type CaseState,
  duesOf,
  findStatus,
  mayMessage,
  type Standing,
  shown,
  standing,
  statusOf,
  type Trend,
  trendOf,
  type WhatNext,
  whatNext,
} from "../../rules/case-workflow.ts";
import type { Instant, PlainDate } from "../../rules/time.ts";
import { loadEvents } from "../store/events.ts";
import type { Tables } from "../store/tables.ts";
import { type CaseDesk, type CaseId, definitionOf, stateOf, visibleTo } from "./desk.ts";
import { streamOf } from "./project.ts";
import "./tables.ts";

export interface CaseView {
  readonly id: CaseId;
  readonly workflow: string;
  readonly title: string;
  readonly source: string;
  /** `code` is null where the source gives none; `name` is null where the definition no longer has the status. */
  readonly status: {
    readonly code: string | null;
    readonly name: string | null;
    readonly shown: string;
    readonly since: Instant;
  };
  readonly openedAt: Instant;
  readonly reference: string | null;
  readonly people: readonly string[];
  readonly responsible: string | null;
  readonly fields: CaseState["fields"];
  readonly records: readonly {
    readonly id: string;
    readonly service: string;
    readonly heading: string | null;
    readonly state: string;
    readonly complete: boolean;
    readonly fields: CaseState["fields"];
    readonly at: Instant;
    readonly author: string;
  }[];
  readonly tasks: readonly {
    readonly id: string;
    readonly name: string;
    readonly outcome: string | null;
    readonly since: Instant;
  }[];
  readonly links: CaseState["links"];
  readonly dues: readonly {
    readonly id: string;
    readonly name: string;
    readonly opensOn: PlainDate | null;
    readonly dueOn: PlainDate;
    readonly standing: Standing;
    readonly rules: readonly string[];
  }[];
  readonly next: WhatNext;
  readonly trends: Readonly<Record<string, readonly Trend[]>>;
  readonly clientMessages: "allowed" | "never";
}

/** A case as it stands, and what may be done with it. null where there is none that this role may see. */
export async function showCase(
  db: Kysely<Tables>,
  desk: CaseDesk,
  caseId: CaseId,
  { role, now }: { readonly role: string | null; readonly now: Instant },
): Promise<CaseView | null> {
  const state = await visibleCase(db, desk, caseId, role);
  if (state === null) return null;
  const definition = definitionOf(desk, state.workflow);
  const status = statusOf(definition, state.status);
  const serviceName = (id: string) => definition.services[id]?.name ?? id;
  const trends = Object.keys(definition.services).map(
    (id) => [serviceName(id), trendOf(state, id, definition)] as const,
  );
  return {
    id: caseId,
    workflow: definition.name,
    title: definition.title,
    source: definition.source,
    status: {
      code: status?.code ?? null,
      name: status?.name ?? null,
      shown: status ? shown(status) : `${state.status} (no longer in the workflow)`,
      since: state.enteredAt as Instant,
    },
    openedAt: state.openedAt as Instant,
    reference: state.reference,
    people: state.people,
    responsible: state.responsible,
    fields: state.fields,
    records: state.records.map(({ id, service, state: at, complete, fields, at: recordedAt, author }) => ({
      id,
      service: serviceName(service),
      heading: definition.services[service]?.heading ?? null,
      state: at,
      complete,
      fields,
      at: recordedAt,
      author,
    })),
    tasks: state.tasks.map(({ id, kind, outcome, createdAt }) => ({
      id,
      name: definition.tasks[kind]?.name ?? kind,
      outcome,
      since: createdAt,
    })),
    links: state.links,
    dues: duesOf(state, definition, desk.calendar).map((due) => ({
      id: due.id,
      name: due.name,
      opensOn: due.opensOn,
      dueOn: due.dueOn,
      standing: standing(due, now),
      rules: due.rules,
    })),
    next: whatNext(state, definition, now),
    trends: Object.fromEntries(trends.filter(([, trend]) => trend.length > 0)),
    clientMessages: mayMessage(state, definition, now) ? "allowed" : "never",
  };
}

export interface CaseRow {
  readonly id: CaseId;
  readonly workflow: string;
  readonly code: string | null;
  readonly status: string;
  readonly since: Instant;
  readonly openedAt: Instant;
  readonly ended: boolean;
  readonly reference: string | null;
  readonly responsible: string | null;
}

export interface CaseFilter {
  /** null: every workflow. */
  readonly role: string | null;
  readonly workflow?: string | undefined;
  /** Code, key or name; needs `workflow`. */
  readonly status?: string | undefined;
  readonly all?: boolean | undefined;
  readonly responsible?: string | undefined;
  readonly person?: string | undefined;
  readonly reference?: string | undefined;
  /** Cases after this one, for reading on. */
  readonly after?: CaseId | undefined;
  readonly limit: number;
}

/** Cases in the order of their ids; open ones only, unless `all` or a status is asked for. */
export async function listCases(
  db: Kysely<Tables>,
  desk: CaseDesk,
  filter: CaseFilter,
): Promise<readonly CaseRow[]> {
  let query = db.selectFrom("cases").selectAll("cases").orderBy("cases.id").limit(filter.limit);
  if (!filter.all && filter.status === undefined) query = query.where("cases.ended_at", "is", null);
  if (filter.role !== null) query = query.where("cases.workflow", "in", visibleTo(desk, filter.role));
  if (filter.workflow !== undefined) query = query.where("cases.workflow", "=", filter.workflow);
  if (filter.status !== undefined) {
    const definition = desk.definitions.get(filter.workflow ?? "");
    const status = definition && findStatus(definition, filter.status);
    query = query.where("cases.status", "=", status?.key ?? status?.code ?? filter.status);
  }
  if (filter.responsible !== undefined) query = query.where("cases.responsible", "=", filter.responsible);
  if (filter.reference !== undefined) query = query.where("cases.reference", "=", filter.reference);
  if (filter.after !== undefined) query = query.where("cases.id", ">", filter.after);
  const { person } = filter;
  if (person !== undefined) {
    query = query.where("cases.id", "in", (eb) =>
      eb.selectFrom("case_people").select("case_id").where("person_id", "=", person),
    );
  }
  return (await query.execute()).map((row) => {
    const definition = desk.definitions.get(row.workflow);
    const status = definition && statusOf(definition, row.status);
    return {
      id: row.id,
      workflow: row.workflow,
      code: status?.code ?? null,
      status: status ? (status.shown_as ?? status.name) : `${row.status} (no longer in the workflow)`,
      since: row.entered_at,
      openedAt: row.opened_at,
      ended: row.ended_at !== null,
      reference: row.reference,
      responsible: row.responsible,
    };
  });
}

export interface HistoryEntry {
  readonly version: number;
  readonly at: Instant;
  readonly actor: string;
  readonly type: string;
  /** null where retention or erasure removed what it said. */
  readonly data: CaseEvent | null;
}

/** Everything that happened to a case, refused commands too. null where there is none that this role may see. */
export async function caseHistory(
  db: Kysely<Tables>,
  desk: CaseDesk,
  caseId: CaseId,
  role: string | null,
): Promise<readonly HistoryEntry[] | null> {
  if ((await visibleCase(db, desk, caseId, role)) === null) return null;
  const events = await loadEvents(db, streamOf(caseId));
  return events.map(({ version, at, actor, type, data }) => ({
    version,
    at,
    actor,
    type,
    data: data as CaseEvent | null,
  }));
}

/** Whether a case is open: not in a final status. false also where there is no such case. */
export async function isCaseOpen(db: Kysely<Tables>, caseId: CaseId): Promise<boolean> {
  const row = await db.selectFrom("cases").select("ended_at").where("id", "=", caseId).executeTakeFirst();
  return row?.ended_at === null;
}

/** The open cases of a workflow about any of these people: a contact that our own decision opened (Part 0.9). */
export async function openCasesOf(
  db: Kysely<Tables>,
  workflow: string,
  people: readonly string[],
): Promise<readonly CaseId[]> {
  if (people.length === 0) return [];
  const rows = await db
    .selectFrom("cases")
    .innerJoin("case_people", "case_people.case_id", "cases.id")
    .select("cases.id")
    .distinct()
    .where("case_people.person_id", "in", people)
    .where("cases.workflow", "=", workflow)
    .where("cases.ended_at", "is", null)
    .orderBy("cases.id")
    .execute();
  return rows.map((row) => row.id);
}

export interface WorkRow {
  readonly caseId: CaseId;
  readonly record: string;
  readonly recordedAt: Instant;
  readonly fields: CaseState["fields"];
}

/** The records that a worklist of a definition names, oldest first, closed cases too: they still wait (YV-11). */
export async function worklist(
  db: Kysely<Tables>,
  desk: CaseDesk,
  {
    workflow,
    list,
    role,
    limit,
  }: {
    readonly workflow: string;
    readonly list: string;
    readonly role: string | null;
    readonly limit: number;
  },
): Promise<readonly WorkRow[] | null> {
  const definition = desk.definitions.get(workflow);
  const wanted = definition?.worklists[list];
  if (!wanted || !visibleTo(desk, role).includes(workflow)) return null;
  const rows = await db
    .selectFrom("case_records")
    .innerJoin("cases", "cases.id", "case_records.case_id")
    .select(["case_records.case_id", "case_records.record_id", "case_records.recorded_at"])
    .where("case_records.service", "=", wanted.of)
    .where("case_records.state", "in", wanted.in)
    .where("cases.workflow", "=", workflow)
    .orderBy("case_records.recorded_at")
    .limit(limit)
    .execute();
  const found: WorkRow[] = [];
  for (const row of rows) {
    const state = stateOf(await loadEvents(db, streamOf(row.case_id)));
    const record = state.records.find((candidate) => candidate.id === row.record_id);
    const fields = wanted.columns.map((column) => [column, record?.fields[column] ?? ""] as const);
    found.push({
      caseId: row.case_id,
      record: row.record_id,
      recordedAt: row.recorded_at,
      fields: Object.fromEntries(fields),
    });
  }
  return found;
}

async function visibleCase(
  db: Kysely<Tables>,
  desk: CaseDesk,
  caseId: CaseId,
  role: string | null,
): Promise<(CaseState & { readonly workflow: string }) | null> {
  const state = stateOf(await loadEvents(db, streamOf(caseId)));
  if (state.workflow === null || !visibleTo(desk, role).includes(state.workflow)) return null;
  return { ...state, workflow: state.workflow };
}
