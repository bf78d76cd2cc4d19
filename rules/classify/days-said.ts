import { addDays, daysBetween, isPlainDate, type PlainDate } from "../time.ts";

/** A day on which something is said to have happened. */
export interface DaySaid {
  readonly day: PlainDate;
  readonly written: string;
  /** Only a weekday or "today" was said: the day is worked out from when it was written. */
  readonly relative: boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const MONTH = "[A-Za-z]{3,9}";
// Each way begins with a digit or a month's capital, so that a text without dates costs little.
const DATE = new RegExp(
  [
    "(?<iso>\\b\\d{4}-\\d{2}-\\d{2}\\b)",
    "(?<![\\d/.])(?<d1>\\d{1,2})(?:/(?<m1>\\d{1,2})(?:/(?<y1>\\d{4}|\\d{2}))?|\\.(?<m4>\\d{1,2})\\.(?<y4>\\d{4}|\\d{2}))(?![\\d/]|\\.\\d)",
    `(?<![\\d/.])(?<d2>\\d{1,2})(?:st|nd|rd|th)?[ -]?(?:of )?(?<m2>${MONTH})\\b\\.?,? ?(?<y2>(?:19|20)\\d{2})?(?![\\d:])`,
    `\\b(?<m3>[JFMASOND]${MONTH}) (?<d3>\\d{1,2})(?:st|nd|rd|th)?\\b(?!:),? ?(?<y3>(?:19|20)\\d{2})?`,
  ].join("|"),
  "gu",
);
const WEEKDAY_STEMS: Readonly<Record<string, number>> = {
  sun: 0,
  mon: 1,
  tues: 2,
  wednes: 3,
  thurs: 4,
  fri: 5,
  satur: 6,
};
/** Days before the writing that these words mean. */
const RELATIVE: readonly (readonly [string, number])[] = [
  ["today", 0],
  ["tonight", 0],
  ["this morning", 0],
  ["this afternoon", 0],
  ["this evening", 0],
  ["this lunchtime", 0],
  ["yesterday", -1],
  ["last night", -1],
  ["overnight", -1],
];
/** Dates of forms and of people, which are no incident. */
const NO_INCIDENT =
  /\b(?:d\.?o\.?b|born|birth|referral|completed|signed|typed|request|review|clinic date|date seen|edd|due|appointment|consent)\b[^\n]{0,24}$/i;
const LOOK_BACK_DAYS = 120;

/** Full and partial dates of a text with their place; a partial date is the latest that is not after `writtenOn`. */
export function datesIn(
  text: string,
  writtenOn: PlainDate,
): readonly { day: PlainDate; index: number; written: string }[] {
  const found: { day: PlainDate; index: number; written: string }[] = [];
  for (const match of text.matchAll(DATE)) {
    const g = match.groups ?? {};
    const day = g.iso
      ? isPlainDate(g.iso)
        ? g.iso
        : null
      : build(
          Number(g.d1 ?? g.d2 ?? g.d3),
          monthOf(g.m1 ?? g.m4 ?? g.m2 ?? g.m3 ?? ""),
          g.y1 ?? g.y4 ?? g.y2 ?? g.y3,
          writtenOn,
        );
    if (day !== null) found.push({ day, index: match.index, written: match[0].trim() });
  }
  return found;
}

/** Days within four months before `writtenOn` on which a text says that something happened; birthdays and dates of forms left out. */
export function daysSaid(text: string, writtenOn: PlainDate): readonly DaySaid[] {
  const found = new Map<PlainDate, DaySaid>();
  const add = (day: PlainDate, written: string, relative: boolean) => {
    const back = daysBetween(day, writtenOn);
    if (back < 0 || back > LOOK_BACK_DAYS) return;
    const known = found.get(day);
    if (!known || (known.relative && !relative)) found.set(day, { day, written, relative });
  };
  for (const { day, index, written } of datesIn(text, writtenOn)) {
    if (NO_INCIDENT.test(text.slice(Math.max(0, index - 40), index))) continue;
    add(day, written, false);
  }
  const lower = text.toLowerCase();
  for (const { weekday, written, weeksBack, date } of weekdaysIn(lower)) {
    const last = weekdayBefore(writtenOn, weekday);
    const dated =
      date === null ? undefined : WEEKS.map((n) => addDays(last, -7 * n)).find((day) => day.endsWith(date));
    if (dated !== undefined) {
      add(dated, written, false);
      continue;
    }
    for (const weeks of weeksBack) add(addDays(last, -7 * weeks), written, true);
  }
  for (const [written, offset] of RELATIVE) {
    if (lower.includes(written)) add(addDays(writtenOn, offset), written, true);
  }
  return [...found.values()];
}

/** "The Sunday", "that Sunday" is one that both know of: of these weeks, not surely the last. */
const ANY_OF_THESE_WEEKS: readonly number[] = [0, 1, 2, 3];
/** "Thursday 19th" is of these weeks that on which the Thursday fell on a 19th. */
const WEEKS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const DAY_OF_MONTH = /^,? (?:the )?(\d{1,2})(?:st|nd|rd|th)\b/;
const WEEKS_AGO =
  /^[, ]{1,2}(?:(?:a|one) week ago|(week before last|before last|two weeks ago|2 weeks ago|a fortnight ago)|(?:three|3) weeks ago)\b/;

/** "Tuesday", "last Friday", "Tuesday two weeks ago"; not "next Monday", "every Sunday" or "Mondays". */
function weekdaysIn(
  lower: string,
): { weekday: number; written: string; weeksBack: readonly number[]; date: string | null }[] {
  const found: { weekday: number; written: string; weeksBack: readonly number[]; date: string | null }[] = [];
  for (let at = lower.indexOf("day"); at >= 0; at = lower.indexOf("day", at + 3)) {
    let start = at;
    while (start > 0 && at - start < 7 && isLetter(lower.charCodeAt(start - 1))) start--;
    const weekday = WEEKDAY_STEMS[lower.slice(start, at)];
    if (weekday === undefined || isLetter(lower.charCodeAt(at + 3))) continue;
    const before = lower.slice(Math.max(0, start - 6), start).trim();
    if (before.endsWith("next") || before.endsWith("every") || before.endsWith("each")) continue;
    const ago = WEEKS_AGO.exec(lower.slice(at + 3, at + 30));
    const known = before.endsWith(" the") || before === "the" || before.endsWith("that");
    const weeksBack = ago
      ? [ago[1] !== undefined ? 2 : ago[0].includes("three") || ago[0].includes("3") ? 3 : 1]
      : known
        ? ANY_OF_THESE_WEEKS
        : [0];
    const date = DAY_OF_MONTH.exec(lower.slice(at + 3, at + 16))?.[1]?.padStart(2, "0") ?? null;
    found.push({
      weekday,
      written: lower.slice(start, at + 3),
      weeksBack,
      date: date === null ? null : `-${date}`,
    });
  }
  return found;
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

function weekdayBefore(day: PlainDate, weekday: number): PlainDate {
  const today = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((today - weekday + 7) % 7));
}

function monthOf(written: string): number {
  return /^\d/.test(written)
    ? Number(written)
    : MONTHS.findIndex(
        (month, index) =>
          written.toLowerCase().startsWith(month) && MONTH_NAMES[index]?.startsWith(written.toLowerCase()),
      ) + 1;
}

function build(day: number, month: number, year: string | undefined, writtenOn: PlainDate): PlainDate | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const written = (y: number) => `${y}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const current = Number(writtenOn.slice(0, 4));
  if (year === undefined) {
    const thisYear = written(current);
    const date = thisYear > writtenOn ? written(current - 1) : thisYear;
    return isPlainDate(date) ? date : null;
  }
  const full =
    year.length === 4
      ? Number(year)
      : 2000 + Number(year) > current + 1
        ? 1900 + Number(year)
        : 2000 + Number(year);
  const date = written(full);
  return isPlainDate(date) ? date : null;
}

export function sharesDay(a: readonly DaySaid[], b: readonly DaySaid[]): DaySaid | undefined {
  return a.find((day) => b.some((other) => other.day === day.day));
}
