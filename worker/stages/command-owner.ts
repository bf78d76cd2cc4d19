import { queueNotice } from "../letters/notices.ts";
import { armExtractCheck } from "./ask-to-record.ts";
import { type Given, isManager, mayRun, type Result, record } from "./command.ts";
import { recordItem } from "./item-store.ts";
import { staffName } from "./names.ts";
import { cancelQueuedOutcome, releaseHeldOutcome } from "./outcome.ts";
import { wantMark } from "./route.ts";

/** SEND: the held letter leaves (Part 0.7). */
export async function send(given: Given, to: string | null): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager lets a letter go" };
  const released = await releaseHeldOutcome(tx, parts, itemId, state, person.id, to);
  return "refused" in released ? released : "letter released";
}

/** SENT: a person told the referrer, by a way of their own; the program's letter does not leave. */
export async function sentByHand(given: Given): Promise<Result> {
  const { tx, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager says that a letter was sent" };
  if (state.outcome !== "held" && state.outcome !== "queued" && state.outcome !== "undeliverable") {
    return { refused: "no letter of this request is waiting" };
  }
  await cancelQueuedOutcome(tx, itemId);
  return record(
    given,
    [{ type: "outcome-sent", letterId: "by hand" }],
    `The referrer was told by ${person.name}, by hand.`,
  );
}

/** Not sendable (LET-11): a manager approves that the referrer is not told, with the reason. */
export async function noLetter(given: Given, reason: string): Promise<Result> {
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

/** TAKE: the mark RAO is set on the mail, and it is its sender's; of two RAOs the first has it (CASS-11). */
export async function take(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager works on requests" };
  const holder = state.takenBy;
  if (holder && holder !== person.id && !isManager(person)) {
    return { refused: `${staffName(parts, holder)} works on it; they or a manager can reply RELEASE` };
  }
  const now = parts.clock.now();
  await recordItem(tx, itemId, state, [{ type: "taken", by: person.id }], {
    at: now,
    actor: person.id,
    note: `${person.name} works on it.`,
  });
  for (const messageId of state.messages) await wantMark(tx, messageId, "RAO", true, now);
  if (state.owner && state.owner !== person.id) {
    await queueNotice(tx, parts, {
      key: `${given.messageId}/taken`,
      itemId,
      to: [{ staff: state.owner }],
      heading: "a colleague took a request over",
      sentences: [`${person.name} took ${itemId} over from you.`],
    });
  }
  return "taken";
}

/** RELEASE: the mark is taken off, and anybody can take it. */
export async function release(given: Given): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager works on requests" };
  if (state.takenBy && state.takenBy !== person.id && !isManager(person)) {
    return { refused: `${staffName(parts, state.takenBy)} works on it; they or a manager can reply RELEASE` };
  }
  const now = parts.clock.now();
  for (const messageId of state.messages) await wantMark(tx, messageId, "RAO", false, now);
  await recordItem(tx, itemId, state, [{ type: "released", by: person.id }], {
    at: now,
    actor: person.id,
    note: `${person.name} works on it no longer.`,
  });
  return "released";
}

export async function raise(given: Given): Promise<Result> {
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

/** DONE and the contact's number, or SAVED where none was created (Part 0.3). @param reference null for SAVED */
export async function enteredInEclipse(given: Given, reference: string | null): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager enters requests in the council's system" };
  if (!state.recordAsked || state.recorded) return { refused: "nothing waits to be entered" };
  if (reference === null && state.cases.length > 0) {
    return { refused: "a contact was decided; reply DONE and the number of the contact" };
  }
  if (reference !== null && state.cases.length === 0) {
    return { refused: "no contact was decided; reply SAVED when the request is in the case notes" };
  }
  if (reference !== null) await armExtractCheck(tx, parts, itemId);
  return record(
    given,
    [{ type: "recorded-in-eclipse", by: person.id, reference }],
    reference === null
      ? `Saved in the council's system by ${person.name}.`
      : `Entered in the council's system by ${person.name}: ${reference}.`,
  );
}
