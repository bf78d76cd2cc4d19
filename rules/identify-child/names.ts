import {
  editDistance,
  familyTokens,
  jaroWinkler,
  lettersOnlyIn,
  nameTokens,
  plainSpelling,
  soundOf,
} from "./fold.ts";
import type { IdentityPolicy, LevelOf } from "./policy.ts";

/** The names of one side, folded. */
export interface Names {
  readonly given: readonly string[];
  readonly knownAs: readonly string[];
  readonly family: readonly string[];
}

export interface NameAgreement<L extends string> {
  readonly level: L;
  /** The word that agreed, as the record has it; for "close" as the mention has it. null where there is none. */
  readonly on: string | null;
}

export function namesOf(person: {
  readonly givenNames: string | null;
  readonly familyName: string | null;
  readonly knownAs: string | null;
}): Names {
  const family = familyTokens(person.familyName);
  return {
    given: nameTokens(person.givenNames),
    // "Baby Gittins": what is left of a known-as that repeats the family name says nothing more.
    knownAs: nameTokens(person.knownAs).filter((token) => !family.includes(token)),
    family,
  };
}

/** null: one side gives no given name. */
export function compareGiven(
  said: Names,
  known: Names,
  policy: IdentityPolicy,
): NameAgreement<LevelOf<"given">> | null {
  const [saidFirst, knownFirst] = [said.given[0], known.given[0]];
  if (
    (said.given.length === 0 && said.knownAs.length === 0) ||
    (known.given.length === 0 && known.knownAs.length === 0)
  ) {
    return null;
  }
  const allSaid = [...said.given, ...said.knownAs];
  const allKnown = [...known.given, ...known.knownAs];
  if (saidFirst && knownFirst && saidFirst.length > 1) {
    const within = subset(said.given, known.given, policy) || subset(known.given, said.given, policy);
    if (saidFirst === knownFirst && within) return { level: "exact", on: knownFirst };
    if (said.given.join("") === known.given.join("")) return { level: "exact", on: knownFirst };
  }
  const knownAs = shared(said.knownAs, allKnown) ?? shared(allSaid, known.knownAs);
  if (knownAs) return { level: "known as", on: knownAs };
  const other = shared(said.given, known.given);
  if (other) return { level: "other given name", on: other };
  for (const a of allSaid)
    for (const b of allKnown) if (areVariants(a, b, policy)) return { level: "variant", on: b };
  const joined = said.given.join("");
  if (areClose(joined, known.given.join(""))) return { level: "close", on: joined };
  const close = allSaid.find((a) => allKnown.some((b) => areClose(a, b)));
  if (close) return { level: "close", on: close };
  if (areInitials(said.given, known.given) || areInitials(known.given, said.given))
    return { level: "initial", on: null };
  return { level: "else", on: null };
}

/** null: one side gives no family name. */
export function compareFamily(
  said: readonly string[],
  known: readonly string[],
  policy: IdentityPolicy,
): NameAgreement<LevelOf<"family">> | null {
  const last = known.at(-1);
  if (said.length === 0 || !last) return null;
  const joinedSaid = said.join("");
  const joinedKnown = known.join("");
  if (
    joinedSaid === joinedKnown ||
    (said.length === known.length && said.every((token) => known.includes(token)))
  ) {
    return { level: "exact", on: joinedKnown };
  }
  const part = shared(said, known);
  if (part && part.length > 1) return { level: "part", on: part };
  for (const a of said) {
    for (const b of known) {
      if (haveOneStem(a, b, policy) || areVariants(a, b, policy)) return { level: "variant", on: b };
    }
  }
  if (areClose(joinedSaid, joinedKnown)) return { level: "close", on: joinedSaid };
  const close = said.find((a) => known.some((b) => areClose(a, b)));
  if (close) return { level: "close", on: close };
  return { level: "else", on: null };
}

/** Another spelling of one name, a pet form, or a transliteration. */
export function areVariants(a: string, b: string, policy: IdentityPolicy): boolean {
  if (a.length > 2 && plainSpelling(a) === plainSpelling(b)) return true;
  const groups = groupsOf(a, policy);
  return groups.length > 0 && groupsOf(b, policy).some((group) => groups.includes(group));
}

/** Every spelling that may stand for this name, itself included. */
export function variantsOf(name: string, policy: IdentityPolicy): readonly string[] {
  const groups = groupsOf(name, policy);
  if (groups.length === 0) return [name];
  return [...new Set([name, ...groups.flatMap((group) => policy.variantGroups[group] ?? [])])];
}

/** By the name as written, or by its plain spelling: Faadumo is in Fadumo's groups. */
function groupsOf(name: string, policy: IdentityPolicy): readonly number[] {
  return policy.variants.get(name) ?? policy.variants.get(plainSpelling(name)) ?? [];
}

/** Kowalska and Kowalski, Horváthová and Horváth: the ending that goes with sex or country taken off. */
export function familyStem(name: string, policy: IdentityPolicy): string {
  for (const [ending, base] of policy.familyEndings) {
    if (name.length >= ending.length + 3 && name.endsWith(ending))
      return name.slice(0, -ending.length) + base;
  }
  return name;
}

function haveOneStem(a: string, b: string, policy: IdentityPolicy): boolean {
  return a.slice(0, 3) === b.slice(0, 3) && familyStem(a, policy) === familyStem(b, policy);
}

/** A slip of the keyboard or of the ear, not another name. */
export function areClose(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const [shorter, longer] = [short.length, long.length];
  if (shorter < 3 || longer > 2 * shorter) return false;
  // Two letters of the shorter that the longer lacks are a slip; three of a name that is not long are another name.
  if (shorter < 15 && lettersOnlyIn(short, long) > 2) return false;
  const edits = editDistance(a, b, 3);
  // Of three letters one more is a slip at either end, and another letter is another name: Ava, Ana.
  if (edits <= 1 && (shorter >= 4 || (longer === 4 && (a[0] === b[0] || long.endsWith(short))))) return true;
  if (edits === 2 && shorter >= 6 && jaroWinkler(a, b) >= 0.85) return true;
  const sound = soundOf(a);
  const soundsSo = sound.length >= 3 && sound === soundOf(b);
  if (!soundsSo && shorter < 5) return false;
  return jaroWinkler(a, b) >= (soundsSo ? 0.78 : 0.92);
}

/** "J", "J P" or "JP" for Jerome Palmer. */
function areInitials(short: readonly string[], full: readonly string[]): boolean {
  const letters = short.join("");
  if (letters === "" || letters.length > 3 || full.some((name) => name.length === 1)) return false;
  if (short.length > 1 && short.some((name) => name.length > 1)) return false;
  return full
    .map((name) => name.charAt(0))
    .join("")
    .startsWith(letters);
}

function shared(a: readonly string[], b: readonly string[]): string | undefined {
  return a.find((token) => token.length > 1 && b.includes(token));
}

/** Every word of `a` is a word of `b`, a variant of one, or its initial. */
function subset(a: readonly string[], b: readonly string[], policy: IdentityPolicy): boolean {
  return a.every(
    (x) =>
      b.includes(x) ||
      b.some(
        (y) =>
          ((x.length === 1 || y.length === 1) && x[0] === y[0]) ||
          areVariants(x, y, policy) ||
          areClose(x, y),
      ),
  );
}
