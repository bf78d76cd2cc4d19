import type { MailContent, MailPart } from "../../rules/read-mail/mail.ts";
import { instant } from "../../rules/time.ts";

/** A reply as `readDocuments` would give it, with what the test says of it. */
export function aReply(body: string, more: Partial<MailContent> = {}): MailContent {
  return {
    messageId: "reply@trust.example",
    subject: "RE: [CASS review R-000012] [R-000012-1-0123456789AB]",
    from: [{ name: "Nadia Rahman", address: "nadia.rahman@trust.example" }],
    fromHeaders: 1,
    replyTo: [],
    to: [{ name: "CASS", address: "cass@trust.example" }],
    cc: [],
    sentAt: instant("2026-03-25T10:00:00Z"),
    receivedAt: instant("2026-03-25T10:00:05Z"),
    inReplyTo: [],
    references: [],
    headers: [],
    parts: [aPart({ text: body })],
    ...more,
  };
}

export function aPart(more: Partial<MailPart> = {}): MailPart {
  return {
    where: "body",
    kind: "body",
    fileName: null,
    mediaType: "text/plain",
    status: "read",
    reason: null,
    text: "",
    fields: [],
    sha256: "",
    bytes: 0,
    ...more,
  };
}
