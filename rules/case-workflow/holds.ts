import { daysBetween, type Instant } from "../time.ts";
import type { Condition, ConditionArgs, ConditionKind, RecordCount } from "./condition.ts";
import { addCalendar, ageOn, dayIn } from "./days.ts";
import { type Definition, shown, statusOf } from "./definition.ts";
import type { CaseRecord, CaseState, FieldValue, FieldValues } from "./state.ts";

/** What a condition is asked about: a case, and the command that is being weighed, where there is one. */
export interface View {
  readonly definition: Definition;
  readonly state: CaseState;
  readonly now: Instant;
  readonly role: string | null;
  readonly actor: string | null;
  /** The fields that the command brings. */
  readonly fields: FieldValues;
  /** The record that the command writes. */
  readonly record: CaseRecord | null;
}

/** A view of a case that nobody is acting on. */
export function viewOf(definition: Definition, state: CaseState, now: Instant): View {
  return { definition, state, now, role: null, actor: null, fields: {}, record: null };
}

export function fieldValue(view: View, field: string): FieldValue | undefined {
  return view.fields[field] ?? view.record?.fields[field] ?? view.state.fields[field];
}

export function holds(condition: Condition, view: View): boolean {
  return lacking(condition, view).length === 0;
}

/** What keeps a condition from holding, each in words that a practitioner can act on; none where it holds. */
export function lacking(condition: Condition, view: View): readonly string[] {
  const [kind, args] = Object.entries(condition)[0] as [ConditionKind, never];
  return KINDS[kind](args, view);
}

const KINDS: { readonly [K in ConditionKind]: (args: ConditionArgs[K], view: View) => readonly string[] } = {
  all: (parts, view) => parts.flatMap((part) => lacking(part, view)),
  any: (parts, view) => {
    const each = parts.map((part) => lacking(part, view));
    return each.some((missing) => missing.length === 0)
      ? []
      : [each.map((missing) => missing.join(" and ")).join(", or ")];
  },
  not: (part, view) => (holds(part, view) ? [contrary(part, view)] : []),

  complete: (services, view) =>
    services
      .filter(
        (service) => !view.state.records.some((record) => record.service === service && record.complete),
      )
      .map((service) => `${serviceName(view, service)} complete in this case`),
  complete_here: (services, view) =>
    services
      .filter(
        (service) =>
          !view.state.records.some(
            (record) =>
              record.service === service && record.complete && record.stay === view.state.path.length,
          ),
      )
      .map((service) => `${serviceName(view, service)} done in ${statusName(view, view.state.status)}`),
  records: (count, view) => {
    const found = counted(count, view);
    if (found.length >= count.least && spans(found, count)) return [];
    return [recordWords(count, view, found.length)];
  },
  every: ({ of, in: states, least }, view) => {
    const all = view.state.records.filter((record) => record.service === of);
    const others = all.filter((record) => !states.includes(record.state));
    const missing = others.map(
      (record) => `${serviceName(view, of)} ${record.id} ${states.join(" or ")} (it is ${record.state})`,
    );
    if (all.length < least) missing.push(`at least ${least} ${serviceName(view, of)}`);
    return missing;
  },
  each: ({ of, in: states, has, by, since_last }, view) => {
    const from = lastPlace(view, since_last);
    return view.state.records
      .filter((record) => record.service === of && (states === undefined || states.includes(record.state)))
      .filter(
        (record) =>
          !view.state.records.some(
            (other) => other.service === has && other.place > from && other.fields[by] === record.id,
          ),
      )
      .map((record) => `${serviceName(view, has)} for ${serviceName(view, of)} ${record.id}`);
  },

  in: (statuses, view) =>
    statuses.includes(view.state.status) ? [] : [`the case in ${statusNames(view, statuses)}`],
  ever_in: (statuses, view) =>
    view.state.path.some((status) => statuses.includes(status))
      ? []
      : [`a stay in ${statusNames(view, statuses)}`],
  came_from: (statuses, view) =>
    statuses.includes(view.state.path.at(-2) ?? "") ? [] : [`coming from ${statusNames(view, statuses)}`],
  linked: ({ as, phase }, view) =>
    view.state.links.some((link) => link.as === as && (phase === undefined || phase.includes(link.phase)))
      ? []
      : [phase === undefined ? `a link '${as}'` : `a link '${as}' that is ${phase.join(" or ")}`],

  given: (wanted, view) =>
    Object.entries(wanted)
      .filter(([field, values]) => {
        const value = fieldValue(view, field);
        return value === undefined || value === "" || (values !== null && !values.includes(String(value)));
      })
      .map(([field, values]) => (values === null ? `'${field}'` : `'${field}' = ${values.join(" or ")}`)),
  date: ({ of, after, not_later_than, plus }, view) => {
    const day = dayIn(fieldValue(view, of));
    const against = (field: string | undefined) =>
      field === undefined ? null : dayIn(fieldValue(view, field));
    const [lower, upper] = [against(after), against(not_later_than)];
    if (day === null) return [];
    const missing: string[] = [];
    if (lower !== null && day <= lower) missing.push(`'${of}' after ${lower}`);
    if (upper !== null) {
      const latest = plus === undefined ? upper : addCalendar(upper, plus);
      if (day > latest) missing.push(`'${of}' not later than ${latest}`);
    }
    return missing;
  },

  role: (roles, view) =>
    view.role !== null && roles.includes(view.role)
      ? []
      : [roles.map((role) => view.definition.roles[role]?.name ?? role).join(" or ")],
  by_another: (_, view) =>
    view.record !== null && view.record.author === view.actor ? ["someone other than the author"] : [],
  task_open: (kinds, view) =>
    view.state.tasks.some((task) => task.outcome === null && kinds.includes(task.kind))
      ? []
      : [`an open task '${kinds.map((kind) => view.definition.tasks[kind]?.name ?? kind).join("' or '")}'`],

  younger_than: ({ years, born, on }, view) => {
    const birthday = dayIn(fieldValue(view, born));
    const day = dayIn(fieldValue(view, on));
    if (birthday === null || day === null) return [];
    return ageOn(birthday, day) < years ? [] : [`an age below ${years}`];
  },
  pairs: ({ of, with: other, allowed }, view) => {
    const [left, right] = [fieldValue(view, of), fieldValue(view, other)];
    if (left === undefined || right === undefined) return [];
    const partners = allowed[String(left)] ?? [];
    return partners.includes(String(right))
      ? []
      : [
          `'${other}' that goes with '${of}' = ${String(left)}: ${partners.join(" or ") || "none does"} (it is ${String(right)})`,
        ];
  },
  reveals: ({ text, of }, view) => {
    const said = String(fieldValue(view, text) ?? "").slice(0, LONGEST);
    const known = of.flatMap((field) => parts(String(view.state.fields[field] ?? "")));
    const told = POSTCODE.test(said) || known.some((part) => squeezed(said).includes(part));
    return told ? [] : [`'${text}' that names a location`];
  },
  people: ({ least, most }, view) => {
    const count = view.state.people.length;
    if (count >= least && count <= (most ?? count)) return [];
    return [most === least ? `exactly ${least} person` : `at least ${least} person(s)`];
  },
};

/** A UK postcode as people write it. */
const POSTCODE = /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/i;

const LONGEST = 20_000;

/** What stands between commas or on lines of its own, as of an address; too short to tell anything is left out. */
function parts(text: string): readonly string[] {
  return text
    .slice(0, LONGEST)
    .split(/[,;\n]/)
    .map(squeezed)
    .filter((part) => part.length >= 4);
}

function squeezed(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s,.;]+/g, " ")
    .trim();
}

function counted(count: RecordCount, view: View): readonly CaseRecord[] {
  const from = lastPlace(view, count.since_last);
  const limit = count.dated === undefined ? null : dayIn(fieldValue(view, count.dated.not_later_than));
  return view.state.records.filter((record) => {
    if (!count.of.includes(record.service) || record.place <= from) return false;
    if (count.in === undefined ? !record.complete : !count.in.includes(record.state)) return false;
    if (count.where !== undefined) {
      for (const [field, values] of Object.entries(count.where)) {
        if (!values.includes(String(record.fields[field] ?? ""))) return false;
      }
    }
    if (count.dated === undefined || limit === null) return true;
    const day = dayIn(record.fields[count.dated.field]);
    return day !== null && day <= limit;
  });
}

function spans(found: readonly CaseRecord[], { spanning }: RecordCount): boolean {
  if (spanning === undefined || spanning.days === 0) return true;
  const days = found.flatMap((record) => dayIn(record.fields[spanning.field]) ?? []).sort();
  const [first, last] = [days[0], days.at(-1)];
  return first !== undefined && last !== undefined && daysBetween(first, last) >= spanning.days;
}

function lastPlace(view: View, services: readonly string[] | undefined): number {
  if (services === undefined) return 0;
  // the record that is being written right now is not the last one before it
  return Math.max(
    0,
    ...view.state.records
      .filter((record) => services.includes(record.service) && record.id !== view.record?.id)
      .map((record) => record.place),
  );
}

function recordWords(count: RecordCount, view: View, found: number): string {
  const what = count.of.map((service) => serviceName(view, service)).join(" or ");
  const parts = [count.least > 1 ? `${count.least} of ${what} (there are ${found})` : what];
  if (count.in) parts.push(count.in.join(" or "));
  if (count.where)
    parts.push(
      `with ${Object.entries(count.where)
        .map(([field, values]) => `'${field}' = ${values.join(" or ")}`)
        .join(", ")}`,
    );
  if (count.since_last)
    parts.push(
      `since the last ${count.since_last.map((service) => serviceName(view, service)).join(" or ")}`,
    );
  if (count.dated) parts.push(`dated on or before '${count.dated.not_later_than}'`);
  if (count.spanning && count.spanning.days > 0) parts.push(`over at least ${count.spanning.days} days`);
  return parts.join(" ");
}

/** What the contrary of a condition asks for, in words. */
function contrary(condition: Condition, view: View): string {
  if ("task_open" in condition)
    return `the outcome of the task '${condition.task_open.map((kind) => view.definition.tasks[kind]?.name ?? kind).join("' or '")}'`;
  if ("reveals" in condition) return "a text that names no location";
  if ("in" in condition) return `another status than ${statusNames(view, condition.in)}`;
  if ("complete" in condition)
    return `no complete ${condition.complete.map((service) => serviceName(view, service)).join(", ")}`;
  if ("linked" in condition)
    return `no link '${condition.linked.as}'${condition.linked.phase ? ` that is ${condition.linked.phase.join(" or ")}` : ""}`;
  const [kind, args] = Object.entries(condition)[0] as [string, unknown];
  return `the contrary of ${kind.replaceAll("_", " ")} ${JSON.stringify(args)}`;
}

function serviceName(view: View, service: string): string {
  return view.definition.services[service]?.name ?? service;
}

function statusName(view: View, key: string): string {
  const status = statusOf(view.definition, key);
  return status ? shown(status) : key;
}

function statusNames(view: View, keys: readonly string[]): string {
  return keys.map((key) => statusName(view, key)).join(" or ");
}
