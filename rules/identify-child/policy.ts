/** How likely a comparison level is where mention and record are one person (m) and where they are not (u). */
export interface Level {
  readonly m: number;
  readonly u: number;
}

/** The comparison levels of every field, best first. `else`: both sides say something and nothing above holds. */
export const LEVELS = {
  given: ["exact", "known as", "other given name", "variant", "close", "initial", "else"],
  family: ["exact", "part", "variant", "close", "else"],
  order: ["swapped"],
  birth: ["exact", "day and month swapped", "one digit off", "partly equal", "else"],
  age: ["fits", "a year off", "else"],
  expected: ["within 21 days", "else"],
  nhs: ["exact", "one digit off", "else"],
  ids: ["exact", "one character off", "else"],
  place: ["address", "postcode", "street", "other house", "area", "else"],
  sex: ["equal", "else"],
  parents: ["exact", "close", "else"],
  siblings: ["two or more", "one", "else"],
  referral: ["same sender", "same organisation"],
} as const satisfies Record<string, readonly string[]>;

export type Field = keyof typeof LEVELS;
export type LevelOf<F extends Field> = (typeof LEVELS)[F][number];
export type Weights = { readonly [F in Field]: Readonly<Record<LevelOf<F>, Level>> };

/** What a practice lead can set about identity (config/identity/). */
export interface IdentityPolicy {
  /** Part 0.9 `match_threshold`, 0 to 1. */
  readonly matchThreshold: number;
  /** Part 0.9 `match_margin`, in bits: 6 means 64 times as likely as the next candidate. */
  readonly matchMargin: number;
  /** Candidates below this weight (bits, prior included) are not near. */
  readonly plausibleWeight: number;
  /** The people a mention could be about are never taken to be fewer than this, however small the extract. */
  readonly populationFloor: number;
  /**
   * How many people's worth of names the default u of a name counts for: in a small extract the default rules,
   * in a large one the extract's own frequencies (term-frequency adjustment).
   */
  readonly nameShrinkage: number;
  readonly weights: Weights;
  /** Diminutives and transliterations: groups of folded names that may stand for one another. */
  readonly variantGroups: readonly (readonly string[])[];
  /** Folded name, and its plain spelling → the groups it is in. */
  readonly variants: ReadonlyMap<string, readonly number[]>;
  /** Endings of family names that change with sex or country: `["ska", "ski"]` reads Kowalska as Kowalski. */
  readonly familyEndings: readonly (readonly [ending: string, base: string])[];
}

/** A thing by which a person can be looked up. What it holds is folded and coded, never shown. */
export interface CandidateKey {
  readonly kind: KeyKind;
  readonly value: string;
}

/**
 * nhs: NHS number. id: UPN or case id. birth: date of birth and the sound of one name's beginning.
 * name: a pair of names. name-year, name-day: that pair with the year, or the month and day, of birth.
 * postcode. house: number and street. street-name: street and one name.
 */
export type KeyKind =
  | "nhs"
  | "id"
  | "birth"
  | "name"
  | "name-year"
  | "name-day"
  | "postcode"
  | "house"
  | "street-name";
