import { describe, expect, test } from "vitest";
import { aCase, missing } from "./a-case.ts";

const TM = { role: "team-manager", actor: "tm-1" };
const OUTCOMES = [
  "no further action",
  "information and advice",
  "early help or Family Support",
  "assessment",
  "strategy discussion",
];
const decided = (outcome: string) =>
  aCase("contact").open().move("With TM/SP").move("Outcome", { outcome, rationale: "…" }, TM);
const opened = (workflow: string) =>
  ({ type: "link", as: workflow, caseId: "CASE-000002", workflow, status: "01" }) as const;

test.each(OUTCOMES)("contact created → with TM/SP → outcome '%s' → closed", (outcome) => {
  const led = decided(outcome);
  expect(led.state.fields.outcome).toBe(outcome);
  expect(led.do({ type: "move", to: "Closed" }).status).toBe("CLOSED");
});

test.each(["rao", "bss", "early-help-manager", "triage"])(
  "the outcome is decided by a Team Manager or Senior Practitioner, not by %s (RULE-0, SAF-16)",
  (role) => {
    const led = aCase("contact").open().move("With TM/SP");
    expect(
      led.try({ type: "move", to: "Outcome", fields: { outcome: "assessment", rationale: "…" } }, { role }),
    ).toMatchObject({ ok: false, refusal: { code: "role" } });
  },
);

test("an outcome says which and why", () => {
  const led = aCase("contact").open().move("With TM/SP");
  expect(missing(led.try({ type: "move", to: "Outcome" }, TM))).toMatch(
    /'outcome' \(Outcome: no further action.*'rationale'/,
  );
});

test.each(["rao", "bss"])("%s cannot close a contact that nobody has decided (RULE-0)", (role) => {
  expect(
    aCase("contact").open().try({ type: "move", to: "Closed", reason: "looks settled" }, { role }),
  ).toMatchObject({ ok: false, refusal: { code: "role" } });
});

describe("what a contact leads to", () => {
  test.each(["victim", "perpetrator", "youth-programme", "protective-intervention"])(
    "no case of %s before the outcome is decided",
    (workflow) => {
      expect(missing(aCase("contact").open().try(opened(workflow)))).toContain("outcome is not decided");
    },
  );

  test.each(["victim", "perpetrator", "youth-programme"])(
    "%s by command, whatever the outcome",
    (workflow) => {
      expect(decided("information and advice").try(opened(workflow))).toMatchObject({ ok: true });
    },
  );

  test("protective intervention after an assessment or a strategy discussion; else with a reason", () => {
    expect(decided("assessment").try(opened("protective-intervention"))).toMatchObject({
      ok: true,
      warnings: [],
    });
    expect(decided("strategy discussion").try(opened("protective-intervention"))).toMatchObject({
      ok: true,
      warnings: [],
    });
    expect(decided("no further action").try(opened("protective-intervention"))).toMatchObject({ ok: false });
    expect(
      decided("no further action").try({ ...opened("protective-intervention"), reason: "new facts" }),
    ).toMatchObject({ ok: true });
  });
});
