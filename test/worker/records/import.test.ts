import { mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ExtractRefused } from "../../../worker/records/extract.ts";
import { followSnapshot } from "../../../worker/records/follow-snapshot.ts";
import { importExtract, wordsOf } from "../../../worker/records/import.ts";
import { openSnapshot } from "../../../worker/records/snapshot.ts";
import { EXTRACT, extractFolder } from "./extract-for-tests.ts";

let into: string;
beforeEach(() => {
  into = join(mkdtempSync(join(tmpdir(), "snapshot-")), "records.sqlite");
});

const withRow = (file: string, row: string) => ({ [file]: `${EXTRACT[file]}${row}\n` });
const import_ = (changes: Record<string, string | null> = {}, strict = false) =>
  importExtract(extractFolder(changes), into, { strict });

describe("an extract", () => {
  it("is taken in row by row and counted", async () => {
    const report = await import_();
    expect(report).toMatchObject({
      rows: { "people.csv": 7, "relationships.csv": 5, "involvements.csv": 3, "contacts.csv": 3 },
      faults: 0,
      changes: null,
    });
  });
  it("imported again changes nothing", async () => {
    const folder = extractFolder();
    await importExtract(folder, into, { strict: false });
    const none = { added: 0, changed: 0, vanished: 0, vanishedIds: [] };
    const again = await importExtract(folder, into, { strict: false });
    expect(again.changes).toEqual({ people: none, relationships: none, involvements: none, contacts: none });
  });
  it("is compared with the last one: new, changed and vanished rows", async () => {
    await import_();
    const people = EXTRACT["people.csv"]!.replace(/^P-6.*\n/m, "")
      .replace("Josie,Harte", "Josie,Hart")
      .concat("P-8,New,One,,,,,,,\n");
    const relationships = EXTRACT["relationships.csv"]!.replace(/^.*P-6,father\n/gm, "");
    const { changes } = await import_({ "people.csv": people, "relationships.csv": relationships });
    expect(changes?.people).toEqual({ added: 1, changed: 1, vanished: 1, vanishedIds: ["P-6"] });
    expect(changes?.relationships).toMatchObject({ added: 0, vanished: 2 });
  });
  it("may have a byte order mark, CRLF, quoted newlines, columns in any order and unknown ones", async () => {
    const people = `\ufeffgiven_names,colour,PERSON_ID,family_name\r\n"Ada\nMay",red,P-1,"O""Hara, Jr"\r\n`;
    const report = await import_({
      "people.csv": people,
      "relationships.csv": "person_id,related_person_id,relationship\r\n",
      "involvements.csv": "involvement_id,person_id,kind,team,started_on\r\n",
      "contacts.csv": "contact_id,person_ids,received_at\r\n",
    });
    expect(report).toMatchObject({ rows: { "people.csv": 1 }, faults: 0 });
    const records = openSnapshot(into);
    expect(records.people(["P-1"])[0]).toMatchObject({ givenNames: "Ada\nMay", familyName: 'O"Hara, Jr' });
    records.close();
  });
  it("may write its days without hyphens, as ISO 8601 also has it", async () => {
    const report = await import_(withRow("people.csv", "P-8,Ada,Lee,,20160314,,,,,"));
    expect([report.faults, report.rows["people.csv"]]).toEqual([0, 8]);
  });
  it("MAT-06: is as old as its newest file, or as its extract.json says", async () => {
    const folder = extractFolder();
    for (const file of Object.keys(EXTRACT))
      utimesSync(join(folder, file), 0, Date.UTC(2026, 8, 1, 2) / 1000);
    expect((await importExtract(folder, into, { strict: false })).extractedAt).toBe(
      "2026-09-01T02:00:00.000Z",
    );
    writeFileSync(join(folder, "extract.json"), '{"extractedAt":"2026-09-01T01:00:00+01:00"}');
    expect((await importExtract(folder, into, { strict: false })).extractedAt).toBe(
      "2026-09-01T00:00:00.000Z",
    );
  });
});

describe("a bad row is reported with file, line, column and reason, and skipped", () => {
  const rows: [why: string, file: string, row: string, words: string][] = [
    ["an empty id", "people.csv", ",No,Id,,,,,,,", "people.csv line 9, person_id: is empty"],
    [
      "an id twice",
      "people.csv",
      "P-1,Other,Child,,,,,,,",
      "people.csv line 9, person_id: P-1 stands in an earlier row already",
    ],
    [
      "a day that is none",
      "people.csv",
      "P-8,Ada,Lee,,2026-02-30,,,,,",
      "people.csv line 9, date_of_birth: is no date: expected YYYY-MM-DD",
    ],
    [
      "a day in another form",
      "people.csv",
      "P-8,Ada,Lee,,14/03/2016,,,,,",
      "people.csv line 9, date_of_birth: is no date: expected YYYY-MM-DD",
    ],
    ["too few columns", "people.csv", "P-8,Ada", "people.csv line 9: has 2 columns where the header has 10"],
    [
      "a person related to themselves",
      "relationships.csv",
      "P-1,P-1,sibling",
      "relationships.csv line 7, related_person_id: P-1 is related to themselves",
    ],
    [
      "a person nobody knows",
      "relationships.csv",
      "P-1,P-99,mother",
      "relationships.csv line 7, related_person_id: P-99 is not in people.csv",
    ],
    [
      "an involvement of nobody",
      "involvements.csv",
      "I-9,P-99,referral,CASS,2026-01-01,",
      "involvements.csv line 5, person_id: P-99 is not in people.csv",
    ],
    [
      "an involvement that never began",
      "involvements.csv",
      "I-9,P-1,referral,CASS,,",
      "involvements.csv line 5, started_on: is empty",
    ],
    [
      "an involvement twice",
      "involvements.csv",
      "I-1,P-1,referral,CASS,2026-01-01,",
      "involvements.csv line 5, involvement_id: I-1 stands in an earlier row already",
    ],
    [
      "a time without offset",
      "contacts.csv",
      "C-9,P-1,2026-09-02T10:41:00,,,,,,,,",
      "contacts.csv line 6, received_at: is no time: expected ISO 8601 with offset",
    ],
    [
      "a contact about nobody",
      "contacts.csv",
      "C-9,,2026-09-02T10:41:00Z,,,,,,,,",
      "contacts.csv line 6, person_ids: is empty",
    ],
    [
      "a contact twice",
      "contacts.csv",
      "C-1,P-1,2026-09-02T10:41:00Z,,,,,,,,",
      "contacts.csv line 6, contact_id: C-1 stands in an earlier row already",
    ],
  ];
  it.each(rows)("%s", async (_why, file, row, words) => {
    const report = await import_(withRow(file, row));
    expect(report.faults).toBe(1);
    expect(report.findings.map(wordsOf)).toEqual([words]);
    await expect(import_(withRow(file, row), true)).rejects.toThrow(words);
  });
  it("an open quote is a fault of that file, and what came before is kept", async () => {
    const report = await import_(withRow("involvements.csv", 'I-9,P-1,"referral,CASS,2026-01-01,'));
    expect(report.rows["involvements.csv"]).toBe(3);
    expect(report.faults).toBe(1);
    expect(report.findings[0]).toMatchObject({ kind: "fault", file: "involvements.csv" });
  });
});

describe("what a person should look at is kept and reported", () => {
  const rows: [why: string, file: string, row: string, words: string][] = [
    [
      "one NHS number for two",
      "people.csv",
      "P-8,Ada,Lee,,,,943 476 5919,,,",
      "people.csv, nhs_number: P-1, P-8 have one NHS number: kept apart",
    ],
    [
      "a wrong check digit",
      "people.csv",
      "P-8,Ada,Lee,,,,9434765918,,,",
      "people.csv line 9, nhs_number: has a wrong check digit: kept, but weak as evidence",
    ],
    [
      "a birth years ahead",
      "people.csv",
      "P-8,Ada,Lee,,2199-01-01,,,,,",
      "people.csv line 9, date_of_birth: lies further ahead than any birth can be expected",
    ],
    [
      "an end before the start",
      "involvements.csv",
      "I-9,P-1,referral,CASS,2026-02-01,2026-01-01",
      "involvements.csv line 5, ended_on: I-9 ended before it started: kept as written",
    ],
    [
      "a contact that also names somebody unknown",
      "contacts.csv",
      "C-9,P-1;P-99,2026-09-02T10:41:00Z,,,,,,,,",
      "contacts.csv line 6, person_ids: C-9 names P-99, who is not in people.csv",
    ],
  ];
  it.each(rows)("%s", async (_why, file, row, words) => {
    const report = await import_(withRow(file, row), true);
    expect(report).toMatchObject({ faults: 0, notices: 1 });
    expect(report.findings.map(wordsOf)).toEqual([words]);
  });
  it("no name and no number of a person stands in a report", async () => {
    const { findings } = await import_(withRow("people.csv", "P-1,Zebedee,Quill,,31/12/2016,,9434765918,,,"));
    expect(JSON.stringify(findings)).not.toMatch(/Zebedee|Quill|9434765918|31\/12/);
  });
});

describe("an import that is refused changes nothing", () => {
  const refusals: [why: string, changes: Record<string, string | null>, words: string][] = [
    ["a missing file", { "contacts.csv": null }, "the extract lacks contacts.csv"],
    [
      "a missing column",
      { "relationships.csv": "person_id,relationship\nP-1,mother\n" },
      "relationships.csv lacks the column related_person_id",
    ],
    ["an empty file", { "contacts.csv": "" }, "contacts.csv is empty: expected a header row"],
  ];
  it.each(refusals)("%s", async (_why, changes, words) => {
    await import_();
    const before = readFileSync(into);
    await expect(import_(changes)).rejects.toThrow(ExtractRefused);
    await expect(import_(changes)).rejects.toThrow(words);
    expect(readFileSync(into).equals(before)).toBe(true);
    expect(readdirSync(join(into, ".."))).toEqual(["records.sqlite"]);
  });
  it("with --strict at the first bad row", async () => {
    await import_();
    const before = readFileSync(into);
    await expect(import_(withRow("contacts.csv", "C-9,P-1,yesterday,,,,,,,,"), true)).rejects.toThrow(
      ExtractRefused,
    );
    expect(readFileSync(into).equals(before)).toBe(true);
  });
  it("and whoever reads the old snapshot goes on reading it while a new one takes its place", async () => {
    await import_();
    const old = openSnapshot(into);
    await import_({ "people.csv": EXTRACT["people.csv"]!.replace("Josie", "Josephine") });
    expect(old.people(["P-5"])[0]?.givenNames).toBe("Josie");
    const renewed = openSnapshot(into);
    expect(renewed.people(["P-5"])[0]?.givenNames).toBe("Josephine");
    old.close();
    renewed.close();
  });
  it("and whoever follows the snapshot has the new one from the next look on", async () => {
    const followed = followSnapshot(into);
    expect(followed.current().extractedAt).toBeNull();
    await import_();
    expect(followed.current().peopleCount).toBe(7);
    await import_({ "people.csv": `${EXTRACT["people.csv"]}P-8,Ada,Lee,,,,,,,\n` });
    expect(followed.current().peopleCount).toBe(8);
    followed.close();
  });
});
