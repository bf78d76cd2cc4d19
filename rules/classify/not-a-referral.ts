import type { Policy } from "../policy.ts";
import type { MailKind } from "../read-mail/mail.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { testDuplicate, unreadParts } from "./duplicate.ts";
import { asksWhatBecame, newsOf } from "./news.ts";
import { holdsPhrase } from "./phrases.ts";
import { domainOf } from "./sender.ts";
import { sentencesOf, wordsOf } from "./words.ts";

/** Kinds of mail by which somebody may refer a child, whatever else they look like. */
const MAY_REFER: Record<MailKind, boolean> = {
  referral: true,
  chaser: true,
  reply: true,
  enquiry: true,
  "records-request": true,
  "automatic-reply": false,
  bounce: false,
  receipt: false,
  calendar: false,
  newsletter: false,
};

/**
 * Nobody refers a child: an automatic answer, a bounce, a receipt, a newsletter, a general question that names no
 * child, a reply or chaser that says and encloses nothing new (IN-10, Part 0.4). Whatever might hold a child's
 * information goes on to the next check.
 */
export function notAReferral(situation: Situation, policy: Policy): Answer | undefined {
  const { mail } = situation;
  const unread = unreadParts(mail.parts);
  const attached = mail.content.some((block) => block.role === "attachment" && block.text.trim() !== "");
  const named = mail.children.some(
    (child) => child.subjectOfMail && (child.givenNames ?? child.familyName) !== null,
  );

  if (!MAY_REFER[mail.kind]) {
    // software may carry a person's words: a form that names a child is read as a referral all the same
    if (unread.length > 0 || attached || saysMuchOfAChild(situation)) return undefined;
    return answer("not-a-referral", [reason("IN-10", mail.kindBecause, "mail")]);
  }
  if (unread.length > 0 || attached) return undefined;

  if (mail.kind === "enquiry" && !named) {
    return answer("not-a-referral", [
      reason("IN-10", mail.kindBecause, "mail"),
      reason("IN-10", "no child is named", "mail"),
    ]);
  }
  if (mail.kind === "records-request")
    return answer("not-a-referral", [reason("GAP-26", mail.kindBecause, "mail")]);
  const answers = mail.kind === "chaser" || mail.kind === "reply" || answersUs(situation, policy);
  if (answers || onlyAsksForNews(situation, policy)) {
    // "please find attached", and nothing is: a person must ask for it
    if (newsOf(situation, policy).length > 0 || speaksOfAttachment(situation)) return undefined;
    // what they wrote before stands below: the same again is a duplicate, and anything else a person must see
    if (testDuplicate(situation, policy).same || quotesTheirOwn(situation, policy)) return undefined;
    return answer("not-a-referral", [
      reason("GAP-16", `${mail.kindBecause}; it says and encloses nothing new about a child`, "mail"),
    ]);
  }
  return undefined;
}

/** It stands above a letter of ours: a reply, whatever its headers say. */
function answersUs({ mail }: Situation, policy: Policy): boolean {
  return mail.chain.some(({ role, from }) => {
    const domain = from === null ? null : domainOf(from.address);
    return role === "quoted" && domain !== null && policy.internalDomains.includes(domain);
  });
}

function speaksOfAttachment({ mail }: Situation): boolean {
  return mail.content.some(({ role, text }) => role === "new" && /\b(?:attach|enclos)/i.test(text));
}

const SHORTEST_REFERRAL = 25;

/** A message of some length below the new words that none of us wrote. */
function quotesTheirOwn({ mail }: Situation, policy: Policy): boolean {
  return mail.chain.some((message) => {
    const domain = message.from === null ? null : domainOf(message.from.address);
    const ours = domain !== null && policy.internalDomains.includes(domain);
    return message.role !== "new" && !ours && wordsOf(message.text).length >= SHORTEST_REFERRAL;
  });
}

/** It asks what became of an earlier mail, and its subject speaks of no danger. */
function onlyAsksForNews({ mail }: Situation, policy: Policy): boolean {
  const { urgency } = policy.classify;
  const subject = wordsOf(mail.plainSubject);
  const sentences = [mail.plainSubject, ...mail.content.map((block) => block.text)].flatMap(sentencesOf);
  return (
    asksWhatBecame(sentences, policy) &&
    ![urgency.stated, urgency.acute, urgency.severe, urgency.harm].some((list) => holdsPhrase(subject, list))
  );
}

/** A date of birth, an NHS number or an address beside a child's name in the sender's own part of the mail. */
function saysMuchOfAChild(situation: Situation): boolean {
  const { mail } = situation;
  const content = mail.content
    .filter((block) => block.role !== "forwarded")
    .map((block) => block.text)
    .join("\n")
    .toLowerCase();
  return mail.children.some(
    (child) =>
      child.subjectOfMail &&
      child.givenNames !== null &&
      content.includes(child.givenNames.toLowerCase()) &&
      (child.dateOfBirth ?? child.dateOfBirthWritten ?? child.nhsNumber ?? child.address) !== null,
  );
}
