import type { Instant } from "../rules/time.ts";
import { refreshAllDues } from "./cases/cases.ts";
import { errorName } from "./events.ts";
import type { Parts } from "./parts.ts";
import { MailboxAwayError } from "./ports.ts";
import { reconcileDaily } from "./reconcile.ts";
import { armDigest } from "./stages/digest.ts";
import { FOLDERS, firstStart, receive } from "./stages/receive.ts";
import { relay } from "./stages/relay.ts";
import { triageMails } from "./stages/triage-mail.ts";
import { messagesInState } from "./store/messages.ts";
import { nextEffectAt, resumeEffects } from "./store/outbox.ts";

/** One worker on one mailbox. `round` is one turn of everything, so that tests and the demo need no sleeping. */
export interface TriageWorker {
  /** Takes up what a crash or a stop left half done, and sets the standing timers. */
  begin(): Promise<void>;
  /** One turn: what has come, what is to be understood, what is to be sent and moved. @returns how much was done. */
  round(): Promise<number>;
  /** Rounds until nothing is left to do at this instant. */
  settle(): Promise<void>;
  /** When the outbox has to be looked at again; null where nothing waits in it. */
  nextEffectAt(): Promise<Instant | null>;
  /** When the mailbox was last read whole, or the worker began; null before that. For the heartbeat. */
  lastReadAt(): Instant | null;
}

export function createWorker(parts: Parts): TriageWorker {
  let isAway = false;
  let lastReadAt: Instant | null = null;

  const worker: TriageWorker = {
    async begin() {
      lastReadAt = parts.clock.now();
      await parts.store.transaction(async (tx) => {
        await firstStart(tx, parts);
        await resumeEffects(tx.db);
        await refreshAllDues(tx, parts.desk, parts.clock.now()); // definitions or calendar may have changed
        if (parts.policy.mode !== "shadow") await armDigest(tx, parts);
      });
    },

    async round() {
      let done = await intake();
      const waiting = await parts.store.read((db) => messagesInState(db, ["taken-in"], 500));
      // Oldest first, those that their senders marked as urgent before the others (CASS-10, Part 0.12).
      const inTurn = waiting.toSorted((a, b) => Number(b.urgent) - Number(a.urgent));
      await triageMails(
        parts,
        inTurn.map(({ id }) => id),
      );
      done += waiting.length;
      return done + (await relay(parts));
    },

    async settle() {
      while ((await worker.round()) > 0);
    },

    nextEffectAt: () => parts.store.read(nextEffectAt),
    lastReadAt: () => lastReadAt,
  };

  /** Reads every folder; a server that is away is logged once, and tried again at the next round. */
  async function intake(): Promise<number> {
    let arrived = 0;
    try {
      for (const folder of FOLDERS) arrived += (await receive(parts, folder)).length;
      if (isAway) parts.emit({ name: "back", what: "mailbox" });
      isAway = false;
      lastReadAt = parts.clock.now();
      if (arrived === 0) await reconcileDaily(parts);
    } catch (error) {
      if (!(error instanceof MailboxAwayError)) throw error;
      if (!isAway) parts.emit({ name: "away", what: "mailbox", error: errorName(error) });
      isAway = true;
    }
    return arrived;
  }

  return worker;
}
