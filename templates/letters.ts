import type { Difference } from "../rules/classify/triage-result.ts";
import type { ItemChild } from "../rules/item.ts";
import type { ReferrerType } from "../rules/outcome-letter.ts";
import type { Instant } from "../rules/time.ts";
import { render } from "./render.ts";

/** A letter as text, in long lines, and HTML. Subjects and everything loggable name no child (LET-20, SAF-23). */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What every letter says of us. */
export interface House {
  readonly serviceName: string;
  readonly councilName: string;
  readonly phone: string;
  readonly outOfHoursPhone: string;
  readonly escalation: string;
  readonly marking: string;
  /** The shared mailbox. */
  readonly mailbox: string;
}

/** A mail that opens from a button: To, Cc, subject with token, the first line of the body. */
export interface ReplyButton {
  /** "NEW CONTACT" */
  readonly word: string;
  /** What it means, in a sentence. */
  readonly means: string;
  readonly href: string;
}

/** A child as the internal mails show them: case id and initials; the name only inside internal bodies. */
export interface LetterChild extends ItemChild {
  readonly name: string;
  readonly initials: string;
  readonly born: string | null;
  /** "closed", "known, open with …" for siblings and others of the household. */
  readonly standing: string | null;
}

export interface ReviewRequest {
  readonly house: House;
  readonly reference: string;
  readonly token: string;
  readonly urgent: boolean;
  readonly urgentBecause: readonly string[];
  readonly reviewerName: string;
  readonly ownerName: string | null;
  readonly dueAt: Instant;
  readonly dueBecause: string;
  /** "Has this changed the outcome of the previous referral? If yes, what action?" (CASS-31, CASS-32) */
  readonly question: string;
  readonly buttons: readonly ReplyButton[];
  readonly note: string;
  readonly pathwayWords: string;
  readonly children: readonly LetterChild[];
  readonly household: readonly LetterChild[];
  /** Children whom the request names and the records do not know. */
  readonly notKnown: readonly string[];
  readonly differences: readonly Difference[];
  readonly accumulation: {
    readonly in4Weeks: number;
    readonly in3Months: number;
    readonly in12Months: number;
    readonly sources12Months: number;
    readonly banner: string | null;
    readonly persistence: string | null;
  };
  readonly unread: readonly { readonly where: string; readonly reason: string }[];
  /** Why this reviewer, and who was passed over. */
  readonly chosenBecause: string;
  readonly staleExtract: string | null;
  readonly late: string | null;
  readonly request: {
    readonly from: string;
    readonly receivedAt: Instant;
    readonly subject: string;
    readonly text: string;
    readonly attachments: readonly string[];
  };
  readonly previous: {
    readonly reference: string;
    readonly receivedAt: Instant;
    readonly from: string;
    readonly text: string;
    readonly decision: string | null;
    readonly decidedBy: string | null;
    readonly closedOn: string | null;
  } | null;
}

export function reviewRequest(params: ReviewRequest): Letter {
  return render("review-request", params);
}

export interface Reminder {
  readonly house: House;
  readonly reference: string;
  readonly token: string;
  readonly urgent: boolean;
  readonly reviewerName: string;
  readonly dueAt: Instant;
  readonly buttons: readonly ReplyButton[];
  /** Said where it goes out later than it should have (issue 6.8). */
  readonly late: string | null;
}

export function reminder(params: Reminder): Letter {
  return render("reminder", params);
}

export interface Receipt {
  readonly house: House;
  readonly reference: string;
  readonly token: string;
  readonly reviewerName: string;
  /** "A (K.D.): NO CONTACT" */
  readonly understood: readonly string[];
  readonly rationale: string;
  readonly undoUntil: Instant;
  readonly undoHref: string;
  readonly next: string;
}

export function receipt(params: Receipt): Letter {
  return render("receipt", params);
}

export interface QuestionBack {
  readonly house: House;
  readonly reference: string;
  readonly token: string;
  readonly reviewerName: string;
  readonly because: string;
  readonly dueAt: Instant;
  readonly buttons: readonly ReplyButton[];
}

export function questionBack(params: QuestionBack): Letter {
  return render("question-back", params);
}

export interface OwnerQuestion {
  readonly house: House;
  readonly reference: string;
  readonly token: string;
  readonly urgent: boolean;
  readonly ownerName: string;
  readonly question: string;
  readonly because: readonly string[];
  readonly candidates: readonly {
    readonly personId: string;
    readonly name: string;
    readonly born: string | null;
    readonly address: string | null;
    readonly why: string;
    readonly href: string;
  }[];
  /** The children of each family, where several unrelated ones are in one mail: what SPLIT makes of it (GAP-11). */
  readonly families?: readonly string[];
  readonly tellApart: readonly string[];
  readonly buttons: readonly ReplyButton[];
  readonly dueAt: Instant;
  readonly request: ReviewRequest["request"];
  readonly unread: ReviewRequest["unread"];
}

export function ownerQuestion(params: OwnerQuestion): Letter {
  return render("owner-question", { families: [], ...params });
}

/** The internal mail for everything that is told rather than asked: one heading, sentences, what to do. */
export interface Notice {
  readonly house: House;
  readonly reference: string | null;
  readonly token: string | null;
  readonly urgent: boolean;
  /** The subject after the reference; names nobody. */
  readonly heading: string;
  readonly sentences: readonly string[];
  readonly buttons: readonly ReplyButton[];
  /** Something shown as it would go out or as it came: a letter that waits, the words of a reply. */
  readonly enclosed?: { readonly title: string; readonly text: string } | null;
  readonly request: ReviewRequest["request"] | null;
}

export function notice(params: Notice): Letter {
  return render("notice", { enclosed: null, ...params });
}

/** What a letter to a referrer is filled with. */
interface ToReferrer {
  readonly house: House;
  readonly reference: string;
  /** null: no name that is known to be theirs. */
  readonly referrerName: string | null;
  /** "Friday 9 October 2026" */
  readonly receivedOn: string;
  /** "K.D.", of the children that the outcome is for: only professionals are told (LET-07). */
  readonly childInitials?: readonly string[];
}

type Outcome = "no-contact" | "duplicate" | "visit" | "taken-forward";

export interface OutcomeLetter extends ToReferrer {
  /** Whom it goes to decides what it may say (LET-01 to LET-04). */
  readonly referrerType: ReferrerType;
  readonly outcome: Outcome;
  /** "considered by a manager" only where one did (Part 0.7). */
  readonly consideredByManager: boolean;
  /** For a duplicate: when the first copy came. */
  readonly firstReceivedOn: string | null;
  /** For a duplicate: the outcome of the first copy where it was never told (LET-10). Never to the public. */
  readonly earlierOutcome?: Exclude<Outcome, "duplicate"> | null;
}

export function outcomeLetter(params: OutcomeLetter): Letter {
  return render(`outcome-${params.referrerType}`, { childInitials: [], earlierOutcome: null, ...params });
}

export interface Acknowledgement extends ToReferrer {
  /** Absent: as to the public. */
  readonly referrerType?: ReferrerType;
}

/**
 * A contact was created: the short acknowledgement (LET-12). The public gets the letter that they get for any
 * outcome, so that it tells nothing (LET-04).
 */
export function acknowledgement(params: Acknowledgement): Letter {
  if (params.referrerType === "professional")
    return render("acknowledgement", { childInitials: [], ...params });
  return outcomeLetter({
    ...params,
    referrerType: params.referrerType ?? "public",
    outcome: "taken-forward",
    consideredByManager: true,
    firstReceivedOn: null,
  });
}

/**
 * Everything in a letter to a referrer that is no template's word and no letterhead: what LET-07 looks through. A
 * parameter that is added one day is in it by itself.
 */
export function filledIn(params: OutcomeLetter | Acknowledgement): string[] {
  const { house: _house, referrerType: _type, ...filled } = params;
  const ours: readonly unknown[] = "outcome" in params ? [params.outcome, params.earlierOutcome] : [];
  return Object.values(filled)
    .flat()
    .filter((value) => typeof value === "string" && !ours.includes(value)) as string[];
}

export interface DigestRow {
  readonly reference: string;
  readonly urgent: boolean;
  /** The item's status; the letter says it in words. */
  readonly status: string;
  readonly owner: string | null;
  readonly reviewer: string | null;
  readonly receivedAt: Instant;
  readonly dueAt: Instant | null;
  readonly overdue: boolean;
}

export interface Digest {
  readonly house: House;
  readonly at: Instant;
  readonly waiting: readonly DigestRow[];
  readonly dueToday: readonly DigestRow[];
  readonly overdue: readonly DigestRow[];
  readonly away: readonly { readonly name: string; readonly until: string | null }[];
  readonly needsAttention: readonly { readonly reference: string; readonly reason: string }[];
  readonly leftForBss: number;
  /** What is overdue in cases of the workflow store. */
  readonly casesOverdue: readonly {
    readonly caseId: string;
    readonly what: string;
    readonly dueOn: string;
    readonly responsible: string | null;
  }[];
  readonly warnings: readonly string[];
}

/** Each request once: overdue, else due today, else waiting. */
export function digest(params: Digest): Letter {
  const overdue = new Set(params.overdue.map(({ reference }) => reference));
  const dueToday = params.dueToday.filter(({ reference }) => !overdue.has(reference));
  const shown = new Set([...overdue, ...dueToday.map(({ reference }) => reference)]);
  const others = params.waiting.filter(({ reference }) => !shown.has(reference));
  return render("digest", {
    ...params,
    dueToday,
    others,
    all: shown.size + others.length,
  });
}
