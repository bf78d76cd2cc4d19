import type { Database } from "better-sqlite3";
import { SNAPSHOT_VERSION } from "./schema.ts";

export interface Change {
  readonly added: number;
  readonly changed: number;
  /** Rows of the last extract that this one lacks. */
  readonly vanished: number;
  /** The first of their ids. */
  readonly vanishedIds: readonly string[];
}

/** What differs from the last snapshot, by what was imported. */
export interface Changes {
  readonly people: Change;
  readonly relationships: Change;
  readonly involvements: Change;
  readonly contacts: Change;
}

const IDS_NAMED = 20;

const PEOPLE = [
  "given_names",
  "family_name",
  "known_as",
  "date_of_birth",
  "sex",
  "nhs_number",
  "address",
  "postcode",
  "other_ids",
];
const CONTACTS = [
  "received_at",
  "closed_on",
  "referrer_name",
  "referrer_agency",
  "referrer_email",
  "subject",
  "narrative",
  "decision",
  "decided_by",
  "people",
];

/** null where the old file is of another version and cannot be compared. */
export function changesSince(db: Database, oldPath: string): Changes | null {
  db.prepare("ATTACH DATABASE ? AS old").run(oldPath);
  try {
    const version = db.prepare("SELECT value FROM old.meta WHERE key = 'version'").pluck().get();
    if (version !== String(SNAPSHOT_VERSION)) return null;
    return {
      people: compareTable(db, "people", "person_id", PEOPLE),
      relationships: relationshipChanges(db),
      involvements: compareTable(db, "involvements", "involvement_id", [
        "kind",
        "team",
        "started_on",
        "ended_on",
      ]),
      contacts: compareTable(db, "contacts", "contact_id", CONTACTS),
    };
  } finally {
    db.exec("DETACH DATABASE old");
  }
}

function compareTable(db: Database, table: string, id: string, columns: readonly string[]): Change {
  if (table === "involvements") {
    // Not looked up by id in daily work, so the index for this is made here.
    db.exec("CREATE INDEX IF NOT EXISTS main.involvements_by_id ON involvements (involvement_id)");
  }
  const one = (sql: string) => Number(db.prepare(sql).pluck().get());
  const differ = columns.map((column) => `n.${column} IS NOT o.${column}`).join(" OR ");
  const [rows, before] = [
    one(`SELECT count(*) FROM main.${table}`),
    one(`SELECT count(*) FROM old.${table}`),
  ];
  const kept = one(`SELECT count(*) FROM main.${table} n JOIN old.${table} o USING (${id})`);
  const changed = one(
    `SELECT count(*) FROM main.${table} n JOIN old.${table} o USING (${id}) WHERE ${differ}`,
  );
  const vanishedIds =
    before === kept
      ? []
      : db
          .prepare(
            `SELECT ${id} FROM old.${table} WHERE ${id} NOT IN (SELECT ${id} FROM main.${table}) ORDER BY 1 LIMIT ${IDS_NAMED}`,
          )
          .pluck()
          .all();
  return { added: rows - kept, changed, vanished: before - kept, vanishedIds: vanishedIds as string[] };
}

/** Relationships have no id: the same two people in the same way is the same row. */
function relationshipChanges(db: Database): Change {
  const named = (schema: string) =>
    `SELECT a.person_id, b.person_id, r.relationship FROM ${schema}.relationships r
     JOIN ${schema}.people a ON a.n = r.person JOIN ${schema}.people b ON b.n = r.related`;
  const count = (from: string, without: string) =>
    Number(
      db
        .prepare(`SELECT count(*) FROM (${named(from)} EXCEPT ${named(without)})`)
        .pluck()
        .get(),
    );
  return { added: count("main", "old"), changed: 0, vanished: count("old", "main"), vanishedIds: [] };
}
