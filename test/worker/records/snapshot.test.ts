import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentionKeys, personKeys } from "../../../rules/identify-child/keys.ts";
import { instant } from "../../../rules/time.ts";
import type { Records } from "../../../worker/ports.ts";
import { importExtract } from "../../../worker/records/import.ts";
import { noRecords, openSnapshot, snapshotInMemory } from "../../../worker/records/snapshot.ts";
import { aMention, aPerson, policy } from "../../rules/identify-child/policy-for-tests.ts";
import { extractFolder } from "./extract-for-tests.ts";

const at = instant("2026-10-01T12:00:00Z");

async function onDisk(): Promise<Records> {
  const file = join(mkdtempSync(join(tmpdir(), "snapshot-")), "records.sqlite");
  await importExtract(extractFolder(), file, { strict: true });
  return openSnapshot(file);
}

describe.each([
  ["on disk", onDisk],
  ["in memory", () => snapshotInMemory(extractFolder())],
])("the snapshot %s", (_where, open) => {
  it("gives people by id, in the order asked for, and leaves out who is not there", async () => {
    const records = await open();
    expect(records.people(["P-5", "P-99", "P-1"]).map(({ personId }) => personId)).toEqual(["P-5", "P-1"]);
    expect(records.people(["P-1"])[0]).toMatchObject({
      knownAs: "Mimi",
      otherIds: ["B801200005001", "CF-77120"],
      sex: "F",
    });
    expect(records.peopleCount).toBe(7);
    records.close();
  });
  it("gives relationships in either direction", async () => {
    const records = await open();
    expect(
      records
        .relationships(["P-3"])
        .map(({ personId }) => personId)
        .sort(),
    ).toEqual(["P-1", "P-2"]);
    expect(records.relationships(["P-1"])).toContainEqual({
      personId: "P-1",
      relatedPersonId: "P-3",
      relationship: "mother",
    });
    records.close();
  });
  it("gives who lives at an address, however it is written", async () => {
    const records = await open();
    const ids = records.atAddress("18 Lindenholt Road, Flat 2", "b30 9zz").map(({ personId }) => personId);
    expect(ids.sort()).toEqual(["P-1", "P-2", "P-3", "P-4", "P-7"]);
    records.close();
  });
  it("Part 0.9: an end dated after the moment of receipt is not yet known, and what started later is left out", async () => {
    const records = await open();
    const ends = (moment: string) =>
      records.involvements(["P-1"], instant(moment)).map((i) => [i.involvementId, i.endedOn]);
    expect(ends("2026-10-01T12:00:00Z")).toEqual([["I-1", null]]);
    expect(ends("2026-10-05T00:30:00+01:00")).toEqual([["I-1", "2026-10-05"]]);
    expect(ends("2026-10-20T09:00:00Z")).toEqual([
      ["I-2", null],
      ["I-1", "2026-10-05"],
    ]);
    records.close();
  });
  it("a contact closed after the moment of receipt is open and undecided; one received later is left out", async () => {
    const records = await open();
    const contacts = records.contacts(["P-1", "P-2"], at);
    expect(
      contacts.map(({ contactId, closedOn, decision, decidedBy }) => [
        contactId,
        closedOn,
        decision,
        decidedBy,
      ]),
    ).toEqual([
      ["C-2", null, null, null],
      ["C-1", "2026-09-03", "no-contact", "A Manager"],
    ]);
    expect(contacts[1]).toMatchObject({
      personIds: ["P-1", "P-2"],
      receivedAt: "2026-09-02T09:41:00.000Z",
      referrerEmail: "ppn@wmp.example",
      source: "extract",
    });
    expect(records.contact("C-3")?.receivedAt).toBe("2026-10-15T08:00:00.000Z");
    expect(records.contact("C-99")).toBeNull();
    records.close();
  });
  it("knows how common names and words are", async () => {
    const records = await open();
    expect(records.nameCount("family", "lund")).toBe(5);
    expect(records.nameCount("given", "mimi")).toBe(1);
    expect(records.nameCount("given", "nobody")).toBe(0);
    expect(records.wordShare("argued")).toBeCloseTo(2 / 3);
    expect(records.wordShare("unheard")).toBe(0);
    records.close();
  });
  it("finds whoever shares a key", async () => {
    const records = await open();
    const found = records.candidates(
      mentionKeys(aMention({ givenNames: "Mimi", familyName: "Lund", dateOfBirth: "2016-03-14" }), policy),
    );
    expect(found.people.map(({ personId }) => personId)).toContain("P-1");
    records.close();
  });
});

describe("no snapshot yet", () => {
  it("is no records: nobody known, age unknown", () => {
    const records = openSnapshot(join(tmpdir(), "there-is-none.sqlite"));
    expect(records).toBe(noRecords);
    expect(records.extractedAt).toBeNull();
    expect(records.peopleCount).toBe(0);
  });
});

describe("a person is found by any one strong fact of a mention", () => {
  const known = {
    givenNames: "Oluwaseun",
    familyName: "Balogun-Reid",
    dateOfBirth: "2016-03-04",
    nhsNumber: "9434765919",
    address: "22 Turnpike House, Nechells Spur",
    postcode: "B7 5PB",
    otherIds: ["B801200005001"],
  };
  const keys = new Set(
    personKeys(aPerson({ personId: "CASE-1", ...known })).map(({ kind, value }) => `${kind}:${value}`),
  );
  const rows: [why: string, Parameters<typeof aMention>[0]][] = [
    ["NHS number", { nhsNumber: "943 476 5919" }],
    ["pupil number", { otherIds: ["b801200005001"] }],
    ["the council's own id", { otherIds: ["case-1"] }],
    ["day of birth and one name", { familyName: "Reid", dateOfBirth: "2016-03-04" }],
    ["day and month swapped", { familyName: "Reid", dateOfBirth: "2016-04-03" }],
    ["a wrong year, and the names", { givenNames: "Seun", familyName: "Balogun", dateOfBirth: "2015-03-04" }],
    [
      "a wrong day, and the names",
      { givenNames: "Oluwaseun", familyName: "Balogan", dateOfBirth: "2016-03-09" },
    ],
    ["the names alone, in another spelling and order", { givenNames: "Balogan", familyName: "Seun" }],
    ["the whole name in one field", { givenNames: "Oluwaseun Balogun" }],
    ["postcode", { givenNames: "Shawn", postcode: "b75pb" }],
    ["street and given name", { givenNames: "Seun", address: "Nechells Spur" }],
  ];
  it.each(rows)("%s", (_why, facts) => {
    const own = known.givenNames;
    const asSaid = facts.givenNames === "Oluwaseun" ? { ...facts, givenNames: own } : facts;
    expect(
      mentionKeys(aMention(asSaid), policy).some(({ kind, value }) => keys.has(`${kind}:${value}`)),
    ).toBe(true);
  });
  it("whatever the names, a mention with the same day of birth and a name in common is found", () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{2,9}$/);
    fc.assert(
      fc.property(name, name, (givenNames, familyName) => {
        const facts = { givenNames, familyName, dateOfBirth: "2015-06-07" };
        const filed = new Set(
          personKeys(aPerson({ personId: "P-1", ...facts })).map(({ kind, value }) => `${kind}:${value}`),
        );
        const asked = mentionKeys(aMention({ familyName, dateOfBirth: "2015-06-07" }), policy);
        expect(asked.length === 0 || asked.some(({ kind, value }) => filed.has(`${kind}:${value}`))).toBe(
          true,
        );
      }),
    );
  });
});
