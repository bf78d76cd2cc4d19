import { describe, expect, test } from "vitest";
import {
  bellsOf,
  checkDefinitions,
  type Definition,
  definitionSchema,
  draw,
  duesOf,
} from "../../../rules/case-workflow.ts";
import { aCase, DEFINITIONS, definition, missing } from "./a-case.ts";
import { CALENDAR } from "./calendar.ts";

/** A small workflow that has nothing to do with ours: what the engine knows, it knows of this too. */
function garden(
  change: (raw: Record<string, unknown> & { statuses: Record<string, unknown>[] }) => void = () => {},
): Definition {
  const raw = {
    name: "garden",
    title: "Garden",
    source: "none",
    roles: { gardener: { name: "gardener" }, head: { name: "head gardener", overrides: true } },
    opening: { status: "S" },
    fields: { wet: { label: "Wet", type: "yes-no" } },
    statuses: [
      {
        code: "S",
        name: "Sown",
        description: "…",
        services: ["WATER"],
        moves: [
          { to: "G", kind: "expected", guards: ["watered"] },
          { to: "X", kind: "other" },
        ],
      },
      {
        code: "G",
        name: "Grown",
        description: "…",
        services: ["WATER", "HARVEST"],
        moves: [{ to: "X", kind: "expected" }],
      },
      { code: "X", name: "Cleared", description: "…", services: ["WATER"], final: true },
    ],
    services: { WATER: { name: "Water" }, HARVEST: { name: "Harvest" } },
    guards: { watered: { needs: { complete: "WATER" }, strength: "hard", says: "Dry" } },
  };
  change(raw as never);
  return definitionSchema.parse(raw);
}
const check = (of: Definition) =>
  checkDefinitions(new Map([...DEFINITIONS, [of.name, of]])).filter((fault) => fault.workflow === of.name);
const says = (of: Definition) => check(of).map((fault) => `${fault.at.join(".")}: ${fault.says}`);

test("the engine leads a workflow that it has never heard of", () => {
  const led = aCase(garden()).open();
  expect(missing(led.try({ type: "move", to: "grown" }))).toContain("Dry: Water complete in this case");
  expect(led.record("water").move("grown").move("cleared").status).toBe("X");
});

describe("the check of a definition", () => {
  test("finds nothing in the garden, nor in what is shipped", () => {
    expect(says(garden())).toEqual([]);
    expect(checkDefinitions(DEFINITIONS)).toEqual([]);
  });

  const faults: [what: string, change: Parameters<typeof garden>[0], at: string, words: string][] = [
    [
      "an unknown status",
      (raw) =>
        Object.assign(raw.statuses[1]!, {
          moves: [
            { to: "Q", kind: "expected" },
            { to: "X", kind: "other" },
          ],
        }),
      "statuses.1.moves.0.to",
      "no status 'Q'",
    ],
    [
      "an unknown service",
      (raw) => Object.assign(raw.statuses[1]!, { services: ["WATER", "HARVEST", "PRUNE"] }),
      "statuses.1.services.2",
      "no service 'PRUNE'",
    ],
    [
      "an unknown guard",
      (raw) => Object.assign(raw.statuses[1]!, { moves: [{ to: "X", kind: "expected", guards: ["dug"] }] }),
      "statuses.1.moves.0.guards.0",
      "no guard 'dug'",
    ],
    [
      "a status that nothing leads to",
      (raw) =>
        raw.statuses.push({
          code: "W",
          name: "Wilted",
          description: "…",
          services: ["WATER"],
          moves: [{ to: "X", kind: "expected" }],
        }),
      "statuses.3",
      "'Wilted' cannot be reached from anywhere",
    ],
    [
      "a dead end",
      (raw) => Object.assign(raw.statuses[1]!, { moves: [] }),
      "statuses.1",
      "'Grown' is a dead end",
    ],
    [
      "two statuses that only lead to each other",
      (raw) => {
        Object.assign(raw.statuses[1]!, { moves: [{ to: "W", kind: "expected" }] });
        raw.statuses.push({
          code: "W",
          name: "Wilted",
          description: "…",
          services: ["WATER"],
          moves: [{ to: "G", kind: "expected" }],
        });
      },
      "statuses.3",
      "'Wilted' is a dead end",
    ],
    [
      "a code used twice",
      (raw) => Object.assign(raw.statuses[2]!, { code: "G" }),
      "statuses.2.code",
      "'G' is used twice",
    ],
    [
      "a status without a code or key",
      (raw) => Object.assign(raw.statuses[2]!, { code: null }),
      "statuses.2",
      "has no code: give it a key",
    ],
    [
      "a final status that leads on",
      (raw) => Object.assign(raw.statuses[2]!, { moves: [{ to: "S", kind: "other" }] }),
      "statuses.2.moves",
      "is final and yet leads on",
    ],
    [
      "a service that no status offers",
      (raw) =>
        Object.assign(raw, {
          services: { WATER: { name: "Water" }, HARVEST: { name: "Harvest" }, DIG: { name: "Dig" } },
        }),
      "services.DIG",
      "no status offers 'Dig'",
    ],
    [
      "two services with one name",
      (raw) =>
        Object.assign(raw, {
          services: { WATER: { name: "Water" }, HARVEST: { name: "Harvest", aliases: ["water"] } },
        }),
      "services.HARVEST",
      "also names the service 'WATER'",
    ],
    [
      "a guard for what comes only later",
      (raw) =>
        Object.assign(raw, {
          guards: { watered: { needs: { complete: "HARVEST" }, strength: "hard", says: "…" } },
        }),
      "guards.watered.needs",
      "no status before S offers 'HARVEST'",
    ],
    [
      "a guard for a stay that is not possible",
      (raw) =>
        Object.assign(raw, { guards: { watered: { needs: { ever_in: "X" }, strength: "hard", says: "…" } } }),
      "guards.watered.needs",
      "no way leads from X to S",
    ],
    [
      "a guard that asks for its contrary",
      (raw) =>
        Object.assign(raw, {
          guards: {
            watered: {
              needs: { all: [{ complete: "WATER" }, { not: { complete: "WATER" } }] },
              strength: "hard",
              says: "…",
            },
          },
        }),
      "guards.watered.needs",
      "and for its contrary",
    ],
    [
      "a guard for a value that does not exist",
      (raw) =>
        Object.assign(raw, {
          guards: { watered: { needs: { given: { wet: "perhaps" } }, strength: "hard", says: "…" } },
        }),
      "guards.watered.needs",
      "'wet' is never perhaps",
    ],
    [
      "a field that does not exist",
      (raw) =>
        Object.assign(raw, {
          guards: { watered: { needs: { given: "moist" }, strength: "hard", says: "…" } },
        }),
      "guards.watered.needs",
      "no field 'moist'",
    ],
    [
      "a role that does not exist",
      (raw) =>
        Object.assign(raw, { guards: { watered: { needs: { role: "king" }, strength: "hard", says: "…" } } }),
      "guards.watered.needs",
      "no role 'king'",
    ],
    [
      "a guard that nothing uses",
      (raw) =>
        Object.assign(raw, {
          guards: {
            watered: { needs: { complete: "WATER" }, strength: "hard", says: "…" },
            spare: { needs: { complete: "WATER" }, strength: "hard", says: "…" },
          },
        }),
      "guards.spare",
      "uses the guard 'spare'",
    ],
    [
      "a manager's guard where nobody overrides",
      (raw) =>
        Object.assign(raw, {
          roles: { gardener: { name: "gardener" } },
          guards: { watered: { needs: { complete: "WATER" }, strength: "manager", says: "…" } },
        }),
      "guards.watered.strength",
      "no role of this workflow overrides",
    ],
    [
      "a link to a workflow that is not there",
      (raw) => Object.assign(raw, { links: { shed: { workflow: "shed" } } }),
      "links.shed.workflow",
      "no workflow 'shed'",
    ],
    [
      "a link to a status that is not there",
      (raw) => Object.assign(raw, { links: { v: { workflow: "victim", phases: { "77": "odd" } } } }),
      "links.v.phases.77",
      "'victim' has no status '77'",
    ],
    [
      "a start that does not exist",
      (raw) => Object.assign(raw, { opening: { status: "Z" } }),
      "opening.status",
      "no status 'Z'",
    ],
  ];
  test.each(faults)("finds %s, and where", (_, change, at, words) => {
    const found = says(garden(change));
    expect(
      found.some((fault) => fault.startsWith(`${at}: `) && fault.includes(words)),
      found.join("\n"),
    ).toBe(true);
  });

  test.each([
    ["an unknown kind of condition", { needs: { weather: "fine" } }, "expected one condition of the kinds"],
    ["two conditions where one belongs", { needs: { complete: "WATER", in: "S" } }, "found complete and in"],
    ["a number where a code belongs", { needs: { in: 1 } }, "Invalid input"],
  ])("refuses %s", (_, guard, words) => {
    const parsed = definitionSchema.safeParse({
      ...garden(),
      guards: { watered: { strength: "hard", says: "…", ...guard } },
    });
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(words);
  });
});

describe("a case whose status its workflow no longer has", () => {
  const changed = garden((raw) => {
    raw.statuses.splice(1, 1);
    Object.assign(raw.statuses[0]!, { moves: [{ to: "X", kind: "expected" }] });
    Object.assign(raw, { guards: {}, services: { WATER: { name: "Water" } } });
  });
  const stranded = () => aCase(changed).open().placedIn("G");

  test("is kept, and moved by a manager with a reason alone", () => {
    expect(stranded().try({ type: "move", to: "Cleared", reason: "gone" })).toMatchObject({
      ok: false,
      refusal: { code: "status-gone" },
    });
    expect(stranded().try({ type: "move", to: "Cleared" }, { role: "head" }).ok).toBe(false);
    expect(stranded().try({ type: "move", to: "Cleared", reason: "gone" }, { role: "head" })).toMatchObject({
      ok: true,
      events: [{ kind: "rescue", from: "G", to: "X" }],
    });
  });
});

describe("a first-contact target (PST-10)", () => {
  const withTarget = (due: string): Definition =>
    definitionSchema.parse({
      ...definition("perpetrator"),
      cites: {},
      dues: {
        first_contact: {
          name: "First contact",
          rules: ["PST-10"],
          earliest: [{ field: "referral_received_at", or_opened: true }],
          due,
          until: { records: { of: ["CONTACT_ATTEMPT", "CLIENT_CONTACTED"] } },
        },
      },
    });
  const dueOf = (of: Definition, fields: Record<string, string> = {}) =>
    duesOf(aCase(of).open(fields, { at: "2026-03-06T15:15:00Z" }).state, of, CALENDAR)[0];

  test("is not set where the contract gives none", () => {
    expect(duesOf(aCase("perpetrator").open().state, definition("perpetrator"), CALENDAR)).toEqual([]);
    expect(duesOf(aCase("victim").open().state, definition("victim"), CALENDAR)).toEqual([]);
  });

  test("in working hours runs from the referral's receipt, through a weekend", () => {
    expect(
      dueOf(withTarget("4 working hours"), { referral_received_at: "2026-03-06T14:15:00Z" }),
    ).toMatchObject({ dueAt: "2026-03-09T11:00:00.000Z", overdueFrom: "2026-03-09T11:00:00.000Z" });
  });

  test("falls back on when 01 was entered", () => {
    expect(dueOf(withTarget("4 working hours"))?.dueAt).toBe("2026-03-09T12:00:00.000Z");
  });

  test("in working days ends with the last of them", () => {
    expect(dueOf(withTarget("2 working days"))).toMatchObject({
      dueOn: "2026-03-10",
      dueAt: null,
      overdueFrom: "2026-03-11T00:00:00.000Z",
    });
  });

  test.each(["Contact Attempt", "Client Contacted"])("is met by a %s", (service) => {
    const of = withTarget("2 working days");
    expect(duesOf(aCase(of).open().moves("02").record(service).state, of, CALENDAR)).toEqual([]);
  });

  test("rings at its instant", () => {
    const due = dueOf(withTarget("4 working hours"))!;
    expect(bellsOf(due, CALENDAR)).toMatchObject([{ point: "due", at: due.dueAt }]);
  });
});

test("a task with a length is due like a date, until its outcome", () => {
  const of = garden((raw) => {
    Object.assign(raw, { tasks: { WEED: { name: "Weed", due: "2 working days" } } });
    Object.assign(raw.statuses[1]!, { entry: { tasks: [{ task: "WEED" }] } });
  });
  const led = aCase(of, { at: "2026-03-06T10:00:00Z" }).open().record("water").move("grown");
  expect(duesOf(led.state, of, CALENDAR)).toMatchObject([{ id: "T1", name: "Weed", dueOn: "2026-03-10" }]);
  expect(duesOf(led.do({ type: "task", task: "weed" }).state, of, CALENDAR)).toEqual([]);
});

test("a drawing has every status once and every move once", () => {
  for (const of of DEFINITIONS.values()) {
    const lines = draw(of).split("\n");
    expect(lines.filter((line) => /^ {2}s\d+[[(]/.test(line))).toHaveLength(of.statuses.length);
    expect(lines.filter((line) => /(==>|-->|-\.->)/.test(line))).toHaveLength(
      of.statuses.flatMap((status) => status.moves).length,
    );
  }
});
