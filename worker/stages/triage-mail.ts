import { formatLocal } from "../../rules/calendar.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import type { Instant } from "../../rules/time.ts";
import { errorName } from "../events.ts";
import { queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import { getRawMail } from "../store/raw-mails.ts";
import type { Tx } from "../store/store.ts";
import { understand } from "../understand.ts";
import { hear } from "./hear.ts";
import { ownHistory } from "./history.ts";
import { loadMessage, readMessage, recordMessage } from "./item-store.ts";
import { route } from "./route.ts";
import { understoodOf } from "./understood.ts";

/** A mail ready to be given its way, or why it cannot be read. */
interface Ready {
  readonly messageId: string;
  readonly receivedAt: Instant;
  readonly inReview: boolean;
  readonly raw: Buffer;
  readonly content: MailContent;
}

/**
 * Reads taken-in mails and gives each its way, in the order given: each sees what became of those before it. A mail
 * that cannot be read or processed stays where it is, in state `needs-attention`, and its owner is told once; the
 * next goes on.
 */
export async function triageMails(parts: Parts, messageIds: readonly string[]): Promise<void> {
  const read = await Promise.all(messageIds.map((id) => readMail(parts, id)));
  const ready = read.filter((mail) => mail !== null);
  try {
    await parts.store.transaction(async (tx) => {
      for (const mail of ready) await giveWay(tx, parts, mail);
    });
  } catch {
    for (const mail of ready) {
      try {
        await parts.store.transaction((tx) => giveWay(tx, parts, mail));
      } catch (error) {
        await needsAttention(parts, mail.messageId, error);
      }
    }
  }
}

async function readMail(parts: Parts, messageId: string): Promise<Ready | null> {
  try {
    const { life, raw } = await parts.store.read(async (db) => {
      const life = await readMessage(db, messageId);
      return { life, raw: life.sha256 ? await getRawMail(db, life.sha256) : null };
    });
    if (life.state !== "taken-in" || !life.receivedAt) return null;
    if (!raw) throw new Error(`Cannot read '${messageId}': expected its stored copy, found none`);
    const content = await parts.reader.read(raw, life.receivedAt);
    return {
      messageId,
      receivedAt: life.receivedAt,
      inReview: life.place?.folder === "review",
      raw,
      content,
    };
  } catch (error) {
    await needsAttention(parts, messageId, error);
    return null;
  }
}

/** Hears a reply to one of our mails, or understands a request; only the handle is awaited in here. */
async function giveWay(tx: Tx, parts: Parts, mail: Ready): Promise<void> {
  const { messageId, content, receivedAt, inReview } = mail;
  if (await hear(tx, parts, messageId, content)) return;
  const found = await understand(
    mail.raw,
    receivedAt,
    {
      reader: { read: async () => content },
      records: parts.records(),
      ownContacts: (ids, at) => ownHistory(tx.db, ids, at),
      foundRecentByBss: inReview,
      now: parts.clock.now(),
    },
    parts.policy,
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
