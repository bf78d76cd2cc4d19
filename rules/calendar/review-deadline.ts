import { type Instant, instant, laterBy, localDate, msOf, type PlainDate } from "../time.ts";
import {
  type Calendar,
  endOfDay,
  formatLocal,
  isWorkingDay,
  localTime,
  nextWorkingDay,
} from "./working-days.ts";
import { nextWorkingStart } from "./working-time.ts";

/** By when a reviewer decides, and why (DL-07, DL-08). */
export interface ReviewDeadline {
  readonly dueAt: Instant;
  /** An hour before (DL-09); null where that is already past at dispatch, and the RAO is told so. */
  readonly remindAt: Instant | null;
  readonly rule: "A" | "B" | "C" | "D" | "E";
  /** The deadline of the rule was cut to the backstop (DL-08). */
  readonly backstop: boolean;
  /** Decided later than the end of the next working day (DL-08): the duty Team Manager is told at dispatch. */
  readonly statutoryRisk: boolean;
  /** For the review mail: when it is due and why. */
  readonly sentence: string;
}

const MORNING_AFTER = "10:00";
const HOUR_MS = 60 * 60_000;

/**
 * @param receivedAt when the mailbox received the message (DL-04).
 * @param sentAt when the first reviewer was asked; a re-sent request keeps its deadline (DL-10). Before receipt counts as at receipt.
 */
export function reviewDeadline(receivedAt: Instant, sentAt: Instant, calendar: Calendar): ReviewDeadline {
  const received = nextWorkingStart(receivedAt, calendar);
  const receivedOn = localDate(received);
  const sent = effectiveDispatch(sentAt, received, calendar);
  const sentOn = localDate(sent);

  const rule = ruleFor({ received, sent }, calendar);
  const byRule =
    rule === "A" || rule === "D"
      ? endOfDay(sentOn, calendar)
      : localTime(nextWorkingDay(sentOn, calendar), MORNING_AFTER);

  const nextDay = nextWorkingDay(receivedOn, calendar);
  const backstopAt = endOfDay(nextDay, calendar);
  const tooLate = byRule > backstopAt;
  const backstop = tooLate && sentOn === nextDay && msOf(backstopAt) - msOf(sent) >= HOUR_MS;
  const dueAt = backstop ? backstopAt : byRule;
  const remindAt = laterBy(dueAt, -HOUR_MS);
  const deadline = {
    dueAt,
    remindAt: remindAt < sentAt ? null : remindAt,
    rule,
    backstop,
    statutoryRisk: tooLate && !backstop,
  };
  return { ...deadline, sentence: sentenceFor(deadline, receivedAt, received) };
}

/** DL-12: the last moment at which sending the request still keeps rule A (received in the morning) or B. */
export function latestSafeDispatch(receivedAt: Instant, calendar: Calendar): Instant {
  const received = nextWorkingStart(receivedAt, calendar);
  const day = localDate(received);
  const end = endOfDay(day, calendar);
  if (!isMorning(received, day, calendar)) return end;
  const noon = localTime(day, calendar.morningEndsAt);
  return noon < end ? noon : laterBy(end, -1000);
}

/** DL-06: late on the day of receipt keeps its date; otherwise as the effective receipt, and never before that. */
function effectiveDispatch(sentAt: Instant, received: Instant, calendar: Calendar): Instant {
  if (sentAt <= received) return received;
  return localDate(sentAt) === localDate(received) ? sentAt : nextWorkingStart(sentAt, calendar);
}

/** DL-07. */
function ruleFor(at: { received: Instant; sent: Instant }, calendar: Calendar): ReviewDeadline["rule"] {
  const receivedOn = localDate(at.received);
  const sentOn = localDate(at.sent);
  const sentInMorning = isMorning(at.sent, sentOn, calendar);
  if (sentOn !== receivedOn) return sentInMorning ? "D" : "E";
  if (!isMorning(at.received, receivedOn, calendar)) return "B";
  return sentInMorning ? "A" : "C";
}

/** Noon by the second is morning (GAP-03). On a day that closes by noon, what leaves after it closed no longer is. */
function isMorning(at: Instant, day: PlainDate, calendar: Calendar): boolean {
  const wholeSecond = instant(Math.floor(msOf(at) / 1000) * 1000);
  return (
    wholeSecond <= localTime(day, calendar.morningEndsAt) &&
    isWorkingDay(day, calendar) &&
    at < endOfDay(day, calendar)
  );
}

const BECAUSE: Record<ReviewDeadline["rule"], string> = {
  A: "it was received and sent for review on the same morning, so it is due by the end of that working day",
  B: "it was received after noon and sent for review the same day, so it is due by 10:00 on the next working day",
  C: "it was received in the morning and sent for review after noon, so it is due by 10:00 on the next working day",
  D: "it was sent for review on the morning of a later working day than it was received, so it is due by the end of that day",
  E: "it was sent for review after noon on a later working day than it was received, so it is due by 10:00 on the working day after",
};

function sentenceFor(
  deadline: Omit<ReviewDeadline, "sentence">,
  receivedAt: Instant,
  received: Instant,
): string {
  const why = deadline.backstop
    ? "it was sent for review after noon on the working day after it was received, and a decision is due within one working day of receipt"
    : BECAUSE[deadline.rule];
  const counted =
    receivedAt < received
      ? ` It came in on ${formatLocal(receivedAt)}, outside working hours, and counts as received on ${formatLocal(received)}.`
      : "";
  const risk = deadline.statutoryRisk
    ? " This is more than one working day after it was received: the duty Team Manager has been told."
    : "";
  return `Please decide by ${formatLocal(deadline.dueAt)}: ${why}.${counted}${risk}`;
}
