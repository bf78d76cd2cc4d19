import { describe, expect, test } from "vitest";
import {
  addWorkingMinutes,
  bankHolidayWarning,
  type Calendar,
  endOfDay,
  formatLocal,
  isWorkingDay,
  isWorkingTime,
  latestSafeDispatch,
  localTime,
  nextWorkingStart,
  reviewDeadline,
  workingMinutesBetween,
} from "../../rules/calendar.ts";
import { instant, type PlainDate, plainDate } from "../../rules/time.ts";
import { loadCalendar } from "../../worker/config/calendar.ts";

const calendar = loadCalendar("config");

/** `2026-03-25 09:10` or `2026-03-25 12:00:01` in London. */
function at(local: string) {
  const [day = "", time = ""] = local.split(" ");
  const [hours = "", minutes = "", seconds = "0"] = time.split(":");
  return instant(Date.parse(localTime(plainDate(day), `${hours}:${minutes}`)) + Number(seconds) * 1000);
}

describe("review deadlines, the test vectors of A.5", () => {
  test.each([
    ["2026-03-25 09:10", "2026-03-25 09:40", "A", "2026-03-25T17:15Z", "16:15"],
    ["2026-03-25 08:00", "2026-03-25 12:00:00", "A", "2026-03-25T17:15Z", "16:15"],
    ["2026-03-25 12:00:00", "2026-03-25 12:00:00", "A", "2026-03-25T17:15Z", "16:15"],
    ["2026-03-25 11:59", "2026-03-25 12:01", "C", "2026-03-26T10:00Z", "09:00"],
    ["2026-03-25 12:00:01", "2026-03-25 17:14", "B", "2026-03-26T10:00Z", "09:00"],
    ["2026-03-25 07:15", "2026-03-25 08:20", "A", "2026-03-25T17:15Z", "16:15"],
    ["2026-03-25 06:00", "2026-03-25 12:05", "C", "2026-03-26T10:00Z", "09:00"],
    ["2026-03-25 15:00", "2026-03-25 17:15", "B", "2026-03-26T10:00Z", "09:00"],
    ["2026-03-25 15:00", "2026-03-25 21:30", "B", "2026-03-26T10:00Z", "09:00"],
    ["2026-03-25 17:15", "2026-03-25 17:30", "A", "2026-03-26T17:15Z", "16:15"],
    ["2026-03-25 15:00", "2026-03-26 08:30", "D", "2026-03-26T17:15Z", "16:15"],
    ["2026-03-25 15:00", "2026-03-26 14:00", "E", "2026-03-26T17:15Z", "16:15", "backstop"],
    ["2026-03-25 09:00", "2026-03-26 16:30", "E", "2026-03-27T10:00Z", "09:00", "risk"],
    ["2026-03-25 09:00", "2026-03-30 09:00", "D", "2026-03-30T16:15Z", "16:15", "risk"],
    ["2026-03-27 10:00", "2026-03-27 11:00", "A", "2026-03-27T16:15Z", "15:15"],
    ["2026-03-27 14:00", "2026-03-27 15:00", "B", "2026-03-30T09:00Z", "09:00"],
    ["2026-03-28 11:00", "2026-03-30 09:00", "A", "2026-03-30T16:15Z", "16:15"],
    ["2026-04-02 13:00", "2026-04-02 16:00", "B", "2026-04-07T09:00Z", "09:00"],
    ["2026-04-03 09:00", "2026-04-07 09:05", "A", "2026-04-07T16:15Z", "16:15"],
    ["2026-10-23 12:30", "2026-10-23 13:00", "B", "2026-10-26T10:00Z", "09:00"],
    ["2026-12-24 13:00", "2026-12-24 15:00", "B", "2026-12-29T10:00Z", "09:00"],
    ["2027-12-24 12:30", "2027-12-24 13:00", "B", "2027-12-29T10:00Z", "09:00"],
    ["2027-12-31 12:30", "2027-12-31 13:00", "B", "2028-01-04T10:00Z", "09:00"],
    ["2025-12-24 17:20", "2025-12-29 08:05", "A", "2025-12-29T17:15Z", "16:15"],
  ] as const)(
    "received %s, sent %s: rule %s, due %s, reminded at %s %s",
    (received, sent, rule, due, remind, flag?: string) => {
      const deadline = reviewDeadline(at(received), at(sent), calendar);
      expect(deadline).toMatchObject({
        rule,
        dueAt: instant(due),
        backstop: flag === "backstop",
        statutoryRisk: flag === "risk",
      });
      expect(formatLocal(deadline.remindAt!)).toMatch(new RegExp(` ${remind}$`));
    },
  );

  test("a reminder whose hour is past at dispatch is not sent (DL-09)", () => {
    const early = { ...calendar, overrides: new Map([[plainDate("2026-03-25"), { closesAt: "12:30" }]]) };
    const deadline = reviewDeadline(at("2026-03-25 11:00"), at("2026-03-25 11:31"), early);
    expect(deadline).toMatchObject({ dueAt: at("2026-03-25 12:30"), remindAt: null });
  });

  test("a day that closes at noon makes what leaves at noon late", () => {
    const early = { ...calendar, overrides: new Map([[plainDate("2026-12-24"), { closesAt: "12:00" }]]) };
    expect(reviewDeadline(at("2026-12-24 11:00"), at("2026-12-24 12:00"), early)).toMatchObject({
      rule: "C",
      dueAt: at("2026-12-29 10:00"),
    });
    expect(latestSafeDispatch(at("2026-12-24 11:00"), early)).toBe(at("2026-12-24 11:59:59"));
  });

  test("sent before it was received counts as sent at receipt", () => {
    expect(reviewDeadline(at("2026-03-25 09:10"), at("2026-03-24 09:10"), calendar)).toMatchObject({
      rule: "A",
      dueAt: at("2026-03-25 17:15"),
    });
  });

  test.each([
    ["2026-03-25 09:10", "2026-03-25 09:40", "on the same morning"],
    [
      "2026-03-28 11:00",
      "2026-03-30 09:00",
      "came in on Sat 28 Mar 2026 11:00, outside working hours, and counts as received on Mon 30 Mar 2026 08:00",
    ],
    ["2026-03-25 15:00", "2026-03-26 14:00", "within one working day of receipt"],
    ["2026-03-25 09:00", "2026-03-30 09:00", "the duty Team Manager has been told"],
  ])("received %s, sent %s: the mail says %j", (received, sent, words) => {
    const { sentence, dueAt } = reviewDeadline(at(received), at(sent), calendar);
    expect(sentence).toContain(`Please decide by ${formatLocal(dueAt)}: `);
    expect(sentence).toContain(words);
  });

  test.each([
    ["2026-03-25 09:10", "2026-03-25 12:00"],
    ["2026-03-25 12:00:00", "2026-03-25 12:00"],
    ["2026-03-25 12:00:01", "2026-03-25 17:15"],
    ["2026-03-27 16:15", "2026-03-30 12:00"],
  ])("received %s, the latest safe dispatch is %s (DL-12)", (received, latest) => {
    expect(latestSafeDispatch(at(received), calendar)).toBe(at(latest));
  });
});

describe("working days and hours", () => {
  /** DL-02, word for word. */
  const DL_02 = {
    2025: ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2028: ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"],
  };

  test("the bank holidays shipped are those of DL-02", () => {
    const wanted = Object.entries(DL_02).flatMap(([year, days]) => days.map((day) => `${year}-${day}`));
    expect([...calendar.bankHolidays].sort()).toEqual(wanted);
  });

  test.each([
    ["2026-03-25", true, "a Wednesday"],
    ["2026-03-28", false, "a Saturday"],
    ["2026-03-29", false, "a Sunday"],
    ["2026-12-28", false, "the substitute for Boxing Day"],
    ["2026-12-29", true, "the day after it"],
    ["2026-03-17", true, "St Patrick's Day, which is Northern Ireland's"],
    ["2026-01-02", true, "2 January, which is Scotland's"],
  ])("%s: worked is %s (%s)", (day, worked) => {
    expect(isWorkingDay(plainDate(day), calendar)).toBe(worked);
  });

  test("an override closes a day, closes it early, or works a Saturday", () => {
    const overrides: Calendar["overrides"] = new Map<PlainDate, { closed: true } | { closesAt: string }>([
      [plainDate("2026-03-25"), { closed: true }],
      [plainDate("2026-03-26"), { closesAt: "13:00" }],
      [plainDate("2026-03-28"), { closesAt: "12:30" }],
    ]);
    const special = { ...calendar, overrides };
    expect(isWorkingDay(plainDate("2026-03-25"), special)).toBe(false);
    expect(endOfDay(plainDate("2026-03-26"), special)).toBe(at("2026-03-26 13:00"));
    expect(isWorkingTime(at("2026-03-28 12:29"), special)).toBe(true);
  });

  test.each([
    ["2026-03-25 07:59:59", false],
    ["2026-03-25 08:00", true],
    ["2026-03-25 17:14:59", true],
    ["2026-03-25 17:15", false],
    ["2026-03-27 16:14:59", true],
    ["2026-03-27 16:15", false],
  ])("%s is working time: %s (DL-03)", (moment, working) => {
    expect(isWorkingTime(at(moment), calendar)).toBe(working);
  });

  test.each([
    ["2026-03-25 07:15", "2026-03-25 08:00"],
    ["2026-03-25 08:00", "2026-03-25 08:00"],
    ["2026-03-25 12:34:56", "2026-03-25 12:34:56"],
    ["2026-03-25 17:15", "2026-03-26 08:00"],
    ["2026-04-02 18:00", "2026-04-07 08:00"],
  ])("the next working moment from %s is %s (DL-05)", (from, next) => {
    expect(nextWorkingStart(at(from), calendar)).toBe(at(next));
  });

  test.each([
    ["2026-03-25 09:00", 60, "2026-03-25 10:00"],
    ["2026-03-25 17:00", 15, "2026-03-25 17:15"],
    ["2026-03-25 17:00", 30, "2026-03-26 08:15"],
    ["2026-03-27 16:00", 120, "2026-03-30 09:45"],
    ["2026-03-28 03:00", 15, "2026-03-30 08:15"],
    ["2026-10-23 16:00", 30, "2026-10-26 08:15"],
  ])("%s and %d working minutes is %s", (from, minutes, until) => {
    expect(addWorkingMinutes(at(from), minutes, calendar)).toBe(at(until));
    expect(workingMinutesBetween(at(from), at(until), calendar)).toBe(minutes);
  });

  test("a negative time, or a calendar without working days, is refused and not waited for", () => {
    expect(() => addWorkingMinutes(at("2026-03-25 09:00"), -1, calendar)).toThrow(RangeError);
    const never = { ...calendar, bankHolidays: { has: () => true } as unknown as Calendar["bankHolidays"] };
    expect(() => nextWorkingStart(at("2026-03-25 09:00"), never)).toThrow(/expected one within 400 days/);
    expect(() => endOfDay(plainDate("2026-03-28"), calendar)).toThrow(/expected a working day/);
  });
});

describe("the warning that the bank holiday list runs out (DL-02)", () => {
  test.each([
    ["2028-06-26", null],
    ["2028-06-27", "ends on Tue 26 Dec 2028"],
    ["2029-01-02", "ended on Tue 26 Dec 2028"],
  ])("on %s: %s", (today, words) => {
    const warning = bankHolidayWarning(plainDate(today), calendar);
    if (words === null) expect(warning).toBeNull();
    else expect(warning).toContain(words);
  });

  test("an empty list is said to be empty", () => {
    expect(bankHolidayWarning(plainDate("2026-01-01"), { ...calendar, bankHolidays: new Set() })).toContain(
      "is empty",
    );
  });
});
