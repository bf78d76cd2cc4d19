import { describe, expect, test } from "vitest";
import type { MailKind } from "../../../rules/read-mail/mail.ts";
import { readMail } from "../../../rules/read-mail/read-mail.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import { RECEIVED } from "../../mail/reading/mails.ts";

const policy = loadReadMailPolicy("config");
const REFERRAL =
  "Please take this as a referral for Orla Brennock, born 04/02/2016, of 8 Tanner Row, B99 1ZZ. She came to school with a bruise on her arm and said that her uncle did it.";

/** A mail as it lies on the wire. */
function raw(headers: Readonly<Record<string, string>>, body: string): Buffer {
  const all = {
    From: "Ada Marsh <a.marsh@hillside.example>",
    To: "CASS <cass@trust.example>",
    Date: "Mon, 12 Oct 2026 09:00:00 +0100",
    ...headers,
  };
  return Buffer.from(
    `${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\r\n")}\r\n\r\n${body.replaceAll("\n", "\r\n")}\r\n`,
  );
}

const report = (type: string, human: string, machine: string) =>
  ({
    headers: {
      "MIME-Version": "1.0",
      "Content-Type": `multipart/report; report-type=${type}; boundary="=_r"`,
    },
    body: `--=_r\nContent-Type: text/plain; charset=utf-8\n\n${human}\n\n--=_r\nContent-Type: message/${type}\n\n${machine}\n\n--=_r--`,
  }) as const;
const multipart = (...parts: readonly string[]) => ({
  headers: { "MIME-Version": "1.0", "Content-Type": 'multipart/alternative; boundary="=_m"' },
  body: `${parts.map((part) => `--=_m\n${part}\n`).join("\n")}\n--=_m--`,
});
const invitation = (method: string, extra = "") =>
  `Content-Type: text/calendar; charset=utf-8; method=${method}\n\nBEGIN:VCALENDAR\nMETHOD:${method}\nVERSION:2.0\nBEGIN:VEVENT\nUID:1@teams.example\nSUMMARY:Strategy meeting\nDTSTART:20261014T090000Z\n${extra}END:VEVENT\nEND:VCALENDAR`;
const NDR = report(
  "delivery-status",
  "Your message to a.marsh@hillside.example couldn't be delivered.\na.marsh wasn't found at hillside.example.",
  "Reporting-MTA: dns;outbound.example\n\nFinal-Recipient: rfc822;a.marsh@hillside.example\nAction: failed\nStatus: 5.1.10",
);
const READ = report(
  "disposition-notification",
  "Your message\n\n   To: Ada Marsh\n   Subject: Outcome of your Request\n   Sent: 12 October 2026 08:00\n\nwas read on 12 October 2026 08:55.",
  "Final-recipient: RFC822; a.marsh@hillside.example\nDisposition: manual-action/MDN-sent-manually; displayed",
);
const teams = multipart(
  "Content-Type: text/plain\n\nMicrosoft Teams meeting\nJoin on your computer\nMeeting ID: 123 456 789",
  invitation("REQUEST"),
);
const accepted = multipart("Content-Type: text/plain\n\n", invitation("REPLY"));
const cancelled = multipart("Content-Type: text/plain\n\nThis meeting is off.", invitation("CANCEL"));

interface Case {
  readonly kind: MailKind;
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const of = (kind: MailKind, what: string, headers: Readonly<Record<string, string>>, body: string): Case => ({
  kind,
  what,
  headers,
  body,
});

const MACHINES: readonly Case[] = [
  of(
    "automatic-reply",
    "Exchange's out of office",
    {
      Subject: "Automatic reply: Outcome of your Request for Support",
      "X-MS-Exchange-Inbox-Rules-Loop": "a.marsh@hillside.example",
      "X-Auto-Response-Suppress": "All",
      "Auto-Submitted": "auto-generated",
    },
    "I am out of the office until Monday 19 October. If a child is at risk ring 999.",
  ),
  of(
    "automatic-reply",
    "Gmail's vacation responder",
    {
      Subject: "Re: Outcome of your Request",
      "Auto-Submitted": "auto-replied",
      "X-Autoreply": "yes",
      Precedence: "bulk",
    },
    "I am on leave.",
  ),
  of(
    "automatic-reply",
    "Dovecot's sieve",
    { Subject: "Out of office", "Auto-Submitted": "auto-replied (vacation)" },
    "I work Monday to Wednesday.",
  ),
  of(
    "automatic-reply",
    "a school's half-term notice",
    {
      Subject: "Auto: Re: Outcome of your Request",
      "X-Auto-Response-Suppress": "OOF",
      "Auto-Submitted": "auto-replied",
    },
    "The school is closed for half term.",
  ),
  of(
    "automatic-reply",
    "cPanel's autoresponder",
    { Subject: "Thank you for your email", "X-Autorespond": "Outcome", Precedence: "auto_reply" },
    "We will reply within two days.",
  ),
  of(
    "automatic-reply",
    "a ticket system that has opened a call",
    {
      Subject: "[Ticket#2026101210000012] Your request has been received",
      "Auto-Submitted": "auto-replied",
      "X-Mailer": "OTRS Mail Service",
    },
    "Thank you for contacting the service desk. Your call reference is 2026101210000012.",
  ),
  of(
    "automatic-reply",
    "a ticket system that says so only in its words",
    {
      Subject: "Request received: Outcome of your Request",
      "X-Auto-Response-Suppress": "All",
      Precedence: "bulk",
      "X-Zendesk-From-Account-Id": "12ab",
    },
    "Your request (4412) has been received and is being reviewed by our support staff. To add comments, reply to this email.",
  ),
  of(
    "bounce",
    "Exchange Online's report",
    {
      From: "Microsoft Outlook <postmaster@trust.example>",
      Subject: "Undeliverable: Outcome of your Request",
      ...NDR.headers,
    },
    NDR.body,
  ),
  of(
    "bounce",
    "Postfix's report",
    {
      From: "Mail Delivery System <MAILER-DAEMON@mx.example>",
      Subject: "Undelivered Mail Returned to Sender",
      "Return-Path": "<>",
      "Auto-Submitted": "auto-replied",
      ...NDR.headers,
    },
    NDR.body,
  ),
  of(
    "bounce",
    "a report that is late",
    {
      From: "Mail Delivery System <MAILER-DAEMON@mx.example>",
      Subject: "Delivery Status Notification (Delay)",
      ...NDR.headers,
    },
    NDR.body,
  ),
  of(
    "bounce",
    "Exim's report",
    {
      From: "Mail Delivery System <Mailer-Daemon@mx.example>",
      Subject: "Mail delivery failed: returning message to sender",
      "X-Failed-Recipients": "a.marsh@hillside.example",
      "Auto-Submitted": "auto-replied",
    },
    "This message was created automatically by mail delivery software.",
  ),
  of(
    "bounce",
    "an old gateway's words",
    {
      From: "postmaster@gateway.example",
      "Return-Path": "<>",
      Subject: "Delivery has failed to these recipients",
    },
    "Delivery has failed.",
  ),
  of(
    "bounce",
    "a gateway that holds our letter",
    {
      From: "postmaster@gateway.example",
      "Return-Path": "<>",
      Subject: "Message held: Outcome of your Request",
      "Auto-Submitted": "auto-generated",
    },
    "A message you sent has been held for review by the recipient's mail gateway. No action is needed.",
  ),
  of(
    "bounce",
    "a person's complaint about spam",
    {
      From: "abuse@provider.example",
      Subject: "Abuse report",
      ...report("feedback-report", "This is an abuse report.", "Feedback-Type: abuse\nVersion: 1").headers,
    },
    report("feedback-report", "This is an abuse report.", "Feedback-Type: abuse\nVersion: 1").body,
  ),
  of(
    "receipt",
    "Outlook's read receipt",
    { Subject: "Read: Outcome of your Request", ...READ.headers },
    READ.body,
  ),
  of(
    "receipt",
    "one that was deleted unread",
    { Subject: "Not read: Outcome of your Request", ...READ.headers },
    READ.body,
  ),
  of(
    "calendar",
    "an invitation to a Teams meeting",
    { Subject: "Strategy meeting", ...teams.headers },
    teams.body,
  ),
  of(
    "calendar",
    "an acceptance",
    { Subject: "Accepted: Strategy meeting", ...accepted.headers },
    accepted.body,
  ),
  of(
    "calendar",
    "a cancellation",
    { Subject: "Cancelled: Strategy meeting", ...cancelled.headers },
    cancelled.body,
  ),
  of(
    "newsletter",
    "a safeguarding partnership's bulletin",
    {
      Subject: "October bulletin",
      "List-Unsubscribe": "<https://news.example/u/1>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      Precedence: "bulk",
    },
    "This month: neglect, new training dates, and what children told us.",
  ),
  of(
    "newsletter",
    "a mailing list",
    {
      Subject: "[dsl-network] Meeting dates",
      "List-Id": "<dsl-network.lists.example>",
      "List-Post": "<mailto:dsl-network@lists.example>",
    },
    "Dear all, the dates are 4 November and 2 December.",
  ),
  of(
    "automatic-reply",
    "an attempt to recall",
    { Subject: "Recall: Request for Support" },
    'Ada Marsh would like to recall the message, "Request for Support".',
  ),
];

/** What a referral may bear and stays one. */
const STRAY: readonly Case[] = [
  of(
    "referral",
    "Exchange suppresses answers",
    { Subject: "Request for Support", "X-Auto-Response-Suppress": "DR, OOF, AutoReply" },
    REFERRAL,
  ),
  of(
    "referral",
    "a web form sent it",
    { Subject: "Request for Support", "Auto-Submitted": "auto-generated", Precedence: "bulk" },
    REFERRAL,
  ),
  of(
    "referral",
    "a police system sent it",
    {
      Subject: "PPN 1277",
      From: "noreply@force.example",
      "Return-Path": "<>",
      "X-Auto-Response-Suppress": "All",
      "Auto-Submitted": "auto-generated",
    },
    REFERRAL,
  ),
  of(
    "referral",
    "a rule forwarded it",
    {
      Subject: "FW: Request for Support",
      "Auto-Submitted": "auto-forwarded",
      "X-MS-Exchange-Inbox-Rules-Loop": "office@hillside.example",
    },
    REFERRAL,
  ),
  of(
    "referral",
    "a rule that calls itself an answer forwarded it",
    { Subject: "Fwd: Request for Support", "Auto-Submitted": "auto-replied" },
    REFERRAL,
  ),
  of(
    "referral",
    "it went over a list",
    {
      Subject: "Request for Support",
      "List-Id": "<dsl.lists.example>",
      "List-Unsubscribe": "<mailto:u@lists.example>",
      Precedence: "list",
    },
    REFERRAL,
  ),
  of(
    "referral",
    "a list's footer and no birth date",
    { Subject: "Worried about Orla Brennock", "List-Unsubscribe": "<mailto:u@lists.example>" },
    "Orla Brennock in Year 5 came in with a bruise on her arm and said that her uncle did it.",
  ),
  of(
    "referral",
    "it asks for a receipt",
    {
      Subject: "Request for Support",
      "Disposition-Notification-To": "a.marsh@hillside.example",
      "Return-Receipt-To": "a.marsh@hillside.example",
    },
    REFERRAL,
  ),
  of(
    "referral",
    "its subject speaks of leave",
    { Subject: "On annual leave from today, please see this before I go" },
    REFERRAL,
  ),
  of(
    "referral",
    "it answers from an out-of-office subject",
    { Subject: "RE: Automatic reply: Outcome of your Request" },
    REFERRAL,
  ),
  of(
    "referral",
    "a gateway's mark",
    {
      Subject: "[Possible Spam] Request for Support",
      "X-Spam-Flag": "YES",
      "X-Mimecast-Spam-Score": "4",
      "X-Proofpoint-Virus-Version": "vendor=x",
    },
    REFERRAL,
  ),
  of(
    "referral",
    "a ticket system passed it on",
    {
      Subject: "[Ticket#44] Request for Support",
      "X-Mailer": "OTRS Mail Service",
      Precedence: "bulk",
      "Auto-Submitted": "auto-generated",
    },
    REFERRAL,
  ),
  of(
    "referral",
    "it recalls and sends again",
    { Subject: "Recall: Request for Support" },
    `Please ignore my last, the birth date was wrong.\n\n${REFERRAL}`,
  ),
];

describe("what kind of mail it is, by what real systems write (IN-10)", () => {
  test.each(MACHINES)("$kind: $what", async ({ kind, headers, body }) => {
    expect(readMail(await readDocuments(raw(headers, body), RECEIVED), policy).kind).toBe(kind);
  });

  test.each(STRAY)("a referral stays one though $what", async ({ kind, headers, body }) => {
    expect(readMail(await readDocuments(raw(headers, body), RECEIVED), policy).kind).toBe(kind);
  });
});
