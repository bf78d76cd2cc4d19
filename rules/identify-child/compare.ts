import type { PersonMention } from "../read-mail/mail.ts";
import type { Person } from "../records.ts";
import type { PlainDate } from "../time.ts";
import { compareAge, compareBirth, compareExpected } from "./birth.ts";
import type { Evidence } from "./child.ts";
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

/** What the records say beyond the person's own row. */
export interface IdentityContext {
  /** Local day of receipt: ages are counted to it. */
  readonly receivedOn: PlainDate;
  readonly parentsOf: (personId: string) => readonly Person[];
  /** Siblings by relationship, and other children of the household. */
  readonly siblingsOf: (personId: string) => readonly Person[];
  /** How many known people bear a folded name. */
  readonly nameCount: (kind: "given" | "family", name: string) => number;
  readonly peopleCount: number;
  /** What people have said about this mention: "this is / this is not that child". Outranks any score. */
  readonly said?: readonly { readonly personId: string; readonly is: boolean }[];
  /** True where the mail cites an earlier referral of its own sender, and that one was about this person. */
  readonly referredBySender?: (personId: string) => boolean;
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

/** Kin cost further lookups: they are compared for those who could still be the best, and for so many at most. */
const KIN_CAN_ADD = 30;
const MOST_WITH_KIN = 24;

/**
 * Compares a mention with known people, field by field, best first; equal weights in the order of their ids. A
 * field that either side leaves empty is no evidence in either direction.
 */
export function compareAll(
  mention: PersonMention,
  people: readonly Person[],
  context: IdentityContext,
  policy: IdentityPolicy,
): readonly Comparison[] {
  const compared = people.map(comparer(mention, context, policy)).sort(byWeight);
  const bar = (compared[0]?.weight ?? 0) - KIN_CAN_ADD;
  const within = compared.filter(({ weight }) => weight >= bar).slice(0, MOST_WITH_KIN);
  for (const waterfall of within) compareKin(waterfall, mention, waterfall.person, context, policy);
  return compared.sort(byWeight);
}

function byWeight(a: Comparison, b: Comparison): number {
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
  return (person) => {
    const waterfall = new Waterfall(person, policy);
    waterfall.note("prior", "one of all known people", prior);
    compareNames(waterfall, saidNames, person, context, policy);
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

function compareNames(
  waterfall: Waterfall,
  said: readonly { readonly names: Names; readonly swapped: boolean }[],
  person: Person,
  context: IdentityContext,
  policy: IdentityPolicy,
): void {
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
    // As written and both names equal: no other reading can be better.
    if (given?.level === "exact" && family?.level === "exact") break;
  }
  if (best) waterfall.take(best);
}

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
  person: Person,
  context: IdentityContext,
  policy: IdentityPolicy,
): void {
  if (mention.parents.length > 0) {
    const parents = context.parentsOf(person.personId);
    if (parents.length > 0) {
      const { best, on } = kinAgreement(mention.parents, parents, policy);
      if (best !== null) {
        waterfall.reach("parents", best, (level) =>
          adjusted(level, "given", best === "close" ? "kin" : best, on, context, policy),
        );
      }
    }
  }
  if (mention.siblings.length > 0) {
    const siblings = context.siblingsOf(person.personId);
    if (siblings.length > 0) {
      const agreeing = mention.siblings.filter((name) =>
        siblings.some((sibling) => sameGiven(name, sibling, policy)),
      );
      const level = agreeing.length > 1 ? "two or more" : agreeing.length === 1 ? "one" : "else";
      waterfall.reach("siblings", level, (set) => {
        if (level === "else") return set;
        // By how common their names are, as for the child's own; two together as often as both.
        const { one } = policy.weights.siblings;
        const shares = agreeing.map(
          (name) => adjusted(one, "given", "sibling", fold(name), context, policy).u,
        );
        const together = shares.reduce((product, share) => product * share, 1);
        return { m: set.m, u: level === "one" ? together : Math.max(set.u, together) };
      });
    }
  }
  if (context.referredBySender?.(person.personId)) waterfall.reach("referral", "same sender");
}

/** The given name decides: a family name the kin share with the child would be counted twice. */
function kinAgreement(
  said: readonly string[],
  known: readonly Person[],
  policy: IdentityPolicy,
): { best: LevelOf<"parents"> | null; on: string | null } {
  let best: LevelOf<"parents"> | null = null;
  for (const name of said) {
    const words = fold(name)
      .split(" ")
      .filter((word) => word.length > 1 && !TITLES.has(word));
    for (const person of known) {
      const names = namesOf(person);
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

function sameGiven(name: string, sibling: Person, policy: IdentityPolicy): boolean {
  const words = fold(name)
    .split(" ")
    .filter((word) => word.length > 1);
  const names = namesOf(sibling);
  const all = [...names.given, ...names.knownAs];
  return words.some(
    (word) =>
      !names.family.includes(word) &&
      all.some((given) => areVariants(word, given, policy) || areClose(word, given)),
  );
}

const FIELD_WORDS: Readonly<Record<Field, string>> = {
  given: "given name",
  family: "family name",
  order: "order of names",
  birth: "date of birth",
  age: "age",
  expected: "expected date",
  nhs: "NHS number",
  ids: "pupil or case number",
  place: "address",
  sex: "sex",
  parents: "parent's name",
  siblings: "siblings' names",
  referral: "the sender's own earlier referral",
};

const LEVEL_WORDS: Readonly<Record<string, string>> = { exact: "equal", else: "differs", address: "equal" };

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

/** The waterfall as people read it: "date of birth equal: very strong". */
export function inWords(lines: readonly Line[]): readonly Evidence[] {
  return lines.map((line) => {
    const field = FIELD_WORDS[line.field as Field];
    const words = field
      ? `${field} ${LEVEL_WORDS[line.level] ?? line.level}: ${strength(line.weight)}`
      : `${line.level}: ${line.field === "prior" ? "before anything is compared" : "decides"}`;
    return { ...line, words };
  });
}

/** For people: what a weight in bits says. */
export function strength(weight: number): string {
  const size = Math.abs(weight);
  const how =
    size >= 10
      ? "very strong"
      : size >= 6
        ? "strong"
        : size >= 3
          ? "fair"
          : size >= 0.5
            ? "weak"
            : "says nothing";
  return weight <= -0.5 ? `${how}, against` : how;
}
