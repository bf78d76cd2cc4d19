import { type By, type CaseCommand, type Decision, refuse } from "./command.ts";
import {
  type Definition,
  findService,
  keyOf,
  labelIn,
  plain,
  type Service,
  shown,
  statusOf,
} from "./definition.ts";
import { draftFrom, endTasksOf, follow } from "./draft.ts";
import { missingFields, readForm, withDefaults } from "./form.ts";
import { viewOf } from "./holds.ts";
import type { CaseRecord, CaseState, FieldValues } from "./state.ts";
import { roleRefusal, statusName, weigh } from "./weigh.ts";

type RecordCommand = Extract<CaseCommand, { type: "record" }>;
type StepCommand = Extract<CaseCommand, { type: "step" }>;

/** Starts a record of a service that the present status offers, and finishes it unless told otherwise. */
export function decideRecord(
  state: CaseState,
  command: RecordCommand,
  definition: Definition,
  by: By,
): Decision {
  const here = statusOf(definition, state.status);
  const offered = here?.services.map((offer) => labelIn(definition, here, offer.service)) ?? [];
  const id = findService(definition, here, command.service);
  const service = id === undefined ? undefined : definition.services[id];
  if (id === undefined || service === undefined) {
    return refuse("not-known", `'${command.service}' is no service of this workflow`, { allowed: offered });
  }
  const label = labelIn(definition, here, id);
  if (!here?.services.some((offer) => offer.service === id)) {
    return refuse(
      here?.final ? "final" : "not-available",
      `${label} cannot be started in ${statusName(definition, state.status)}`,
      {
        allowed: offered,
        rules: here?.final ? definition.cites.closed : definition.cites.offered,
      },
    );
  }
  const states = Object.keys(service.states);
  const first = states[0] as string;
  const target = targetState(service, command.state, first);
  if (target === undefined) {
    return refuse("not-known", `${service.name} has no state '${command.state}' to begin with`, {
      allowed: [first, ...Object.keys(service.states[first]?.steps ?? {})],
    });
  }
  const refusal = roleRefusal(service.roles, by, definition, label);
  if (refusal) return { ok: false, refusal };

  const { values, faults } = readForm(service.form, command.fields ?? {}, state);
  const fields = withDefaults(service.form, values);
  const record: CaseRecord = {
    id: `R${state.records.length + 1}`,
    service: id,
    state: first,
    complete: false,
    status: keyOf(here),
    stay: state.path.length,
    place: state.records.length + 1,
    fields,
    at: by.at,
    changedAt: by.at,
    author: by.actor,
  };
  const weighed = weighWriting({
    state,
    definition,
    by,
    service,
    record,
    from: first,
    to: target,
    given: values,
    command,
  });
  if (weighed.refusal) return { ok: false, refusal: weighed.refusal };
  const missing = [...faults, ...weighed.missing];
  if (missing.length > 0) return incomplete(`${label} cannot be recorded`, missing, weighed.rules);

  const complete = service.states[target]?.kind === "complete";
  const draft = draftFrom(state, by);
  draft.add({
    type: "service-recorded",
    record: record.id,
    service: id,
    label,
    state: target,
    complete,
    status: record.status,
    fields,
    reason: given(command.reason),
    warnings: weighed.warnings,
  });
  consequences(draft, service, record, first, target, complete, definition, by);
  return { ok: true, events: draft.events, warnings: weighed.warnings };
}

/** Amends a record, or takes it a step on; what was begun may be finished in a later status. */
export function decideStep(state: CaseState, command: StepCommand, definition: Definition, by: By): Decision {
  const record = state.records.find((candidate) => plain(candidate.id) === plain(command.record));
  const service = record && definition.services[record.service];
  if (!record || !service) {
    return refuse("not-known", `this case has no record '${command.record}'`, {
      allowed: state.records
        .filter((known) => !known.complete)
        .map((known) => `${known.id} ${definition.services[known.service]?.name ?? known.service}`),
    });
  }
  const here = statusOf(definition, state.status);
  if (here?.final && !here.finishes.includes(record.service)) {
    return refuse("final", `${shown(here)}: notes may be added, nothing else`, {
      rules: definition.cites.closed,
    });
  }
  const now = service.states[record.state];
  const steps = Object.keys(now?.steps ?? {});
  const target =
    command.state === undefined
      ? record.state
      : steps.find((name) => plain(name) === plain(command.state as string));
  if (target === undefined) {
    return refuse(
      "not-in-table",
      `${service.name} ${record.id} cannot go from '${record.state}' to '${command.state}'`,
      { allowed: steps },
    );
  }
  const staying = target === record.state;
  if (staying && (now?.kind === "complete" || now?.kind === "fixed")) {
    return refuse(
      "final",
      `${service.name} ${record.id} is ${record.state} and is not amended; record a new one`,
      { allowed: steps },
    );
  }
  const roles = staying ? service.roles : (now?.steps[target]?.roles ?? service.roles);
  const refusal = roleRefusal(roles, by, definition, `${service.name}: ${target}`);
  if (refusal) return { ok: false, refusal };

  const { values, faults } = readForm(service.form, command.fields ?? {}, state);
  if (!staying && now?.kind !== "draft" && now?.kind !== "open") {
    const asked = now?.steps[target]?.asks ?? [];
    const foreign = Object.keys(values).filter((name) => !asked.includes(name));
    if (foreign.length > 0)
      return incomplete(
        `${service.name} ${record.id} is ${record.state}`,
        foreign.map((name) => `'${name}' cannot be changed now`),
        [],
      );
  }
  const weighed = weighWriting({
    state,
    definition,
    by,
    service,
    record,
    from: record.state,
    to: target,
    given: values,
    command,
  });
  const missing = [...faults, ...weighed.missing];
  if (missing.length > 0)
    return incomplete(`${service.name} ${record.id} cannot become ${target}`, missing, weighed.rules);

  const complete = service.states[target]?.kind === "complete";
  const draft = draftFrom(state, by);
  draft.add({
    type: "record-changed",
    record: record.id,
    from: record.state,
    state: target,
    complete,
    fields: values,
    reason: given(command.reason),
    warnings: weighed.warnings,
  });
  if (!staying)
    consequences(draft, service, record, record.state, target, complete && !record.complete, definition, by);
  return { ok: true, events: draft.events, warnings: weighed.warnings };
}

interface Writing {
  readonly state: CaseState;
  readonly definition: Definition;
  readonly by: By;
  readonly service: Service;
  readonly record: CaseRecord;
  readonly from: string;
  readonly to: string;
  readonly given: FieldValues;
  readonly command: RecordCommand | StepCommand;
}

/** Form, guards of the service, and those of the step where there is one. */
function weighWriting({ state, definition, by, service, record, from, to, given: values, command }: Writing) {
  const step = from === to ? undefined : service.states[from]?.steps[to];
  const fields = { ...record.fields, ...values };
  const view = { ...viewOf(definition, state, by.at), role: by.role, actor: by.actor, fields, record };
  const insistence = { reason: given(command.reason), override: command.override === true };
  const weighed = weigh([...service.guards, ...(step?.guards ?? [])], view, insistence);
  const finished = service.states[to]?.kind !== "draft";
  const asked = (step?.asks ?? [])
    .filter((name) => values[name] === undefined && fields[name] === undefined)
    .map((name) => `'${name}' (${service.form[name]?.label ?? name})`);
  return {
    ...weighed,
    missing: [...(finished ? missingFields(service.form, fields) : []), ...asked, ...weighed.missing],
    // a step's own roles count when a record is begun and taken there in one go
    refusal:
      step?.roles === undefined || isKnown(state, record)
        ? null
        : roleRefusal(step.roles, by, definition, `${service.name}: ${to}`),
  };
}

function isKnown(state: CaseState, record: CaseRecord): boolean {
  return state.records.some((known) => known.id === record.id);
}

function consequences(
  draft: ReturnType<typeof draftFrom>,
  service: Service,
  record: CaseRecord,
  from: string,
  to: string,
  completed: boolean,
  definition: Definition,
  by: By,
): void {
  const written = draft.state.records.find((known) => known.id === record.id);
  const step = service.states[from]?.steps[to];
  if (step) follow(draft, step.follows, definition, by, written);
  if (!completed) return;
  endTasksOf(draft, record.service, definition);
  follow(draft, service.follows, definition, by, written);
}

/** Where a new record comes to rest: as asked; else complete, where one step leads there; else its first state. */
function targetState(service: Service, asked: string | undefined, first: string): string | undefined {
  const reachable = [first, ...Object.keys(service.states[first]?.steps ?? {})];
  if (asked !== undefined) return reachable.find((name) => plain(name) === plain(asked));
  return service.states[first]?.kind === "draft" && reachable.includes("complete") ? "complete" : first;
}

function incomplete(says: string, missing: readonly string[], rules: readonly string[]) {
  return refuse("incomplete", says, { missing, rules });
}

function given(reason: string | null | undefined): string | null {
  const text = reason?.trim() ?? "";
  return text === "" ? null : text;
}
