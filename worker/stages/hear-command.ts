import { addWorkingMinutes, formatLocal } from "../../rules/calendar.ts";
import { decideByReviewer, undo } from "../../rules/decide.ts";
import { findStaff } from "../../rules/find-staff.ts";
import type { ItemEvent, ItemState } from "../../rules/item.ts";
import { type Command, readCommand } from "../../rules/read-command/read-command.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import { newWords } from "../../rules/read-reply/new-words.ts";
import type { Pathway } from "../../rules/situation.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { pathwayWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { correct } from "./correct.ts";
import type { Answered } from "./hear.ts";
import { loadItem, recordItem } from "./item-store.ts";
import { staffName } from "./names.ts";
import { assignContacts, withdrawContacts } from "./open-contacts.ts";
import { releaseHeldOutcome } from "./outcome.ts";
import { wantMark } from "./route.ts";

interface Given {
  readonly tx: Tx;
  readonly parts: Parts;
  readonly itemId: string;
  readonly state: ItemState;
  readonly person: StaffMember;
  readonly messageId: string;
  readonly content: MailContent;
}

/** What a command came to, for the ledger; a refusal says why and is told to whoever gave it. */
type Result = string | { readonly refused: string };

/**
 * A command of an owner, another RAO, a manager, BSS or a team (Part 0.1, 0.3, 0.7, 0.10, 0.11). An unknown one
 * gets one helpful answer.
 */
export async function hearCommand(
  tx: Tx,
  parts: Parts,
  messageId: string,
  content: MailContent,
  answered: Answered,
  person: StaffMember,
): Promise<string> {
  const words = newWords(content, parts.policy.reply).text;
  const command = readCommand(words);
  const state = await loadItem(tx, answered.itemId);
  const given: Given = { tx, parts, itemId: answered.itemId, state, person, messageId, content };
  if (!command && isWithWhoeverHasIt(given)) return `${await confirm(given)}`;
  if (!command) return helpOut(given);
  const result = await obey(given, command);
  if (typeof result === "string") return `${command.kind}: ${result}`;
  await tellRefused(given, result.refused);
  return `${command.kind} refused: ${result.refused}`;
}

/** A returned request is chased until its mail leaves INBOX or someone replies, whatever they say (Part 0.4). */
function isWithWhoeverHasIt({ state, person }: Given): boolean {
  const answers = person.roles.includes("bss") || person.id.startsWith("team-");
  return answers && state.status === "returned" && !state.returnAcknowledged;
}

async function obey(given: Given, command: Command): Promise<Result> {
  const { state, person } = given;
  switch (command.kind) {
    case "confirm":
      return confirm(given);
    case "undo":
      return takeBack(given);
    case "send":
      return send(given, command.to);
    case "no-letter":
      return noLetter(given, command.reason);
    case "take":
      return take(given, person.id);
    case "release":
      return take(given, null);
    case "reassign":
      return reassignTo(given, command.to);
    case "note":
      return record(
        given,
        [{ type: "noted", by: person.id, words: command.text }],
        `Note of ${person.name}: ${command.text}`,
      );
    case "hold":
      return record(
        given,
        [{ type: "noted", by: person.id, words: "on hold; the clock runs on" }],
        `On hold (${person.name}); the clock runs on.`,
      );
    case "urgent":
      return raise(given);
    case "done":
      return record(
        given,
        [{ type: "recorded-in-eclipse", by: person.id, reference: command.reference }],
        "Entered in the council's system.",
      );
    case "saved":
      return record(
        given,
        [{ type: "recorded-in-eclipse", by: person.id, reference: null }],
        "Saved in the council's system.",
      );
    case "decided-by":
      return phoned(given, command);
    case "reopen":
      return correct(given, { overruled: [], pathway: null, said: [], words: "reopen" });
    case "child":
      return correct(given, {
        overruled: [],
        pathway: null,
        said: command.personIds.map((personId) => ({ personId, is: true })),
        words: `child ${command.personIds.join(", ")}`,
      });
    case "wrong-child":
      return correct(given, {
        overruled: [],
        pathway: null,
        said: [{ personId: command.personId, is: false }],
        words: `wrong child ${command.personId}`,
      });
    case "none-of-these":
      return correct(given, {
        overruled: ["uncertain"],
        pathway: null,
        said: "none",
        words: "none of these",
      });
    case "new-concern":
    case "same-incident":
      return correct(given, {
        overruled: ["uncertain"],
        pathway: command.kind,
        said: [],
        words: command.kind,
      });
    case "return-to-bss":
      return correct(given, { overruled: [], pathway: "not-recent", said: [], words: "return to BSS" });
    case "not-a-referral":
      return correct(given, { overruled: [], pathway: "not-a-referral", said: [], words: "not a referral" });
    case "not-duplicate":
      return overrule(given, "duplicate", state);
    case "not-open":
      return overrule(given, "open-case", state);
    case "recent":
      return overrule(given, "not-recent", state);
    case "split":
      return split(given);
  }
}

function overrule(given: Given, pathway: Pathway, state: ItemState): Promise<Result> | Result {
  if (state.pathway !== pathway) return { refused: `it was not found to be ${pathwayWords(pathway)}` };
  return correct(given, { overruled: [pathway], pathway: null, said: [], words: `not ${pathway}` });
}

async function record(given: Given, events: readonly ItemEvent[], note: string): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  await recordItem(tx, itemId, state, events, { at: parts.clock.now(), actor: person.id, note });
  await advance(tx, parts, itemId);
  return "done";
}

/** OK: to what was prepared, to a hand-over, or to a contact that was given (SAF-13). */
function confirm(given: Given): Promise<Result> | Result {
  const { state, person } = given;
  if (state.prepared) {
    if (!mayRun(person)) return { refused: "an RAO or a manager lets a prepared step happen" };
    return record(
      given,
      [{ type: "step-confirmed", step: state.prepared, by: person.id }],
      `${person.name}: OK to ${state.prepared}.`,
    );
  }
  if (state.status === "returned" && !state.returnAcknowledged) {
    return record(given, [{ type: "return-acknowledged", by: person.id }], `${person.name} has it.`);
  }
  if (state.cases.length > 0 && !state.acknowledged) {
    if (person.id !== state.assignee && !isManager(person))
      return { refused: "only the person it is assigned to can say that they have it" };
    return record(
      given,
      [{ type: "contact-acknowledged", by: person.id }],
      `${person.name} has the contact.`,
    );
  }
  return { refused: "nothing is waiting for your OK" };
}

async function takeBack(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  const events = undo(state, person, parts.clock.now());
  if ("refused" in events) return events;
  for (const id of await queuedOutcomes(tx, itemId)) await tx.outbox.cancel(id);
  await withdrawContacts(tx, parts, itemId, state, person.id);
  await recordItem(tx, itemId, state, events, {
    at: parts.clock.now(),
    actor: person.id,
    note: `${person.name} took the decision back.`,
  });
  await advance(tx, parts, itemId);
  return "taken back";
}

async function queuedOutcomes(tx: Tx, itemId: string): Promise<readonly string[]> {
  const rows = await tx.db
    .selectFrom("outbox")
    .select("id")
    .where("stream", "=", `item:${itemId}`)
    .where("kind", "=", "letter")
    .where("state", "=", "pending")
    .execute();
  return rows.map(({ id }) => id).filter((id) => id.includes("/outcome/"));
}

async function send(given: Given, to: string | null): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager lets a letter go" };
  const released = await releaseHeldOutcome(tx, parts, itemId, state, person.id, to);
  return "refused" in released ? released : "letter released";
}

/** Not sendable (LET-11): a manager approves that the referrer is not told, with the reason. */
async function noLetter(given: Given, reason: string): Promise<Result> {
  const { state, person } = given;
  if (state.outcome !== "held" && state.outcome !== "undeliverable") {
    return { refused: "no letter of this request is waiting for a word" };
  }
  if (!isManager(person)) return { refused: "a Team Manager approves that no letter is sent" };
  return record(
    given,
    [{ type: "outcome-not-needed", because: reason }],
    `No letter, by ${person.name}: ${reason}`,
  );
}

/** TAKE sets the mark RAO on the mail and makes its sender the owner; RELEASE takes the mark off (CASS-11). */
async function take(given: Given, owner: string | null): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager works on requests" };
  const now = parts.clock.now();
  for (const messageId of state.messages) await wantMark(tx, messageId, "RAO", owner !== null, now);
  if (owner) {
    await recordItem(tx, itemId, state, [{ type: "owner-changed", owner, by: person.id }], {
      at: now,
      actor: person.id,
      note: `${person.name} works on it.`,
    });
    if (state.owner && state.owner !== owner) {
      await queueNotice(tx, parts, {
        key: `${given.messageId}/taken`,
        itemId,
        to: [{ staff: state.owner }],
        heading: "a colleague took a request over",
        sentences: [`${person.name} took ${itemId} over from you.`],
      });
    }
  }
  return owner ? "taken" : "released";
}

async function reassignTo(given: Given, to: string): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  const assigns = state.cases.length > 0;
  if (!mayRun(person) && !(assigns && person.roles.includes("bss"))) {
    return { refused: "an RAO or a manager asks somebody else" };
  }
  const colleague = findStaff(to, parts.policy.staff);
  if (!colleague) return { refused: "the staff list has nobody of that name, or more than one" };
  if (assigns) {
    await assignContacts(tx, parts, itemId, state, colleague.id, person.id);
    return "assigned";
  }
  if (!state.ask) return { refused: "nobody is being asked for a decision now" };
  const next = await recordItem(
    tx,
    itemId,
    state,
    [
      {
        type: "ask-withdrawn",
        askId: state.ask.askId,
        because: `${person.name} asks somebody else`,
        next: colleague.id,
      },
    ],
    { at: parts.clock.now(), actor: person.id, note: `${person.name} asks ${colleague.name} instead.` },
  );
  const after = await advance(tx, parts, itemId);
  if (after.ask && after.ask.staffId !== colleague.id) {
    return {
      refused: `${colleague.name} may not decide this or is not in work; ${staffName(parts, after.ask.staffId)} is asked`,
    };
  }
  return next.version < after.version ? "reassigned" : "waits for working hours";
}

async function raise(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (state.urgent) return "already urgent";
  await recordItem(tx, itemId, state, [{ type: "raised-to-urgent", by: person.id }], {
    at: parts.clock.now(),
    actor: person.id,
    note: `${person.name} raised it to urgent.`,
  });
  await queueNotice(tx, parts, {
    key: `${given.messageId}/urgent`,
    itemId,
    kind: "urgent",
    to: ["duty-manager", ...(state.ask ? [{ staff: state.ask.staffId }] : [])],
    urgent: true,
    heading: "a request was raised to urgent",
    sentences: [
      `${person.name} says that ${itemId} is urgent.${state.ask ? ` It was asked of ${staffName(parts, state.ask.staffId)}.` : ""}`,
    ],
  });
  return "raised";
}

/** A decision by telephone (GAP-23): recorded, and its decider asked to confirm; only they or a manager can. */
async function phoned(given: Given, command: Extract<Command, { kind: "decided-by" }>): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager records a decision by telephone" };
  const decider = findStaff(command.name, parts.policy.staff);
  if (!decider) return { refused: "the staff list has nobody of that name, or more than one" };
  if (decider.id === person.id && !isManager(person)) return { refused: "nobody records their own decision" };
  if (!state.ask) return { refused: "no decision is awaited" };
  const now = parts.clock.now();
  const entitled = decider.id === state.ask.staffId || isManager(decider);
  if (!entitled) return { refused: `${decider.name} may not decide this request` };
  const events = decideByReviewer(state, {
    askId: state.ask.askId,
    by: decider,
    decision: command.decision,
    decisions: [],
    rationale: command.reason,
    withContact: false,
    because: "by telephone",
    undoUntil: addWorkingMinutes(now, parts.policy.undoMinutes, parts.policy.calendar),
  });
  if ("refused" in events) return events;
  const next = await recordItem(tx, itemId, state, events, {
    at: now,
    actor: person.id,
    note: `Decision of ${decider.name} by telephone, recorded by ${person.name}: ${command.decision}. ${command.reason}`,
  });
  await queueNotice(tx, parts, {
    key: `${given.messageId}/phoned`,
    itemId,
    kind: "confirm-phoned",
    to: [{ staff: decider.id }],
    heading: "please confirm your decision by telephone",
    sentences: [
      `${person.name} recorded that you decided ${itemId}: ${command.decision.replaceAll("-", " ").toUpperCase()}. ${command.reason}`,
      `If that is not so, reply UNDO by ${formatLocal(next.decision?.undoUntil ?? now)}, or telephone.`,
    ],
  });
  await advance(tx, parts, itemId);
  return "recorded";
}

/** Several families in one mail: the program proposes, a person splits; the duty manager is told where it cannot. */
async function split(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  await queueNotice(tx, parts, {
    key: `${given.messageId}/split`,
    itemId,
    to: [ownerOf(state.owner)],
    heading: "how to split a mail of several families",
    sentences: [
      `Please forward ${itemId} to this mailbox once for each family, with only that family's part in it. Each becomes a request of its own. Then reply RETURN TO BSS here.`,
    ],
  });
  return `told ${person.id} how`;
}

function isManager(person: StaffMember): boolean {
  return person.roles.includes("team-manager") || person.roles.includes("duty-manager");
}

function mayRun(person: StaffMember): boolean {
  return person.roles.includes("rao") || isManager(person);
}

const WORDS =
  "OK, TAKE, RELEASE, REASSIGN and a name, URGENT, HOLD, SEND (and an address), NO LETTER because …, NOTE and your words, CHILD and an id, NONE OF THESE, " +
  "NEW CONCERN, SAME INCIDENT, RETURN TO BSS, NOT A REFERRAL, SPLIT, WRONG CHILD and the id, NOT DUPLICATE, NOT OPEN, RECENT, REOPEN, " +
  "DECIDED BY and a name: the decision because …, UNDO";

async function helpOut(given: Given): Promise<string> {
  const { tx, parts, itemId, person, messageId } = given;
  await queueNotice(tx, parts, {
    key: `${messageId}/help`,
    itemId,
    kind: "help",
    to: [{ staff: person.id }],
    heading: "your reply was not understood",
    sentences: [
      `Your reply about ${itemId} holds no word that the program knows; nothing was changed. Begin it with one of: ${WORDS}.`,
    ],
  });
  return "not understood";
}

async function tellRefused(given: Given, because: string): Promise<void> {
  const { tx, parts, itemId, person, messageId } = given;
  await queueNotice(tx, parts, {
    key: `${messageId}/command-refused`,
    itemId,
    kind: "command-refused",
    to: [{ staff: person.id }],
    heading: "your reply was not carried out",
    sentences: [`Your reply about ${itemId} was not carried out: ${because}.`],
  });
}
