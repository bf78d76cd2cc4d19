import { createHash, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Instant } from "../../rules/time.ts";
import type { Tx } from "./store.ts";
import type { EventsTable, Tables } from "./tables.ts";

export interface NewEvent {
  readonly type: string;
  readonly data: unknown;
}

export interface StoredEvent {
  readonly seq: number;
  readonly stream: string;
  /** 1 for the stream's first event. */
  readonly version: number;
  readonly type: string;
  readonly at: Instant;
  readonly actor: string;
  /** null where retention or erasure removed the payload. */
  readonly data: unknown;
  readonly erased: boolean;
}

export interface EventMeta {
  readonly at: Instant;
  /** A staff id, "worker", "rule": never a name or an address. */
  readonly actor: string;
}

/** Another write came first: load again and decide again. */
export class StaleStreamError extends Error {
  override readonly name = "StaleStreamError";

  constructor(stream: string, expected: number, found: number) {
    super(`Cannot append to '${stream}': expected version ${expected}, found ${found}`);
  }
}

export const GENESIS = "0".repeat(64);

/** The stream's events, oldest first; none where there is no such stream. */
export async function loadEvents(db: Kysely<Tables>, stream: string): Promise<StoredEvent[]> {
  const rows = await selectEvents(db).where("events.stream", "=", stream).orderBy("events.version").execute();
  return rows.map(storedEvent);
}

/** How many events a stream holds: the version to append at, where its payloads are of no interest. */
export async function streamVersion(db: Kysely<Tables>, stream: string): Promise<number> {
  const newest = await db
    .selectFrom("events")
    .select("version")
    .where("stream", "=", stream)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return newest?.version ?? 0;
}

/** All events after `seq`, oldest first, at most `limit`: what changed since, for whoever follows the store. */
export async function eventsAfter(db: Kysely<Tables>, seq: number, limit: number): Promise<StoredEvent[]> {
  const rows = await selectEvents(db)
    .where("events.seq", ">", seq)
    .orderBy("events.seq")
    .limit(limit)
    .execute();
  return rows.map(storedEvent);
}

function selectEvents(db: Kysely<Tables>) {
  return db
    .selectFrom("events")
    .leftJoin("event_payloads", "event_payloads.seq", "events.seq")
    .select([
      "events.seq",
      "events.stream",
      "events.version",
      "events.type",
      "events.at",
      "events.actor",
      "event_payloads.json",
    ]);
}

function storedEvent(
  row: Pick<EventsTable, "seq" | "stream" | "version" | "type" | "at" | "actor"> & { json: string | null },
): StoredEvent {
  const { json, ...event } = row;
  return { ...event, data: json === null ? null : JSON.parse(json), erased: json === null };
}

/** Where the chain has come to: its newest event. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export async function chainHead(db: Kysely<Tables>): Promise<ChainHead> {
  const head = await db
    .selectFrom("chain_head")
    .select(["seq", "hash"])
    .where("id", "=", 1)
    .executeTakeFirst();
  return head ?? { seq: 0, hash: GENESIS };
}

export async function saveChainHead(db: Kysely<Tables>, head: ChainHead): Promise<void> {
  await db
    .insertInto("chain_head")
    .values({ id: 1, ...head })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ ...head }))
    .execute();
}

/**
 * Writes events to the end of a stream and of the chain; the caller has checked the stream's version and saves the
 * new head.
 */
export async function insertEvents(
  db: Kysely<Tables>,
  head: ChainHead,
  stream: string,
  version: number,
  events: readonly NewEvent[],
  { at, actor }: EventMeta,
): Promise<{ readonly stored: StoredEvent[]; readonly head: ChainHead }> {
  let { seq, hash } = head;
  const stored: StoredEvent[] = [];
  for (const [index, { type, data = null }] of events.entries()) {
    seq += 1;
    const json = JSON.stringify(data);
    const salt = randomBytes(16).toString("hex");
    const place = { seq, stream, version: version + index + 1, type, at, actor };
    const unchained = { ...place, payload_digest: digestOf(salt, json), previous_hash: hash };
    hash = hashOf(unchained);
    await db
      .insertInto("events")
      .values({ ...unchained, hash })
      .execute();
    await db.insertInto("event_payloads").values({ seq, salt, json }).execute();
    stored.push({ ...place, data, erased: false });
  }
  return { stored, head: { seq, hash } };
}

export function digestOf(salt: string, json: string): string {
  return createHash("sha256").update(salt).update("\n").update(json).digest("hex");
}

export function hashOf(event: Omit<EventsTable, "hash">): string {
  const { seq, stream, version, type, at, actor, payload_digest, previous_hash } = event;
  const line = JSON.stringify([seq, stream, version, type, at, actor, payload_digest, previous_hash]);
  return createHash("sha256").update(line).digest("hex");
}

const ERASURES = "erasures";
const ERASED = "payloads-erased";

/**
 * Removes what events say (retention, erasure), for good, and keeps that they happened. The removal is an event
 * itself, so that the chain can tell it from tampering. The transaction must not have loaded their streams before.
 * @param reason the rule or request, without personal data.
 */
export async function erasePayloads(
  tx: Tx,
  seqs: readonly number[],
  reason: string,
  meta: EventMeta,
): Promise<void> {
  const present: number[] = [];
  for (const seq of seqs) {
    const removed = await tx.db.deleteFrom("event_payloads").where("seq", "=", seq).executeTakeFirst();
    if (removed.numDeletedRows > 0n) present.push(seq);
  }
  if (present.length === 0) return;
  const { length } = await tx.load(ERASURES);
  await tx.append(ERASURES, length, [{ type: ERASED, data: { seqs: present, reason } }], meta);
  const erased_by = (await tx.load(ERASURES)).at(-1)?.seq ?? 0;
  for (const seq of present) await tx.db.insertInto("event_erasures").values({ seq, erased_by }).execute();
}

/** Whether this event's payload row says that it removed the payload of `seq`. */
export function erases(event: { type: string; json: string | null }, seq: number): boolean {
  if (event.type !== ERASED || event.json === null) return false;
  const data: unknown = JSON.parse(event.json);
  return (
    typeof data === "object" &&
    data !== null &&
    "seqs" in data &&
    Array.isArray(data.seqs) &&
    data.seqs.includes(seq)
  );
}
