import { isPlainDate, type PlainDate } from "../time.ts";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const NUMERIC = /\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b/g;
const WORDED =
  /\b(\d{1,2})(?:st|nd|rd|th)?[ .-]{1,2}(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ .,-]{1,2}(\d{4}|\d{2})\b/gi;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/g;

/** Days written in a text, day first (IN-06), with where each begins. A year of two digits is the latest such year up to `now`. */
export function daysInText(
  text: string,
  now: PlainDate,
): readonly { readonly day: PlainDate; readonly at: number }[] {
  const found: { day: PlainDate; at: number }[] = [];
  const add = (year: string, month: string, day: string, at: number): void => {
    const full = year.length === 4 ? year : fullYear(year, now);
    const written = `${full}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    if (isPlainDate(written)) found.push({ day: written, at });
  };
  for (const m of text.matchAll(NUMERIC)) add(m[3] ?? "", m[2] ?? "", m[1] ?? "", m.index);
  for (const m of text.matchAll(WORDED)) {
    add(m[3] ?? "", String(MONTHS.indexOf((m[2] ?? "").toLowerCase()) + 1), m[1] ?? "", m.index);
  }
  for (const m of text.matchAll(ISO)) add(m[1] ?? "", m[2] ?? "", m[3] ?? "", m.index);
  return found;
}

function fullYear(two: string, now: PlainDate): string {
  const century = Number(now.slice(0, 2));
  return Number(two) <= Number(now.slice(2, 4)) ? `${century}${two}` : `${century - 1}${two}`;
}
