import type { Database } from "better-sqlite3";
import type { KinNames } from "../../rules/identify-child/compare.ts";
import { isChildWord, isParentWord, isSiblingWord } from "../../rules/identify-child/kin.ts";
import { type Names, namesOf } from "../../rules/identify-child/names.ts";
import type { Person } from "../../rules/records.ts";

/** Of more parents or siblings than this the rest is not kept: a row that links a whole school to one "parent". */
const MOST_KIN = 40;

/** The names of everybody's parents and siblings, gathered during an import, so that one read gives those of a candidate. */
export class KinNamesList {
  readonly #names: string[] = [];
  readonly #parents = new Map<number, number[]>();
  readonly #children = new Map<number, number[]>();
  readonly #siblings = new Map<number, number[]>();

  addPerson(n: number, person: Person): void {
    const { given, knownAs, family } = namesOf(person);
    this.#names[n] = [given, knownAs, family].map((words) => words.join(" ")).join("|");
  }

  /** @param relationship what the second is of the first, as the extract has it. */
  addRelationship(first: number, second: number, relationship: string): void {
    if (isParentWord(relationship)) this.#addParent(first, second);
    else if (isChildWord(relationship)) this.#addParent(second, first);
    else if (isSiblingWord(relationship)) {
      put(this.#siblings, first, second);
      put(this.#siblings, second, first);
    }
  }

  writeTo(db: Database): void {
    const insert = db.prepare("INSERT INTO kin VALUES (?,?,?,?)");
    for (let n = 1; n < this.#names.length; n++) {
      const parents = new Set(this.#parents.get(n));
      const siblings = new Set(this.#siblings.get(n));
      for (const parent of parents) for (const child of this.#children.get(parent) ?? []) siblings.add(child);
      siblings.delete(n);
      if (parents.size + siblings.size === 0) continue;
      const numbers = [...siblings].slice(0, MOST_KIN).join(",");
      insert.run(n, this.#written(parents), this.#written(siblings), numbers);
    }
  }

  #addParent(child: number, parent: number): void {
    put(this.#parents, child, parent);
    put(this.#children, parent, child);
  }

  #written(people: ReadonlySet<number>): string {
    return [...people]
      .slice(0, MOST_KIN)
      .map((n) => this.#names[n])
      .join("\n");
  }
}

export interface KinRow {
  readonly parents: string;
  readonly siblings: string;
  readonly sibling_numbers: string;
}

export function kinNamesOf(row: KinRow | undefined): KinNames {
  return { parents: namesIn(row?.parents), siblings: namesIn(row?.siblings) };
}

export function siblingNumbersOf(row: KinRow | undefined): readonly number[] {
  return row?.sibling_numbers ? row.sibling_numbers.split(",").map(Number) : [];
}

function namesIn(written: string | undefined): readonly Names[] {
  if (!written) return [];
  return written.split("\n").map((line) => {
    const [given = "", knownAs = "", family = ""] = line.split("|");
    return { given: wordsIn(given), knownAs: wordsIn(knownAs), family: wordsIn(family) };
  });
}

function wordsIn(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}

function put(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (list.length <= MOST_KIN) list.push(value);
}
