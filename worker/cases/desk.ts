import type { Calendar } from "../../rules/calendar.ts";
import {
  type CaseEvent,
  type CaseState,
  type Definition,
  type Definitions,
  fold,
  type Happened,
} from "../../rules/case-workflow.ts";
import type { StoredEvent } from "../store/events.ts";

/** What every command and question about cases needs beside the database. */
export interface CaseDesk {
  readonly definitions: Definitions;
  readonly calendar: Calendar;
}

/** "CASE-000001": opaque, the same series for all workflows. */
export type CaseId = string;

export function stateOf(events: readonly StoredEvent[]): CaseState {
  return fold(events.map(happened));
}

export function happened({ data, at, actor }: StoredEvent): Happened {
  return { data: data as CaseEvent | null, at, actor };
}

/**
 * The definition that a case was opened by.
 * @throws where the configuration no longer holds that workflow: an administrator must bring it back.
 */
export function definitionOf(desk: CaseDesk, workflow: string): Definition {
  const definition = desk.definitions.get(workflow);
  if (definition) return definition;
  throw new Error(
    `Cannot use the workflow '${workflow}': expected one of ${[...desk.definitions.keys()].join(", ")}`,
  );
}

/**
 * The workflows whose cases a role may see: those that name it (VST-13). null, whoever has the machine itself:
 * all of them.
 */
export function visibleTo(desk: CaseDesk, role: string | null): readonly string[] {
  return [...desk.definitions.values()]
    .filter((definition) => role === null || Object.hasOwn(definition.roles, role))
    .map((definition) => definition.name);
}
