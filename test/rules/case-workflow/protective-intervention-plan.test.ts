import { describe, expect, test } from "vitest";
import { standing } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, missing, opening } from "./a-case.ts";
import {
  due,
  endorsed,
  FILE_REVIEW,
  inForce,
  MANAGER,
  next,
  PLAN,
  SUPERVISOR,
  started,
  submitted,
} from "./a-protected-child.ts";

describe("the case plan (PI-04 to PI-17)", () => {
  test("is due from the day of substantiation, overdue from the next, until one is prepared (PI-04)", () => {
    const led = started();
    const first = due(led, "first_plan")!;
    expect(first.dueOn).toBe("2026-02-20");
    expect(standing(first, instant("2026-02-20T23:59:00Z"))).toBe("due-today");
    expect(standing(first, instant("2026-02-21T00:00:00Z"))).toBe("overdue");
    expect(due(led.do({ type: "record", service: "Case plan", fields: {} }), "first_plan")).toBeUndefined();
  });

  test.each([
    ["2026-03-01", "2027-03-01", true],
    ["2026-03-01", "2027-03-02", false],
    ["2028-02-29", "2029-02-28", true],
    ["2028-02-29", "2029-03-01", false],
    ["2026-03-01", "2026-03-01", false],
    ["2026-03-01", "2026-02-28", false],
  ])("planned %s, review %s: accepted %s (PI-06)", (plan_on, review_on, accepted) => {
    const given = started().try({
      type: "record",
      service: "Case plan",
      fields: { ...PLAN, plan_on, review_on },
    });
    expect(given.ok).toBe(accepted);
  });

  test.each([
    ["permanency_objective", "PI-05"],
    ["review_on", "PI-06"],
    ["what_needs_to_change", "PI-15"],
    ["views_of_child", "PI-11"],
    ["took_part", "PI-11"],
  ])("cannot be submitted without %s (%s)", (field) => {
    const { [field as keyof typeof PLAN]: _, ...rest } = PLAN;
    const led = started()
      .record("Case file review", FILE_REVIEW)
      .do({ type: "record", service: "Case plan", fields: rest });
    expect(missing(led.try({ type: "step", record: led.last, state: "submitted" }))).toContain(`'${field}'`);
  });

  test("where nobody was engaged it says why (PI-11)", () => {
    const led = started().record("Case file review", FILE_REVIEW);
    led.do({
      type: "record",
      service: "Case plan",
      fields: { ...PLAN, engaged: "no", took_part: "", views_of_child: "", views_of_family: "" },
    });
    expect(missing(led.try({ type: "step", record: led.last, state: "submitted" }))).toContain(
      "'not_engaged_reason'",
    );
  });

  test("the file is reviewed, in all four parts, before it is submitted (PI-16)", () => {
    const led = started().do({ type: "record", service: "Case plan", fields: PLAN });
    const plan = led.last;
    expect(missing(led.try({ type: "step", record: plan, state: "submitted" }))).toContain(
      "The case file is reviewed before",
    );
    expect(
      missing(
        led.try({ type: "record", service: "Case file review", fields: { reviewed_on: "2026-02-27" } }),
      ),
    ).toMatch(/'concerns_understood'.*'history'.*'circumstances'.*'network'/);
  });

  test("family violence is consulted on, or said why not (PI-28)", () => {
    const led = started({ family_violence: "yes" })
      .record("Case file review", FILE_REVIEW)
      .do({ type: "record", service: "Case plan", fields: PLAN });
    const plan = led.last;
    expect(missing(led.try({ type: "step", record: plan, state: "submitted" }))).toContain("family violence");
    expect(
      missing(
        led.try({
          type: "record",
          service: "Family violence consultation",
          fields: { result: "considered and not needed" },
        }),
      ),
    ).toContain("'reason'");
    led.record("Family violence consultation", { result: "held", with: "specialist family violence worker" });
    expect(led.step(plan, "submitted").state.records.find((record) => record.id === plan)?.state).toBe(
      "submitted",
    );
  });

  test("goes Draft, Submitted, Endorsed, in force; the next version supersedes it (PI-05, PI-09, PI-40)", () => {
    const led = started();
    const first = inForce(led);
    const second = inForce(led, {
      plan_on: "2026-06-01",
      permanency_objective: "family reunification",
      review_on: "2026-12-01",
    });
    const states = Object.fromEntries(led.state.records.map((record) => [record.id, record.state]));
    expect([states[first], states[second]]).toEqual(["superseded", "in force"]);
    expect(led.state.fields.permanency_objective).toBe("family reunification");
  });

  test("only a team manager endorses (PI-40, E.3)", () => {
    const led = started();
    const plan = submitted(led);
    for (const who of [{}, SUPERVISOR]) {
      expect(
        led.try(
          { type: "step", record: plan, state: "endorsed", fields: { endorsed_on: "2026-03-02" } },
          who,
        ),
      ).toMatchObject({ ok: false, refusal: { code: "role" } });
    }
    expect(
      led.try(
        { type: "step", record: plan, state: "endorsed", fields: { endorsed_on: "2026-03-02" } },
        MANAGER,
      ),
    ).toMatchObject({ ok: true });
  });

  test("nobody endorses their own (PI-38, PI-40)", () => {
    const led = started();
    const plan = submitted(led);
    const refused = led.try(
      { type: "step", record: plan, state: "endorsed", fields: { endorsed_on: "2026-03-02" } },
      { ...MANAGER, actor: "worker-1" },
    );
    expect(missing(refused)).toContain("someone other than the author");
  });

  test("a submitted plan is not amended; a team manager can hand it back", () => {
    const led = started();
    const plan = submitted(led);
    expect(led.try({ type: "step", record: plan, fields: { decisions: "other" } }).ok).toBe(false);
    led.step(plan, "draft", {}, MANAGER);
    expect(
      led
        .do({ type: "step", record: plan, fields: { decisions: "other" } })
        .state.records.find((record) => record.id === plan)?.fields.decisions,
    ).toBe("other");
  });

  test("every substantiated concern has a goal before endorsement (PI-12)", () => {
    const led = started().record("Substantiated concern", { concern: "neglect" });
    const concern = led.last;
    const plan = submitted(led);
    const endorse = () =>
      led.try(
        { type: "step", record: plan, state: "endorsed", fields: { endorsed_on: "2026-03-02" } },
        MANAGER,
      );
    expect(missing(endorse())).toContain(`Action for Substantiated concern ${concern}`);
    led.record("Action", {
      goal: "safe home",
      concern,
      task: "visit weekly",
      who: "CP",
      due_on: "2026-04-01",
    });
    expect(endorse()).toMatchObject({ ok: true });
  });

  test("an action answers a concern of this case, and is due on its day (PI-12)", () => {
    const led = started().record("Substantiated concern", { concern: "neglect" });
    expect(
      missing(
        led.try({
          type: "record",
          service: "Action",
          fields: { goal: "g", concern: "R9", task: "t", who: "w", due_on: "2026-04-01" },
        }),
      ),
    ).toContain("expected the id of a record of SUBSTANTIATED_CONCERN");
    led.record("Action", { goal: "g", concern: "R1", task: "t", who: "w", due_on: "2026-04-01" });
    expect(due(led, "action.R2")).toMatchObject({ dueOn: "2026-04-01" });
    led.step("R2", "resolved");
    expect(due(led, "action.R2")).toBeUndefined();
  });

  const CHILDREN: [aboriginal: string, care: string, needed: boolean][] = [
    ["yes", "yes", true],
    ["yes", "no", false],
    ["no", "yes", false],
    ["no", "no", false],
  ];
  test.each(CHILDREN)(
    "Aboriginal %s, in court-ordered out-of-home care %s: the cultural section is needed: %s (PI-17, PI-O1)",
    (aboriginal, court_ordered_care, needed) => {
      const led = started({ aboriginal, court_ordered_care });
      const plan = submitted(led);
      const given = led.try(
        { type: "step", record: plan, state: "endorsed", fields: { endorsed_on: "2026-03-02" } },
        MANAGER,
      );
      expect(given.ok).toBe(!needed);
      if (needed) expect(missing(given)).toContain("cultural support needs");
    },
  );

  test.each(CHILDREN)(
    "Aboriginal %s, in such care %s: a significant decision says how it reflects those needs: %s (PI-18)",
    (aboriginal, court_ordered_care, needed) => {
      const decision = {
        decision: "placement",
        rationale: "kin",
        told_whom: "mother",
        told_on: "2026-03-01",
        told_how: "visit",
        language: "English",
      };
      expect(
        started({ aboriginal, court_ordered_care }).try({
          type: "record",
          service: "Significant decision",
          fields: decision,
        }).ok,
      ).toBe(!needed);
    },
  );

  test.each([
    ["adoption", "none", "conflict"],
    ["permanent care", "none", "conflict"],
    ["family preservation", "none", "fits"],
    ["adoption", "application made", "fits"],
  ])(
    "objective %s with legal state %s: %s; a conflict is explained before endorsement (PI-10)",
    (permanency_objective, legal_state, outcome) => {
      const led = started({ legal_state });
      const plan = submitted(led, { permanency_objective });
      const endorse = (reason?: string) =>
        led.try(
          { type: "step", record: plan, state: "endorsed", fields: { endorsed_on: "2026-03-02" }, reason },
          MANAGER,
        );
      if (outcome === "conflict") expect(missing(endorse())).toContain("Resolve or explain");
      expect(endorse("the application is being prepared")).toMatchObject({ ok: true });
    },
  );

  test("a later recommended order that does not go with the objective shows on the case (PI-10)", () => {
    const led = started();
    inForce(led);
    expect(next(led).notices.join()).not.toContain("does not go with");
    led.do({ type: "set", fields: { recommended_order: "permanent care order" } });
    expect(next(led).notices.join()).toContain("does not go with the legal status or the recommended order");
  });

  test("comes into force when child and family were told of their right to appeal, or with a reason (PI-25)", () => {
    const led = started();
    const plan = endorsed(led);
    led.record("Appeal rights explained", {
      told: "child",
      told_on: "2026-03-03",
      told_how: "in person",
      language: "English",
    });
    expect(missing(led.try({ type: "step", record: plan, state: "in force" }))).toContain("'told' = family");
    const forced = led.try({
      type: "step",
      record: plan,
      state: "in force",
      reason: "parents cannot be found",
    });
    expect(forced.ok && forced.warnings).toMatchObject([{ rules: ["PI-25"] }]);
  });

  test("an appeal is logged and leaves the plan in force (PI-25, PI-O7)", () => {
    const led = started();
    const plan = inForce(led);
    led.record("Appeal against the case plan", {
      appealed_on: "2026-03-10",
      by_whom: "mother",
      about: "contact",
    });
    expect(led.state.records.find((record) => record.id === plan)?.state).toBe("in force");
  });

  test("says by which version of the procedure it was made (PI-O9)", () => {
    const led = started().do({ type: "record", service: "Case plan", fields: PLAN });
    expect(led.state.records[0]?.fields.document_version).toBe("document 1023, version 3, 25 May 2017");
  });

  test("one case, one plan, one child (PI-09)", () => {
    expect(
      missing(
        aCase("protective-intervention").try(
          opening({ substantiated_on: "2026-02-20" }, { people: ["P-1", "P-2"] }),
        ),
      ),
    ).toContain("siblings have cases and plans of their own");
  });
});
