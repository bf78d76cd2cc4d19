import { describe, expect, test } from "vitest";
import { readMail } from "../../../rules/read-mail/read-mail.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { type MailParts, read } from "../../mail/reading/mails.ts";

const policy = loadReadMailPolicy("config");
const contentOf = async (parts: MailParts) =>
  readMail(await read(parts), policy).content.map(({ text }) => text);

const COVER = "I am sending this again as nobody has answered.";
const REFERRAL = "Orla Brennock, 04/02/2016, 8 Tanner Row, B99 1ZZ. She came in without shoes on Tuesday.";
const HEADER =
  "-----Original Message-----\nFrom: Ada Marsh\nSent: 2 October 2026 09:30\nTo: CASS\nSubject: Orla\n\n";

const BANNERS = [
  "*** This message was sent from outside your organisation. ***",
  "[EXTERNAL] This email is from an external sender.",
  "[EXTERNAL EMAIL]",
  "EXTERNAL EMAIL: Do not click links or open attachments unless you recognise the sender.",
  "CAUTION: This email originated from outside of the organisation. Do not click links unless you recognise the sender.",
  "CAUTION: This message came from outside the council. Please treat links with care.",
  "CAUTION! External sender.",
  "WARNING: This email originated outside our network. Do not open attachments you did not expect.",
  "WARNING: external message. Think before you click.",
  "You don't often get email from a.marsh@hillside.sch.example. Learn why this is important",
  "Some people who received this message don't often get email from a.marsh@hillside.sch.example. Learn why this is important",
  "This message originated from outside of NHSmail. Please do not click links or open attachments unless you recognise the sender and know the content is safe.",
  "This email has been received from outside the Trust.",
  "This is an external email. Please take care when clicking links or opening attachments.",
  "ATTENTION: This e-mail was received from an external source.",
  "Notice: this mail comes from outside the school network.",
  "The sender of this message is external to your organisation.",
  "This sender is outside of your organisation. Be careful with attachments.",
  "You have received an email from outside the authority.",
  "External Sender - be cautious with links and attachments.",
  "Be careful with this message. The sender has not been verified.",
  "This email was scanned for viruses and malware by the mail gateway.",
  "[Warning: External Email]",
  "ALERT - message from outside the company. If you are unsure, report it to the IT desk.",
];

describe("a banner that a mail gateway put on top is no content", () => {
  test.each(BANNERS)("above the covering text: %s", async (banner) => {
    expect(await contentOf({ text: `${banner}\n\n${COVER}\n\n${HEADER}${REFERRAL}` })).toEqual([
      COVER,
      REFERRAL,
    ]);
  });

  test.each(BANNERS)("in HTML: %s", async (banner) => {
    const html = `<div style="border:1px solid #900;padding:4px">${banner}</div><p>${REFERRAL}</p>`;
    expect(await contentOf({ html })).toEqual([REFERRAL]);
  });

  test.each(BANNERS)("within a forwarded message: %s", async (banner) => {
    expect(await contentOf({ text: `${COVER}\n\n${HEADER}${banner}\n\n${REFERRAL}` })).toEqual([
      COVER,
      REFERRAL,
    ]);
  });

  test.each([
    "This message is about Orla, who was found outside the school.",
    "This message was sent from outside your organisation. Orla Brennock is not in class.",
    "The sender of the message is outside the school now and shouting.",
    "This email was scanned in by the office for Orla Brennock.",
    "Be careful with this family.",
  ])("but what tells something stays: %s", async (line) => {
    expect((await contentOf({ text: `${line}\n\n${REFERRAL}` })).join("\n")).toContain(line);
  });
});
