import type { ImapFlow, MailboxObject } from "imapflow";
import { type Instant, msOf } from "../../rules/time.ts";
import type { AnyFolder } from "./directory.ts";
import { hasFlag } from "./flags.ts";
import { flagsFor, type Marks } from "./marks.ts";
import { expungeOwn } from "./move.ts";
import { compareMails } from "./same-mail.ts";
import { assertUsable, type Turn } from "./session.ts";

export interface Appending {
  readonly folder: AnyFolder;
  readonly path: string;
  readonly raw: Buffer;
  readonly flags: readonly string[];
  readonly internalDate: Instant;
}

/**
 * Appends and reads back: bytes (or decoded parts, where the server rewrites bytes), date and flags (MBX-09). What is
 * not as it was sent is taken back by its UID alone.
 * @throws where the server refused it, or did not keep what was sent
 */
export async function appendVerified(
  turn: Turn,
  marks: Marks,
  appending: Appending,
): Promise<{ readonly uidValidity: string; readonly uid: number }> {
  const { client } = turn;
  const { folder, path, raw, internalDate } = appending;
  const target = await turn.select(path, "fresh");
  const flags = flagsFor(appending.flags, marks.byKeywords(target, folder));
  const answer = await client.append(path, raw, [...flags], new Date(internalDate));
  assertUsable(client);
  // Without UIDPLUS imapflow guesses the UID by its place in the folder: that could be another's mail.
  const uid = answer && answer.uidValidity !== undefined ? answer.uid : await appendedUid(turn, target, raw);
  if (uid === undefined)
    throw new Error(`Cannot append to '${folder}': expected the message there, found none that is equal`);
  const fault = await faultOf(client, uid, { raw, flags, internalDate });
  if (fault === "a keyword was lost") marks.demote(path, folder);
  else if (fault !== null) {
    const takenBack = await expungeOwn(client, [uid]);
    throw new Error(
      `Cannot append to '${folder}': ${fault}; the copy ${takenBack ? "was taken back" : "had to stay"}`,
    );
  }
  return { uidValidity: `${target.uidValidity}`, uid };
}

/** The new message by its content, among those that came since. */
async function appendedUid(turn: Turn, before: MailboxObject, raw: Buffer): Promise<number | undefined> {
  const { uidNext, path } = before;
  await turn.select(path, "fresh");
  for (const { uid, source } of await turn.client.fetchAll(
    `${uidNext}:*`,
    { uid: true, source: true },
    { uid: true },
  )) {
    if (uid >= uidNext && source !== undefined && (await compareMails(raw, source)) !== "different")
      return uid;
  }
  return undefined;
}

/** What is not as it was sent, in words; null where all is. */
async function faultOf(
  client: ImapFlow,
  uid: number,
  sent: Pick<Appending, "raw" | "flags" | "internalDate">,
): Promise<string | null> {
  const query = { uid: true, source: true, flags: true, internalDate: true };
  const message = await client.fetchOne(`${uid}`, query, { uid: true });
  if (!message || message.source === undefined) return "expected the copy in the folder, found none";
  if ((await compareMails(sent.raw, message.source)) === "different")
    return "expected what was sent, found another message";
  // An internal date has no fractions of a second.
  const seconds = Math.floor(new Date(message.internalDate ?? Number.NaN).getTime() / 1000);
  if (seconds !== Math.floor(msOf(sent.internalDate) / 1000)) return "expected its date kept, found another";
  const lost = sent.flags.filter((flag) => !hasFlag(message.flags, flag));
  if (lost.length === 0) return null;
  await client.messageFlagsAdd(`${uid}`, lost, { uid: true });
  assertUsable(client);
  const again = await client.fetchOne(`${uid}`, { uid: true, flags: true }, { uid: true });
  const still = lost.filter((flag) => !again || !hasFlag(again.flags, flag));
  if (still.some((flag) => flag.startsWith("\\"))) return "expected its flags kept, found some missing";
  return still.length > 0 ? "a keyword was lost" : null;
}
