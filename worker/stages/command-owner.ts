import { ownerOf, queueNotice } from "../letters/notices.ts";
import { type Given, isManager, mayRun, type Result, record } from "./command.ts";
import { recordItem } from "./item-store.ts";
import { staffName } from "./names.ts";
import { releaseHeldOutcome } from "./outcome.ts";
import { wantMark } from "./route.ts";

/** SEND: the held letter leaves (Part 0.7). */
export async function send(given: Given, to: string | null): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  if (!mayRun(person)) return { refused: "an RAO or a manager lets a letter go" };
  const released = await releaseHeldOutcome(tx, parts, itemId, state, person.id, to);
  return "refused" in released ? released : "letter released";
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

/** TAKE sets the mark RAO on the mail and makes its sender the owner; RELEASE takes the mark off (CASS-11). */
export async function take(given: Given, owner: string | null): Promise<Result> {
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

/** Several families in one mail: the program proposes, a person splits; the duty manager is told where it cannot. */
export async function split(given: Given): Promise<Result> {
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
