import { tz } from "@date-fns/tz/tz";
import { GB } from "chrono-node/en";
import { constructFrom } from "date-fns/constructFrom";
import { addDays, type Instant, instant, isPlainDate, LONDON, localDate, type PlainDate } from "../time.ts";

/** A date as someone wrote it. `day` is null where it is no day of the calendar or could be two (IN-06). */
export interface WrittenDate {
  readonly day: PlainDate | null;
  readonly written: string;
  readonly index: number;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
export const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|" +
  // as they are misspelt
  "januar[ay]|janurary|febuary|feburary|febraury|februrary|aprill|augest|septemeber|septmber|octobor|octber|novemeber|novmber|decemeber|decmber)(?![a-z])";
const SPACE = "[\\s\\u00a0]{0,2}";
const ISO = /(?<![\d/-])\d{4}(?:-\d{2}-|\/\d{2}\/)\d{2}(?![\d/-])/;
const NUMERIC = new RegExp(
  `(?<![\\d/.£$-])(\\d{1,2})${SPACE}[/.\\-\u2013]${SPACE}(\\d{1,2})${SPACE}[/.\\-\u2013]${SPACE}(\\d{4}|\\d{2})(?![\\d/]|[.\\-]\\d)`,
);
const NAMED = new RegExp(
  `(?<![\\d/.])(\\d{1,2})(?:[\\s\\u00a0]?(?:st|nd|rd|th)[.,]?)?[\\s\\u00a0]{0,2}(?:of[\\s\\u00a0])?[\\s\\u00a0\\-./]?${MONTH}\\.?[\\s\\u00a0,\\-/.']{0,3}(\\d{4}|\\d{2}|this year|last year)(?![\\d:])`,
  "i",
);
const MONTH_FIRST = new RegExp(
  `(?<![\\p{L}])${MONTH}\\.?[\\s\\u00a0]{1,2}(\\d{1,2})(?:st|nd|rd|th)?,?[\\s\\u00a0]{1,2}(\\d{4})(?!\\d)`,
  "iu",
);
const ANY = new RegExp(
  [ISO, NUMERIC, NAMED, MONTH_FIRST].map((pattern) => pattern.source.replace(/\((?!\?)/g, "(?:")).join("|"),
  "giu",
);
const LONGEST_LINE = 5000;

/**
 * Every full date in a text, day first. A two-digit year is the latest that is not after `notAfter`.
 * `day` is null for a date that is none (31/02/2015, 04/13/2015): shown, not guessed.
 */
export function findDates(text: string, notAfter: PlainDate): WrittenDate[] {
  const found: WrittenDate[] = [];
  for (const match of text.matchAll(ANY)) {
    found.push({ written: match[0], index: match.index, day: dayOf(match[0], notAfter) });
  }
  return found;
}

/**
 * The one date of a box of a form; undefined where it holds none. Also `12042015`, `12 4 15`, `12|04|2015` and one
 * digit a box. "12 or 13/04/2015" is no one day (IN-06).
 */
export function readDate(written: string, notAfter: PlainDate): WrittenDate | undefined {
  const text = written.slice(0, LONGEST_LINE).trim();
  const [found, second] = findDates(text, notAfter);
  if (found) {
    const other = second !== undefined && second.day !== found.day && /\bor\b/i.test(text);
    const before = /\d(?:st|nd|rd|th)? or (?:the )?$/i.test(text.slice(0, found.index));
    return other || before ? { written: text, index: 0, day: null } : found;
  }
  const boxed = /^\d(?: ?[/|.-]? ?\d){5,7}$/.test(text) ? text.replace(/ /g, "") : text;
  const digits =
    /^\D{0,10}(\d{2})[\s]?(\d{2})[\s]?(\d{4}|\d{2})\D{0,10}$/.exec(boxed) ??
    /^(\d{1,2})(?: | ?[|/\\] ?)(\d{1,2})(?: | ?[|/\\] ?)(\d{4}|\d{2})$/.exec(text);
  if (!digits) return findDates(boxed, notAfter)[0];
  const [, day = "", month = "", year = ""] = digits;
  return { written: text, index: 0, day: build(Number(day), Number(month), year, notAfter) };
}

function dayOf(written: string, notAfter: PlainDate): PlainDate | null {
  const iso = ISO.exec(written);
  if (iso) {
    const day = iso[0].replaceAll("/", "-");
    return isPlainDate(day) ? day : null;
  }
  const numeric = NUMERIC.exec(written);
  if (numeric) return build(Number(numeric[1]), Number(numeric[2]), numeric[3] as string, notAfter);
  const named = NAMED.exec(written);
  if (named) return build(Number(named[1]), monthOf(named[2] as string), named[3] as string, notAfter);
  const monthFirst = MONTH_FIRST.exec(written);
  if (monthFirst)
    return build(Number(monthFirst[2]), monthOf(monthFirst[1] as string), monthFirst[3] as string, notAfter);
  return null;
}

export function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function build(day: number, month: number, year: string, notAfter: PlainDate): PlainDate | null {
  const full = year.length === 4 ? year : fullYear(year, month, day, notAfter);
  const text = `${full}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return isPlainDate(text) ? text : null;
}

function fullYear(twoDigits: string, month: number, day: number, notAfter: PlainDate): string {
  const ago = ["this year", "last year"].indexOf(twoDigits.toLowerCase());
  if (ago >= 0) return String(Number(notAfter.slice(0, 4)) - ago);
  const thisCentury = `20${twoDigits}`;
  const written = `${thisCentury}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return written <= notAfter ? thisCentury : `19${twoDigits}`;
}

/** A moment as a mail program writes it above a quote. Without an offset it is London's time. null where unreadable. */
export function readMoment(written: string): Instant | null {
  // "1. August 2011", as German programs write a day
  const text = written
    .slice(0, 200)
    .replace(/\b(\d{1,2})\. (?=\p{L})/u, "$1 ")
    .trim();
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : instant(at);
  }
  const start = GB.parse(text, { instant: new Date(0), timezone: 0 })[0]?.start;
  if (!start || !start.isCertain("day") || !start.isCertain("month") || !start.isCertain("year")) return null;
  // "today" is seen from 1970 here: no day is said
  if ((start.get("year") ?? 0) < 1980) return null;
  const part = (name: "year" | "month" | "day" | "hour" | "minute" | "second") => start.get(name) ?? 0;
  if (start.isCertain("timezoneOffset")) return instant(start.date());
  const local = [
    part("year"),
    part("month") - 1,
    part("day"),
    start.isCertain("hour") ? part("hour") : 12,
    part("minute"),
    part("second"),
  ] as const;
  const zoned = constructFrom(tz(LONDON)(0), 0);
  zoned.setFullYear(local[0], local[1], local[2]);
  zoned.setHours(local[3], local[4], local[5], 0);
  return Number.isNaN(zoned.getTime()) ? null : instant(zoned.getTime());
}

export interface SaidDay {
  readonly day: PlainDate;
  readonly written: string;
  readonly index: number;
}

/** A span of days, not one. */
const SPAN = /^(?:(?:last|this|next|past|over|the) ){0,2}(?:week|weekend|month|year)$/i;
const A_DAY = /day|night|morning|afternoon|evening|tonight|ago/i;

/** Days said in a sentence, also relative ones ("last Tuesday", "yesterday", "3 October"), seen from `saidAt`. */
export function findSaidDays(sentence: string, saidAt: Instant): SaidDay[] {
  const today = localDate(saidAt);
  const whole = sentence.slice(0, LONGEST_LINE);
  const days: SaidDay[] = findDates(whole, addDays(today, 366)).flatMap(({ day, written, index }) => {
    const settled = / year$/i.test(written) ? dayOf(written, today) : day;
    return settled === null ? [] : [{ day: settled, written, index }];
  });
  // of the same length, so that places stay
  const known = whole
    .replace(/\ba fortnight\b/gi, "2 weeks    ")
    .replace(/\b(tues|weds)\b/gi, (short) => `${short.slice(0, 3)} `);
  for (const { start, text, index } of GB.parse(known, {
    instant: new Date(`${today}T12:00:00Z`),
    timezone: 0,
  })) {
    if (days.some((other) => index < other.index + other.written.length && other.index < index + text.length))
      continue;
    if (SPAN.test(text) || (!start.isCertain("day") && !start.isCertain("weekday") && !A_DAY.test(text)))
      continue;
    let day = start.date().toISOString().slice(0, 10) as PlainDate;
    // what is told has happened: "on 12 December" said in October was last year, "on Sunday" the one before
    if (day > addDays(today, 14) && !start.isCertain("year")) day = yearBefore(day);
    else if (day > today && start.isCertain("weekday") && !start.isCertain("day") && !/next|this/i.test(text))
      day = addDays(day, -7);
    days.push({ day, written: whole.slice(index, index + text.length).trimEnd(), index });
  }
  return days.sort((one, other) => one.index - other.index);
}

function yearBefore(day: PlainDate): PlainDate {
  const earlier = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return isPlainDate(earlier) ? earlier : day;
}

/** Whole years from a birth to a day. */
export function ageOn(bornOn: PlainDate, day: PlainDate): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return day.slice(5) >= bornOn.slice(5) ? years : years - 1;
}
