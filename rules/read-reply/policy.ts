import type { Answer } from "./decision.ts";
import type { Phrase } from "./phrases.ts";

/** Words of which "a contact is to be opened" and its opposite are composed. */
export interface OpeningWords {
  /** Verbs that open without naming what ("open it", "create please"), by each of their forms. */
  readonly strong: ReadonlyMap<string, "plain" | "ing" | "done">;
  /** Verbs that open only with a new contact behind them ("log it as a new contact"). */
  readonly weak: ReadonlyMap<string, "plain" | "ing" | "done">;
  /** Verbs that close ("close this one", "file please"). */
  readonly closing: ReadonlyMap<string, "plain" | "ing" | "done">;
  /** Weak verbs behind which a contact may stand without article ("raise contact", but not "make contact"). */
  readonly contactMakers: ReadonlySet<string>;
  readonly contact: ReadonlySet<string>;
  readonly adjectives: ReadonlySet<string>;
  /** The adjectives that make anything a new contact ("as new", "a fresh one"). */
  readonly makesNew: ReadonlySet<string>;
  /** What is said of a contact ("is needed"). */
  readonly saidOf: ReadonlySet<string>;
  readonly determiners: ReadonlySet<string>;
  /** "it", "this one", "anything". */
  readonly things: ReadonlySet<string>;
  /** "up", "on", between a strong verb and what it opens. */
  readonly particles: ReadonlySet<string>;
  /** With these, "one" is a contact: "set one up", "make one". */
  readonly makesOne: ReadonlySet<string>;
  /** Whom a contact may be for: for anybody else it is a way to reach them. */
  readonly oneChild: ReadonlySet<string>;
  readonly severalChildren: ReadonlySet<string>;
  /** Behind them "close" is no verb. */
  readonly nounAfter: ReadonlySet<string>;
  /** What may follow "close" where it names nothing. */
  readonly followsClosing: ReadonlySet<string>;
  /** Negated, they say nothing of a contact: "I can not see one". */
  readonly sees: ReadonlySet<string>;
  /** "two of the three need opening". */
  readonly some: ReadonlySet<string>;
  /** Weak verbs that put a thing with the contact that is there ("log it on the contact"). */
  readonly files: ReadonlySet<string>;
  /** Between a weak verb and the new contact. */
  readonly between: ReadonlySet<string>;
  /** Between a contact and the verb behind it ("to be", "is"), and what is said of it ("needed"). */
  readonly passive: ReadonlySet<string>;
  /** What may stand right behind. */
  readonly mayFollow: ReadonlySet<string>;
  /** The only words that may stand in front of it in its clause. */
  readonly mayPrecede: ReadonlySet<string>;
  readonly negators: ReadonlySet<string>;
  /** A first "no" that answers, where one of the subjects follows. */
  readonly answersNo: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** Leave it open, unless they ask politely. */
  readonly possible: ReadonlySet<string>;
  readonly wants: ReadonlySet<string>;
  /** In front of a contact that stands alone ("yes, contact please"). */
  readonly agrees: ReadonlySet<string>;
  /** Behind a contact that stands alone. */
  readonly requests: ReadonlySet<string>;
  /** Where a clause begins anew behind words that are not known. */
  readonly beginsAnew: ReadonlySet<string>;
  /** In front of that: what follows is not said outright. */
  readonly leadsElsewhere: ReadonlySet<string>;
}

/** Phrases by which a reply is read (config/reply.yaml). */
export interface ReplyPolicy {
  /** The words that the review mail offers. They count where a sentence opens with them, or in capitals. */
  readonly words: Readonly<Record<Answer, readonly Phrase[]>>;
  /** What may stand between the start of a sentence and a decision word. */
  readonly mayPrecede: readonly Phrase[];
  /** A word that goes on with what stands in front of it: a decision word in capitals is none before it ("NO CONTACT at school"). */
  readonly goesOn: ReadonlySet<string>;
  /** How somebody answers their own question. */
  readonly saysYes: readonly Phrase[];
  readonly saysNo: readonly Phrase[];
  /** Asks somebody for something, whatever it is. */
  readonly asks: readonly Phrase[];
  /** What may follow a decision word in its clause; anything else and it is no decision ("no contact with dad"). */
  readonly mayFollow: readonly Phrase[];
  readonly opening: OpeningWords;
  /** Unmistakable free wording of other kinds. */
  readonly says: Readonly<Record<Answer, readonly Phrase[]>>;
  /** A request for information that keeps the decision open ("before I decide"). */
  readonly keepsOpen: readonly Phrase[];
  /** Words that look like a decision and are none ("no contact with", "new contact number"). Looked for first. */
  readonly notADecision: readonly Phrase[];
  /** Turns every decision of the reply into a doubt. */
  readonly doubts: readonly Phrase[];
  /** Turns the decision of the same clause into a doubt. */
  readonly hedges: readonly Phrase[];
  /** Right behind a decision: only for some of the children, by somebody else, only later. */
  readonly limits: readonly Phrase[];
  /** Behind a contact left closed, in the next clause: it speaks against that. */
  readonly contrasts: readonly Phrase[];
  /** What an Early Help Manager does who may mean a visit. */
  readonly ownAction: readonly Phrase[];
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
