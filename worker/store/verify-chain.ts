import type { Kysely } from "kysely";
import { digestOf, erases, GENESIS, hashOf } from "./events.ts";
import type { EventsTable, Tables } from "./tables.ts";

export interface ChainReport {
  /** How many events were found sound. */
  readonly sound: number;
  /** Of these, how many whose payload was erased on purpose. */
  readonly erased: number;
  /** The newest event. Noted elsewhere, it shows a chain that was written anew from the start. */
  readonly head: { readonly seq: number; readonly hash: string } | null;
  /** The first event that is not as it was written; null where all are. */
  readonly fault: { readonly seq: number; readonly why: string } | null;
}

type Row = EventsTable & { salt: string | null; json: string | null; erased_by: number | null };

const PAGE = 1000;

/** Walks all events in order, a page at a time, and stops at the first that was edited, removed or put in. */
export async function verifyChain(db: Kysely<Tables>): Promise<ChainReport> {
  let head: ChainReport["head"] = null;
  let sound = 0;
  let erased = 0;
  let page: Row[];
  do {
    page = await readPage(db, head?.seq ?? 0);
    for (const row of page) {
      const why = linkFault(row, head) ?? (await payloadFault(db, row));
      if (why) return { sound, erased, head, fault: { seq: row.seq, why } };
      sound += 1;
      if (row.json === null) erased += 1;
      head = { seq: row.seq, hash: row.hash };
    }
  } while (page.length === PAGE);

  const kept = await db
    .selectFrom("chain_head")
    .select(["seq", "hash"])
    .where("id", "=", 1)
    .executeTakeFirst();
  if (kept?.seq !== head?.seq || kept?.hash !== head?.hash) {
    const why = `the chain was cut off: expected event ${kept?.seq ?? 0} at its end, found ${head?.seq ?? 0}`;
    return { sound, erased, head, fault: { seq: (head?.seq ?? 0) + 1, why } };
  }
  return { sound, erased, head, fault: null };
}

function readPage(db: Kysely<Tables>, after: number): Promise<Row[]> {
  return db
    .selectFrom("events")
    .leftJoin("event_payloads", "event_payloads.seq", "events.seq")
    .leftJoin("event_erasures", "event_erasures.seq", "events.seq")
    .selectAll("events")
    .select(["event_payloads.salt", "event_payloads.json", "event_erasures.erased_by"])
    .where("events.seq", ">", after)
    .orderBy("events.seq")
    .limit(PAGE)
    .execute();
}

function linkFault(row: Row, before: ChainReport["head"]): string | null {
  const expected = (before?.seq ?? 0) + 1;
  if (row.seq !== expected) return `an event is missing: expected ${expected}, found ${row.seq}`;
  if (row.previous_hash !== (before?.hash ?? GENESIS)) return "it does not follow the event before it";
  if (row.hash !== hashOf(row)) return "its metadata was edited";
  return null;
}

async function payloadFault(db: Kysely<Tables>, row: Row): Promise<string | null> {
  if (row.salt !== null && row.json !== null) {
    return row.payload_digest === digestOf(row.salt, row.json) ? null : "its payload was edited";
  }
  if (row.erased_by === null) return "its payload is missing, and no event says that it was erased";
  const by = await db
    .selectFrom("events")
    .innerJoin("event_payloads", "event_payloads.seq", "events.seq")
    .select(["events.type", "event_payloads.json"])
    .where("events.seq", "=", row.erased_by)
    .executeTakeFirst();
  // that event is checked in its own turn: it comes later in the chain
  return by && erases(by, row.seq)
    ? null
    : `its payload is missing, and event ${row.erased_by} does not erase it`;
}
