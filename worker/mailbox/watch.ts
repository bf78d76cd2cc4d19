import type { ImapFlow } from "imapflow";
import { backoff, connectImap, type ImapSettings, type MailboxLog, offers, pause } from "./session.ts";

/** Where the server offers no IDLE: a NOOP as often as this. */
const POLL_MS = 3_000;
/** A connection that lasted as long as this was a good one: the next attempt need not wait long. */
const LASTED_MS = 60_000;
const EVENTS = ["exists", "expunge", "flags", "highestModseq"] as const;

export interface Watch {
  close(): void;
}

/**
 * Watches one folder on a connection of its own: IDLE, or NOOP where the server has none or refuses. Connects again by
 * itself.
 * @param onNews something came, went or changed, or may have while the connection was away
 */
export function watchFolder(
  settings: ImapSettings,
  path: string,
  onNews: () => void,
  log: MailboxLog,
): Watch {
  const stop = new AbortController();
  let client: ImapFlow | null = null;

  async function watchOnce(): Promise<void> {
    const current = await connectImap(settings);
    client = current;
    if (stop.signal.aborted) return current.close();
    for (const event of EVENTS) current.on(event, onNews);
    await current.mailboxOpen(path, { readOnly: true });
    // What changed before this moment no event tells.
    onNews();
    let idles = offers(current, "IDLE");
    while (current.usable && !stop.signal.aborted) {
      if (idles) idles = (await current.idle()) !== false;
      else {
        await pause(POLL_MS, stop.signal);
        await current.noop();
      }
    }
  }

  async function watch(): Promise<void> {
    for (let failures = 0; !stop.signal.aborted; ) {
      const startedAt = performance.now();
      await watchOnce().catch((error: Error) => {
        if (!stop.signal.aborted) log.warn({ failures }, error.message);
      });
      client?.close();
      client = null;
      failures = performance.now() - startedAt > LASTED_MS ? 1 : failures + 1;
      await pause(backoff(failures), stop.signal);
    }
  }

  void watch();
  return {
    close() {
      stop.abort();
      client?.close();
    },
  };
}
