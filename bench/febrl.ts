import { isPlainDate } from "../rules/time.ts";
import { COMMUNITIES, madeUp, STREET_KINDS } from "./people-names.ts";
import type { Random } from "./random.ts";

/** The fields of the published FEBRL data sets 1 to 4. Empty: missing. */
export const FIELDS = [
  "given_name",
  "surname",
  "street_number",
  "address_1",
  "address_2",
  "suburb",
  "postcode",
  "state",
  "date_of_birth",
  "soc_sec_id",
] as const;
type Field = (typeof FIELDS)[number];
export type FebrlRecord = Readonly<Record<Field, string>>;

type Change =
  | "misspell"
  | "insert"
  | "delete"
  | "substitute"
  | "transpose"
  | "other value"
  | "swap words"
  | "insert space"
  | "delete space"
  | "lose"
  | "new value";

interface Modification {
  /** How often this field is chosen, in hundredths. */
  readonly select: number;
  readonly letters: "alpha" | "digit";
  /** How often each change is, in hundredths; "lose" is also how often an original lacks the value. */
  readonly changes: Readonly<Partial<Record<Change, number>>>;
}

/** As `generate.py` has them (Febrl 0.4.2, dsgen); its fields age and phone number are not in the data sets. */
const RECIPE: Readonly<Record<Field, Modification>> = {
  given_name: {
    select: 10,
    letters: "alpha",
    changes: {
      misspell: 30,
      insert: 5,
      delete: 15,
      substitute: 35,
      transpose: 5,
      "other value": 2,
      "swap words": 2,
      "insert space": 1,
      "delete space": 1,
      lose: 2,
      "new value": 2,
    },
  },
  surname: {
    select: 15,
    letters: "alpha",
    changes: {
      misspell: 30,
      insert: 10,
      delete: 10,
      substitute: 35,
      transpose: 4,
      "other value": 2,
      "swap words": 2,
      "insert space": 1,
      "delete space": 2,
      lose: 2,
      "new value": 2,
    },
  },
  street_number: {
    select: 10,
    letters: "digit",
    changes: {
      insert: 10,
      delete: 15,
      substitute: 60,
      transpose: 5,
      "other value": 5,
      "swap words": 1,
      lose: 2,
      "new value": 2,
    },
  },
  address_1: {
    select: 10,
    letters: "alpha",
    changes: {
      insert: 10,
      delete: 15,
      substitute: 55,
      transpose: 5,
      "other value": 2,
      "swap words": 3,
      "insert space": 2,
      "delete space": 3,
      lose: 4,
      "new value": 1,
    },
  },
  address_2: {
    select: 10,
    letters: "alpha",
    changes: {
      insert: 4,
      delete: 4,
      substitute: 10,
      transpose: 2,
      "other value": 3,
      "swap words": 4,
      "insert space": 2,
      "delete space": 1,
      lose: 60,
      "new value": 10,
    },
  },
  suburb: {
    select: 10,
    letters: "alpha",
    changes: {
      misspell: 40,
      insert: 10,
      delete: 15,
      substitute: 22,
      transpose: 4,
      "other value": 1,
      "swap words": 2,
      "insert space": 2,
      "delete space": 2,
      lose: 1,
      "new value": 1,
    },
  },
  postcode: {
    select: 5,
    letters: "digit",
    changes: { substitute: 35, transpose: 60, "other value": 3, lose: 1, "new value": 1 },
  },
  state: {
    select: 5,
    letters: "alpha",
    changes: {
      insert: 10,
      delete: 10,
      substitute: 55,
      transpose: 2,
      "other value": 3,
      lose: 10,
      "new value": 10,
    },
  },
  date_of_birth: {
    select: 10,
    letters: "digit",
    changes: { substitute: 50, transpose: 30, "other value": 5, lose: 10, "new value": 5 },
  },
  soc_sec_id: { select: 5, letters: "digit", changes: { substitute: 50, transpose: 40, "other value": 10 } },
};

const SWAPPED: readonly (readonly [a: Field, b: Field, chance: number])[] = [
  ["address_1", "address_2", 0.02],
  ["given_name", "surname", 0.05],
  ["postcode", "suburb", 0.01],
];

/** Records and duplicates by the recipe of FEBRL's data set generator (Christen 2005), with our own invented values. */
export class Febrl {
  readonly #random: Random;
  readonly #suburbs: readonly string[];
  readonly #streets: readonly string[];

  constructor(random: Random) {
    this.#random = random;
    const place = () => madeUp((list) => random.pick(list)).toLowerCase();
    this.#suburbs = Array.from({ length: 1200 }, () =>
      random.chance(0.3) ? `${place()} ${random.pick(["park", "heights", "beach", "hill"])}` : place(),
    );
    this.#streets = Array.from(
      { length: 3500 },
      () => `${place()} ${random.pick(STREET_KINDS).toLowerCase()}`,
    );
  }

  original(): FebrlRecord {
    return this.#each((field) =>
      this.#random.chance((RECIPE[field].changes.lose ?? 0) / 100) ? "" : this.#value(field),
    );
  }

  /** @param perRecord how many changes are made; @param perField at most so many of them in one field. */
  duplicateOf(original: FebrlRecord, perField: number, perRecord: number): FebrlRecord {
    const changed: Record<Field, string> = { ...original };
    const done = new Map<Field, number>();
    const note = (field: Field): void => void done.set(field, (done.get(field) ?? 0) + 1);
    let changes = 0;
    for (const [a, b, chance] of SWAPPED) {
      if (!this.#random.chance(chance) || changes > perRecord - 2 || !changed[a] || !changed[b]) continue;
      [changed[a], changed[b]] = [changed[b], changed[a]];
      note(a);
      note(b);
      changes += 2;
    }
    while (changes < perRecord) {
      const field = this.#chosen(
        Object.fromEntries(FIELDS.map((name) => [name, RECIPE[name].select])) as Record<Field, number>,
      );
      if ((done.get(field) ?? 0) >= perField) continue;
      const times = Math.min(1 + this.#random.below(perField), perRecord - changes);
      for (let time = 0; time < times; time++) {
        const value = this.#changed(field, changed[field]);
        if (value === changed[field]) continue;
        changed[field] = value;
        note(field);
        changes++;
      }
    }
    return changed;
  }

  #each(value: (field: Field) => string): FebrlRecord {
    return Object.fromEntries(FIELDS.map((field) => [field, value(field)])) as FebrlRecord;
  }

  #value(field: Field): string {
    const random = this.#random;
    const community = random.pick(COMMUNITIES);
    switch (field) {
      case "given_name":
        return random.pickCommon(random.chance(0.5) ? community.girls : community.boys).toLowerCase();
      case "surname":
        return (
          random.chance(0.4) ? madeUp((list) => random.pick(list)) : random.pickCommon(community.families)
        ).toLowerCase();
      case "street_number":
        return String(1 + Math.floor(300 * random.next() ** 2));
      case "address_1":
        return random.pick(this.#streets);
      case "address_2":
        return madeUp((list) => random.pick(list)).toLowerCase();
      case "suburb":
        return random.pick(this.#suburbs);
      case "postcode":
        return String(2000 + random.below(4500));
      case "state":
        return random.pickCommon(["nsw", "vic", "qld", "wa", "sa", "tas", "act", "nt"]);
      case "date_of_birth":
        return new Date(Date.UTC(1900, 0, 1 + random.below(36_524)))
          .toISOString()
          .slice(0, 10)
          .replaceAll("-", "");
      case "soc_sec_id":
        return String(1_000_000 + random.below(8_999_999));
    }
  }

  #changed(field: Field, value: string): string {
    const change = this.#chosen(RECIPE[field].changes as Record<Change, number>);
    if (value === "") return change === "new value" ? this.#value(field) : value;
    const at = this.#position(value.length);
    switch (change) {
      case "misspell":
        return misspelt(value);
      case "insert":
        return value.slice(0, at) + this.#letter(field) + value.slice(at);
      case "delete":
        return value.length > 1 ? value.slice(0, at) + value.slice(at + 1) : value;
      case "substitute":
        return value.slice(0, at) + this.#letter(field) + value.slice(at + 1);
      case "transpose":
        return at + 1 < value.length
          ? value.slice(0, at) + value.charAt(at + 1) + value.charAt(at) + value.slice(at + 2)
          : value;
      case "other value":
        return this.#value(field);
      case "swap words":
        return value.split(" ").reverse().join(" ");
      case "insert space":
        return `${value.slice(0, at)} ${value.slice(at)}`;
      case "delete space":
        return value.replace(" ", "");
      case "lose":
        return "";
      case "new value":
        return value;
    }
  }

  /** Errors are rare at the beginning of a word: about one behind the middle. */
  #position(length: number): number {
    const spread = this.#random.next() + this.#random.next() + this.#random.next() - 1.5;
    return Math.max(0, Math.min(length - 1, Math.round(length / 2 + 1 + 2 * spread)));
  }

  #letter(field: Field): string {
    return RECIPE[field].letters === "digit"
      ? String(this.#random.below(10))
      : String.fromCharCode(97 + this.#random.below(26));
  }

  #chosen<T extends string>(shares: Readonly<Record<T, number>>): T {
    const entries = Object.entries(shares) as [T, number][];
    let left = this.#random.next() * entries.reduce((sum, [, share]) => sum + share, 0);
    for (const [name, share] of entries) {
      left -= share;
      if (left < 0) return name;
    }
    return entries.at(-1)![0];
  }
}

/** In place of FEBRL's tables of misspellings, which hold real names: how people spell by ear. */
function misspelt(value: string): string {
  const spellings: readonly (readonly [RegExp, string])[] = [
    [/ph/, "f"],
    [/ck/, "k"],
    [/c(?=[aou])/, "k"],
    [/y$/, "ie"],
    [/ie$/, "y"],
    [/ee/, "ea"],
    [/ea/, "ee"],
    [/(?<=[aeiou])l(?=[aeiou])/, "ll"],
    [/(.)\1/, "$1"],
    [/a$/, "ah"],
    [/i(?=[a-z])/, "y"],
    [/o/, "ou"],
  ];
  const [found, instead] = spellings.find(([pattern]) => pattern.test(value)) ?? [/$/, "e"];
  return value.replace(found, instead);
}

/** yyyymmdd as a date; what the changes made of it may be none, and then stands as it is. */
export function asWritten(day: string): string {
  const written = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  return isPlainDate(written) ? written : day;
}
