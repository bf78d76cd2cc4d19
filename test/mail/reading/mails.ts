import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { MailContent } from "../../../rules/read-mail/mail.ts";
import { instant } from "../../../rules/time.ts";
import { readDocuments } from "../../../worker/documents/read-documents.ts";

export const RECEIVED = instant("2026-10-12T09:30:00+01:00");

export interface Attached {
  readonly fileName: string;
  readonly content: Buffer | string;
  readonly contentType?: string;
  readonly cid?: string;
}

export interface MailParts {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly Attached[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly inReplyTo?: string;
}

/** A mail as a mail program builds it. */
export async function mail(parts: MailParts): Promise<Buffer> {
  return await new MailComposer({
    from: parts.from ?? '"Ada Marsh" <a.marsh@hillside.sch.example>',
    to: parts.to ?? "CASS <cass@trust.example>",
    subject: parts.subject ?? "Request for Support",
    date: new Date(RECEIVED),
    ...(parts.text === undefined ? {} : { text: parts.text }),
    ...(parts.html === undefined ? {} : { html: parts.html }),
    ...(parts.headers === undefined ? {} : { headers: parts.headers }),
    ...(parts.inReplyTo === undefined ? {} : { inReplyTo: parts.inReplyTo, references: parts.inReplyTo }),
    attachments: (parts.attachments ?? []).map(({ fileName, content, contentType, cid }) => ({
      filename: fileName,
      content,
      ...(contentType === undefined ? {} : { contentType }),
      ...(cid === undefined ? {} : { cid, contentDisposition: "inline" as const }),
    })),
  })
    .compile()
    .build();
}

export async function read(parts: MailParts): Promise<MailContent> {
  return await readDocuments(await mail(parts), RECEIVED);
}

/** A mail with one attachment, read; gives that part. */
export async function readAttachment(fileName: string, content: Buffer | string) {
  const { parts } = await read({ text: "Please see attached.", attachments: [{ fileName, content }] });
  const part = parts.find(({ where }) => where === `attachment ${fileName}`);
  if (!part) throw new Error(`Cannot find the attachment: found ${parts.map(({ where }) => where).join(", ")}`);
  return part;
}
