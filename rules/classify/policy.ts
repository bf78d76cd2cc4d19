import type { DangerPolicy } from "./weigh-danger.ts";

/** A group of worries that two mails may share (config/classify/factors.yaml, after the DfE's assessment factors). */
export interface FactorGroup {
  readonly code: string;
  readonly name: string;
  readonly phrases: readonly string[];
}

/** Words of urgency (config/classify/urgency.yaml). Phrases: see `phrases.ts`. */
export interface UrgencyPolicy {
  readonly stated: readonly string[];
  readonly boxes: readonly string[];
  readonly safeBoxes: readonly string[];
  readonly gradedBoxes: readonly string[];
  readonly highGrades: readonly string[];
  readonly gradedPhrases: readonly string[];
  /** Danger that is enough alone where it is said of now. */
  readonly enoughAlone: readonly string[];
  /** Words of harm, by their gravity, for rules that ask whether a text speaks of any. */
  readonly acute: readonly string[];
  readonly severe: readonly string[];
  readonly harm: readonly string[];
  readonly longAgo: readonly string[];
  readonly general: readonly string[];
  readonly negations: readonly string[];
  readonly clauseBreaks: readonly string[];
}

/** Words by which mails are compared (config/classify/phrases.yaml). */
export interface ComparePolicy {
  readonly formTitles: readonly string[];
  readonly greetings: readonly string[];
  readonly signOffs: readonly string[];
  readonly sending: readonly string[];
  readonly harmless: readonly string[];
  readonly plainWords: readonly string[];
  readonly news: readonly string[];
  readonly notNews: readonly string[];
  readonly ownDay: readonly string[];
  readonly ofThePost: readonly string[];
  readonly refersBack: readonly string[];
  readonly happensAgain: readonly string[];
  readonly refersElsewhere: readonly string[];
  readonly beginsAnother: readonly string[];
  readonly chasing: readonly string[];
  readonly negationWords: readonly string[];
  readonly hedgeWords: readonly string[];
  /** Single words: shared, they say nothing of the matter. */
  readonly everydayWords: ReadonlySet<string>;
  /** Single words: shared, they say little. */
  readonly commonWords: ReadonlySet<string>;
}

/** What a practice lead can set about classification. */
export interface ClassifyPolicy {
  readonly urgency: UrgencyPolicy;
  readonly danger: DangerPolicy;
  readonly factors: readonly FactorGroup[];
  readonly compare: ComparePolicy;
}
