import type { Database } from "better-sqlite3";
import type { CandidateKey, KeyKind } from "../../rules/identify-child/policy.ts";
import { keyNumber } from "./key-list.ts";

/** So many people are counted key by key; of keys more common than that leaves room for, only whoever is counted already. */
const MOST_COUNTED = 2000;

/**
 * Whom to compare: those who share most, and no more than `most`. Sharing `alwaysNear` is always looked at; sharing
 * less is not, where somebody shares so much more: of a child who is found by name, day and address it does not
 * matter who else was born on that day. A text may speak of several children, each in fewer words.
 */
const WHOM = {
  mention: { most: 40, alwaysNear: 40, shareOfBest: 0.5 },
  text: { most: 64, alwaysNear: 24, shareOfBest: 0.3 },
} as const;

/** Whoever has one's very number is always looked at, and hides nobody else. */
const NUMBER = 1000;

/** How much sharing a key says, to choose whom to compare when there are too many. */
const SAYS: Readonly<Record<KeyKind, number>> = {
  nhs: NUMBER,
  id: NUMBER,
  "name-year": 12,
  "name-day": 14,
  "street-name": 13,
  house: 13,
  birth: 9,
  postcode: 8,
  name: 8,
};

export interface Sharing {
  /** The people worth comparing, by number. */
  readonly people: readonly number[];
  /** Those of them who share no more than others who were too many to be compared. */
  readonly oneOfMany: readonly number[];
}

/** Looks up who shares keys with a mention. */
export class KeyIndex {
  readonly #peopleOf;

  constructor(db: Database) {
    this.#peopleOf = db.prepare<[number], number | Buffer>("SELECT people FROM keys WHERE key = ?").pluck();
  }

  /**
   * The rarest keys count first; past MOST_COUNTED people a common key says more of those who share a rarer one, and
   * brings up others only where too few do.
   */
  sharing(keys: readonly CandidateKey[], of: keyof typeof WHOM): Sharing {
    const { most } = WHOM[of];
    const shares = new Map<number, number>();
    const common: { readonly says: number; readonly people: Uint32Array }[] = [];
    for (const key of keys) {
      const says = SAYS[key.kind];
      const found = this.#peopleOf.get(keyNumber(key));
      if (typeof found === "number") shares.set(found, (shares.get(found) ?? 0) + says);
      else if (found) common.push({ says, people: numbersIn(found) });
    }
    let room = MOST_COUNTED;
    let uncounted = 0;
    for (const { says, people } of common.sort((a, b) => a.people.length - b.people.length)) {
      if (people.length <= room) {
        for (const person of people) shares.set(person, (shares.get(person) ?? 0) + says);
        room -= people.length;
      } else {
        for (const [person, share] of shares) if (holds(people, person)) shares.set(person, share + says);
        for (const person of people.subarray(0, most))
          if (shares.size < most && !shares.has(person)) shares.set(person, says);
        uncounted += says;
      }
    }
    return worthComparing(shares, uncounted, of);
  }
}

/** @param uncounted what others may share who were not counted. */
function worthComparing(
  shares: ReadonlyMap<number, number>,
  uncounted: number,
  of: keyof typeof WHOM,
): Sharing {
  const { most, alwaysNear, shareOfBest } = WHOM[of];
  let highest = 0;
  for (const share of shares.values()) highest = Math.max(highest, share % NUMBER);
  const bar = Math.min(alwaysNear, shareOfBest * highest);
  const chosen: { readonly person: number; readonly share: number }[] = [];
  for (const [person, share] of shares) if (share >= bar) chosen.push({ person, share });
  let leftOut = uncounted;
  if (chosen.length > most) {
    chosen.sort((a, b) => b.share - a.share || a.person - b.person);
    leftOut = Math.max(leftOut, chosen[most]?.share ?? 0);
    chosen.length = most;
  }
  return {
    people: chosen.map(({ person }) => person),
    oneOfMany: chosen.filter(({ share }) => share <= leftOut).map(({ person }) => person),
  };
}

function numbersIn(bytes: Buffer): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** Is a number in an ascending list? */
function holds(list: Uint32Array, wanted: number): boolean {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const at = list[middle] ?? 0;
    if (at === wanted) return true;
    if (at < wanted) from = middle + 1;
    else to = middle;
  }
  return false;
}
