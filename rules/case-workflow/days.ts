import { addDays, type Instant, isPlainDate, localDate, type PlainDate } from "../time.ts";
import type { Duration } from "./condition.ts";

/** The same day of a later month, or that month's last day where it lacks it (YV-05): 31 Aug + 6 months = 28 Feb. */
export function addMonths(day: PlainDate, months: number): PlainDate {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10) as PlainDate;
}

/** Whole calendar months or days later. Lengths in working time need a calendar: see `due.ts`. */
export function addCalendar(day: PlainDate, { amount, unit }: Duration): PlainDate {
  return unit === "months" ? addMonths(day, amount) : addDays(day, amount);
}

/** Whole years of age on `day`. A child of 29 February has its birthday on 28 February in other years. */
export function ageOn(born: PlainDate, day: PlainDate): number {
  let age = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  if (addMonths(born, age * 12) > day) age -= 1;
  return age;
}

/** The day that a day or an instant in a field says, in London; null where it says none. */
export function dayIn(value: unknown): PlainDate | null {
  if (typeof value !== "string") return null;
  if (isPlainDate(value)) return value;
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? localDate(value as Instant) : null;
}
