import { type By, type CaseCommand, type Decision, refuse } from "./command.ts";
import { type Definition, findStatus, keyOf, type Move, shown, statusOf } from "./definition.ts";
import { draftFrom, follow } from "./draft.ts";
import { missingFields, readForm } from "./form.ts";
import { viewOf } from "./holds.ts";
import type { CaseState } from "./state.ts";
import { roleRefusal, statusName, weigh } from "./weigh.ts";

type MoveCommand = Extract<CaseCommand, { type: "move" }>;

/** Moves only by the table; another than the expected move wants a reason. */
export function decideMove(state: CaseState, command: MoveCommand, definition: Definition, by: By): Decision {
  const here = statusOf(definition, state.status);
  const target = findStatus(definition, command.to);
  const reason = command.reason?.trim() || null;
  if (here === undefined)
    return rescue(state, command, target === undefined ? null : keyOf(target), reason, definition, by);
  const allowed = here.moves.map((move) => `${statusName(definition, move.to)} (${move.kind})`);
  if (target === undefined) {
    return refuse("not-known", `'${command.to}' is no status of this workflow`, { allowed });
  }
  const move = here.moves.find((candidate) => candidate.to === keyOf(target));
  if (move === undefined) {
    if (here.final)
      return refuse("final", `${shown(here)} is never left; a returning client gets a new case`, {
        rules: definition.cites.closed,
      });
    return refuse("not-in-table", `${shown(here)} does not lead to ${shown(target)}`, {
      allowed,
      rules: definition.cites.unlisted,
    });
  }
  const refusal = roleRefusal(move.roles, by, definition, `The move to ${shown(target)}`);
  if (refusal) return { ok: false, refusal };

  // what the case knows already may be said, or corrected, with the move
  const { values, faults } = readForm({ ...definition.fields, ...move.asks }, command.fields ?? {}, state);
  const view = { ...viewOf(definition, state, by.at), role: by.role, actor: by.actor, fields: values };
  const weighed = weigh(move.guards, view, { reason, override: command.override === true });
  const missing = [
    ...faults,
    ...missingFields(move.asks, values),
    ...(Object.keys(values).length === 0
      ? []
      : missingFields(definition.fields, { ...state.fields, ...values })),
    ...reasonMissing(move, reason),
    ...weighed.missing,
  ];
  if (missing.length > 0) {
    const rules = [
      ...(reasonMissing(move, reason).length > 0 ? definition.cites.reason : []),
      ...weighed.rules,
    ];
    return refuse("incomplete", `The case cannot go to ${shown(target)} yet`, {
      missing,
      rules,
      allowed,
      propose: weighed.propose,
    });
  }

  const draft = draftFrom(state, by);
  draft.add({
    type: "case-moved",
    from: state.status,
    to: move.to,
    final: target.final,
    kind: weighed.warnings.some((warning) => warning.overridden) ? "override" : move.kind,
    reason,
    fields: values,
    warnings: weighed.warnings,
  });
  follow(draft, target.entry, definition, by);
  return { ok: true, events: draft.events, warnings: weighed.warnings };
}

function reasonMissing(move: Move, reason: string | null): readonly string[] {
  return move.kind === "expected" || reason !== null
    ? []
    : ["a reason, because this is not the next expected status"];
}

/** Out of a status that a changed definition no longer has: by a manager, with a reason, to any status there is. */
function rescue(
  state: CaseState,
  command: MoveCommand,
  to: string | null,
  reason: string | null,
  definition: Definition,
  by: By,
): Decision {
  const managers = Object.entries(definition.roles).filter(([, role]) => role.overrides);
  const allowed = definition.statuses.map(shown);
  const says = `The case is in status '${state.status}', which its workflow no longer has`;
  if (by.role === null || definition.roles[by.role]?.overrides !== true) {
    return refuse("status-gone", says, {
      missing: [`a ${managers.map(([id]) => id).join(" or ")} who moves it`],
      allowed,
    });
  }
  if (to === null) return refuse("not-known", `'${command.to}' is no status of this workflow`, { allowed });
  if (reason === null) return refuse("incomplete", says, { missing: ["a reason"], allowed });
  const draft = draftFrom(state, by);
  const status = statusOf(definition, to);
  draft.add({
    type: "case-moved",
    from: state.status,
    to,
    final: status?.final === true,
    kind: "rescue",
    reason,
    fields: {},
    warnings: [],
  });
  if (status) follow(draft, status.entry, definition, by);
  return { ok: true, events: draft.events, warnings: [] };
}
