import {
  type Calendar,
  endOfDay,
  formatDay,
  isWorkingDay,
  localTime,
  nextWorkingDay,
  nextWorkingStart,
  startOfDay,
  type Weekday,
  weekdayOf,
} from "./calendar.ts";
import type { StaffMember } from "./staff.ts";
import { type Instant, localDate, type PlainDate } from "./time.ts";

/** Someone who is not there, as their out-of-office reply or a bounce told us. */
export interface Away {
  readonly staffId: string;
  readonly from: Instant;
  /** When they are back; null: until further notice. */
  readonly until: Instant | null;
}

/** A morning or an afternoon of a working day. */
export interface HalfDay {
  readonly day: PlainDate;
  readonly weekday: Weekday;
  readonly part: "morning" | "afternoon";
  readonly from: Instant;
  readonly until: Instant;
}

/** The half-days of one working day, in order; just a morning where the day closes by noon. */
export function halfDaysOf(day: PlainDate, calendar: Calendar): readonly HalfDay[] {
  const noon = localTime(day, calendar.morningEndsAt);
  const end = endOfDay(day, calendar);
  const weekday = weekdayOf(day);
  const morning = {
    day,
    weekday,
    part: "morning",
    from: startOfDay(day, calendar),
    until: end < noon ? end : noon,
  } as const;
  return end <= noon ? [morning] : [morning, { day, weekday, part: "afternoon", from: noon, until: end }];
}

/** The half-days of working time from `from` to `until`, parts included; the next one where there is none between. */
export function halfDaysBetween(from: Instant, until: Instant, calendar: Calendar): readonly HalfDay[] {
  const start = nextWorkingStart(from, calendar);
  const found: HalfDay[] = [];
  for (let day = localDate(start); ; day = nextWorkingDay(day, calendar)) {
    for (const half of halfDaysOf(day, calendar)) {
      if (half.until <= start) continue;
      if (found.length > 0 && half.from >= until) return found;
      found.push(half);
    }
  }
}

/**
 * Why somebody is not in work for the whole of a half-day, in words after their name ("is on leave");
 * null where they are in.
 */
export function absence(member: StaffMember, half: HalfDay, away: readonly Away[]): string | null {
  if (!works(member, half)) return `does not work on ${formatDay(half.day)} in the ${half.part}`;
  const leave = leaveOn(member, half);
  if (leave) return leave.until === null ? INDEFINITE : `is on leave until ${formatDay(leave.until)}`;
  const absent = awayIn(member, half, away);
  if (absent)
    return absent.until === null ? INDEFINITE : `is away until ${formatDay(localDate(absent.until))}`;
  return null;
}

/** The same without the words. */
export function isIn(member: StaffMember, half: HalfDay, away: readonly Away[]): boolean {
  return works(member, half) && !leaveOn(member, half) && !awayIn(member, half, away);
}

const INDEFINITE = "is away until further notice";

function works(member: StaffMember, half: HalfDay): boolean {
  if (half.weekday === "sat" || half.weekday === "sun") return true;
  const pattern = member.pattern[half.weekday];
  return pattern === "day" || pattern === half.part;
}

function leaveOn(member: StaffMember, half: HalfDay) {
  return member.leave.find(({ from, until }) => from <= half.day && (until === null || half.day <= until));
}

function awayIn(member: StaffMember, half: HalfDay, away: readonly Away[]): Away | undefined {
  return away.find(
    ({ staffId, from, until }) =>
      staffId === member.id && from < half.until && (until === null || until > half.from),
  );
}

/** Is somebody in work at that moment? Outside working hours nobody is. */
export function isInWork(
  member: StaffMember,
  at: Instant,
  away: readonly Away[],
  calendar: Calendar,
): boolean {
  const day = localDate(at);
  if (!isWorkingDay(day, calendar)) return false;
  const now = halfDaysOf(day, calendar).find((half) => half.from <= at && at < half.until);
  return now !== undefined && isIn(member, now, away);
}
