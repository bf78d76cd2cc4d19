import type { PlainDate } from "../time.ts";
import type { Reason } from "../verdict.ts";

/** What a reply holds (interfaces.md, `read-reply --json`). The first four are decisions of a person about a child. */
export const DECISIONS = [
  "new-contact",
  "no-contact",
  "visit",
  "taken-forward",
  "more-info",
  "reassign",
  "unclear",
  "auto-reply",
  "bounce",
] as const;
export type Decision = (typeof DECISIONS)[number];

/** What a reviewer can say, in words or freely; the rest is what we make of a reply that says none of it. */
export type Answer = Exclude<Decision, "unclear" | "auto-reply" | "bounce">;

/** A reply as read. */
export interface ReplyReading {
  /** null where the reply decides differently for several children: then `decisions` has them. */
  readonly decision: Decision | null;
  /** One for each child, by the letters of the review mail; empty where one decision holds for all. */
  readonly decisions: readonly { readonly child: string; readonly decision: Decision }[];
  /** The reviewer's own words without quote, signature and disclaimer, and without the decision word that opens them. */
  readonly rationale: string;
  /** Who should decide instead, as named ("reassign"); null where nobody is. */
  readonly to: string | null;
  readonly because: readonly Reason[];
  /** "taken-forward": whether the manager says that a contact is to be created; null where they do not say. */
  readonly withContact?: boolean | null;
  /** An absence ("auto-reply"): the first day back; null where no day is said. Missing where it is no absence. */
  readonly awayUntil?: PlainDate | null;
  /** An automatic answer that says the person has left the service. */
  readonly left?: true;
  /** "bounce": the address that was not reached; missing where the report names none. */
  readonly bounced?: string;
}
