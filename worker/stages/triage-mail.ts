import type { Understood } from "../../rules/message.ts";
import { errorName } from "../events.ts";
import { queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import { ownContacts } from "../store/own-contacts.ts";
import { understand } from "../understand.ts";
import { hear } from "./hear.ts";
import { loadMessage, recordMessage } from "./item-store.ts";
import { route } from "./route.ts";
import { understoodOf } from "./understood.ts";

/**
 * Reads one taken-in mail and gives it its way. A mail that cannot be read or processed stays where it is, in state
 * `needs-attention`, and its owner is told once; the next mail goes on.
 */
export async function triageMail(parts: Parts, messageId: string): Promise<void> {
  try {
    const life = await parts.store.transaction((tx) => loadMessage(tx, messageId));
    if (life.state !== "taken-in" || !life.sha256 || !life.receivedAt) return;
    const { sha256, receivedAt } = life;
    const raw = await parts.store.transaction((tx) => tx.raw.get(sha256));
    if (!raw) throw new Error(`Cannot read '${messageId}': expected its stored copy, found none`);
    const content = await parts.reader.read(raw, receivedAt);
    if (await hear(parts, messageId, content)) return;
    const found = await understand(
      raw,
      receivedAt,
      {
        reader: { read: async () => content },
        records: parts.records(),
        ownContacts: (ids, at) => parts.store.read((db) => ownContacts(db, ids, at)),
        foundRecentByBss: life.place?.folder === "review",
        now: parts.clock.now(),
      },
      parts.policy,
    );
    const understood: Understood = understoodOf(found, parts.policy, life.place?.folder === "review");
    await parts.store.transaction((tx) => route(tx, parts, messageId, understood));
  } catch (error) {
    await needsAttention(parts, messageId, errorName(error));
  }
}

async function needsAttention(parts: Parts, messageId: string, reason: string): Promise<void> {
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
        `The program could not read or process a mail that is in ${life.place?.folder === "review" ? "REVIEW CONTACTS" : "INBOX"}: ${reason}. It was received ${life.receivedAt ?? ""}. It is where it was; nothing was decided. Please open it and work on it by hand.`,
      ],
    });
  });
  parts.emit({ name: "needs-attention", message: messageId, reason });
}
