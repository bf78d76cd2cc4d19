import type { ChildVerdict } from "../identify-child/child.ts";
import type { Pathway, ReviewerRole } from "../situation.ts";
import type { Reason } from "../verdict.ts";

/** The folders of the mailbox by what they are for; their names on the server are configuration (MBX-01). */
export type FolderRole = "inbox" | "review" | "originals" | "contact-completed" | "pss-completed";

/** One sentence of the new mail or the old, with what stands out (CMP-04). */
export interface Difference {
  readonly kind: "added" | "removed" | "changed";
  /** "sentence", "date", "person", "place", "injury", "consent", "urgency", "number", … */
  readonly about: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly where: string;
}

export interface Comparison {
  readonly comparedWith: string;
  readonly differences: readonly Difference[];
  /** What was taken off before comparing for a duplicate (Part 0.5), in words. */
  readonly takenOff: readonly string[];
}

/** Contacts about the child and household (SAF-05), and whether the referrer is still worried (SAF-07). */
export interface Accumulation {
  readonly in4Weeks: number;
  readonly in3Months: number;
  readonly in12Months: number;
  readonly sources12Months: number;
  /** Three or more in 4 weeks, or three different sources in 12 months. */
  readonly banner: string | null;
  /** Why the referrer counts as still worried; null where not. */
  readonly persistence: string | null;
}

/** What triage says of one mail. It advises; a person decides (Part 0.2). */
export interface Triage {
  readonly pathway: Pathway;
  readonly urgent: boolean;
  readonly urgentBecause: readonly Reason[];
  /** Person ids of known children; for "uncertain" the plausible candidates. */
  readonly children: readonly string[];
  readonly identities: readonly ChildVerdict[];
  readonly comparedWith: string | null;
  readonly reviewer: ReviewerRole;
  readonly folder: FolderRole;
  /** Also on the closure routes; null where nothing is compared. */
  readonly category: "same-incident" | "new-concern" | null;
  /** Both a social care team and Family Support closed in the window: the Early Help Manager in copy. */
  readonly copyEarlyHelp: boolean;
  /** The brief note (CASS-18): at most 120 words. */
  readonly note: string;
  readonly because: readonly Reason[];
  readonly comparison: Comparison | null;
  readonly accumulation: Accumulation;
  /** For "open-case": who has it (team code), and whether it is the child or a sibling. */
  readonly openWith: {
    readonly team: string;
    readonly personId: string;
    readonly kinship: "child" | "sibling";
    readonly involvementId: string;
  } | null;
  /** The closure that decided a closure route; null on the others. */
  readonly closure: {
    readonly team: string;
    readonly endedOn: string;
    readonly involvementId: string;
  } | null;
  /** What the owner is asked for "uncertain". */
  readonly question: string | null;
}
