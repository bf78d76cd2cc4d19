import type { MailFacts, PersonMention } from "../../../rules/read-mail/mail.ts";
import { instant } from "../../../rules/time.ts";

/** A mail as it was read: what it says, and the children it states. */
export function aMail(facts: {
  says?: string;
  children?: PersonMention[];
  adults?: PersonMention[];
  quotes?: string;
  kind?: MailFacts["kind"];
  subject?: string;
  from?: string;
}): MailFacts {
  const message = { from: null, sentAt: null, sentWritten: null, subject: null, setApart: [], where: "body" };
  return {
    kind: facts.kind ?? "referral",
    kindBecause: "",
    receivedAt: instant("2026-10-01T09:00:00Z"),
    subject: facts.subject ?? "",
    plainSubject: facts.subject ?? "",
    senderAddress: facts.from ?? "a.teacher@hill.sch.example",
    senderName: "",
    chain: [
      { ...message, text: facts.says ?? "", role: "new" },
      ...(facts.quotes
        ? [{ ...message, text: facts.quotes, role: "quoted" as const, where: "body, quoted message 1" }]
        : []),
    ],
    content: [{ text: facts.says ?? "", where: "body", role: "new" }],
    children: facts.children ?? [],
    adults: facts.adults ?? [],
    referrer: { name: null, role: null, agency: null, email: null, phone: null, wishesAnonymity: false },
    facts: [],
    parts: [],
    unread: [],
    importance: "normal",
  };
}
