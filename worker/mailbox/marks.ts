import type { MailboxObject } from "imapflow";
import type { Mark } from "../ports.ts";
import type { AnyFolder } from "./directory.ts";
import { hasFlag } from "./flags.ts";
import { assertUsable, type MailboxLog, type Turn } from "./session.ts";
import { inBatches, uidSet } from "./uid-sets.ts";

const MARKS: ReadonlySet<string> = new Set<Mark>(["RAO", "ACTIONED", "CHECKED"]);

/** How marks show in the mailbox: by keywords (mode K) or by basic flags (mode F), for each folder (MBX-04). */
export interface Marks {
  /** Mode K rather than F: the server lets us make keywords, or has ours already, and has not lost one before. */
  byKeywords(selected: MailboxObject, folder: AnyFolder): boolean;
  /** The server promised to keep a keyword and did not: mode F in this folder from now on (MBX-05). */
  demote(path: string, folder: AnyFolder): void;
  /**
   * Sets or takes off a mark and reads it back.
   * @returns the UIDs that have it as wanted; not those that have gone or whose mark the server did not keep
   */
  set(
    turn: Turn,
    at: { readonly folder: AnyFolder; readonly path: string; readonly uids: readonly number[] },
    mark: Mark,
    on: boolean,
  ): Promise<readonly number[]>;
}

export function openMarks(log: MailboxLog): Marks {
  const demoted = new Set<string>();
  const marks: Marks = {
    byKeywords(selected, folder) {
      if (demoted.has(selected.path)) return false;
      // A server that names no PERMANENTFLAGS keeps all (RFC 9051, 7.1); what is set is read back in any case.
      const permanent = selected.permanentFlags;
      if (permanent === undefined || permanent.has("\\*")) return true;
      return keywordsOf(folder).every((keyword) => hasFlag(permanent, keyword));
    },

    demote(path, folder) {
      demoted.add(path);
      log.warn({ folder }, "the server lost a keyword: marks in this folder are flags from now on");
    },

    async set(turn, { folder, path, uids }, mark, on) {
      if (!marks.byKeywords(await turn.select(path), folder)) return setFlag(turn, uids, mark, on);
      const { kept, lost } = await store(turn, uids, mark, on);
      if (lost.length === 0 || !on) return kept;
      marks.demote(path, folder);
      return [...kept, ...(await setFlag(turn, lost, mark, on))];
    },
  };
  return marks;
}

/**
 * The flags to append a copy with. In mode F `RAO` is \Flagged; `ACTIONED` and `CHECKED` have no flag: the subject and
 * the folder say it (MBX-07).
 */
export function flagsFor(flags: readonly string[], byKeywords: boolean): readonly string[] {
  const kept = flags.filter((flag) => flag.toLowerCase() !== "\\recent");
  if (byKeywords) return kept;
  return [
    ...new Set(kept.map((flag) => (flag === "RAO" ? "\\Flagged" : flag)).filter((flag) => !MARKS.has(flag))),
  ];
}

/** `CHECKED` is for mail left in INBOX, the others for mail worked on: no folder needs all three (MBX-05). */
function keywordsOf(folder: AnyFolder): readonly Mark[] {
  return folder === "inbox" ? ["CHECKED"] : ["RAO", "ACTIONED"];
}

/** Mode F. */
async function setFlag(
  turn: Turn,
  uids: readonly number[],
  mark: Mark,
  on: boolean,
): Promise<readonly number[]> {
  switch (mark) {
    case "RAO":
      return (await store(turn, uids, "\\Flagged", on)).kept;
    case "ACTIONED":
      // Being actioned ends a person's work on it; taking that back says nothing of whether someone works on it.
      return on ? (await store(turn, uids, "\\Flagged", false)).kept : uids;
    case "CHECKED":
      return on ? [] : uids;
  }
}

/** imapflow answers true also where nothing was stored: only what is read back counts. Those that have gone are in neither list. */
async function store(
  { client }: Turn,
  uids: readonly number[],
  flag: string,
  on: boolean,
): Promise<{ readonly kept: readonly number[]; readonly lost: readonly number[] }> {
  const kept: number[] = [];
  const lost: number[] = [];
  for (const batch of inBatches(uids)) {
    const set = uidSet(batch);
    if (on) await client.messageFlagsAdd(set, [flag], { uid: true });
    else await client.messageFlagsRemove(set, [flag], { uid: true });
    assertUsable(client);
    for await (const { uid, flags } of client.fetch(set, { uid: true, flags: true }, { uid: true })) {
      (hasFlag(flags, flag) === on ? kept : lost).push(uid);
    }
    assertUsable(client);
  }
  return { kept, lost };
}
