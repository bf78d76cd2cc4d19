import { describe, expect, test } from "vitest";
import { whatNext } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, definition } from "./a-case.ts";
import { assessedOn, born } from "./a-young-client.ts";

type Led = ReturnType<typeof aCase>;
const TM = { role: "team-manager", actor: "tm-1" };
const contact = (fields: Record<string, string>) =>
  aCase("contact")
    .open(fields)
    .move("With TM/SP")
    .move("Outcome", { outcome: "information and advice", rationale: "…" }, TM);
const outcome = (outcome: string) =>
  aCase("contact").open().move("With TM/SP").move("Outcome", { outcome, rationale: "…" }, TM);
const terminated = (end_reason: string) =>
  born("2004-01-01").do({
    type: "move",
    to: "Terminated",
    fields: { end_reason, ended_on: "2026-03-02", evidence: "letter" },
  });
const protective = (fields: Record<string, string> = {}) =>
  aCase("protective-intervention").open({ substantiated_on: "2026-02-20", ...fields });

/** What a case says of itself, where it must and where it must not. */
const notices: [words: string, workflow: string, shown: () => Led, not: () => Led][] = [
  [
    "Domestic abuse: a victim case",
    "contact",
    () => contact({ domestic_abuse: "yes" }),
    () => contact({ domestic_abuse: "no" }),
  ],
  [
    "Serious youth violence: a youth programme case",
    "contact",
    () => contact({ serious_youth_violence: "yes" }),
    () => contact({}),
  ],
  [
    "No risk assessment is recorded",
    "youth-programme",
    () => born("2008-01-01"),
    () => assessedOn("2008-01-01", "2026-01-15"),
  ],
  [
    "no message goes to the client",
    "youth-programme",
    () => terminated("DROPPED_OUT_DEATH"),
    () => terminated("DROPPED_OUT_MIGRATION"),
  ],
  [
    "No safe-to-contact instructions",
    "victim",
    () => aCase("victim").open(),
    () => aCase("victim").open({ safe_to_contact: "text only" }),
  ],
  [
    "Safe-to-contact instructions exist",
    "victim",
    () => aCase("victim").open({ safe_to_contact: "text only" }),
    () => aCase("victim").open(),
  ],
  [
    "remains in this phase until an order",
    "protective-intervention",
    () => protective({ legal_state: "application made" }),
    () => protective(),
  ],
];

test.each(notices)(
  "'%s …' stands on a case of %s where it must, and only there (VST-13, YV-01, YV-08, PI-31)",
  (words, workflow, shown, not) => {
    const said = (led: Led) =>
      whatNext(led.state, definition(workflow), instant("2026-03-02T10:00:00Z")).notices.join("\n");
    expect(said(shown())).toContain(words);
    expect(said(not())).not.toContain(words);
  },
);

describe("closing a contact", () => {
  test("after an assessment that led to no case says so, and closes", () => {
    const closed = outcome("assessment").try({ type: "move", to: "Closed" });
    expect(closed.ok && closed.warnings.map((warning) => warning.says)).toEqual([
      "No case of protective intervention was opened from this contact",
    ]);
  });

  test("after another outcome, or with the case opened, says nothing", () => {
    expect(outcome("no further action").try({ type: "move", to: "Closed" })).toMatchObject({
      ok: true,
      warnings: [],
    });
    const opened = outcome("assessment").do({
      type: "link",
      as: "protective-intervention",
      caseId: "CASE-2",
      workflow: "protective-intervention",
      status: "PROTECTIVE_INTERVENTION",
    });
    expect(opened.try({ type: "move", to: "Closed" })).toMatchObject({ ok: true, warnings: [] });
  });
});
