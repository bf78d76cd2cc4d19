import {
  addWorkingMinutes,
  type Calendar,
  isWorkingDay,
  localTime,
  nextWorkingDay,
  previousWorkingDay,
} from "../calendar.ts";
import { type Instant, instant, localDate, type PlainDate } from "../time.ts";
import type { Duration } from "./condition.ts";
import { addCalendar, dayIn } from "./days.ts";
import type { Anchor, Definition, DueKind } from "./definition.ts";
import { statusOf } from "./definition.ts";
import { holds, viewOf } from "./holds.ts";
import type { CaseRecord, CaseState, FieldValues } from "./state.ts";

/** Something of a case that waits for its day, or (in working hours) for its instant. */
export interface Due {
  /** The due kind's name in the definition, or the task's id. */
  readonly id: string;
  readonly name: string;
  readonly rules: readonly string[];
  /** From this day it may be done (a window); null where there is no window. */
  readonly opensOn: PlainDate | null;
  readonly warnsOn: PlainDate | null;
  /** The last day on which it is in time. */
  readonly dueOn: PlainDate;
  /** Where the length is in working hours: the instant itself. */
  readonly dueAt: Instant | null;
  /** The first moment at which it is overdue. */
  readonly overdueFrom: Instant;
}

export type Standing = "not-yet" | "open" | "warned" | "due-today" | "overdue";

/** What is due in a case: its due dates by the definition, and its tasks that have one. A final status has none. */
export function duesOf(state: CaseState, definition: Definition, calendar: Calendar): readonly Due[] {
  const here = statusOf(definition, state.status);
  if (state.openedAt === null || here?.final) return [];
  const dues = Object.entries(definition.dues).flatMap(([id, kind]) => [
    ...(dueOf(id, kind, state, definition, calendar) ?? []),
    ...eachDue(id, kind, state, calendar),
  ]);
  for (const task of state.tasks) {
    const kind = definition.tasks[task.kind];
    if (task.outcome !== null || kind?.due === undefined) continue;
    dues.push(
      dated(
        task.id,
        kind.name,
        kind.rules,
        { day: localDate(task.createdAt), at: task.createdAt },
        { due: kind.due },
        calendar,
      ),
    );
  }
  return dues;
}

/** Where a due date stands at that moment. */
export function standing(due: Due, now: Instant): Standing {
  const today = localDate(now);
  if (now >= due.overdueFrom) return "overdue";
  if (due.dueOn === today) return "due-today";
  if (due.warnsOn !== null && due.warnsOn <= today) return "warned";
  if (due.opensOn !== null && due.opensOn <= today) return "open";
  return "not-yet";
}

/** When the bell rings for a due date: what it then is, and the day it tells of. */
export interface Bell {
  readonly point: "opens" | "warns" | "due" | "overdue";
  readonly day: PlainDate;
  readonly at: Instant;
}

/** The start of the working day of each point: the same day, else the working day before (YV-05). */
export function bellsOf(due: Due, calendar: Calendar): readonly Bell[] {
  const bells: Bell[] = [];
  const morning = (day: PlainDate) =>
    localTime(isWorkingDay(day, calendar) ? day : previousWorkingDay(day, calendar), calendar.startsAt);
  if (due.opensOn !== null) bells.push({ point: "opens", day: due.opensOn, at: morning(due.opensOn) });
  if (due.warnsOn !== null) bells.push({ point: "warns", day: due.warnsOn, at: morning(due.warnsOn) });
  bells.push({ point: "due", day: due.dueOn, at: due.dueAt ?? morning(due.dueOn) });
  // told when it has happened, not before: on the working day itself or the next
  const overdueDay = localDate(due.overdueFrom);
  const told = isWorkingDay(overdueDay, calendar) ? overdueDay : nextWorkingDay(overdueDay, calendar);
  if (due.dueAt === null)
    bells.push({ point: "overdue", day: due.dueOn, at: localTime(told, calendar.startsAt) });
  return bells;
}

interface From {
  readonly day: PlainDate;
  readonly at: Instant | null;
  readonly fields?: FieldValues;
}

function dueOf(
  id: string,
  kind: DueKind,
  state: CaseState,
  definition: Definition,
  calendar: Calendar,
): readonly Due[] | null {
  const view = viewOf(definition, state, state.openedAt as Instant);
  if (kind.due === null || (kind.until !== undefined && holds(kind.until, view))) return null;
  const found: Due[] = [];
  for (const anchor of kind.earliest) {
    const from = anchored(anchor, state);
    if (from === null) continue;
    if (kind.when !== undefined && !holds(kind.when, { ...view, fields: from.fields ?? {} })) continue;
    const lengths = anchor.after === undefined ? kind : { ...kind, due: anchor.after };
    found.push(dated(id, kind.name, kind.rules, from, lengths as Lengths, calendar));
  }
  return found.sort((one, other) => (one.overdueFrom < other.overdueFrom ? -1 : 1)).slice(0, 1);
}

function eachDue(
  id: string,
  { each, name, rules, due }: DueKind,
  state: CaseState,
  calendar: Calendar,
): readonly Due[] {
  if (each === undefined || due === null) return [];
  return state.records.flatMap((record) => {
    const day =
      record.service === each.of && each.in.includes(record.state) ? dayIn(record.fields[each.field]) : null;
    return day === null
      ? []
      : [dated(`${id}.${record.id}`, name, rules, { day, at: null }, { due }, calendar)];
  });
}

/** The day (and, for a field or a record's making, the instant) from which an anchor counts. */
function anchored(anchor: Anchor, state: CaseState): From | null {
  if (anchor.field !== undefined) {
    const value = state.fields[anchor.field];
    const day = dayIn(value);
    if (day !== null) return { day, at: String(value).includes("T") ? instant(String(value)) : null };
  }
  if (anchor.or_opened && state.openedAt !== null)
    return { day: localDate(state.openedAt), at: state.openedAt };
  if (anchor.last === undefined) return null;
  const last = latest(anchor.last, anchor, state.records);
  if (last === null) return null;
  const field = (anchor.read ?? anchor.last)[last.service];
  const day = field === undefined ? null : dayIn(last.fields[field]);
  return day === null ? null : { day, at: null, fields: last.fields };
}

/** The record with the latest day; of two with one day, the one recorded later. */
function latest(
  fields: Readonly<Record<string, string>>,
  anchor: Anchor,
  records: readonly CaseRecord[],
): CaseRecord | null {
  const after = anchor.since_last
    ? Math.max(
        0,
        ...records
          .filter((record) => anchor.since_last?.includes(record.service))
          .map((record) => record.place),
      )
    : 0;
  let best: { record: CaseRecord; day: PlainDate } | null = null;
  for (const record of records) {
    const field = fields[record.service];
    if (field === undefined || record.place <= after) continue;
    if (anchor.in !== undefined && !anchor.in.includes(record.state)) continue;
    const day = dayIn(record.fields[field]);
    if (day !== null && (best === null || day >= best.day)) best = { record, day };
  }
  return best?.record ?? null;
}

interface Lengths {
  readonly opens?: Duration | undefined;
  readonly warns?: Duration | undefined;
  readonly due: Duration;
}

function dated(
  id: string,
  name: string,
  rules: readonly string[],
  from: From,
  lengths: Lengths,
  calendar: Calendar,
): Due {
  const end = lengthened(from, lengths.due, calendar);
  const on = (length: Duration | undefined) =>
    length === undefined ? null : lengthened(from, length, calendar).day;
  const overdueFrom = end.at ?? localTime(addCalendar(end.day, { amount: 1, unit: "days" }), "00:00");
  return {
    id,
    name,
    rules,
    opensOn: on(lengths.opens),
    warnsOn: on(lengths.warns),
    dueOn: end.day,
    dueAt: end.at,
    overdueFrom,
  };
}

function lengthened(
  from: From,
  { amount, unit }: Duration,
  calendar: Calendar,
): { day: PlainDate; at: Instant | null } {
  if (unit === "months" || unit === "days") return { day: addCalendar(from.day, { amount, unit }), at: null };
  if (unit === "working hours") {
    const at = addWorkingMinutes(from.at ?? localTime(from.day, calendar.startsAt), amount * 60, calendar);
    return { day: localDate(at), at };
  }
  let day = from.day;
  for (let left = amount; left > 0; left--) day = nextWorkingDay(day, calendar);
  return { day, at: null };
}
