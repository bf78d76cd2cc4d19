import type { Database } from "better-sqlite3";

/** Written into every snapshot; one of another version is not opened but imported again. */
export const SNAPSHOT_VERSION = 2;

export function createTables(db: Database): void {
  db.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE TABLE people (
      n INTEGER PRIMARY KEY, person_id TEXT NOT NULL, given_names TEXT NOT NULL, family_name TEXT NOT NULL,
      known_as TEXT, date_of_birth TEXT, sex TEXT, nhs_number TEXT, address TEXT, postcode TEXT,
      other_ids TEXT NOT NULL, dwelling TEXT);
    CREATE TABLE kin (
      person INTEGER PRIMARY KEY, parents TEXT NOT NULL, siblings TEXT NOT NULL, sibling_numbers TEXT NOT NULL);
    CREATE TABLE relationships (person INTEGER NOT NULL, related INTEGER NOT NULL, relationship TEXT NOT NULL);
    CREATE TABLE involvements (
      involvement_id TEXT NOT NULL, person INTEGER NOT NULL, kind TEXT NOT NULL, team TEXT NOT NULL,
      started_on TEXT NOT NULL, ended_on TEXT);
    CREATE TABLE contacts (
      n INTEGER PRIMARY KEY, contact_id TEXT NOT NULL, received_at TEXT NOT NULL, closed_on TEXT,
      referrer_name TEXT, referrer_agency TEXT, referrer_email TEXT, subject TEXT, narrative TEXT,
      decision TEXT, decided_by TEXT, people TEXT NOT NULL);
    CREATE TABLE contact_people (contact INTEGER NOT NULL, person INTEGER NOT NULL);
    CREATE TABLE names (kind TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
    CREATE TABLE words (word TEXT PRIMARY KEY, narratives INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE keys (key INTEGER PRIMARY KEY, people NOT NULL);
  `);
}

/** After the rows are in: building an index once is far cheaper than keeping it while filling. */
export function createIndexes(db: Database): void {
  db.exec(`
    CREATE UNIQUE INDEX people_by_id ON people (person_id);
    CREATE INDEX people_by_dwelling ON people (dwelling) WHERE dwelling IS NOT NULL;
    CREATE INDEX relationships_of ON relationships (person);
    CREATE INDEX relationships_to ON relationships (related);
    CREATE INDEX involvements_of ON involvements (person);
    CREATE UNIQUE INDEX contacts_by_id ON contacts (contact_id);
    CREATE INDEX contacts_from ON contacts (referrer_email) WHERE referrer_email IS NOT NULL;
    CREATE INDEX contact_people_of ON contact_people (person);
  `);
}
