import type { Database } from "better-sqlite3";
import { keyNumber } from "./schema.ts";

/** One number holds a key (40 bits) and a person (24 bits), so that a plain sort puts a key's people together. */
const MOST_PEOPLE = 0xffffff;

/** The candidate keys of all people, collected, sorted in memory (8 bytes each) and written in order. */
export class KeyList {
  #words = new Uint32Array(1 << 16);
  #length = 0;

  add(kind: string, value: string, person: number): void {
    if (person > MOST_PEOPLE)
      throw new RangeError(`Cannot index people: expected at most ${MOST_PEOPLE}, found more`);
    if (2 * this.#length === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    const key = keyNumber(kind, value);
    const low = key % 0x100000000;
    const high = (key - low) / 0x100000000;
    // Little-endian halves of one 64-bit number: high 8 bits of the key, its low 32, then the person.
    this.#words[2 * this.#length] = ((low & 0xff) << 24) | person;
    this.#words[2 * this.#length + 1] = (high << 24) | (low >>> 8);
    this.#length++;
  }

  writeTo(db: Database): void {
    const sorted = new BigUint64Array(this.#words.buffer, 0, this.#length).sort();
    const words = new Uint32Array(sorted.buffer);
    const many = 200;
    const insertMany = db.prepare(
      `INSERT OR IGNORE INTO keys VALUES ${new Array(many).fill("(?,?)").join(",")}`,
    );
    const insertOne = db.prepare("INSERT OR IGNORE INTO keys VALUES (?,?)");
    let values: number[] = [];
    for (let i = 0; i < this.#length; i++) {
      const lower = words[2 * i] ?? 0;
      const upper = words[2 * i + 1] ?? 0;
      values.push(upper * 256 + (lower >>> 24), lower & MOST_PEOPLE);
      if (values.length === 2 * many) {
        insertMany.run(values);
        values = [];
      }
    }
    for (let i = 0; i < values.length; i += 2) insertOne.run(values[i], values[i + 1]);
  }
}
