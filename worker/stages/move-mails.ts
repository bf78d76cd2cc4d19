import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import type { Mark } from "../ports.ts";
import { streamVersion } from "../store/events.ts";
import { messageById } from "../store/messages.ts";
import type { Effect } from "../store/outbox.ts";
import type { Tx } from "../store/store.ts";
import { loadItem, readMessage, recordMessage } from "./item-store.ts";
import type { Afterwards } from "./relay.ts";

interface MoveEffect {
  readonly messageId: string;
  readonly to: FolderRole;
}

/** Moves many mails, a batch for each pair of folders, and records where each lies now (MBX-13). */
export async function moveMails(
  parts: Parts,
  effects: readonly Effect[],
): Promise<ReadonlyMap<string, Afterwards>> {
  const results = new Map<string, Afterwards>();
  const wanted = await parts.store.read(async (db) => {
    const found = [];
    for (const effect of effects) {
      const { messageId, to } = effect.payload as MoveEffect;
      const ledger = await messageById(db, messageId);
      found.push({ effect, messageId, to, place: ledger?.location ?? null, itemId: ledger?.itemId ?? null });
    }
    return found;
  });
  const batches = Map.groupBy(
    wanted.filter(({ place, to }) => place && place.folder !== to),
    ({ place, to }) => `${place?.folder}\n${to}`,
  );
  // Already there, or in a person's hands: nothing is left to do.
  for (const { effect, place, to } of wanted)
    if (!place || place.folder === to) results.set(effect.id, async () => {});

  for (const batch of batches.values()) {
    const [first] = batch;
    if (!first?.place) continue;
    const from = first.place.folder as FolderRole;
    const moved = await parts.mailbox.move(
      from,
      batch.map(({ place }) => place?.uid ?? 0),
      first.to,
    );
    for (const { effect, messageId, place, itemId } of batch) {
      const result = moved.find(({ uid }) => uid === place?.uid);
      results.set(effect.id, async (tx) => {
        if (result?.to) {
          await recordMessage(
            tx,
            messageId,
            await streamVersion(tx.db, `message:${messageId}`),
            [{ type: "located", place: result.to, by: "worker" }],
            {
              at: parts.clock.now(),
              actor: "worker",
            },
          );
          parts.emit({ name: "moved", message: messageId, from, to: first.to });
        } else if (result?.reason) {
          await askToDrag(tx, parts, messageId, itemId, first.to, effect.id);
        }
      });
    }
  }
  return results;
}

/** A server that can move nothing safely: the RAO is asked to drag the mail (MBX-13, P2). */
async function askToDrag(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string | null,
  to: FolderRole,
  key: string,
): Promise<void> {
  const owner = itemId ? (await loadItem(tx, itemId)).owner : null;
  await queueNotice(tx, parts, {
    key: `${key}/drag`,
    itemId,
    to: [ownerOf(owner)],
    heading: "please drag a mail",
    sentences: [
      `${itemId ?? messageId} has to be in ${parts.policy.folders[to]}, and the mail server offers no safe way to move it. Please drag it there.`,
    ],
  });
}

export interface MarkEffect {
  readonly messageId: string;
  readonly mark: Mark;
  readonly on: boolean;
}

/** Sets or takes off a mark where the mail lies now; a mail that people took away keeps theirs. */
export async function setMark(parts: Parts, effect: MarkEffect): Promise<Afterwards> {
  const { place } = await parts.store.read((db) => readMessage(db, effect.messageId));
  if (place)
    await parts.mailbox.mark({ ...place, folder: place.folder as FolderRole }, effect.mark, effect.on);
  return async () => {};
}

/** A trace on mail that was looked at and left for BSS (Part 0.4); where the server keeps none, the digest has it. */
export async function markChecked(parts: Parts, messageId: string): Promise<Afterwards> {
  const { place } = await parts.store.read((db) => readMessage(db, messageId));
  if (place?.folder === "inbox") await parts.mailbox.mark({ ...place, folder: "inbox" }, "CHECKED", true);
  return async () => {};
}
