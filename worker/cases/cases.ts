import {
  type By,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Decision,
  decide,
  evolve,
  keyOf,
  NO_CASE,
  type Refusal,
  statusOf,
  type Typed,
  type Warning,
} from "../../rules/case-workflow.ts";
import type { Instant } from "../../rules/time.ts";
import { nextId } from "../store/ids.ts";
import type { Tx } from "../store/store.ts";
import { type CaseDesk, type CaseId, definitionOf, stateOf, visibleTo } from "./desk.ts";
import { refreshDues } from "./dues.ts";
import { streamOf } from "./project.ts";

export type { CaseDesk, CaseId } from "./desk.ts";
export {
  CASE_DUE,
  type DueNotice,
  type DueRow,
  dueWords,
  listDues,
  refreshAllDues,
  ringDue,
} from "./dues.ts";
export { caseProjector } from "./project.ts";
export {
  type CaseRow,
  type CaseView,
  caseHistory,
  isCaseOpen,
  listCases,
  openCasesOf,
  showCase,
  worklist,
} from "./questions.ts";

export interface Actor {
  /** A staff id, "worker": never a name. */
  readonly actor: string;
  /** A role of the case's workflow. */
  readonly role: string;
  readonly at: Instant;
}

export type CaseAnswer =
  | {
      readonly ok: true;
      readonly caseId: CaseId;
      readonly events: readonly CaseEvent[];
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly caseId: CaseId | null; readonly refusal: Refusal };

export interface Opening {
  readonly workflow: string;
  /** What it came from: an item's id, another system's number. */
  readonly reference: string | null;
  readonly people: readonly string[];
  /** Staff id of whoever is responsible. */
  readonly responsible: string | null;
  readonly reason: string | null;
  readonly fields?: Typed;
  /** Cases that the new one is linked to from its side. */
  readonly links?: readonly { readonly as: string; readonly caseId: CaseId }[];
  /** The case from which it is opened (a contact); linked from that side. */
  readonly from?: CaseId | null;
  readonly override?: boolean;
}

/** A command that must succeed was refused. */
export class CaseRefusedError extends Error {
  override readonly name = "CaseRefusedError";
  readonly refusal: Refusal;

  constructor(what: string, refusal: Refusal) {
    super(`Cannot ${what}: ${[refusal.says, ...refusal.missing].join("; ")}`);
    this.refusal = refusal;
  }
}

/**
 * Opens a case for the triage worker itself.
 * @throws {CaseRefusedError} where the workflow wants more than was given.
 */
export async function openCase(
  tx: Tx,
  desk: CaseDesk,
  opening: Omit<Opening, "override"> & { readonly actor: string; readonly at: Instant },
): Promise<CaseId> {
  const answer = await tryOpenCase(tx, desk, opening, {
    actor: opening.actor,
    role: "triage",
    at: opening.at,
  });
  if (!answer.ok) throw new CaseRefusedError(`open a case of '${opening.workflow}'`, answer.refusal);
  return answer.caseId;
}

/**
 * Opens a case and makes its links: those asked for, the one from the case it comes from, and those that
 * definitions make by themselves between cases that come from one. Where one is refused, throws nothing and
 * leaves nothing behind but that answer: undo the transaction.
 */
export async function tryOpenCase(tx: Tx, desk: CaseDesk, opening: Opening, by: Actor): Promise<CaseAnswer> {
  const definition = definitionOf(desk, opening.workflow);
  const from = opening.from ?? null;
  const origin = from === null ? null : await load(tx, from);
  if (from !== null && (origin === null || !visibleTo(desk, by.role).includes(origin.state.workflow ?? "")))
    return unknownCase();

  const { workflow: _, links: __, from: ___, ...rest } = opening;
  const command = { type: "open", fields: {}, ...rest, reference: opening.reference ?? from } as const;
  // whoever may act on the case it comes from may open what that leads to
  const role = Object.hasOwn(definition.roles, by.role) ? by.role : origin === null ? by.role : null;
  const decision = decide(NO_CASE, command, definition, { ...by, role });
  if (!decision.ok) return { ok: false, caseId: null, refusal: decision.refusal };

  const caseId = await nextId(tx.db, "CASE");
  await save(tx, desk, caseId, NO_CASE, 0, decision.events, { ...by, role });
  let warnings = decision.warnings;
  if (from !== null) {
    const as = linkKind(desk, origin?.state.workflow ?? "", opening.workflow, "opens");
    const linked = await act(tx, desk, from, await linkTo(tx, caseId, as ?? opening.workflow, opening), by);
    if (!linked.ok) return linked;
    warnings = [...warnings, ...linked.warnings];
    await joinSiblings(tx, desk, from, caseId, opening.workflow, by.at);
  }
  for (const { as, caseId: other } of opening.links ?? []) {
    const linked = await act(tx, desk, caseId, await linkTo(tx, other, as, opening), { ...by, role });
    if (!linked.ok) return linked;
  }
  return { ok: true, caseId, events: decision.events, warnings };
}

/**
 * Gives a command to a case. A refusal changes nothing, is kept in the case's history, and says what may be done
 * instead. A case that the role may not see is answered exactly as one that does not exist (VST-13).
 */
export async function commandCase(
  tx: Tx,
  desk: CaseDesk,
  caseId: CaseId,
  command: CaseCommand,
  by: Actor,
): Promise<CaseAnswer> {
  const found = await load(tx, caseId);
  if (found === null || found.state.workflow === null) return unknownCase();
  if (!visibleTo(desk, by.role).includes(found.state.workflow)) {
    await saveRefusal(tx, caseId, found.version, command, "role", by);
    return unknownCase();
  }
  return act(tx, desk, caseId, command, by);
}

/** As `commandCase`, for whoever may see the case, and (role null) for the store itself. */
async function act(
  tx: Tx,
  desk: CaseDesk,
  caseId: CaseId,
  command: CaseCommand,
  by: By,
): Promise<CaseAnswer> {
  const found = await load(tx, caseId);
  if (found === null || found.state.workflow === null) return unknownCase();
  const { state, version } = found;
  const definition = definitionOf(desk, found.state.workflow);
  // the other case is looked up here, whatever the caller believes of it
  const complete = command.type === "link" ? await linkTo(tx, command.caseId, command.as, command) : command;
  const decision: Decision = decide(state, complete, definition, by);
  if (!decision.ok) {
    await saveRefusal(tx, caseId, version, command, decision.refusal.code, by);
    return { ok: false, caseId, refusal: decision.refusal };
  }
  await save(tx, desk, caseId, state, version, decision.events, by);
  return { ok: true, caseId, events: decision.events, warnings: decision.warnings };
}

/**
 * Ends a case that should not have been opened, because the decision was taken back.
 * @throws {CaseRefusedError} where its workflow has no way to an end from where it is.
 */
export async function withdrawCase(
  tx: Tx,
  desk: CaseDesk,
  caseId: CaseId,
  { reason, actor, at }: { readonly reason: string; readonly actor: string; readonly at: Instant },
): Promise<void> {
  const found = await load(tx, caseId);
  const definition = found?.state.workflow ? definitionOf(desk, found.state.workflow) : null;
  const here = definition && found && statusOf(definition, found.state.status);
  if (here?.final) return;
  const end = here?.moves.find((move) =>
    definition?.statuses.some((status) => status.final && keyOf(status) === move.to),
  );
  const answer = await commandCase(
    tx,
    desk,
    caseId,
    { type: "move", to: end?.to ?? "", reason },
    { actor, role: "triage", at },
  );
  if (!answer.ok) throw new CaseRefusedError(`withdraw ${caseId}`, answer.refusal);
}

async function load(
  tx: Tx,
  caseId: CaseId,
): Promise<{ readonly state: CaseState; readonly version: number } | null> {
  const events = await tx.load(streamOf(caseId));
  return events.length === 0 ? null : { state: stateOf(events), version: events.length };
}

async function save(
  tx: Tx,
  desk: CaseDesk,
  caseId: CaseId,
  before: CaseState,
  version: number,
  events: readonly CaseEvent[],
  by: By,
): Promise<void> {
  await tx.append(
    streamOf(caseId),
    version,
    events.map((data) => ({ type: data.type, data })),
    { at: by.at, actor: by.actor },
  );
  const after = events.reduce((state, data) => evolve(state, { data, at: by.at, actor: by.actor }), before);
  await refreshDues(tx, desk, caseId, after, by.at);
  for (const event of events)
    if (event.type === "case-moved") await tellLinked(tx, desk, caseId, event.to, by.at);
}

/** Cases that are linked to this one learn of its move, as much as their own definition lets them. */
async function tellLinked(
  tx: Tx,
  desk: CaseDesk,
  caseId: CaseId,
  status: string,
  at: Instant,
): Promise<void> {
  const rows = await tx.db
    .selectFrom("case_links")
    .select("case_id")
    .distinct()
    .where("to_case_id", "=", caseId)
    .execute();
  for (const { case_id: other } of rows) {
    const found = await load(tx, other);
    const definition = desk.definitions.get(found?.state.workflow ?? "");
    // its trouble, if it has any, must not show on this side
    if (!found || !definition) continue;
    const by: By = { actor: "worker", role: null, at };
    const decision = decide(found.state, { type: "linked-moved", caseId, status }, definition, by);
    if (decision.ok && decision.events.length > 0)
      await save(tx, desk, other, found.state, found.version, decision.events, by);
  }
}

/** Between cases opened from one: the links that a definition makes by itself, kept on the side that declares them. */
async function joinSiblings(
  tx: Tx,
  desk: CaseDesk,
  from: CaseId,
  fresh: CaseId,
  workflow: string,
  at: Instant,
): Promise<void> {
  const siblings = (await load(tx, from))?.state.links.filter((link) => link.caseId !== fresh) ?? [];
  for (const { caseId: other } of siblings) {
    const otherWorkflow = (await load(tx, other))?.state.workflow ?? "";
    const pairs = [
      [fresh, workflow, other, otherWorkflow],
      [other, otherWorkflow, fresh, workflow],
    ] as const;
    for (const [holder, holderWorkflow, target, targetWorkflow] of pairs) {
      const as = linkKind(desk, holderWorkflow, targetWorkflow, "joins");
      const found = await load(tx, holder);
      if (as === undefined || found === null) continue;
      const by: By = { actor: "worker", role: null, at };
      const decision = decide(
        found.state,
        await linkTo(tx, target, as, {}),
        definitionOf(desk, holderWorkflow),
        by,
      );
      if (decision.ok) await save(tx, desk, holder, found.state, found.version, decision.events, by);
    }
  }
}

function linkKind(desk: CaseDesk, workflow: string, to: string, how: "opens" | "joins"): string | undefined {
  const links = Object.entries(desk.definitions.get(workflow)?.links ?? {});
  return links.find(([, link]) => link.workflow === to && link[how])?.[0];
}

async function linkTo(
  tx: Tx,
  target: CaseId,
  as: string,
  {
    reason,
    override,
  }: { readonly reason?: string | null | undefined; readonly override?: boolean | undefined },
): Promise<Extract<CaseCommand, { type: "link" }>> {
  const other = await load(tx, target);
  return {
    type: "link",
    as,
    caseId: target,
    workflow: other?.state.workflow ?? "",
    status: other?.state.status ?? "",
    reason,
    override,
  };
}

/** Which command, at what, and why not; never the values that it carried. */
async function saveRefusal(
  tx: Tx,
  caseId: CaseId,
  version: number,
  command: CaseCommand,
  code: Refusal["code"],
  by: By,
): Promise<void> {
  const data: CaseEvent = { type: "command-refused", command: command.type, code };
  await tx.append(streamOf(caseId), version, [{ type: data.type, data }], { at: by.at, actor: by.actor });
}

function unknownCase(): CaseAnswer {
  const refusal: Refusal = {
    code: "no-case",
    says: "There is no such case",
    allowed: [],
    missing: [],
    rules: [],
    propose: null,
  };
  return { ok: false, caseId: null, refusal };
}
