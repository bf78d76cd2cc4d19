import type { Answer } from "./decision.ts";
import type { Phrase } from "./phrases.ts";

/** Phrases by which a reply is read (config/reply.yaml). */
export interface ReplyPolicy {
  /** The words that the review mail offers. They count where a sentence opens with them, or in capitals. */
  readonly words: Readonly<Record<Answer, readonly Phrase[]>>;
  /** What may stand between the start of a sentence and a decision word. */
  readonly mayPrecede: readonly Phrase[];
  /** What may follow a decision word in its clause; anything else and it is no decision ("no contact with dad"). */
  readonly mayFollow: readonly Phrase[];
  /** Unmistakable free wording. */
  readonly says: Readonly<Record<Answer, readonly Phrase[]>>;
  /** A request for information that keeps the decision open ("before I decide"). */
  readonly keepsOpen: readonly Phrase[];
  /** Words that look like a decision and are none ("no contact with", "new contact number"). Looked for first. */
  readonly notADecision: readonly Phrase[];
  /** Turns every decision of the reply into a doubt. */
  readonly doubts: readonly Phrase[];
  /** Turns the decision of the same clause into a doubt. */
  readonly hedges: readonly Phrase[];
  /** What makes a decision hang on something. */
  readonly conditions: readonly Phrase[];
  /** Takes back what stands before it. */
  readonly retractions: readonly Phrase[];
  readonly negations: readonly Phrase[];
  /** Somebody else's view or deed, reported ("school want"). */
  readonly reports: readonly Phrase[];
  /** Openings by which a question is a question, even without its mark. */
  readonly questions: readonly Phrase[];
  /** Openings by which a question is a polite order ("can you"). */
  readonly politeOrders: readonly Phrase[];
  /** A whole reply that says no more than no, and who it agrees with. */
  readonly agreedNo: readonly Phrase[];
  /** Words that say the answer stands further down. */
  readonly pointsBelow: readonly Phrase[];
  readonly greetings: readonly Phrase[];
  readonly signOffs: readonly Phrase[];
  /** Lines that open so, and what follows them, are no words of the reviewer. */
  readonly disclaimers: readonly Phrase[];
  /** How the last line of a review mail opens: what stands below it was written by the reviewer. */
  readonly lastLineOfOurs: readonly Phrase[];
  /** What programs write. */
  readonly machine: {
    readonly automaticSubjects: readonly Phrase[];
    readonly absenceTexts: readonly Phrase[];
    readonly leftTexts: readonly Phrase[];
    readonly receiptSubjects: readonly Phrase[];
    readonly calendarSubjects: readonly Phrase[];
    readonly recalls: readonly Phrase[];
    readonly reactions: readonly Phrase[];
    readonly bounceSubjects: readonly Phrase[];
    readonly bounceTexts: readonly Phrase[];
  };
}
