import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { dwellingKey } from "../../rules/identify-child/place.ts";
import type { CandidateKey } from "../../rules/identify-child/policy.ts";
import type { Contact, Involvement, Person, Relationship } from "../../rules/records.ts";
import { type Instant, localDate, type PlainDate } from "../../rules/time.ts";
import type { Candidates, Records } from "../ports.ts";
import { buildSnapshot } from "./build.ts";
import { KeyIndex } from "./key-index.ts";
import { type KinRow, kinNamesOf, siblingNumbersOf } from "./kin-names.ts";
import { SNAPSHOT_VERSION } from "./schema.ts";

const MOST_NUMBERS_KEPT = 1000;

/** No records at all: nobody is known, and the age of the extract is unknown. */
export const noRecords: Records = {
  extractedAt: null,
  candidates: () => ({ people: [], oneOfMany: new Set() }),
  people: () => [],
  relationships: () => [],
  kinNames: () => ({ parents: [], siblings: [] }),
  household: () => [],
  atAddress: () => [],
  involvements: () => [],
  contacts: () => [],
  contact: () => null,
  referredFrom: () => [],
  wordShare: () => 0,
  nameCount: () => 0,
  peopleCount: 0,
  close: () => {},
};

/**
 * The snapshot an import left; `noRecords` where there is none yet.
 * @throws where the file is no snapshot of this version: import the extract again.
 */
export function openSnapshot(path: string): Records {
  if (!existsSync(path)) return noRecords;
  const db = new Database(path, { readonly: true, fileMustExist: true });
  // Enough for the upper levels of the index of a million people; the system's own cache holds the rest.
  db.pragma("cache_size = -32768");
  // The file is never written again, so the lock is taken once: taking it for every statement costs more than reading.
  db.pragma("locking_mode = EXCLUSIVE");
  try {
    return recordsOf(db);
  } catch (cause) {
    db.close();
    throw new Error(
      `Cannot open the record snapshot: expected version ${SNAPSHOT_VERSION}; import the extract again`,
      {
        cause,
      },
    );
  }
}

/** An extract held in memory for one run (`--records DIR`). Bad rows are skipped. */
export async function snapshotInMemory(dir: string): Promise<Records> {
  const db = new Database(":memory:");
  await buildSnapshot(db, dir, { onFinding: () => {} });
  return recordsOf(db);
}

interface PersonRow {
  n: number;
  person_id: string;
  given_names: string;
  family_name: string;
  known_as: string | null;
  date_of_birth: string | null;
  sex: string | null;
  nhs_number: string | null;
  address: string | null;
  postcode: string | null;
  other_ids: string;
}

interface ContactRow {
  contact_id: string;
  received_at: Instant;
  closed_on: PlainDate | null;
  referrer_name: string | null;
  referrer_agency: string | null;
  referrer_email: string | null;
  subject: string | null;
  narrative: string | null;
  decision: string | null;
  decided_by: string | null;
  people: string;
}

const PERSON =
  "n, person_id, given_names, family_name, known_as, date_of_birth, sex, nhs_number, address, postcode, other_ids";
const CONTACT =
  "contact_id, received_at, closed_on, referrer_name, referrer_agency, referrer_email, subject, narrative, decision, decided_by, people";

function recordsOf(db: Database.Database): Records {
  const meta = new Map(
    (db.prepare("SELECT key, value FROM meta").all() as { key: string; value: string }[]).map((row) => [
      row.key,
      row.value,
    ]),
  );
  if (meta.get("version") !== String(SNAPSHOT_VERSION)) throw new RangeError("another version");
  const peopleCount = Number(meta.get("people"));
  const narratives = Number(meta.get("narratives"));

  const index = new KeyIndex(db);
  const byNumber = db.prepare<[number], PersonRow>(`SELECT ${PERSON} FROM people WHERE n = ?`);
  const byId = db.prepare<[string], PersonRow>(`SELECT ${PERSON} FROM people WHERE person_id = ?`);
  const atDwelling = db.prepare<[string], PersonRow>(
    `SELECT ${PERSON} FROM people WHERE dwelling = ? LIMIT 200`,
  );
  const atHomeOf = db.prepare<[number], PersonRow>(
    `SELECT ${PERSON} FROM people WHERE dwelling = (SELECT dwelling FROM people WHERE n = ?) LIMIT 200`,
  );
  const related = db.prepare<[string, string], { person: string; related: string; relationship: string }>(
    `SELECT a.person_id AS person, b.person_id AS related, r.relationship FROM
       (SELECT person, related, relationship FROM relationships WHERE person = (SELECT n FROM people WHERE person_id = ?)
        UNION SELECT person, related, relationship FROM relationships WHERE related = (SELECT n FROM people WHERE person_id = ?)) r
     JOIN people a ON a.n = r.person JOIN people b ON b.n = r.related`,
  );
  const kinOf = db.prepare<[number], KinRow>(
    "SELECT parents, siblings, sibling_numbers FROM kin WHERE person = ?",
  );
  const numberOf = db.prepare<[string], number>("SELECT n FROM people WHERE person_id = ?").pluck();
  /** Of whom was read last: whoever is compared is asked about next. */
  const numbersRead = new Map<string, number>();
  const numberRead = (personId: string) => numbersRead.get(personId) ?? numberOf.get(personId);
  const read = (row: PersonRow): Person => {
    if (numbersRead.size >= MOST_NUMBERS_KEPT) numbersRead.clear();
    numbersRead.set(row.person_id, row.n);
    return personOf(row);
  };
  const involved = db.prepare<
    [string],
    { involvement_id: string; kind: string; team: string; started_on: PlainDate; ended_on: PlainDate | null }
  >(
    `SELECT involvement_id, kind, team, started_on, ended_on FROM involvements
     WHERE person = (SELECT n FROM people WHERE person_id = ?) ORDER BY started_on DESC, involvement_id`,
  );
  const contactsOf = db.prepare<[string], ContactRow>(
    `SELECT ${CONTACT} FROM contacts WHERE n IN
       (SELECT contact FROM contact_people WHERE person = (SELECT n FROM people WHERE person_id = ?))`,
  );
  const oneContact = db.prepare<[string], ContactRow>(`SELECT ${CONTACT} FROM contacts WHERE contact_id = ?`);
  const referredFrom = db
    .prepare<[string, string], string>(
      `SELECT person_id FROM contacts JOIN contact_people ON contact = contacts.n JOIN people ON people.n = person
       WHERE referrer_email = ? AND received_at <= ? GROUP BY person_id ORDER BY max(received_at) DESC, person_id LIMIT 50`,
    )
    .pluck();
  const nameCount = db
    .prepare<[string, string], number>("SELECT count FROM names WHERE kind = ? AND name = ?")
    .pluck();
  const wordCount = db.prepare<[string], number>("SELECT narratives FROM words WHERE word = ?").pluck();
  const namesSeen = new Map<string, number>();
  const sharesSeen = new Map<string, number>();

  return {
    extractedAt: (meta.get("extractedAt") ?? null) as Instant | null,
    peopleCount,
    candidates(keys: readonly CandidateKey[], of = "mention"): Candidates {
      const { people, oneOfMany } = index.sharing(keys, of);
      const rows = people.map((n) => byNumber.get(n)).filter((row) => row !== undefined);
      const many = new Set(oneOfMany);
      return {
        people: rows.map(read),
        oneOfMany: new Set(rows.filter(({ n }) => many.has(n)).map((row) => row.person_id)),
      };
    },
    people: (ids) =>
      ids
        .map((id) => byId.get(id))
        .filter((row) => row !== undefined)
        .map(read),
    relationships(ids): readonly Relationship[] {
      const seen = new Map<string, Relationship>();
      for (const id of ids) {
        for (const { person, related: other, relationship } of related.all(id, id)) {
          seen.set(`${person}\n${other}\n${relationship}`, {
            personId: person,
            relatedPersonId: other,
            relationship,
          });
        }
      }
      return [...seen.values()];
    },
    kinNames(personId) {
      const n = numberRead(personId);
      return kinNamesOf(n === undefined ? undefined : kinOf.get(n));
    },
    household(personId) {
      const n = numberRead(personId);
      if (n === undefined) return [];
      const siblings = siblingNumbersOf(kinOf.get(n));
      const ofSiblings = siblings.flatMap((sibling) => siblingNumbersOf(kinOf.get(sibling)));
      const rows = new Map(atHomeOf.all(n).map((row) => [row.n, row]));
      for (const number of [...siblings, ...ofSiblings]) {
        const row = rows.has(number) ? undefined : byNumber.get(number);
        if (row) rows.set(number, row);
      }
      rows.delete(n);
      return [...rows.values()].map(read);
    },
    atAddress(address, postcode) {
      const dwelling = dwellingKey(address, postcode);
      return dwelling === null ? [] : atDwelling.all(dwelling).map(personOf);
    },
    involvements(ids, at): readonly Involvement[] {
      const today = localDate(at);
      return ids.flatMap((personId) =>
        involved
          .all(personId)
          .filter((row) => row.started_on <= today)
          .map((row) => ({
            involvementId: row.involvement_id,
            personId,
            kind: row.kind,
            team: row.team,
            startedOn: row.started_on,
            // An end that lies after the moment of receipt is not yet known (Part 0.9).
            endedOn: row.ended_on !== null && row.ended_on <= today ? row.ended_on : null,
          })),
      );
    },
    contacts(ids, at): readonly Contact[] {
      const found = new Map<string, Contact>();
      for (const id of ids) {
        for (const row of contactsOf.all(id)) {
          if (row.received_at <= at) found.set(row.contact_id, contactOf(row, localDate(at)));
        }
      }
      return [...found.values()].sort((a, b) =>
        a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0,
      );
    },
    contact(contactId) {
      const row = oneContact.get(contactId);
      return row ? contactOf(row, null) : null;
    },
    referredFrom: (address, at) => (address === "" ? [] : referredFrom.all(address, at)),
    wordShare(word) {
      let share = sharesSeen.get(word);
      if (share === undefined) {
        share = narratives === 0 ? 0 : (wordCount.get(word) ?? 0) / narratives;
        if (sharesSeen.size > 50_000) sharesSeen.clear();
        sharesSeen.set(word, share);
      }
      return share;
    },
    nameCount(kind, name) {
      const key = `${kind}:${name}`;
      let count = namesSeen.get(key);
      if (count === undefined) {
        count = nameCount.get(kind, name) ?? 0;
        if (namesSeen.size > 50_000) namesSeen.clear();
        namesSeen.set(key, count);
      }
      return count;
    },
    close: () => db.close(),
  };
}

function personOf(row: PersonRow): Person {
  return {
    personId: row.person_id,
    givenNames: row.given_names,
    familyName: row.family_name,
    knownAs: row.known_as,
    dateOfBirth: row.date_of_birth as PlainDate | null,
    sex: row.sex,
    nhsNumber: row.nhs_number,
    address: row.address,
    postcode: row.postcode,
    otherIds: row.other_ids === "" ? [] : row.other_ids.split(";"),
  };
}

/** @param today the local day by which it must have closed to count as closed; null: as the extract has it. */
function contactOf(row: ContactRow, today: PlainDate | null): Contact {
  // A close that lies after the moment of receipt is not yet known, nor what was decided.
  const ahead = row.closed_on !== null && today !== null && row.closed_on > today;
  return {
    contactId: row.contact_id,
    personIds: row.people.split(";"),
    receivedAt: row.received_at,
    closedOn: ahead ? null : row.closed_on,
    referrerName: row.referrer_name,
    referrerAgency: row.referrer_agency,
    referrerEmail: row.referrer_email,
    subject: row.subject,
    narrative: row.narrative,
    decision: ahead ? null : row.decision,
    decidedBy: ahead ? null : row.decided_by,
    source: "extract",
  };
}
