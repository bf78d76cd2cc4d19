import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CandidateKey, KeyKind } from "../../../rules/identify-child/policy.ts";
import { KeyIndex } from "../../../worker/records/key-index.ts";
import { KeyList } from "../../../worker/records/key-list.ts";
import { createTables } from "../../../worker/records/schema.ts";

const key = (kind: KeyKind, value: string): CandidateKey => ({ kind, value });

/** An index of people, numbered from 1, each filed under keys. */
function anIndex(people: readonly (readonly CandidateKey[])[]): KeyIndex {
  const db = new Database(":memory:");
  createTables(db);
  const list = new KeyList();
  for (const [at, keys] of people.entries()) for (const one of keys) list.add(one, at + 1);
  list.writeTo(db);
  return new KeyIndex(db);
}

const KHAN = key("name", "mhmt|kn");
const BORN = key("name-year", "mhmt|kn|2015");
const HOUSE = key("house", "tns|9");
const NUMBER = key("nhs", "9434765919");

describe("the people worth comparing with a mention", () => {
  it("are those who share keys with it, each once", () => {
    const index = anIndex([[KHAN, KHAN, BORN], [KHAN, BORN], [HOUSE]]);
    expect([...index.sharing([KHAN, BORN], "mention").people].sort()).toEqual([1, 2]);
    expect(index.sharing([key("name", "nobody")], "mention")).toEqual({ people: [], oneOfMany: [] });
  });
  it("are found by a rare key among thousands who share a common one", () => {
    const people = Array.from({ length: 5000 }, () => [KHAN]);
    const index = anIndex([...people, [KHAN, HOUSE]]);
    const { people: found, oneOfMany } = index.sharing([KHAN, HOUSE], "mention");
    expect(found[0]).toBe(5001);
    expect(oneOfMany).not.toContain(5001);
  });
  it("are found by two common keys that together are rare", () => {
    const people = Array.from({ length: 1500 }, (_, n) => (n % 2 === 0 ? [KHAN] : [HOUSE]));
    expect(anIndex([...people, [KHAN, HOUSE]]).sharing([KHAN, HOUSE], "mention").people[0]).toBe(1501);
  });
  it("are a bounded number; whoever shares no more than those left out is said to be one of many", () => {
    const people = Array.from({ length: 300 }, () => [KHAN, BORN]);
    const index = anIndex([...people, [KHAN, BORN, HOUSE]]);
    const { people: found, oneOfMany } = index.sharing([KHAN, BORN, HOUSE], "mention");
    expect(found.length).toBe(40);
    expect(found).toContain(301);
    expect([...oneOfMany].sort()).toEqual(found.filter((person) => person !== 301).sort());
  });
  it("include some of a very common name where nothing else is said, all of them one of many", () => {
    const { people, oneOfMany } = anIndex(Array.from({ length: 5000 }, () => [KHAN])).sharing(
      [KHAN],
      "mention",
    );
    expect(people.length).toBeGreaterThan(0);
    expect(oneOfMany).toEqual(people);
  });
  it("always include whoever has the number, and a number hides nobody who shares much else", () => {
    const people = Array.from({ length: 100 }, () => [KHAN, BORN, HOUSE]);
    const { people: found } = anIndex([...people, [NUMBER]]).sharing([KHAN, BORN, HOUSE, NUMBER], "mention");
    expect(found).toContain(101);
    expect(found.length).toBe(40);
  });
  it("are everybody who shares most, whoever and however many they are", () => {
    const kinds = fc.constantFrom<KeyKind>("name", "name-year", "birth", "house", "street-name", "postcode");
    const keys = fc.array(fc.tuple(kinds, fc.constantFrom("a|b", "a|c", "b|c")), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(keys, { minLength: 1, maxLength: 30 }), keys, (people, said) => {
        const asKeys = (pairs: readonly (readonly [KeyKind, string])[]) =>
          pairs.map(([kind, value]) => key(kind, value));
        const { people: found } = anIndex(people.map(asKeys)).sharing(asKeys(said), "mention");
        const all = new Set(asKeys(said).map(({ kind, value }) => `${kind} ${value}`));
        const sharing = people.map(
          (own) => new Set(own.map(([kind, value]) => `${kind} ${value}`).filter((k) => all.has(k))),
        );
        const bestHas = (own: ReadonlySet<string>) =>
          sharing.every((other) => [...other].every((k) => own.has(k)));
        for (const [at, own] of sharing.entries()) {
          if (own.size > 0 && bestHas(own)) expect(found).toContain(at + 1);
          if (own.size === 0) expect(found).not.toContain(at + 1);
        }
      }),
    );
  });
});
