import { openInHousehold } from "./classify/open-case.ts";
import type { Weighed } from "./classify/same-incident.ts";
import type { Accumulation, Comparison, Difference } from "./classify/triage-result.ts";
import { findStaff } from "./find-staff.ts";
import type { Contact } from "./records.ts";
import type { Pathway, Situation } from "./situation.ts";
import type { Staff } from "./staff.ts";
import { daysBetween, localDate, type PlainDate } from "./time.ts";

/** CASS-18. */
export const LONGEST_NOTE_WORDS = 120;

/** What the note is made of. */
export interface NoteMatter {
  readonly situation: Situation;
  readonly pathway: Pathway;
  readonly weighed: Weighed | null;
  readonly comparison: Comparison | null;
  readonly contact: Contact | null;
  readonly accumulation: Accumulation;
  readonly question: string | null;
  /** Whoever decided last time is named, not given by address. */
  readonly staff: Staff;
}

/** Words that would label a referral or its sender (SAF-06): a passage that holds one is not quoted. */
const JUDGING = [
  "malicious",
  "vexatious",
  "hysterical",
  "timewaster",
  "timewasting",
  "attention seeking",
  "liar",
  "lying",
  "spurious",
  "frivolous",
];

/**
 * The note that a reviewer decides from (CASS-18): who writes, same incident or not and why, what differs, what was
 * decided last time, how many contacts, who else is there, what could not be read. At most 120 words; each statement
 * names its source in square brackets. Facts and differences only: no score, no advice, no judging word (SAF-06).
 */
export function briefNote(matter: NoteMatter): string {
  const sentences = [
    opening(matter),
    unread(matter),
    differences(matter),
    lastDecision(matter),
    why(matter),
    counts(matter),
    household(matter),
    stale(matter),
  ];
  let note = "";
  for (const sentence of sentences) {
    if (sentence === null) continue;
    const longer = note === "" ? sentence : `${note} ${sentence}`;
    if (countWords(longer) <= LONGEST_NOTE_WORDS) note = longer;
  }
  return note === "" ? cut(sentences[0] ?? "", LONGEST_NOTE_WORDS) : note;
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

const OPENING: Record<Pathway, (matter: NoteMatter) => string> = {
  "not-a-referral": () => "Not a referral",
  uncertain: ({ question }) => question ?? "It is not certain which child this is about",
  "open-case": () => "The child or a sibling is open",
  "not-recent": () => "No child known to us with anything in the last four weeks",
  duplicate: ({ contact, situation }) =>
    `Word for word the same as ${earlier(contact, situation.receivedOn)}`,
  "csc-closure": sameOrNew,
  "family-support-closure": sameOrNew,
  "same-incident": sameOrNew,
  "new-concern": sameOrNew,
};

function opening(matter: NoteMatter): string {
  const { mail } = matter.situation;
  const who = sender(matter.situation);
  const what = cut(OPENING[matter.pathway](matter), 45);
  return `${mail.kind === "chaser" || mail.kind === "reply" ? "Further mail" : "New referral"} from ${who} [mail]. ${what}${/[.?!]$/.test(what) ? "" : "."}`;
}

function sameOrNew({ weighed, contact, situation }: NoteMatter): string {
  if (weighed === null || contact === null)
    return "There is no earlier contact in the window to compare with [records]";
  const than = earlier(contact, situation.receivedOn);
  if (weighed.category === "same-incident") return `About the same incident or concern as ${than}`;
  if (weighed.anotherMatter !== null) return `Partly about ${than}, and about another matter`;
  if (weighed.even) return `It could be about ${than} or about something else: the evidence is even`;
  return `A different concern from ${than}`;
}

function earlier(contact: Contact | null, receivedOn: PlainDate): string {
  if (contact === null) return "the earlier contact";
  const day = localDate(contact.receivedAt);
  const from = contact.referrerAgency ?? contact.referrerName ?? "an unnamed source";
  return `the contact from ${cut(from, 8)} of ${spoken(day)}, ${ago(daysBetween(day, receivedOn))} [${contact.contactId}]`;
}

function sender({ mail }: Situation): string {
  const { referrer } = mail;
  if (referrer.wishesAnonymity) return "a person who does not want to be named";
  const name = referrer.name ?? mail.senderName;
  const parts = [name, referrer.role, referrer.agency].filter((part) => part !== null && part !== "");
  return cut(parts.length > 0 ? [...new Set(parts)].join(", ") : "a sender without a name", 14);
}

function differences({ comparison, pathway }: NoteMatter): string | null {
  if (comparison === null || pathway === "duplicate") return null;
  const told = comparison.differences.filter(
    (d) =>
      d.about !== "not read" &&
      !JUDGING.some((word) => `${d.before} ${d.after}`.toLowerCase().includes(word)),
  );
  // where little else differs, a changed digit of an address is what there is to tell
  const almostSame = told.length <= 3;
  const facts = told
    .map((difference, place) => ({ difference, place, telling: howTelling(difference, almostSame) }))
    .filter(({ difference, telling }) => telling > 0 && (difference.after ?? difference.before) !== null)
    .toSorted((a, b) => b.telling - a.telling || a.place - b.place)
    .slice(0, MOST_FACTS)
    .toSorted((a, b) => a.place - b.place)
    .map(({ difference }) => difference);
  const changed = facts.filter((d) => d.kind === "changed");
  const added = facts.filter((d) => d.kind === "added");
  const said = [
    ...changed.map(
      (d) =>
        `Changed (${d.about}): ${changedWords(unmarked(d.before ?? ""), unmarked(d.after ?? ""))} [${d.where}].`,
    ),
    ...(added.length > 0
      ? [
          `It adds: ${added.map((d) => `“${cut(unmarked(d.after ?? ""), facts.length === 1 ? 30 : 19)}” [${d.where}]`).join("; ")}.`,
        ]
      : []),
  ];
  return said.length > 0 ? said.join(" ") : null;
}

const MOST_FACTS = 2;
/** Who and where: the reviewer has that from the record. */
const WHO_AND_WHERE =
  /^\s*(?:name|child|pupil|student|patient|client|full name|dob|d\.o\.b|date|born|address|postcode|home|school|mother|father|mum|dad|parent|carer|sibling|nhs|gp|referrer|from|to|ref|reference|urn|log|tel|phone|email|e-mail|subject|re|role|agency|organisation|consent)\b[^:|]{0,40}[:|]/i;
const ABOUT_THE_SENDER =
  /\b(?:wish(?:es)? to be named|anonymous|immediate risk|consider there to be|regards|further to|please find|attached)\b/i;
const TELLS_MORE =
  /\b(?:adds?|also|again|since|told|says?|said|saw|heard|found|now|today|yesterday|last night|this morning)\b/i;

/** How much a difference helps a manager: what happened, before where somebody lives or what a form is called. */
function howTelling({ kind, about, before, after }: Difference, almostSame: boolean): number {
  if (kind === "removed") return 0;
  const text = unmarked(after ?? "");
  if (kind === "changed") {
    if (before === null || after === null) return 0;
    return WHO_AND_WHERE.test(text) && !almostSame ? 1 : 5;
  }
  if (countWords(text) < 5 || WHO_AND_WHERE.test(text)) return 0;
  const weight = 2 + (FACTS_FIRST[about] ?? 0) + (TELLS_MORE.test(text) ? 1 : 0);
  return ABOUT_THE_SENDER.test(text) ? 1 : weight;
}
const FACTS_FIRST: Readonly<Record<string, number>> = {
  injury: 2,
  urgency: 2,
  person: 1,
  place: 1,
  number: 1,
  date: 0.5,
};

/** Only the stretch that differs, with a word on either side. */
function changedWords(before: string, after: string): string {
  const a = before.split(/\s+/);
  const b = after.split(/\s+/);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++;
  const piece = (words: string[]) =>
    cut(words.slice(Math.max(0, start - 2), words.length - Math.max(0, end - 1)).join(" "), 12);
  return `“${piece(a)}” is now “${piece(b)}”`;
}

function lastDecision({ contact, staff }: NoteMatter): string | null {
  if (contact === null) return null;
  if (contact.decision === null) return `That contact is not decided yet [${contact.contactId}].`;
  const when = contact.closedOn === null ? "" : ` on ${spoken(contact.closedOn)}`;
  const by =
    contact.decidedBy === null ? "" : ` by ${findStaff(contact.decidedBy, staff)?.name ?? contact.decidedBy}`;
  return `Decided then: ${contact.decision.replaceAll("-", " ")}${by}${when} [${contact.contactId}].`;
}

function why({ weighed, pathway }: NoteMatter): string | null {
  if (weighed === null || pathway === "duplicate") return null;
  const wanted = weighed.category === "same-incident" ? 1 : -1;
  const reasons = weighed.weights
    .filter(
      (w) => Math.sign(w.weight) === wanted && !JUDGING.some((word) => w.found.toLowerCase().includes(word)),
    )
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, 2)
    .map((w) => cut(w.found, 14));
  return reasons.length > 0 ? `Why: ${reasons.join("; ")} [mail and ${weighed.contact.contactId}].` : null;
}

function counts({ accumulation, situation }: NoteMatter): string | null {
  if (situation.people.size === 0) return null;
  const { in4Weeks, in3Months, in12Months, sources12Months, persistence } = accumulation;
  const sources = `${sources12Months} ${sources12Months === 1 ? "source" : "sources"}`;
  const said = `Contacts with this one: ${in4Weeks} in 4 weeks, ${in3Months} in 3 months, ${in12Months} in 12 months from ${sources} [records].`;
  return persistence === null ? said : `${said} Referrer is still worried.`;
}

function household({ situation }: NoteMatter): string | null {
  const others = [...situation.kinship].filter(([, kin]) => kin !== "child").map(([id]) => id);
  if (others.length === 0) return null;
  const open = openInHousehold(situation);
  const named = others
    .toSorted()
    .slice(0, 4)
    .map(
      (id) =>
        `${situation.people.get(id)?.givenNames ?? id}${situation.kinship.get(id) === "sibling" ? " (sibling)" : ""}${open.includes(id) ? " (open)" : ""}`,
    );
  const more = others.length > 4 ? ` and ${others.length - 4} more` : "";
  return `Also in the family or household: ${named.join(", ")}${more} [records].`;
}

function unread({ situation }: NoteMatter): string | null {
  const { unread } = situation.mail;
  if (unread.length === 0) return null;
  return `Not read: ${unread
    .slice(0, 3)
    .map(({ where, reason }) => `${cut(where, 6)} (${cut(reason, 6)})`)
    .join("; ")}.`;
}

function stale({ situation }: NoteMatter): string | null {
  if (!situation.extractIsStale) return null;
  return situation.extractedAt === null
    ? "No record extract was imported [records]."
    : `The record extract is of ${spoken(localDate(situation.extractedAt))} [records].`;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function spoken(day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]}`;
}

function ago(days: number): string {
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days < 14) return `${days} days ago`;
  return `${Math.floor(days / 7)} weeks ago`;
}

function unmarked(text: string): string {
  return text.replaceAll("*", "");
}

function cut(text: string, words: number): string {
  const all = text.split(/\s+/).filter((word) => word !== "");
  return all.length <= words ? all.join(" ") : `${all.slice(0, words).join(" ")} …`;
}
