import type { FetchMessageObject } from "imapflow";
import { type Instant, instant } from "../../rules/time.ts";
import type { FolderCursor, FolderNews, Listed } from "../ports.ts";
import type { AnyFolder } from "./directory.ts";
import { bareMessageId, headerValue } from "./headers.ts";
import { assertUsable, type Turn } from "./session.ts";
import { ascending } from "./uid-sets.ts";

const LISTED = {
  uid: true,
  flags: true,
  size: true,
  internalDate: true,
  headers: ["Message-ID", "X-CASS-Item"],
};

/** What came, changed and is there since the cursor. Nothing is marked as read: every FETCH peeks (MBX-02). */
export async function readNews(
  turn: Turn,
  folder: AnyFolder,
  path: string,
  cursor: FolderCursor | null,
): Promise<FolderNews> {
  const { client } = turn;
  const selected = await turn.select(path, "fresh");
  const uidValidity = `${selected.uidValidity}`;
  const known = cursor?.uidValidity === uidValidity ? cursor : null;
  const from = known?.uidNext ?? 1;
  const arrived: Listed[] = [];
  // `n:*` gives the last message also where its UID is below n.
  for await (const message of client.fetch(`${from}:*`, LISTED, { uid: true })) {
    if (message.uid >= from) arrived.push(listed(message, folder, uidValidity));
  }
  const found = await client.search({ all: true }, { uid: true });
  assertUsable(client);
  if (!Array.isArray(found)) throw new Error("Cannot read what is new: the server refused the search");
  // The value of before the FETCH: what changes meanwhile is told again, never missed.
  const modseq = selected.noModseq ? null : (selected.highestModseq ?? null);
  const highest = arrived.reduce((most, { location }) => Math.max(most, location.uid), from - 1);
  return {
    cursor: { uidValidity, uidNext: highest + 1, modseq: modseq === null ? null : `${modseq}` },
    renewed: cursor !== null && known === null,
    arrived,
    present: ascending(found),
    flags: known !== null && found.some((uid) => uid < from) ? await flagChanges(turn, known, modseq) : [],
  };
}

async function flagChanges(
  { client }: Turn,
  { uidNext, modseq }: FolderCursor,
  now: bigint | null,
): Promise<FolderNews["flags"]> {
  const since = now !== null && modseq !== null ? { changedSince: BigInt(modseq) } : {};
  const changes: { uid: number; flags: readonly string[] }[] = [];
  for await (const message of client.fetch(
    `1:${uidNext - 1}`,
    { uid: true, flags: true },
    { uid: true, ...since },
  )) {
    changes.push({ uid: message.uid, flags: [...(message.flags ?? [])] });
  }
  return changes;
}

function listed(message: FetchMessageObject, folder: AnyFolder, uidValidity: string): Listed {
  const headers = message.headers ?? Buffer.alloc(0);
  return {
    location: { folder, uidValidity, uid: message.uid },
    messageId: bareMessageId(headerValue(headers, "Message-ID")),
    internalDate: internalDate(message),
    bytes: message.size ?? 0,
    flags: [...(message.flags ?? [])],
    cassItem: headerValue(headers, "X-CASS-Item"),
  };
}

/** 1970 where the server gave none that can be read. */
function internalDate(message: FetchMessageObject): Instant {
  const at = new Date(message.internalDate ?? 0).getTime();
  return instant(Number.isNaN(at) ? 0 : at);
}
