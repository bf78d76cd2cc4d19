import type { By, Refusal } from "./command.ts";
import { type Definition, shown, statusOf } from "./definition.ts";
import { holds, lacking, type View } from "./holds.ts";
import type { Warning } from "./state.ts";

/** What the guards say to a command. */
export interface Weighed {
  readonly missing: readonly string[];
  readonly rules: readonly string[];
  readonly warnings: readonly Warning[];
  readonly propose: string | null;
}

export interface Insistence {
  readonly reason: string | null;
  readonly override: boolean;
}

/**
 * Asks each guard. Those that only warn give warnings; the others say what is missing. A manager's override
 * with a reason turns a guard of strength `manager` into a warning that is kept, marked as overridden.
 */
export function weigh(names: readonly string[], view: View, { reason, override }: Insistence): Weighed {
  const missing: string[] = [];
  const rules: string[] = [];
  const warnings: Warning[] = [];
  let propose: string | null = null;
  const mayOverride = view.role !== null && view.definition.roles[view.role]?.overrides === true;

  for (const name of names) {
    const guard = view.definition.guards[name];
    if (guard === undefined || (guard.when !== undefined && !holds(guard.when, view))) continue;
    const lacks = lacking(guard.needs, view);
    if (lacks.length === 0) continue;
    const overridden = guard.strength === "manager" && override && mayOverride && reason !== null;
    if (overridden || guard.strength === "advise" || (guard.strength === "reason" && reason !== null)) {
      warnings.push({ guard: name, rules: guard.rules, says: guard.says, lacking: lacks, overridden });
      continue;
    }
    rules.push(...guard.rules);
    propose ??= guard.propose ?? null;
    missing.push(`${guard.says}: ${lacks.join("; ")}${wayRound(guard.strength, view.definition)}`);
  }
  return {
    missing,
    rules,
    warnings,
    propose: propose === null ? null : statusName(view.definition, propose),
  };
}

function wayRound(strength: "hard" | "manager" | "reason" | "advise", definition: Definition): string {
  if (strength === "reason") return " (or give a reason)";
  if (strength !== "manager") return "";
  const managers = Object.entries(definition.roles).filter(([, role]) => role.overrides);
  return ` (a ${managers.map(([id]) => id).join(" or ")} may override with a reason)`;
}

/** The role may do this; where it may not, why. */
export function roleRefusal(
  roles: readonly string[] | undefined,
  by: By,
  definition: Definition,
  what: string,
): Refusal | null {
  if (roles === undefined || by.role === null || roles.includes(by.role)) return null;
  return {
    code: "role",
    says: `${what} is not done by a ${definition.roles[by.role]?.name ?? by.role}`,
    allowed: roles.map((role) => `${role} (${definition.roles[role]?.name ?? role})`),
    missing: [],
    rules: [],
    propose: null,
  };
}

export function statusName(definition: Definition, key: string): string {
  const status = statusOf(definition, key);
  return status === undefined ? key : shown(status);
}
