import type { Instant } from "../time.ts";

/** A day or an instant is text; `list` is several texts. */
export type FieldValue = string | number | readonly string[];
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** A guard that spoke and did not stop the command. */
export interface Warning {
  readonly guard: string;
  readonly rules: readonly string[];
  readonly says: string;
  readonly lacking: readonly string[];
  readonly overridden: boolean;
}

/** expected, other, inferred as in the table; override: a manager's; rescue: out of a status that no longer exists. */
export type MoveKind = "expected" | "other" | "inferred" | "override" | "rescue";

export type CaseEvent =
  | {
      readonly type: "case-opened";
      readonly workflow: string;
      readonly status: string;
      readonly reference: string | null;
      readonly reason: string | null;
      readonly people: readonly string[];
      readonly responsible: string | null;
      readonly fields: FieldValues;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly type: "case-moved";
      readonly from: string;
      readonly to: string;
      /** `to` is a final status: so that a list of open cases needs no definition. */
      readonly final: boolean;
      readonly kind: MoveKind;
      readonly reason: string | null;
      readonly fields: FieldValues;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly type: "service-recorded";
      readonly record: string;
      readonly service: string;
      /** As the source words it in that status. */
      readonly label: string;
      readonly state: string;
      readonly complete: boolean;
      readonly status: string;
      readonly fields: FieldValues;
      readonly reason: string | null;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly type: "record-changed";
      readonly record: string;
      readonly from: string;
      readonly state: string;
      readonly complete: boolean;
      readonly fields: FieldValues;
      readonly reason: string | null;
      readonly warnings: readonly Warning[];
    }
  | { readonly type: "task-created"; readonly task: string; readonly kind: string }
  | {
      readonly type: "task-done";
      readonly task: string;
      readonly outcome: string;
      readonly note: string | null;
    }
  | { readonly type: "fields-set"; readonly fields: FieldValues; readonly reason: string | null }
  | {
      readonly type: "responsible-changed";
      readonly from: string | null;
      readonly to: string;
      readonly reason: string | null;
    }
  | {
      readonly type: "case-linked";
      readonly link: string;
      readonly as: string;
      readonly caseId: string;
      readonly phase: string;
      readonly warnings: readonly Warning[];
    }
  /** All that this side learns of the other case's move. */
  | { readonly type: "link-changed"; readonly link: string; readonly phase: string }
  | { readonly type: "due-reminded"; readonly due: string; readonly point: string; readonly day: string }
  /** A command that was refused: what was tried and why not, without the values it carried. */
  | { readonly type: "command-refused"; readonly command: string; readonly code: string };

/** An event as it stands in the store. */
export interface Happened {
  /** null where retention or erasure removed what it said. */
  readonly data: CaseEvent | null;
  readonly at: Instant;
  readonly actor: string;
}

export interface CaseRecord {
  readonly id: string;
  readonly service: string;
  readonly state: string;
  readonly complete: boolean;
  /** The status in which it was started, and the how-manieth stay in a status that was. */
  readonly status: string;
  readonly stay: number;
  /** Its place among all that was recorded: later is greater. */
  readonly place: number;
  readonly fields: FieldValues;
  readonly at: Instant;
  readonly changedAt: Instant;
  readonly author: string;
}

export interface CaseTask {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: Instant;
  readonly outcome: string | null;
}

export interface CaseLink {
  readonly id: string;
  readonly as: string;
  readonly caseId: string;
  readonly phase: string;
}

export interface CaseState {
  /** null: not opened. */
  readonly workflow: string | null;
  readonly status: string;
  readonly openedAt: Instant | null;
  readonly enteredAt: Instant | null;
  /** Every status it was in, in order, the present one last; its length numbers the stay. */
  readonly path: readonly string[];
  readonly reference: string | null;
  readonly people: readonly string[];
  readonly responsible: string | null;
  readonly fields: FieldValues;
  readonly records: readonly CaseRecord[];
  readonly tasks: readonly CaseTask[];
  readonly links: readonly CaseLink[];
}

export const NO_CASE: CaseState = {
  workflow: null,
  status: "",
  openedAt: null,
  enteredAt: null,
  path: [],
  reference: null,
  people: [],
  responsible: null,
  fields: {},
  records: [],
  tasks: [],
  links: [],
};

/** Needs no definition: a case can be folded, and shown, after its definition has changed. */
export function evolve(state: CaseState, { data: event, at, actor }: Happened): CaseState {
  if (event === null) return state;
  switch (event.type) {
    case "case-opened":
      return {
        ...NO_CASE,
        workflow: event.workflow,
        status: event.status,
        openedAt: at,
        enteredAt: at,
        path: [event.status],
        reference: event.reference,
        people: event.people,
        responsible: event.responsible,
        fields: event.fields,
      };
    case "case-moved":
      return {
        ...state,
        status: event.to,
        enteredAt: at,
        path: [...state.path, event.to],
        fields: { ...state.fields, ...event.fields },
      };
    case "service-recorded": {
      const record: CaseRecord = {
        id: event.record,
        service: event.service,
        state: event.state,
        complete: event.complete,
        status: event.status,
        stay: state.path.length,
        place: state.records.length + 1,
        fields: event.fields,
        at,
        changedAt: at,
        author: actor,
      };
      return { ...state, records: [...state.records, record] };
    }
    case "record-changed":
      return {
        ...state,
        records: state.records.map((record) =>
          record.id === event.record
            ? {
                ...record,
                state: event.state,
                complete: event.complete,
                fields: { ...record.fields, ...event.fields },
                changedAt: at,
              }
            : record,
        ),
      };
    case "task-created":
      return {
        ...state,
        tasks: [...state.tasks, { id: event.task, kind: event.kind, createdAt: at, outcome: null }],
      };
    case "task-done":
      return {
        ...state,
        tasks: state.tasks.map((task) =>
          task.id === event.task ? { ...task, outcome: event.outcome } : task,
        ),
      };
    case "fields-set":
      return { ...state, fields: { ...state.fields, ...event.fields } };
    case "responsible-changed":
      return { ...state, responsible: event.to };
    case "case-linked":
      return {
        ...state,
        links: [...state.links, { id: event.link, as: event.as, caseId: event.caseId, phase: event.phase }],
      };
    case "link-changed":
      return {
        ...state,
        links: state.links.map((link) => (link.id === event.link ? { ...link, phase: event.phase } : link)),
      };
    case "due-reminded":
    case "command-refused":
      return state;
  }
}

export function fold(events: readonly Happened[]): CaseState {
  return events.reduce(evolve, NO_CASE);
}
