import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import type { Location, Mark } from "../ports.ts";
import { streamVersion } from "../store/events.ts";
import { type Message, messageById } from "../store/messages.ts";
import type { Effect } from "../store/outbox.ts";
import type { Tx } from "../store/store.ts";
import { loadItem, recordMessage } from "./item-store.ts";
import type { Afterwards } from "./relay.ts";

interface MoveEffect {
  readonly messageId: string;
  readonly to: FolderRole;
}

/**
 * Moves many mails, a batch for each pair of folders, and records where each lies now (MBX-13). With one that is
 * there already, or in a person's hands, nothing is left to do.
 */
export async function moveMails(
  parts: Parts,
  effects: readonly Effect[],
): Promise<ReadonlyMap<string, Afterwards>> {
  const results = new Map<string, Afterwards>();
  const lying = await whereTheyLie<MoveEffect>(parts, effects);
  const batches = Map.groupBy(
    lying.filter(({ wanted, place }) => place.folder !== wanted.to),
    ({ wanted, place }) => `${place.folder}\n${wanted.to}`,
  );
  for (const batch of batches.values()) {
    const [{ place: first, wanted }] = batch as [(typeof batch)[0]];
    const from = first.folder as FolderRole;
    const { to } = wanted;
    const moved = await parts.mailbox.move(
      from,
      batch.map(({ place }) => place.uid),
      to,
    );
    const byUid = new Map(moved.map((result) => [result.uid, result]));
    for (const { effect, place, message } of batch) {
      const result = byUid.get(place.uid);
      results.set(effect.id, async (tx) => {
        if (result?.to) {
          await recordMessage(
            tx,
            message.id,
            await streamVersion(tx.db, `message:${message.id}`),
            [{ type: "located", place: result.to, by: "worker" }],
            { at: parts.clock.now(), actor: "worker" },
          );
          parts.emit({ name: "moved", message: message.id, from, to });
        } else if (result?.reason) {
          await askToDrag(tx, parts, message, to, effect.id);
        }
      });
    }
  }
  return results;
}

interface MarkEffect {
  readonly messageId: string;
  readonly mark: Mark;
  readonly on: boolean;
}

/**
 * Sets or takes off marks, a batch for each mark and folder. A mail that people took away keeps theirs; mail that was
 * looked at and left for BSS bears its trace in INBOX alone, and where the server keeps none the digest has it.
 */
export async function markMails(
  parts: Parts,
  effects: readonly Effect[],
): Promise<ReadonlyMap<string, Afterwards>> {
  const lying = await whereTheyLie<MarkEffect>(parts, effects);
  const batches = Map.groupBy(
    lying.filter(({ wanted, place }) => wanted.mark !== "CHECKED" || place.folder === "inbox"),
    ({ wanted, place }) => `${place.folder}\n${wanted.mark}\n${wanted.on}`,
  );
  for (const batch of batches.values()) {
    const [{ wanted }] = batch as [(typeof batch)[0]];
    await parts.mailbox.mark(
      batch.map(({ place }) => place),
      wanted.mark,
      wanted.on,
    );
  }
  return new Map();
}

/** What each effect wants and where its mail lies now; without those that are in people's hands. */
async function whereTheyLie<Wanted extends { readonly messageId: string }>(
  parts: Parts,
  effects: readonly Effect[],
) {
  return parts.store.read(async (db) => {
    const lying: { effect: Effect; wanted: Wanted; message: Message; place: Location }[] = [];
    for (const effect of effects) {
      const wanted = effect.payload as Wanted;
      const message = await messageById(db, wanted.messageId);
      if (message?.location) lying.push({ effect, wanted, message, place: message.location });
    }
    return lying;
  });
}

/** A server that can move nothing safely: the RAO is asked to drag the mail (MBX-13, P2). */
async function askToDrag(
  tx: Tx,
  parts: Parts,
  { id: messageId, itemId }: Message,
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
