import { outcomeText, targetFolder } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { recordItem } from "./item-store.ts";

/** What the relay needs to mark, amend and file one mail of an item (MBX-09). */
export interface FileEffect {
  readonly messageId: string;
  readonly itemId: string;
  readonly outcome: string;
  readonly target: "contact-completed" | "pss-completed";
}

/** All work is done: wants each mail of the item marked, its subject amended, and filed (CASS-44 to CASS-48). */
export async function startFiling(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
): Promise<ItemState> {
  const outcome = outcomeText(state);
  const target = targetFolder(state);
  const now = parts.clock.now();
  const next = await recordItem(tx, itemId, state, [{ type: "filing-started", outcome, target }], {
    at: now,
    actor: "worker",
    note: `Outcome on the subject line: ${outcome}.`,
  });
  for (const messageId of state.messages) {
    const effect: FileEffect = { messageId, itemId, outcome, target };
    await tx.outbox.add({
      id: `${itemId}/file/${messageId}/${next.version}`,
      stream: `item:${itemId}`,
      lane: `message:${messageId}`,
      kind: "file",
      payload: effect,
      at: now,
    });
  }
  return next;
}
