import type { Policy } from "../rules/policy.ts";
import type { CaseDesk } from "./cases/desk.ts";
import type { DocumentReader } from "./documents/reader.ts";
import type { Emit } from "./events.ts";
import type { Clock, Mailbox, Post, Records } from "./ports.ts";
import type { Store } from "./store/store.ts";

/** What every stage is handed: ports and policy, paired with their adapters in wiring.ts and nowhere else. */
export interface Parts {
  readonly clock: Clock;
  readonly store: Store;
  readonly mailbox: Mailbox;
  readonly post: Post;
  readonly reader: Pick<DocumentReader, "read" | "readAndWorkOut">;
  /** The snapshot of now: an import swaps it while the worker runs. */
  readonly records: () => Records;
  readonly policy: Policy;
  /** The workflow store's definitions. */
  readonly desk: CaseDesk;
  readonly replies: { readonly authservIds: readonly string[]; readonly trustExchangeInternal: boolean };
  /** The key of the reply tokens. */
  readonly secret: string;
  /** Names this installation in the loop header of what it sends. */
  readonly instance: string;
  readonly emit: Emit;
}
