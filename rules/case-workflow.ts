/**
 * The life of a case. A definition says what there is: statuses, services, moves, guards, dates. `decide` says
 * what a command brings or why it brings nothing; `evolve` folds what happened; `duesOf` says what is due;
 * `whatNext` what may be done. No programme's status, service or rule is known here: read `condition.ts` for
 * what a definition can ask, and `config/workflows/` for what the programmes ask.
 */
export { checkDefinitions, type Fault } from "./case-workflow/check.ts";
export type { By, CaseCommand, Decision, Refusal } from "./case-workflow/command.ts";
export { decide } from "./case-workflow/decide.ts";
export {
  type Definition,
  type Definitions,
  definitionSchema,
  findService,
  findStatus,
  keyOf,
  labelIn,
  plain,
  type Status,
  shown,
  statusOf,
} from "./case-workflow/definition.ts";
export { draw } from "./case-workflow/draw.ts";
export { type Bell, bellsOf, type Due, duesOf, type Standing, standing } from "./case-workflow/due.ts";
export type { Typed } from "./case-workflow/form.ts";
export {
  mayMessage,
  type OfferedMove,
  type Trend,
  trendOf,
  type WhatNext,
  whatNext,
} from "./case-workflow/next.ts";
export {
  type CaseEvent,
  type CaseLink,
  type CaseRecord,
  type CaseState,
  type CaseTask,
  evolve,
  type FieldValue,
  type FieldValues,
  fold,
  type Happened,
  NO_CASE,
  type Warning,
} from "./case-workflow/state.ts";
