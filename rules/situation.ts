import type { ChildVerdict, Kinship } from "./identify-child/child.ts";
import type { MailFacts } from "./read-mail/mail.ts";
import type { Contact, Involvement, Person } from "./records.ts";
import type { Instant, PlainDate } from "./time.ts";

/** Part 0.4. The names are used in code, interfaces and letters. */
export const PATHWAYS = [
  "not-a-referral",
  "uncertain",
  "open-case",
  "not-recent",
  "duplicate",
  "csc-closure",
  "family-support-closure",
  "same-incident",
  "new-concern",
] as const;
export type Pathway = (typeof PATHWAYS)[number];

/** Who decides: interfaces.md, `reviewer`. */
export type ReviewerRole = "none" | "tm-sp" | "early-help-manager" | "cass-team-manager" | "rao";

/** Everything that classification may look at. */
export interface Situation {
  readonly mail: MailFacts;
  readonly receivedAt: Instant;
  /** Local day of receipt (CASS-04). */
  readonly receivedOn: PlainDate;
  /** One verdict per child the mail is about. */
  readonly children: readonly ChildVerdict[];
  /** The matched children, their siblings and household, by id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly kinship: ReadonlyMap<string, Kinship>;
  /** Parents and others whom the records relate to the matched children: their names say nothing of the matter. */
  readonly relatives?: readonly Person[];
  /**
   * The children the mail is about by family, known ones by their ids, unknown ones as the mail names them (GAP-11).
   * Two or more: unrelated families. Absent: not looked into.
   */
  readonly families?: readonly (readonly string[])[];
  /** Of all in `people`; nothing dated after receipt. */
  readonly involvements: readonly Involvement[];
  /** About any in `people`; extract's and our own; nothing received after receipt; most recent first. */
  readonly contacts: readonly Contact[];
  /** How the mail came: BSS dragged it into REVIEW CONTACTS by hand (Part 0.4), so it is never "not-recent". */
  readonly foundRecentByBss: boolean;
  /** What a person has said of the pathway (Part 0.11): which it is not, and which it is; it outranks every check. */
  readonly byPerson?: { readonly overruled: readonly Pathway[]; readonly pathway: Pathway | null };
  /** When the record extract was made, and whether it is older than `extract_max_age` (MAT-06). */
  readonly extractedAt: Instant | null;
  readonly extractIsStale: boolean;
  /** How rare a word is in the extract's narratives: share of narratives that hold it, 0 to 1. */
  readonly wordShare: (word: string) => number;
}
