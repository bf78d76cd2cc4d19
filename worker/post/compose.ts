import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { Instant } from "../../rules/time.ts";
import type { OutgoingMail } from "../ports.ts";

/** The header by which this program knows its own mail when it comes back: a loop is never answered. */
export const LOOP_HEADER = "X-CASS-Loop";

/** What Outlook and others show as important. */
const URGENT = { Importance: "High", "X-Priority": "1 (Highest)" };

/**
 * The bytes of a letter (CRLF). The same letter gives the same bytes but for its Date, so that a second sending can
 * be told to be one. Auto-Submitted is in it only where `mail.headers` says so: Exchange gives no out-of-office
 * answer to a mail that bears it, and a reviewer's absence must become known.
 * @param instance names this installation in the loop header
 */
export async function compose(mail: OutgoingMail, instance: string, at: Instant): Promise<Buffer> {
  return await new MailComposer({
    messageId: `<${mail.messageId}>`,
    date: new Date(at),
    from: mail.from,
    to: [...mail.to],
    cc: [...mail.cc],
    replyTo: [...mail.replyTo],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    ...(mail.inReplyTo === null ? {} : { inReplyTo: `<${mail.inReplyTo}>` }),
    references: mail.references.map((id) => `<${id}>`),
    headers: { ...(mail.urgent ? URGENT : {}), ...mail.headers, [LOOP_HEADER]: instance },
    attachments: mail.attachments.map(({ fileName, mediaType, content }) => ({
      filename: fileName,
      contentType: mediaType,
      // nodemailer would show an attached mail inline
      contentDisposition: "attachment" as const,
      content,
    })),
    baseBoundary: createHash("sha256").update(mail.messageId).digest("hex").slice(0, 24),
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
