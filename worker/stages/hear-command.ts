import type { ItemState } from "../../rules/item.ts";
import { type Command, readCommand } from "../../rules/read-command/read-command.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import { newWords } from "../../rules/read-reply/new-words.ts";
import type { Pathway } from "../../rules/situation.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { queueNotice } from "../letters/notices.ts";
import { pathwayWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { type Given, isManager, mayRun, type Result, record } from "./command.ts";
import { noLetter, raise, send, split, take } from "./command-owner.ts";
import { phoned, reassignTo, takeBack } from "./command-review.ts";
import { correct } from "./correct.ts";
import type { Answered } from "./hear.ts";
import { loadItem } from "./item-store.ts";

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
