import { type By, type CaseCommand, type Decision, refuse } from "./command.ts";
import { decideMove } from "./decide-move.ts";
import { decideRecord, decideStep } from "./decide-record.ts";
import { type Definition, plain, shown, statusOf } from "./definition.ts";
import { createTask, type Draft, draftFrom, follow } from "./draft.ts";
import { missingFields, readForm, withDefaults } from "./form.ts";
import { holds, viewOf } from "./holds.ts";
import { type CaseState, evolve, NO_CASE } from "./state.ts";
import { weigh } from "./weigh.ts";

/**
 * What a command does to a case: the events that it brings, or a refusal that says what may be done instead
 * and what is missing. Throws for nothing that a person can type.
 */
export function decide(state: CaseState, command: CaseCommand, definition: Definition, by: By): Decision {
  if (by.role !== null && !Object.hasOwn(definition.roles, by.role)) {
    return refuse("role", `'${by.role}' is no role of the workflow '${definition.name}'`, {
      allowed: Object.entries(definition.roles).map(([id, role]) => `${id} (${role.name})`),
    });
  }
  if (command.type === "open") {
    return state.workflow === null
      ? decideOpen(command, definition, by)
      : refuse("already-so", "The case is open already");
  }
  if (state.workflow === null) return refuse("no-case", "There is no such case");
  if (command.type === "move") return decideMove(state, command, definition, by);
  if (command.type === "record") return decideRecord(state, command, definition, by);
  if (command.type === "step") return decideStep(state, command, definition, by);

  const here = statusOf(definition, state.status);
  // what the store itself tells a closed case changes nothing there
  if (here?.final && by.role === null) return { ok: true, events: [], warnings: [] };
  if (here?.final)
    return refuse("final", `${shown(here)}: notes may be added, nothing else`, {
      rules: definition.cites.closed,
    });
  switch (command.type) {
    case "task":
      return decideTask(state, command, definition, by);
    case "set":
      return decideSet(state, command, definition, by);
    case "assign":
      return decideAssign(state, command, definition);
    case "link":
      return decideLink(state, command, definition, by);
    case "linked-moved":
      return decideLinkedMoved(state, command, definition, by);
  }
}

function decideOpen(command: Of<"open">, definition: Definition, by: By): Decision {
  const { opening } = definition;
  const record = opening.record === undefined ? undefined : definition.services[opening.record];
  const typed = Object.entries(command.fields);
  const isOfRecord = (name: string) =>
    record !== undefined && Object.keys(record.form).some((known) => plain(known) === plain(name));
  const form = { ...definition.fields, ...opening.asks };
  const own = readForm(form, Object.fromEntries(typed.filter(([name]) => !isOfRecord(name))), NO_CASE);
  const asked = readForm(
    record?.form ?? {},
    Object.fromEntries(typed.filter(([name]) => isOfRecord(name))),
    NO_CASE,
  );
  const fields = withDefaults(form, own.values);
  const reason = command.reason?.trim() || null;

  const draft = draftFrom(NO_CASE, by);
  const opened = {
    type: "case-opened",
    workflow: definition.name,
    status: opening.status,
    reference: command.reference,
    reason,
    people: command.people,
    responsible: command.responsible,
    fields,
    warnings: [],
  } as const;
  const state = evolve(NO_CASE, { data: opened, at: by.at, actor: by.actor });
  const view = { ...viewOf(definition, state, by.at), role: by.role, actor: by.actor, fields: asked.values };
  const guards = [...opening.guards, ...(record?.guards ?? [])];
  const weighed = weigh(guards, view, { reason, override: command.override === true });
  const missing = [
    ...own.faults,
    ...asked.faults,
    ...missingFields(form, fields),
    ...(record ? missingFields(record.form, asked.values) : []),
    ...(opening.responsible && !command.responsible ? ["who is responsible for the case"] : []),
    ...weighed.missing,
  ];
  if (missing.length > 0) {
    return refuse("incomplete", `A case of '${definition.name}' cannot be opened yet`, {
      missing,
      rules: [...opening.rules, ...weighed.rules],
    });
  }
  draft.add({ ...opened, warnings: weighed.warnings });
  if (opening.record !== undefined && record !== undefined) {
    const complete = Object.entries(record.states).find(([, candidate]) => candidate.kind === "complete");
    draft.add({
      type: "service-recorded",
      record: "R1",
      service: opening.record,
      label: record.name,
      state: complete?.[0] ?? (Object.keys(record.states)[0] as string),
      complete: complete !== undefined,
      status: opening.status,
      fields: asked.values,
      reason,
      warnings: [],
    });
  }
  const status = statusOf(definition, opening.status);
  if (status) follow(draft, status.entry, definition, by);
  return { ok: true, events: draft.events, warnings: weighed.warnings };
}

function decideTask(state: CaseState, command: Of<"task">, definition: Definition, by: By): Decision {
  const open = state.tasks.filter((task) => task.outcome === null);
  const named = (kind: string) => definition.tasks[kind]?.name ?? kind;
  const task = open.find((candidate) =>
    [candidate.id, candidate.kind, named(candidate.kind)].some(
      (known) => plain(known) === plain(command.task),
    ),
  );
  if (task === undefined) {
    return refuse("not-known", `No task '${command.task}' waits in this case`, {
      allowed: open.map((known) => `${known.id} ${named(known.kind)}`),
    });
  }
  const kind = definition.tasks[task.kind];
  if (kind?.done_by !== undefined) {
    const service = definition.services[kind.done_by]?.name ?? kind.done_by;
    return refuse("incomplete", `The task '${kind.name}' is done by a record`, {
      missing: [`${service} complete`],
      rules: kind.rules,
    });
  }
  const outcomes = kind?.outcomes ?? ["done"];
  const asked = command.outcome ?? (outcomes.length === 1 ? outcomes[0] : undefined);
  const outcome = outcomes.find((known) => asked !== undefined && plain(known) === plain(asked));
  if (outcome === undefined) {
    return refuse("incomplete", `The task '${named(task.kind)}' needs an outcome`, {
      missing: [`one of: ${outcomes.join("; ")}`],
      rules: kind?.rules ?? [],
    });
  }
  const draft = draftFrom(state, by);
  draft.add({ type: "task-done", task: task.id, outcome, note: command.note?.trim() || null });
  return { ok: true, events: draft.events, warnings: [] };
}

function decideSet(state: CaseState, command: Of<"set">, definition: Definition, by: By): Decision {
  const { values, faults } = readForm(definition.fields, command.fields, state);
  const missing = [...faults, ...missingFields(definition.fields, { ...state.fields, ...values })];
  if (Object.keys(values).length === 0 && faults.length === 0)
    missing.push(`a value for one of: ${Object.keys(definition.fields).join(", ")}`);
  if (missing.length > 0) return refuse("incomplete", "The case's fields cannot be set so", { missing });
  const draft = draftFrom(state, by);
  draft.add({ type: "fields-set", fields: values, reason: command.reason?.trim() || null });
  return { ok: true, events: draft.events, warnings: [] };
}

/** The hand-over of a case; it is never without someone. */
function decideAssign(state: CaseState, command: Of<"assign">, definition: Definition): Decision {
  const to = command.to.trim();
  if (to === "")
    return refuse("incomplete", "A case is never without someone responsible", {
      missing: ["who takes it"],
      rules: definition.cites.responsible,
    });
  if (to === state.responsible) return refuse("already-so", "The case is theirs already");
  const reason = command.reason?.trim() || null;
  return {
    ok: true,
    events: [{ type: "responsible-changed", from: state.responsible, to, reason }],
    warnings: [],
  };
}

function decideLink(state: CaseState, command: Of<"link">, definition: Definition, by: By): Decision {
  const kinds = Object.entries(definition.links).filter(([, link]) => link.workflow === command.workflow);
  const [as, kind] = kinds.find(([name]) => plain(name) === plain(command.as)) ?? [];
  if (as === undefined || kind === undefined) {
    return refuse(
      "not-known",
      `A case of '${definition.name}' has no link '${command.as}' to a case of that workflow`,
      { allowed: kinds.map(([name]) => name) },
    );
  }
  if (state.links.some((link) => link.caseId === command.caseId && link.as === as)) {
    return refuse("already-so", "The cases are linked so already");
  }
  const reason = command.reason?.trim() || null;
  const view = { ...viewOf(definition, state, by.at), role: by.role, actor: by.actor };
  const weighed = weigh(kind.guards, view, { reason, override: command.override === true });
  if (weighed.missing.length > 0) {
    return refuse("incomplete", `The link '${as}' cannot be made yet`, {
      missing: weighed.missing,
      rules: [...kind.rules, ...weighed.rules],
    });
  }
  const draft = draftFrom(state, by);
  const phase = kind.phases[command.status] ?? kind.otherwise;
  draft.add({
    type: "case-linked",
    link: `L${state.links.length + 1}`,
    as,
    caseId: command.caseId,
    phase,
    warnings: weighed.warnings,
  });
  react(draft, as, command.status, definition, by);
  return { ok: true, events: draft.events, warnings: weighed.warnings };
}

function decideLinkedMoved(
  state: CaseState,
  command: Of<"linked-moved">,
  definition: Definition,
  by: By,
): Decision {
  const draft = draftFrom(state, by);
  for (const link of state.links.filter((candidate) => candidate.caseId === command.caseId)) {
    const kind = definition.links[link.as];
    const phase = kind?.phases[command.status] ?? kind?.otherwise;
    if (phase !== undefined && phase !== link.phase)
      draft.add({ type: "link-changed", link: link.id, phase });
    react(draft, link.as, command.status, definition, by);
  }
  return { ok: true, events: draft.events, warnings: [] };
}

function react(draft: Draft, as: string, entered: string, definition: Definition, by: By): void {
  for (const { enters, when, task } of definition.links[as]?.reactions ?? []) {
    if (!enters.includes(entered)) continue;
    if (when === undefined || holds(when, viewOf(definition, draft.state, by.at))) createTask(draft, task);
  }
}

type Of<T extends CaseCommand["type"]> = Extract<CaseCommand, { type: T }>;
