/** An instant in UTC, always as `2026-03-25T17:15:00.000Z`, so that text order is time order. */
export type Instant = string & { readonly __instant: never };

/** A calendar day, `2026-03-25`. Has no time zone, so never hand it to `new Date()`. */
export type PlainDate = string & { readonly __plainDate: never };

/** The zone of every rule (DL-01). */
export const LONDON = "Europe/London";
/** The Swedish way to write a day is ISO 8601's. */
const dayInLondon = new Intl.DateTimeFormat("sv-SE", { timeZone: LONDON });

/**
 * @param value an ISO 8601 text with offset, a Date, or milliseconds since 1970 UTC.
 * @throws {RangeError} where it is no instant.
 */
export function instant(value: string | number | Date): Instant {
  const date = new Date(value);
  if (Number.isNaN(date.getTime()))
    throw new RangeError("Cannot read an instant: expected ISO 8601 with offset");
  return date.toISOString() as Instant;
}

/** Milliseconds since 1970 UTC. */
export function msOf(at: Instant): number {
  return Date.parse(at);
}

/** The instant `ms` milliseconds later (earlier where negative). For lengths of time, never for days (DL-01). */
export function laterBy(at: Instant, ms: number): Instant {
  return instant(msOf(at) + ms);
}

/** The local calendar day in London on which an instant falls (CASS-04). */
export function localDate(at: Instant): PlainDate {
  return dayInLondon.format(msOf(at)) as PlainDate;
}

/**
 * @param value `YYYY-MM-DD`
 * @throws {RangeError} where it is no day of the calendar.
 */
export function plainDate(value: string): PlainDate {
  if (!isPlainDate(value)) throw new RangeError("Cannot read a day: expected YYYY-MM-DD");
  return value;
}

export function isPlainDate(value: string): value is PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The day `days` calendar days later (earlier where negative). */
export function addDays(day: PlainDate, days: number): PlainDate {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10) as PlainDate;
}

/** Whole calendar days from one day to another; negative where `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
