import { TZDate } from "@date-fns/tz/date";
import { addDays, type Instant, instant, LONDON, localDate, msOf, type PlainDate } from "../time.ts";

export const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type WorkingWeekday = Exclude<Weekday, "sat" | "sun">;

/** A day that differs from its weekday (DL-02, DL-03): closed, or worked until `closesAt` whatever weekday it is. */
export type DayOverride = { readonly closed: true } | { readonly closesAt: string };

/** When the service works. Times are London wall-clock times, `HH:MM`. */
export interface Calendar {
  readonly startsAt: string;
  /** Noon itself is still morning (DL-07). */
  readonly morningEndsAt: string;
  readonly endsAt: Readonly<Record<WorkingWeekday, string>>;
  /** England and Wales (DL-02). */
  readonly bankHolidays: ReadonlySet<PlainDate>;
  readonly overrides: ReadonlyMap<PlainDate, DayOverride>;
}

/** Farther apart than any two working days can be: beyond it the calendar has none. */
const LONGEST_CLOSURE_DAYS = 400;

export function weekdayOf(day: PlainDate): Weekday {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] as Weekday;
}

/** DL-02: Monday to Friday and no bank holiday, but for what the overrides say of the day. */
export function isWorkingDay(day: PlainDate, calendar: Calendar): boolean {
  return closingTime(day, calendar) !== null;
}

/**
 * The first working day after `day`.
 * @throws {RangeError} where the calendar has none within 400 days.
 */
export function nextWorkingDay(day: PlainDate, calendar: Calendar): PlainDate {
  return walk(day, 1, calendar);
}

/**
 * The last working day before `day`.
 * @throws {RangeError} where the calendar has none within 400 days.
 */
export function previousWorkingDay(day: PlainDate, calendar: Calendar): PlainDate {
  return walk(day, -1, calendar);
}

/** When work starts on a day, worked or not. */
export function startOfDay(day: PlainDate, calendar: Calendar): Instant {
  return localTime(day, calendar.startsAt);
}

/**
 * When a working day ends (DL-03).
 * @throws {RangeError} where the day is not worked: ask `isWorkingDay` first.
 */
export function endOfDay(day: PlainDate, calendar: Calendar): Instant {
  const closesAt = closingTime(day, calendar);
  if (closesAt === null) throw new RangeError(`Cannot give the end of ${day}: expected a working day`);
  return localTime(day, closesAt);
}

/** The instant at which London's clocks show `time` (`HH:MM`) on that day. Working hours never meet a clock change. */
export function localTime(day: PlainDate, time: string): Instant {
  const key = `${day} ${time}`;
  const known = localTimes.get(key);
  if (known !== undefined) return known;
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const [hours, minutes] = time.split(":").map(Number) as [number, number];
  const at = instant(new TZDate(year, month - 1, date, hours, minutes, 0, 0, LONDON).getTime());
  if (localTimes.size >= 5_000) localTimes.clear();
  localTimes.set(key, at);
  return at;
}

/** A few days' hours are asked for again and again, and working one out takes 70 µs. */
const localTimes = new Map<string, Instant>();

const clockInLondon = new Intl.DateTimeFormat("sv-SE", {
  timeZone: LONDON,
  hour: "2-digit",
  minute: "2-digit",
});

/** For people (SAF-19): `Wed 25 Mar 2026 17:15`, London time. */
export function formatLocal(at: Instant): string {
  return `${formatDay(localDate(at))} ${clockInLondon.format(msOf(at))}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** For people: `Wed 25 Mar 2026`. */
export function formatDay(day: PlainDate): string {
  const [year = "", month = "", date = ""] = day.split("-");
  const weekday = weekdayOf(day);
  return `${weekday[0]?.toUpperCase()}${weekday.slice(1)} ${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** `HH:MM`, or null where the day is not worked. */
function closingTime(day: PlainDate, calendar: Calendar): string | null {
  const override = calendar.overrides.get(day);
  if (override) return "closed" in override ? null : override.closesAt;
  const weekday = weekdayOf(day);
  if (weekday === "sat" || weekday === "sun" || calendar.bankHolidays.has(day)) return null;
  return calendar.endsAt[weekday];
}

function walk(from: PlainDate, step: 1 | -1, calendar: Calendar): PlainDate {
  let day = from;
  for (let walked = 0; walked < LONGEST_CLOSURE_DAYS; walked++) {
    day = addDays(day, step);
    if (isWorkingDay(day, calendar)) return day;
  }
  throw new RangeError(
    `Cannot find a working day: expected one within ${LONGEST_CLOSURE_DAYS} days of ${from}`,
  );
}
