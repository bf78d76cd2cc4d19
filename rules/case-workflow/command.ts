import type { Instant } from "../time.ts";
import type { Typed } from "./form.ts";
import type { CaseEvent, Warning } from "./state.ts";

/** How every command can insist: with a reason, and (a manager) over a guard that allows it. */
interface Insisting {
  readonly reason?: string | null | undefined;
  readonly override?: boolean | undefined;
}

/** Statuses and services go by code, id, label or name. */
export type CaseCommand =
  | ({
      readonly type: "open";
      /** What it came from: an item's id, another system's number. */
      readonly reference: string | null;
      /** Person ids. */
      readonly people: readonly string[];
      readonly responsible: string | null;
      readonly fields: Typed;
    } & Insisting)
  | ({ readonly type: "move"; readonly to: string; readonly fields?: Typed } & Insisting)
  /** Starts a record, and by default finishes it too; `state` leaves it in another state, such as `started`. */
  | ({
      readonly type: "record";
      readonly service: string;
      readonly state?: string | undefined;
      readonly fields?: Typed;
    } & Insisting)
  /** Amends a record and, where `state` is given, takes it there. */
  | ({
      readonly type: "step";
      readonly record: string;
      readonly state?: string | undefined;
      readonly fields?: Typed;
    } & Insisting)
  /** The outcome of a task, by its id or kind. */
  | {
      readonly type: "task";
      readonly task: string;
      readonly outcome?: string | undefined;
      readonly note?: string | null;
    }
  | { readonly type: "set"; readonly fields: Typed; readonly reason?: string | null }
  | { readonly type: "assign"; readonly to: string; readonly reason?: string | null }
  /** `workflow` and `status` are the other case's own: the store looks them up. */
  | ({
      readonly type: "link";
      readonly as: string;
      readonly caseId: string;
      readonly workflow: string;
      readonly status: string;
    } & Insisting)
  /** Another case, to which this one is linked, has moved. The store itself gives this command. */
  | { readonly type: "linked-moved"; readonly caseId: string; readonly status: string };

/** Who acts, as what, and when. */
export interface By {
  readonly actor: string;
  /** A role of the workflow, or null for the store itself. */
  readonly role: string | null;
  readonly at: Instant;
}

/** Why a command does nothing: an expected answer, made to teach. */
export interface Refusal {
  readonly code:
    | "no-case"
    | "already-so"
    | "role"
    | "status-gone"
    | "not-in-table"
    | "not-available"
    | "not-known"
    | "final"
    | "incomplete";
  readonly says: string;
  /** What can be done instead, in words that the command takes. */
  readonly allowed: readonly string[];
  /** What is missing for this to be done. */
  readonly missing: readonly string[];
  readonly rules: readonly string[];
  /** The status proposed instead, as a name. */
  readonly propose: string | null;
}

export type Decision =
  | { readonly ok: true; readonly events: readonly CaseEvent[]; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly refusal: Refusal };

export function refuse(
  code: Refusal["code"],
  says: string,
  more: Partial<Omit<Refusal, "code" | "says">> = {},
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, says, allowed: [], missing: [], rules: [], propose: null, ...more } };
}
