import { formatLocal, workingMinutesBetween } from "../../rules/calendar.ts";
import type { Instant } from "../../rules/time.ts";
import type { Parts } from "../parts.ts";

/** Taken in later than this after it was received, a mail is said to be late (Part 0.12). */
const LATE_AFTER_WORKING_MINUTES = 4 * 60;

/** "This request was received … and reaches you late", as after an outage; null where it does not. */
export function lateSentence(
  parts: Pick<Parts, "clock" | "policy">,
  receivedAt: Instant | null,
): string | null {
  if (!receivedAt) return null;
  const minutes = workingMinutesBetween(receivedAt, parts.clock.now(), parts.policy.calendar);
  return minutes > LATE_AFTER_WORKING_MINUTES
    ? `This request was received ${formatLocal(receivedAt)} and reaches you late.`
    : null;
}
