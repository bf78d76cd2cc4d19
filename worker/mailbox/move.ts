import type { ImapFlow } from "imapflow";
import { sha256 } from "./same-mail.ts";
import { assertUsable, offers, type Turn } from "./session.ts";
import { ascending, inBatches, uidSet } from "./uid-sets.ts";

/** Where a message of the batch is now: its UID in the target, or why it was not moved. */
export type Moved =
  | { readonly uid: number; readonly to: { readonly uidValidity: string; readonly uid: number } }
  | { readonly uid: number; readonly reason: string };

const GONE = "it is no longer in the folder";
const BY_HAND = "the server offers neither MOVE nor UIDPLUS: a person must drag it";

/**
 * Moves messages and confirms each (MBX-13): MOVE where offered, by COPYUID or by reading the copies again; else
 * COPY, reading the copies again, and UID EXPUNGE of those UIDs alone. Without UIDPLUS nothing is expunged.
 */
export async function moveMessages(
  turn: Turn,
  from: string,
  uids: readonly number[],
  to: string,
): Promise<readonly Moved[]> {
  const moved: Moved[] = [];
  for (const batch of inBatches(uids)) moved.push(...(await moveBatch(turn, from, batch, to)));
  const byUid = new Map(moved.map((entry) => [entry.uid, entry]));
  return uids.map((uid) => byUid.get(uid) ?? { uid, reason: GONE });
}

async function moveBatch(
  turn: Turn,
  from: string,
  uids: readonly number[],
  to: string,
): Promise<readonly Moved[]> {
  const { client } = turn;
  await turn.select(from);
  const here = await present(client, uids);
  const gone = uids.filter((uid) => !here.has(uid)).map((uid) => ({ uid, reason: GONE }));
  const movable = uids.filter((uid) => here.has(uid));
  if (movable.length === 0) return gone;
  if (offers(client, "MOVE")) return [...gone, ...(await byMove(turn, from, movable, to))];
  if (!offers(client, "UIDPLUS")) return [...gone, ...movable.map((uid) => ({ uid, reason: BY_HAND }))];
  return [...gone, ...(await byCopy(turn, from, movable, to))];
}

async function byMove(
  turn: Turn,
  from: string,
  uids: readonly number[],
  to: string,
): Promise<readonly Moved[]> {
  const { client } = turn;
  // Without UIDPLUS there is no COPYUID: what was moved must be found again by its bytes.
  if (!offers(client, "UIDPLUS")) return await byMoveUnconfirmed(turn, from, uids, to);
  const answer = await client.messageMove(uidSet(uids), to, { uid: true });
  assertUsable(client);
  if (answer === false) return uids.map((uid) => ({ uid, reason: "the server refused the move" }));
  const { uidMap = new Map<number, number>(), uidValidity } = answer;
  const left = uids.some((uid) => !uidMap.has(uid)) ? await present(client, uids) : new Set<number>();
  return uids.map((uid) => {
    const target = uidMap.get(uid);
    if (target !== undefined && uidValidity !== undefined)
      return { uid, to: { uidValidity: `${uidValidity}`, uid: target } };
    return {
      uid,
      reason: left.has(uid) ? "the server did not move it" : "the server did not say where it went",
    };
  });
}

async function byMoveUnconfirmed(
  turn: Turn,
  from: string,
  uids: readonly number[],
  to: string,
): Promise<readonly Moved[]> {
  const { client } = turn;
  const sources = await digests(client, uidSet(uids));
  const { uidNext } = await turn.select(to, "fresh");
  await turn.select(from);
  const answer = await client.messageMove(uidSet(uids), to, { uid: true });
  assertUsable(client);
  if (answer === false) return uids.map((uid) => ({ uid, reason: "the server refused the move" }));
  const { uidValidity } = await turn.select(to, "fresh");
  const arrived = pair(uids, sources, await digests(client, `${uidNext}:*`));
  return uids.map((uid) => {
    const copy = arrived.get(uid);
    if (typeof copy === "number") return { uid, to: { uidValidity: `${uidValidity}`, uid: copy } };
    return { uid, reason: "it was moved but is not found in the target" };
  });
}

async function byCopy(
  turn: Turn,
  from: string,
  uids: readonly number[],
  to: string,
): Promise<readonly Moved[]> {
  const { client } = turn;
  const sources = await digests(client, uidSet(uids));
  // A copy that an interrupted attempt left behind is used, not doubled.
  const copies = new Map(await copiesIn(turn, to, sources));
  const toCopy = uids.filter((uid) => !copies.has(uid));
  const own = new Set<number>();
  await turn.select(from);
  if (toCopy.length > 0) {
    const answer = await client.messageCopy(uidSet(toCopy), to, { uid: true });
    assertUsable(client);
    for (const [uid, copy] of (answer && answer.uidMap) || []) {
      copies.set(uid, copy);
      own.add(copy);
    }
  }
  const { uidValidity } = await turn.select(to, "fresh");
  const readBack = await digests(client, uidSet(ascending(copies.values())));
  const verified = new Map(
    [...copies].filter(([uid, copy]) => equalPrints(sources.get(uid), readBack.get(copy))),
  );
  await expungeOwn(client, ascending([...own].filter((copy) => ![...verified.values()].includes(copy))));
  await turn.select(from);
  const expunged = await expungeOwn(client, ascending(verified.keys()));
  const stayed = expunged ? new Set<number>() : await present(client, ascending(verified.keys()));
  if (stayed.size > 0) {
    await turn.select(to);
    const taken = [...verified]
      .filter(([uid, copy]) => stayed.has(uid) && own.has(copy))
      .map(([, copy]) => copy);
    await expungeOwn(client, ascending(taken));
  }
  return uids.map((uid) => {
    const copy = verified.get(uid);
    if (copy === undefined) return { uid, reason: "no copy of it in the target could be verified" };
    if (stayed.has(uid)) return { uid, reason: "the server did not let the original go" };
    return { uid, to: { uidValidity: `${uidValidity}`, uid: copy } };
  });
}

/**
 * Removes these UIDs of the selected folder and no others: someone else's \Deleted messages stay (MBX-13).
 * @returns false where the server refused; then \Deleted is taken off again
 */
export async function expungeOwn(client: ImapFlow, uids: readonly number[]): Promise<boolean> {
  if (uids.length === 0) return true;
  if (!offers(client, "UIDPLUS")) return false;
  const set = uidSet(ascending(uids));
  const done = await client.messageDelete(set, { uid: true });
  assertUsable(client);
  if (!done) await client.messageFlagsRemove(set, ["\\Deleted"], { uid: true, silent: true });
  return done;
}

/** Which of these UIDs the selected folder holds. */
async function present(client: ImapFlow, uids: readonly number[]): Promise<ReadonlySet<number>> {
  if (uids.length === 0) return new Set();
  const found = await client.search({ uid: uidSet(ascending(uids)) }, { uid: true });
  assertUsable(client);
  if (!Array.isArray(found)) throw new Error("Cannot look into a folder: the server refused the search");
  return new Set(found);
}

/** Milliseconds; NaN, which equals nothing, where the server gave none. */
function msOfInternalDate(value: Date | string | undefined): number {
  return value === undefined ? Number.NaN : new Date(value).getTime();
}

/** What makes two messages copies of each other. */
interface Print {
  readonly sha256: string;
  readonly bytes: number;
  readonly internalDate: number;
}

/** The prints of a set of messages in the selected folder. No other command may run while it streams. */
async function digests(client: ImapFlow, set: string): Promise<ReadonlyMap<number, Print>> {
  const found = new Map<number, Print>();
  if (set === "") return found;
  for await (const message of client.fetch(
    set,
    { uid: true, source: true, internalDate: true },
    { uid: true },
  )) {
    if (message.source === undefined) continue;
    found.set(message.uid, {
      sha256: sha256(message.source),
      bytes: message.source.length,
      internalDate: msOfInternalDate(message.internalDate),
    });
  }
  return found;
}

/** Copies of these messages that lie in the target already. Of the whole target only sizes and dates are read. */
async function copiesIn(
  turn: Turn,
  to: string,
  sources: ReadonlyMap<number, Print>,
): Promise<ReadonlyMap<number, number>> {
  const { client } = turn;
  const target = await turn.select(to, "fresh");
  if (target.exists === 0) return new Map();
  const wanted = new Set([...sources.values()].map((print) => `${print.bytes} ${print.internalDate}`));
  const candidates: number[] = [];
  for await (const message of client.fetch(
    "1:*",
    { uid: true, size: true, internalDate: true },
    { uid: true },
  )) {
    if (wanted.has(`${message.size} ${msOfInternalDate(message.internalDate)}`)) candidates.push(message.uid);
  }
  const pairs = pair([...sources.keys()], sources, await digests(client, uidSet(candidates)));
  return new Map([...pairs].filter(([, copy]) => copy !== null) as [number, number][]);
}

/** Each source with the copy that equals it, none used twice; null where there is none. */
function pair(
  uids: readonly number[],
  sources: ReadonlyMap<number, Print>,
  copies: ReadonlyMap<number, Print>,
): ReadonlyMap<number, number | null> {
  const free = new Map(copies);
  return new Map(
    uids.map((uid) => {
      const source = sources.get(uid);
      for (const [copy, print] of free) {
        if (source === undefined || !equalPrints(source, print)) continue;
        free.delete(copy);
        return [uid, copy];
      }
      return [uid, null];
    }),
  );
}

function equalPrints(a: Print | undefined, b: Print | undefined): boolean {
  return a !== undefined && b !== undefined && a.sha256 === b.sha256 && a.internalDate === b.internalDate;
}
