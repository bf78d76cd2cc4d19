import { localTime } from "../../rules/calendar.ts";
import { type Instant, msOf, plainDate } from "../../rules/time.ts";

/** "2026-11-17 09:40", in London. */
export function london(at: string): Instant {
  const [day = "", time = ""] = at.split(" ");
  return localTime(plainDate(day), time);
}

/** "2026-11-17 09:40", in London. */
export function localOf(at: Instant): string {
  return new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: "Europe/London",
  }).format(msOf(at));
}

/** "2026-11-17" */
export function dayOf(at: Instant): string {
  return localOf(at).slice(0, 10);
}
