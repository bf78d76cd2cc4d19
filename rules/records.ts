import type { Instant, PlainDate } from "./time.ts";

/** A person as the council's extract has them (interfaces.md, people.csv). Ids are opaque. */
export interface Person {
  readonly personId: string;
  readonly givenNames: string;
  readonly familyName: string;
  readonly knownAs: string | null;
  readonly dateOfBirth: PlainDate | null;
  readonly sex: string | null;
  readonly nhsNumber: string | null;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly otherIds: readonly string[];
}

/** The second is the first's mother, father, sibling, … */
export interface Relationship {
  readonly personId: string;
  readonly relatedPersonId: string;
  readonly relationship: string;
}

export interface Involvement {
  readonly involvementId: string;
  readonly personId: string;
  /** contact, referral, assessment, care-plan, family-support-plan, child-in-need-plan, child-protection-plan, looked-after, or one we do not know. */
  readonly kind: string;
  /** CASS, ASTI, FAMILY_SUPPORT, AREA_SAFEGUARDING, … or one we do not know. */
  readonly team: string;
  readonly startedOn: PlainDate;
  /** null while open. */
  readonly endedOn: PlainDate | null;
}

/** An earlier contact or request for support: from the extract, or our own item. */
export interface Contact {
  readonly contactId: string;
  readonly personIds: readonly string[];
  readonly receivedAt: Instant;
  /** null while open. */
  readonly closedOn: PlainDate | null;
  readonly referrerName: string | null;
  readonly referrerAgency: string | null;
  readonly referrerEmail: string | null;
  readonly subject: string | null;
  readonly narrative: string | null;
  readonly decision: string | null;
  readonly decidedBy: string | null;
  /** "own": one of our items, its narrative is the full content that was read. */
  readonly source: "extract" | "own";
  /** Our own review that still awaits its decision: not open (Part 0.9, GAP-17), its item is joined. */
  readonly awaitingDecision?: boolean;
  /** SHA-256 of pictures and other unread attachments of our own item, for the duplicate check. */
  readonly attachmentHashes?: readonly string[];
}
