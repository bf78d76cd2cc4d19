import { describe, expect, test } from "vitest";
import { bellsOf, standing, trendOf } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { assessedOn, born, dues, YOUTH } from "./a-young-client.ts";
import { CALENDAR } from "./calendar.ts";

describe("re-assessment (YV-02 to YV-05)", () => {
  test("last 31 Aug 2025 at 16 is due on 28 Feb 2026", () => {
    expect(dues(assessedOn("2009-05-05", "2025-08-31"))).toMatchObject([
      { id: "reassessment_younger", dueOn: "2026-02-28", opensOn: null },
    ]);
  });

  test("last 15 Jan 2026 at 24 is due from 15 Oct 2026, warned on 15 Dec and overdue from 16 Jan 2027", () => {
    const [due] = dues(assessedOn("2001-06-01", "2026-01-15"));
    expect(due).toMatchObject({
      id: "reassessment_older",
      opensOn: "2026-10-15",
      warnsOn: "2026-12-15",
      dueOn: "2027-01-15",
    });
    const at = (day: string) => standing(due!, instant(`${day}T12:00:00Z`));
    expect(["2026-10-14", "2026-10-15", "2026-12-15", "2027-01-15", "2027-01-16"].map(at)).toEqual([
      "not-yet",
      "open",
      "warned",
      "due-today",
      "overdue",
    ]);
  });

  test.each([
    ["2028-02-29", "2001-01-01", "2029-02-28"],
    ["2025-08-31", "2010-01-01", "2026-02-28"],
    ["2026-03-31", "2010-01-01", "2026-09-30"],
    ["2027-08-31", "2012-01-01", "2028-02-29"],
  ])("%s plus its months ends on the month's last day: %s born, due %s (YV-05)", (last, birthday, due) => {
    expect(dues(assessedOn(birthday, last))[0]?.dueOn).toBe(due);
  });

  test.each([
    ["the day before the 18th birthday", "2008-03-02", "2026-03-01", "reassessment_younger"],
    ["on the 18th birthday", "2008-03-02", "2026-03-02", "reassessment_older"],
    ["with an unknown date of birth", "unknown", "2026-03-02", "reassessment_younger"],
    ["at 17, though 18 by now", "2008-06-01", "2026-03-02", "reassessment_younger"],
  ])("%s: %s on %s is %s (YV-04)", (_, birthday, last, id) => {
    expect(dues(assessedOn(birthday, last)).map((due) => due.id)).toEqual([id]);
  });

  test("repeats from the latest assessment, also where an older one is entered later", () => {
    const led = assessedOn("2009-05-05", "2025-08-31").record("Risk assessment", {
      assessed_on: "2026-02-20",
      level: "medium",
      still_useful: "yes",
    });
    expect(dues(led)[0]?.dueOn).toBe("2026-08-20");
    led.record("Risk assessment", {
      assessed_on: "2025-03-01",
      level: "high",
      still_useful: "not asked then",
    });
    expect(dues(led)[0]?.dueOn).toBe("2026-08-20");
  });

  test("what is due on a Saturday stays; the reminder goes out on the Friday (YV-05)", () => {
    const [due] = dues(assessedOn("2009-05-05", "2025-08-31"));
    expect(due?.dueOn).toBe("2026-02-28");
    expect(bellsOf(due!, CALENDAR)).toMatchObject([
      { point: "due", at: "2026-02-27T09:00:00.000Z" },
      { point: "overdue", at: "2026-03-02T09:00:00.000Z" },
    ]);
  });

  test("over Christmas the reminder goes out on the working day before, and overdue is told on the next", () => {
    const [due] = dues(assessedOn("2009-05-05", "2026-06-27"));
    expect(bellsOf(due!, CALENDAR).map((bell) => bell.at)).toEqual([
      "2026-12-24T09:00:00.000Z",
      "2026-12-29T09:00:00.000Z",
    ]);
  });

  test("is a reminder, never a block (YV-02)", () => {
    const led = assessedOn("2009-05-05", "2020-01-01");
    expect(led.try({ type: "record", service: "Case Note" }, { at: "2026-03-02T10:00:00Z" })).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});

test("a re-assessment shows the change against the first and the one before, beside what was received between (YV-01)", () => {
  const led = born("2009-05-05")
    .do({
      type: "record",
      service: "Risk assessment",
      fields: { assessed_on: "2025-08-31", level: "high", factors: ["gang", "school"] },
    })
    .record("Intervention", { what: "mentoring", received_on: "2025-11-01" })
    .do({
      type: "record",
      service: "Risk assessment",
      fields: { assessed_on: "2026-02-20", level: "medium", factors: ["gang"], still_useful: "yes" },
    })
    .do({
      type: "record",
      service: "Risk assessment",
      fields: { assessed_on: "2026-08-20", level: "low", factors: ["gang", "peers"], still_useful: "yes" },
    });
  expect(trendOf(led.state, "RISK_ASSESSMENT", YOUTH)).toMatchObject([
    { on: "2025-08-31", sincePrevious: [], sinceFirst: [], between: [] },
    {
      on: "2026-02-20",
      sincePrevious: ["level: high → medium", "factors: − school"],
      between: ["R3 Intervention"],
    },
    {
      on: "2026-08-20",
      sincePrevious: ["level: medium → low", "factors: + peers"],
      sinceFirst: ["level: high → low", "factors: + peers", "factors: − school"],
      between: [],
    },
  ]);
});
