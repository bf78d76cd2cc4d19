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
  readonly acute: readonly string[];
  readonly severe: readonly string[];
  readonly harm: readonly string[];
  readonly nowStrong: readonly string[];
  readonly nowPlain: readonly string[];
  readonly requests: readonly string[];
  readonly callbacks: readonly string[];
  readonly calm: readonly string[];
  readonly longAgo: readonly string[];
  readonly general: readonly string[];
  readonly negations: readonly string[];
  readonly clauseBreaks: readonly string[];
}

/**
 * Danger told by what happened (config/classify/danger.yaml): classes of words, and rules that join classes in one
 * sentence (`a + b`) or in a sentence and its neighbours (`a ~ b`); `a|b` is either.
 */
export interface DangerPolicy {
  readonly innocent: readonly string[];
  /** Classes that only say who, where or with what. */
  readonly context: readonly string[];
  /** Classes of who it is about: a rule may find them anywhere in the text. */
  readonly who: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly acute: readonly string[];
  readonly serious: readonly string[];
  readonly present: readonly string[];
  readonly resolved: readonly string[];
  readonly dated: readonly string[];
  readonly pretend: readonly string[];
  readonly atHand: readonly string[];
  readonly shortOfTime: readonly string[];
  readonly asksForSomebody: readonly string[];
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
  readonly refersBack: readonly string[];
  readonly refersElsewhere: readonly string[];
  readonly beginsAnother: readonly string[];
  readonly chasing: readonly string[];
  readonly negationWords: readonly string[];
  readonly hedgeWords: readonly string[];
}

/** What a practice lead can set about classification. */
export interface ClassifyPolicy {
  readonly urgency: UrgencyPolicy;
  readonly danger: DangerPolicy;
  readonly factors: readonly FactorGroup[];
  readonly compare: ComparePolicy;
}
