import { describe, expect, test } from "vitest";
import { whatNext } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, definition, missing } from "./a-case.ts";

const NOW = instant("2026-03-02T10:00:00Z");
const next = (led: ReturnType<typeof aCase>) => whatNext(led.state, definition("victim"), NOW);
const openTasks = (led: ReturnType<typeof aCase>) =>
  led.state.tasks.filter((task) => task.outcome === null).map((task) => task.kind);
const PERPETRATOR = "CASE-000009";
type Led = ReturnType<typeof aCase>;

/** Linked to a perpetrator's case in that status. */
function linked(led: Led, status: string): Led {
  return led.do({ type: "link", as: "perpetrator", caseId: PERPETRATOR, workflow: "perpetrator", status });
}
function theirs(led: Led, status: string): Led {
  return led.do({ type: "linked-moved", caseId: PERPETRATOR, status }, { role: null });
}
const assessed = () =>
  aCase("victim")
    .open()
    .moves("02")
    .record("Record Consent")
    .moves("03")
    .record("Safe Lives Assessment")
    .record("Add ISSP");
const dormant = () => linked(aCase("victim").open(), "05").moves("02", "94");

test("starts at 01 with its origin (VST-01, PST-01)", () => {
  expect(aCase("victim").open({ origin: "internal transfer" }).state).toMatchObject({
    status: "01",
    fields: { origin: "internal transfer" },
  });
});

describe("03 → 05 (VST-02)", () => {
  test.each([
    ["a Safe Lives Assessment", "Add ISSP", "Safe Lives Assessment"],
    ["an ISSP", "Safe Lives Assessment", "Add ISSP"],
  ])("without %s it warns and wants a reason", (_, done, lacking) => {
    const led = aCase("victim").open().moves("02", "03").record(done);
    expect(missing(led.try({ type: "move", to: "05" }))).toContain(lacking);
    expect(led.try({ type: "move", to: "05", reason: "support cannot wait" })).toMatchObject({
      ok: true,
      events: [{ kind: "expected" }],
    });
  });

  test("with both it goes without one", () => {
    expect(assessed().try({ type: "move", to: "05" })).toMatchObject({ ok: true, warnings: [] });
  });
});

test("how often support is wanted is recorded, with no minimum (VST-03)", () => {
  expect(
    aCase("victim")
      .open()
      .do({ type: "set", fields: { support_frequency: "twice a year" } }).state.fields.support_frequency,
  ).toBe("twice a year");
});

describe("consent (VST-04)", () => {
  test.each(["02", "03", "05"])("can be recorded in %s", (status) => {
    const way = { "02": ["02"], "03": ["02", "03"], "05": ["02", "03", "05"] }[status]!;
    expect(
      aCase("victim")
        .open()
        .moves(...way)
        .record("Record Consent").state.records,
    ).toHaveLength(1);
  });

  test.each([
    ["03", ["02", "03"]],
    ["92", ["02", "03", "05", "92"]],
    ["94", ["02", "94"]],
    ["98", ["98"]],
  ])("%s → 05 without it warns and goes all the same", (_, way) => {
    const led = aCase("victim")
      .open()
      .moves(...way);
    const moved = led.try({ type: "move", to: "05", reason: "because" });
    expect(moved.ok && moved.warnings.map((warning) => warning.rules.join())).toContain("VST-04");
    expect(led.status).toBe("05");
  });
});

describe("entering 94 Dormant (VST-05)", () => {
  const ways: [string, string[]][] = [
    ["02", ["02"]],
    ["03", ["02", "03"]],
    ["05", ["02", "03", "05"]],
    ["95", ["02", "95"]],
    ["96", ["02", "03", "96"]],
  ];
  test.each(ways)(
    "from %s without a linked perpetrator case: a reason, and the warning is kept",
    (_, way) => {
      const led = aCase("victim")
        .open()
        .moves(...way);
      expect(missing(led.try({ type: "move", to: "94" }))).toContain("no such case is linked");
      const moved = led.try({ type: "move", to: "94", reason: "not yet linked" });
      expect(moved.ok && moved.warnings).toMatchObject([{ rules: ["VST-05"] }]);
    },
  );

  test.each([
    ["05", 0],
    ["98", 0],
    ["CLOSED", 1],
  ])("a linked case in %s leaves %d warning: it must not be Closed", (status, warnings) => {
    const moved = linked(aCase("victim").open().moves("02"), status).try({
      type: "move",
      to: "94",
      reason: "wants no support now",
    });
    expect(moved.ok && moved.warnings).toHaveLength(warnings);
  });
});

describe("leaving 94 (VST-06, VST-07)", () => {
  test("94 → 98 while the linked programme runs needs a manager and a reason (VST-06)", () => {
    const led = dormant();
    const refused = led.try({ type: "move", to: "98", reason: "asked to close" });
    expect(refused).toMatchObject({ ok: false, refusal: { rules: ["VST-06"] } });
    const moved = led.try(
      { type: "move", to: "98", reason: "asked to close", override: true },
      { role: "victim-manager" },
    );
    expect(moved).toMatchObject({ ok: true, events: [{ kind: "override" }] });
  });

  test.each(["92", "93", "98", "CLOSED"])(
    "the linked case entering %s brings the task to check for further support (VST-07)",
    (status) => {
      const led = theirs(dormant(), status);
      expect(openTasks(led)).toContain("CHECK_FURTHER_SUPPORT");
      expect(led.state.tasks.filter((task) => task.kind === "CHECK_FURTHER_SUPPORT")).toHaveLength(1);
    },
  );

  test.each(["03", "04", "05", "91"])("the linked case entering %s brings none", (status) => {
    expect(openTasks(theirs(dormant(), status))).toEqual([]);
  });

  test("a case that is not in 94 gets no such task", () => {
    const led = linked(aCase("victim").open().moves("02"), "05");
    expect(openTasks(theirs(led, "92"))).toEqual([]);
  });

  test("98 waits for the outcome of the task; not even a manager goes round it (VST-07)", () => {
    const led = theirs(dormant(), "98");
    const over = { role: "victim-manager" };
    expect(missing(led.try({ type: "move", to: "98", reason: "x", override: true }, over))).toContain(
      "what the check for further support found",
    );
    led.do({ type: "task", task: "CHECK_FURTHER_SUPPORT", outcome: "no further support wanted" });
    expect(led.move("98").status).toBe("98");
  });

  test("who becomes dormant when the programme is ending already is checked all the same (VST-07)", () => {
    const led = linked(aCase("victim").open().moves("02"), "98").move("94");
    expect(openTasks(led)).toContain("CHECK_FURTHER_SUPPORT");
  });

  test("a task takes one of its outcomes and no other", () => {
    const led = theirs(dormant(), "98");
    expect(missing(led.try({ type: "task", task: "CHECK_FURTHER_SUPPORT", outcome: "maybe" }))).toContain(
      "further support wanted; no further support wanted",
    );
  });
});

describe("arriving in 05 without an assessment (VST-08, VST-O6)", () => {
  test.each([
    ["94", ["02", "94"]],
    ["98", ["98"]],
  ])("from %s brings the task Safe Lives Assessment, which only the record ends", (_, way) => {
    const led = aCase("victim")
      .open()
      .moves(...way, "05");
    expect(openTasks(led)).toEqual(["SAFE_LIVES_ASSESSMENT"]);
    expect(missing(led.try({ type: "task", task: "SAFE_LIVES_ASSESSMENT", outcome: "done" }))).toContain(
      "Safe Lives Assessment complete",
    );
    expect(openTasks(led.record("Safe Lives Assessment"))).toEqual([]);
  });

  test("brings none where there is one, nor from 03 and 92", () => {
    expect(openTasks(assessed().moves("94", "05"))).toEqual([]);
    expect(openTasks(aCase("victim").open().moves("02", "03", "05", "92", "05"))).toEqual([]);
  });
});

test("03 → 96 after the assessment says that 98, 94 or 05 may fit better (VST-09, VST-O7)", () => {
  const moved = assessed().try({ type: "move", to: "96", reason: "changed her mind" });
  expect(moved.ok && moved.warnings.map((warning) => warning.says).join()).toContain("98, 94 or 05");
  expect(
    aCase("victim").open().moves("02", "03").try({ type: "move", to: "96", reason: "changed her mind" }),
  ).toMatchObject({ ok: true, warnings: [] });
});

describe("98 → Closed (VST-10)", () => {
  test("needs the closure checklist and the referrer told in 98; nobody goes round", () => {
    const led = aCase("victim").open().record("Update Referrer").moves("98");
    const refused = led.try(
      { type: "move", to: "Closed", override: true, reason: "x" },
      { role: "victim-manager" },
    );
    expect(missing(refused)).toMatch(/Closure Checklist complete.*Update Referrer done in 98/);
    expect(led.record("Closure Checklist").record("Update Referrer").move("Closed").status).toBe("CLOSED");
  });

  test("a Safe Lives Assessment and an evaluation are prompted, not demanded", () => {
    const led = aCase("victim").open().moves("98").record("Closure Checklist").record("Update Referrer");
    const closed = led.try({ type: "move", to: "Closed" });
    expect(closed.ok && closed.warnings.map((warning) => warning.rules.join())).toEqual(["VST-10"]);
  });

  test("98 offers both, marked inferred (VST-11, VST-O8)", () => {
    const led = aCase("victim")
      .open()
      .moves("98")
      .record("Safe Lives Assessment")
      .record("Evaluation")
      .record("Closure Checklist")
      .record("Update Referrer");
    expect(led.try({ type: "move", to: "Closed" })).toMatchObject({ ok: true, warnings: [] });
    const closure = definition("victim").statuses.find((status) => status.code === "98")!;
    expect(closure.services.filter((offer) => offer.inferred).map((offer) => offer.service)).toEqual([
      "SAFE_LIVES_ASSESSMENT",
      "EVALUATION",
    ]);
  });
});

describe("what is told of the linked case (VST-12, PST-15)", () => {
  test("its entering 98 brings a task that says no more than that the programme is ending", () => {
    const led = theirs(linked(aCase("victim").open(), "05"), "98");
    expect(openTasks(led)).toEqual(["PROGRAMME_ENDING"]);
    expect(next(led).tasks[0]?.name).toBe("The linked programme is ending or has ended");
  });

  test.each([
    ["01", "running"],
    ["05", "running"],
    ["92", "running"],
    ["93", "running"],
    ["98", "ending"],
    ["CLOSED", "ended"],
  ])("%s is '%s' here, and the status itself is nowhere in the case", (status, phase) => {
    const led = theirs(linked(aCase("victim").open(), "02"), status);
    expect(led.state.links[0]?.phase).toBe(phase);
    expect(JSON.stringify(led.state.links)).not.toContain(`"${status}"`);
  });

  test("a closed case is not disturbed", () => {
    const led = linked(aCase("victim").open(), "05")
      .moves("98")
      .record("Closure Checklist")
      .record("Update Referrer")
      .move("Closed");
    expect(theirs(led, "98").state.tasks).toEqual([]);
  });
});

describe("safety (VST-13)", () => {
  test.each([
    "14 Elm Road",
    "I met her at 14  elm road.",
    "back in Kidderminster",
    "she lives in B33 8TH now",
    "B338TH",
  ])("telling the referrer '%s' is refused", (text) => {
    const led = aCase("victim").open({ address: "14 Elm Road, Kidderminster", postcode: "B33 8TH" });
    expect(missing(led.try({ type: "record", service: "Update Referrer", fields: { text } }))).toContain(
      "The referrer must not learn where the client is",
    );
  });

  test("a postcode is refused even where none is known of the client", () => {
    expect(
      aCase("victim")
        .open()
        .try({ type: "record", service: "Update Referrer", fields: { text: "now near SW1A 1AA" } }).ok,
    ).toBe(false);
  });

  test("telling the referrer that the case is closing is fine", () => {
    const led = aCase("victim").open({ address: "14 Elm Road" });
    expect(
      led.try({ type: "record", service: "Update Referrer", fields: { text: "The case is to be closed." } }),
    ).toMatchObject({ ok: true });
  });

  test.each(["Contact Attempt", "Client Contacted"])(
    "%s warns where the safe-to-contact instructions were not read first",
    (service) => {
      const led = aCase("victim").open({ safe_to_contact: "text only, mornings" }).moves("02");
      expect(led.try({ type: "record", service })).toMatchObject({
        ok: true,
        warnings: [{ rules: ["VST-13"] }],
      });
      expect(led.try({ type: "record", service, fields: { safe_contact_checked: "yes" } })).toMatchObject({
        ok: true,
        warnings: [],
      });
      expect(next(led).notices.join()).toContain("Safe-to-contact instructions exist");
    },
  );
});

test("in 92 with the linked programme running, the way round to Dormant is suggested (VST-O5)", () => {
  const led = linked(aCase("victim").open(), "05").moves("02", "03", "05", "92");
  expect(next(led).notices.join()).toContain("go on to 05 and from there to 94");
  expect(next(theirs(led, "98")).notices.join()).not.toContain("go on to 05");
});

test("92 shows 98 beside the expected status (VST-O14), and does not lead to 94 (VST-O5)", () => {
  const led = aCase("victim").open().moves("02", "03", "05", "92");
  expect(next(led).moves.map((move) => move.to)).toEqual(["05 Ongoing Support", "98 Closure (in progress)"]);
});
