import type { ItemState } from "../../rules/item.ts";
import { understoodFor } from "../../rules/message.ts";
import { lateSentence } from "../letters/late.ts";
import { queueNotice, type Told } from "../letters/notices.ts";
import { pathwayWords, requestOf } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { armReturnChase } from "./chase.ts";
import { settleMail } from "./file.ts";
import { openNow } from "./history.ts";
import { loadMessage, recordItem } from "./item-store.ts";
import { teamName } from "./names.ts";

/** Who has the family, as triage or the repeated check found it. */
export interface OpenWith {
  readonly team: string;
  readonly kinship: "child" | "sibling";
  readonly involvementId: string;
}

/**
 * The team that has the family, and BSS, are told; chased until the mail leaves INBOX or someone replies (CASS-13,
 * SAF-13). Nothing is decided, nothing marked ACTIONED, nothing sent to the referrer.
 * @param open null where the records do not name it.
 */
export async function returnToBss(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  open: OpenWith | null,
): Promise<ItemState> {
  const now = parts.clock.now();
  const who = open?.kinship === "sibling" ? "a sibling" : "the child";
  const because = `${who} is open with ${teamName(parts, open?.team)}`;
  const next = await recordItem(tx, itemId, state, [{ type: "returned-to-bss", because }], {
    at: now,
    actor: "worker",
    note: `Returned to BSS: ${because}.`,
  });
  const opening = state.messages[0] ?? null;
  const life = opening ? await loadMessage(tx, opening) : null;
  const understood = life && understoodFor(life, itemId);
  const where = life?.parts[itemId]
    ? "It is one family of a mail of several: the mail stays until the others are done"
    : `The mail is in ${parts.policy.folders.inbox}`;
  await queueNotice(tx, parts, {
    key: `${itemId}/returned/${state.version}`,
    itemId,
    kind: "open-case",
    to: [{ team: open?.team ?? "" }, "bss"],
    urgent: state.urgent,
    heading: "a request about a family that is open",
    sentences: [
      `${itemId}: ${because} (${open?.involvementId ?? "no reference"}). ${where}; no contact was opened and nothing was sent to the referrer.`,
      "Please reply OK when you have it, so that it is known to be with you.",
      ...[lateSentence(parts, state.receivedAt)].filter((late) => late !== null),
      ...(understood?.triage.note ? [understood.triage.note] : []),
    ],
    request: understood && requestOf(understood, life?.receivedAt ?? now),
    attachFrom: opening,
  });
  await armReturnChase(tx, parts, itemId, state.urgent);
  return next;
}

/**
 * Is a child or sibling open by now (GAP-18)? Then the request goes back to BSS, whoever decides it is told, and its
 * mails go back to INBOX.
 * @returns null where nobody is open, and the request goes on.
 */
export async function returnIfOpenNow(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
): Promise<ItemState | null> {
  const children = state.children.map(({ personId }) => personId);
  const now = parts.clock.now();
  const open = children.length === 0 ? null : await openNow(tx.db, parts.records(), itemId, children, now);
  if (!open || state.overruledOpen) return null;
  const decider: readonly Told[] = state.decision ? [{ staff: state.decision.by }] : [];
  if (decider.length > 0) {
    await queueNotice(tx, parts, {
      key: `${itemId}/open-meanwhile/${state.version}`,
      itemId,
      to: decider,
      urgent: state.urgent,
      heading: "a family was found open after your decision",
      sentences: [
        `Before the contact for ${itemId} was opened, the family was found open with ${teamName(parts, open.team)}. No contact was opened; that team and BSS have the request.`,
      ],
    });
  }
  const returned = await returnToBss(tx, parts, itemId, state, open);
  for (const messageId of state.messages) await settleMail(tx, parts, messageId);
  return returned;
}

/** BSS cannot find this family in INBOX while the mail waits for the others, so they are told (GAP-11). */
export async function leaveToBss(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  messageId: string,
): Promise<void> {
  const life = await loadMessage(tx, messageId);
  const understood = understoodFor(life, itemId);
  await queueNotice(tx, parts, {
    key: `${itemId}/left-to-bss`,
    itemId,
    kind: "left-to-bss",
    to: ["bss"],
    urgent: state.urgent,
    heading: "one family of a mail is for your ordinary process",
    sentences: [
      `${itemId} is one family of a mail of several. It was found to be ${pathwayWords(state.pathway)}, so nobody else is asked. The mail itself is filed with its other families.`,
      "Reply RECENT to have it reviewed after all.",
    ],
    request: understood && requestOf(understood, state.receivedAt ?? parts.clock.now()),
    attachFrom: messageId,
  });
}
