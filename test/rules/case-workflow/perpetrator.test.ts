import { describe, expect, test } from "vitest";
import { whatNext } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, definition, missing, opening, rulesOf } from "./a-case.ts";

const NOW = instant("2026-03-02T10:00:00Z");
const ASSESSMENT = ["Perp Initial Assessment", "Perp Risk Assessment", "Perp Initial Evaluation"];
const next = (led: ReturnType<typeof aCase>) => whatNext(led.state, definition("perpetrator"), NOW);

function assessed() {
  const led = aCase("perpetrator").open().moves("02", "03");
  for (const service of ASSESSMENT) led.record(service);
  return led;
}

describe("opening (PST-01)", () => {
  test.each(["external referral", "internal transfer", "referral to another Cranstoun service"])(
    "starts at 01 with origin %s",
    (origin) => {
      const led = aCase("perpetrator").open({ origin });
      expect([led.status, led.state.fields.origin]).toEqual(["01", origin]);
    },
  );

  test("another origin is refused with those there are", () => {
    expect(missing(aCase("perpetrator").try(opening({ origin: "walk-in" })))).toContain(
      "expected one of external referral",
    );
  });
});

describe("services (PST-05)", () => {
  test("one that the status does not list is refused with those it lists", () => {
    const refused = aCase("perpetrator").open().try({ type: "record", service: "Final Evaluation" });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: "not-available", allowed: ["Case Note", "Update Referrer"], rules: ["PST-05"] },
    });
  });

  test("what was started may be finished in a later status, where it could not be started", () => {
    const led = aCase("perpetrator").open().moves("02", "03");
    led.do({ type: "record", service: "Perp Initial Assessment", state: "started" });
    const record = led.last;
    led.move("93");
    expect(led.try({ type: "record", service: "Perp Initial Assessment" })).toMatchObject({ ok: false });
    expect(led.step(record, "complete").state.records[0]).toMatchObject({ complete: true, status: "03" });
  });

  test("finished records are never hidden", () => {
    const led = assessed().moves("04", "98");
    expect(led.state.records.map((record) => record.service)).toEqual([
      "PERP_INITIAL_ASSESSMENT",
      "PERP_RISK_ASSESSMENT",
      "PERP_INITIAL_EVALUATION",
    ]);
  });

  test.each([
    "Perp Riosk Assessment",
    "Full Risk Assessment",
    "PERP_RISK_ASSESSMENT",
    "perp risk assessment",
  ])("'%s' is the Perp Risk Assessment (PST-O2, PST-O4)", (wording) => {
    const led = aCase("perpetrator").open().moves("02", "04").record(wording);
    expect(led.state.records[0]?.service).toBe("PERP_RISK_ASSESSMENT");
  });

  test.each([
    ["Create Needs Matrix", "NEEDS_MATRIX"],
    ["Needs Matrix", "NEEDS_MATRIX"],
    ["Record Client Need", "RECORD_NEED"],
    ["Record a Need", "RECORD_NEED"],
  ])("'%s' is one service, %s (PST-O3)", (wording, id) => {
    expect(aCase("perpetrator").open().moves("02", "03").record(wording).state.records[0]?.service).toBe(id);
  });
});

describe("the assessment guard G1 (PST-06, PST-07)", () => {
  const ways: [string, string[]][] = [
    ["04 → 05 (PST-06)", ["02", "04"]],
    ["92 → 05 (PST-07)", ["02", "04", "92"]],
    ["93 → 05 (PST-07)", ["02", "03", "93"]],
    ["98 → 05 (PST-07)", ["02", "98"]],
  ];
  test.each(ways)("%s is refused without an assessment in this case", (_, way) => {
    const refused = aCase("perpetrator")
      .open()
      .moves(...way)
      .try({ type: "move", to: "05", reason: "capacity" });
    expect(missing(refused)).toContain("Return the case to 03 Assessment first");
    expect(missing(refused)).toContain("Perp Initial Assessment complete in this case");
  });

  test.each(ways)("%s is open to a manager with a reason, and the override is kept", (_, way) => {
    const led = aCase("perpetrator")
      .open()
      .moves(...way);
    expect(led.try({ type: "move", to: "05", override: true }, { role: "perpetrator-manager" }).ok).toBe(
      false,
    );
    expect(led.try({ type: "move", to: "05", override: true, reason: "assessed elsewhere" }).ok).toBe(false);
    expect(
      led.try({ type: "move", to: "05", reason: "assessed elsewhere" }, { role: "perpetrator-manager" }).ok,
    ).toBe(false);
    const moved = led.try(
      { type: "move", to: "05", override: true, reason: "assessed elsewhere" },
      { role: "perpetrator-manager" },
    );
    expect(moved).toMatchObject({
      ok: true,
      events: [{ kind: "override", warnings: [{ overridden: true }] }],
    });
  });

  test("04 → 05 goes once the assessment is complete", () => {
    expect(assessed().moves("04").try({ type: "move", to: "05" })).toMatchObject({
      ok: true,
      events: [{ kind: "expected" }],
    });
  });

  test.each(ASSESSMENT)("04 → 05 is refused where only the %s lacks", (lacking) => {
    const led = aCase("perpetrator").open().moves("02", "03");
    for (const service of ASSESSMENT) if (service !== lacking) led.record(service);
    const text = missing(led.moves("04").try({ type: "move", to: "05" }));
    expect(ASSESSMENT.filter((service) => text.includes(service))).toEqual([lacking]);
  });

  test("a started assessment is no complete one", () => {
    const led = aCase("perpetrator").open().moves("02", "03");
    for (const service of ASSESSMENT) led.do({ type: "record", service, state: "started" });
    expect(led.moves("04").try({ type: "move", to: "05" }).ok).toBe(false);
  });

  test.each([
    ["93", ["02", "03", "93", "04", "03"]],
    ["92", ["02", "04", "92", "04", "03"]],
    ["98", ["02", "98", "03"]],
  ])("there is a legal way round from %s (PST-O6, PST-O7)", (_, way) => {
    expect(
      aCase("perpetrator")
        .open()
        .moves(...way).status,
    ).toBe("03");
  });

  test("where it stops 05, 03 is proposed first (PST-O5), and refusing says so", () => {
    const led = aCase("perpetrator").open().moves("02", "04");
    expect(
      next(led)
        .moves.map((move) => move.to)
        .slice(0, 2),
    ).toEqual(["03 Assessment", "05 Attending"]);
    expect(led.try({ type: "move", to: "05" })).toMatchObject({ refusal: { propose: "03 Assessment" } });
    expect(next(assessed().moves("04")).moves[0]?.to).toBe("05 Attending");
  });
});

test("03 → 05 with an unfinished assessment warns and wants a reason (PST-08)", () => {
  const led = aCase("perpetrator").open().moves("02", "03");
  expect(missing(led.try({ type: "move", to: "05" }))).toContain("or give a reason");
  const moved = led.try({ type: "move", to: "05", reason: "the group starts today" });
  expect(moved).toMatchObject({ ok: true, warnings: [{ rules: ["PST-08"], overridden: false }] });
});

test("02 → 04 takes the expected waiting time, and the case bears the badge until it is assessed (PST-09)", () => {
  const led = aCase("perpetrator").open().moves("02").move("04", { expected_wait: "12 weeks" });
  expect(led.state.fields.expected_wait).toBe("12 weeks");
  expect(next(led).notices.join()).toContain("Not yet assessed");
  expect(next(assessed().moves("04")).notices).toEqual([]);
});

test("98 is shown beside the expected status in 93 (PST-O10)", () => {
  const led = assessed().moves("93");
  expect(
    next(led)
      .moves.map((move) => move.to)
      .slice(0, 2),
  ).toEqual(["05 Attending", "98 Closure (in progress)"]);
});

describe("closing (PST-11, G2)", () => {
  const attended = () => assessed().moves("05", "98");
  const finish = { partner_support: "not applicable" };

  test("98 → Closed without a Final Evaluation is refused where the case was in 05", () => {
    const led = attended().record("Closure Checklist").record("Update Referrer");
    const refused = led.try({
      type: "move",
      to: "Closed",
      fields: { ...finish, final_evaluation_not_applicable: "moved away" },
    });
    expect(missing(refused)).toContain("Final Evaluation complete in this case");
    expect(led.record("Final Evaluation").move("Closed", finish).status).toBe("CLOSED");
  });

  test("a case that never was in 05 is closed with the reason why none applies (PST-O12)", () => {
    const led = aCase("perpetrator")
      .open()
      .moves("91", "98")
      .record("Closure Checklist")
      .record("Update Referrer");
    expect(missing(led.try({ type: "move", to: "Closed", fields: finish }))).toContain(
      "Say why a Final Evaluation does not apply",
    );
    expect(led.move("Closed", { ...finish, final_evaluation_not_applicable: "never reached" }).status).toBe(
      "CLOSED",
    );
  });

  test.each([
    ["the closure checklist", "Closure Checklist", "Closure Checklist complete"],
    ["telling the referrer", "Update Referrer", "Update Referrer done in 98"],
  ])("%s is needed", (_, service, words) => {
    const led = attended().record("Final Evaluation");
    for (const other of ["Closure Checklist", "Update Referrer"]) if (other !== service) led.record(other);
    expect(missing(led.try({ type: "move", to: "Closed", fields: finish }))).toContain(words);
  });

  test("telling the referrer earlier is not telling that the case closes", () => {
    const led = aCase("perpetrator").open().record("Update Referrer").moves("98").record("Closure Checklist");
    const fields = { ...finish, final_evaluation_not_applicable: "never reached" };
    expect(missing(led.try({ type: "move", to: "Closed", fields }))).toContain("Update Referrer done in 98");
  });

  test.each(["advised", "not applicable", "not appropriate"])(
    "the partner support worker was %s: any of the three will do, none will not",
    (choice) => {
      const led = attended().record("Final Evaluation").record("Closure Checklist").record("Update Referrer");
      expect(missing(led.try({ type: "move", to: "Closed" }))).toContain("partner_support");
      expect(led.move("Closed", { partner_support: choice }).state.fields.partner_support).toBe(choice);
    },
  );

  test("a manager may close with a reason", () => {
    const led = attended();
    const closed = led.try(
      { type: "move", to: "Closed", override: true, reason: "records lost" },
      { role: "perpetrator-manager" },
    );
    expect(closed).toMatchObject({ ok: true, events: [{ to: "CLOSED", kind: "override", final: true }] });
  });
});

describe("Closed (PST-12)", () => {
  const closed = () =>
    aCase("perpetrator")
      .open()
      .moves("98")
      .record("Closure Checklist")
      .record("Update Referrer")
      .move("Closed", { partner_support: "not applicable", final_evaluation_not_applicable: "none" });

  test("takes a note and nothing else", () => {
    const led = closed().record("Case Note", { text: "asked for a copy" });
    for (const service of ["Update Referrer", "Final Evaluation", "Perp Risk Assessment"]) {
      expect(led.try({ type: "record", service })).toMatchObject({
        ok: false,
        refusal: { code: "final", rules: ["PST-12"] },
      });
    }
    for (const command of [
      { type: "set", fields: { contract: "X" } },
      { type: "assign", to: "worker-2" },
      { type: "link", as: "earlier-case", caseId: "CASE-2", workflow: "perpetrator", status: "CLOSED" },
      { type: "step", record: "R1", fields: {} },
    ] as const) {
      expect(led.try(command)).toMatchObject({ ok: false, refusal: { code: "final" } });
    }
  });

  test("is left by nobody; a returning client gets a new case that is linked to the old one", () => {
    const refused = closed().try(
      { type: "move", to: "05", override: true, reason: "back" },
      { role: "perpetrator-manager" },
    );
    expect(missing(refused)).toContain("a returning client gets a new case");
    const again = aCase("perpetrator").open().do({
      type: "link",
      as: "earlier-case",
      caseId: "CASE-000001",
      workflow: "perpetrator",
      status: "CLOSED",
    });
    expect(again.state.links).toMatchObject([{ as: "earlier-case", caseId: "CASE-000001" }]);
  });
});

test("each move keeps from, to, who, when, kind and reason (PST-14)", () => {
  const moved = aCase("perpetrator")
    .open()
    .try({ type: "move", to: "91", reason: "no number" }, { actor: "worker-7" });
  expect(moved).toMatchObject({
    ok: true,
    events: [{ type: "case-moved", from: "01", to: "91", kind: "other", reason: "no number" }],
  });
});

test("98 is called 'Closure (in progress)' so that nobody takes it for Closed (PST-13)", () => {
  expect(next(aCase("perpetrator").open().moves("98")).status).toBe("98 Closure (in progress)");
});

test("refusals name the rule", () => {
  expect(rulesOf(aCase("perpetrator").open().moves("02", "04").try({ type: "move", to: "05" }))).toContain(
    "PST-06",
  );
});
