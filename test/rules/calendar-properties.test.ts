import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addWorkingMinutes,
  isWorkingDay,
  isWorkingTime,
  latestSafeDispatch,
  localTime,
  nextWorkingDay,
  nextWorkingStart,
  reviewDeadline,
  startOfDay,
  workingMinutesBetween,
} from "../../rules/calendar.ts";
import {
  addDays,
  type Instant,
  instant,
  laterBy,
  localDate,
  msOf,
  type PlainDate,
  plainDate,
} from "../../rules/time.ts";
import { loadCalendar } from "../../worker/config/calendar.ts";

const calendar = loadCalendar("config");
const HOUR_MS = 3_600_000;
const DAYS = 4 * 365;

/** Any day of 2025 to 2028, the clock changes, Easter and Christmas Eve more often than chance would have it. */
const day = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.integer({ min: 0, max: DAYS }).map((days) => addDays(plainDate("2025-01-01"), days)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        "2025-03-30",
        "2025-10-26",
        "2026-03-29",
        "2026-10-25",
        "2027-03-28",
        "2028-10-29",
        "2025-12-24",
        "2026-12-24",
      ].flatMap((date) => [
        addDays(plainDate(date), -2),
        addDays(plainDate(date), -1),
        plainDate(date),
        addDays(plainDate(date), 1),
      ]),
    ),
  },
);
/** Quarters of an hour, and every boundary a second before, at, and after. */
const timeOfDay = fc.oneof(
  fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15 * 60),
  fc
    .tuple(fc.constantFrom("08:00", "10:00", "12:00", "16:15", "17:15"), fc.constantFrom(-1, 0, 1))
    .map(([time, off]) => Number(time.slice(0, 2)) * 3600 + Number(time.slice(3)) * 60 + off),
);
const moment = fc
  .tuple(day, timeOfDay)
  .map(([date, seconds]) =>
    instant(msOf(localTime(date, "00:00")) + dayShift(date, seconds) + seconds * 1000),
  );

/** Seconds after midnight, by the clock on the wall. */
function dayShift(date: PlainDate, seconds: number): number {
  const hour = String(Math.floor(seconds / 3600)).padStart(2, "0");
  return (
    msOf(localTime(date, `${hour}:00`)) -
    msOf(localTime(date, "00:00")) -
    Math.floor(seconds / 3600) * HOUR_MS
  );
}

const laterSeconds = fc.oneof(fc.integer({ min: 0, max: 36_000 }), fc.integer({ min: 0, max: 6 * 86_400 }));
const sending = fc
  .tuple(moment, laterSeconds)
  .map(([received, seconds]) => ({ received, sent: laterBy(received, seconds * 1000) }));

function property<T>(name: string, arbitrary: fc.Arbitrary<T>, holds: (value: T) => void) {
  test(name, () => fc.assert(fc.property(arbitrary, holds), { numRuns: 600 }));
}

describe("a review deadline", () => {
  property("falls in working hours, or at the very end of a working day", sending, ({ received, sent }) => {
    const { dueAt } = reviewDeadline(received, sent, calendar);
    expect(isWorkingTime(laterBy(dueAt, -1), calendar)).toBe(true);
  });

  property("is never before dispatch", sending, ({ received, sent }) => {
    expect(reviewDeadline(received, sent, calendar).dueAt > sent).toBe(true);
  });

  property(
    "is never earlier for a later dispatch",
    fc.tuple(sending, laterSeconds),
    ([{ received, sent }, more]) => {
      const first = reviewDeadline(received, sent, calendar).dueAt;
      expect(reviewDeadline(received, laterBy(sent, more * 1000), calendar).dueAt >= first).toBe(true);
    },
  );

  property(
    "has its reminder an hour before, unless that is past at dispatch",
    sending,
    ({ received, sent }) => {
      const { dueAt, remindAt } = reviewDeadline(received, sent, calendar);
      const hourBefore = laterBy(dueAt, -HOUR_MS);
      expect(remindAt).toBe(hourBefore < sent ? null : hourBefore);
      expect(isWorkingTime(hourBefore, calendar)).toBe(true);
    },
  );

  property(
    "is no later than the next working day's end, or says that it is at risk",
    sending,
    ({ received, sent }) => {
      const { dueAt, statutoryRisk } = reviewDeadline(received, sent, calendar);
      const lastDay = nextWorkingDay(localDate(nextWorkingStart(received, calendar)), calendar);
      expect(localDate(dueAt) > lastDay).toBe(statutoryRisk);
    },
  );

  property(
    "keeps rule A or B when sent by the latest safe moment, and loses it a second after",
    moment,
    (received) => {
      const latest = latestSafeDispatch(received, calendar);
      const { rule } = reviewDeadline(received, latest, calendar);
      expect(["A", "B"]).toContain(rule);
      if (rule === "A") expect(reviewDeadline(received, laterBy(latest, 1000), calendar).rule).toBe("C");
    },
  );
});

describe("working time", () => {
  property(
    "added and measured again is the same",
    fc.tuple(moment, fc.integer({ min: 0, max: 5_000 })),
    ([from, minutes]) => {
      expect(workingMinutesBetween(from, addWorkingMinutes(from, minutes, calendar), calendar)).toBe(minutes);
    },
  );

  property(
    "adds up over any point between",
    fc.tuple(moment, laterSeconds, laterSeconds),
    ([from, first, second]) => {
      const middle = laterBy(from, first * 1000);
      const end = laterBy(middle, second * 1000);
      const sum =
        workingMinutesBetween(from, middle, calendar) + workingMinutesBetween(middle, end, calendar);
      expect(sum).toBeCloseTo(workingMinutesBetween(from, end, calendar), 6);
    },
  );

  property("starts at eight by the clock on the wall, also across a clock change", moment, (from) => {
    const start: Instant = nextWorkingStart(from, calendar);
    if (start === from) expect(isWorkingTime(from, calendar)).toBe(true);
    else {
      expect(start).toBe(startOfDay(localDate(start), calendar));
      expect(isWorkingDay(localDate(start), calendar)).toBe(true);
      expect(start > from).toBe(true);
    }
  });
});
