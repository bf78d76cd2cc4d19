import { simpleParser } from "mailparser";
import type { ItemEvent } from "../../rules/item.ts";
import { laterBy } from "../../rules/time.ts";
import { errorName } from "../events.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import type { LetterEffect } from "../letters/queue.ts";
import { letterWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { MailboxAwayError, type OutgoingMail, PostAwayError, PostRefusedError } from "../ports.ts";
import { letterById, saveLetter } from "../store/letters.ts";
import { beginEffect, type Effect, effectDone, effectFailed, nextEffects } from "../store/outbox.ts";
import { sha256 } from "../store/raw-mails.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { type RetriageEffect, retriage } from "./correct.ts";
import type { FileEffect } from "./file.ts";
import { fileMail } from "./file-mail.ts";
import { loadItem, loadMessage, recordItem } from "./item-store.ts";
import { type MarkEffect, markChecked, moveMails, setMark } from "./move-mails.ts";
import { recipientWords } from "./names.ts";

/** Tries before an effect that is refused for no known reason is put before a person. */
const TRIES = 6;

/**
 * Carries out what the outbox holds and is due, at least once each; every effect is safe to repeat.
 * @returns how many were carried out; 0 where there is nothing to do now.
 */
export async function relay(parts: Parts): Promise<number> {
  const due = await parts.store.read((db) => nextEffects(db, parts.clock.now(), 500));
  let done = 0;
  const moves = due.filter(({ kind }) => kind === "move");
  if (moves.length > 0) done += await attempt(parts, moves, () => moveMails(parts, moves));
  for (const effect of due) {
    if (effect.kind === "move") continue;
    done += await attempt(parts, [effect], () => carryOut(parts, effect));
  }
  return done;
}

/** What is written in the transaction that marks an effect as done. */
export type Afterwards = (tx: Tx) => Promise<void>;

async function carryOut(parts: Parts, effect: Effect): Promise<ReadonlyMap<string, Afterwards>> {
  switch (effect.kind) {
    case "letter":
      return new Map([[effect.id, await sendLetter(parts, effect, effect.payload as LetterEffect)]]);
    case "sent-copy":
      return new Map([
        [effect.id, await keepSentCopy(parts, effect.payload as { messageId: string; raw: string })],
      ]);
    case "checked":
      return new Map([
        [effect.id, await markChecked(parts, (effect.payload as { messageId: string }).messageId)],
      ]);
    case "mark":
      return new Map([[effect.id, await setMark(parts, effect.payload as MarkEffect)]]);
    case "retriage":
      return new Map([[effect.id, await retriage(parts, effect.payload as RetriageEffect)]]);
    case "file":
      return new Map([[effect.id, await fileMail(parts, effect.payload as FileEffect)]]);
    default:
      throw new Error(
        `Cannot carry out effect '${effect.id}': expected a known kind, found '${effect.kind}'`,
      );
  }
}

/** Begins the effects, acts, and records; a failure is tried again later, or shown to a person. */
async function attempt(
  parts: Parts,
  effects: readonly Effect[],
  act: () => Promise<ReadonlyMap<string, Afterwards>>,
): Promise<number> {
  const begun = await parts.store.transaction(async (tx) => {
    const taken: Effect[] = [];
    for (const effect of effects) if (await beginEffect(tx.db, effect.id)) taken.push(effect);
    return taken;
  });
  if (begun.length === 0) return 0;
  try {
    const results = await act();
    await parts.store.transaction(async (tx) => {
      for (const effect of begun) {
        const afterwards = results.get(effect.id);
        if (!afterwards) {
          await effectFailed(tx.db, effect.id, "no result", laterBy(parts.clock.now(), 5_000));
          continue;
        }
        await effectDone(tx.db, effect.id, parts.clock.now(), null);
        await afterwards(tx);
      }
    });
    return begun.length;
  } catch (error) {
    for (const effect of begun) await failed(parts, effect, error);
    return 0;
  }
}

async function failed(parts: Parts, effect: Effect, error: unknown): Promise<void> {
  const isAway = error instanceof MailboxAwayError || error instanceof PostAwayError;
  if (isAway)
    parts.emit({
      name: "away",
      what: error instanceof PostAwayError ? "post" : "mailbox",
      error: errorName(error),
    });
  const attempts = effect.attempts + 1;
  const again = isAway || (!(error instanceof PostRefusedError) && attempts < TRIES);
  const waitMs = Math.min(5_000 * 3 ** Math.min(attempts - 1, 5), 300_000);
  await parts.store.transaction(async (tx) => {
    await effectFailed(tx.db, effect.id, errorName(error), again ? laterBy(parts.clock.now(), waitMs) : null);
    if (!again) await showToPerson(tx, parts, effect);
  });
  parts.emit({ name: "effect-failed", effect: effect.id, kind: effect.kind, error: errorName(error), again });
}

const EFFECT_WORDS: Readonly<Record<string, string>> = {
  move: "Moving a mail",
  mark: "Marking a mail",
  checked: "Marking a mail as looked at",
  file: "Filing a mail",
  "sent-copy": "Keeping a copy of a sent letter",
  retriage: "Reading a mail again after a correction",
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

async function sendLetter(parts: Parts, effect: Effect, payload: LetterEffect): Promise<Afterwards> {
  const mail: OutgoingMail = {
    ...payload.mail,
    attachments: payload.attachFrom ? await attachmentsOf(parts, payload.attachFrom) : [],
  };
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

/** The request's own attachments; the whole mail as it came where they cannot be taken apart. */
async function attachmentsOf(parts: Parts, messageId: string): Promise<OutgoingMail["attachments"]> {
  const raw = await parts.store.transaction(async (tx) => {
    const { sha256: hash } = await loadMessage(tx, messageId);
    return hash ? tx.raw.get(hash) : null;
  });
  if (!raw) return [];
  try {
    const parsed = await simpleParser(raw, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
    });
    return parsed.attachments.map((attachment, index) => ({
      fileName: attachment.filename ?? `attachment-${index + 1}`,
      mediaType: attachment.contentType,
      content: attachment.content,
    }));
  } catch {
    return [{ fileName: `${messageId}.eml`, mediaType: "message/rfc822", content: raw }];
  }
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
