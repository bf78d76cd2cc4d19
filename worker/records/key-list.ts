import type { Database } from "better-sqlite3";
import type { CandidateKey } from "../../rules/identify-child/policy.ts";

/** One number holds a key (40 bits) and a person (24 bits), so that a plain sort puts a key's people together. */
const MOST_PEOPLE = 0xffffff;

/** The candidate keys of all people, collected, sorted in memory (8 bytes each) and written in order. */
export class KeyList {
  #words = new Uint32Array(1 << 16);
  #length = 0;

  add(key: CandidateKey, person: number): void {
    if (person > MOST_PEOPLE)
      throw new RangeError(`Cannot index people: expected at most ${MOST_PEOPLE}, found more`);
    if (2 * this.#length === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    const number = keyNumber(key);
    const low = number % 0x100000000;
    const high = (number - low) / 0x100000000;
    // Little-endian halves of one 64-bit number: high 8 bits of the key, its low 32, then the person.
    this.#words[2 * this.#length] = ((low & 0xff) << 24) | person;
    this.#words[2 * this.#length + 1] = (high << 24) | (low >>> 8);
    this.#length++;
  }

  /** A row a key: its one person as a number, or its people, each once, as four bytes each in ascending order. */
  writeTo(db: Database): void {
    const sorted = new BigUint64Array(this.#words.buffer, 0, this.#length).sort();
    const words = new Uint32Array(sorted.buffer);
    const rows = new RowWriter(db);
    let people: number[] = [];
    let current = -1;
    for (let i = 0; i < this.#length; i++) {
      const lower = words[2 * i] ?? 0;
      const key = (words[2 * i + 1] ?? 0) * 256 + (lower >>> 24);
      const person = lower & MOST_PEOPLE;
      if (key !== current) {
        rows.add(current, people);
        current = key;
        people = [];
      }
      if (people.at(-1) !== person) people.push(person);
    }
    rows.add(current, people);
    rows.end();
  }
}

/** Many rows a statement: five million single ones would take three times as long. */
class RowWriter {
  static readonly #many = 200;
  readonly #insertMany;
  readonly #insertOne;
  #values: (number | Buffer)[] = [];

  constructor(db: Database) {
    this.#insertMany = db.prepare(
      `INSERT INTO keys VALUES ${new Array(RowWriter.#many).fill("(?,?)").join(",")}`,
    );
    this.#insertOne = db.prepare("INSERT INTO keys VALUES (?,?)");
  }

  add(key: number, people: readonly number[]): void {
    const [first] = people;
    if (first === undefined) return;
    this.#values.push(key, people.length === 1 ? first : Buffer.from(Uint32Array.from(people).buffer));
    if (this.#values.length < 2 * RowWriter.#many) return;
    this.#insertMany.run(this.#values);
    this.#values = [];
  }

  end(): void {
    for (let i = 0; i < this.#values.length; i += 2)
      this.#insertOne.run(this.#values[i], this.#values[i + 1]);
  }
}

/**
 * A candidate key as the index holds it: 40 bits, of which the upper 24 are of what it has in common with the keys it
 * is looked up beside (the pair of names, the day, the street), so that those lie on one page. Two keys that fall
 * together bring up a person too many, no more.
 */
export function keyNumber({ kind, value }: CandidateKey): number {
  const cut = kind === "name" ? -1 : value.lastIndexOf("|");
  const shared = cut === -1 ? value : value.slice(0, cut);
  return (hash(shared) >>> 8) * 0x10000 + (hash(`${kind}|${value}`) & 0xffff);
}

/** 32 bits, as evenly spread as an index wants them (MurmurHash3's mixing). */
function hash(text: string): number {
  let h = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 2654435761);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
