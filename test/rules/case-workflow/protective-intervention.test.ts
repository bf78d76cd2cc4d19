import { describe, expect, test } from "vitest";
import { aCase, missing, opening } from "./a-case.ts";
import { due, next, PI, PLAN, started } from "./a-protected-child.ts";

describe("phases (E.1)", () => {
  test("begins with a substantiation, without a protection order (PI-01, PI-02)", () => {
    expect(started().state).toMatchObject({
      status: "PROTECTIVE_INTERVENTION",
      fields: { legal_state: "none" },
    });
    expect(missing(aCase("protective-intervention").try(opening()))).toContain("'substantiated_on'");
    expect(
      missing(
        aCase("protective-intervention").try(
          opening({ substantiated_on: "2026-02-20", protection_order: "yes" }),
        ),
      ),
    ).toContain("this phase does not apply");
  });

  test.each(["Protective intervention", "Protection order", "Closure"])(
    "from %s no other move exists than the table's",
    (name) => {
      const status = PI.statuses.find((candidate) => candidate.name === name)!;
      expect(status.moves.map((move) => move.to)).toEqual(
        name === "Protective intervention" ? ["PROTECTION_ORDER", "CLOSURE"] : [],
      );
    },
  );

  test("an order moves the case to the protection order phase, with its date (PI-32)", () => {
    const led = started();
    expect(missing(led.try({ type: "move", to: "Protection order" }))).toContain("'order_made_on'");
    led.do({ type: "move", to: "Protection order", fields: { order_made_on: "2026-05-01" } });
    expect(led.state).toMatchObject({ status: "PROTECTION_ORDER", fields: { legal_state: "order made" } });
    expect(led.try({ type: "record", service: "Case plan", fields: PLAN }).ok).toBe(false);
  });

  test("closure wants a reason, the supervisor consulted, and no open action (PI-33, PI-O4)", () => {
    const led = started().record("Substantiated concern", { concern: "neglect" });
    led.record("Action", {
      goal: "safe home",
      concern: "R1",
      task: "visit",
      who: "CP",
      due_on: "2026-04-01",
    });
    const action = led.last;
    const refused = missing(led.try({ type: "move", to: "Closure" }));
    expect(refused).toMatch(/a reason.*supervisor is consulted before closure.*resolved or handed over/);
    led.record("Supervisor consultation", {
      consulted_on: "2026-06-01",
      supervisor: "S",
      about: "closure",
      advice: "agreed",
    });
    expect(missing(led.try({ type: "step", record: action, state: "handed over" }))).toContain(
      "'handed_over_to'",
    );
    led.step(action, "handed over", { handed_over_to: "school nurse" }).move("Closure");
    expect(led.status).toBe("CLOSURE");
  });

  test("closure needs no endorsement (PI-O4)", () => {
    const led = started().record("Supervisor consultation", {
      consulted_on: "2026-06-01",
      supervisor: "S",
      about: "closure",
      advice: "agreed",
    });
    expect(led.move("Closure").status).toBe("CLOSURE");
  });
});

describe("who does what (E.3)", () => {
  const roles: [service: string, fields: Record<string, string>, does: string[]][] = [
    ["Supervision", { held_on: "2026-03-01", note: "…" }, ["supervisor"]],
    ["Case management meeting", { held_on: "2026-03-01", note: "…" }, ["supervisor"]],
    ["Case planning meeting", { held_on: "2026-03-01", note: "…" }, ["pi-team-manager"]],
    [
      "Case plan explained on request",
      { requested_on: "2026-03-01", requested_by: "child", explained_on: "2026-03-02" },
      ["pi-team-manager"],
    ],
    ["Case plan", {}, ["case-practitioner"]],
    ["Recommendation", { recommends: "continue", rationale: "…" }, ["case-practitioner"]],
    ["Substantiated concern", { concern: "neglect" }, ["case-practitioner"]],
    ["Risk assessment", { assessed_on: "2026-03-01", level: "high" }, ["case-practitioner"]],
    [
      "Contact with child and family",
      { contact_on: "2026-03-01", with: "child", note: "…" },
      ["case-practitioner"],
    ],
    [
      "Appeal rights explained",
      { told: "child", told_on: "2026-03-01", told_how: "visit", language: "English" },
      ["case-practitioner"],
    ],
    ["Decision to issue a protection application", { rationale: "…" }, ["case-practitioner"]],
  ];
  test.each(roles)(
    "%s is recorded by the right role alone (PI-20 to PI-24, PI-36, PI-37, PI-39, PI-41)",
    (service, fields, does) => {
      for (const role of Object.keys(PI.roles)) {
        expect([role, started().try({ type: "record", service, fields }, { role }).ok]).toEqual([
          role,
          does.includes(role),
        ]);
      }
    },
  );

  test.each(["Protection order", "Closure"])("the move to %s is the practitioner's", (to) => {
    for (const role of ["supervisor", "pi-team-manager"])
      expect(started().try({ type: "move", to, reason: "x", fields: {} }, { role })).toMatchObject({
        ok: false,
        refusal: { code: "role" },
      });
  });

  test("someone is always responsible, and a transfer is kept (PI-35)", () => {
    expect(
      missing(
        aCase("protective-intervention").try(
          opening({ substantiated_on: "2026-02-20" }, { responsible: null }),
        ),
      ),
    ).toContain("who is responsible");
    expect(started().try({ type: "assign", to: "worker-2", reason: "moved region" })).toMatchObject({
      ok: true,
      events: [{ type: "responsible-changed", from: "worker-1", to: "worker-2" }],
    });
  });
});

describe("the work around the plan", () => {
  test.each([
    ["Service referral", { agency: "clinic", purpose: "assessment" }, "PI-22"],
    ["Specialist assessment", { requested_on: "2026-03-01" }, "PI-23"],
    ["Case conference", { held_on: "2026-03-01", chair: "S", attendees: "a; b", decisions: "…" }, "PI-24"],
    ["Therapeutic intervention", { note: "…" }, "PI-03"],
    ["Family-led decision making", { referred: "yes", referred_on: "2026-03-01" }, "PI-14"],
  ])("%s is logged under one of the five headings (%s applies)", (service, fields, _rule) => {
    const led = started().record(service, fields as Record<string, string>);
    expect(PI.headings).toContain(PI.services[led.state.records[0]!.service]?.heading);
    expect(PI.headings).toHaveLength(5);
  });

  test("no referral to family-led decision making says why (PI-14)", () => {
    expect(
      missing(
        started().try({ type: "record", service: "Family-led decision making", fields: { referred: "no" } }),
      ),
    ).toContain("'reason'");
  });

  test("a cultural plan is provided, or arranged by a day that is then due (PI-19)", () => {
    expect(missing(started().try({ type: "record", service: "Cultural plan", fields: {} }))).toContain(
      "provided, or by when it is arranged",
    );
    const led = started().record("Cultural plan", { arranged_for: "2026-05-01" });
    expect(due(led, "cultural_plan.R1")?.dueOn).toBe("2026-05-01");
    expect(
      due(led.step("R1", "provided", { provided_on: "2026-04-20" }), "cultural_plan.R1"),
    ).toBeUndefined();
  });

  test("risk assessments repeat, with their dates (PI-21)", () => {
    const led = started()
      .record("Risk assessment", { assessed_on: "2026-03-01", level: "high" })
      .record("Risk assessment", { assessed_on: "2026-04-01", level: "medium" });
    expect(led.state.records).toHaveLength(2);
  });

  test("the guidance on adult perpetrators shows where one is recorded (PI-13), and the document's version on every case (PI-O9)", () => {
    expect(next(started({ perpetrator_recorded: "yes" })).notices.join()).toContain(
      "Working with adult perpetrators of family violence",
    );
    expect(next(started()).notices.join()).not.toContain("Working with adult perpetrators");
    expect(next(started()).notices.join()).toContain("version 3 (2017)");
  });
});
