import type { Ask, ItemState } from "../../rules/item.ts";
import type { KnownPerson, Understood } from "../../rules/message.ts";
import type { Policy } from "../../rules/policy.ts";
import type { Contact } from "../../rules/records.ts";
import type { Pathway, ReviewerRole } from "../../rules/situation.ts";
import type { Instant } from "../../rules/time.ts";
import {
  type LetterChild,
  type ReplyButton,
  type ReviewRequest,
  reviewRequest,
} from "../../templates/letters.ts";
import { houseOf, replyButton } from "./queue.ts";

/** The exact question put to each reviewer (CASS-31, CASS-32, CASS-34, CASS-36). */
const QUESTION = {
  "same-incident": "Has this changed the outcome of the previous referral? If yes, what action?",
  "new-concern": "Does a new contact need to be created?",
  "family-support-closure":
    "Does a new contact need to be created, or will you ask for a Family Support Worker to visit?",
  "csc-closure":
    "A social care team closed this family in the last four weeks. How will you take this forward?",
} as const;

const PATHWAY_WORDS = {
  "not-a-referral": "not a referral",
  uncertain: "not certain",
  "open-case": "open already",
  "not-recent": "nothing recent",
  duplicate: "an absolute duplicate",
  "csc-closure": "closed by a social care team within the last four weeks",
  "family-support-closure": "closed by Family Support within the last four weeks",
  "same-incident": "more about an incident already reported",
  "new-concern": "a new concern",
} as const satisfies Record<Pathway, string>;

/** A pathway in words for people. */
export function pathwayWords(pathway: Pathway): string {
  return PATHWAY_WORDS[pathway];
}

const WORDS: Readonly<Record<ReviewerRole, readonly (readonly [word: string, means: string])[]>> = {
  none: [],
  rao: [],
  "tm-sp": [
    ["NEW CONTACT", "create a new contact"],
    ["NO CONTACT", "the previous outcome stands; the referrer is told"],
    ["MORE INFO", "then write what you need to know; the clock runs on"],
    ["NOT MINE", "then the name of the colleague who should decide"],
  ],
  "early-help-manager": [
    ["NEW CONTACT", "create a new contact"],
    ["VISIT", "you will ask for a Family Support Worker to visit"],
    ["NO CONTACT", "neither: a Team Manager then decides"],
    ["MORE INFO", "then write what you need to know; the clock runs on"],
    ["NOT MINE", "then the name of the colleague who should decide"],
  ],
  "cass-team-manager": [
    ["NEW CONTACT", "create a new contact"],
    ["NO CONTACT", "no new contact; the referrer is told"],
    ["TAKEN FORWARD", "then what you are doing, and whether a contact is needed"],
    ["MORE INFO", "then write what you need to know; the clock runs on"],
    ["NOT MINE", "then the name of the colleague who should decide"],
  ],
};

export function decisionButtons(
  policy: Pick<Policy, "addresses">,
  role: ReviewerRole,
  token: string,
  subject: string,
): ReplyButton[] {
  return WORDS[role].map(([word, means]) => replyButton(policy, token, subject, word, means));
}

/** "Keira Doyle (Kiki)" gives "K.D.": the name they are known as stands behind in brackets. */
export function initials(name: string): string {
  const words = name.replace(/\([^)]*\)/g, " ").match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? [];
  return words.map((word) => `${[...word][0]?.toUpperCase()}.`).join("");
}

/** The subject of every mail about an ask: reference, token, urgency, no name (LET-20). */
export function askSubject(itemId: string, token: string, urgent: boolean): string {
  return `[CASS review ${itemId}]${urgent ? "[URGENT]" : ""} [${token}]`;
}

export interface RequestMaterial {
  readonly itemId: string;
  readonly state: ItemState;
  readonly ask: Ask;
  readonly token: string;
  readonly reviewerName: string;
  readonly ownerName: string | null;
  readonly chosenBecause: string;
  readonly understood: Understood;
  readonly receivedAt: Instant;
  readonly previous: Contact | null;
  readonly staleExtract: string | null;
  readonly late: string | null;
}

export function reviewRequestFor(material: RequestMaterial, policy: Policy): ReviewRequest {
  const { state, understood, previous, token, itemId } = material;
  const { triage } = understood;
  const children = lettered(state, understood.people);
  return {
    house: houseOf(policy),
    reference: itemId,
    token,
    urgent: state.urgent,
    urgentBecause: triage.urgentBecause.map(({ found, where }) => `${found} (${where})`),
    reviewerName: material.reviewerName,
    ownerName: material.ownerName,
    dueAt: material.ask.dueAt,
    dueBecause: material.ask.dueBecause,
    question: questionFor(state),
    buttons: decisionButtons(policy, state.reviewer, token, askSubject(itemId, token, state.urgent)),
    note: triage.note,
    pathwayWords: pathwayWords(state.pathway),
    children,
    household: understood.people
      .filter((person) => !state.children.some((child) => child.personId === person.personId))
      .filter(({ kinship }) => kinship === "sibling" || kinship === "household")
      .map((person) => letterChild("", person)),
    notKnown: understood.notKnown ?? [],
    differences: triage.comparison?.differences ?? [],
    accumulation: triage.accumulation,
    unread: understood.unread,
    chosenBecause: material.chosenBecause,
    staleExtract: material.staleExtract,
    late: material.late,
    request: requestOf(understood, material.receivedAt),
    previous: previous && {
      reference: previous.contactId,
      receivedAt: previous.receivedAt,
      from: [previous.referrerName, previous.referrerAgency].filter(Boolean).join(", ") || "not recorded",
      text: previous.narrative ?? "",
      decision: previous.decision,
      decidedBy: deciderName(previous.decidedBy, policy),
      closedOn: previous.closedOn,
    },
  };
}

/** The extract and our own items name a decider by address or staff id. */
function deciderName(decidedBy: string | null, policy: Policy): string | null {
  return policy.staff.find(({ id, email }) => id === decidedBy || email === decidedBy)?.name ?? decidedBy;
}

function questionFor(state: ItemState): string {
  if (state.reviewer === "early-help-manager") return QUESTION["family-support-closure"];
  return state.pathway === "csc-closure" || state.pathway === "same-incident"
    ? QUESTION[state.pathway]
    : QUESTION["new-concern"];
}

const ONE_FAMILY =
  "[One family of a mail of several: what names another family alone is left out, and the others' names elsewhere. The whole mail is in REVIEW CONTACTS; the owner has read it.]";

/** The request in full: every block of content with where it stood. */
export function requestOf(understood: Understood, receivedAt: Instant): ReviewRequest["request"] {
  return {
    from: understood.senderName
      ? `${understood.senderName} <${understood.senderAddress}>`
      : understood.senderAddress,
    receivedAt,
    subject: understood.subject,
    text: [
      ...(understood.part ? [ONE_FAMILY] : []),
      ...understood.content.map(({ text, where, role }) => (role === "new" ? text : `[${where}]\n${text}`)),
    ].join("\n\n"),
    attachments: understood.attachments.map(({ fileName }) => fileName),
  };
}

/** The children of an item as the mails letter them, with what is known of each. */
export function lettered(state: ItemState, people: readonly KnownPerson[]): LetterChild[] {
  return state.children.map(({ letter, personId }) => {
    const known = people.find((person) => person.personId === personId);
    return known
      ? letterChild(letter, known)
      : { letter, personId, name: personId, initials: personId, born: null, standing: null };
  });
}

function letterChild(letter: string, person: KnownPerson): LetterChild {
  return {
    letter,
    personId: person.personId,
    name: person.name,
    initials: initials(person.name),
    born: person.born,
    standing: person.standing,
  };
}

/** What kind of letter it is, for people. */
const LETTER_WORDS: Readonly<Record<string, string>> = {
  "review-request": "request for a decision",
  reminder: "reminder of a decision",
  receipt: "receipt of a decision",
  "question-back": "question about an unclear reply",
  "owner-question": "question to an RAO",
  outcome: "outcome to the referrer",
  acknowledgement: "acknowledgement to the referrer",
  digest: "list of what is waiting",
};

/** "request for a decision"; any other kind is one of our notices. */
export function letterWords(kind: string): string {
  return LETTER_WORDS[kind] ?? `notice (${kind.replaceAll("-", " ")})`;
}

export { reviewRequest };
