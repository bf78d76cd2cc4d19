import {
  type By,
  type CaseCommand,
  type CaseState,
  type Decision,
  type Definition,
  decide,
  evolve,
  NO_CASE,
} from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { loadWorkflows } from "../../../worker/config/workflows.ts";

export const DEFINITIONS = loadWorkflows();

export function definition(name: string): Definition {
  const found = DEFINITIONS.get(name);
  if (!found) throw new Error(`no workflow '${name}'`);
  return found;
}

interface How {
  readonly role?: string | null;
  readonly actor?: string;
  readonly at?: string;
}

/** A case that is led by commands, as the store would lead it. */
export function aCase(of: string | Definition, defaults: How = {}) {
  const workflow = typeof of === "string" ? definition(of) : of;
  let state: CaseState = NO_CASE;
  const by = (how: How): By => ({
    actor: how.actor ?? defaults.actor ?? "worker-1",
    role: how.role === undefined ? (defaults.role ?? Object.keys(workflow.roles)[0] ?? null) : how.role,
    at: instant(how.at ?? defaults.at ?? "2026-03-02T10:00:00Z"),
  });
  const take = (decision: Decision, who: By) => {
    if (decision.ok) {
      for (const data of decision.events) state = evolve(state, { data, at: who.at, actor: who.actor });
    }
  };
  const led = {
    get state() {
      return state;
    },
    get status() {
      return state.status;
    },
    /** Gives a command and tells what came of it. */
    try(command: CaseCommand, how: How = {}): Decision {
      const who = by(how);
      const decision = decide(state, command, workflow, who);
      take(decision, who);
      return decision;
    },
    /** Gives a command that must be taken. */
    do(command: CaseCommand, how: How = {}) {
      const decision = led.try(command, how);
      if (!decision.ok)
        throw new Error(`refused: ${decision.refusal.says}: ${decision.refusal.missing.join("; ")}`);
      return led;
    },
    open(
      fields: Record<string, string> = {},
      how: How & { people?: string[]; responsible?: string | null } = {},
    ) {
      return led.do(opening(fields, how), how);
    },
    move(to: string, fields: Record<string, string> = {}, how: How = {}) {
      return led.do({ type: "move", to, reason: "because", fields }, how);
    },
    moves(...to: string[]) {
      for (const status of to) led.move(status);
      return led;
    },
    record(service: string, fields: Record<string, string> = {}, how: How = {}) {
      return led.do({ type: "record", service, fields }, how);
    },
    step(record: string, to: string, fields: Record<string, string> = {}, how: How = {}) {
      return led.do({ type: "step", record, state: to, fields }, how);
    },
    /** The last record made. */
    get last() {
      return state.records.at(-1)?.id ?? "";
    },
    /** Puts the case into a status as if it had come there: for asking about one row of a table. */
    placedIn(status: string) {
      state = { ...state, status, path: [...state.path, status] };
      return led;
    },
  };
  return led;
}

export function opening(
  fields: Record<string, string> = {},
  how: { people?: string[]; responsible?: string | null } = {},
): CaseCommand {
  return {
    type: "open",
    reference: "R-000001",
    people: how.people ?? ["P-1"],
    responsible: how.responsible === undefined ? "worker-1" : how.responsible,
    fields,
    reason: null,
  };
}

/** What a refusal said is missing, in one text; fails where nothing was refused. */
export function missing(decision: Decision): string {
  if (decision.ok) throw new Error("expected a refusal");
  return [decision.refusal.says, ...decision.refusal.missing].join("; ");
}

export function rulesOf(decision: Decision): readonly string[] {
  return decision.ok ? decision.warnings.flatMap((warning) => warning.rules) : decision.refusal.rules;
}
