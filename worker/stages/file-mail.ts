import type { FolderRole } from "../../rules/classify/triage-result.ts";
import type { Instant } from "../../rules/time.ts";
import { amendSubject } from "../mailbox/amend.ts";
import { compareMails } from "../mailbox/same-mail.ts";
import type { Parts } from "../parts.ts";
import type { Location } from "../ports.ts";
import { nextId } from "../store/ids.ts";
import { type Message, messageById, messagesOfItem } from "../store/messages.ts";
import { sha256 } from "../store/raw-mails.ts";
import type { FileEffect } from "./file.ts";
import { loadItem, loadMessage, recordItem, recordMessage } from "./item-store.ts";
import type { Afterwards } from "./relay.ts";

/**
 * Marks, amends and files one mail in the order of MBX-09. Each step is verified before the next and found done
 * when this runs again, so a crash between any two resumes where it was: ACTIONED set and RAO taken off in
 * REVIEW CONTACTS (CASS-45); the amended copy appended to the target and read back; the original moved to ORIGINALS.
 */
export async function fileMail(parts: Parts, effect: FileEffect): Promise<Afterwards> {
  const { life, ledger, copies, raw } = await parts.store.transaction(async (tx) => {
    const life = await loadMessage(tx, effect.messageId);
    const ledger = await messageById(tx.db, effect.messageId);
    return {
      life,
      ledger,
      copies: (await messagesOfItem(tx.db, effect.itemId)).filter(
        ({ state, messageId }) => state === "copy" && messageId === ledger?.messageId,
      ),
      raw: life.sha256 ? await tx.raw.get(life.sha256) : null,
    };
  });
  const place: FolderPlace | null = life.place && { ...life.place, folder: life.place.folder as FolderRole };
  if (place?.folder === "review") {
    await parts.mailbox.mark([place], "ACTIONED", true);
    await parts.mailbox.mark([place], "RAO", false);
  }
  const amends =
    parts.policy.subjectMode === "amended_copy" &&
    raw !== null &&
    ledger !== null &&
    raw.length <= MAX_AMENDED_BYTES;
  const copy = amends ? await amendedCopy(parts, effect, raw, ledger.internalDate, place) : null;
  const resting: FolderRole = copy ? "originals" : effect.target;
  const movedTo =
    place && place.folder !== resting
      ? await moveOriginal(parts, place, resting, ledger?.messageId ?? null)
      : null;
  if (movedTo && !copy) await parts.mailbox.mark([movedTo], "ACTIONED", true);

  for (const { location } of copies) {
    if (location && location.folder !== copy?.location.folder) await takeBack(parts, location);
  }

  return async (tx) => {
    const at = parts.clock.now();
    const now = await loadMessage(tx, effect.messageId);
    await recordMessage(
      tx,
      effect.messageId,
      now.version,
      [
        ...(movedTo ? [{ type: "located", place: movedTo, by: "worker" } as const] : []),
        {
          type: "state-changed",
          state: "filed",
          note: copy ? null : "the subject was not amended: record only",
        },
      ],
      { at, actor: "worker" },
    );
    if (copy && ledger) await enterCopy(tx, effect, copy, ledger, at);
    parts.emit({ name: "filed", item: effect.itemId, message: effect.messageId, folder: effect.target });
    await closeWhenAllFiled(tx, parts, effect);
  };
}

/**
 * The original's new place; null where a person has taken it away meanwhile. An answer that was lost on the way is
 * made good by looking for it where it should be.
 * @throws where it is still where it was.
 */
async function moveOriginal(
  parts: Parts,
  place: FolderPlace,
  to: FolderRole,
  messageIdHeader: string | null,
): Promise<Location | null> {
  const [moved] = await parts.mailbox.move(place.folder, [place.uid], to);
  if (moved?.to) return moved.to;
  if ((await parts.mailbox.flagsOf(place)) !== null) {
    throw new Error(
      `Cannot file a mail: expected its original to move to '${to}', found it in '${place.folder}'`,
    );
  }
  const found = messageIdHeader ? await parts.mailbox.find(to, "Message-ID", messageIdHeader) : [];
  return found.at(-1) ?? null;
}

/**
 * An amended copy of an earlier outcome, as where a filed request was looked at again and ends in another folder. It
 * stays on a server that cannot remove one message alone.
 */
async function takeBack(parts: Parts, copy: Location): Promise<void> {
  try {
    await parts.mailbox.deleteOwnCopy(copy);
  } catch (error) {
    if (error instanceof Error && error.name === "MailboxAwayError") throw error;
  }
}

type FolderPlace = Location & { readonly folder: FolderRole };

/** What is larger falls back to no amendment (design.md, "Humans in the mailbox"). */
const MAX_AMENDED_BYTES = 40 * 1024 * 1024;

/** The amended copy in the completed folder. */
interface Copy {
  readonly location: Location;
  readonly raw: Buffer;
}

async function amendedCopy(
  parts: Parts,
  effect: FileEffect,
  raw: Buffer,
  internalDate: Instant,
  original: Location | null,
): Promise<Copy | null> {
  const key = `${effect.itemId}/${effect.messageId}`;
  const amended = amendSubject(raw, effect.outcome, { item: key, outcome: effect.outcome });
  for (const found of await parts.mailbox.find(effect.target, "X-CASS-Item", key)) {
    const there = await parts.mailbox.fetch(found);
    if (there && (await compareMails(amended, there)) !== "different") {
      await parts.mailbox.mark([found], "ACTIONED", true);
      return { location: found, raw: there };
    }
    await parts.mailbox.deleteOwnCopy(found); // half-written before a crash, or of an earlier outcome
  }
  try {
    const copy = await parts.mailbox.append(effect.target, amended, {
      flags: await carriedFlags(parts, original),
      internalDate,
    });
    await parts.mailbox.mark([copy], "ACTIONED", true);
    return { location: copy, raw: amended };
  } catch (error) {
    // Refused as too large or otherwise: record_only for this mail. Away is for the relay to try again.
    if (error instanceof Error && error.name === "MailboxAwayError") throw error;
    return null;
  }
}

/** \Seen and the follow-ups that people set go with the copy; marks of the process do not. */
async function carriedFlags(parts: Parts, original: Location | null): Promise<string[]> {
  const flags = original ? ((await parts.mailbox.flagsOf(original)) ?? []) : [];
  return flags.filter((flag) => ["\\Seen", "\\Answered"].includes(flag));
}

async function enterCopy(
  tx: Parameters<Afterwards>[0],
  effect: FileEffect,
  copy: Copy,
  original: Message,
  at: Instant,
): Promise<void> {
  const { internalDate, messageId, bodySha256 } = original;
  await recordMessage(
    tx,
    await nextId(tx.db, "M"),
    0,
    [
      {
        type: "seen",
        state: "copy",
        sha256: sha256(copy.raw),
        messageIdHeader: messageId,
        bodySha256,
        internalDate,
        receivedAt: internalDate,
        bytes: copy.raw.length,
        place: copy.location,
        itemId: effect.itemId,
        note: "the amended copy of a filed mail",
      },
    ],
    { at, actor: "worker" },
  );
}

async function closeWhenAllFiled(
  tx: Parameters<Afterwards>[0],
  parts: Parts,
  effect: FileEffect,
): Promise<void> {
  for (const itemId of effect.items) {
    const state = await loadItem(tx, itemId);
    if (state.status !== "filing" || !(await areFiled(tx, state.messages))) continue;
    await recordItem(tx, itemId, state, [{ type: "filed", target: effect.target }], {
      at: parts.clock.now(),
      actor: "worker",
      note: `Marked ACTIONED and filed in ${parts.policy.folders[effect.target]}.`,
    });
  }
}

async function areFiled(tx: Parameters<Afterwards>[0], messageIds: readonly string[]): Promise<boolean> {
  for (const messageId of messageIds) {
    if ((await loadMessage(tx, messageId)).state !== "filed") return false;
  }
  return true;
}
