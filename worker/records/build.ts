import type { Database } from "better-sqlite3";
import { fold, nameTokens } from "../../rules/identify-child/fold.ts";
import { personKeys } from "../../rules/identify-child/keys.ts";
import { nhsNumber } from "../../rules/identify-child/numbers.ts";
import { dwellingKey } from "../../rules/identify-child/place.ts";
import { localDate } from "../../rules/time.ts";
import {
  checkShape,
  ExtractRefused,
  extractedAtOf,
  type FileName,
  type Finding,
  type Row,
  rowsOf,
} from "./extract.ts";
import { KeyList } from "./key-list.ts";
import { KinNamesList } from "./kin-names.ts";
import { createIndexes, createTables, SNAPSHOT_VERSION } from "./schema.ts";
import { birthsAround, RowReader, readPerson } from "./validate.ts";

export interface BuildWatch {
  /** Called for every fault and notice, in order. May throw to stop the build (--strict). */
  readonly onFinding: (finding: Finding) => void;
  readonly onBytes?: (file: FileName, bytes: number, rows: number) => void;
}

/** Rows taken in, by file. */
export type Counts = Record<FileName, number>;

/** How many narratives say how common a word is: past that, more of them change nothing. */
const NARRATIVES_FOR_WORDS = 100_000;

/**
 * Fills an empty database with an extract, row by row.
 * @throws {ExtractRefused} where a file or column is missing, before the first row is read.
 */
export async function buildSnapshot(db: Database, dir: string, watch: BuildWatch): Promise<Counts> {
  await checkShape(dir);
  const extractedAt = extractedAtOf(dir);
  const counts: Counts = {
    "people.csv": 0,
    "relationships.csv": 0,
    "involvements.csv": 0,
    "contacts.csv": 0,
  };
  createTables(db);
  const numbers = new Map<string, number>();
  const kin = new KinNamesList();

  const eachRow = async (file: FileName, take: (reader: RowReader) => boolean): Promise<void> => {
    let rows = 0;
    for await (const batch of rowsOf(dir, file, watch.onFinding, (bytes) =>
      watch.onBytes?.(file, bytes, rows),
    )) {
      db.exec("BEGIN");
      for (const row of batch as readonly Row[]) {
        if (take(new RowReader(file, row, watch.onFinding))) rows++;
      }
      db.exec("COMMIT");
    }
    counts[file] = rows;
  };

  await fillPeople(db, eachRow, numbers, kin, extractedAt, watch);
  await fillRelationships(db, eachRow, numbers, kin);
  await fillInvolvements(db, eachRow, numbers);
  await fillContacts(db, eachRow, numbers);
  createIndexes(db);
  const meta = db.prepare("INSERT INTO meta VALUES (?, ?)");
  meta.run("version", String(SNAPSHOT_VERSION));
  meta.run("extractedAt", extractedAt);
  meta.run("people", String(counts["people.csv"]));
  db.exec("ANALYZE");
  return counts;
}

type EachRow = (file: FileName, take: (reader: RowReader) => boolean) => Promise<void>;

async function fillPeople(
  db: Database,
  eachRow: EachRow,
  numbers: Map<string, number>,
  kin: KinNamesList,
  extractedAt: ReturnType<typeof extractedAtOf>,
  watch: BuildWatch,
): Promise<void> {
  const insert = db.prepare("INSERT INTO people VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
  const births = birthsAround(localDate(extractedAt));
  const names = { given: new Map<string, number>(), family: new Map<string, number>() };
  const keys = new KeyList();
  let n = 0;
  await eachRow("people.csv", (row) => {
    const person = readPerson(row, births);
    if (numbers.has(person.personId))
      row.fault("person_id", `${person.personId} stands in an earlier row already`);
    if (!row.usable) return false;
    n++;
    numbers.set(person.personId, n);
    insert.run(
      n,
      person.personId,
      person.givenNames,
      person.familyName,
      person.knownAs,
      person.dateOfBirth,
      person.sex,
      person.nhsNumber,
      person.address,
      person.postcode,
      person.otherIds.join(";"),
      dwellingKey(person.address, person.postcode),
    );
    for (const key of personKeys(person)) keys.add(key, n);
    kin.addPerson(n, person);
    for (const name of new Set(nameTokens(`${person.givenNames} ${person.knownAs ?? ""}`))) {
      names.given.set(name, (names.given.get(name) ?? 0) + 1);
    }
    const family = nameTokens(person.familyName);
    for (const name of new Set([...family, family.join("")]))
      names.family.set(name, (names.family.get(name) ?? 0) + 1);
    return true;
  });
  db.exec("BEGIN");
  keys.writeTo(db);
  const insertName = db.prepare("INSERT INTO names VALUES (?,?,?)");
  for (const kind of ["family", "given"] as const) {
    for (const [name, count] of names[kind]) if (name !== "") insertName.run(kind, name, count);
  }
  db.exec("COMMIT");
  reportSharedNumbers(db, watch);
}

/** Two people with one NHS number: both are kept, and never merged. So many are named, and the rest counted. */
const SHARED_NUMBERS_NAMED = 1000;

function reportSharedNumbers(db: Database, watch: BuildWatch): void {
  const shared = (
    db
      .prepare(
        `SELECT nhs_number AS number, group_concat(person_id, ', ') AS ids FROM people
         WHERE nhs_number IS NOT NULL GROUP BY replace(replace(nhs_number, ' ', ''), '-', '') HAVING count(*) > 1`,
      )
      .all() as { number: string; ids: string }[]
  ).filter(({ number }) => nhsNumber(number));
  const notice = (reason: string): void =>
    watch.onFinding({ kind: "notice", file: "people.csv", line: 0, column: "nhs_number", reason });
  for (const { ids } of shared.slice(0, SHARED_NUMBERS_NAMED))
    notice(`${ids} have one NHS number: kept apart`);
  const more = shared.length - SHARED_NUMBERS_NAMED;
  if (more > 0) notice(`${more} more NHS numbers stand in several records each: kept apart`);
}

async function fillRelationships(
  db: Database,
  eachRow: EachRow,
  numbers: ReadonlyMap<string, number>,
  kin: KinNamesList,
): Promise<void> {
  const insert = db.prepare("INSERT INTO relationships VALUES (?,?,?)");
  await eachRow("relationships.csv", (row) => {
    const person = row.id("person_id");
    const related = row.id("related_person_id");
    const relationship = row.text("relationship")?.toLowerCase() ?? null;
    if (row.usable && person === related)
      row.fault("related_person_id", `${person} is related to themselves`);
    if (relationship === null) row.fault("relationship", "is empty");
    const [from, to] = [
      known(row, "person_id", person, numbers),
      known(row, "related_person_id", related, numbers),
    ];
    if (!row.usable || relationship === null) return false;
    insert.run(from, to, relationship);
    kin.addRelationship(from, to, relationship);
    return true;
  });
  db.exec("BEGIN");
  kin.writeTo(db);
  db.exec("COMMIT");
}

async function fillInvolvements(
  db: Database,
  eachRow: EachRow,
  numbers: ReadonlyMap<string, number>,
): Promise<void> {
  const insert = db.prepare("INSERT INTO involvements VALUES (?,?,?,?,?,?)");
  const seen = new Set<string>();
  await eachRow("involvements.csv", (row) => {
    const id = row.id("involvement_id");
    const person = known(row, "person_id", row.id("person_id"), numbers);
    const [started, ended] = [row.day("started_on"), row.day("ended_on")];
    if (row.usable && started === null) row.fault("started_on", "is empty");
    if (row.usable && seen.has(id)) row.fault("involvement_id", `${id} stands in an earlier row already`);
    if (!row.usable) return false;
    seen.add(id);
    if (started && ended && ended < started)
      row.notice("ended_on", `${id} ended before it started: kept as written`);
    insert.run(id, person, row.text("kind") ?? "unknown", row.text("team") ?? "UNKNOWN", started, ended);
    return true;
  });
}

async function fillContacts(
  db: Database,
  eachRow: EachRow,
  numbers: ReadonlyMap<string, number>,
): Promise<void> {
  const insert = db.prepare("INSERT INTO contacts VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
  const link = db.prepare("INSERT INTO contact_people VALUES (?,?)");
  const words = new Map<string, number>();
  const seen = new Set<string>();
  let narratives = 0;
  await eachRow("contacts.csv", (row) => {
    const id = row.id("contact_id");
    const people = row.list("person_ids");
    if (people.length === 0) row.fault("person_ids", "is empty");
    const received = row.moment("received_at");
    const closed = row.day("closed_on");
    if (row.usable && seen.has(id)) row.fault("contact_id", `${id} stands in an earlier row already`);
    if (!row.usable) return false;
    seen.add(id);
    const n = seen.size;
    const narrative = row.text("narrative");
    insert.run(
      n,
      id,
      received,
      closed,
      row.text("referrer_name"),
      row.text("referrer_agency"),
      row.text("referrer_email")?.toLowerCase() ?? null,
      row.text("subject"),
      narrative,
      row.text("decision"),
      row.text("decided_by"),
      people.join(";"),
    );
    for (const personId of people) {
      const person = numbers.get(personId);
      if (person === undefined) row.notice("person_ids", `${id} names ${personId}, who is not in people.csv`);
      else link.run(n, person);
    }
    if (narrative && narratives < NARRATIVES_FOR_WORDS) {
      narratives++;
      for (const word of new Set(fold(narrative.slice(0, 20_000)).split(" ")))
        words.set(word, (words.get(word) ?? 0) + 1);
    }
    return true;
  });
  db.exec("BEGIN");
  const insertWord = db.prepare("INSERT INTO words VALUES (?,?)");
  for (const [word, count] of words) if (word !== "") insertWord.run(word, count);
  db.prepare("INSERT INTO meta VALUES ('narratives', ?)").run(String(narratives));
  db.exec("COMMIT");
}

function known(row: RowReader, column: string, id: string, numbers: ReadonlyMap<string, number>): number {
  const n = numbers.get(id);
  if (n === undefined && id !== "") row.fault(column, `${id} is not in people.csv`);
  return n ?? 0;
}

export { ExtractRefused };
