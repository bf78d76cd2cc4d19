import type { ItemEvent } from "../../rules/item.ts";
import { laterBy } from "../../rules/time.ts";
import { errorName } from "../events.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { LetterEffect } from "../letters/queue.ts";
import { letterWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { MailboxAwayError, type OutgoingMail, PostAwayError, PostRefusedError } from "../ports.ts";
import { letterById, saveLetter } from "../store/letters.ts";
import {
  beginEffect,
  type Effect,
  effectDone,
  effectFailed,
  nextEffects,
  postponeEffects,
} from "../store/outbox.ts";
import { sha256 } from "../store/raw-mails.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { attachmentsOf } from "./attachments.ts";
import { type RetriageEffect, retriage } from "./correct.ts";
import type { FileEffect } from "./file.ts";
import { fileMail } from "./file-mail.ts";
import { loadItem, recordItem } from "./item-store.ts";
import { markMails, moveMails } from "./move-mails.ts";
import { recipientWords } from "./names.ts";
import { type SplitEffect, splitMail } from "./split.ts";
import { heldBecauseWritten } from "./written-by-hand.ts";

/** Tries before an effect that is refused for no known reason is put before a person. */
const TRIES = 6;

/** What acts on effects, and gives what is to be recorded of each besides that it is done. */
type Act = (parts: Parts, effects: readonly Effect[]) => Promise<ReadonlyMap<string, Afterwards>>;

const BATCHED: Readonly<Record<string, Act>> = { move: moveMails, mark: markMails };

/**
 * Carries out what the outbox holds and is due, at least once each; every effect is safe to repeat. Moves and marks
 * go in batches at their first attempt; the others, and what failed in a batch, one by one.
 * @returns how many were carried out; 0 where there is nothing to do now.
 */
export async function relay(parts: Parts): Promise<number> {
  const due = await parts.store.read((db) => nextEffects(db, parts.clock.now(), 500));
  let done = 0;
  for (const [kind, act] of Object.entries(BATCHED)) {
    const batch = due.filter((effect) => effect.kind === kind && effect.attempts === 0);
    done += await attempt(parts, batch, act);
  }
  for (const effect of due) {
    const batched = BATCHED[effect.kind];
    if (batched && effect.attempts === 0) continue;
    done += await attempt(parts, [effect], batched ?? carryOut);
  }
  return done;
}

/** What is written in the transaction that marks an effect as done. */
export type Afterwards = (tx: Tx) => Promise<void>;

async function carryOut(parts: Parts, effects: readonly Effect[]): Promise<ReadonlyMap<string, Afterwards>> {
  const results = new Map<string, Afterwards>();
  for (const effect of effects) results.set(effect.id, await carryOutOne(parts, effect));
  return results;
}

async function carryOutOne(parts: Parts, { id, stream, kind, payload }: Effect): Promise<Afterwards> {
  switch (kind) {
    case "letter":
      return sendLetter(parts, { id, stream }, payload as LetterEffect);
    case "sent-copy":
      return keepSentCopy(parts, payload as { messageId: string; raw: string });
    case "retriage":
      return retriage(parts, payload as RetriageEffect);
    case "split":
      return splitMail(parts, payload as SplitEffect);
    case "file":
      return fileMail(parts, payload as FileEffect);
    default:
      throw new Error(`Cannot carry out effect '${id}': expected a known kind, found '${kind}'`);
  }
}

/** Begins the effects, acts, and records; a failure is tried again later, or shown to a person. */
async function attempt(parts: Parts, effects: readonly Effect[], act: Act): Promise<number> {
  if (effects.length === 0) return 0;
  const now = parts.clock.now();
  const begun = await parts.store.transaction(async (tx) => {
    const taken: Effect[] = [];
    for (const effect of effects) if (await beginEffect(tx.db, effect.id, now)) taken.push(effect);
    return taken;
  });
  if (begun.length === 0) return 0;
  try {
    const results = await act(parts, begun);
    await parts.store.transaction(async (tx) => {
      for (const { id } of begun) {
        await effectDone(tx.db, id, parts.clock.now(), null);
        await results.get(id)?.(tx);
      }
    });
    return begun.length;
  } catch (error) {
    await parts.store.transaction(async (tx) => {
      for (const effect of begun) await failed(tx, parts, effect, error);
    });
    return 0;
  }
}

async function failed(tx: Tx, parts: Parts, effect: Effect, error: unknown): Promise<void> {
  const isAway = error instanceof MailboxAwayError || error instanceof PostAwayError;
  const attempts = effect.attempts + 1;
  const again = isAway || (!(error instanceof PostRefusedError) && attempts < TRIES);
  const waitMs = Math.min(5_000 * 3 ** Math.min(attempts - 1, 5), 300_000);
  const now = parts.clock.now();
  await effectFailed(tx.db, effect.id, errorName(error), again ? laterBy(now, waitMs) : null);
  if (!again) await showToPerson(tx, parts, effect);
  if (isAway) {
    const what = error instanceof PostAwayError ? "post" : "mailbox";
    parts.emit({ name: "away", what, error: errorName(error) });
    // What needs the same server need not each find that out, one after the other.
    await postponeEffects(tx.db, what === "post" ? ["letter"] : BY_MAILBOX, laterBy(now, 5_000));
  }
  parts.emit({ name: "effect-failed", effect: effect.id, kind: effect.kind, error: errorName(error), again });
}

const BY_MAILBOX = ["move", "mark", "file", "sent-copy"];

const EFFECT_WORDS: Readonly<Record<string, string>> = {
  move: "Moving a mail",
  mark: "Marking a mail",
  file: "Filing a mail",
  "sent-copy": "Keeping a copy of a sent letter",
  retriage: "Reading a mail again after a correction",
  split: "Splitting a mail into its families",
};

/** An effect that keeps failing is shown to a person, never only logged. */
async function showToPerson(tx: Tx, parts: Parts, effect: Effect): Promise<void> {
  const itemId = effect.stream.startsWith("item:") ? effect.stream.slice("item:".length) : null;
  const letter = effect.kind === "letter" ? (effect.payload as LetterEffect) : null;
  if (letter?.letterKind === "notice") return; // a notice about a notice would go round
  if (letter && itemId) await letterUndeliverable(tx, parts, itemId, letter, effect.id);
  const owner = itemId ? (await loadItem(tx, itemId)).owner : null;
  await queueNotice(tx, parts, {
    key: `${effect.id}/failed`,
    itemId,
    to: [ownerOf(owner), "duty-manager"],
    heading: "something could not be done by the program",
    sentences: [
      letter
        ? `The ${letterWords(letter.letterKind)} could not be delivered to ${recipientWords(parts, letter.recipient)}. Please tell them by another way.`
        : `${EFFECT_WORDS[effect.kind] ?? "A task"} failed ${effect.attempts + 1} times (${effect.stream.replace(":", " ")}). Please do it by hand in the mailbox.`,
    ],
  });
}

/** A letter that came back or was refused: another reviewer is asked; a referrer's outcome goes back to its owner (LET-09). */
export async function letterUndeliverable(
  tx: Tx,
  parts: Parts,
  itemId: string,
  letter: Pick<LetterEffect, "letterKind" | "recipient">,
  letterId: string,
): Promise<void> {
  const state = await loadItem(tx, itemId);
  const events: ItemEvent[] = [];
  if (letter.letterKind === "review-request" && state.ask && state.ask.staffId === letter.recipient) {
    events.push({
      type: "ask-withdrawn",
      askId: state.ask.askId,
      because: "the request could not be delivered",
    });
  }
  if (letter.recipient === "referrer" && (state.outcome === "queued" || state.outcome === "sent")) {
    events.push({ type: "outcome-undeliverable", letterId });
  }
  if (events.length === 0) return;
  await recordItem(tx, itemId, state, events, {
    at: parts.clock.now(),
    actor: "worker",
    note: "A mail could not be delivered.",
  });
  await advance(tx, parts, itemId);
}

async function sendLetter(
  parts: Parts,
  effect: Pick<Effect, "id" | "stream">,
  payload: LetterEffect,
): Promise<Afterwards> {
  const mail: OutgoingMail = {
    ...payload.mail,
    attachments: payload.attachFrom
      ? await attachmentsOf(parts.store, payload.attachFrom, payload.itemId)
      : [],
  };
  const held = await heldBecauseWritten(parts, payload);
  if (held) return held;
  const raw = await parts.post.send(mail);
  return async (tx) => {
    const at = parts.clock.now();
    const hash = sha256(raw);
    await tx.raw.put(hash, raw, at);
    await saveLetter(tx.db, {
      messageId: mail.messageId,
      itemId: payload.itemId,
      kind: payload.letterKind,
      state: "sent",
      recipient: payload.recipient,
      effectId: effect.id,
      sentAt: at,
      rawSha256: hash,
    });
    await tx.outbox.add({
      id: `${effect.id}/sent-copy`,
      stream: effect.stream,
      kind: "sent-copy",
      payload: { messageId: mail.messageId, raw: hash },
      at,
    });
    parts.emit({
      name: "letter-sent",
      kind: payload.letterKind,
      item: payload.itemId,
      recipient: payload.recipient,
    });
    if (payload.recipient === "referrer" && payload.itemId) {
      const state = await loadItem(tx, payload.itemId);
      await recordItem(tx, payload.itemId, state, [{ type: "outcome-sent", letterId: effect.id }], {
        at,
        actor: "worker",
        note: `Sent to the referrer: ${payload.letterKind}.`,
      });
      await advance(tx, parts, payload.itemId);
    }
  };
}

/** Sent letters are also in the mailbox's Sent folder (Part 0.7). */
async function keepSentCopy(parts: Parts, payload: { messageId: string; raw: string }): Promise<Afterwards> {
  const { raw, sentAt } = await parts.store.transaction(async (tx) => ({
    raw: await tx.raw.get(payload.raw),
    sentAt: (await letterById(tx.db, payload.messageId))?.sentAt ?? parts.clock.now(),
  }));
  if (raw && (await parts.mailbox.find("sent", "Message-ID", payload.messageId)).length === 0) {
    await parts.mailbox.append("sent", raw, { flags: ["\\Seen"], internalDate: sentAt });
  }
  return async () => {};
}
