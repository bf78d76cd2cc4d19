import { type Instant, laterBy, localDate, msOf } from "../time.ts";
import { type Calendar, endOfDay, isWorkingDay, nextWorkingDay, startOfDay } from "./working-days.ts";

const MINUTE_MS = 60_000;

/** From the start of a working day up to, not including, its end. */
export function isWorkingTime(at: Instant, calendar: Calendar): boolean {
  const day = localDate(at);
  return isWorkingDay(day, calendar) && at >= startOfDay(day, calendar) && at < endOfDay(day, calendar);
}

/** `at` itself in working time, else the next start of a working day (DL-05: the effective receipt). */
export function nextWorkingStart(at: Instant, calendar: Calendar): Instant {
  const day = localDate(at);
  if (isWorkingDay(day, calendar)) {
    const start = startOfDay(day, calendar);
    if (at < start) return start;
    if (at < endOfDay(day, calendar)) return at;
  }
  return startOfDay(nextWorkingDay(day, calendar), calendar);
}

/**
 * The instant at which `minutes` of working time have passed since `at`. What is used up exactly as a day ends
 * falls at that day's end, not at the next day's start; 0 minutes give the next working moment.
 * @throws {RangeError} where `minutes` is negative.
 */
export function addWorkingMinutes(at: Instant, minutes: number, calendar: Calendar): Instant {
  if (!(minutes >= 0))
    throw new RangeError(`Cannot add working minutes: expected 0 or more, found ${minutes}`);
  let from = nextWorkingStart(at, calendar);
  let leftMs = minutes * MINUTE_MS;
  for (;;) {
    const end = endOfDay(localDate(from), calendar);
    const todayMs = msOf(end) - msOf(from);
    if (leftMs <= todayMs) return laterBy(from, leftMs);
    leftMs -= todayMs;
    from = startOfDay(nextWorkingDay(localDate(from), calendar), calendar);
  }
}

/** Minutes of working time from `from` to `to`, fractions included; 0 where `to` is not later. */
export function workingMinutesBetween(from: Instant, to: Instant, calendar: Calendar): number {
  let workedMs = 0;
  let at = nextWorkingStart(from, calendar);
  while (at < to) {
    const day = localDate(at);
    const end = endOfDay(day, calendar);
    workedMs += msOf(end < to ? end : to) - msOf(at);
    at = startOfDay(nextWorkingDay(day, calendar), calendar);
  }
  return workedMs / MINUTE_MS;
}
