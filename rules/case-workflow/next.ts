import { type Instant, localDate } from "../time.ts";
import { type Definition, labelIn, type Move, shown, statusOf } from "./definition.ts";
import { holds, viewOf } from "./holds.ts";
import type { CaseRecord, CaseState, Warning } from "./state.ts";
import { statusName, weigh } from "./weigh.ts";

/** A move that the table allows from here, and what would stop or accompany it as things stand. */
export interface OfferedMove {
  /** As a name that the command takes. */
  readonly to: string;
  readonly kind: Move["kind"];
  readonly reasonNeeded: boolean;
  readonly asks: readonly string[];
  readonly missing: readonly string[];
  readonly warnings: readonly Warning[];
}

export interface WhatNext {
  /** null where the status is no longer in the definition. */
  readonly status: string | null;
  readonly description: string | null;
  /** The next expected first; where a guard stops it and proposes another, that one before it. */
  readonly moves: readonly OfferedMove[];
  /** Labels, as the source has them in this status. */
  readonly services: readonly string[];
  readonly tasks: readonly {
    readonly id: string;
    readonly name: string;
    readonly outcomes: readonly string[];
    readonly since: string;
  }[];
  /** Badges, guidance, hints. */
  readonly notices: readonly string[];
}

export function whatNext(state: CaseState, definition: Definition, now: Instant): WhatNext {
  const here = statusOf(definition, state.status);
  const view = viewOf(definition, state, now);
  const proposals = new Set<string>();
  const moves = (here?.moves ?? []).map((move): OfferedMove & { readonly rank: number } => {
    const { missing, warnings, propose } = weigh(move.guards, view, { reason: null, override: false });
    if (propose !== null) proposals.add(propose);
    return {
      to: statusName(definition, move.to),
      kind: move.kind,
      reasonNeeded: move.kind !== "expected",
      asks: Object.keys(move.asks),
      missing,
      warnings,
      rank: move.kind === "expected" ? 1 : move.prominent ? 2 : 3,
    };
  });
  const rank = (move: { readonly to: string; readonly rank: number }) =>
    proposals.has(move.to) ? 0 : move.rank;
  const notices = definition.notices.filter(
    (notice) =>
      (notice.in === undefined || notice.in.includes(state.status)) &&
      (notice.when === undefined || holds(notice.when, view)),
  );
  return {
    status: here ? shown(here) : null,
    description: here?.description ?? null,
    moves: [...moves].sort((one, other) => rank(one) - rank(other)).map(({ rank: _, ...move }) => move),
    services: here?.services.map((offer) => labelIn(definition, here, offer.service)) ?? [],
    tasks: state.tasks
      .filter((task) => task.outcome === null)
      .map((task) => {
        const kind = definition.tasks[task.kind];
        const doneBy =
          kind?.done_by === undefined
            ? []
            : [`record ${definition.services[kind.done_by]?.name ?? kind.done_by}`];
        return {
          id: task.id,
          name: kind?.name ?? task.kind,
          outcomes: kind?.outcomes ?? doneBy,
          since: localDate(task.createdAt),
        };
      }),
    notices: [
      ...(here
        ? []
        : [`The workflow no longer has the status '${state.status}': a manager can move the case.`]),
      ...notices.map((notice) =>
        notice.propose === undefined
          ? notice.says
          : `${notice.says} → ${statusName(definition, notice.propose)}`,
      ),
    ],
  };
}

/** Whether any message may go to the person that the case is about. */
export function mayMessage(state: CaseState, definition: Definition, now: Instant): boolean {
  return (
    definition.silent_when === undefined || !holds(definition.silent_when, viewOf(definition, state, now))
  );
}

/** How a repeated record has changed against the first and the one before, and what was done in between (YV-01). */
export interface Trend {
  readonly record: string;
  readonly on: string;
  readonly sincePrevious: readonly string[];
  readonly sinceFirst: readonly string[];
  readonly between: readonly string[];
}

export function trendOf(state: CaseState, service: string, definition: Definition): readonly Trend[] {
  const trend = definition.services[service]?.trend;
  if (trend === undefined) return [];
  const dayOf = (record: CaseRecord) => String(record.fields[trend.on] ?? "");
  const series = state.records
    .filter((record) => record.service === service && record.complete)
    .sort((one, other) =>
      dayOf(one) < dayOf(other) ? -1 : dayOf(one) > dayOf(other) ? 1 : one.place - other.place,
    );
  return series.map((record, index) => {
    const [first, previous] = [series[0], series[index - 1]];
    return {
      record: record.id,
      on: dayOf(record),
      sincePrevious: previous ? changes(previous, record, trend.of) : [],
      sinceFirst: first && index > 0 ? changes(first, record, trend.of) : [],
      between: previous
        ? state.records
            .filter(
              (other) =>
                trend.beside.includes(other.service) &&
                other.place > previous.place &&
                other.place < record.place,
            )
            .map((other) => `${other.id} ${definition.services[other.service]?.name ?? other.service}`)
        : [],
    };
  });
}

function changes(from: CaseRecord, to: CaseRecord, fields: readonly string[]): readonly string[] {
  return fields.flatMap((field) => {
    const [before, after] = [from.fields[field], to.fields[field]];
    if (Array.isArray(before) || Array.isArray(after)) {
      const [old, recent] = [[before ?? []].flat().map(String), [after ?? []].flat().map(String)];
      return [
        ...recent.filter((value) => !old.includes(value)).map((value) => `${field}: + ${value}`),
        ...old.filter((value) => !recent.includes(value)).map((value) => `${field}: − ${value}`),
      ];
    }
    return String(before ?? "") === String(after ?? "")
      ? []
      : [`${field}: ${String(before ?? "none")} → ${String(after ?? "none")}`];
  });
}
