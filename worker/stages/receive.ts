import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { importanceBy } from "../../rules/read-mail/importance.ts";
import { type Instant, instant, msOf } from "../../rules/time.ts";
import { headerValue } from "../mailbox/headers.ts";
import type { Parts } from "../parts.ts";
import type { FolderNews, Listed } from "../ports.ts";
import { LOOP_HEADER } from "../post/compose.ts";
import { nextId } from "../store/ids.ts";
import { itemById } from "../store/items.ts";
import { letterById } from "../store/letters.ts";
import { knownMessages, type Message, type PlaceInFolder, placesIn } from "../store/messages.ts";
import { sha256 } from "../store/raw-mails.ts";
import { cursor, saveCursor, saveSetting, setting } from "../store/settings.ts";
import type { Tx } from "../store/store.ts";
import { armVanished, draggedByHand } from "./by-hand.ts";
import { loadMessage, recordMessage } from "./item-store.ts";
import { noticeMarks } from "./marked-by-hand.ts";

/** The folders whose mails we follow; only the first two are read for new work (MBX-15). */
export const FOLDERS = ["inbox", "review", "contact-completed", "pss-completed", "originals"] as const;
type Watched = (typeof FOLDERS)[number];

const BATCH = 50;

/**
 * Takes in what has come to a folder: raw bytes stored and verified first (P2), one ledger row a mail, whichever
 * way and however often it appears (P1). Notices what a person moved.
 * @returns ids of messages to be understood now: new ones, and ones that BSS dragged into REVIEW CONTACTS.
 */
export async function receive(parts: Parts, folder: Watched): Promise<string[]> {
  const since = await parts.store.read((db) => cursor(db, folder));
  const news = await parts.mailbox.news(folder, since);
  const firstEver = since === null;
  const ledger = await parts.store.read((db) => placesIn(db, folder));
  const known = new Set(ledger.map(({ uidValidity, uid }) => `${uidValidity}/${uid}`));
  const unknown = news.arrived.filter(
    ({ location }) => !known.has(`${location.uidValidity}/${location.uid}`),
  );
  const work: string[] = [];
  for (let start = 0; start < unknown.length; start += BATCH) {
    const batch = unknown.slice(start, start + BATCH);
    const raws = await parts.mailbox.fetchMany(
      folder,
      batch.map(({ location }) => location.uid),
    );
    const seen = await look(parts, batch, raws);
    work.push(...(await takeInAll(parts, folder, seen, firstEver)));
  }
  await noticeGone(parts, folder, news, ledger);
  if (folder === "review" && parts.policy.mode !== "shadow") await noticeMarks(parts, news.flags);
  if (!isDeepStrictEqual(since, news.cursor))
    await parts.store.transaction((tx) => saveCursor(tx.db, folder, news.cursor));
  return work;
}

/** A mail at a place that the ledger does not know. */
interface Seen {
  readonly listed: Listed;
  readonly raw: Buffer;
  readonly hash: string;
  readonly body: string;
  /** The message that was moved here; null where it is a new one. */
  readonly moved: Message | null;
}

/**
 * A copy of a mail that still lies elsewhere is a second mail; one that has gone from there was moved here. What has
 * no raw bytes has gone again: the next round sees where to.
 */
async function look(
  parts: Parts,
  batch: readonly Listed[],
  raws: ReadonlyMap<number, Buffer>,
): Promise<readonly Seen[]> {
  const found = await parts.store.read(async (db) => {
    const each = [];
    for (const listed of batch) {
      const raw = raws.get(listed.location.uid);
      if (!raw) continue;
      const hash = sha256(raw);
      const body = bodyHash(raw);
      const { messageId, internalDate } = listed;
      const alike = await knownMessages(db, { sha256: hash, messageId, internalDate, bodySha256: body });
      // The amended copy has its original's Message-ID and body: neither is ever taken for the other.
      const isCopy = listed.location.folder !== "inbox" && listed.cassItem !== null;
      const known = alike.find(({ state }) => (state === "copy") === isCopy) ?? null;
      each.push({ listed, raw, hash, body, known });
    }
    return each;
  });
  const seen: Seen[] = [];
  for (const { known, ...mail } of found) {
    const isMoved = known && (!known.location || (await parts.mailbox.flagsOf(known.location)) === null);
    seen.push({ ...mail, moved: isMoved ? known : null });
  }
  return seen;
}

/** All in one transaction, which costs one sync; one by one where that fails, so that no mail holds up another. */
async function takeInAll(
  parts: Parts,
  folder: Watched,
  seen: readonly Seen[],
  firstEver: boolean,
): Promise<string[]> {
  const take = async (tx: Tx, each: readonly Seen[]) => {
    const taken: string[] = [];
    for (const one of each) {
      const id = await takeIn(tx, parts, folder, one, firstEver);
      if (id) taken.push(id);
    }
    return taken;
  };
  try {
    return await parts.store.transaction((tx) => take(tx, seen));
  } catch (error) {
    if (seen.length < 2) throw error;
    const taken: string[] = [];
    for (const one of seen) taken.push(...(await takeInAll(parts, folder, [one], firstEver)));
    return taken;
  }
}

/** @returns its id where it has to be understood now. */
async function takeIn(
  tx: Tx,
  parts: Parts,
  folder: Watched,
  { listed, raw, hash, body, moved }: Seen,
  firstEver: boolean,
): Promise<string | null> {
  const at = parts.clock.now();
  if (moved) return joinKnown(tx, parts, folder, listed, moved, at);
  // Both headers are believed only where our own store confirms them: a stranger could write them too.
  const named = folder === "inbox" ? null : (listed.cassItem?.split("/")[0] ?? null);
  const copyOf = named && (await itemById(tx.db, named)) ? named : null;
  const isOurs =
    headerValue(raw.subarray(0, 65_536), LOOP_HEADER) === parts.instance &&
    listed.messageId !== null &&
    (await letterById(tx.db, listed.messageId)) !== null;
  if (folder !== "inbox" && folder !== "review" && !copyOf) return null; // people's filed mail from before us
  const state = copyOf
    ? "copy"
    : isOurs
      ? "own"
      : await firstState(tx, parts, folder, listed.internalDate, firstEver);
  const id = await nextId(tx.db, "M");
  const keep = state === "taken-in";
  if (keep) {
    await tx.raw.put(hash, raw, at);
    const kept = await tx.raw.get(hash);
    if (!kept?.equals(raw))
      throw new Error(`Cannot take in '${id}': expected its stored copy to be the same, found another`);
  }
  await recordMessage(
    tx,
    id,
    0,
    [
      {
        type: "seen",
        state,
        sha256: hash,
        messageIdHeader: listed.messageId,
        bodySha256: body,
        internalDate: listed.internalDate,
        receivedAt: receiptOf(listed.internalDate, raw),
        ...(keep && isMarkedUrgent(raw) ? { urgent: true } : {}),
        bytes: raw.length,
        place: listed.location,
        itemId: copyOf,
        note: NOTES[state] ?? null,
      },
    ],
    { at, actor: "worker" },
  );
  if (keep) parts.emit({ name: "taken-in", message: id, folder, bytes: raw.length });
  else parts.emit({ name: "listed", message: id, because: NOTES[state] ?? state });
  return keep ? id : null;
}

const NOTES: Readonly<Record<string, string>> = {
  listed: "received before the start",
  adopted: "in REVIEW CONTACTS before the start: people's own work",
  own: "a mail of this program's own",
  copy: "the amended copy of a filed mail",
};

/** Part 0.12: on the first start older mail is listed, and what waits in REVIEW CONTACTS is people's own work. */
async function firstState(
  tx: Tx,
  parts: Parts,
  folder: Watched,
  internalDate: Instant,
  firstEver: boolean,
): Promise<"taken-in" | "listed" | "adopted"> {
  if (folder === "review" && firstEver) return "adopted";
  const start = parts.policy.startFrom ?? (await firstStart(tx, parts));
  return internalDate < start ? "listed" : "taken-in";
}

/** When the worker first ran, which it notes as it begins. Servers date mail by whole seconds, so this does too. */
export async function firstStart(tx: Tx, parts: Parts): Promise<Instant> {
  const known = await setting(tx.db, "first_start");
  if (known) return known as Instant;
  const second = instant(Math.floor(msOf(parts.clock.now()) / 1000) * 1000);
  await saveSetting(tx.db, "first_start", second);
  return second;
}

/** A known mail at a new place: our own move seen again, or a person's hand (MBX-14). */
async function joinKnown(
  tx: Tx,
  parts: Parts,
  folder: Watched,
  listed: Listed,
  known: Message,
  at: Instant,
): Promise<string | null> {
  const life = await loadMessage(tx, known.id);
  const draggedToReview = folder === "review" && life.state === "left";
  await recordMessage(
    tx,
    known.id,
    life.version,
    [
      { type: "located", place: listed.location, by: "person" },
      ...(draggedToReview
        ? [{ type: "state-changed", state: "taken-in", note: "BSS moved it into REVIEW CONTACTS" } as const]
        : []),
      ...(life.state === "vanished"
        ? [{ type: "state-changed", state: "left", note: "seen again" } as const]
        : []),
    ],
    { at, actor: draggedToReview ? "bss" : "worker" },
  );
  parts.emit({ name: "found-moved", message: known.id, to: folder });
  if (!draggedToReview) await draggedByHand(tx, parts, known.id, life, folder);
  return draggedToReview ? known.id : null;
}

/** What the ledger has in a folder and the folder has no more: a person moved or deleted it. */
async function noticeGone(
  parts: Parts,
  folder: Watched,
  news: FolderNews,
  ledger: readonly PlaceInFolder[],
): Promise<void> {
  const present = new Set(news.present);
  const gone = ledger.filter(
    ({ uidValidity, uid }) => uidValidity !== news.cursor.uidValidity || !present.has(uid),
  );
  for (const message of gone) {
    await parts.store.transaction(async (tx) => {
      const life = await loadMessage(tx, message.id);
      const { place } = life;
      if (place?.folder !== folder || place.uidValidity !== message.uidValidity || place.uid !== message.uid)
        return; // it was found elsewhere meanwhile
      await recordMessage(tx, message.id, life.version, [{ type: "located", place: null, by: "person" }], {
        at: parts.clock.now(),
        actor: "worker",
      });
      await armVanished(tx, parts, message.id, life);
      parts.emit({ name: "found-moved", message: message.id, to: null });
    });
  }
}

/**
 * When our server received it (DL-04): its internal date, or the top Received header where that is more than ten
 * minutes earlier. Never the sender's Date.
 */
function receiptOf(internalDate: Instant, raw: Buffer): Instant {
  const received = headerValue(raw.subarray(0, 65_536), "Received");
  const ms = received ? Date.parse(received.slice(received.lastIndexOf(";") + 1)) : Number.NaN;
  return ms < msOf(internalDate) - 600_000 ? instant(ms) : internalDate;
}

/** By its sender, in the headers: such a mail is read before the others (CASS-10). */
function isMarkedUrgent(raw: Buffer): boolean {
  const head = raw.subarray(0, 65_536);
  const isHigh = importanceBy((name) => headerValue(head, name)) === "high";
  return isHigh || /\burgent/i.test(headerValue(head, "Subject") ?? "");
}

/** SHA-256 of what follows the header block: the part that no move or amendment changes. */
function bodyHash(raw: Buffer): string {
  const crlf = raw.indexOf("\r\n\r\n");
  const lf = raw.indexOf("\n\n");
  const start = crlf >= 0 && (lf < 0 || crlf <= lf) ? crlf + 4 : lf >= 0 ? lf + 2 : raw.length;
  return createHash("sha256").update(raw.subarray(start)).digest("hex");
}
