import { checkConditions } from "./check-conditions.ts";
import { type Definition, type Definitions, keyOf, type Status } from "./definition.ts";

/** What makes no sense in a definition: where (keys from the file's top) and what. */
export interface Fault {
  readonly workflow: string;
  readonly at: readonly (string | number)[];
  readonly says: string;
}

export type Report = (at: readonly (string | number)[], says: string) => void;

/** Everything that makes no sense in these definitions; none where all is well. */
export function checkDefinitions(definitions: Definitions): readonly Fault[] {
  const faults: Fault[] = [];
  for (const definition of definitions.values()) {
    const report: Report = (at, says) => faults.push({ workflow: definition.name, at, says });
    checkStatuses(definition, report);
    checkServices(definition, report);
    checkNames(definition, definitions, report);
    checkWays(definition, report);
    checkConditions(definition, report);
  }
  return faults;
}

function checkStatuses(definition: Definition, report: Report): void {
  const seen = {
    key: new Map<string, number>(),
    code: new Map<string, number>(),
    name: new Map<string, number>(),
  };
  for (const [index, status] of definition.statuses.entries()) {
    const at = ["statuses", index];
    if (status.code === null && status.key === undefined)
      report(at, `'${status.name}' has no code: give it a key`);
    for (const [what, value] of [
      ["key", keyOf(status)],
      ["code", status.code],
      ["name", status.name.toLowerCase()],
    ] as const) {
      if (value === null) continue;
      if (seen[what].has(value))
        report(
          [...at, what === "key" && status.key === undefined ? "code" : what],
          `${what} '${value}' is used twice`,
        );
      seen[what].set(value, index);
    }
    const labels = new Set<string>();
    for (const [place, offer] of status.services.entries()) {
      if (labels.has(offer.service))
        report([...at, "services", place], `'${offer.service}' is offered twice in '${status.name}'`);
      labels.add(offer.service);
      if (!definition.services[offer.service])
        report([...at, "services", place], `no service '${offer.service}'`);
    }
    const goals = new Set<string>();
    for (const [place, move] of status.moves.entries()) {
      const here = [...at, "moves", place];
      if (goals.has(move.to)) report(here, `a second move to '${move.to}'`);
      goals.add(move.to);
      if (!definition.statuses.some((other) => keyOf(other) === move.to))
        report([...here, "to"], `no status '${move.to}'`);
      if (move.to === keyOf(status)) report([...here, "to"], `'${status.name}' leads to itself`);
      checkGuardNames(move.guards, here, definition, report);
      checkRoles(move.roles, [...here, "roles"], definition, report);
    }
    if (status.final && status.moves.length > 0)
      report([...at, "moves"], `'${status.name}' is final and yet leads on`);
    for (const [place, finish] of status.finishes.entries()) {
      if (!definition.services[finish]) report([...at, "finishes", place], `no service '${finish}'`);
    }
    checkTasks(status.entry, [...at, "entry"], definition, report);
  }
}

function checkServices(definition: Definition, report: Report): void {
  const names = new Map<string, string>();
  for (const [id, service] of Object.entries(definition.services)) {
    const at = ["services", id];
    for (const known of [id, service.name, ...service.aliases].map((text) => text.toLowerCase())) {
      const other = names.get(known);
      if (other !== undefined && other !== id) report(at, `'${known}' also names the service '${other}'`);
      names.set(known, id);
    }
    const offered = definition.statuses.some((status) =>
      status.services.some((offer) => offer.service === id),
    );
    if (!offered && definition.opening.record !== id) report(at, `no status offers '${service.name}'`);
    if (service.heading !== undefined && !definition.headings.includes(service.heading))
      report([...at, "heading"], `no heading '${service.heading}'`);
    checkRoles(service.roles, [...at, "roles"], definition, report);
    checkGuardNames(service.guards, at, definition, report);
    checkTasks(service.follows, [...at, "follows"], definition, report);
    const states = Object.keys(service.states);
    const reached = walk(states[0] ?? "", (state) => Object.keys(service.states[state]?.steps ?? {}));
    for (const [name, state] of Object.entries(service.states)) {
      const here = [...at, "states", name];
      const superseded = Object.values(service.states).some((other) =>
        Object.values(other.steps).some((step) => step.follows.supersede?.to === name),
      );
      if (!reached.has(name) && !superseded)
        report(here, `no record of '${service.name}' ever becomes '${name}'`);
      for (const [to, step] of Object.entries(state.steps)) {
        if (!service.states[to]) report([...here, "steps", to], `no state '${to}'`);
        checkGuardNames(step.guards, [...here, "steps", to], definition, report);
        checkRoles(step.roles, [...here, "steps", to, "roles"], definition, report);
        for (const field of step.asks)
          if (!service.form[field]) report([...here, "steps", to, "asks"], `no field '${field}'`);
        checkTasks(step.follows, [...here, "steps", to, "follows"], definition, report);
      }
    }
    const fieldsOf = (list: readonly string[], key: string) => {
      for (const field of list)
        if (!service.form[field]) report([...at, "trend", key], `no field '${field}'`);
    };
    if (service.trend) {
      fieldsOf(service.trend.of, "of");
      fieldsOf([service.trend.on], "on");
      for (const beside of service.trend.beside)
        if (!definition.services[beside]) report([...at, "trend", "beside"], `no service '${beside}'`);
    }
    for (const [name, field] of Object.entries(service.form)) {
      if (field.type === "choice" && !field.choices) report([...at, "form", name], "a choice needs choices");
      if (field.of !== undefined && !definition.services[field.of])
        report([...at, "form", name, "of"], `no service '${field.of}'`);
    }
  }
}

function checkNames(definition: Definition, definitions: Definitions, report: Report): void {
  const { opening } = definition;
  if (Object.keys(definition.roles).length === 0)
    report(["roles"], "nobody may do anything: give at least one role");
  if (opening.record !== undefined && !definition.services[opening.record])
    report(["opening", "record"], `no service '${opening.record}'`);
  checkGuardNames(opening.guards, ["opening"], definition, report);
  for (const [name, task] of Object.entries(definition.tasks)) {
    if (task.done_by !== undefined && !definition.services[task.done_by])
      report(["tasks", name, "done_by"], `no service '${task.done_by}'`);
    if (task.outcomes && task.done_by)
      report(["tasks", name], "a task done by a record has no outcomes of its own");
  }
  for (const [name, guard] of Object.entries(definition.guards)) {
    if (guard.propose !== undefined && !isStatus(definition, guard.propose))
      report(["guards", name, "propose"], `no status '${guard.propose}'`);
    if (guard.strength === "manager" && !Object.values(definition.roles).some((role) => role.overrides)) {
      report(["guards", name, "strength"], "a manager may override, but no role of this workflow overrides");
    }
  }
  for (const [index, notice] of definition.notices.entries()) {
    for (const key of [...(notice.in ?? []), ...(notice.propose ? [notice.propose] : [])]) {
      if (!isStatus(definition, key)) report(["notices", index], `no status '${key}'`);
    }
  }
  for (const [name, link] of Object.entries(definition.links)) {
    const other = definitions.get(link.workflow);
    if (!other) {
      report(["links", name, "workflow"], `no workflow '${link.workflow}'`);
      continue;
    }
    for (const key of Object.keys(link.phases))
      if (!isStatus(other, key))
        report(["links", name, "phases", key], `'${link.workflow}' has no status '${key}'`);
    for (const [index, reaction] of link.reactions.entries()) {
      const here = ["links", name, "reactions", index];
      for (const key of reaction.enters)
        if (!isStatus(other, key)) report([...here, "enters"], `'${link.workflow}' has no status '${key}'`);
      if (!definition.tasks[reaction.task]) report([...here, "task"], `no task '${reaction.task}'`);
    }
    checkGuardNames(link.guards, ["links", name], definition, report);
  }
  for (const [name, due] of Object.entries(definition.dues)) {
    if (due.earliest.length === 0 && due.each === undefined)
      report(["dues", name], "counts from nothing: give earliest or each");
    if (due.each !== undefined) {
      const service = definition.services[due.each.of];
      if (!service) report(["dues", name, "each", "of"], `no service '${due.each.of}'`);
      else if (!service.form[due.each.field])
        report(["dues", name, "each", "field"], `'${due.each.of}' has no field '${due.each.field}'`);
      for (const state of service ? due.each.in : [])
        if (!service?.states[state])
          report(["dues", name, "each", "in"], `'${due.each.of}' has no state '${state}'`);
    }
    for (const [index, anchor] of due.earliest.entries()) {
      const here = ["dues", name, "earliest", index];
      if (anchor.field === undefined && !anchor.or_opened && anchor.last === undefined)
        report(here, "counts from nothing: give field, or_opened or last");
      for (const [service, field] of [
        ...Object.entries(anchor.last ?? {}),
        ...Object.entries(anchor.read ?? {}),
      ]) {
        const form = definition.services[service]?.form;
        if (!form) report([...here, "last"], `no service '${service}'`);
        else if (!form[field]) report([...here, "last", service], `'${service}' has no field '${field}'`);
      }
      if (anchor.field !== undefined && !fieldsOfCase(definition).has(anchor.field))
        report([...here, "field"], `no field '${anchor.field}'`);
    }
  }
  for (const [name, list] of Object.entries(definition.worklists)) {
    const service = definition.services[list.of];
    if (!service) report(["worklists", name, "of"], `no service '${list.of}'`);
    for (const state of service ? list.in : [])
      if (!service?.states[state]) report(["worklists", name, "in"], `'${list.of}' has no state '${state}'`);
    for (const column of service ? list.columns : [])
      if (!service?.form[column])
        report(["worklists", name, "columns"], `'${list.of}' has no field '${column}'`);
  }
}

/** Every status can be reached from where a case starts, and an end can be reached from every status. */
function checkWays(definition: Definition, report: Report): void {
  if (!isStatus(definition, definition.opening.status)) {
    report(["opening", "status"], `no status '${definition.opening.status}'`);
    return;
  }
  const reached = reachable(definition, definition.opening.status);
  for (const [index, status] of definition.statuses.entries()) {
    if (!reached.has(keyOf(status)))
      report(["statuses", index], `'${status.name}' cannot be reached from anywhere`);
    const ends = [...reachable(definition, keyOf(status))].some((key) => statusAt(definition, key)?.final);
    if (!ends)
      report(
        ["statuses", index],
        `'${status.name}' is a dead end: it is not final and leads to no final status`,
      );
  }
}

/** The statuses that can follow `from`, itself included. */
export function reachable(definition: Definition, from: string): ReadonlySet<string> {
  return walk(from, (key) => statusAt(definition, key)?.moves.map((move) => move.to) ?? []);
}

/** Case fields by every way in which they can get a value. */
export function fieldsOfCase(definition: Definition): ReadonlySet<string> {
  const copies = Object.values(definition.services).flatMap((service) => [
    ...service.follows.copy,
    ...Object.values(service.states).flatMap((state) =>
      Object.values(state.steps).flatMap((step) => step.follows.copy),
    ),
  ]);
  const sets = [
    ...definition.statuses.map((status) => status.entry),
    ...Object.values(definition.services).flatMap((service) => [
      service.follows,
      ...Object.values(service.states).flatMap((state) =>
        Object.values(state.steps).map((step) => step.follows),
      ),
    ]),
  ].flatMap((effects) => Object.keys(effects.set));
  return new Set([
    ...Object.keys(definition.fields),
    ...Object.keys(definition.opening.asks),
    ...definition.statuses.flatMap((status) => status.moves.flatMap((move) => Object.keys(move.asks))),
    ...sets,
    ...copies,
  ]);
}

function walk(from: string, next: (key: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([from]);
  // a set grows while it is walked
  for (const key of seen) for (const other of next(key)) seen.add(other);
  return seen;
}

function statusAt(definition: Definition, key: string): Status | undefined {
  return definition.statuses.find((status) => keyOf(status) === key);
}

export function isStatus(definition: Definition, key: string): boolean {
  return statusAt(definition, key) !== undefined;
}

function checkGuardNames(
  names: readonly string[],
  at: readonly (string | number)[],
  definition: Definition,
  report: Report,
): void {
  for (const [index, name] of names.entries())
    if (!definition.guards[name]) report([...at, "guards", index], `no guard '${name}'`);
}

function checkRoles(
  roles: readonly string[] | undefined,
  at: readonly (string | number)[],
  definition: Definition,
  report: Report,
): void {
  for (const [index, role] of (roles ?? []).entries())
    if (!definition.roles[role]) report([...at, index], `no role '${role}'`);
}

function checkTasks(
  effects: Status["entry"],
  at: readonly (string | number)[],
  definition: Definition,
  report: Report,
): void {
  for (const [index, { task }] of effects.tasks.entries())
    if (!definition.tasks[task]) report([...at, "tasks", index], `no task '${task}'`);
}
