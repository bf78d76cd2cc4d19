import type { Mailbox } from "./ports.ts";
import { FOLDERS } from "./stages/receive.ts";
import { messagesIn } from "./store/messages.ts";
import type { Store } from "./store/store.ts";

/** Where mailbox and ledger disagree about one folder (SAF-02). */
export interface Difference {
  readonly folder: string;
  /** Ids of messages that the ledger has there and the folder has not. */
  readonly missing: readonly string[];
  /** UIDs that lie there and the ledger does not know. */
  readonly unknown: readonly number[];
}

/** Folders where every mail must be in the ledger; the completed ones hold people's filed mail from before us. */
const WHOLE: readonly string[] = ["inbox", "review"];

/** Compares what the folders hold with what the ledger says they do; none where they agree. */
export async function ledgerDifferences(store: Store, mailbox: Mailbox): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const folder of FOLDERS) {
    const { present, cursor } = await mailbox.news(folder, null);
    const known = await store.read((db) => messagesIn(db, folder));
    const there = new Set(present);
    const missing = known.filter(
      ({ location }) => !location || location.uidValidity !== cursor.uidValidity || !there.has(location.uid),
    );
    const uids = new Set(known.map(({ location }) => location?.uid));
    const unknown = WHOLE.includes(folder) ? present.filter((uid) => !uids.has(uid)) : [];
    if (missing.length > 0 || unknown.length > 0) {
      differences.push({ folder, missing: missing.map(({ id }) => id), unknown });
    }
  }
  return differences;
}
