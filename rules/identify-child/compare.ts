import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { PlainDate } from "../time.ts";
import { compareAge, compareBirth, compareExpected } from "./birth.ts";
import { fold } from "./fold.ts";
import {
  areClose,
  areVariants,
  compareFamily,
  compareGiven,
  type Names,
  namesOf,
  variantsOf,
} from "./names.ts";
import { compareIds, compareNhs } from "./numbers.ts";
import { comparePlace, placeOf } from "./place.ts";
import type { Field, IdentityPolicy, Level, LevelOf } from "./policy.ts";

/** What a person's parents and siblings are called. */
export interface KinNames {
  readonly parents: readonly Names[];
  /** Full, half and step siblings, and whoever shares a parent. */
  readonly siblings: readonly Names[];
}

/**
 * "same sender": the mail cites an earlier referral of its own sender, and that one was about this person.
 * "same organisation": somebody there referred this person lately, cited or not.
 */
export interface EarlierReferral {
  readonly level: LevelOf<"referral">;
  /** How many different children the sender referred: the more, the less it tells. */
  readonly children: number;
}

/** What the records say beyond the person's own row. */
export interface IdentityContext {
  /** Local day of receipt: ages are counted to it. */
  readonly receivedOn: PlainDate;
  readonly kinOf: (personId: string) => KinNames;
  /** Siblings by relationship and theirs, and whoever lives at the same address. */
  readonly householdOf: (personId: string) => readonly Person[];
  /** MAT-03: the records into which a record marked as a duplicate was merged, where the extract says so. */
  readonly survivorsOf: (duplicate: Person) => readonly Person[];
  /** Ids of candidates who share no more with the mention than people who were too many to be compared. */
  readonly oneOfMany?: ReadonlySet<string>;
  /** How many known people bear a folded name. */
  readonly nameCount: (kind: "given" | "family", name: string) => number;
  readonly peopleCount: number;
  /** What people have said about this mention: "this is / this is not that child". Outranks any score. */
  readonly said?: readonly { readonly personId: string; readonly is: boolean }[];
  /** Whether this person was referred before by whoever writes now: see `EarlierReferral`. */
  readonly referredBySender?: (personId: string) => EarlierReferral | null;
}

/** The levels reached, by field; a field is missing where one side says nothing of it. */
export type Reached = { readonly [F in Field]?: LevelOf<F> };

/** One line of the waterfall, before it is put into words. */
export interface Line {
  readonly field: string;
  readonly level: string;
  readonly weight: number;
}

export interface Comparison {
  readonly person: Person;
  /** The waterfall; its weights add up to `weight`. */
  readonly lines: readonly Line[];
  readonly weight: number;
  readonly reached: Reached;
}

/** Log2 odds before anything is compared: one of all the people the mention could be about. */
export function priorWeight(peopleCount: number, policy: IdentityPolicy): number {
  const people = Math.max(peopleCount, policy.populationFloor, 2);
  return Math.log2(1 / (people - 1));
}

/**
 * Compares a mention with known people, field by field, best first; equal weights in the order of their ids. A
 * field that either side leaves empty is no evidence in either direction. Kin cost a further lookup: they are
 * compared for everybody whom that could bring within the margin of the best.
 */
export function compareAll(
  mention: PersonMention,
  people: readonly Person[],
  context: IdentityContext,
  policy: IdentityPolicy,
): readonly Comparison[] {
  const compared = people.map(comparer(mention, context, policy)).sort(byWeight);
  const most = whatKinCanAdd(mention, context, policy);
  if (most === 0) return compared;
  let best = Number.NEGATIVE_INFINITY;
  for (const waterfall of compared) {
    // Best first: whoever kin cannot bring within the margin of the best is behind, and so are all that follow.
    if (waterfall.weight + most < best - policy.matchMargin) break;
    compareKin(waterfall, mention, waterfall.person.personId, context, policy);
    best = Math.max(best, waterfall.weight);
  }
  return compared.sort(byWeight);
}

/** Best first; equal weights in the order of their ids. */
export function byWeight(a: Comparison, b: Comparison): number {
  return b.weight - a.weight || (a.person.personId < b.person.personId ? -1 : 1);
}

/** What is the same for every candidate is worked out once. */
function comparer(
  mention: PersonMention,
  context: IdentityContext,
  policy: IdentityPolicy,
): (person: Person) => Waterfall {
  const saidNames = readings(namesOf(mention));
  const saidPlace = placeOf(mention.address, mention.postcode);
  const prior = priorWeight(context.peopleCount, policy);
  // Of a common name many candidates bear the very same one.
  const named = new Map<string, Waterfall | null>();
  return (person) => {
    const waterfall = new Waterfall(person, policy);
    waterfall.note("prior", "one of all known people", prior);
    const name = `${person.givenNames}|${person.familyName}|${person.knownAs}`;
    let names = named.get(name);
    if (names === undefined) {
      names = compareNames(saidNames, person, context, policy);
      named.set(name, names);
    }
    if (names) waterfall.take(names);
    compareBirths(waterfall, mention, person, context);
    waterfall.reach("nhs", compareNhs(mention.nhsNumber, person.nhsNumber));
    if (mention.otherIds.length > 0) {
      waterfall.reach("ids", compareIds(mention.otherIds, [...person.otherIds, person.personId]));
    }
    const place = saidPlace && placeOf(person.address, person.postcode);
    if (place) waterfall.reach("place", comparePlace(saidPlace, place));
    if (mention.sex && (person.sex === "F" || person.sex === "M")) {
      waterfall.reach("sex", mention.sex === person.sex ? "equal" : "else");
    }
    return waterfall;
  };
}

/** The reading of the name that fits best; null where nothing can be compared. */
function compareNames(
  said: readonly { readonly names: Names; readonly swapped: boolean }[],
  person: Person,
  context: IdentityContext,
  policy: IdentityPolicy,
): Waterfall | null {
  const known = namesOf(person);
  let best: Waterfall | null = null;
  for (const { names, swapped } of said) {
    const tried = new Waterfall(person, policy);
    const given = compareGiven(names, known, policy);
    if (given) {
      tried.reach("given", given.level, (level) =>
        adjusted(level, "given", given.level, given.on, context, policy),
      );
    }
    const family = compareFamily(names.family, known.family, policy);
    if (family) {
      tried.reach("family", family.level, (level) =>
        adjusted(level, "family", family.level, family.on, context, policy),
      );
    }
    if (swapped) tried.reach("order", "swapped");
    if (!best || tried.weight > best.weight) best = tried;
    // As written both names agree: no other reading is better.
    if (given && family && AGREES.has(given.level) && AGREES.has(family.level)) break;
  }
  return best;
}

const AGREES: ReadonlySet<string> = new Set(["exact", "known as", "other given name", "part", "variant"]);

/** A name of more words than this is not taken apart further. */
const MOST_CUTS = 5;

/** As written; given and family name changed over; and a full name that stands in one field, taken apart either way. */
function readings(said: Names): { names: Names; swapped: boolean }[] {
  const { given, family, knownAs } = said;
  const all = [{ names: said, swapped: false }];
  if (given.length > 0 && family.length > 0) {
    all.push({ names: { given: family, family: given, knownAs }, swapped: true });
  } else {
    const full = given.length > 0 ? given : family;
    for (let cut = 1; cut < Math.min(full.length, MOST_CUTS); cut++) {
      all.push({ names: { given: full.slice(0, cut), family: full.slice(cut), knownAs }, swapped: false });
    }
    const [first] = full;
    if (first && full.length > 1) {
      all.push({ names: { given: full.slice(1), family: [first], knownAs }, swapped: true });
    }
  }
  return all;
}

/** A slip of the keyboard turns a name into any of about so many others. */
const SLIPS = 100;

/**
 * Term-frequency adjustment: the u of an agreement on a name is how common that name is here; of a variant, how
 * common all its spellings are together. A small extract leans on the default. A close name is weaker the more
 * people bear the name as it was written: Zayn is rarely a slip for Zayd where many are called Zayn.
 */
function adjusted(
  level: Level,
  kind: "given" | "family",
  name: string,
  on: string | null,
  context: IdentityContext,
  policy: IdentityPolicy,
): Level {
  if (on === null) return level;
  const known = context.peopleCount + policy.nameShrinkage;
  if (name === "close") {
    return { m: level.m, u: Math.min(0.9, Math.max(level.u, (SLIPS * context.nameCount(kind, on)) / known)) };
  }
  const spellings = name === "variant" ? variantsOf(on, policy) : [on];
  const count = spellings.reduce((sum, spelling) => sum + context.nameCount(kind, spelling), 0);
  const share = (count + policy.nameShrinkage * level.u) / known;
  return { m: level.m, u: Math.min(0.5, Math.max(share, 1e-5)) };
}

function compareBirths(
  waterfall: Waterfall,
  mention: PersonMention,
  person: Person,
  context: IdentityContext,
): void {
  const born = person.dateOfBirth;
  if (born === null) return;
  if (mention.expectedOn) waterfall.reach("expected", compareExpected(mention.expectedOn, born));
  else if (mention.dateOfBirth) waterfall.reach("birth", compareBirth(mention.dateOfBirth, born));
  else if (mention.age !== null) waterfall.reach("age", compareAge(mention.age, born, context.receivedOn));
}

function compareKin(
  waterfall: Waterfall,
  mention: PersonMention,
  personId: string,
  context: IdentityContext,
  policy: IdentityPolicy,
): void {
  const { parents, siblings } =
    mention.parents.length + mention.siblings.length > 0 ? context.kinOf(personId) : NO_KIN;
  if (mention.parents.length > 0 && parents.length > 0) {
    const { best, on } = kinAgreement(mention.parents, parents, policy);
    if (best !== null) {
      waterfall.reach("parents", best, (level) =>
        adjusted(level, "given", best === "close" ? "kin" : best, on, context, policy),
      );
    }
  }
  if (mention.siblings.length > 0 && siblings.length > 0) {
    const agreeing = mention.siblings.filter((name) =>
      siblings.some((sibling) => sameGiven(name, sibling, policy)),
    );
    const level = agreeing.length > 1 ? "two or more" : agreeing.length === 1 ? "one" : "else";
    waterfall.reach("siblings", level, (set) =>
      level === "else" ? set : siblingsLevel(level, agreeing, context, policy),
    );
  }
  const referral = context.referredBySender?.(personId);
  if (referral)
    waterfall.reach("referral", referral.level, ({ m, u }) => ({
      m,
      u: referral.level === "same sender" ? Math.min(0.5, u * referral.children) : u,
    }));
}

const NO_KIN: KinNames = { parents: [], siblings: [] };

/** By how common their names are, as for the child's own; two together as often as both. */
function siblingsLevel(
  level: "one" | "two or more",
  agreeing: readonly string[],
  context: IdentityContext,
  policy: IdentityPolicy,
): Level {
  const { one, "two or more": more } = policy.weights.siblings;
  const together = agreeing
    .map((name) => adjusted(one, "given", "sibling", fold(name), context, policy).u)
    .reduce((product, share) => product * share, 1);
  return level === "one" ? { m: one.m, u: together } : { m: more.m, u: Math.max(more.u, together) };
}

/** The most bits that kin and the sender's own referral can add to a candidate. */
function whatKinCanAdd(
  { parents, siblings }: PersonMention,
  context: IdentityContext,
  policy: IdentityPolicy,
): number {
  const bits = ({ m, u }: Level) => Math.log2(m / u);
  const { weights } = policy;
  let add = 0;
  if (parents.length > 0) {
    const named = parents
      .flatMap((name) => fold(name).split(" "))
      .map((word) => bits(adjusted(weights.parents.exact, "given", "exact", word, context, policy)));
    add += Math.max(bits(weights.parents.close), ...named);
  }
  if (siblings.length > 0) {
    const single = siblings.map((name) => bits(siblingsLevel("one", [name], context, policy)));
    add += Math.max(bits(siblingsLevel("two or more", siblings, context, policy)), ...single);
  }
  if (context.referredBySender) add += bits(weights.referral["same sender"]);
  return add;
}

/** The given name decides: a family name the kin share with the child would be counted twice. */
function kinAgreement(
  said: readonly string[],
  known: readonly Names[],
  policy: IdentityPolicy,
): { best: LevelOf<"parents"> | null; on: string | null } {
  let best: LevelOf<"parents"> | null = null;
  for (const name of said) {
    const words = fold(name)
      .split(" ")
      .filter((word) => word.length > 1 && !TITLES.has(word));
    for (const names of known) {
      const others = words.filter((word) => !names.family.includes(word));
      if (others.length === 0 || names.given.length === 0) continue;
      const all = [...names.given, ...names.knownAs];
      const equal = others.find((word) => all.includes(word));
      if (equal) return { best: "exact", on: equal };
      if (
        others.some((word) => all.some((given) => areClose(word, given) || areVariants(word, given, policy)))
      ) {
        best = "close";
      } else {
        best ??= "else";
      }
    }
  }
  return { best, on: null };
}

const TITLES = new Set(
  "mr mrs ms miss dr mum mom mother dad father nan gran step stepdad stepmum and the known as aka carer parent".split(
    " ",
  ),
);

function sameGiven(name: string, names: Names, policy: IdentityPolicy): boolean {
  const words = fold(name)
    .split(" ")
    .filter((word) => word.length > 1);
  const all = [...names.given, ...names.knownAs];
  return words.some(
    (word) =>
      !names.family.includes(word) &&
      all.some((given) => areVariants(word, given, policy) || areClose(word, given)),
  );
}

class Waterfall implements Comparison {
  readonly person: Person;
  readonly lines: Line[] = [];
  weight = 0;
  readonly reached: { [F in Field]?: LevelOf<F> } = {};
  readonly #policy: IdentityPolicy;

  constructor(person: Person, policy: IdentityPolicy) {
    this.person = person;
    this.#policy = policy;
  }

  note(field: string, level: string, weight: number): void {
    this.lines.push({ field, level, weight });
    this.weight += weight;
  }

  reach<F extends Field>(
    field: F,
    level: LevelOf<F> | null,
    adjust: (level: Level) => Level = (same) => same,
  ): void {
    if (level === null) return;
    const { m, u } = adjust(this.#policy.weights[field][level]);
    (this.reached as Record<string, string>)[field] = level;
    this.note(field, level, Math.log2(m / u));
  }

  take(other: Waterfall): void {
    for (const { field, level, weight } of other.lines) this.note(field, level, weight);
    Object.assign(this.reached, other.reached);
  }
}
