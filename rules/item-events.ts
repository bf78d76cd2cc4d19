import type { Pathway, ReviewerRole } from "./situation.ts";
import type { Instant } from "./time.ts";

/*
 * What happens to one family's request, as it is kept for good: `rules/decide.ts` says which events a command brings,
 * `rules/item.ts` folds them into a state.
 */

/** Part 0.6: what a reviewer can decide for a child. */
export type FinalDecision = "new-contact" | "no-contact" | "visit" | "taken-forward";

/** The steps that wait for the owner's word in supervised mode (Part 0.1). */
export type Step = "advice" | "duplicate" | "outcome" | "filing";

export interface ItemChild {
  /** As lettered in the review mail: A, B, … */
  readonly letter: string;
  readonly personId: string;
}

export interface ChildDecision {
  readonly letter: string;
  readonly decision: FinalDecision;
  /** For "taken-forward": whether a contact is created with it (CASS-36). */
  readonly withContact?: boolean;
}

export interface Ask {
  readonly askId: string;
  readonly staffId: string;
  readonly role: ReviewerRole;
  readonly askedAt: Instant;
  readonly dueAt: Instant;
  readonly remindAt: Instant | null;
  /** Why it is due then, in a sentence (A.5). */
  readonly dueBecause: string;
}

/** The request as later history sees it (rules/records.ts, Contact): its words, and who sent it. */
export interface OwnContact {
  readonly receivedAt: Instant;
  readonly referrerName: string | null;
  readonly referrerAgency: string | null;
  readonly referrerEmail: string | null;
  readonly subject: string | null;
  readonly narrative: string;
  readonly attachmentHashes: readonly string[];
}

export type ItemEvent =
  | {
      readonly type: "item-opened";
      readonly messageId: string;
      readonly receivedAt: Instant;
      readonly pathway: Pathway;
      readonly urgent: boolean;
      readonly children: readonly ItemChild[];
      readonly owner: string | null;
      readonly reviewer: ReviewerRole;
      readonly mode: "automatic" | "supervised";
      readonly contact: OwnContact | null;
    }
  | {
      readonly type: "message-joined";
      readonly messageId: string;
      readonly urgent: boolean;
      /** Children of the further mail that the item did not have yet (SAF-09). */
      readonly children: readonly ItemChild[];
      readonly contact: OwnContact | null;
    }
  | {
      readonly type: "reclassified";
      readonly pathway: Pathway;
      readonly reviewer: ReviewerRole;
      readonly children: readonly ItemChild[];
      readonly because: string;
      readonly by: string;
      /** NOT OPEN. */
      readonly notOpen?: boolean;
    }
  /** Several families in one mail: this request is now one for each (GAP-11). */
  | { readonly type: "split"; readonly into: readonly string[]; readonly by: string }
  | { readonly type: "raised-to-urgent"; readonly by: string }
  | { readonly type: "owner-changed"; readonly owner: string | null; readonly by: string }
  /** An RAO works on it and nobody else does (CASS-11): it is theirs. */
  | { readonly type: "taken"; readonly by: string }
  | { readonly type: "released"; readonly by: string }
  | { readonly type: "owner-asked"; readonly askId: string; readonly dueAt: Instant }
  | { readonly type: "step-prepared"; readonly step: Step }
  | { readonly type: "step-confirmed"; readonly step: Step; readonly by: string }
  | {
      readonly type: "asked";
      readonly ask: Ask;
      readonly as: string;
      readonly because: string;
      readonly statutoryRisk: boolean;
    }
  | {
      readonly type: "ask-withdrawn";
      readonly askId: string;
      readonly because: string;
      /** Staff id of the colleague whom the reviewer named (NOT MINE). */
      readonly next?: string;
    }
  | { readonly type: "passed-to-team-manager"; readonly because: string }
  | { readonly type: "reminded"; readonly askId: string }
  | { readonly type: "went-overdue"; readonly askId: string }
  | { readonly type: "escalated"; readonly askId: string; readonly level: number }
  | { readonly type: "reply-unclear"; readonly askId: string; readonly because: string }
  | { readonly type: "more-information-asked"; readonly askId: string; readonly words: string }
  | {
      readonly type: "decided";
      readonly askId: string | null;
      /** Staff id; for a duplicate "rule". */
      readonly by: string;
      readonly decisions: readonly ChildDecision[];
      readonly rationale: string;
      readonly undoUntil: Instant;
    }
  | { readonly type: "decision-taken-back"; readonly by: string }
  | {
      readonly type: "contact-opened";
      readonly cases: readonly { readonly letter: string; readonly caseId: string }[];
      readonly assignee: string | null;
      readonly because: string;
    }
  | { readonly type: "contact-withdrawn"; readonly caseIds: readonly string[] }
  | { readonly type: "contact-acknowledged"; readonly by: string }
  | {
      readonly type: "outcome-held";
      readonly because: string;
      /** A person has written to the referrer since the decision. */
      readonly writtenByHand?: boolean;
    }
  | { readonly type: "outcome-queued"; readonly letterId: string }
  /** VISIT: the manager says that they have asked for it (Part 0.6, SAF-13). */
  | { readonly type: "visit-confirmed"; readonly by: string }
  | { readonly type: "outcome-sent"; readonly letterId: string }
  | { readonly type: "outcome-undeliverable"; readonly letterId: string }
  | { readonly type: "outcome-not-needed"; readonly because: string }
  | {
      readonly type: "filing-started";
      readonly outcome: string;
      readonly target: "contact-completed" | "pss-completed";
    }
  | { readonly type: "filed"; readonly target: "contact-completed" | "pss-completed" }
  | { readonly type: "returned-to-bss"; readonly because: string }
  | { readonly type: "return-acknowledged"; readonly by: string }
  /** A person filed the mail by hand: the program does nothing more with it. */
  | {
      readonly type: "taken-over";
      readonly folder: "contact-completed" | "pss-completed";
      readonly missing: readonly string[];
    }
  | { readonly type: "record-asked" }
  | { readonly type: "assigned"; readonly assignee: string; readonly by: string }
  | { readonly type: "recorded-in-eclipse"; readonly by: string; readonly reference: string | null }
  | { readonly type: "noted"; readonly by: string; readonly words: string }
  | { readonly type: "reopened"; readonly by: string; readonly because: string };
