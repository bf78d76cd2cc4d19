import type { PersonMention } from "../read-mail/mail.ts";

/** One line of the waterfall. The weights (log2 of m/u) add up to the verdict's weight. */
export interface Evidence {
  readonly field: string;
  /** The comparison level reached: "exact", "diminutive", "day and month swapped", "else", … */
  readonly level: string;
  readonly weight: number;
  /** In words: "date of birth equal: strong". */
  readonly words: string;
}

export interface Candidate {
  readonly personId: string;
  readonly weight: number;
  readonly probability: number;
}

/** Which known child a mention is (Part 0.9). "several" also where identifiers contradict each other. */
export interface ChildVerdict {
  readonly mention: PersonMention;
  readonly verdict: "match" | "several" | "none";
  /** null but for "match". */
  readonly personId: string | null;
  readonly probability: number;
  readonly weight: number;
  /** Plausible ones, best first. */
  readonly candidates: readonly Candidate[];
  readonly because: readonly Evidence[];
  /** For "several": what would tell them apart, for the RAO. */
  readonly tellApart: readonly string[];
}

/** How a person whose history counts is related to the child the mail is about. */
export type Kinship = "child" | "sibling" | "household";
