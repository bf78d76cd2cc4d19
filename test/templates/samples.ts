import { instant } from "../../rules/time.ts";
import {
  type Acknowledgement,
  acknowledgement,
  type Digest,
  type DigestRow,
  digest,
  type House,
  type Letter,
  type LetterChild,
  type Notice,
  notice,
  type OutcomeLetter,
  type OwnerQuestion,
  outcomeLetter,
  ownerQuestion,
  type QuestionBack,
  questionBack,
  type Receipt,
  type Reminder,
  type ReviewRequest,
  receipt,
  reminder,
  reviewRequest,
} from "../../templates/letters.ts";
import { plusAddress, replyButton } from "../../worker/letters/queue.ts";
import { askSubject, decisionButtons } from "../../worker/letters/review-request.ts";

/* One of every letter, of invented people: the tests and the pictures in docs/letters.md are made from these. */

export const HOUSE: House = {
  serviceName: "Children's Advice and Support Service (CASS)",
  councilName: "Northmoor Children's Trust",
  phone: "0121 496 0100",
  outOfHoursPhone: "0121 496 0999",
  escalation:
    "If you do not agree, please ask for the duty Team Manager or use the escalation procedure of your safeguarding partnership.",
  marking: "OFFICIAL-SENSITIVE",
  mailbox: "cass@trust.example",
};

export const POLICY = {
  addresses: {
    mailbox: "cass@trust.example",
    raoGroup: "cass.raos@trust.example",
    bss: "cass.bss@trust.example",
    dutyManager: "duty.manager@trust.example",
    outOfHours: "edt@trust.example",
    serviceLead: "service.lead@trust.example",
  },
};

export const TOKEN = "R-000012-1-7KM2QXV4T9BC";
const SUBJECT = askSubject("R-000012", TOKEN, false);
export const DECISIONS = decisionButtons(POLICY, "tm-sp", TOKEN, SUBJECT);

const ownersButton = (word: string, means: string) =>
  replyButton(POLICY, TOKEN, "[CASS R-000012]", word, means, { copyRaos: false });

const KEZIA: LetterChild = {
  letter: "A",
  personId: "P-2041",
  name: "Kezia Fairweather (Kez)",
  initials: "K.F.",
  born: "2018-05-14",
  standing: "closed Fri 18 Sep 2026: assessment, Assessment and Short Term Intervention",
};
const JONAH: LetterChild = {
  letter: "B",
  personId: "P-2042",
  name: "Jonah Fairweather",
  initials: "J.F.",
  born: "2020-11-30",
  standing: null,
};
const COUSIN: LetterChild = {
  letter: "",
  personId: "P-2077",
  name: "Marnie Okafor-Lyle",
  initials: "M.O.L.",
  born: "2015-02-02",
  standing: "open: child in need plan, Area safeguarding",
};

export const REQUEST: ReviewRequest["request"] = {
  from: "Priya Hale <p.hale@oakfield.sch.example>",
  receivedAt: instant("2026-10-09T08:40:00Z"),
  subject: "Request for Support - K.F.",
  text: [
    "Dear CASS",
    "",
    "I am writing again about Kezia and her brother Jonah. On Thursday morning Kezia told her teacher that mum's partner had shouted at her and that she does not want to go home on Friday. There was no mark that we could see. She said perhaps he pushed her, perhaps she fell.",
    "",
    "Jonah came in without a coat for the third day. Their mother says that she does not agree to this referral.",
    "",
    "[attachment RFS.docx]",
    "Child: Kezia Fairweather | Date of birth: 14/05/2018",
    "Address: 4 Heron Walk | Year: 3",
  ].join("\n"),
  attachments: ["RFS.docx", "body map.jpg"],
};

export const FULL_REVIEW: ReviewRequest = {
  house: HOUSE,
  reference: "R-000012",
  token: TOKEN,
  urgent: true,
  urgentBecause: [
    "“does not want to go home on Friday” (body)",
    "the sender marked it as important (headers)",
  ],
  reviewerName: "Nadia Rahman",
  ownerName: "Ellis Marsh",
  dueAt: instant("2026-10-09T15:15:00Z"),
  dueBecause:
    "Received and sent between 08:00 and 12:00, so it is due by the end of the same working day, Fri 9 Oct 2026 16:15.",
  question: "Has this changed the outcome of the previous referral? If yes, what action?",
  buttons: DECISIONS,
  note: "New referral from Priya Hale, Designated Safeguarding Lead, Oakfield Primary [mail]. About the same incident or concern as the contact from Oakfield Primary of 25 September, 2 weeks ago [C-881]. Changed (negation): “there was a mark” is now “There was no mark” [body]. Decided then: no further action by Nadia Rahman on 28 September [C-881].",
  pathwayWords: "more about an incident already reported",
  children: [KEZIA, JONAH],
  household: [COUSIN],
  notKnown: [],
  differences: [
    {
      kind: "changed",
      about: "negation",
      before: "There was a mark on her arm that we could see.",
      after: "There was *no* mark that we could see.",
      where: "body",
    },
    {
      kind: "added",
      about: "injury",
      before: null,
      after: "She said *perhaps* he pushed her, *perhaps* she fell.",
      where: "body",
    },
    {
      kind: "removed",
      about: "sentence",
      before: "Their mother came in to talk to us on Tuesday.",
      after: null,
      where: "record C-881",
    },
    {
      kind: "added",
      about: "not read",
      before: null,
      after: "could not be read: a picture",
      where: "attachment body map.jpg",
    },
  ],
  accumulation: {
    in4Weeks: 3,
    in3Months: 4,
    in12Months: 5,
    sources12Months: 2,
    banner: "Three contacts about this child or household in four weeks.",
    persistence: "The same school has written twice within two working days: the referrer is still worried.",
  },
  unread: [{ where: "attachment body map.jpg", reason: "a picture" }],
  chosenBecause:
    "You decided the previous referral (C-881). Passed over: Tom Ashworth is on leave until Mon 12 Oct 2026.",
  staleExtract:
    "The record extract was older than 24 working hours when this was checked: what it shows as closed may have been opened since.",
  late: "This reaches you after its deadline, Fri 9 Oct 2026 16:15.",
  request: REQUEST,
  previous: {
    reference: "C-881",
    receivedAt: instant("2026-09-25T13:05:00Z"),
    from: "Priya Hale, Oakfield Primary",
    text: "Kezia told her teacher that mum's partner had shouted at her. There was a mark on her arm that we could see. Their mother came in to talk to us on Tuesday.",
    decision: "no-further-action",
    decidedBy: "Nadia Rahman",
    closedOn: "2026-09-28",
  },
};

export const LEAST_REVIEW: ReviewRequest = {
  ...FULL_REVIEW,
  urgent: false,
  urgentBecause: [],
  ownerName: null,
  children: [{ ...KEZIA, born: null, standing: null }],
  household: [],
  notKnown: ["Tia Marlowe"],
  differences: [],
  accumulation: {
    in4Weeks: 1,
    in3Months: 1,
    in12Months: 1,
    sources12Months: 1,
    banner: null,
    persistence: null,
  },
  unread: [],
  staleExtract: null,
  late: null,
  request: { ...REQUEST, attachments: [] },
  previous: null,
};

export const FULL_REMINDER: Reminder = {
  house: HOUSE,
  reference: "R-000012",
  token: TOKEN,
  urgent: true,
  reviewerName: "Nadia Rahman",
  dueAt: instant("2026-10-09T15:15:00Z"),
  buttons: DECISIONS,
  late: "This reminder should have reached you at Fri 9 Oct 2026 15:15.",
};

export const FULL_RECEIPT: Receipt = {
  house: HOUSE,
  reference: "R-000012",
  token: TOKEN,
  reviewerName: "Nadia Rahman",
  understood: ["A (K.F.): NEW CONTACT", "B (J.F.): NO CONTACT"],
  rationale: "Kezia needs to be seen before the weekend.\nNothing new for Jonah.",
  undoUntil: instant("2026-10-09T10:25:00Z"),
  undoHref: ownersButton("UNDO", "").href,
  next: "The contact is opened now and its worker told; the referrer is told that it was received.",
};

export const FULL_QUESTION_BACK: QuestionBack = {
  house: HOUSE,
  reference: "R-000012",
  token: TOKEN,
  reviewerName: "Nadia Rahman",
  because: "it says yes to a question that has more than one answer",
  dueAt: instant("2026-10-09T15:15:00Z"),
  buttons: DECISIONS,
};

export const FULL_OWNER_QUESTION: OwnerQuestion = {
  house: HOUSE,
  reference: "R-000012",
  token: TOKEN,
  urgent: true,
  ownerName: "Ellis Marsh",
  question: "Which of these two children is this about?",
  because: ["Two known children fit what the mail says (attachment RFS.docx)"],
  candidates: [
    {
      personId: "P-2041",
      name: "Kezia Fairweather (Kez)",
      born: "2018-05-14",
      address: "4 Heron Walk, B99 1AA",
      why: "closed Fri 18 Sep 2026: assessment, Assessment and Short Term Intervention",
      href: ownersButton("CHILD P-2041", "").href,
    },
    {
      personId: "P-3310",
      name: "Keziah Fairweather",
      born: "2018-05-17",
      address: null,
      why: "",
      href: ownersButton("CHILD P-3310", "").href,
    },
  ],
  tellApart: ["the day of birth, 14 or 17 May 2018", "the address"],
  buttons: [
    ownersButton("NONE OF THESE", "it is about none of the children named here"),
    ownersButton("NEW CONCERN", "then a manager is asked whether a new contact is needed"),
    ownersButton("SAME INCIDENT", "it is more about an incident already reported; a manager is asked"),
    ownersButton("RETURN TO BSS", "it belongs to BSS's ordinary process"),
    ownersButton("NOT A REFERRAL", "it refers no child"),
  ],
  dueAt: instant("2026-10-09T15:15:00Z"),
  request: REQUEST,
  unread: [{ where: "attachment body map.jpg", reason: "a picture" }],
};

export const LEAST_OWNER_QUESTION: OwnerQuestion = {
  ...FULL_OWNER_QUESTION,
  urgent: false,
  because: [],
  candidates: [],
  tellApart: [],
  unread: [],
};

export const PROFESSIONAL: OutcomeLetter = {
  house: HOUSE,
  reference: "R-000012",
  referrerType: "professional",
  referrerName: "Priya Hale",
  receivedOn: "Friday 9 October 2026",
  childInitials: ["K.F.", "J.F."],
  outcome: "no-contact",
  consideredByManager: true,
  firstReceivedOn: null,
  earlierOutcome: null,
};

export const PUBLIC: OutcomeLetter = {
  ...PROFESSIONAL,
  referrerType: "public",
  referrerName: "Mrs Odell",
  childInitials: [],
};

export const PARENT: OutcomeLetter = { ...PUBLIC, referrerType: "parent", referrerName: "Dana Fairweather" };

export const DUPLICATE: OutcomeLetter = {
  ...PROFESSIONAL,
  outcome: "duplicate",
  consideredByManager: false,
  firstReceivedOn: "Thursday 8 October 2026",
  earlierOutcome: "no-contact",
};

export const ACKNOWLEDGED: Acknowledgement = {
  house: HOUSE,
  reference: "R-000012",
  referrerName: "Priya Hale",
  receivedOn: "Friday 9 October 2026",
  referrerType: "professional",
  childInitials: ["K.F."],
};

export const HELD: Notice = {
  house: HOUSE,
  reference: "R-000012",
  token: TOKEN,
  urgent: false,
  heading: "the letter to the referrer waits for you",
  sentences: [
    "The outcome of R-000012 is settled, but its letter has not left: the referrer is not a professional.",
    "Please check that r.odell@freemail.example is the right person's. Then reply SEND to let it go there, or SEND and another address. Where none can safely be sent, a Team Manager replies NO LETTER because and the reason.",
  ],
  buttons: [ownersButton("SEND", "let the letter go to r.odell@freemail.example")],
  enclosed: {
    title: "The letter as it would go",
    text: `${outcomeLetter(PUBLIC).subject}\n\n${outcomeLetter(PUBLIC).text}`,
  },
  request: null,
};

export const URGENT_NOTICE: Notice = {
  ...HELD,
  urgent: true,
  heading: "an urgent request came in",
  sentences: [
    "It was found to be more about an incident already reported. A manager is asked for a decision.",
    "Urgent because: “does not want to go home on Friday” (body).",
    "Its owner is Ellis Marsh.",
  ],
  buttons: [],
  enclosed: null,
  request: REQUEST,
};

function row(number: number, more: Partial<DigestRow> = {}): DigestRow {
  return {
    reference: `R-0000${number}`,
    urgent: false,
    status: "awaiting-decision",
    owner: "Ellis Marsh",
    reviewer: "Nadia Rahman",
    receivedAt: instant("2026-10-09T08:40:00Z"),
    dueAt: instant("2026-10-09T15:15:00Z"),
    overdue: false,
    ...more,
  };
}

const ROWS = [
  row(12, { urgent: true }),
  row(11, {
    receivedAt: instant("2026-10-08T13:00:00Z"),
    dueAt: instant("2026-10-09T09:00:00Z"),
    overdue: true,
  }),
  row(13, { status: "awaiting-rao", reviewer: null, dueAt: null }),
  row(14, { status: "returned", reviewer: null, owner: null, dueAt: null }),
];

export const FULL_DIGEST: Digest = {
  house: HOUSE,
  at: instant("2026-10-09T15:00:00Z"),
  waiting: ROWS,
  dueToday: ROWS.filter(({ dueAt }) => dueAt !== null),
  overdue: ROWS.filter(({ overdue }) => overdue),
  away: [
    { name: "Tom Ashworth", until: "2026-10-12" },
    { name: "Gareth Pryce", until: null },
  ],
  needsAttention: [{ reference: "M-000203", reason: "the mail has no readable part" }],
  leftForBss: 41,
  casesOverdue: [
    {
      caseId: "CASE-000017",
      what: "review of the case plan",
      dueOn: "2026-10-08",
      responsible: "Tom Ashworth",
    },
  ],
  warnings: ["The list of bank holidays ends on 28 December 2026: less than six months ahead."],
};

/** Every letter with all it can hold, by the name of its picture. */
export const FULL: Readonly<Record<string, () => Letter>> = {
  "review-request": () => reviewRequest(FULL_REVIEW),
  reminder: () => reminder(FULL_REMINDER),
  receipt: () => receipt(FULL_RECEIPT),
  "question-back": () => questionBack(FULL_QUESTION_BACK),
  "owner-question": () => ownerQuestion(FULL_OWNER_QUESTION),
  "families-question": () =>
    ownerQuestion({
      ...FULL_OWNER_QUESTION,
      question:
        "Several unrelated families are in one mail: 1) P-210; 2) Tom Ferris. Answer SPLIT to make one item a family.",
      because: ["the mail is about children of 2 unrelated families (mail)"],
      candidates: [],
      families: ["Keira Doyle (P-210), Sam Doyle (P-211)", "Tom Ferris (not known)"],
      tellApart: [],
      buttons: [
        ownersButton("SPLIT", "one request for each family, each on its own way"),
        ...FULL_OWNER_QUESTION.buttons,
      ],
    }),
  "letter-held": () => notice(HELD),
  "urgent-notice": () => notice(URGENT_NOTICE),
  digest: () => digest(FULL_DIGEST),
  "outcome-professional": () => outcomeLetter(PROFESSIONAL),
  "outcome-duplicate": () => outcomeLetter(DUPLICATE),
  "outcome-public": () => outcomeLetter(PUBLIC),
  "outcome-parent": () => outcomeLetter(PARENT),
  acknowledgement: () => acknowledgement(ACKNOWLEDGED),
};

const bare = { referrerName: null, firstReceivedOn: null, earlierOutcome: null, childInitials: [] };

/** The same with as little as their types allow. */
export const LEAST: Readonly<Record<string, () => Letter>> = {
  "review-request": () => reviewRequest(LEAST_REVIEW),
  "review-request after one without a text": () =>
    reviewRequest({
      ...LEAST_REVIEW,
      previous: {
        reference: "C-1",
        receivedAt: instant("2026-09-25T13:05:00Z"),
        from: "not recorded",
        text: "",
        decision: null,
        decidedBy: null,
        closedOn: null,
      },
    }),
  reminder: () => reminder({ ...FULL_REMINDER, urgent: false, late: null }),
  receipt: () => receipt({ ...FULL_RECEIPT, rationale: "" }),
  "question-back": () => questionBack(FULL_QUESTION_BACK),
  "owner-question": () => ownerQuestion(LEAST_OWNER_QUESTION),
  notice: () =>
    notice({
      house: HOUSE,
      reference: null,
      token: null,
      urgent: false,
      heading: "a mail",
      sentences: [],
      buttons: [],
      request: null,
    }),
  digest: () =>
    digest({
      ...FULL_DIGEST,
      waiting: [],
      dueToday: [],
      overdue: [],
      away: [],
      needsAttention: [],
      leftForBss: 0,
      casesOverdue: [],
      warnings: [],
    }),
  "outcome-professional": () => outcomeLetter({ ...PROFESSIONAL, ...bare, consideredByManager: false }),
  "outcome-duplicate": () => outcomeLetter({ ...DUPLICATE, ...bare }),
  "outcome-public": () => outcomeLetter({ ...PUBLIC, ...bare, consideredByManager: false }),
  "outcome-parent": () => outcomeLetter({ ...PARENT, ...bare, consideredByManager: false }),
  acknowledgement: () =>
    acknowledgement({
      house: HOUSE,
      reference: "R-1",
      referrerName: null,
      receivedOn: "Friday 9 October 2026",
    }),
};

export const REPLY_ADDRESS = plusAddress(POLICY.addresses.mailbox, TOKEN);
