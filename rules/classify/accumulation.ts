import { previousWorkingDay } from "../calendar.ts";
import type { Policy } from "../policy.ts";
import type { Contact } from "../records.ts";
import type { Situation } from "../situation.ts";
import { addDays, type PlainDate } from "../time.ts";
import { asksWhatBecame } from "./news.ts";
import { contentWords } from "./same-content.ts";
import { sameSender, sourceOf } from "./sender.ts";
import type { Accumulation } from "./triage-result.ts";
import { dayOf, kinOf, knownChildren } from "./window.ts";
import { sentencesOf } from "./words.ts";

const MANY_IN_4_WEEKS = 3;
const MANY_SOURCES = 3;

/** Contacts about child and household, this mail included, and whether the referrer is still worried (SAF-05, SAF-07). */
export function accumulation(situation: Situation, policy: Policy): Accumulation {
  const counted = situation.contacts.filter((contact) => kinOf(contact.personIds, situation) !== null);
  const since = (from: PlainDate) => counted.filter((contact) => dayOf(contact) >= from);
  const year = since(monthsBefore(situation.receivedOn, 12));
  const about = knownChildren(situation).length > 0 ? 1 : 0;
  const sources = new Set(
    year.map((contact) => sourceOf(contact.referrerEmail, contact.referrerAgency, policy)),
  );
  if (about === 1) sources.add(sourceOf(situation.mail.senderAddress, null, policy));
  const in4Weeks = since(addDays(situation.receivedOn, -28)).length + about;
  return {
    in4Weeks,
    in3Months: since(monthsBefore(situation.receivedOn, 3)).length + about,
    in12Months: year.length + about,
    sources12Months: sources.size,
    banner: banner(in4Weeks, sources.size),
    persistence: persistence(situation, counted, policy),
  };
}

function banner(in4Weeks: number, sources: number): string | null {
  const said = [
    ...(in4Weeks >= MANY_IN_4_WEEKS ? [`${in4Weeks} contacts in 4 weeks`] : []),
    ...(sources >= MANY_SOURCES ? [`${sources} different sources in 12 months`] : []),
  ];
  return said.length > 0 ? said.join("; ") : null;
}

/** Writing again within two working days, asking what became of it, or a third copy of one text. */
function persistence(situation: Situation, contacts: readonly Contact[], policy: Policy): string | null {
  const { mail, receivedOn } = situation;
  const children = knownChildren(situation);
  const own = contacts.filter(
    (contact) =>
      contact.personIds.some((id) => children.includes(id)) &&
      sameSender(mail.senderAddress, contact.referrerEmail, policy),
  );
  const from = previousWorkingDay(previousWorkingDay(receivedOn, policy.calendar), policy.calendar);
  if (own.some((contact) => dayOf(contact) >= from)) {
    return "the referrer is still worried: the same sender or organisation wrote about the child within two working days";
  }
  const said = mail.content
    .filter((block) => block.role === "new")
    .flatMap((block) => sentencesOf(block.text));
  if (children.length > 0 && (mail.kind === "chaser" || asksWhatBecame(said, policy))) {
    return "the referrer is still worried: they ask what became of an earlier referral";
  }
  const texts = own.flatMap((contact) =>
    contact.narrative === null ? [] : [contentWords(contact.narrative).join(" ")],
  );
  if (new Set(texts).size < texts.length) {
    return "the referrer is still worried: the same text was sent more than once before";
  }
  return null;
}

/** The same day of the month, or its last day where it is shorter. */
function monthsBefore(day: PlainDate, months: number): PlainDate {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10) as PlainDate;
}
