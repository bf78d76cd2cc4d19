import { outcomeText, targetFolder } from "../../rules/decide.ts";
import type { ItemState, ItemStatus } from "../../rules/item.ts";
import type { Parts } from "../parts.ts";
import { itemsOfMessage } from "../store/items.ts";
import type { Tx } from "../store/store.ts";
import { loadItem, loadMessage, recordItem, recordMessage } from "./item-store.ts";
import { wantMove } from "./route.ts";

/** What the relay needs to mark, amend and file one mail (MBX-09). */
export interface FileEffect {
  readonly messageId: string;
  /** The one that the mail opened. */
  readonly itemId: string;
  /** Those that are filed with it: itself, or one a family where the mail was split. */
  readonly items: readonly string[];
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
  for (const messageId of state.messages) await settleMail(tx, parts, messageId);
  return next;
}

/** With these the mail need not stay in REVIEW CONTACTS. */
const SETTLED: readonly ItemStatus[] = ["filing", "filed", "returned", "left"];

/** The requests of a mail: one, or one a family where it was split. */
export async function requestsOf(
  tx: Tx,
  messageId: string,
): Promise<{ readonly id: string; readonly state: ItemState }[]> {
  const requests = [];
  for (const id of await itemsOfMessage(tx.db, messageId)) {
    const state = await loadItem(tx, id);
    if (state.status !== "split") requests.push({ id, state });
  }
  return requests;
}

/**
 * Files a mail, or gives it back to BSS, when all its requests are done with it (GAP-11): with the outcomes of all of
 * them, in CONTACT COMPLETED where any opened a contact. Until then it stays where it is.
 */
export async function settleMail(tx: Tx, parts: Parts, messageId: string): Promise<void> {
  const requests = await requestsOf(tx, messageId);
  if (requests.some(({ state }) => !SETTLED.includes(state.status))) return;
  const at = parts.clock.now();
  const done = requests.filter(({ state }) => state.status === "filing" || state.status === "filed");
  if (done.length === 0) return giveBack(tx, messageId, at);
  const filing = done.filter(({ state }) => state.status === "filing");
  const [itemId] = await itemsOfMessage(tx.db, messageId);
  if (!itemId || filing.length === 0) return;
  const effect: FileEffect = {
    messageId,
    itemId,
    items: filing.map(({ id }) => id),
    outcome: [...new Set(done.flatMap(({ state }) => state.outcomeText ?? []))].join(" / "),
    target: done.some(({ state }) => targetFolder(state) === "contact-completed")
      ? "contact-completed"
      : "pss-completed",
  };
  await tx.outbox.add({
    id: `${itemId}/file/${messageId}/${filing.map(({ id, state }) => `${id}.${state.version}`).join("+")}`,
    stream: `item:${itemId}`,
    lane: `message:${messageId}`,
    kind: "file",
    payload: effect,
    at,
  });
}

/** Every family of it is with BSS: so is the mail. */
async function giveBack(tx: Tx, messageId: string, at: ReturnType<Parts["clock"]["now"]>): Promise<void> {
  const life = await loadMessage(tx, messageId);
  if (life.state !== "left") {
    await recordMessage(
      tx,
      messageId,
      life.version,
      [{ type: "state-changed", state: "left", note: "with BSS" }],
      { at, actor: "worker" },
    );
  }
  await wantMove(tx, messageId, "inbox", at);
}
