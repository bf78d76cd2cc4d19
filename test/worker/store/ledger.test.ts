import { describe, expect, test } from "vitest";
import type { Location } from "../../../worker/ports.ts";
import {
  addMessage,
  changeMessage,
  countMessages,
  knownMessages,
  messageAt,
  messageById,
  messagesByMessageId,
  messagesIn,
  messagesInState,
  messagesOfItem,
  type NewMessage,
  relocateMessage,
  vacateFolder,
} from "../../../worker/store/messages.ts";
import type { Store } from "../../../worker/store/store.ts";
import { ELEVEN, NINE, TEN, temporaryStore } from "./temporary-store.ts";

const inbox = (uid: number, uidValidity = "1"): Location => ({ folder: "inbox", uidValidity, uid });
const review = (uid: number): Location => ({ folder: "review", uidValidity: "4", uid });

const MAIL: NewMessage = {
  sha256: "raw-1",
  messageId: "one@school.example",
  bodySha256: "body-1",
  internalDate: NINE,
  receivedAt: NINE,
  bytes: 2000,
  state: "taken-in",
  location: inbox(1),
  at: TEN,
};

const add = (store: Store, mail: Partial<NewMessage> = {}) =>
  store.transaction((tx) => addMessage(tx.db, { ...MAIL, ...mail }));

test("a mail has one row, with all that is known of it", async () => {
  const store = await temporaryStore();
  const id = await add(store);
  await store.transaction((tx) =>
    changeMessage(
      tx.db,
      id,
      { state: "in-review", pathway: "new-concern", urgent: true, itemId: "R-000001" },
      ELEVEN,
    ),
  );
  expect(await store.read((db) => messageById(db, id))).toEqual({
    id: "M-000001",
    sha256: "raw-1",
    messageId: "one@school.example",
    bodySha256: "body-1",
    internalDate: NINE,
    receivedAt: NINE,
    bytes: 2000,
    state: "in-review",
    pathway: "new-concern",
    urgent: true,
    itemId: "R-000001",
    location: inbox(1),
    note: null,
    firstSeenAt: TEN,
    updatedAt: ELEVEN,
  });
  expect(await store.read((db) => messagesOfItem(db, "R-000001"))).toHaveLength(1);
  expect(await store.read(countMessages)).toEqual({ "in-review": 1 });
});

test("a change of a mail that nobody entered is an error, not silence", async () => {
  const store = await temporaryStore();
  const change = store.transaction((tx) => changeMessage(tx.db, "M-000009", { state: "filed" }, TEN));
  await expect(change).rejects.toThrow("Cannot change message 'M-000009'");
});

describe("a place", () => {
  test("follows a mail that moves", async () => {
    const store = await temporaryStore();
    const id = await add(store);
    await store.transaction((tx) => relocateMessage(tx.db, id, review(9), ELEVEN));
    expect(await store.read((db) => messageAt(db, inbox(1)))).toBeNull();
    expect((await store.read((db) => messageAt(db, review(9))))?.id).toBe(id);
    expect(await store.read((db) => messagesIn(db, "inbox"))).toEqual([]);
    await store.transaction((tx) => relocateMessage(tx.db, id, null, ELEVEN));
    expect((await store.read((db) => messageById(db, id)))?.location).toBeNull();
  });

  test("holds one mail: what was there before has gone from it", async () => {
    const store = await temporaryStore();
    const first = await add(store);
    const second = await add(store, { sha256: "raw-2", location: inbox(1) });
    expect((await store.read((db) => messageAt(db, inbox(1))))?.id).toBe(second);
    expect((await store.read((db) => messageById(db, first)))?.location).toBeNull();
  });

  test("is void when its folder was made anew", async () => {
    const store = await temporaryStore();
    const [one, two] = [await add(store), await add(store, { location: inbox(2) })];
    const elsewhere = await add(store, { location: review(1) });
    const gone = await store.transaction((tx) => vacateFolder(tx.db, "inbox", ELEVEN));
    expect(gone.sort()).toEqual([one, two]);
    expect((await store.read((db) => messageById(db, one)))?.location).toBeNull();
    expect((await store.read((db) => messageById(db, elsewhere)))?.location).toEqual(review(1));
  });
});

describe("a mail seen at a new place is known", () => {
  const seen = { sha256: "raw-9", messageId: "one@school.example", internalDate: NINE, bodySha256: "body-1" };
  const cases: [why: string, seen: Parameters<typeof knownMessages>[1], known: boolean][] = [
    [
      "by its raw bytes, whatever else",
      { ...seen, sha256: "raw-1", messageId: null, bodySha256: null },
      true,
    ],
    ["by Message-ID, internal date and body", seen, true],
    ["but not with another internal date", { ...seen, internalDate: TEN }, false],
    ["but not with another body", { ...seen, bodySha256: "body-2" }, false],
    ["but not with another Message-ID", { ...seen, messageId: "two@school.example" }, false],
    ["but not by the lack of a Message-ID", { ...seen, messageId: null }, false],
    ["but not while its body is not known", { ...seen, bodySha256: null }, false],
  ];
  test.each(cases)("%s", async (_why, what, known) => {
    const store = await temporaryStore();
    const id = await add(store);
    await add(store, { messageId: null, sha256: "raw-3", bodySha256: null, location: inbox(3) });
    const found = await store.read((db) => knownMessages(db, what));
    expect(found.map((message) => message.id)).toEqual(known ? [id] : []);
  });

  test("first as the one that lies nowhere", async () => {
    const store = await temporaryStore();
    const [lying, lost] = [await add(store), await add(store, { location: null })];
    const found = await store.read((db) => knownMessages(db, { ...seen, sha256: "raw-1" }));
    expect(found.map((message) => message.id)).toEqual([lost, lying]);
  });
});

test("mails of a state are listed the longest received first", async () => {
  const store = await temporaryStore();
  const late = await add(store, { receivedAt: TEN, location: inbox(2) });
  const early = await add(store);
  const other = await add(store, { state: "left", location: inbox(3) });
  const ids = async (states: string[], limit?: number) =>
    (await store.read((db) => messagesInState(db, states, limit))).map((message) => message.id);
  expect(await ids(["taken-in"])).toEqual([early, late]);
  expect(await ids(["taken-in", "left"], 2)).toEqual([early, other]);
});

test("mails are found by their Message-ID", async () => {
  const store = await temporaryStore();
  const id = await add(store);
  await add(store, { messageId: "two@school.example", location: inbox(2) });
  expect((await store.read((db) => messagesByMessageId(db, "one@school.example"))).map((m) => m.id)).toEqual([
    id,
  ]);
});
