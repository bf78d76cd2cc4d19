import { findStaff } from "../../rules/find-staff.ts";
import { understoodFor } from "../../rules/message.ts";
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
import { enteredInEclipse, noLetter, raise, release, send, sentByHand, take } from "./command-owner.ts";
import { phoned, reassignTo, takeBack } from "./command-review.ts";
import { correct } from "./correct.ts";
import type { Answered } from "./hear.ts";
import { loadItem, loadMessage } from "./item-store.ts";
import { split } from "./split.ts";

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
  const state = await loadItem(tx, answered.itemId);
  const given: Given = { tx, parts, itemId: answered.itemId, state, person, messageId, content };
  const command = readCommand(words) ?? nextOnTheList(given, words);
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

/** BSS, asked who takes a contact that nobody has, answers with a name and no more (CASS-40). */
function nextOnTheList({ state, parts }: Given, words: string): Command | null {
  const [line = ""] = words.split("\n").filter((one) => one.trim() !== "");
  const isAsked = state.cases.length > 0 && state.assignee === null;
  const named = isAsked ? findStaff(line.replace(/[\s.,!]+$/, ""), parts.policy.staff) : null;
  return named && { kind: "reassign", to: named.id };
}

async function obey(given: Given, command: Command): Promise<Result> {
  const { person } = given;
  switch (command.kind) {
    case "confirm":
      return confirm(given);
    case "undo":
      return takeBack(given);
    case "send":
      return send(given, command.to);
    case "sent":
      return sentByHand(given);
    case "no-letter":
      return noLetter(given, command.reason);
    case "take":
      return take(given);
    case "release":
      return release(given);
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
      return enteredInEclipse(given, command.reference);
    case "saved":
      return enteredInEclipse(given, null);
    case "decided-by":
      return phoned(given, command);
    case "reopen":
      return correct(given, { overruled: [], pathway: null, said: [], words: `reopen${because(command)}` });
    case "child":
      return isAbout(given, command.personIds);
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
        words: `none of these${because(command)}`,
      });
    case "new-concern":
    case "same-incident":
      return correct(given, {
        overruled: ["uncertain"],
        pathway: command.kind,
        said: [],
        words: `${command.kind}${because(command)}`,
      });
    case "return-to-bss":
      return correct(given, {
        overruled: [],
        pathway: "not-recent",
        said: [],
        words: `return to BSS${because(command)}`,
      });
    case "not-a-referral":
      return correct(given, {
        overruled: [],
        pathway: "not-a-referral",
        said: [],
        words: `not a referral${because(command)}`,
      });
    case "not-duplicate":
      return overrule(given, "duplicate", because(command));
    case "not-open":
      return overrule(given, "open-case", because(command));
    case "recent":
      return overrule(given, "not-recent", because(command));
    case "split":
      return split(given);
  }
}

/** CHILD: the mail is about these. Where several families are in it, it is about no child of the others. */
async function isAbout(given: Given, personIds: readonly string[]): Promise<Result> {
  const { tx, itemId, state } = given;
  const opening = state.messages[0];
  const families = (opening && understoodFor(await loadMessage(tx, opening), itemId)?.families) || [];
  const others = families
    .filter(({ children }) => !children.some(({ personId }) => personId && personIds.includes(personId)))
    .flatMap(({ children }) => children.flatMap(({ personId }) => personId ?? []));
  return correct(given, {
    overruled: families.length > 0 ? ["uncertain"] : [],
    pathway: null,
    said: [
      ...personIds.map((personId) => ({ personId, is: true })),
      ...others.map((personId) => ({ personId, is: false })),
    ],
    words: `child ${personIds.join(", ")}`,
  });
}

/** The reason that stands behind a correction, for the case notes. */
function because({ reason }: { readonly reason: string }): string {
  return reason === "" ? "" : ` (${reason})`;
}

function overrule(given: Given, pathway: Pathway, why: string): Promise<Result> | Result {
  if (given.state.pathway !== pathway) return { refused: `it was not found to be ${pathwayWords(pathway)}` };
  return correct(given, { overruled: [pathway], pathway: null, said: [], words: `not ${pathway}${why}` });
}

/** OK: to what was prepared, to a hand-over, to a visit that was asked for, or to a contact that was given (SAF-13). */
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
  if (state.visit === "awaited" && (person.id === state.decision?.by || isManager(person))) {
    return record(
      given,
      [{ type: "visit-confirmed", by: person.id }],
      `${person.name}: the visit was asked for.`,
    );
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
  "OK, TAKE, RELEASE, REASSIGN and a name, URGENT, HOLD, SEND (and an address), SENT, NO LETTER because …, NOTE and your words, CHILD and an id, NONE OF THESE, " +
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
