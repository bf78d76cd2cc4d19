import { formatLocal, isWorkingTime } from "../../rules/calendar.ts";
import { chooseOwner } from "../../rules/choose-reviewer.ts";
import type { FolderRole, Triage } from "../../rules/classify/triage-result.ts";
import type { ItemEvent, ItemState, OwnContact } from "../../rules/item.ts";
import type { Understood } from "../../rules/message.ts";
import { type Instant, laterBy } from "../../rules/time.ts";
import { turnsCountSince } from "../../rules/turns.ts";
import { lateSentence } from "../letters/late.ts";
import { ownerOf, queueNotice, type Told } from "../letters/notices.ts";
import { pathwayWords, requestOf } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import type { Mark } from "../ports.ts";
import { absences } from "../store/asks.ts";
import { addCaseNote } from "../store/case-notes.ts";
import { nextId } from "../store/ids.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { loadItem, loadMessage, recordItem, recordMessage } from "./item-store.ts";
import { staffName } from "./names.ts";
import { returnToBss } from "./return-to-bss.ts";

/**
 * Gives an understood mail its way (Part 0.4), in one transaction: its item is opened or joined, whoever must be
 * told is told, the move is wanted, and the item goes on as far as it can.
 */
export async function route(tx: Tx, parts: Parts, messageId: string, understood: Understood): Promise<void> {
  const { triage } = understood;
  const now = parts.clock.now();
  const life = await loadMessage(tx, messageId);
  const receivedAt = life.receivedAt ?? now;
  if (parts.policy.mode === "shadow") {
    await recordMessage(tx, messageId, life.version, [understoodEvent(understood, "left", null)], {
      at: now,
      actor: "worker",
    });
    parts.emit({
      name: "classified",
      message: messageId,
      item: null,
      pathway: triage.pathway,
      urgent: triage.urgent,
      children: triage.children.length,
    });
    return;
  }
  const joined = await itemToJoin(tx, triage);
  const itemId = joined ?? (triage.pathway === "not-a-referral" ? null : await nextId(tx.db, "R"));
  const waits = triage.folder === "review";
  await recordMessage(
    tx,
    messageId,
    life.version,
    [understoodEvent(understood, waits ? "in-review" : "left", itemId)],
    {
      at: now,
      actor: "worker",
    },
  );
  parts.emit({
    name: "classified",
    message: messageId,
    item: itemId,
    pathway: triage.pathway,
    urgent: triage.urgent,
    children: triage.children.length,
  });
  if (waits) await wantMove(tx, messageId, "review", now);
  else await wantMark(tx, messageId, "CHECKED", true, now);

  const state = joined
    ? await joinItem(tx, parts, joined, messageId, understood, receivedAt)
    : itemId
      ? await openItem(tx, parts, itemId, messageId, understood, receivedAt)
      : null;
  await tellUrgent(tx, parts, messageId, itemId, state, understood, receivedAt);
  if (itemId && state) {
    if (triage.pathway === "duplicate") await noteCopy(tx, parts, itemId, understood);
    await tellAboutPattern(tx, parts, itemId, messageId, understood);
    if (triage.pathway === "open-case" && !joined)
      await returnToBss(tx, parts, itemId, state, triage.openWith);
    else await advance(tx, parts, itemId);
  }
}

function understoodEvent(understood: Understood, state: "left" | "in-review", itemId: string | null) {
  return {
    type: "understood",
    state,
    itemId,
    pathway: understood.triage.pathway,
    urgent: understood.triage.urgent,
    understood,
  } as const;
}

/** Our own undecided item that the mail is more about (GAP-17), or that it repeats. */
async function itemToJoin(tx: Tx, triage: Triage): Promise<string | null> {
  if (!triage.comparedWith?.startsWith("R-")) return null;
  const itemId = triage.comparedWith.split("/")[0] ?? "";
  const state = await loadItem(tx, itemId);
  const undecided = ["awaiting-rao", "awaiting-dispatch", "awaiting-decision"].includes(state.status);
  return undecided && triage.folder === "review" ? itemId : null;
}

async function openItem(
  tx: Tx,
  parts: Parts,
  itemId: string,
  messageId: string,
  understood: Understood,
  receivedAt: Instant,
): Promise<ItemState> {
  const { triage } = understood;
  const { policy } = parts;
  const now = parts.clock.now();
  const owner = await chooseItemOwner(tx, parts, triage);
  const children = triage.pathway === "uncertain" ? [] : triage.children;
  const opened: ItemEvent = {
    type: "item-opened",
    messageId,
    receivedAt,
    pathway: triage.pathway,
    urgent: triage.urgent,
    children: children.map((personId, at) => ({ letter: letterOf(at), personId })),
    owner,
    reviewer: triage.reviewer,
    mode: policy.mode === "supervised" ? "supervised" : "automatic",
    contact: contactOf(understood, receivedAt),
  };
  const copy =
    triage.pathway === "duplicate"
      ? `Second copy of ${triage.comparedWith ?? "an earlier contact"} received ${formatLocal(receivedAt)} from ${understood.senderAddress} (CASS-28). `
      : "";
  return recordItem(tx, itemId, await loadItem(tx, itemId), [opened], {
    at: now,
    actor: "worker",
    note: `${copy}${pathwayWords(triage.pathway)}${triage.urgent ? ", urgent" : ""}. ${triage.note}`,
  });
}

async function joinItem(
  tx: Tx,
  parts: Parts,
  itemId: string,
  messageId: string,
  understood: Understood,
  receivedAt: Instant,
): Promise<ItemState> {
  const before = await loadItem(tx, itemId);
  const state = await recordItem(
    tx,
    itemId,
    before,
    [
      {
        type: "message-joined",
        messageId,
        urgent: understood.triage.urgent,
        children: understood.triage.children
          .filter((personId) => !before.children.some((child) => child.personId === personId))
          .map((personId, index) => ({ letter: letterOf(before.children.length + index), personId })),
        contact: contactOf(understood, receivedAt),
      },
    ],
    {
      at: parts.clock.now(),
      actor: "worker",
      note: `A further mail joined this request. ${understood.triage.note}`,
    },
  );
  parts.emit({ name: "joined", message: messageId, item: itemId });
  const told: Told = state.ask ? { staff: state.ask.staffId } : ownerOf(state.owner);
  await queueNotice(tx, parts, {
    key: `${itemId}/further-information/${messageId}`,
    itemId,
    kind: "further-information",
    to: [told],
    urgent: state.urgent,
    heading: "further information received",
    sentences: [
      `A further mail about ${itemId} came while its decision is awaited. The earlier deadline stands; one decision covers both.`,
      understood.triage.note,
    ],
    request: requestOf(understood, receivedAt),
    attachFrom: messageId,
  });
  return state;
}

async function chooseItemOwner(tx: Tx, parts: Parts, triage: Triage): Promise<string | null> {
  const now = parts.clock.now();
  const people = triage.children;
  const household =
    people.length === 0
      ? undefined
      : await tx.db
          .selectFrom("items")
          .innerJoin("item_children", "item_children.item_id", "items.id")
          .select("items.owner")
          .where("item_children.person_id", "in", people)
          .where("items.owner", "is not", null)
          .orderBy("items.received_at", "desc")
          .limit(1)
          .executeTakeFirst();
  const loads = await tx.db
    .selectFrom("items")
    .select(({ fn }) => ["owner", fn.countAll<number>().as("requests"), fn.max("created_at").as("at")])
    .where(
      "owner",
      "in",
      parts.policy.staff.map(({ id }) => id),
    )
    .where("created_at", ">=", turnsCountSince(now, parts.policy.calendar))
    .groupBy("owner")
    .execute();
  const choice = chooseOwner(
    { askAt: now, householdOwner: household?.owner ?? null, exclude: [] },
    parts.policy.staff,
    loads.map(({ owner, requests, at }) => ({ staffId: owner ?? "", at, requests })),
    await absences(tx.db, now),
    parts.policy,
  );
  return choice.chosen?.id ?? null;
}

/** No urgent mail may end with nobody told (Part 0.4): the duty manager, and out of hours the out-of-hours address. */
async function tellUrgent(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string | null,
  state: ItemState | null,
  understood: Understood,
  receivedAt: Instant,
): Promise<void> {
  const { triage } = understood;
  if (!triage.urgent || saysNothingOfAChild(understood)) return;
  const told: Told[] = ["duty-manager"];
  if (!isWorkingTime(parts.clock.now(), parts.policy.calendar)) told.push("out-of-hours");
  if (triage.pathway === "open-case") told.push({ team: triage.openWith?.team ?? "" });
  await queueNotice(tx, parts, {
    key: `${messageId}/urgent`,
    itemId,
    kind: "urgent",
    to: told,
    urgent: true,
    heading: "an urgent request came in",
    sentences: [
      `It was found to be ${pathwayWords(triage.pathway)}. ${WHAT_HAPPENS[triage.pathway]}`,
      ...[lateSentence(parts, receivedAt)].filter((late) => late !== null),
      ...triage.urgentBecause.map(({ found, where }) => `Urgent because: ${found} (${where}).`),
      ...(triage.note ? [triage.note] : []),
      ...(state?.owner ? [`Its owner is ${staffName(parts, state.owner)}.`] : []),
    ],
    request: requestOf(understood, receivedAt),
    attachFrom: messageId,
  });
}

/** An automatic reply or a receipt whose boilerplate says "if it is urgent" (Part 0.4: only if it speaks of a child). */
function saysNothingOfAChild({ triage, kind, mentions }: Understood): boolean {
  const isByMachine = kind === "automatic-reply" || kind === "receipt";
  return triage.pathway === "not-a-referral" && isByMachine && mentions.length === 0;
}

const WHAT_HAPPENS = {
  "not-a-referral": "Nobody else is asked: it is in INBOX.",
  uncertain: "Its owner is asked which child it is about.",
  "open-case": "The team that has the family and BSS are told; it is in INBOX.",
  "not-recent": "It is in INBOX for BSS's ordinary process; nobody else is asked.",
  duplicate: "It says no more than the earlier one; nobody else is asked.",
  "csc-closure": "A Team Manager is asked for a decision.",
  "family-support-closure": "The Early Help Manager is asked for a decision.",
  "same-incident": "A manager is asked for a decision.",
  "new-concern": "A manager is asked for a decision.",
} as const satisfies Record<Triage["pathway"], string>;

const ORDINALS = ["second", "third", "fourth", "fifth"];

/** "A second copy was received" (CASS-28); from the third a manager is told (GAP-28). */
export async function noteCopy(tx: Tx, parts: Parts, itemId: string, understood: Understood): Promise<void> {
  const { triage } = understood;
  const now = parts.clock.now();
  const earlier = await tx.db
    .selectFrom("items")
    .innerJoin("item_children", "item_children.item_id", "items.id")
    .select("items.id")
    .distinct()
    .where("items.pathway", "=", "duplicate")
    .where("items.id", "!=", itemId)
    .where("item_children.person_id", "in", triage.children)
    .where("items.received_at", ">=", laterBy(now, -28 * 86_400_000))
    .execute();
  const ordinal = ORDINALS[earlier.length] ?? "further";
  const sentence = `A ${ordinal} copy was received from ${understood.senderName || understood.senderAddress} on ${formatLocal(now)}, of ${triage.comparedWith ?? "the earlier referral"}.`;
  await addCaseNote(tx.db, { itemId, at: now, actor: "worker", text: sentence });
  if (earlier.length === 0) return;
  await queueNotice(tx, parts, {
    key: `${itemId}/copies`,
    itemId,
    kind: "persistence",
    to: ["duty-manager"],
    urgent: triage.urgent,
    heading: "the same request came again",
    sentences: [sentence, "Nothing in it is new; somebody is still sending it."],
  });
}

/** A referrer who is still worried (SAF-07) is told to a manager, also where the text is identical. */
async function tellAboutPattern(
  tx: Tx,
  parts: Parts,
  itemId: string,
  messageId: string,
  understood: Understood,
): Promise<void> {
  const { persistence } = understood.triage.accumulation;
  if (!persistence) return;
  await queueNotice(tx, parts, {
    key: `${messageId}/persistence`,
    itemId,
    kind: "persistence",
    to: ["duty-manager"],
    urgent: understood.triage.urgent,
    heading: "a referrer is still worried",
    sentences: [persistence, understood.triage.note],
  });
}

export async function wantMove(tx: Tx, messageId: string, to: FolderRole, at: Instant): Promise<void> {
  await tx.outbox.add({
    id: `${messageId}/move/${to}/${at}`,
    stream: `message:${messageId}`,
    lane: `message:${messageId}`,
    kind: "move",
    payload: { messageId, to },
    at,
  });
}

/** `CHECKED` is a trace on mail that was looked at and left for BSS (Part 0.4), the others are people's commands. */
export async function wantMark(
  tx: Tx,
  messageId: string,
  mark: Mark,
  on: boolean,
  at: Instant,
): Promise<void> {
  await tx.outbox.add({
    id: `${messageId}/mark/${mark}/${on}/${at}`,
    stream: `message:${messageId}`,
    lane: `message:${messageId}`,
    kind: "mark",
    payload: { messageId, mark, on },
    at,
  });
}

export function contactOf(understood: Understood, receivedAt: Instant): OwnContact {
  return {
    receivedAt,
    referrerName: understood.referrer.name ?? understood.senderName,
    referrerAgency: understood.referrer.agency,
    referrerEmail: understood.senderAddress,
    subject: understood.subject,
    narrative: understood.content.map(({ text }) => text).join("\n\n"),
    attachmentHashes: understood.attachments.map(({ sha256 }) => sha256),
  };
}

/** A, B, … Z, AA, … */
export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`;
}
