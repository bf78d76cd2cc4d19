import { z } from "zod";
import { condition, duration } from "./condition.ts";

/*
 * A workflow as a service manager writes it down. The type is the YAML's own shape, so that a reader of the
 * file and a reader of the code see the same words. What the shape cannot say, `check.ts` says.
 */

const name = z.string().min(1);
const names = z.union([name.transform((one) => [one]), z.array(name).min(1)]);
/** Rule ids of the requirements: they appear in refusals, warnings and the docs. */
const rules = z.array(name).default([]);

const field = z.strictObject({
  label: name,
  type: z.enum(["text", "day", "instant", "choice", "yes-no", "number", "list", "record"]),
  choices: z.array(name).min(1).optional(),
  /** For `record`: the service whose record is named. */
  of: name.optional(),
  required: z.boolean().default(false),
  /** Required where the other fields have these values. */
  required_when: z.record(name, names).optional(),
  /** A day may be said to be unknown; it must still be said. */
  unknown: z.boolean().default(false),
  default: name.optional(),
});

const fields = z.record(name, field).default({});

const guard = z.strictObject({
  rules,
  /** Where it does not hold, the guard does not apply. */
  when: condition.optional(),
  needs: condition,
  /**
   * hard: no way round. manager: a manager may override with a reason. reason: warns, and a reason is needed.
   * advise: warns, and the warning is kept.
   */
  strength: z.enum(["hard", "manager", "reason", "advise"]),
  says: name,
  /** The status to propose instead. */
  propose: name.optional(),
});

/** What follows by itself. */
const effects = z.strictObject({
  /** Fields of the case, to these values. */
  set: z.record(name, name).default({}),
  /** Fields of the case, to what the record says in fields of the same names. */
  copy: z.array(name).default([]),
  tasks: z.array(z.strictObject({ task: name, when: condition.optional() })).default([]),
  /** The record's elder siblings in these states go to another. */
  supersede: z.strictObject({ in: names, to: name }).optional(),
});
const noEffects = { set: {}, copy: [], tasks: [] };

const recordState = z.strictObject({
  /**
   * draft: may be amended, required fields may still lack. open: may be amended. fixed: may not.
   * complete: may not, and counts as complete.
   */
  kind: z.enum(["draft", "open", "fixed", "complete"]),
  steps: z
    .record(
      name,
      z.strictObject({
        roles: z.array(name).optional(),
        guards: z.array(name).default([]),
        /** Fields of the form that this step must bring. */
        asks: z.array(name).default([]),
        follows: effects.default(noEffects),
      }),
    )
    .default({}),
});

const service = z.strictObject({
  name,
  /** Other wordings that are accepted for it. */
  aliases: z.array(name).default([]),
  rules,
  /** Under which of the definition's headings `show` puts it. */
  heading: name.optional(),
  form: fields,
  /** The first is where a record starts. */
  states: z.record(name, recordState).default({
    started: { kind: "draft", steps: { complete: { guards: [], asks: [], follows: noEffects } } },
    complete: { kind: "complete", steps: {} },
  }),
  /** Who may record it; without it, every role of the workflow. */
  roles: z.array(name).optional(),
  /** Looked at whenever a record of it is written. */
  guards: z.array(name).default([]),
  /** When a record of it becomes complete. */
  follows: effects.default(noEffects),
  /** `show` tells how these change from the first and the previous record, and what of `beside` lies between. */
  trend: z.strictObject({ of: z.array(name).min(1), on: name, beside: z.array(name).default([]) }).optional(),
});

const offered = z.union([
  name.transform((id) => ({ service: id, label: null, inferred: false })),
  z.strictObject({
    service: name,
    label: name.nullable().default(null),
    inferred: z.boolean().default(false),
  }),
]);

const move = z.strictObject({
  to: name,
  kind: z.enum(["expected", "other", "inferred"]),
  rules,
  guards: z.array(name).default([]),
  asks: fields,
  roles: z.array(name).optional(),
  /** Shown with the expected move although it is another. */
  prominent: z.boolean().default(false),
});

const notice = z.strictObject({
  rules,
  in: names.optional(),
  when: condition.optional(),
  says: name,
  propose: name.optional(),
});

const status = z.strictObject({
  /** As in the source; null where the source gives none. */
  code: name.nullable(),
  /** How the rest of the file names it; the code where there is one. */
  key: name.optional(),
  name,
  source_name: name.optional(),
  /** Where the bare name invites confusion. */
  shown_as: name.optional(),
  source_description: name.optional(),
  description: name,
  services: z.array(offered).min(1),
  moves: z.array(move).default([]),
  final: z.boolean().default(false),
  entry: effects.default(noEffects),
  /** In a final status: services of which work begun earlier may still be finished. */
  finishes: z.array(name).default([]),
});

const task = z.strictObject({
  name,
  rules,
  outcomes: z.array(name).min(1).optional(),
  /** Done by a complete record of this service, and in no other way. */
  done_by: name.optional(),
  due: duration.optional(),
});

/** A day that a record or the case carries, from which a due date counts. */
const anchor = z.strictObject({
  field: name.optional(),
  /** Where the field has no value (or none is named): when the case was opened. */
  or_opened: z.boolean().default(false),
  /** The latest by this field among the records of these services. */
  last: z.record(name, name).optional(),
  in: names.optional(),
  /** Another field of the record so found. */
  read: z.record(name, name).optional(),
  since_last: names.optional(),
  after: duration.optional(),
});

const due = z.strictObject({
  name,
  rules,
  /** The earliest of these is meant. */
  earliest: z.array(anchor).default([]),
  /** One due date for each record of a service in these states, on the day that a field of it names. */
  each: z.strictObject({ of: name, in: names, field: name }).optional(),
  /** Of the anchor: the window opens, a warning is due, it is due (overdue once that has passed). */
  opens: duration.optional(),
  warns: duration.optional(),
  /** `none`: this clock is switched off. */
  due: z.union([z.literal("none").transform(() => null), duration]),
  when: condition.optional(),
  until: condition.optional(),
});

const link = z.strictObject({
  workflow: name,
  rules,
  guards: z.array(name).default([]),
  /** All that this side learns of the other case. Statuses not listed are `otherwise`. */
  phases: z.record(name, name).default({}),
  otherwise: name.default("open"),
  /** Made by itself where both cases come from one. */
  joins: z.boolean().default(false),
  /** A case of the other workflow can be opened from this one. */
  opens: z.boolean().default(false),
  /** The other case enters one of these statuses. */
  reactions: z.array(z.strictObject({ enters: names, when: condition.optional(), task: name })).default([]),
});

export const definitionSchema = z.strictObject({
  name,
  title: name,
  source: name,
  inferred: z.boolean().default(false),
  /** Which rules of the requirements speak where the engine itself refuses. */
  cites: z
    .strictObject({ unlisted: rules, reason: rules, offered: rules, closed: rules, responsible: rules })
    .prefault({}),
  roles: z.record(name, z.strictObject({ name, overrides: z.boolean().default(false) })),
  opening: z.strictObject({
    status: name,
    rules,
    asks: fields,
    guards: z.array(name).default([]),
    /** The record without which no case opens; its fields are asked at opening. */
    record: name.optional(),
    responsible: z.boolean().default(false),
  }),
  /** Facts of the case that can be set at any time. */
  fields,
  statuses: z.array(status).min(1),
  services: z.record(name, service),
  guards: z.record(name, guard).default({}),
  tasks: z.record(name, task).default({}),
  dues: z.record(name, due).default({}),
  links: z.record(name, link).default({}),
  notices: z.array(notice).default([]),
  headings: z.array(name).default([]),
  /** While this holds, no message ever goes to the person the case is about. */
  silent_when: condition.optional(),
  /** Lists across all cases of records in certain states, for working off and export. */
  worklists: z
    .record(name, z.strictObject({ name, rules, of: name, in: names, columns: z.array(name).min(1) }))
    .default({}),
  /** What the source says oddly and what was made of it. */
  oddities: z.array(z.strictObject({ id: name, oddity: name, resolution: name })).default([]),
});

export type Definition = z.output<typeof definitionSchema>;
export type Definitions = ReadonlyMap<string, Definition>;
export type Status = Definition["statuses"][number];
export type Move = Status["moves"][number];
export type Service = Definition["services"][string];
export type Guard = Definition["guards"][string];
export type Field = Definition["fields"][string];
export type Effects = Status["entry"];
export type LinkKind = Definition["links"][string];
export type DueKind = Definition["dues"][string];
export type Anchor = DueKind["earliest"][number];

/** How the file names a status: its code, or its key where the source gives no code. */
export function keyOf(status: Status): string {
  return status.key ?? status.code ?? status.name;
}

export function statusOf(definition: Definition, key: string): Status | undefined {
  return definition.statuses.find((status) => keyOf(status) === key);
}

/** `98 Closure (in progress)`. */
export function shown(status: Status): string {
  const words = status.shown_as ?? status.name;
  return status.code === null ? words : `${status.code} ${words}`;
}

/** By code, key, name or both, in any case of letters. */
export function findStatus(definition: Definition, text: string): Status | undefined {
  const wanted = plain(text);
  return definition.statuses.find((status) =>
    [
      keyOf(status),
      status.code,
      status.name,
      status.source_name,
      status.shown_as,
      shown(status),
      `${status.code ?? ""} ${status.name}`,
      `${status.code ?? ""}. ${status.name}`,
    ].some((known) => known != null && plain(known) === wanted),
  );
}

/** By id, label, name or alias, in any case of letters; the label of the present status counts first. */
export function findService(
  definition: Definition,
  here: Status | undefined,
  text: string,
): string | undefined {
  const wanted = plain(text);
  const byLabel = (status: Status | undefined) =>
    status?.services.find((offer) => offer.label !== null && plain(offer.label) === wanted)?.service;
  const byName = Object.entries(definition.services).find(([id, service]) =>
    [id, service.name, ...service.aliases].some((known) => plain(known) === wanted),
  )?.[0];
  return byLabel(here) ?? byName ?? definition.statuses.map(byLabel).find((found) => found !== undefined);
}

/** The label that the source uses in that status, else the service's name. */
export function labelIn(definition: Definition, status: Status | undefined, service: string): string {
  const offer = status?.services.find((candidate) => candidate.service === service);
  return offer?.label ?? definition.services[service]?.name ?? service;
}

/** Letter case, blanks and the punctuation between words say nothing. */
export function plain(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();
}
