import type { ItemState } from "../../rules/item.ts";
import type { Understood } from "../../rules/message.ts";
import { type Family, sentenceOf } from "../../rules/one-family.ts";
import type { Instant } from "../../rules/time.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { pathwayWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { nextId } from "../store/ids.ts";
import type { Tx } from "../store/store.ts";
import { understandContent } from "../understand.ts";
import { advance } from "./advance.ts";
import { type Given, mayRun, type Result } from "./command.ts";
import { tellLetterHadLeft } from "./correct.ts";
import { settleMail } from "./file.ts";
import { itemOf, ownHistory } from "./history.ts";
import { loadItem, loadMessage, recordItem, recordMessage } from "./item-store.ts";
import { withdrawContacts } from "./open-contacts.ts";
import { cancelQueuedOutcome } from "./outcome.ts";
import type { Afterwards } from "./relay.ts";
import { leaveToBss, returnToBss } from "./return-to-bss.ts";
import { contactOf, letterOf, noteCopy, wantMove } from "./route.ts";
import { understoodOf } from "./understood.ts";

/** What the relay needs to split a mail. */
export interface SplitEffect {
  readonly itemId: string;
  readonly messageId: string;
  readonly by: string;
}

/** SPLIT: one request for each family that the question named (GAP-11), at any stage (Part 0.11). */
export async function split(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager splits a request" };
  const [messageId] = state.messages;
  const life = messageId ? await loadMessage(tx, messageId) : null;
  if (!messageId || !life?.understood) return { refused: "it has no mail" };
  if (state.status === "split") return { refused: "it was split already" };
  if (life.parts[itemId]) return { refused: "it is one family's part of a mail already" };
  if (!life.understood.families) {
    return {
      refused:
        "the program sees one family in it. Forward its mail to this mailbox once for each family, with only that family's part in it; each becomes a request of its own. Then reply RETURN TO BSS here",
    };
  }
  await tellLetterHadLeft(given, "split");
  const effect: SplitEffect = { itemId, messageId, by: person.id };
  await tx.outbox.add({
    id: `${given.messageId}/split`,
    stream: `item:${itemId}`,
    kind: "split",
    payload: effect,
    at: parts.clock.now(),
  });
  return "split";
}

/** Understands what the mail says of each family by itself, and opens a request for each, on its own way. */
export async function splitMail(parts: Parts, effect: SplitEffect): Promise<Afterwards> {
  const { messageId, itemId } = effect;
  const { life, raw } = await parts.store.transaction(async (tx) => {
    const life = await loadMessage(tx, messageId);
    return { life, raw: life.sha256 ? await tx.raw.get(life.sha256) : null };
  });
  const { receivedAt, understood } = life;
  const families = understood?.families;
  if (!raw || !receivedAt || !understood || !families) {
    throw new Error(`Cannot split '${messageId}': expected its stored copy and its families, found none`);
  }
  const { foundRecentByBss } = understood;
  const content = await parts.reader.read(raw, receivedAt);
  const each: Understood[] = [];
  for (const index of families.keys()) {
    const part = { families, index };
    const found = await understandContent(
      content,
      {
        records: parts.records(),
        ownContacts: async (ids, at) =>
          (await parts.store.read((db) => ownHistory(db, parts.records(), ids, at))).filter(
            (own) => itemOf(own) !== itemId,
          ),
        foundRecentByBss,
        now: parts.clock.now(),
        part,
      },
      parts.policy,
    );
    each.push(understoodOf(found, parts.policy, foundRecentByBss, part));
  }
  return (tx) => openParts(tx, parts, effect, receivedAt, families, each);
}

async function openParts(
  tx: Tx,
  parts: Parts,
  { itemId, messageId, by }: SplitEffect,
  receivedAt: Instant,
  families: readonly Family[],
  each: readonly Understood[],
): Promise<void> {
  const at = parts.clock.now();
  const whole = await loadItem(tx, itemId);
  if (whole.status === "split") return;
  if (whole.cases.length > 0) await withdrawContacts(tx, parts, itemId, whole, by);
  await cancelQueuedOutcome(tx, itemId);
  const ids: string[] = [];
  for (const _ of each) ids.push(await nextId(tx.db, "R"));
  const into = ids.join(", ");
  await recordItem(
    tx,
    itemId,
    whole,
    [
      ...(whole.ask && !whole.decision
        ? [{ type: "ask-withdrawn", askId: whole.ask.askId, because: "split" } as const]
        : []),
      { type: "split", into: ids, by },
    ],
    { at, actor: by, note: `Split into one request a family: ${into}.` },
  );
  const life = await loadMessage(tx, messageId);
  const waits = each.some(({ triage }) => triage.folder === "review");
  const state = waits ? "in-review" : "left";
  await recordMessage(
    tx,
    messageId,
    life.version,
    [
      { type: "state-changed", state, note: `split into ${into}` },
      ...each.map(
        (understood, at) => ({ type: "part-understood", state, itemId: ids[at] ?? "", understood }) as const,
      ),
    ],
    { at, actor: by },
  );
  const folder = waits ? "review" : "inbox";
  if (life.place && life.place.folder !== folder) await wantMove(tx, messageId, folder, at);
  for (const further of whole.messages.slice(1)) await understandAnew(tx, further, at);

  const opened: ItemState[] = [];
  for (const [index, understood] of each.entries()) {
    opened.push(await openPart(tx, parts, ids[index] ?? "", whole, messageId, receivedAt, understood));
  }
  await settleMail(tx, parts, messageId);
  await queueNotice(tx, parts, {
    key: `${itemId}/split/${whole.version}`,
    itemId,
    kind: "split",
    to: [ownerOf(whole.owner)],
    urgent: whole.urgent,
    heading: "one request a family",
    sentences: [
      ...opened.map(
        ({ pathway }, index) =>
          `${ids[index]}: ${sentenceOf(families[index])}. It was found to be ${pathwayWords(pathway)}.`,
      ),
      `Each goes its own way; the mail is filed when all are done. ${itemId} is closed.`,
    ],
  });
}

/** A further mail that had joined the request finds its own way again. */
async function understandAnew(tx: Tx, messageId: string, at: Instant): Promise<void> {
  const life = await loadMessage(tx, messageId);
  if (life.state !== "in-review") return;
  await recordMessage(
    tx,
    messageId,
    life.version,
    [{ type: "state-changed", state: "taken-in", note: "its request was split" }],
    { at, actor: "worker" },
  );
}

async function openPart(
  tx: Tx,
  parts: Parts,
  itemId: string,
  whole: ItemState,
  messageId: string,
  receivedAt: Instant,
  understood: Understood,
): Promise<ItemState> {
  const { triage } = understood;
  const now = parts.clock.now();
  const children = triage.pathway === "uncertain" ? [] : triage.children;
  const state = await recordItem(
    tx,
    itemId,
    await loadItem(tx, itemId),
    [
      {
        type: "item-opened",
        messageId,
        receivedAt,
        pathway: triage.pathway,
        // Never lowered: which family made the whole mail urgent is for a person to say.
        urgent: triage.urgent || whole.urgent,
        children: children.map((personId, at) => ({ letter: letterOf(at), personId })),
        owner: whole.owner,
        reviewer: triage.reviewer,
        mode: whole.mode,
        contact: contactOf(understood, receivedAt),
      },
    ],
    {
      at: now,
      actor: "worker",
      note: `One family of a mail of several. ${pathwayWords(triage.pathway)}. ${triage.note}`,
    },
  );
  if (triage.pathway === "duplicate") await noteCopy(tx, parts, itemId, understood);
  if (triage.pathway === "open-case") return returnToBss(tx, parts, itemId, state, triage.openWith);
  if (state.status === "left") {
    await leaveToBss(tx, parts, itemId, state, messageId);
    return state;
  }
  return advance(tx, parts, itemId);
}
