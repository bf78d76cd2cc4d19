import { addWorkingMinutes, formatLocal } from "../../rules/calendar.ts";
import { decideByReviewer, isFinal, wordFor } from "../../rules/decide.ts";
import { findStaff } from "../../rules/find-staff.ts";
import type { ItemEvent, ItemState } from "../../rules/item.ts";
import { understoodFor } from "../../rules/message.ts";
import { readCommand } from "../../rules/read-command/read-command.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import type { ReplyReading } from "../../rules/read-reply/decision.ts";
import { newWords } from "../../rules/read-reply/new-words.ts";
import { readReply } from "../../rules/read-reply/read-reply.ts";
import type { StaffMember } from "../../rules/staff.ts";
import type { Instant } from "../../rules/time.ts";
import { questionBack, receipt } from "../../templates/letters.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { houseOf, queueLetter, replyButton } from "../letters/queue.ts";
import { askSubject, decisionButtons, lettered } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { itemToken, reviewToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { isManager } from "./command.ts";
import type { Answered } from "./hear.ts";
import { hearAbsence } from "./hear-absence.ts";
import { loadItem, loadMessage, recordItem } from "./item-store.ts";
import { staffName } from "./names.ts";

/**
 * Reads an answer to a review request (Part 0.6, A.5). Whose word counts: the person asked, or a manager.
 * @returns what it came to, for the ledger; null where it answers no review request and is a command.
 */
export async function hearDecision(
  tx: Tx,
  parts: Parts,
  messageId: string,
  content: MailContent,
  answered: Answered,
  person: StaffMember,
): Promise<string | null> {
  const { itemId } = answered;
  const state = await loadItem(tx, itemId);
  const reading = readReply(content, state.reviewer, parts.policy.reply, {
    children: state.children.map(({ letter }) => letter),
    staff: parts.policy.staff,
  });
  if (reading.decision === "auto-reply")
    return hearAbsence(tx, parts, itemId, state, answered.askId, person, reading);
  if (reading.decision === "bounce") return "bounce";
  const askId = answered.askId ?? openAsk(state, person);
  if (!askId) return null;
  // The owner's and a manager's commands are given on the review's own thread too.
  const answersTheAsk = answered.askId !== null && person.id === state.ask?.staffId;
  if (!answersTheAsk) {
    if (reading.decision === "unclear") return null;
    if (readCommand(newWords(content, parts.policy.reply).text)) return null;
  }
  if (isUndo(content)) return null;
  if (answered.askId === null && (await wasHeard(tx, messageId, content))) {
    await tell(tx, parts, messageId, itemId, person, "it was heard already");
    return "refused: heard already";
  }

  const entitled = person.id === state.ask?.staffId || isManager(person);
  if (!entitled) {
    await tell(
      tx,
      parts,
      messageId,
      itemId,
      person,
      "only the person asked, or a manager, can decide this request",
    );
    return "refused: not the person asked";
  }
  if (reading.decision === "reassign")
    return reassign(tx, parts, messageId, itemId, state, askId, person, reading.to);

  const now = parts.clock.now();
  const undoUntil = addWorkingMinutes(now, parts.policy.undoMinutes, parts.policy.calendar);
  const events = decideByReviewer(state, {
    askId,
    by: person,
    decision: finalOrOpen(reading),
    decisions: reading.decisions,
    rationale: reading.rationale,
    withContact: reading.withContact === true,
    because: reading.because.map(({ found }) => found).join("; "),
    undoUntil,
  });
  if ("refused" in events) {
    const toldOwner = await tellOfConflict(tx, parts, messageId, itemId, state, person, reading);
    await tell(tx, parts, messageId, itemId, person, events.refused, toldOwner);
    return `refused: ${events.refused}`;
  }
  const next = await recordItem(tx, itemId, state, events, {
    at: now,
    actor: person.id,
    note: noteFor(events, person, reading),
  });
  await answer(tx, parts, messageId, itemId, next, events, person, content, undoUntil);
  await advance(tx, parts, itemId);
  return events.map(({ type }) => type).join(", ");
}

/**
 * What a reminder, an overdue notice or further information is about, to the person asked or a manager who answers
 * it with a decision (GAP-07, GAP-17): these bear the item's token, not the ask's.
 */
function openAsk(state: ItemState, person: StaffMember): string | null {
  if (state.status !== "awaiting-decision" || !state.ask) return null;
  return person.id === state.ask.staffId || isManager(person) ? state.ask.askId : null;
}

/** An item's token does not die with its ask, so an old answer could be sent again: the same mail counts once. */
async function wasHeard(tx: Tx, messageId: string, content: MailContent): Promise<boolean> {
  if (!content.messageId) return false;
  const before = await tx.db
    .selectFrom("messages")
    .select("id")
    .where("message_id", "=", content.messageId)
    .where("id", "!=", messageId)
    .where("state", "=", "answered")
    .executeTakeFirst();
  return before !== undefined;
}

function finalOrOpen(reading: ReplyReading) {
  const { decision } = reading;
  return decision === "reassign" || decision === "auto-reply" || decision === "bounce" ? "unclear" : decision;
}

/**
 * A second, different decision (GAP-22): the first stands, and both its decider and the owner are told at once.
 * @returns whether it was one, so that the owner knows.
 */
async function tellOfConflict(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string,
  state: ItemState,
  person: StaffMember,
  reading: ReplyReading,
): Promise<boolean> {
  const first = state.decision;
  const said = reading.decision;
  if (!first || !isFinal(said) || first.decisions.every(({ decision }) => decision === said)) return false;
  const words = [...new Set(first.decisions.map(({ decision }) => wordFor(decision)))].join(", ");
  const both = [wordFor(said), words].toSorted(
    (a, b) => Number(b === "NEW CONTACT") - Number(a === "NEW CONTACT"),
  );
  await queueNotice(tx, parts, {
    key: `${messageId}/conflict`,
    itemId,
    kind: "conflict",
    to: [ownerOf(state.owner), { staff: first.by }, "duty-manager"],
    urgent: state.urgent || said === "new-contact",
    heading: "two different decisions came for one request",
    sentences: [
      `${itemId} has two decisions: ${both.join(" and ")}. ${staffName(parts, first.by)} decided first (${words}); then ${person.name} wrote ${wordFor(said)}.`,
      `The first stands. ${staffName(parts, first.by)}: if it should not, reply UNDO by ${formatLocal(first.undoUntil)}; after that, REOPEN.`,
    ],
  });
  return true;
}

/** UNDO is a command, whatever else the thread says. */
function isUndo(content: MailContent): boolean {
  return /^\s*undo\b/i.test(content.parts.find(({ kind }) => kind === "body")?.text.slice(0, 200) ?? "");
}

/** NOT MINE with a name: to that colleague where they may decide and are in work, else the owner is asked. */
async function reassign(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string,
  state: ItemState,
  askId: string,
  person: StaffMember,
  to: string | null,
): Promise<string> {
  if (state.ask?.askId !== askId) {
    await tell(tx, parts, messageId, itemId, person, "this request is no longer waiting for your decision");
    return "refused: not awaited";
  }
  const colleague = to ? findStaff(to, parts.policy.staff) : null;
  const events: ItemEvent[] = [
    {
      type: "ask-withdrawn",
      askId,
      because: "the reviewer says it is not theirs",
      ...(colleague ? { next: colleague.id } : {}),
    },
  ];
  await recordItem(tx, itemId, state, events, {
    at: parts.clock.now(),
    actor: person.id,
    note: `${person.name}: not mine${to ? `, ${to}` : ""}.`,
  });
  if (to && !colleague) {
    await queueNotice(tx, parts, {
      key: `${messageId}/reassign`,
      itemId,
      to: [ownerOf(state.owner)],
      heading: "a reviewer named somebody who is not on the staff list",
      sentences: [
        `${person.name} says that ${itemId} is not theirs and names a colleague whom the staff list does not have. The next in turn is asked; reply REASSIGN and a name to change that.`,
      ],
    });
  }
  await advance(tx, parts, itemId);
  return "reassigned";
}

async function answer(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string,
  state: ItemState,
  events: readonly ItemEvent[],
  person: StaffMember,
  content: MailContent,
  undoUntil: Instant,
): Promise<void> {
  const inReplyTo = content.messageId;
  const house = houseOf(parts.policy);
  const decided = events.find((event) => event.type === "decided");
  if (decided) {
    const opening = state.messages[0];
    const people = opening ? (understoodFor(await loadMessage(tx, opening), itemId)?.people ?? []) : [];
    const names = new Map(lettered(state, people).map((child) => [child.letter, child.initials]));
    const token = itemToken(itemId, parts.secret);
    await queueLetter(tx, parts, {
      key: `${messageId}/receipt`,
      itemId,
      kind: "receipt",
      recipient: person.id,
      letter: receipt({
        house,
        reference: itemId,
        token,
        reviewerName: person.name,
        understood: decided.decisions.map(
          ({ letter, decision }) => `${letter} (${names.get(letter) ?? "?"}): ${wordFor(decision)}`,
        ),
        rationale: decided.rationale,
        undoUntil,
        undoHref: replyButton(parts.policy, token, `[CASS ${itemId}] [${token}]`, "UNDO", "", {
          copyRaos: false,
        }).href,
        next: WHAT_FOLLOWS[decided.decisions[0]?.decision ?? "no-contact"],
      }),
      to: [person.email],
      token,
      inReplyTo,
      automatic: true,
    });
    parts.emit({
      name: "decided",
      item: itemId,
      staff: person.id,
      decisions: decided.decisions.map(({ decision }) => decision),
    });
    return;
  }
  const unclear = events.find((event) => event.type === "reply-unclear");
  if (unclear && state.ask) {
    const token = reviewToken(itemId, state.ask.askId, parts.secret);
    // One question back (design.md): a second unclear reply goes to the owner alone.
    if (state.questionsBack <= 1) {
      await queueLetter(tx, parts, {
        key: `${messageId}/question-back`,
        itemId,
        kind: "question-back",
        recipient: person.id,
        letter: questionBack({
          house,
          reference: itemId,
          token,
          reviewerName: person.name,
          because: unclear.because,
          dueAt: state.ask.dueAt,
          buttons: decisionButtons(
            parts.policy,
            state.reviewer,
            token,
            askSubject(itemId, token, state.urgent),
          ),
        }),
        to: [person.email],
        token,
        inReplyTo,
        urgent: state.urgent,
      });
    }
    await queueNotice(tx, parts, {
      key: `${messageId}/unclear`,
      itemId,
      to: [ownerOf(state.owner)],
      urgent: state.urgent,
      heading: "a reply was unclear",
      sentences: [
        `The reply of ${person.name} to ${itemId} was not clear: ${unclear.because}. ${state.questionsBack <= 1 ? "They have been asked again." : "Please speak to them."} The deadline, ${formatLocal(state.ask.dueAt)}, stands.`,
      ],
    });
    return;
  }
  const asked = events.find((event) => event.type === "more-information-asked");
  if (asked) {
    await queueNotice(tx, parts, {
      key: `${messageId}/more-info`,
      itemId,
      kind: "more-info",
      to: [ownerOf(state.owner)],
      urgent: state.urgent,
      heading: "a reviewer needs more information",
      sentences: [
        `${person.name} asks about ${itemId}: ${asked.words || "see the reply"}. Please find out and forward it; the deadline${state.ask ? `, ${formatLocal(state.ask.dueAt)},` : ""} stands.`,
      ],
    });
  }
}

const WHAT_FOLLOWS = {
  "new-contact": "The contact is opened now and its worker told; the referrer is told that it was received.",
  "no-contact": "The referrer is told when the time to take it back is over.",
  visit:
    "Please ask for the visit, then reply OK: it stays on the list until you do. The referrer is told when the time to take it back is over.",
  "taken-forward": "You inform the referrer; no letter leaves by itself.",
} as const;

/** No decision: told to whoever wrote it and to the owner, with the reason, and counted. */
async function tell(
  tx: Tx,
  parts: Parts,
  messageId: string,
  itemId: string,
  person: StaffMember,
  because: string,
  toldOwner = false,
): Promise<void> {
  await queueNotice(tx, parts, {
    key: `${messageId}/told`,
    itemId,
    kind: "reply-refused",
    to: [{ staff: person.id }],
    heading: "your reply was not taken as a decision",
    sentences: [`Your reply about ${itemId} was not acted on: ${because}.`],
  });
  const { owner } = await loadItem(tx, itemId);
  if (owner !== person.id && !toldOwner) {
    await queueNotice(tx, parts, {
      key: `${messageId}/refused`,
      itemId,
      to: [ownerOf(owner)],
      heading: "a reply was not taken as a decision",
      sentences: [`A reply of ${person.name} about ${itemId} was not acted on: ${because}.`],
    });
  }
  parts.emit({ name: "reply-refused", message: messageId, because });
}

function noteFor(events: readonly ItemEvent[], person: StaffMember, reading: ReplyReading): string {
  const decided = events.find((event) => event.type === "decided");
  if (!decided) return `Reply of ${person.name}: ${reading.rationale || "no words"}`;
  const words = decided.decisions.map(({ letter, decision }) => `${letter}: ${wordFor(decision)}`).join(", ");
  return `Decision of ${person.name}: ${words}.${decided.rationale ? ` ${decided.rationale}` : ""}`;
}
