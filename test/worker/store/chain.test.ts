import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { erasePayloads, loadEvents } from "../../../worker/store/events.ts";
import type { Store } from "../../../worker/store/store.ts";
import { verifyChain } from "../../../worker/store/verify-chain.ts";
import { append, NINE, TEN, temporaryFolder, temporaryStore } from "./temporary-store.ts";

async function storeOfFive(): Promise<{ store: Store; tamper: (...statements: string[]) => void }> {
  const path = join(temporaryFolder(), "triage.sqlite");
  const store = await temporaryStore(path);
  await append(store, "item:R-000001", 0, ["item-opened", "asked", "reminded"]);
  await append(store, "message:M-000001", 0, ["seen"]);
  await append(store, "item:R-000001", 3, ["decided"], TEN);
  return {
    store,
    tamper(...statements) {
      const outside = new Database(path);
      outside.pragma("foreign_keys = OFF");
      for (const statement of statements) outside.exec(statement);
      outside.close();
    },
  };
}

test("an untouched chain is sound to its head", async () => {
  const { store } = await storeOfFive();
  expect(await store.read(verifyChain)).toEqual({
    sound: 5,
    erased: 0,
    head: { seq: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    fault: null,
  });
});

test("an empty store is sound", async () => {
  const store = await temporaryStore();
  expect(await store.read(verifyChain)).toEqual({ sound: 0, erased: 0, head: null, fault: null });
});

test("a chain of several pages is walked to its end", async () => {
  const { store, tamper } = await storeOfFive();
  for (let version = 1; version < 2600; version += 200) {
    await append(store, "bss-list", version - 1, new Array(200).fill("took-contact"));
  }
  expect((await store.read(verifyChain)).sound).toBe(2605);
  tamper("UPDATE events SET actor = 'tm-9' WHERE seq = 2222");
  expect(await store.read(verifyChain)).toMatchObject({ sound: 2221, fault: { seq: 2222 } });
});

describe("tampering shows", () => {
  const edits: [what: string, statements: string[], seq: number, why: string][] = [
    ["who did it", ["UPDATE events SET actor = 'tm-9' WHERE seq = 2"], 2, "its metadata was edited"],
    [
      "when",
      ["UPDATE events SET at = '2026-03-25T08:00:00.000Z' WHERE seq = 5"],
      5,
      "its metadata was edited",
    ],
    ["what kind", ["UPDATE events SET type = 'filed' WHERE seq = 1"], 1, "its metadata was edited"],
    [
      "which item",
      ["UPDATE events SET stream = 'item:R-000009' WHERE seq = 4"],
      4,
      "its metadata was edited",
    ],
    [
      "what it says",
      [`UPDATE event_payloads SET json = '{"said":"no"}' WHERE seq = 5`],
      5,
      "its payload was edited",
    ],
    [
      "its digest as well",
      ["UPDATE events SET payload_digest = 'x' WHERE seq = 3"],
      3,
      "its metadata was edited",
    ],
    ["a removed event", ["DELETE FROM events WHERE seq = 3"], 4, "an event is missing: expected 3, found 4"],
    [
      "a removed event with the gap closed",
      ["DELETE FROM events WHERE seq = 3", "UPDATE events SET seq = seq - 1 WHERE seq > 3"],
      3,
      "it does not follow the event before it",
    ],
    [
      "a removed payload",
      ["DELETE FROM event_payloads WHERE seq = 3"],
      3,
      "no event says that it was erased",
    ],
    [
      "a removed payload with a mark that no event backs",
      ["DELETE FROM event_payloads WHERE seq = 3", "INSERT INTO event_erasures VALUES (3, 4)"],
      3,
      "event 4 does not erase it",
    ],
    [
      "the end cut off",
      ["DELETE FROM events WHERE seq = 5"],
      5,
      "the chain was cut off: expected event 5 at its end",
    ],
    ["all of it", ["DELETE FROM events"], 1, "the chain was cut off: expected event 5 at its end, found 0"],
  ];
  test.each(edits)("%s", async (_what, statements, seq, why) => {
    const { store, tamper } = await storeOfFive();
    tamper(...statements);
    const { fault } = await store.read(verifyChain);
    expect(fault?.seq).toBe(seq);
    expect(fault?.why).toContain(why);
  });

  test("also after more was appended to a chain that was cut off", async () => {
    const { store, tamper } = await storeOfFive();
    tamper("DELETE FROM event_payloads WHERE seq = 5", "DELETE FROM events WHERE seq = 5");
    await append(store, "item:R-000002", 0, ["item-opened"]);
    expect((await store.read(verifyChain)).fault).toEqual({
      seq: 6,
      why: "an event is missing: expected 5, found 6",
    });
  });
});

describe("erasure", () => {
  const erase = (store: Store, seqs: number[]) =>
    store.transaction((tx) => erasePayloads(tx, seqs, "retention", { at: TEN, actor: "worker" }));

  test("removes what was said, keeps that it happened, and the chain holds", async () => {
    const { store } = await storeOfFive();
    await erase(store, [1, 3]);
    await erase(store, [3, 5]);

    expect(await store.read(verifyChain)).toMatchObject({ sound: 7, erased: 3, fault: null });
    const events = await store.read((db) => loadEvents(db, "item:R-000001"));
    expect(events.map(({ type, data, erased }) => [type, data, erased])).toEqual([
      ["item-opened", null, true],
      ["asked", { said: "asked" }, false],
      ["reminded", null, true],
      ["decided", null, true],
    ]);
  });

  test("does not let the erasing event itself be tampered with", async () => {
    const { store, tamper } = await storeOfFive();
    await erase(store, [1]);
    tamper(
      "DELETE FROM event_payloads WHERE seq = 2",
      "INSERT INTO event_erasures VALUES (2, 6)",
      `UPDATE event_payloads SET json = '{"seqs":[1,2],"reason":"retention"}' WHERE seq = 6`,
    );
    expect((await store.read(verifyChain)).fault).toEqual({ seq: 6, why: "its payload was edited" });
  });

  test("leaves no trace of the words in the database file", async () => {
    const path = join(temporaryFolder(), "triage.sqlite");
    const store = await temporaryStore(path);
    await store.transaction((tx) =>
      tx.append(
        "item:R-000001",
        0,
        [{ type: "noted", data: { words: "Tansy Quillfeather ".repeat(1000) } }],
        {
          at: NINE,
          actor: "rao-1",
        },
      ),
    );
    await erase(store, [1]);
    const outside = new Database(path);
    outside.pragma("wal_checkpoint(TRUNCATE)");
    expect(outside.serialize().includes("Tansy Quillfeather")).toBe(false);
    outside.close();
  });
});
