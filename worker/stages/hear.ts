import { authenticate } from "../../rules/authenticate.ts";
import { isAt } from "../../rules/outcome-letter.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import { saysAbsent, writtenByMachine } from "../../rules/read-reply/written-by-machine.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { notice } from "../../templates/letters.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { houseOf, queueLetter } from "../letters/queue.ts";
import { letterWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { readToken, verifyToken } from "../post/token.ts";
import { endOpenAbsence } from "../store/asks.ts";
import { itemById } from "../store/items.ts";
import { type LetterRow, letterById } from "../store/letters.ts";
import type { Tx } from "../store/store.ts";
import { armOwnerChase } from "./chase.ts";
import { hearCommand } from "./hear-command.ts";
import { hearDecision } from "./hear-decision.ts";
import { loadItem, loadMessage, recordMessage } from "./item-store.ts";
import { recipientWords } from "./names.ts";
import { letterUndeliverable } from "./relay.ts";
import { wantMove } from "./route.ts";

/** What a mail answers: a request or notice of ours, found by its token or by the mail it replies to. */
export interface Answered {
  readonly itemId: string;
  /** The ask that the token opens; null where the token is the item's own, or none was given. */
  readonly askId: string | null;
  readonly letter: LetterRow | null;
}

/**
 * Hears a mail that answers one of ours: a decision, a command, an absence, a bounce. A referrer's answer to our
 * letter is none of these: it is read like any other mail (Part 0.4).
 * @returns false where it is no such mail, and is to be understood as a request.
 */
export async function hear(tx: Tx, parts: Parts, messageId: string, content: MailContent): Promise<boolean> {
  await noticeReturn(tx, parts, content);
  const answered = await findAnswered(tx, parts, content);
  if (!answered) return hearGuess(tx, parts, messageId, content);
  if (answered.letter && isReport(content))
    return hearBounce(tx, parts, messageId, answered, answered.letter);

  const sender = content.from[0]?.address ?? "";
  const person = parts.policy.staff.find((member) => member.email === sender) ?? null;
  const isInternal = isAt(sender, parts.policy.internalDomains);
  if (!person && !isInternal) {
    // A stranger with a token is refused; a referrer who answers our letter to them is heard as a referrer.
    if (answered.letter?.recipient === "referrer") return false;
    return refuse(tx, parts, messageId, answered, content, null, "it does not come from a member of staff");
  }
  const trust = authenticate(content, { ...parts.replies, mailbox: parts.policy.addresses.mailbox });
  if (!trust.ok) return refuse(tx, parts, messageId, answered, content, person, trust.why);
  const told = person ?? postOf(parts, sender);
  if (!told)
    return refuse(tx, parts, messageId, answered, content, null, "the sender is not on the staff list");

  const result =
    (await hearDecision(tx, parts, messageId, content, answered, told)) ??
    (await hearCommand(tx, parts, messageId, content, answered, told));
  await settle(tx, parts, messageId, answered.itemId, told.id, result);
  return true;
}

/** "Away until further notice" lasts until they write themselves. */
async function noticeReturn(tx: Tx, parts: Parts, content: MailContent): Promise<void> {
  const { policy, replies, clock } = parts;
  const person = policy.staff.find(({ email }) => email === content.from[0]?.address);
  if (!person || writtenByMachine(content, policy.reply) || saysAbsent(content, policy.reply)) return;
  if (!authenticate(content, { ...replies, mailbox: policy.addresses.mailbox }).ok) return;
  await endOpenAbsence(tx.db, person.id, clock.now());
}

/** By the token in the subject or in the address it was sent to; else by the letter it replies to. */
async function findAnswered(tx: Tx, parts: Parts, content: MailContent): Promise<Answered | null> {
  const replied = [...content.inReplyTo, ...content.references.toReversed(), ...reportedIds(content)];
  let letter: LetterRow | null = null;
  for (const id of replied) {
    letter ??= await letterById(tx.db, id);
  }
  for (const token of writtenTokens(content)) {
    const opened = verifyToken(token, parts.secret);
    if (opened && (await itemById(tx.db, opened.itemId))) return { ...opened, letter };
  }
  return letter?.itemId ? { itemId: letter.itemId, askId: askOf(letter), letter } : null;
}

/**
 * A mail from inside with a token that is not ours, about a request that is: a guess or a slip, no decision. From
 * outside it is read like any other mail: it may be a referral.
 */
async function hearGuess(tx: Tx, parts: Parts, messageId: string, content: MailContent): Promise<boolean> {
  const [from] = content.from;
  if (!from || !isAt(from.address, parts.policy.internalDomains)) return false;
  const itemId = writtenTokens(content).at(0)?.split("-").slice(0, 2).join("-");
  if (!itemId || !(await itemById(tx.db, itemId))) return false;
  const person = parts.policy.staff.find((member) => member.email === from.address) ?? null;
  const answered = { itemId, askId: null, letter: null };
  return refuse(tx, parts, messageId, answered, content, person, "its token is not one of ours");
}

function writtenTokens(content: MailContent): string[] {
  const written = [content.subject, ...[...content.to, ...content.cc].map(({ address }) => address)];
  return written.flatMap((text) => readToken(text) ?? []);
}

/** A reply that lost its token is tied by In-Reply-To to the ask that its letter made. */
function askOf(letter: LetterRow): string | null {
  const marked = letter.effectId?.split("/review/")[1];
  return letter.kind === "review-request" && marked ? marked : null;
}

/** Ids of our mails that a delivery report names. */
function reportedIds(content: MailContent): string[] {
  if (!isReport(content)) return [];
  const text = content.parts.map((part) => part.text.slice(0, 20_000)).join("\n");
  return [...text.matchAll(/<(cass\.[0-9a-f]{32}@[^<>\s]{1,200})>/g)].map((found) => found[1] ?? "");
}

function isReport(content: MailContent): boolean {
  const type = content.headers.find(({ name }) => name === "content-type")?.value ?? "";
  const from = content.from[0]?.address ?? "";
  return /multipart\/report/i.test(type) || /^(?:mailer-daemon|postmaster)@/.test(from);
}

async function hearBounce(
  tx: Tx,
  parts: Parts,
  messageId: string,
  answered: Answered,
  letter: LetterRow,
): Promise<true> {
  await letterUndeliverable(
    tx,
    parts,
    answered.itemId,
    { letterKind: letter.kind, recipient: letter.recipient },
    letter.effectId ?? letter.messageId,
  );
  const state = await loadItem(tx, answered.itemId);
  if (letter.recipient === "referrer") await armOwnerChase(tx, parts, answered.itemId, state.urgent);
  await queueNotice(tx, parts, {
    key: `${messageId}/bounced`,
    itemId: answered.itemId,
    to: [ownerOf(state.owner)],
    heading: "a mail of ours was not delivered",
    sentences: [
      `The ${letterWords(letter.kind)} to ${recipientWords(parts, letter.recipient)} came back. ${letter.recipient === "referrer" ? "The referrer has not been told: reply SEND and an address that you have checked, or a Team Manager replies NO LETTER because and the reason." : "Somebody else is asked."}`,
    ],
  });
  await settle(tx, parts, messageId, answered.itemId, "post", "bounce");
  return true;
}

/** The posts that the configuration names may answer what they were told: BSS, the duty manager, a team. */
function postOf(parts: Parts, sender: string): StaffMember | null {
  const { addresses } = parts.policy;
  const always = { mon: "day", tue: "day", wed: "day", thu: "day", fri: "day" } as const;
  const post = (id: string, roles: StaffMember["roles"]): StaffMember => ({
    id,
    name: id,
    email: sender,
    roles,
    areas: [],
    pattern: always,
    leave: [],
    takesContacts: null,
  });
  if (sender === addresses.dutyManager) return post("duty-manager", ["duty-manager", "team-manager"]);
  if (sender === addresses.bss) return post("bss", ["bss"]);
  const team = parts.policy.teams.find(({ email }) => email === sender);
  return team ? post(`team-${team.code}`, []) : null;
}

/** No decision: kept, shown to the owner with the reason, counted, and its sender told within a minute. */
async function refuse(
  tx: Tx,
  parts: Parts,
  messageId: string,
  answered: Answered,
  content: MailContent,
  person: StaffMember | null,
  because: string,
): Promise<true> {
  const state = await loadItem(tx, answered.itemId);
  await queueNotice(tx, parts, {
    key: `${messageId}/refused`,
    itemId: answered.itemId,
    to: [ownerOf(state.owner)],
    heading: "a reply was not taken as a decision",
    sentences: [
      `A reply about ${answered.itemId} was not acted on: ${because}. The clock runs on. The mail (${messageId}) is kept in INBOX.`,
    ],
  });
  await tellSender(tx, parts, messageId, answered, content, person, because);
  const life = await loadMessage(tx, messageId);
  await recordMessage(
    tx,
    messageId,
    life.version,
    [
      {
        type: "answered",
        itemId: answered.itemId,
        as: person?.id ?? "unknown",
        result: `refused: ${because}`,
      },
    ],
    { at: parts.clock.now(), actor: "worker" },
  );
  parts.emit({ name: "reply-refused", message: messageId, because });
  return true;
}

async function tellSender(
  tx: Tx,
  parts: Parts,
  messageId: string,
  answered: Answered,
  content: MailContent,
  person: StaffMember | null,
  because: string,
): Promise<void> {
  const [from] = content.from;
  // Only one who plausibly wrote it, and never software: a mail to a forged or machine sender would go astray.
  if (content.fromHeaders !== 1 || !from || !person) return;
  if (content.headers.some(({ name }) => name === "auto-submitted")) return;
  await queueLetter(tx, parts, {
    key: `${messageId}/refused/sender`,
    itemId: answered.itemId,
    kind: "reply-refused",
    recipient: person.id,
    letter: notice({
      house: houseOf(parts.policy),
      reference: answered.itemId,
      token: null,
      urgent: false,
      heading: "your reply was not taken as a decision",
      sentences: [
        `A reply in your name about ${answered.itemId} was not acted on: ${because}.`,
        "If you wrote it, please answer the request itself from your own mailbox, or telephone the owner. If you did not, tell the service lead.",
      ],
      buttons: [],
      request: null,
    }),
    to: [from.address],
    automatic: true,
  });
}

/** The reply is dealt with: it goes beside the originals as evidence, out of BSS's queue. */
async function settle(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string,
  by: string,
  result: string,
): Promise<void> {
  const at = parts.clock.now();
  const life = await loadMessage(tx, messageId);
  await recordMessage(tx, messageId, life.version, [{ type: "answered", itemId, as: by, result }], {
    at,
    actor: by,
  });
  await wantMove(tx, messageId, "originals", at);
  parts.emit({ name: "reply", message: messageId, item: itemId, staff: by, result });
}
