import { join } from "node:path";
import { z } from "zod";
import type { Calendar, DayOverride } from "../../rules/calendar.ts";
import { isPlainDate, type PlainDate } from "../../rules/time.ts";
import { ConfigFaults, readLocatedYaml, readYaml } from "./yaml.ts";

/** Earlier than this no day may close: the morning deadline of the day before falls at 10:00 (DL-07). */
const EARLIEST_CLOSE = "10:00";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time as HH:MM");
const day = z.string().refine(isPlainDate, "expected a day as YYYY-MM-DD");

const calendarFile = z.strictObject({
  starts_at: time,
  morning_ends_at: time,
  ends_at: z.strictObject({ mon: time, tue: time, wed: time, thu: time, fri: time }),
  overrides: z.array(
    z.strictObject({
      date: day,
      closed: z.literal(true).optional(),
      closes_at: time.optional(),
      why: z.string().min(1),
    }),
  ),
});

/** The format of https://www.gov.uk/bank-holidays.json; its Scottish and Northern Irish days are not read (DL-02). */
const bankHolidayFile = z.object({
  "england-and-wales": z.object({ events: z.array(z.object({ date: day })).min(1) }),
});

/**
 * Reads `calendar.yaml`, and `bank-holidays.json` from the same folder unless another is given.
 * @throws {ConfigFaults} naming every fault of the file at fault.
 */
export function loadCalendar(configDir: string, holidaysDir = configDir): Calendar {
  const { value, fault } = readLocatedYaml(join(configDir, "calendar.yaml"), calendarFile);
  const faults: string[] = [];
  if (value.starts_at >= EARLIEST_CLOSE)
    faults.push(fault(["starts_at"], `expected a time before ${EARLIEST_CLOSE}`));
  if (value.morning_ends_at <= value.starts_at)
    faults.push(fault(["morning_ends_at"], "expected a time after starts_at"));
  for (const [weekday, endsAt] of Object.entries(value.ends_at)) {
    if (endsAt < EARLIEST_CLOSE)
      faults.push(fault(["ends_at", weekday], `expected ${EARLIEST_CLOSE} or later`));
  }
  const overrides = new Map<PlainDate, DayOverride>();
  for (const [index, { date, closed, closes_at: closesAt }] of value.overrides.entries()) {
    const at = ["overrides", index];
    if (overrides.has(date as PlainDate)) faults.push(fault([...at, "date"], "the same day twice"));
    if ((closed === undefined) === (closesAt === undefined)) {
      faults.push(fault(at, "expected either closed: true or closes_at"));
    } else if (closesAt !== undefined && closesAt < EARLIEST_CLOSE) {
      faults.push(fault([...at, "closes_at"], `expected ${EARLIEST_CLOSE} or later, or closed: true`));
    } else {
      overrides.set(date as PlainDate, closesAt === undefined ? { closed: true } : { closesAt });
    }
  }
  if (faults.length > 0) throw new ConfigFaults(faults);

  const holidays = readYaml(join(holidaysDir, "bank-holidays.json"), bankHolidayFile);
  return {
    startsAt: value.starts_at,
    morningEndsAt: value.morning_ends_at,
    endsAt: value.ends_at,
    bankHolidays: new Set(holidays["england-and-wales"].events.map((event) => event.date as PlainDate)),
    overrides,
  };
}
