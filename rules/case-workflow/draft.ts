import type { By } from "./command.ts";
import type { Definition, Effects } from "./definition.ts";
import { holds, viewOf } from "./holds.ts";
import { type CaseEvent, type CaseRecord, type CaseState, evolve } from "./state.ts";

/** Events in the making: each is folded at once, so that the next sees what it did. */
export interface Draft {
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
  add(event: CaseEvent): void;
}

export function draftFrom(start: CaseState, by: By): Draft {
  let state = start;
  const events: CaseEvent[] = [];
  return {
    get state() {
      return state;
    },
    events,
    add(event) {
      events.push(event);
      state = evolve(state, { data: event, at: by.at, actor: by.actor });
    },
  };
}

/** What follows by itself from entering a status or finishing a record (`record` then names it). */
export function follow(
  draft: Draft,
  effects: Effects,
  definition: Definition,
  by: By,
  record?: CaseRecord,
): void {
  const copied = effects.copy.flatMap((name) => {
    const value = record?.fields[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const fields = { ...effects.set, ...Object.fromEntries(copied) };
  if (Object.keys(fields).length > 0) draft.add({ type: "fields-set", fields, reason: null });
  for (const { task, when } of effects.tasks) {
    const view = { ...viewOf(definition, draft.state, by.at), record: record ?? null };
    if (when === undefined || holds(when, view)) createTask(draft, task);
  }
  const { supersede } = effects;
  if (supersede !== undefined && record !== undefined) {
    for (const other of draft.state.records) {
      if (other.service !== record.service || other.id === record.id || !supersede.in.includes(other.state))
        continue;
      draft.add({
        type: "record-changed",
        record: other.id,
        from: other.state,
        state: supersede.to,
        complete: definition.services[other.service]?.states[supersede.to]?.kind === "complete",
        fields: {},
        reason: null,
        warnings: [],
      });
    }
  }
}

/** One task of a kind waits at a time. */
export function createTask(draft: Draft, kind: string): void {
  if (draft.state.tasks.some((task) => task.kind === kind && task.outcome === null)) return;
  draft.add({ type: "task-created", task: `T${draft.state.tasks.length + 1}`, kind });
}

/** A complete record of a service ends the tasks that ask for it. */
export function endTasksOf(draft: Draft, service: string, definition: Definition): void {
  for (const task of draft.state.tasks) {
    if (task.outcome === null && definition.tasks[task.kind]?.done_by === service) {
      draft.add({ type: "task-done", task: task.id, outcome: "done", note: null });
    }
  }
}
