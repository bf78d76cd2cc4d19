import type { FolderRole } from "../../rules/classify/triage-result.ts";
import type { FolderCheck, FolderCursor, FolderNews, Location, Mailbox } from "../ports.ts";
import { appendVerified } from "./append.ts";
import { type AnyFolder, type Directory, missingFolder, readDirectory } from "./directory.ts";
import { bareMessageId, headerValue } from "./headers.ts";
import { openMarks } from "./marks.ts";
import { expungeOwn, moveMessages } from "./move.ts";
import { readNews } from "./news.ts";
import {
  assertUsable,
  type ImapSettings,
  type MailboxLog,
  openSession,
  pause,
  type Turn,
} from "./session.ts";
import { inBatches, uidSet } from "./uid-sets.ts";
import { type Watch, watchFolder } from "./watch.ts";

export type { ImapSettings, MailboxLog } from "./session.ts";

/** The port, which here also reads Sent (letters that people send by hand) and `CHECKED FOR BSS`. */
export interface ImapMailbox extends Mailbox {
  news(folder: AnyFolder, cursor: FolderCursor | null): Promise<FolderNews>;
  fetchMany(folder: AnyFolder, uids: readonly number[]): Promise<ReadonlyMap<number, Buffer>>;
  find(folder: AnyFolder, header: string, value: string): Promise<readonly Location[]>;
  /** The flags of one message; null where it has gone. */
  flagsOf(location: Location): Promise<readonly string[] | null>;
}

/** Where new work comes: mail, and what BSS drags by hand (Part 0.4). */
const WATCHED: readonly FolderRole[] = ["inbox", "review"];

/**
 * The shared mailbox over IMAP. Nothing is contacted before the first call; from then on it connects again by itself,
 * and a method called while the server is away rejects with `MailboxAwayError`.
 */
export function openImapMailbox(settings: ImapSettings, log: MailboxLog): ImapMailbox {
  const session = openSession(settings, log);
  const marks = openMarks(log);
  let directory: Directory | null = null;
  const watches = new Map<FolderRole, Watch>();
  let watching = false;
  let hasNews = false;
  let wake: (() => void) | null = null;

  function onNews(): void {
    hasNews = true;
    session.reachable();
    wake?.();
  }

  /** @throws where the folder is missing or there twice */
  async function pathOf({ client }: Turn, folder: AnyFolder): Promise<string> {
    const known = directory?.get(folder)?.found;
    if (known != null) return known;
    directory = await readDirectory(client, settings);
    const match = directory.get(folder);
    if (match?.found == null) throw new Error(missingFolder(folder, settings, match));
    return match.found;
  }

  async function run<T>(what: string, work: (turn: Turn) => Promise<T>): Promise<T> {
    try {
      const result = await session.run(what, work);
      watchWhatIsFound();
      return result;
    } catch (error) {
      // Someone may have renamed a folder, and given its name to another.
      directory = null;
      throw error;
    }
  }

  /** Also after a start at which the server was away, or the folder missing. */
  function watchWhatIsFound(): void {
    for (const role of watching ? WATCHED : []) {
      const path = directory?.get(role)?.found;
      if (path != null && !watches.has(role)) watches.set(role, watchFolder(settings, path, onNews, log));
    }
  }

  /** Selects the location's folder; false where it was made anew, so that the UID means another message or none. */
  async function selectAt(turn: Turn, location: Location): Promise<boolean> {
    const selected = await turn.select(await pathOf(turn, location.folder));
    return `${selected.uidValidity}` === location.uidValidity;
  }

  return {
    async connect() {
      watching = true;
      await run("open the mailbox", async ({ client }) => {
        directory = await readDirectory(client, settings);
      });
    },

    async close() {
      watching = false;
      for (const watch of watches.values()) watch.close();
      wake?.();
      await session.close();
    },

    checkFolders: () =>
      run("look at the folders", async (turn) => {
        const now = await readDirectory(turn.client, settings);
        directory = now;
        const checks: FolderCheck[] = [];
        for (const role of Object.keys(settings.folders) as FolderRole[]) {
          const { found = null, lookAlikes = [] } = now.get(role) ?? {};
          const selected = found === null ? null : await turn.select(found, "fresh");
          const mode = selected === null ? null : marks.byKeywords(selected, role) ? "keywords" : "flags";
          checks.push({ role, wanted: settings.folders[role], found, lookAlikes, marks: mode });
        }
        return checks;
      }),

    createFolders: (roles) =>
      run("create folders", async ({ client }) => {
        const now = await readDirectory(client, settings);
        for (const role of roles) {
          const match = now.get(role);
          if (match?.doubled) throw new Error(missingFolder(role, settings, match));
          if (match?.found == null) await client.mailboxCreate(settings.folders[role].split("/"));
        }
        directory = null;
      }),

    news: (folder, cursor) =>
      run("read what is new", async (turn) => readNews(turn, folder, await pathOf(turn, folder), cursor)),

    fetch: (location) =>
      run("fetch a message", async (turn) => {
        if (!(await selectAt(turn, location))) return null;
        const message = await turn.client.fetchOne(
          `${location.uid}`,
          { uid: true, source: true },
          { uid: true },
        );
        return (message && message.source) || null;
      }),

    flagsOf: (location) =>
      run("read the flags of a message", async (turn) => {
        if (!(await selectAt(turn, location))) return null;
        const query = { uid: true, flags: true };
        const message = await turn.client.fetchOne(`${location.uid}`, query, { uid: true });
        return message ? [...(message.flags ?? [])] : null;
      }),

    fetchMany: (folder, uids) =>
      run("fetch messages", async (turn) => {
        await turn.select(await pathOf(turn, folder));
        const found = new Map<number, Buffer>();
        for (const batch of inBatches(uids)) {
          const query = { uid: true, source: true };
          for await (const { uid, source } of turn.client.fetch(uidSet(batch), query, { uid: true })) {
            if (source !== undefined) found.set(uid, source);
          }
        }
        return found;
      }),

    move: (folder, uids, to) =>
      run("move messages", async (turn) => {
        const moved = await moveMessages(turn, await pathOf(turn, folder), uids, await pathOf(turn, to));
        return moved.map((entry) =>
          "to" in entry
            ? { uid: entry.uid, to: { folder: to, ...entry.to }, reason: null }
            : { uid: entry.uid, to: null, reason: entry.reason },
        );
      }),

    mark: (locations, mark, on) =>
      run("mark messages", async (turn) => {
        const [first] = locations;
        if (first === undefined) return [];
        const { folder } = first;
        const path = await pathOf(turn, folder);
        const { uidValidity } = await turn.select(path);
        const here = locations.filter((at) => at.folder === folder && at.uidValidity === `${uidValidity}`);
        const uids = here.map(({ uid }) => uid);
        const kept = new Set(await marks.set(turn, { folder, path, uids }, mark, on));
        const unmarked = uids.filter((uid) => !kept.has(uid));
        if (unmarked.length > 0 && mark === "CHECKED" && on && settings.checkedFolder !== undefined) {
          const moved = await moveMessages(turn, path, unmarked, await pathOf(turn, "checked"));
          for (const entry of moved) if ("to" in entry) kept.add(entry.uid);
        }
        return here.filter(({ uid }) => kept.has(uid));
      }),

    append: (folder, raw, { flags, internalDate }) =>
      run("append a message", async (turn) => {
        const path = await pathOf(turn, folder);
        return { folder, ...(await appendVerified(turn, marks, { folder, path, raw, flags, internalDate })) };
      }),

    find: (folder, header, value) =>
      run("look for a message", async (turn) => {
        const { client } = turn;
        const { uidValidity } = await turn.select(await pathOf(turn, folder), "fresh");
        const uids = await client.search({ header: { [header]: value } }, { uid: true });
        assertUsable(client);
        if (!Array.isArray(uids)) throw new Error("Cannot look for a message: the server refused the search");
        const found: Location[] = [];
        for (const batch of inBatches(uids)) {
          const query = { uid: true, headers: [header] };
          for await (const { uid, headers } of client.fetch(uidSet(batch), query, { uid: true })) {
            // SEARCH HEADER finds parts of values too.
            const there = headers === undefined ? null : headerValue(headers, header);
            if (there !== null && bareMessageId(there) === bareMessageId(value)) {
              found.push({ folder, uidValidity: `${uidValidity}`, uid });
            }
          }
        }
        return found;
      }),

    deleteOwnCopy: (location) =>
      run("take back a copy", async (turn) => {
        if (!(await selectAt(turn, location))) return;
        if (!(await expungeOwn(turn.client, [location.uid]))) {
          throw new Error(
            "Cannot take back a copy: expected a server that removes one message alone (UIDPLUS), found another",
          );
        }
      }),

    async waitForNews(timeoutMs, signal) {
      if (!hasNews) {
        const heard = new AbortController();
        wake = () => heard.abort();
        await pause(timeoutMs, AbortSignal.any([signal, heard.signal]));
        wake = null;
      }
      hasNews = false;
    },
  };
}
