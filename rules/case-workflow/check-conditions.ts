import { fieldsOfCase, isStatus, type Report, reachable } from "./check.ts";
import { type Condition, type ConditionArgs, type ConditionKind, eachCondition } from "./condition.ts";
import { type Definition, type Effects, type Field, keyOf } from "./definition.ts";

/** Where a condition is asked: in which statuses, and with which fields of a form at hand. */
interface Setting {
  readonly at: readonly (string | number)[];
  /** Statuses in which it can be asked. */
  readonly from: readonly string[];
  readonly form: Readonly<Record<string, Field>>;
}

/** Names in conditions, and guards that can never hold where they are asked. */
export function checkConditions(definition: Definition, report: Report): void {
  const everywhere = definition.statuses.map(keyOf);
  for (const [name, guard] of Object.entries(definition.guards)) {
    const uses = usesOf(definition, name);
    if (uses.length === 0) report(["guards", name], `no move, service or link uses the guard '${name}'`);
    for (const part of ["when", "needs"] as const) {
      const condition = guard[part];
      if (condition) checkNamesIn(condition, ["guards", name, part], formOf(uses), definition, report);
    }
    for (const use of uses) {
      const why = impossible(guard.needs, use, definition);
      if (why) report(["guards", name, "needs"], `can never hold for ${use.at.join(".")}: ${why}`);
    }
  }
  for (const { condition, at, form } of conditionsBesideGuards(definition)) {
    if (!condition) continue;
    checkNamesIn(condition, at, form, definition, report);
    const why = impossible(condition, { at, from: everywhere, form }, definition);
    if (why) report(at, `can never hold: ${why}`);
  }
}

function conditionsBesideGuards(definition: Definition): readonly {
  readonly condition: Condition | undefined;
  readonly at: Setting["at"];
  readonly form: Setting["form"];
}[] {
  const ofTasks = (effects: Effects, at: Setting["at"], form: Setting["form"]) =>
    effects.tasks.map((task, index) => ({ condition: task.when, at: [...at, "tasks", index, "when"], form }));
  return [
    { condition: definition.silent_when, at: ["silent_when"], form: {} },
    ...definition.notices.map((notice, index) => ({
      condition: notice.when,
      at: ["notices", index, "when"],
      form: {},
    })),
    ...Object.entries(definition.dues).flatMap(([name, due]) => {
      const services = due.earliest.flatMap((anchor) => Object.keys(anchor.last ?? {}));
      const form = Object.assign({}, ...services.map((service) => definition.services[service]?.form));
      return (["when", "until"] as const).map((key) => ({
        condition: due[key],
        at: ["dues", name, key],
        form,
      }));
    }),
    ...definition.statuses.flatMap((status, index) =>
      ofTasks(status.entry, ["statuses", index, "entry"], {}),
    ),
    ...Object.entries(definition.links).flatMap(([name, link]) =>
      link.reactions.map((reaction, index) => ({
        condition: reaction.when,
        at: ["links", name, "reactions", index, "when"],
        form: {},
      })),
    ),
    ...Object.entries(definition.services).flatMap(([id, service]) => [
      ...ofTasks(service.follows, ["services", id, "follows"], service.form),
      ...Object.entries(service.states).flatMap(([state, { steps }]) =>
        Object.entries(steps).flatMap(([to, step]) =>
          ofTasks(step.follows, ["services", id, "states", state, "steps", to, "follows"], service.form),
        ),
      ),
    ]),
  ];
}

function formOf(uses: readonly Setting[]): Readonly<Record<string, Field>> {
  return Object.assign({}, ...uses.map((use) => use.form));
}

function usesOf(definition: Definition, guard: string): readonly Setting[] {
  const uses: Setting[] = [];
  for (const [index, status] of definition.statuses.entries()) {
    for (const [place, move] of status.moves.entries()) {
      if (move.guards.includes(guard))
        uses.push({ at: ["statuses", index, "moves", place], from: [keyOf(status)], form: move.asks });
    }
  }
  for (const [id, service] of Object.entries(definition.services)) {
    const from = definition.statuses
      .filter((status) => status.services.some((offer) => offer.service === id))
      .map(keyOf);
    // work begun earlier is finished in any later status
    const later = [...new Set(from.flatMap((key) => [...reachable(definition, key)]))];
    const inStates = Object.entries(service.states).some(([, state]) =>
      Object.values(state.steps).some((step) => step.guards.includes(guard)),
    );
    if (inStates) uses.push({ at: ["services", id, "states"], from: later, form: service.form });
    if (service.guards.includes(guard)) uses.push({ at: ["services", id], from: later, form: service.form });
  }
  const opening = definition.opening;
  const record = opening.record === undefined ? undefined : definition.services[opening.record];
  if (opening.guards.includes(guard))
    uses.push({ at: ["opening"], from: [opening.status], form: { ...opening.asks, ...record?.form } });
  for (const [name, link] of Object.entries(definition.links)) {
    if (link.guards.includes(guard))
      uses.push({ at: ["links", name], from: definition.statuses.map(keyOf), form: {} });
  }
  return uses;
}

function checkNamesIn(
  root: Condition,
  at: readonly (string | number)[],
  form: Readonly<Record<string, Field>>,
  definition: Definition,
  report: Report,
): void {
  const known = {
    service: (id: string) => definition.services[id] || report(at, `no service '${id}'`),
    status: (key: string) => isStatus(definition, key) || report(at, `no status '${key}'`),
    task: (id: string) => definition.tasks[id] || report(at, `no task '${id}'`),
    role: (id: string) => definition.roles[id] || report(at, `no role '${id}'`),
    field: (id: string) => id in form || fieldsOfCase(definition).has(id) || report(at, `no field '${id}'`),
    state: (service: string, state: string) =>
      !definition.services[service] ||
      definition.services[service].states[state] ||
      report(at, `'${service}' has no state '${state}'`),
    formField: (service: string, id: string) =>
      !definition.services[service] ||
      definition.services[service].form[id] ||
      report(at, `'${service}' has no field '${id}'`),
  };
  const names: { readonly [K in ConditionKind]?: (args: ConditionArgs[K]) => void } = {
    complete: (services) => services.forEach(known.service),
    complete_here: (services) => services.forEach(known.service),
    records: ({ of, in: states, where, since_last, spanning, dated }) => {
      for (const service of of) {
        known.service(service);
        for (const state of states ?? []) known.state(service, state);
        for (const field of [
          ...Object.keys(where ?? {}),
          ...(spanning ? [spanning.field] : []),
          ...(dated ? [dated.field] : []),
        ])
          known.formField(service, field);
      }
      since_last?.forEach(known.service);
      if (dated) known.field(dated.not_later_than);
    },
    every: ({ of, in: states }) => {
      known.service(of);
      for (const state of states) known.state(of, state);
    },
    each: ({ of, in: states, has, by, since_last }) => {
      known.service(of);
      for (const state of states ?? []) known.state(of, state);
      known.service(has);
      known.formField(has, by);
      since_last?.forEach(known.service);
    },
    in: (statuses) => statuses.forEach(known.status),
    ever_in: (statuses) => statuses.forEach(known.status),
    came_from: (statuses) => statuses.forEach(known.status),
    linked: ({ as, phase }) => {
      const link = definition.links[as];
      if (!link) report(at, `no link '${as}'`);
      const phases = link ? [...Object.values(link.phases), link.otherwise] : [];
      for (const one of link ? (phase ?? []) : [])
        if (!phases.includes(one)) report(at, `the link '${as}' has no phase '${one}'`);
    },
    given: (fields) => Object.keys(fields).forEach(known.field),
    date: ({ of, after, not_later_than }) => {
      for (const field of [of, after, not_later_than]) if (field !== undefined) known.field(field);
    },
    role: (roles) => roles.forEach(known.role),
    task_open: (tasks) => tasks.forEach(known.task),
    younger_than: ({ born, on }) => {
      known.field(born);
      known.field(on);
    },
    pairs: ({ of, with: other }) => {
      known.field(of);
      known.field(other);
    },
    reveals: ({ text, of }) => {
      known.field(text);
      of.forEach(known.field);
    },
  };
  eachCondition(root, (kind, args) => (names[kind] as ((args: unknown) => void) | undefined)?.(args));
}

/** Why a condition cannot hold in that setting; null where it can, as far as names and ways tell. */
function impossible(condition: Condition, setting: Setting, definition: Definition): string | null {
  const [kind, args] = Object.entries(condition)[0] as [ConditionKind, never];
  return (
    (
      CAN_HOLD[kind] as
        | ((args: unknown, setting: Setting, definition: Definition) => string | null)
        | undefined
    )?.(args, setting, definition) ?? null
  );
}

const CAN_HOLD: {
  readonly [K in ConditionKind]?: (
    args: ConditionArgs[K],
    setting: Setting,
    definition: Definition,
  ) => string | null;
} = {
  all: (parts, setting, definition) => {
    const denied = parts.flatMap((part) => ("not" in part ? [JSON.stringify(part.not)] : []));
    const both = parts.find((part) => denied.includes(JSON.stringify(part)));
    if (both) return `it asks for ${JSON.stringify(both)} and for its contrary`;
    return firstOf(parts.map((part) => impossible(part, setting, definition)));
  },
  any: (parts, setting, definition) => {
    const each = parts.map((part) => impossible(part, setting, definition));
    return each.every((why) => why !== null) ? each.join("; ") : null;
  },
  complete: (services, setting, definition) =>
    firstOf(services.map((service) => neverBefore(service, setting, definition))),
  complete_here: (services, { from }, definition) =>
    firstOf(
      services.map((service) =>
        from.some((key) => offers(definition, key, service))
          ? null
          : `${from.join(", ")} does not offer '${service}'`,
      ),
    ),
  records: ({ of }, setting, definition) => {
    const each = of.map((service) => neverBefore(service, setting, definition));
    return each.every((why) => why !== null) ? each.join("; ") : null;
  },
  in: (statuses, { from }) =>
    from.some((key) => statuses.includes(key)) ? null : `it is asked in ${from.join(", ")} only`,
  ever_in: (statuses, { from }, definition) =>
    statuses.some((status) =>
      from.some((key) => isStatus(definition, status) && reachable(definition, status).has(key)),
    )
      ? null
      : `no way leads from ${statuses.join(" or ")} to ${from.join(", ")}`,
  came_from: (statuses, { from }, definition) =>
    from.some((key) =>
      statuses.some((status) =>
        definition.statuses.some(
          (other) => keyOf(other) === status && other.moves.some((move) => move.to === key),
        ),
      ),
    )
      ? null
      : `no move leads from ${statuses.join(" or ")} to ${from.join(", ")}`,
  given: (wanted, { form }, definition) =>
    firstOf(
      Object.entries(wanted).map(([name, values]) => {
        const field = form[name] ?? definition.fields[name] ?? definition.opening.asks[name];
        if (values === null || !field) return null;
        const possible =
          field.type === "yes-no" ? ["yes", "no"] : field.type === "choice" ? (field.choices ?? []) : null;
        return possible === null || values.some((value) => possible.includes(value))
          ? null
          : `'${name}' is never ${values.join(" or ")}`;
      }),
    ),
  date: ({ of, after, not_later_than, plus }) => {
    if (of === after) return `'${of}' is never after itself`;
    const empty = plus === undefined || plus.amount === 0;
    return after !== undefined && after === not_later_than && empty
      ? `no day is after '${after}' and not later`
      : null;
  },
  people: ({ least, most }) =>
    most !== undefined && most < least ? `no number is at least ${least} and at most ${most}` : null,
};

function neverBefore(service: string, { from }: Setting, definition: Definition): string | null {
  if (definition.opening.record === service) return null;
  const possible = definition.statuses.some(
    (status) =>
      offers(definition, keyOf(status), service) &&
      from.some((key) => reachable(definition, keyOf(status)).has(key)),
  );
  return possible ? null : `no status before ${from.join(", ")} offers '${service}'`;
}

function offers(definition: Definition, key: string, service: string): boolean {
  return definition.statuses.some(
    (status) => keyOf(status) === key && status.services.some((offer) => offer.service === service),
  );
}

function firstOf(whys: readonly (string | null)[]): string | null {
  return whys.find((why) => why !== null) ?? null;
}
