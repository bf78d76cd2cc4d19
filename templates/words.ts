import { formatDay, formatLocal } from "../rules/calendar.ts";
import type { Difference } from "../rules/classify/triage-result.ts";
import type { ItemStatus } from "../rules/item.ts";
import { ageOn } from "../rules/read-mail/dates.ts";
import { type Instant, isPlainDate, localDate } from "../rules/time.ts";

/*
 * What people read where the program keeps a code. No code ever stands in a letter.
 */

const STATUS_WORDS = {
  new: "just come in",
  "awaiting-rao": "its owner is asked",
  "awaiting-dispatch": "about to be sent to a reviewer",
  "awaiting-decision": "waiting for a decision",
  decided: "decided; contact or letter still to do",
  filing: "being filed",
  filed: "filed",
  returned: "with BSS, not acknowledged yet",
  left: "left in INBOX for BSS",
  split: "split into one request a family",
} as const satisfies Record<ItemStatus, string>;

/** Filed, and still listed (Part 0.6). */
const VISIT_AWAITED = "visit-awaited";

/** How a request stands. */
export function statusWords(status: string): string {
  if (status === VISIT_AWAITED) return "filed; the manager has not said yet that the visit was asked for";
  return status in STATUS_WORDS ? STATUS_WORDS[status as ItemStatus] : spaced(status);
}

const KIND_WORDS = {
  added: "New",
  changed: "Changed",
  removed: "Not said this time",
} as const satisfies Record<Difference["kind"], string>;

/** What a difference is about, where its code says less than it should; a whole sentence needs no word. */
const ABOUT_WORDS: Readonly<Record<string, string>> = { sentence: "", negation: "yes or no" };

/** "Changed: date" */
export function differenceWords({ kind, about }: Pick<Difference, "kind" | "about">): string {
  if (about === "not read") return "Could not be read";
  const words = ABOUT_WORDS[about] ?? spaced(about);
  return words === "" ? KIND_WORDS[kind] : `${KIND_WORDS[kind]}: ${words}`;
}

/** "child-protection-plan" and "INFORMATION_AND_ADVICE" as words; what is in words already stays as it is. */
export function spaced(code: string): string {
  const words = /^[\w-]+$/.test(code) ? code.replace(/[-_]+/g, " ").trim() : code;
  return /^[A-Z ]+$/.test(words) && words.includes(" ") ? words.toLowerCase() : words;
}

/** For a deadline (LET-20): "17:15 Wed 25 Mar", London time. */
export function deadlineWords(at: Instant): string {
  const [weekday, day, month, , time] = formatLocal(at).split(" ");
  return `${time} ${weekday} ${day} ${month}`;
}

/** A day for people: "Wed 25 Mar 2026"; what is no `YYYY-MM-DD` stays as it is. */
export function dayWords(day: string): string {
  return isPlainDate(day) ? formatDay(day) : day;
}

/** "born 14 May 2018, aged 7": the age on the day of an instant. Unborn where the day is still to come. */
export function bornWords(born: string, at: Instant): string {
  if (!isPlainDate(born)) return `born ${born}`;
  const day = formatDay(born).slice(4);
  const age = ageOn(born, localDate(at));
  return age < 0 ? `expected ${day}` : `born ${day}, aged ${age}`;
}
