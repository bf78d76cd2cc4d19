import type { Calendar } from "../../../rules/calendar.ts";
import { plainDate } from "../../../rules/time.ts";

/** Monday to Friday, 09:00 to 17:15, with Christmas. */
export const CALENDAR: Calendar = {
  startsAt: "09:00",
  morningEndsAt: "12:00",
  endsAt: { mon: "17:15", tue: "17:15", wed: "17:15", thu: "17:15", fri: "16:15" },
  bankHolidays: new Set([plainDate("2026-12-25"), plainDate("2026-12-28")]),
  overrides: new Map(),
};
