import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Away } from "../../rules/availability.ts";
import { isInWork } from "../../rules/availability.ts";
import { addWorkingMinutes, localTime, reviewDeadline } from "../../rules/calendar.ts";
import { chooseOwner, chooseReviewer, type ReviewAsk, type Turn } from "../../rules/choose-reviewer.ts";
import { findStaff } from "../../rules/find-staff.ts";
import type { Staff, StaffMember } from "../../rules/staff.ts";
import { type Instant, instant, laterBy, plainDate } from "../../rules/time.ts";
import { turnsCountSince } from "../../rules/turns.ts";
import { loadCalendar } from "../../worker/config/calendar.ts";
import { aMember } from "../builders/staff.ts";

const policy = { calendar: loadCalendar("config") };
const { calendar } = policy;

function at(local: string): Instant {
  const [day = "", time = ""] = local.split(" ");
  return localTime(plainDate(day), time);
}

/** Asked on Wednesday morning about a mail of that morning, unless the test says otherwise. */
function anAsk(more: Partial<ReviewAsk> = {}): ReviewAsk {
  const askAt = more.askAt ?? at("2026-03-25 09:40");
  return {
    pathway: "same-incident",
    askAt,
    dueAt: reviewDeadline(askAt, askAt, calendar).dueAt,
    previousDecider: null,
    area: null,
    exclude: [],
    ...more,
  };
}

const duty = aMember("duty", { roles: ["duty-manager"] });
const choose = (ask: ReviewAsk, staff: Staff, turns: readonly Turn[] = [], away: readonly Away[] = []) =>
  chooseReviewer(ask, staff, turns, away, policy);

describe("who is asked first", () => {
  test("the previous decider, by id, address or name (CASS-20)", () => {
    const staff = [aMember("a"), aMember("b", { name: "Leanne Fitzgibbon" }), duty];
    const turns = [{ staffId: "b", at: at("2026-03-24 10:00") }];
    for (const previousDecider of [
      "b",
      "B@trust.example",
      "Leanne Fitzgibbon",
      "Fitzgibbon, Leanne",
      "Leanne Fitzgibbon (SP)",
    ]) {
      expect(choose(anAsk({ previousDecider }), staff, turns)).toMatchObject({
        chosen: { id: "b" },
        as: "previous-decider",
      });
    }
  });

  test("whoever's share is smallest, requests as previous decider counted in (CASS-21)", () => {
    const staff = [aMember("a"), aMember("b"), aMember("c"), duty];
    const turns = ["a", "b", "a", "c", "c"].map((staffId, hour) => ({
      staffId,
      at: at(`2026-03-24 ${10 + hour}:00`),
    }));
    expect(choose(anAsk(), staff, turns)).toMatchObject({ chosen: { id: "b" }, as: "turn", passedOver: [] });
  });

  test("somebody who works fewer half-days is asked less often", () => {
    const half = { mon: "off", tue: "off", wed: "day", thu: "off", fri: "off" } as const;
    const staff = [aMember("full"), aMember("part", { pattern: half }), duty];
    const turns: Turn[] = [
      { staffId: "full", at: at("2026-03-24 09:00") },
      { staffId: "full", at: at("2026-03-24 10:00") },
      { staffId: "full", at: at("2026-03-24 11:00") },
      { staffId: "part", at: at("2026-03-25 08:30") },
    ];
    expect(choose(anAsk(), staff, turns).chosen?.id).toBe("full");
  });

  test("at equal shares whoever waited longest, then by name", () => {
    const staff = [aMember("b"), aMember("a"), aMember("c"), duty];
    const turns = ["a", "b", "c"].map((staffId, hour) => ({ staffId, at: at(`2026-03-24 ${10 + hour}:00`) }));
    expect(choose(anAsk(), staff, turns).chosen?.id).toBe("a");
    expect(choose(anAsk(), staff).chosen?.id).toBe("a");
  });

  test("a request sent again to the same person counts once; turns older than five working days do not count", () => {
    const staff = [aMember("a"), aMember("b"), duty];
    const again = ["10:00", "11:00", "12:00"].map((time) => ({
      staffId: "a",
      at: at(`2026-03-24 ${time}`),
      reviewId: "R-000001",
    }));
    const two = ["13:00", "14:00"].map((time) => ({ staffId: "b", at: at(`2026-03-24 ${time}`) }));
    expect(choose(anAsk(), staff, [...again, ...two]).chosen?.id).toBe("a");
    const old = ["10:00", "11:00"].map((time) => ({ staffId: "a", at: at(`2026-03-18 ${time}`) }));
    expect(choose(anAsk(), staff, [...old, { staffId: "b", at: at("2026-03-24 10:00") }]).chosen?.id).toBe(
      "a",
    );
  });
});

describe("who is not asked, and why", () => {
  const friday = anAsk({ askAt: at("2026-03-27 15:00") });

  test.each([
    [
      "off on Monday",
      { pattern: { mon: "off", tue: "day", wed: "day", thu: "day", fri: "day" } },
      "does not work on Mon 30 Mar 2026 in the morning",
    ],
    [
      "in on Monday from noon",
      { pattern: { mon: "afternoon", tue: "day", wed: "day", thu: "day", fri: "day" } },
      "does not work on Mon 30 Mar 2026 in the morning",
    ],
    [
      "off this afternoon",
      { pattern: { mon: "day", tue: "day", wed: "day", thu: "day", fri: "morning" } },
      "does not work on Fri 27 Mar 2026 in the afternoon",
    ],
    [
      "on leave from Monday",
      { leave: [{ from: plainDate("2026-03-30"), until: plainDate("2026-04-02") }] },
      "is on leave until Thu 2 Apr 2026",
    ],
    [
      "away until further notice",
      { leave: [{ from: plainDate("2026-03-01"), until: null }] },
      "is away until further notice",
    ],
  ] as const)("asked on Friday at 15:00, due Monday 10:00: %s (CASS-24, GAP-09)", (_, more, why) => {
    const staff = [aMember("a", more), aMember("b"), duty];
    const choice = choose({ ...friday, previousDecider: "a" }, staff);
    expect(choice).toMatchObject({ chosen: { id: "b" }, as: "turn", passedOver: [{ staffId: "a", why }] });
    expect(choice.because).toContain(`Name of a, who decided the previous referral, ${why}.`);
  });

  test("in on Monday morning and off in the afternoon is in work up to 10:00", () => {
    const pattern = { mon: "morning", tue: "day", wed: "day", thu: "day", fri: "day" } as const;
    expect(choose(friday, [aMember("a", { pattern }), duty]).chosen?.id).toBe("a");
  });

  test.each([
    ["until Thursday", at("2026-03-26 00:00"), "is away until Thu 26 Mar 2026"],
    ["without an end", null, "is away until further notice"],
  ] as const)("an out-of-office reply %s", (_, until, why) => {
    const away = [{ staffId: "a", from: at("2026-03-25 09:00"), until }];
    expect(choose(anAsk(), [aMember("a"), aMember("b"), duty], [], away)).toMatchObject({
      chosen: { id: "b" },
      passedOver: [{ staffId: "a", why }],
    });
  });

  test("who was already tried is not asked again", () => {
    expect(
      choose(anAsk({ exclude: ["a"], previousDecider: "a" }), [aMember("a"), aMember("b"), duty]),
    ).toMatchObject({
      chosen: { id: "b" },
      passedOver: [{ staffId: "a", why: "was already asked" }],
    });
  });

  test("a previous decider who is unknown, or one of two of that name, is said to be", () => {
    const twins = [aMember("a", { name: "Jo Lee" }), aMember("b", { name: "Jo Lee" }), duty];
    const choice = choose(anAsk({ previousDecider: "Jo Lee" }), twins);
    expect(choice.as).toBe("turn");
    expect(choice.because).toContain("is not on the staff list");
  });

  test("asked outside working hours, presence is judged from the next start of work", () => {
    const ask = anAsk({ askAt: at("2026-03-25 21:30"), dueAt: at("2026-03-26 10:00") });
    const pattern = { mon: "day", tue: "day", wed: "off", thu: "day", fri: "day" } as const;
    expect(choose(ask, [aMember("a", { pattern }), duty]).chosen?.id).toBe("a");
  });

  test("after the deadline, who is in work now will do", () => {
    const ask = anAsk({ askAt: at("2026-03-25 14:00"), dueAt: at("2026-03-25 10:00") });
    expect(choose(ask, [aMember("a"), duty]).chosen?.id).toBe("a");
  });
});

describe("routes and roles", () => {
  const sp = aMember("sp");
  const tm = aMember("tm", { roles: ["team-manager"] });
  const north = aMember("north", { roles: ["early-help-manager"], areas: ["NORTH"] });
  const south = aMember("south", { roles: ["early-help-manager"], areas: ["SOUTH"] });
  const off = { pattern: { mon: "off", tue: "off", wed: "off", thu: "off", fri: "off" } } as const;

  test("only a Team Manager on the social care route, even where a Senior Practitioner decided before (CASS-35)", () => {
    const choice = choose(anAsk({ pathway: "csc-closure", previousDecider: "sp" }), [sp, tm, duty]);
    expect(choice).toMatchObject({
      chosen: { id: "tm" },
      passedOver: [{ staffId: "sp", why: "does not have the role that decides on this route" }],
    });
  });

  test("no Team Manager in work on the social care route: the duty manager, never a Senior Practitioner", () => {
    expect(choose(anAsk({ pathway: "csc-closure" }), [sp, { ...tm, ...off }, duty])).toMatchObject({
      chosen: { id: "duty" },
      as: "duty-manager",
    });
  });

  test.each([
    ["the manager of the area that closed the family", [north, south], "south", "turn"],
    ["another area's in cover, where that one is off", [north, { ...south, ...off }], "north", "cover"],
    [
      "a Team Manager, where no Early Help Manager is in work",
      [
        { ...north, ...off },
        { ...south, ...off },
      ],
      "tm",
      "cover",
    ],
  ] as const)("on the Family Support route: %s (GAP-12)", (_, managers, id, as) => {
    expect(
      choose(anAsk({ pathway: "family-support-closure", area: "south" }), [sp, tm, ...managers, duty]),
    ).toMatchObject({
      chosen: { id },
      as,
    });
  });

  test("an area that nobody answers for falls to all Early Help Managers by turn", () => {
    expect(
      choose(anAsk({ pathway: "family-support-closure", area: "EAST" }), [north, south, duty]),
    ).toMatchObject({
      chosen: { id: "north" },
      as: "turn",
    });
  });

  test("nobody in work: a duty manager is asked, off or not; without one there is nobody, and it is said", () => {
    expect(
      choose(anAsk(), [
        { ...sp, ...off },
        { ...duty, ...off },
      ]),
    ).toMatchObject({ chosen: { id: "duty" }, as: "duty-manager" });
    expect(choose(anAsk({ exclude: ["duty"] }), [duty])).toMatchObject({ chosen: null, as: "duty-manager" });
  });

  test("a pathway on which nobody is asked is refused", () => {
    expect(() => choose(anAsk({ pathway: "duplicate" }), [sp, duty])).toThrow(
      /expected a pathway with one, found duplicate/,
    );
  });
});

describe("evenness", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 10, maxLength: 60 });

  test("over any history the loads of equally available people differ by at most one, and the one with the least is asked", () => {
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 2, max: 5 }),
        fc.array(fc.boolean(), { minLength: 4 }),
        (minutes, people, offOn) => {
          const [mon, tue, wed, thu] = offOn.map((off) => (off ? ("off" as const) : ("day" as const)));
          const equal = Array.from({ length: people }, (_, index) => aMember(`equal-${index}`));
          const other = aMember("other", {
            pattern: { mon: mon!, tue: tue!, wed: wed!, thu: thu!, fri: "day" },
          });
          const turns: Turn[] = [];
          let askAt = at("2026-03-02 08:00");
          for (const gap of minutes) {
            askAt = addWorkingMinutes(askAt, gap, calendar);
            const since = turnsCountSince(askAt, calendar);
            const load = ({ id }: StaffMember) =>
              turns.filter((turn) => turn.staffId === id && turn.at >= since).length;
            const { chosen } = choose(anAsk({ askAt }), [...equal, other, duty], turns);
            // Of equals, whoever is asked had the fewest requests in the window (CASS-21).
            if (chosen!.id !== other.id) expect(load(chosen!)).toBe(Math.min(...equal.map(load)));
            turns.push({ staffId: chosen!.id, at: askAt });
            // Until the first of them leaves the window, so that a slide of it cannot part them.
            if (turns[0]!.at < since) continue;
            const counts = equal.map(load);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("an absent person's return brings no flood: at most the others' share for the half-day, and one more", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 15, max: 60 }),
        fc.integer({ min: 2, max: 5 }),
        (everyMinutes, people) => {
          const others = Array.from({ length: people }, (_, index) => aMember(`other-${index}`));
          const back = aMember("back", {
            leave: [{ from: plainDate("2026-03-01"), until: plainDate("2026-03-24") }],
          });
          const turns: Turn[] = [];
          let askAt = at("2026-03-19 08:00");
          while (askAt < at("2026-03-25 12:00")) {
            const { chosen } = choose(anAsk({ askAt }), [...others, back, duty], turns);
            turns.push({ staffId: chosen!.id, at: askAt });
            askAt = addWorkingMinutes(askAt, everyMinutes, calendar);
          }
          const morning = turns.filter((turn) => turn.at >= at("2026-03-25 08:00"));
          const asked = morning.filter(({ staffId }) => staffId === "back").length;
          const busiest = Math.max(
            ...others.map(
              ({ id }) =>
                turns.filter((turn) => turn.staffId === id && turn.at >= at("2026-03-19 00:00")).length / 9,
            ),
          );
          expect(asked).toBeLessThanOrEqual(Math.ceil(busiest) + 1);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("owners (Part 0.10)", () => {
  const raos = [aMember("r1", { roles: ["rao"] }), aMember("r2", { roles: ["rao"] })];
  const ask = (more = {}) => ({ askAt: at("2026-03-25 09:40"), householdOwner: null, exclude: [], ...more });

  test("the same household goes to the same owner while on shift", () => {
    const turns = [{ staffId: "r2", at: at("2026-03-25 09:00") }];
    expect(chooseOwner(ask({ householdOwner: "r2" }), [...raos, duty], turns, [], policy)).toMatchObject({
      chosen: { id: "r2" },
      as: "same-household",
    });
    const away = [{ staffId: "r2", from: at("2026-03-25 08:00"), until: null }];
    expect(chooseOwner(ask({ householdOwner: "r2" }), [...raos, duty], turns, away, policy)).toMatchObject({
      chosen: { id: "r1" },
      as: "turn",
    });
  });

  test("evenly else; handed over to somebody else; to a duty manager where no RAO is on shift (GAP-21)", () => {
    const turns = [{ staffId: "r1", at: at("2026-03-25 09:00") }];
    expect(chooseOwner(ask(), [...raos, duty], turns, [], policy).chosen?.id).toBe("r2");
    expect(chooseOwner(ask({ exclude: ["r2"] }), [...raos, duty], turns, [], policy).chosen?.id).toBe("r1");
    expect(chooseOwner(ask({ exclude: ["r1", "r2"] }), [...raos, duty], [], [], policy)).toMatchObject({
      chosen: { id: "duty" },
      as: "duty-manager",
    });
    expect(
      chooseOwner(
        ask(),
        raos.map((rao) => ({ ...rao, leave: [{ from: plainDate("2026-03-25"), until: null }] })),
        [],
        [],
        policy,
      ).chosen,
    ).toBeNull();
  });
});

describe("presence and names", () => {
  test("somebody is in work in their half-days, inside working hours", () => {
    const mornings = aMember("a", {
      pattern: { mon: "morning", tue: "morning", wed: "morning", thu: "off", fri: "morning" },
    });
    expect(isInWork(mornings, at("2026-03-25 11:59"), [], calendar)).toBe(true);
    expect(isInWork(mornings, at("2026-03-25 12:00"), [], calendar)).toBe(false);
    expect(isInWork(mornings, at("2026-03-25 07:59"), [], calendar)).toBe(false);
    expect(isInWork(mornings, at("2026-03-28 10:00"), [], calendar)).toBe(false);
    expect(
      isInWork(
        mornings,
        at("2026-03-25 09:00"),
        [{ staffId: "a", from: instant(0), until: laterBy(at("2026-03-25 08:00"), 0) }],
        calendar,
      ),
    ).toBe(true);
  });

  test.each([
    ["Siân O’Hara", "sian ohara"],
    ["O'Hara, Siân", "sian ohara"],
    ["Siân O'Hara - Team Manager", "sian ohara"],
    ['"Siân O\'Hara" <so@trust.example>', "sian ohara"],
  ])("%s is found", (written) => {
    const staff = [aMember("so", { name: "Sian O'Hara", email: "so@trust.example" }), aMember("x")];
    expect(findStaff(written, staff)?.id).toBe("so");
  });

  test.each(["", "Hara", "Sian", "nobody@trust.example", "<nobody@trust.example>"])(
    "%j is nobody",
    (written) => {
      expect(findStaff(written, [aMember("so", { name: "Sian O'Hara" })])).toBeNull();
    },
  );
});
