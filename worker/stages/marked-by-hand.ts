import type { HandMark, MessageLife } from "../../rules/message.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import type { FolderNews } from "../ports.ts";
import { messagesIn } from "../store/messages.ts";
import type { Tx } from "../store/store.ts";
import { missingSteps } from "./by-hand.ts";
import { requestsOf } from "./file.ts";
import { loadMessage, recordItem, recordMessage } from "./item-store.ts";

/**
 * Marks that a person set or took off in REVIEW CONTACTS: recorded as theirs, never undone (MBX-14). Whoever sets
 * ACTIONED before everything is done is told what is missing.
 */
export async function noticeMarks(parts: Parts, changes: FolderNews["flags"]): Promise<void> {
  if (changes.length === 0) return;
  const byUid = new Map(changes.map(({ uid, flags }) => [uid, flags]));
  const here = await parts.store.read((db) => messagesIn(db, "review"));
  const hasKeywords = await keepsKeywords(parts, changes);
  for (const { id, location, note } of here) {
    const flags = location && byUid.get(location.uid);
    if (!flags) continue;
    const set = flags.flatMap((flag): HandMark[] =>
      flag === "RAO" || flag === "ACTIONED" ? [flag] : flag === "\\Flagged" && !hasKeywords ? ["RAO"] : [],
    );
    // Without CONDSTORE all flags are told each time: only a mark that is there, or was, is looked into.
    if (set.length > 0 || note?.endsWith("by hand"))
      await parts.store.transaction((tx) => noticeOn(tx, parts, id, set));
  }
}

// Asked once: it opens every folder, and where all flags are told each time it would be asked at every look.
const keeping = new WeakMap<Parts["mailbox"], boolean>();

/** Where the server keeps no keywords, the flag for follow-up means RAO; where it does, it is people's own. */
async function keepsKeywords({ mailbox }: Parts, changes: FolderNews["flags"]): Promise<boolean> {
  if (!changes.some(({ flags }) => flags.includes("\\Flagged"))) return true;
  const known = keeping.get(mailbox);
  if (known !== undefined) return known;
  const review = (await mailbox.checkFolders()).find(({ role }) => role === "review");
  const keeps = review?.marks !== "flags";
  keeping.set(mailbox, keeps);
  return keeps;
}

async function noticeOn(tx: Tx, parts: Parts, messageId: string, set: readonly HandMark[]): Promise<void> {
  const life = await loadMessage(tx, messageId);
  if (life.state !== "in-review") return;
  const requests = await requestsOf(tx, messageId);
  const own = new Set<HandMark>([
    ...(requests.some(({ state }) => state.takenBy !== null) ? (["RAO"] as const) : []),
    ...(requests.some(({ state }) => state.status === "filing") ? (["ACTIONED"] as const) : []),
  ]);
  const marks = (["RAO", "ACTIONED"] as const).filter((mark) =>
    own.has(mark) ? life.handMarks.includes(mark) : set.includes(mark),
  );
  if (marks.join() === life.handMarks.join()) return;
  const at = parts.clock.now();
  await recordMessage(tx, messageId, life.version, [{ type: "marked-by-hand", marks }], {
    at,
    actor: "person",
  });
  for (const { id, state } of requests) {
    const words = wordsFor(life.handMarks, marks);
    await recordItem(tx, id, state, [{ type: "noted", by: "person", words }], {
      at,
      actor: "person",
      note: words,
    });
    const missing = missingSteps(state);
    if (!marks.includes("ACTIONED") || life.handMarks.includes("ACTIONED") || missing.length === 0) continue;
    await queueNotice(tx, parts, {
      key: `${messageId}/actioned-by-hand/${id}/${at}`,
      itemId: id,
      to: [ownerOf(state.owner)],
      urgent: state.urgent,
      heading: "a request was marked ACTIONED by hand",
      sentences: [
        `The mail of ${id} was marked ACTIONED by hand. Not done yet, as far as the program knows: ${missing.join("; ")}.`,
        `The mark stays, and the program goes on with the request. To take it over, drag the mail to ${parts.policy.folders["contact-completed"]} or ${parts.policy.folders["pss-completed"]}.`,
      ],
    });
  }
}

function wordsFor(before: MessageLife["handMarks"], now: MessageLife["handMarks"]): string {
  const set = now.filter((mark) => !before.includes(mark));
  const off = before.filter((mark) => !now.includes(mark));
  return [
    ...(set.length > 0 ? [`Marked ${set.join(" and ")} by hand.`] : []),
    ...(off.length > 0 ? [`The mark ${off.join(" and ")} was taken off by hand.`] : []),
  ].join(" ");
}
