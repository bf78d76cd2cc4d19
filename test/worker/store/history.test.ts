import { describe, expect, test } from "vitest";
import { instant, type PlainDate, plainDate } from "../../../rules/time.ts";
import {
  absences,
  addAsk,
  askById,
  asksOf,
  asksSince,
  endAsk,
  lastAsked,
  nextAskNo,
  openAsks,
  saveAbsence,
} from "../../../worker/store/asks.ts";
import { addCaseNote, caseNotes } from "../../../worker/store/case-notes.ts";
import {
  type ItemRow,
  itemById,
  itemChildren,
  itemMessages,
  itemsAbout,
  openItems,
  saveItem,
  saveItemChildren,
  tieMessage,
} from "../../../worker/store/items.ts";
import { letterById, lettersOf, saveLetter } from "../../../worker/store/letters.ts";
import {
  changeOwnContacts,
  type OwnContact,
  ownContactById,
  ownContacts,
  saveOwnContact,
} from "../../../worker/store/own-contacts.ts";
import { saidOf, saveSaid } from "../../../worker/store/said.ts";
import { cursor, saveCursor } from "../../../worker/store/settings.ts";
import type { Store } from "../../../worker/store/store.ts";
import { ELEVEN, NINE, TEN, temporaryStore } from "./temporary-store.ts";

describe("our own items in the history", () => {
  const CONTACT: OwnContact = {
    contactId: "R-000001",
    itemId: "R-000001",
    personIds: ["P-2", "P-1"],
    receivedAt: TEN,
    closedOn: null,
    referrerName: "Ottoline Fernsby",
    referrerAgency: "Larkspur Primary School",
    referrerEmail: "o.fernsby@larkspur.sch.example",
    subject: "Request for Support",
    narrative: "Seen with a bruise on the left arm.",
    decision: null,
    decidedBy: null,
    awaitingDecision: true,
    attachmentHashes: ["aa", "bb"],
  };
  const save = (store: Store, contact: Partial<OwnContact> = {}) =>
    store.transaction((tx) => saveOwnContact(tx.db, { ...CONTACT, ...contact }));
  const about = (store: Store, people: string[], at = ELEVEN) =>
    store.read((db) => ownContacts(db, people, at));

  test("come back whole, about any of their people, once", async () => {
    const store = await temporaryStore();
    await save(store);
    const { itemId: _, ...contact } = CONTACT;
    const expected = [{ ...contact, personIds: ["P-1", "P-2"], source: "own" }];
    expect(await about(store, ["P-1"])).toEqual(expected);
    expect(await about(store, ["P-2", "P-1", "P-7"])).toEqual(expected);
    expect(await about(store, ["P-7"])).toEqual([]);
    expect(await about(store, [])).toEqual([]);
  });

  test("are left out before they were received, and come most recent first", async () => {
    const store = await temporaryStore();
    await save(store);
    await save(store, { contactId: "R-000002", itemId: "R-000002", receivedAt: NINE });
    expect((await about(store, ["P-1"])).map((c) => c.contactId)).toEqual(["R-000001", "R-000002"]);
    expect((await about(store, ["P-1"], NINE)).map((c) => c.contactId)).toEqual(["R-000002"]);
    expect(await store.read((db) => ownContactById(db, "R-000001", NINE))).toBeNull();
    expect((await store.read((db) => ownContactById(db, "R-000001", TEN)))?.contactId).toBe("R-000001");
  });

  const closings: [string, PlainDate, PlainDate | null][] = [
    ["on the day itself", plainDate("2026-03-25"), plainDate("2026-03-25")],
    ["on a later day, which is not yet known", plainDate("2026-03-26"), null],
  ];
  test.each(closings)("are closed %s", async (_when, closedOn, seen) => {
    const store = await temporaryStore();
    await save(store, { closedOn });
    expect((await about(store, ["P-1"], instant("2026-03-25T23:59:59Z")))[0]?.closedOn).toBe(seen);
  });

  test("change with what became of the item, and with whom it is about", async () => {
    const store = await temporaryStore();
    await save(store);
    await store.transaction((tx) =>
      changeOwnContacts(tx.db, "R-000001", {
        decision: "no-contact",
        decidedBy: "tm-1",
        awaitingDecision: false,
      }),
    );
    await save(store, {
      personIds: ["P-3"],
      decision: "no-contact",
      decidedBy: "tm-1",
      awaitingDecision: false,
    });
    expect(await about(store, ["P-1"])).toEqual([]);
    expect(await about(store, ["P-3"])).toMatchObject([
      { decision: "no-contact", decidedBy: "tm-1", awaitingDecision: false, personIds: ["P-3"] },
    ]);
    await store.transaction((tx) =>
      changeOwnContacts(tx.db, "R-000001", { closedOn: plainDate("2026-03-25") }),
    );
    expect(await about(store, ["P-3"])).toMatchObject([{ decision: "no-contact", closedOn: "2026-03-25" }]);
  });
});

describe("items", () => {
  const ITEM: ItemRow = {
    id: "R-000001",
    state: "awaiting-decision",
    pathway: "same-incident",
    urgent: false,
    owner: "rao-1",
    reviewer: "tm-sp",
    askId: "R-000001/1",
    dueAt: ELEVEN,
    mode: "automatic",
    receivedAt: NINE,
    createdAt: NINE,
    updatedAt: NINE,
    closedAt: null,
  };
  const save = (store: Store, item: Partial<ItemRow> = {}) =>
    store.transaction((tx) => saveItem(tx.db, { ...ITEM, ...item }));

  test("are saved anew over what they were", async () => {
    const store = await temporaryStore();
    await save(store);
    await save(store, { state: "decided", urgent: true, dueAt: null });
    expect(await store.read((db) => itemById(db, "R-000001"))).toEqual({
      ...ITEM,
      state: "decided",
      urgent: true,
      dueAt: null,
    });
    expect(await store.read((db) => itemById(db, "R-000009"))).toBeNull();
  });

  test("that are open are listed by what is due first", async () => {
    const store = await temporaryStore();
    await save(store, { id: "R-000001", dueAt: null, receivedAt: TEN });
    await save(store, { id: "R-000002", dueAt: ELEVEN });
    await save(store, { id: "R-000003", dueAt: TEN });
    await save(store, { id: "R-000004", closedAt: TEN });
    await save(store, { id: "R-000005", dueAt: null, receivedAt: NINE });
    expect((await store.read(openItems)).map(({ id }) => id)).toEqual([
      "R-000003",
      "R-000002",
      "R-000005",
      "R-000001",
    ]);
  });

  test("know their children and are found by them", async () => {
    const store = await temporaryStore();
    await save(store);
    await save(store, { id: "R-000002", receivedAt: TEN });
    const children = (itemId: string, people: string[]) =>
      store.transaction((tx) =>
        saveItemChildren(
          tx.db,
          itemId,
          people.map((personId, at) => ({ letter: "ABC"[at] as string, personId, decision: null })),
        ),
      );
    await children("R-000001", ["P-1", "P-2", "P-3"]);
    await children("R-000001", ["P-1", "P-2"]);
    await children("R-000002", ["P-2"]);
    const about = async (people: string[]) =>
      (await store.read((db) => itemsAbout(db, people))).map(({ id }) => id);
    expect(await about(["P-1"])).toEqual(["R-000001"]);
    expect(await about(["P-2", "P-1"])).toEqual(["R-000002", "R-000001"]);
    expect(await about(["P-3"])).toEqual([]);
    expect(await about([])).toEqual([]);
    expect((await store.read((db) => itemChildren(db, "R-000001"))).map((c) => c.letter)).toEqual(["A", "B"]);
  });

  test("know their mails in the order in which they joined", async () => {
    const store = await temporaryStore();
    for (const id of ["M-000007", "M-000002", "M-000007", "M-000009"]) {
      await store.transaction((tx) => tieMessage(tx.db, "R-000001", id));
    }
    expect(await store.read((db) => itemMessages(db, "R-000001"))).toEqual([
      "M-000007",
      "M-000002",
      "M-000009",
    ]);
  });
});

describe("asks", () => {
  async function ask(store: Store, itemId: string, staffId: string, askedAt = NINE, kind = "review") {
    return store.transaction(async (tx) => {
      const askNo = await nextAskNo(tx.db, itemId);
      const id = `${itemId}/${askNo}`;
      await addAsk(tx.db, {
        id,
        itemId,
        staffId,
        role: "tm-sp",
        kind,
        askNo,
        tokenHash: null,
        askedAt,
        dueAt: ELEVEN,
      });
      return id;
    });
  }

  test("are numbered in their item, and end once", async () => {
    const store = await temporaryStore();
    const first = await ask(store, "R-000001", "tm-1");
    const second = await ask(store, "R-000001", "tm-2", TEN);
    await ask(store, "R-000002", "tm-1", TEN);
    const end = (id: string, how: "answered" | "withdrawn") =>
      store.transaction((tx) => endAsk(tx.db, id, how, TEN));
    expect(await end(first, "withdrawn")).toBe(true);
    expect(await end(first, "answered")).toBe(false);
    const asks = await store.read((db) => asksOf(db, "R-000001"));
    expect(asks.map(({ askNo, staffId, state, endedAt }) => [askNo, staffId, state, endedAt])).toEqual([
      [1, "tm-1", "withdrawn", TEN],
      [2, "tm-2", "open", null],
    ]);
    expect((await store.read(openAsks)).map(({ id }) => id)).toEqual([second, "R-000002/1"]);
    expect(await store.read((db) => askById(db, "R-000009/1"))).toBeNull();
  });

  test("say who was asked since when, and when last", async () => {
    const store = await temporaryStore();
    await ask(store, "R-000001", "tm-1", NINE);
    await ask(store, "R-000002", "tm-2", TEN);
    await ask(store, "R-000003", "tm-1", ELEVEN);
    await ask(store, "R-000003", "rao-1", ELEVEN, "owner");
    const since = await store.read((db) => asksSince(db, "review", TEN));
    expect(since.map(({ staffId }) => staffId)).toEqual(["tm-2", "tm-1"]);
    expect(await store.read((db) => lastAsked(db, "review"))).toEqual(
      new Map([
        ["tm-1", ELEVEN],
        ["tm-2", TEN],
      ]),
    );
  });
});

test("an absence holds from its beginning until before its end", async () => {
  const store = await temporaryStore();
  const save = (staffId: string, until: typeof ELEVEN | null) =>
    store.transaction((tx) => saveAbsence(tx.db, { staffId, from: TEN, until, source: "automatic-reply" }));
  await save("tm-1", null);
  await save("tm-2", null);
  await save("tm-2", ELEVEN);
  const away = async (at: typeof ELEVEN) =>
    (await store.read((db) => absences(db, at))).map((a) => a.staffId);
  expect(await away(NINE)).toEqual([]);
  expect(await away(TEN)).toEqual(["tm-1", "tm-2"]);
  expect(await away(ELEVEN)).toEqual(["tm-1"]);
});

test("what a person said of a match is kept, the latest word for each person", async () => {
  const store = await temporaryStore();
  const say = (personId: string, isPerson: boolean) =>
    store.transaction((tx) =>
      saveSaid(tx.db, { mentionHash: "m", personId, isPerson, by: "rao-1", at: NINE }),
    );
  await say("P-1", true);
  await say("P-2", true);
  await say("P-1", false);
  const said = await store.read((db) => saidOf(db, "m"));
  expect(said.map(({ personId, isPerson }) => [personId, isPerson])).toEqual([
    ["P-1", false],
    ["P-2", true],
  ]);
  expect(await store.read((db) => saidOf(db, "other"))).toEqual([]);
});

test("case notes stand in the order in which they were made", async () => {
  const store = await temporaryStore();
  for (const [text, at] of [
    ["second copy received", TEN],
    ["advice asked", NINE],
  ] as const) {
    await store.transaction((tx) => addCaseNote(tx.db, { itemId: "R-000001", at, actor: "worker", text }));
  }
  await store.transaction((tx) =>
    addCaseNote(tx.db, { itemId: "R-000002", at: TEN, actor: "worker", text: "x" }),
  );
  expect((await store.read((db) => caseNotes(db, "R-000001"))).map(({ text }) => text)).toEqual([
    "second copy received",
    "advice asked",
  ]);
});

test("a letter is found by its Message-ID, and an item's letters in the order of sending", async () => {
  const store = await temporaryStore();
  const letter = {
    messageId: "R-000001.1@triage.example",
    itemId: "R-000001",
    kind: "review",
    state: "queued",
    recipient: "tm-1",
    effectId: "R-000001/review/1",
    sentAt: null,
    rawSha256: null,
  } as const;
  await store.transaction((tx) => saveLetter(tx.db, letter));
  const later = { ...letter, messageId: "R-000001.0@triage.example", state: "sent", sentAt: TEN } as const;
  await store.transaction((tx) => saveLetter(tx.db, later));
  expect((await store.read((db) => lettersOf(db, "R-000001"))).map((l) => l.state)).toEqual([
    "sent",
    "queued",
  ]);
  const sent = { ...letter, state: "sent", sentAt: NINE, rawSha256: "aa" } as const;
  await store.transaction((tx) => saveLetter(tx.db, sent));
  expect(await store.read((db) => letterById(db, letter.messageId))).toEqual(sent);
  expect((await store.read((db) => lettersOf(db, "R-000001"))).map((l) => l.messageId)).toEqual([
    letter.messageId,
    later.messageId,
  ]);
  expect(await store.read((db) => letterById(db, "none@triage.example"))).toBeNull();
});

test("a folder's cursor is the last one saved", async () => {
  const store = await temporaryStore();
  expect(await store.read((db) => cursor(db, "inbox"))).toBeNull();
  for (const uidNext of [5, 9]) {
    await store.transaction((tx) => saveCursor(tx.db, "inbox", { uidValidity: "1", uidNext, modseq: "77" }));
  }
  expect(await store.read((db) => cursor(db, "inbox"))).toEqual({
    uidValidity: "1",
    uidNext: 9,
    modseq: "77",
  });
});
