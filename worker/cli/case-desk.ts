import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Definition } from "../../rules/case-workflow.ts";
import { type Actor, type CaseDesk, type CaseId, caseProjector } from "../cases/cases.ts";
import { visibleTo } from "../cases/desk.ts";
import { systemClock } from "../clock.ts";
import { loadCalendar } from "../config/calendar.ts";
import { loadWorkflows, SHIPPED_CONFIG } from "../config/workflows.ts";
import { openStore, type Store } from "../store/store.ts";

/** What every subcommand of `triage case` takes. */
export interface Common {
  readonly config?: string;
  readonly data?: string;
  readonly role?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** The call is wrong, though commander could not know it. */
export class WrongCall extends Error {}

/** Opens the store for as long as `work` runs. */
export async function withDesk(
  options: Common,
  work: (store: Store, desk: CaseDesk) => Promise<void>,
): Promise<void> {
  const { desk, dataDir } = await loadDesk(options);
  const store = await openStore(join(dataDir, "triage.sqlite"));
  store.register(caseProjector);
  try {
    await work(store, desk);
  } finally {
    await store.close();
  }
}

/** With `--data` neither mailbox nor staff are configured: a workflow store needs no more than definitions and a calendar. */
async function loadDesk({ config, data }: Common): Promise<{ desk: CaseDesk; dataDir: string }> {
  if (data !== undefined) {
    const configDir = config === undefined ? SHIPPED_CONFIG : dirname(resolve(config));
    const calendar = loadCalendar(existsSync(join(configDir, "calendar.yaml")) ? configDir : SHIPPED_CONFIG);
    return { desk: { definitions: loadWorkflows(configDir), calendar }, dataDir: resolve(data) };
  }
  const { loadConfig } = await import("../config.ts");
  const { policy, settings, configDir } = await loadConfig(config);
  return {
    desk: { definitions: loadWorkflows(configDir), calendar: policy.calendar },
    dataDir: settings.dataDir,
  };
}

/** The role asked for; a short form such as 'manager' where one role of the workflow ends so; else its first. */
export function actor(definition: Definition | undefined, { role, by }: Common): Actor {
  const roles = Object.keys(definition?.roles ?? {});
  const asked =
    role === undefined
      ? roles[0]
      : (roles.find((known) => known === role) ??
        onlyOne(roles.filter((known) => known.endsWith(`-${role}`))) ??
        role);
  return { actor: by ?? "cli", role: asked ?? "", at: systemClock.now() };
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/** What a question may see: by role, or everything where none is named. */
export function seeing(desk: CaseDesk, role: string | undefined): string | null {
  if (role === undefined) return null;
  if (visibleTo(desk, role).length > 0) return role;
  const known = new Set(
    [...desk.definitions.values()].flatMap((definition) => Object.keys(definition.roles)),
  );
  throw new WrongCall(`'${role}' is no role of any workflow; there are: ${[...known].join(", ")}`);
}

/** `case-12` and `12` are CASE-000012. */
export function caseIdFrom(text: string): CaseId {
  const digits = /^(?:case-)?(\d{1,12})$/i.exec(text.trim())?.[1];
  return digits === undefined ? text.trim() : `CASE-${digits.padStart(6, "0")}`;
}

/** `name=value` texts. */
export function pairs(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new WrongCall(`expected name=value, found '${text.slice(0, 40)}'`);
      return [text.slice(0, at).trim(), text.slice(at + 1)];
    }),
  );
}

/** For commander: an option given again adds to what it held. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

export function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new WrongCall(`expected a whole number above 0, found '${value.slice(0, 20)}'`);
  return number;
}
