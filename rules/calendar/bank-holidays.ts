import { tz } from "@date-fns/tz/tz";
import { addMonths } from "date-fns/addMonths";
import type { PlainDate } from "../time.ts";
import { type Calendar, formatDay } from "./working-days.ts";

const MONTHS_AHEAD = 6;
const utc = tz("UTC");

/** DL-02: what to do where less than six months of the bank holiday list remain; null while enough do. */
export function bankHolidayWarning(today: PlainDate, calendar: Calendar): string | null {
  const last = [...calendar.bankHolidays].sort().at(-1);
  const needed = addMonths(`${today}T00:00:00Z`, MONTHS_AHEAD, { in: utc }).toISOString().slice(0, 10);
  if (last !== undefined && last >= needed) return null;
  const state =
    last === undefined
      ? "is empty"
      : last < today
        ? `ended on ${formatDay(last)}`
        : `ends on ${formatDay(last)}`;
  return `The bank holiday list ${state}: put the England and Wales list of https://www.gov.uk/bank-holidays.json into config/bank-holidays.json.`;
}
