import { describe, expect, test } from "vitest";
import { standing } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { missing } from "./a-case.ts";
import { due, endorsed, inForce, type Led, MANAGER, next, PLAN, started } from "./a-protected-child.ts";

describe("reviews (PI-07, PI-08, PI-26, PI-27, PI-29)", () => {
  const REVIEW = {
    reviewed_on: "2027-01-10",
    result: "no change",
    next_review_on: "2027-12-01",
    rationale: "steady",
  };
  const consulted = (led: Led) =>
    led.record("Supervisor consultation", {
      consulted_on: "2027-01-09",
      supervisor: "S",
      about: "case plan review",
      advice: "go on",
    });

  test("the review is due on its date, and from preparation, not endorsement (PI-07, PI-O6)", () => {
    const led = started();
    inForce(led);
    expect(due(led, "plan_review")?.dueOn).toBe("2026-09-01");
  });

  test("done on 10 Jan 2027 it is next due on 10 Jan 2028 at the latest (PI-07)", () => {
    const led = started();
    inForce(led);
    consulted(led).record("Case plan review", REVIEW);
    expect(due(led, "plan_review")?.dueOn).toBe("2027-12-01");
    expect(
      missing(
        consulted(led).try({
          type: "record",
          service: "Case plan review",
          fields: { ...REVIEW, next_review_on: "2028-01-11" },
        }),
      ),
    ).toContain("not later than 2028-01-10");
  });

  test("a draft of the next version does not put the review off", () => {
    const led = started();
    inForce(led);
    led.do({
      type: "record",
      service: "Case plan",
      fields: { ...PLAN, plan_on: "2026-08-01", review_on: "2027-07-01" },
    });
    expect(due(led, "plan_review")?.dueOn).toBe("2026-09-01");
  });

  test("on the day it is in time, the next day it is overdue (PI-07)", () => {
    const led = started();
    inForce(led);
    const review = due(led, "plan_review")!;
    expect([
      standing(review, instant("2026-09-01T20:00:00Z")),
      standing(review, instant("2026-09-01T23:30:00Z")),
    ]).toEqual(["due-today", "overdue"]);
  });

  test("wants the progress of every open action, also where there is none, and the supervisor (PI-27)", () => {
    const led = started()
      .record("Substantiated concern", { concern: "neglect" })
      .record("Action", { goal: "g", concern: "R1", task: "t", who: "w", due_on: "2026-04-01" });
    inForce(led);
    expect(missing(led.try({ type: "record", service: "Case plan review", fields: REVIEW }))).toMatch(
      /Progress of an action for Action R2.*supervisor is consulted at each review/,
    );
    led.record("Progress of an action", { action: "R2", progress: "no progress" });
    consulted(led).record("Case plan review", REVIEW);
    expect(
      missing(
        led.try({
          type: "record",
          service: "Case plan review",
          fields: { ...REVIEW, reviewed_on: "2027-12-01", next_review_on: "2028-06-01" },
        }),
      ),
    ).toMatch(/Progress of an action for Action R2.*supervisor/);
  });

  test("a change opens a new version to be endorsed; no change does not (PI-26)", () => {
    const led = started();
    inForce(led);
    consulted(led).record("Case plan review", REVIEW);
    expect(led.state.tasks).toEqual([]);
    consulted(led).record("Case plan review", {
      ...REVIEW,
      reviewed_on: "2027-12-01",
      next_review_on: "2028-06-01",
      result: "change",
    });
    expect(led.state.tasks).toMatchObject([{ kind: "NEW_PLAN_VERSION", outcome: null }]);
    endorsed(led, { plan_on: "2027-12-05", review_on: "2028-06-05" });
    expect(led.state.tasks[0]?.outcome).toBe("done");
  });

  test("without an endorsed plan there is nothing to review (PI-26)", () => {
    expect(missing(started().try({ type: "record", service: "Case plan review", fields: REVIEW }))).toContain(
      "no endorsed plan",
    );
  });

  test.each(["critical incident", "new information", "escalation of risk"])(
    "a %s asks whether to review sooner: yes with a date, no with a reason (PI-08, PI-29)",
    (kind) => {
      const led = started();
      inForce(led);
      led.record("Change in circumstances", {
        kind,
        happened_on: "2026-05-01",
        response: "visited",
        supervisor: "S",
        consulted_at: "2026-05-01T15:00:00Z",
      });
      expect(led.state.tasks).toMatchObject([{ kind: "REVIEW_SOONER", outcome: null }]);
      expect(
        missing(led.try({ type: "record", service: "Review sooner?", fields: { sooner: "yes" } })),
      ).toContain("'new_review_on'");
      expect(
        missing(led.try({ type: "record", service: "Review sooner?", fields: { sooner: "no" } })),
      ).toContain("'reason'");
      led.record("Review sooner?", { sooner: "yes", new_review_on: "2026-06-01" });
      expect(led.state.tasks[0]?.outcome).toBe("done");
      expect(due(led, "plan_review")?.dueOn).toBe("2026-06-01");
    },
  );
});

describe("applications (PI-30, PI-31, PI-38, PI-O5)", () => {
  const decided = (led: Led, endorsed_on: string) => {
    led.record("Decision to issue a protection application", { rationale: "risk" });
    const decision = led.last;
    return () =>
      led.try({ type: "step", record: decision, state: "endorsed", fields: { endorsed_on } }, MANAGER);
  };

  test("without an endorsed decision it is refused (PI-38)", () => {
    expect(
      missing(
        started().try({
          type: "record",
          service: "Protection application",
          fields: { made_on: "2026-04-10" },
        }),
      ),
    ).toContain("A team manager endorses the decision");
  });

  test.each([
    ["the day before", "2026-04-09", true],
    ["on the day", "2026-04-10", true],
    ["the day after", "2026-04-11", false],
  ])("endorsed %s: accepted %s (PI-38)", (_, endorsed_on, accepted) => {
    const led = started();
    decided(led, endorsed_on)();
    expect(
      led.try({ type: "record", service: "Protection application", fields: { made_on: "2026-04-10" } }).ok,
    ).toBe(accepted);
  });

  test("the author does not endorse their own decision, even in one go (PI-38)", () => {
    const led = started();
    led.record("Decision to issue a protection application", { rationale: "risk" });
    expect(
      missing(
        led.try(
          { type: "step", record: led.last, state: "endorsed", fields: { endorsed_on: "2026-04-09" } },
          { ...MANAGER, actor: "worker-1" },
        ),
      ),
    ).toContain("someone other than the author");
    expect(
      led.try(
        {
          type: "record",
          service: "Decision to issue a protection application",
          state: "endorsed",
          fields: { rationale: "r", endorsed_on: "2026-04-09" },
        },
        MANAGER,
      ).ok,
    ).toBe(false);
  });

  test("an application made changes the legal state and not the phase (PI-31)", () => {
    const led = started();
    decided(led, "2026-04-09")();
    led.record("Protection application", { made_on: "2026-04-10" });
    expect(led.state).toMatchObject({
      status: "PROTECTIVE_INTERVENTION",
      fields: { legal_state: "application made" },
    });
    expect(next(led).notices.join()).toContain("remains in this phase until an order is made");
  });

  test.each(["refused", "withdrawn", "struck out"])(
    "an application %s leaves the phase and asks for a fresh recommendation (E.1, PI-30, PI-O5)",
    (result) => {
      const led = started();
      decided(led, "2026-04-09")();
      led
        .record("Protection application", { made_on: "2026-04-10" })
        .record("Application ended without an order", { result, ended_on: "2026-05-01" });
      expect(led.state).toMatchObject({
        status: "PROTECTIVE_INTERVENTION",
        fields: { legal_state: "none" },
        tasks: [{ kind: "RECOMMEND_AFRESH", outcome: null }],
      });
      expect(
        led.try({ type: "record", service: "Protection application", fields: { made_on: "2026-06-01" } }).ok,
      ).toBe(false);
      led.record("Recommendation", { recommends: "continue", rationale: "reassess" });
      expect(led.state.tasks[0]?.outcome).toBe("done");
    },
  );

  test.each(["close", "apply", "continue"])(
    "the recommendation can be to %s, with a rationale (PI-30, PI-34, PI-O8)",
    (recommends) => {
      expect(
        started().record("Recommendation", { recommends, rationale: "…", cris_fields_done: "yes" }).state
          .records[0]?.fields.recommends,
      ).toBe(recommends);
      expect(
        missing(started().try({ type: "record", service: "Recommendation", fields: { recommends } })),
      ).toContain("'rationale'");
    },
  );
});
