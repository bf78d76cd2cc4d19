import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CaseCommand,
  type Definition,
  duesOf,
  evolve,
  fold,
  keyOf,
  NO_CASE,
  shown,
  statusOf,
  whatNext,
} from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, DEFINITIONS, definition } from "./a-case.ts";
import { CALENDAR } from "./calendar.ts";

const OPENINGS: Record<string, Record<string, string>> = {
  "youth-programme": {
    source: "PMI",
    organisation: "o",
    referred_by: "r",
    referred_on: "2026-01-01",
    referral_reason: "x",
    date_of_birth: "unknown",
  },
  "protective-intervention": { substantiated_on: "2026-01-01" },
};

/** Anything that someone might ask of a case of that workflow, sensible or not. */
function commands(of: Definition): fc.Arbitrary<{ command: CaseCommand; role: string }> {
  const text = fc.constantFrom("because", "2026-03-01", "2027-01-01", "yes", "no", "R1", "done", "");
  const fieldNames = [
    ...new Set([
      ...Object.values(of.services).flatMap((service) => Object.keys(service.form)),
      ...Object.keys(of.fields),
      ...of.statuses.flatMap((status) => status.moves.flatMap((move) => Object.keys(move.asks))),
    ]),
  ];
  const fields = fc.dictionary(fc.constantFrom(...fieldNames), text, { maxKeys: 4 });
  const insistence = { reason: fc.option(text), override: fc.boolean(), fields };
  const statusWords = of.statuses.flatMap((status) => [keyOf(status), status.name, shown(status)]);
  const states = [...new Set(Object.values(of.services).flatMap((service) => Object.keys(service.states)))];
  const command = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant("move" as const),
        to: fc.constantFrom(...statusWords, "nowhere"),
        ...insistence,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("record" as const),
        service: fc.constantFrom(...Object.keys(of.services)),
        state: fc.option(fc.constantFrom(...states), { nil: undefined }),
        ...insistence,
      }),
    },
    fc.record({
      type: fc.constant("step" as const),
      record: fc.constantFrom("R1", "R2", "R3"),
      state: fc.option(fc.constantFrom(...states), { nil: undefined }),
      ...insistence,
    }),
    fc.record({
      type: fc.constant("task" as const),
      task: fc.constantFrom("T1", "T2", ...Object.keys(of.tasks)),
      outcome: fc.option(text, { nil: undefined }),
    }),
    fc.record({ type: fc.constant("set" as const), fields }),
    fc.record({ type: fc.constant("assign" as const), to: text }),
    fc.record({
      type: fc.constant("link" as const),
      as: fc.constantFrom(...Object.keys(of.links), "other"),
      caseId: fc.constant("CASE-2"),
      workflow: fc.constantFrom(...DEFINITIONS.keys()),
      status: fc.constantFrom("05", "98", "CLOSED"),
    }),
    fc.record({
      type: fc.constant("linked-moved" as const),
      caseId: fc.constant("CASE-2"),
      status: fc.constantFrom("05", "92", "98", "CLOSED"),
    }),
  );
  return fc.record({
    command: command as fc.Arbitrary<CaseCommand>,
    role: fc.constantFrom(...Object.keys(of.roles)),
  });
}

describe.each([...DEFINITIONS.keys()])("any commands to a case of '%s'", (name) => {
  const of = definition(name);
  const sequences = fc.array(commands(of), { maxLength: 30 });

  test("reach no status by a way that is not in the table, and never leave a final one", () => {
    fc.assert(
      fc.property(sequences, (given) => {
        const led = aCase(of).open(OPENINGS[name] ?? {});
        for (const { command, role } of given) {
          const before = led.status;
          const answer = led.try(command, { role });
          if (!answer.ok) expect(led.status).toBe(before);
          if (led.status === before) continue;
          const here = statusOf(of, before)!;
          expect(here.final).toBe(false);
          expect(here.moves.map((move) => move.to)).toContain(led.status);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("fold to the state that was led to, and always have an answer to what is due and what is next", () => {
    fc.assert(
      fc.property(sequences, (given) => {
        const at = instant("2026-03-02T10:00:00Z");
        const led = aCase(of).open(OPENINGS[name] ?? {}, { actor: "worker-1" });
        const happened = [...openingOf(of, name)].map((data) => ({ data, at, actor: "worker-1" }));
        for (const { command, role } of given) {
          const answer = led.try(command, { role });
          if (answer.ok) for (const data of answer.events) happened.push({ data, at, actor: "worker-1" });
          else expect(answer.refusal.says).not.toBe("");
        }
        expect(fold(happened)).toEqual(led.state);
        expect(duesOf(led.state, of, CALENDAR)).toBeInstanceOf(Array);
        expect(whatNext(led.state, of, at).status).not.toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  test("a refusal never repeats what was typed into a field", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(of.services)), (service) => {
        const led = aCase(of).open(OPENINGS[name] ?? {});
        const answer = led.try({
          type: "record",
          service,
          fields: { text: "SECRET-VALUE", note: "SECRET-VALUE", nosuch: "SECRET-VALUE" },
        });
        if (!answer.ok) expect(JSON.stringify(answer.refusal)).not.toContain("SECRET-VALUE");
      }),
    );
  });
});

function openingOf(of: Definition, name: string) {
  const first = aCase(of).try({
    type: "open",
    reference: "R-000001",
    people: ["P-1"],
    responsible: "worker-1",
    fields: OPENINGS[name] ?? {},
    reason: null,
  });
  return first.ok ? first.events : [];
}

test("what was erased is passed over", () => {
  expect(evolve(NO_CASE, { data: null, at: instant("2026-03-02T10:00:00Z"), actor: "worker" })).toBe(NO_CASE);
});
