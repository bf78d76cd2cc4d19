import { GB } from "chrono-node/en";
import { parse as parseFrench } from "chrono-node/fr";
import { addDays, type Instant, isPlainDate, localDate, msOf, type PlainDate } from "../time.ts";

/** Ahead of a day that is the last one away, or the first one back. */
const CUE = /\b(until|till|til|returning|return|returns|back|through|to|jusqu['’]au|jusqu['’]à)\b/gi;
const MOST_TEXT = 2_000;
const REACH = 60;

/**
 * The first day back that an out-of-office reply names: the day "until" or "returning" which it is away,
 * the day after a last day ("inclusive", "from … to …"). null where it names none.
 */
export function firstDayBack(text: string, receivedAt: Instant): PlainDate | null {
  const short = text.slice(0, MOST_TEXT).replace(/\s+/g, " ");
  const today = localDate(receivedAt);
  let latest: PlainDate | null = null;
  for (const cue of short.matchAll(CUE)) {
    const after = short.slice(cue.index + cue[0].length, cue.index + cue[0].length + REACH);
    const said = dayIn(after, cue[0].toLowerCase().startsWith("jusqu"), receivedAt);
    if (!said || said.day < today) continue;
    const last =
      cue[0].toLowerCase() === "to" ||
      cue[0].toLowerCase() === "through" ||
      /^\s*[,(]?\s*(?:inclus|incl\b|inc\b)/i.test(said.rest);
    const back = last ? addDays(said.day, 1) : said.day;
    if (latest === null || back > latest) latest = back;
  }
  return latest;
}

function dayIn(text: string, french: boolean, receivedAt: Instant): { day: PlainDate; rest: string } | null {
  const at = { instant: new Date(msOf(receivedAt)), timezone: 0 };
  const [found] = french
    ? parseFrench(text, at, { forwardDate: true })
    : GB.parse(text, at, { forwardDate: true });
  if (!found || found.index > 25) return null;
  const start = found.start;
  if (!start.isCertain("day") && !start.isCertain("weekday")) return null;
  const pad = (value: number | null) => String(value ?? 0).padStart(2, "0");
  const day = `${start.get("year")}-${pad(start.get("month"))}-${pad(start.get("day"))}`;
  return isPlainDate(day) ? { day, rest: text.slice(found.index + found.text.length) } : null;
}
