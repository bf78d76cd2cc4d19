import { setImmediate } from "node:timers/promises";
import { formatLocal } from "../../rules/calendar.ts";
import type { WorkedOut } from "../documents/reader.ts";
import { errorName } from "../events.ts";
import { queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import { getRawMail } from "../store/raw-mails.ts";
import type { Tx } from "../store/store.ts";
import { understandContent } from "../understand.ts";
import { hear } from "./hear.ts";
import { ownHistory } from "./history.ts";
import { loadMessage, readMessage, recordMessage } from "./item-store.ts";
import { route } from "./route.ts";
import { understoodOf } from "./understood.ts";

/** A mail ready to be given its way, or why it cannot be read. */
interface Ready {
  readonly messageId: string;
  readonly inReview: boolean;
  readonly read: WorkedOut;
}

/** Mails given their way in one transaction, which costs one sync. */
const AT_ONCE = 16;

/**
 * Reads taken-in mails and gives each its way, in the order given: each sees what became of those before it. While
 * some are decided, other processes read the next. A mail that cannot be read or processed stays where it is, in
 * state `needs-attention`, and its owner is told once; the next goes on.
 */
export async function triageMails(parts: Parts, messageIds: readonly string[]): Promise<void> {
  let ready: readonly Ready[] = [];
  for (let start = 0; start < messageIds.length || ready.length > 0; start += AT_ONCE) {
    const next = messageIds.slice(start, start + AT_ONCE);
    // The next first: once the transaction has begun, their raw bytes have to wait for its end.
    [ready] = await Promise.all([readMails(parts, next), decide(parts, ready)]);
  }
}

async function decide(parts: Parts, mails: readonly Ready[]): Promise<void> {
  if (mails.length === 0) return;
  try {
    await parts.store.transaction(async (tx) => {
      for (const mail of mails) {
        await giveWay(tx, parts, mail);
        // A turn of the event loop, in which the reading processes hand over and get more.
        await setImmediate();
      }
    });
  } catch {
    for (const mail of mails) {
      try {
        await parts.store.transaction((tx) => giveWay(tx, parts, mail));
      } catch (error) {
        await needsAttention(parts, mail.messageId, error);
      }
    }
  }
}

async function readMails(parts: Parts, messageIds: readonly string[]): Promise<readonly Ready[]> {
  const stored = await parts.store.read(async (db) => {
    const found = [];
    for (const id of messageIds) {
      const life = await readMessage(db, id);
      if (life.state !== "taken-in") continue;
      const raw = life.sha256 ? await getRawMail(db, life.sha256).catch((error: Error) => error) : null;
      found.push({ id, life, raw });
    }
    return found;
  });
  const read = await Promise.all(
    stored.map(async ({ id, life, raw }): Promise<Ready | null> => {
      try {
        if (raw instanceof Error) throw raw;
        if (!raw || !life.receivedAt)
          throw new Error(`Cannot read '${id}': expected its stored copy, found none`);
        const inReview = life.place?.folder === "review";
        const read = await parts.reader.readAndWorkOut(raw, life.receivedAt, {
          policy: parts.policy.readMail,
          alone: { now: parts.clock.now(), foundRecentByBss: inReview },
        });
        return { messageId: id, inReview, read };
      } catch (error) {
        await needsAttention(parts, id, error);
        return null;
      }
    }),
  );
  return read.filter((mail) => mail !== null);
}

/** Hears a reply to one of our mails, or understands a request; only the handle is awaited in here. */
async function giveWay(tx: Tx, parts: Parts, { messageId, inReview, read }: Ready): Promise<void> {
  const { content, facts, alone } = read;
  if (await hear(tx, parts, messageId, content)) return;
  // What was worked out ahead holds unless a mail before it, or an earlier day, left an item about these people.
  if (alone && (await ownHistory(tx.db, parts.records(), alone.people, content.receivedAt)).length === 0)
    return route(tx, parts, messageId, alone.understood);
  const found = await understandContent(
    content,
    {
      records: parts.records(),
      ownContacts: (ids, at) => ownHistory(tx.db, parts.records(), ids, at),
      foundRecentByBss: inReview,
      now: parts.clock.now(),
    },
    parts.policy,
    facts ?? undefined,
  );
  await route(tx, parts, messageId, understoodOf(found, parts.policy, inReview));
}

async function needsAttention(parts: Parts, messageId: string, error: unknown): Promise<void> {
  const reason = errorName(error);
  await parts.store.transaction(async (tx) => {
    const life = await loadMessage(tx, messageId);
    await recordMessage(
      tx,
      messageId,
      life.version,
      [{ type: "state-changed", state: "needs-attention", note: reason }],
      {
        at: parts.clock.now(),
        actor: "worker",
      },
    );
    if (parts.policy.mode === "shadow") return;
    await queueNotice(tx, parts, {
      key: `${messageId}/needs-attention`,
      itemId: null,
      kind: "needs-attention",
      to: ["rao-group"],
      heading: `a mail could not be read (${messageId})`,
      sentences: [
        `The program could not read or process a mail that is in ${life.place?.folder === "review" ? "REVIEW CONTACTS" : "INBOX"}: ${reason}. It was received ${life.receivedAt ? formatLocal(life.receivedAt) : "at a time that is not known"}. It is where it was; nothing was decided. Please open it and work on it by hand.`,
      ],
    });
  });
  parts.emit({ name: "needs-attention", message: messageId, reason });
}
