import { describe, expect, test } from "vitest";
import { mayMessage, whatNext } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, missing, opening } from "./a-case.ts";
import { assessedOn, born, dues, REFERRAL, YOUTH } from "./a-young-client.ts";

describe("referral (YV-16 to YV-19)", () => {
  test("a case without one is refused", () => {
    const refused = aCase("youth-programme").try(opening({ date_of_birth: "2008-01-01" }));
    expect(missing(refused)).toMatch(
      /'source'.*'organisation'.*'referred_by'.*'referred_on'.*'referral_reason'/,
    );
    expect(!refused.ok && refused.refusal.rules).toContain("YV-16");
  });

  test.each(["DCS", "PMI", "MDA", "CBO", "SCHOOL"])(
    "source %s opens one, kept as a record (YV-17, YV-18, YV-19)",
    (source) => {
      const led = aCase("youth-programme").open({ ...REFERRAL, source, date_of_birth: "2008-01-01" });
      expect(led.state.records[0]).toMatchObject({ service: "REFERRAL", complete: true, fields: { source } });
    },
  );

  test("an organisation is named (YV-18, YV-19), and nobody refers themselves (YV-16)", () => {
    const { organisation: _, ...unnamed } = REFERRAL;
    expect(
      missing(
        aCase("youth-programme").try(opening({ ...unnamed, source: "SCHOOL", date_of_birth: "2008-01-01" })),
      ),
    ).toContain("'organisation'");
    expect(
      missing(
        aCase("youth-programme").try(opening({ ...REFERRAL, source: "SELF", date_of_birth: "2008-01-01" })),
      ),
    ).toContain("expected one of DCS");
  });

  test("another source needs the supervisor (YV-16)", () => {
    const other = opening({ ...REFERRAL, source: "OTHER", date_of_birth: "2008-01-01" });
    expect(missing(aCase("youth-programme").try(other))).toContain(
      "Another source than those listed needs the supervisor",
    );
    expect(aCase("youth-programme").try(other, { role: "youth-supervisor" })).toMatchObject({ ok: true });
  });

  test("the transfer of a service to an MDA or CBO is recorded (YV-18)", () => {
    const led = born("2008-01-01").record("Transfer of a service", {
      service: "mentoring",
      to_organisation: "Parish CBO",
      transferred_on: "2026-01-05",
    });
    expect(led.state.records.at(-1)?.service).toBe("SERVICE_TRANSFER");
  });
});

test("the first step is Referral/Intake, the only one shipped (YV-20)", () => {
  expect(YOUTH.statuses.filter((status) => !status.final).map((status) => status.name)).toEqual([
    "Referral/Intake",
  ]);
});

test("a date of birth is asked for, and may be said to be unknown (YV-04)", () => {
  expect(missing(aCase("youth-programme").try(opening(REFERRAL)))).toContain("'date_of_birth'");
  expect(born("unknown").state.fields.date_of_birth).toBe("unknown");
});

describe("a case officer is responsible at every step (YV-13)", () => {
  test("no case opens without one", () => {
    const refused = aCase("youth-programme").try(
      opening({ ...REFERRAL, date_of_birth: "2008-01-01" }, { responsible: null }),
    );
    expect(missing(refused)).toContain("who is responsible");
  });

  test("a hand-over is kept, and leaves nobody out", () => {
    const led = born("2008-01-01");
    expect(led.try({ type: "assign", to: " " })).toMatchObject({ ok: false, refusal: { rules: ["YV-13"] } });
    expect(led.try({ type: "assign", to: "officer-2", reason: "moved parish" })).toMatchObject({
      ok: true,
      events: [{ from: "worker-1", to: "officer-2" }],
    });
  });
});

test("at each re-assessment the client is asked whether the plan still feels useful (YV-15)", () => {
  const led = assessedOn("2009-05-05", "2025-08-31");
  expect(
    missing(
      led.try({
        type: "record",
        service: "Risk assessment",
        fields: { assessed_on: "2026-02-20", level: "high" },
      }),
    ),
  ).toContain("still feels useful");
  expect(
    missing(led.try({ type: "record", service: "Case plan", fields: { plan_on: "2026-02-20" } })),
  ).toContain("What the client wants from it");
});

describe("termination (YV-06 to YV-10)", () => {
  const end = { ended_on: "2026-06-30", evidence: "case conference" };
  const JOB = {
    gainfully_employed: "yes",
    employment_type: "apprentice",
    employment_started_on: "2026-05-01",
    employment_evidence: "payslip",
  };
  const planned = () => {
    const led = born("2004-01-01").record("Case plan", { plan_on: "2025-07-01", client_wants: "a trade" });
    return led.record("Case plan goal", { goal: "certificate" });
  };
  const achieved = () => {
    const led = planned();
    return led.step(led.last, "achieved");
  };
  const terminate = (led: ReturnType<typeof aCase>, end_reason: string, more: Record<string, string> = {}) =>
    led.try({ type: "move", to: "Terminated", fields: { ...end, end_reason, ...more } });

  test("GOALS_ACHIEVED with one open goal is refused (YV-07)", () => {
    expect(missing(terminate(planned(), "GOALS_ACHIEVED", { gainfully_employed: "no" }))).toContain(
      "Case plan goal R3 achieved or withdrawn (it is open)",
    );
  });

  test("GOALS_ACHIEVED without a case plan is refused (YV-07)", () => {
    expect(missing(terminate(born("2004-01-01"), "GOALS_ACHIEVED", { gainfully_employed: "no" }))).toMatch(
      /at least 1 Case plan goal.*There is no case plan/,
    );
  });

  test("a goal formally withdrawn, with its reason, does not stand in the way (YV-07)", () => {
    const led = achieved().record("Case plan goal", { goal: "licence" });
    const goal = led.last;
    expect(missing(led.try({ type: "step", record: goal, state: "withdrawn" }))).toContain(
      "'withdrawn_because'",
    );
    led.step(goal, "withdrawn", { withdrawn_because: "no longer wanted" });
    expect(terminate(led, "GOALS_ACHIEVED", { gainfully_employed: "no" })).toMatchObject({ ok: true });
  });

  test("employment unknown: it is answered first (YV-09)", () => {
    expect(missing(terminate(achieved(), "GOALS_ACHIEVED"))).toContain("gainfully employed");
  });

  test("employed says how, since when and by what evidence (YV-09)", () => {
    expect(missing(terminate(achieved(), "GOALS_ACHIEVED", { gainfully_employed: "yes" }))).toMatch(
      /'employment_type'.*'employment_started_on'.*'employment_evidence'/,
    );
  });

  const truth: [goals: boolean, employed: "yes" | "no", reason: string, interview: boolean, goes: boolean][] =
    [
      [true, "yes", "GOALS_ACHIEVED", false, false],
      [true, "yes", "GOALS_ACHIEVED", true, true],
      [true, "no", "GOALS_ACHIEVED", false, true],
      [false, "yes", "GOALS_ACHIEVED", true, false],
      [true, "yes", "DROPPED_OUT_MIGRATION", false, true],
      [false, "yes", "DROPPED_OUT_MIGRATION", false, true],
      [false, "no", "DROPPED_OUT_MIGRATION", false, true],
      [false, "no", "DROPPED_OUT_DEATH", false, true],
    ];
  test.each(truth)(
    "goals achieved %s, employed %s, %s, interview %s: goes %s (YV-10)",
    (goals, employed, reason, interview, goes) => {
      const led = goals ? achieved() : planned();
      if (interview) led.record("Termination interview", { interviewed_on: "2026-06-20" });
      expect(terminate(led, reason, employed === "yes" ? JOB : { gainfully_employed: "no" }).ok).toBe(goes);
      expect(led.status).toBe(goes ? "TERMINATED" : "INTAKE");
    },
  );

  test("the termination interview is the case officer's (YV-09)", () => {
    const refused = achieved().try(
      { type: "record", service: "Termination interview", fields: { interviewed_on: "2026-06-20" } },
      { role: "ccmo" },
    );
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: "role", allowed: ["case-officer (case officer)"] },
    });
  });

  test("non-compliance wants the missed contacts and the supervisor's word (YV-08)", () => {
    const led = born("2004-01-01");
    expect(missing(terminate(led, "DROPPED_OUT_NON_COMPLIANCE"))).toMatch(
      /List the missed contacts.*supervisor has not confirmed/,
    );
    led.record("Missed contact", { missed_on: "2026-05-01" });
    expect(led.try({ type: "record", service: "Prolonged non-compliance confirmed" }).ok).toBe(false);
    led.record("Prolonged non-compliance confirmed", {}, { role: "youth-supervisor" });
    expect(terminate(led, "DROPPED_OUT_NON_COMPLIANCE")).toMatchObject({ ok: true });
  });

  test("there is no other reason, and each has a day and evidence (YV-06, YV-08)", () => {
    expect(missing(terminate(born("2004-01-01"), "LOST_INTEREST"))).toContain(
      "expected one of GOALS_ACHIEVED, DROPPED_OUT_NON_COMPLIANCE, DROPPED_OUT_MIGRATION, DROPPED_OUT_DEATH",
    );
    expect(
      missing(
        born("2004-01-01").try({
          type: "move",
          to: "Terminated",
          fields: { end_reason: "DROPPED_OUT_DEATH" },
        }),
      ),
    ).toMatch(/'ended_on'.*'evidence'/);
  });

  test("after a death no message goes to the client, and nothing is due (YV-08)", () => {
    const led = assessedOn("2004-01-01", "2026-01-15");
    expect(mayMessage(led.state, YOUTH, instant("2026-07-01T09:00:00Z"))).toBe(true);
    terminate(led, "DROPPED_OUT_DEATH");
    expect(mayMessage(led.state, YOUTH, instant("2026-07-01T09:00:00Z"))).toBe(false);
    expect(dues(led)).toEqual([]);
    expect(led.try({ type: "record", service: "Client contact", fields: {} }).ok).toBe(false);
  });
});

describe("contacts and UPSHOT (YV-11, YV-12)", () => {
  const CONTACT = {
    contact_at: "2026-03-01T14:00:00Z",
    place_or_mode: "home visit",
    by_role: "CCMO",
    purpose: "check-in",
    content: "spoke of school",
    client_response: "well",
    next_contact_on: "2026-03-15",
  };

  test("each contact is recorded with what the rule lists, by either role", () => {
    const led = born("2008-01-01").record("Client contact", CONTACT, { role: "ccmo" });
    expect(led.state.records.at(-1)?.fields).toMatchObject({
      ...CONTACT,
      contact_at: "2026-03-01T14:00:00.000Z",
      process_step: "Referral/Intake",
    });
    expect(missing(led.try({ type: "record", service: "Client contact", fields: {} }))).toMatch(
      /'contact_at'.*'place_or_mode'.*'by_role'.*'purpose'.*'content'/,
    );
  });

  test("waits for entry in UPSHOT until someone says when and who, also after the case has ended", () => {
    const led = born("2008-01-01").record("Client contact", CONTACT);
    const record = led.last;
    expect(led.state.records.at(-1)?.state).toBe("not entered");
    led.do({
      type: "move",
      to: "Terminated",
      fields: { end_reason: "DROPPED_OUT_MIGRATION", ended_on: "2026-03-10", evidence: "letter" },
    });
    expect(missing(led.try({ type: "step", record, state: "entered" }))).toMatch(
      /'upshot_entered_on'.*'upshot_entered_by'/,
    );
    led.step(record, "entered", {
      upshot_entered_on: "2026-03-11",
      upshot_entered_by: "officer-1",
      upshot_reference: "U-77",
    });
    expect(led.state.records.find((found) => found.id === record)).toMatchObject({
      state: "entered",
      complete: true,
    });
  });

  test("the next contact is due on its day", () => {
    expect(
      dues(born("2008-01-01").record("Client contact", CONTACT)).find((due) => due.id === "next_contact"),
    ).toMatchObject({ dueOn: "2026-03-15" });
  });

  test("keeps UPSHOT's reference of the client, and says that UPSHOT is the master (YV-12)", () => {
    const led = born("2008-01-01").do({ type: "set", fields: { upshot_reference: "U-1" } });
    expect(led.state.fields.upshot_reference).toBe("U-1");
    expect(whatNext(led.state, YOUTH, instant("2026-03-02T10:00:00Z")).notices.join()).toContain(
      "UPSHOT is where the client's information is maintained",
    );
  });
});

test("the guidance on trust stands on the case, with fields for the client's own view (YV-14)", () => {
  expect(whatNext(born("2008-01-01").state, YOUTH, instant("2026-03-02T10:00:00Z")).notices.join()).toContain(
    "warm, respectful and collaborative",
  );
  expect(Object.keys(YOUTH.services.CLIENT_CONTACT!.form)).toEqual(
    expect.arrayContaining(["client_view", "agreed_next_step"]),
  );
});
