import { createRequire } from "node:module";
import type { MailAddress } from "../../rules/read-mail/mail.ts";
import { headOf, type MailHead, type Reading, readTree, toInstant } from "./read-documents.ts";
import { readCompressedRtf } from "./read-rtf.ts";
import { leafPart, type MimePart, splitMail } from "./split-mail.ts";

// a CommonJS module with a default of its own, which loaders hand to ES modules in different ways
const { default: MsgReader } = createRequire(import.meta.url)(
  "@kenjiuno/msgreader",
) as typeof import("@kenjiuno/msgreader");

/**
 * An Outlook message file (.msg): adds its body and attachments to the parts, gives its header.
 * @throws {Error} where it is none. @throws {TooLargeError} beyond the budget.
 */
export async function readMsg(
  bytes: Buffer,
  reading: Reading,
  path: string,
  depth: number,
): Promise<MailHead> {
  const reader = new MsgReader(new DataView(new Uint8Array(bytes).buffer));
  const fields = reader.getFileData();
  if (fields.error || (fields.subject === undefined && fields.body === undefined && !fields.attachments)) {
    throw new Error("Cannot read an Outlook message: expected one, found none");
  }
  const texts: MimePart[] = [];
  if (fields.body) texts.push(leafPart("text/plain", Buffer.from(fields.body), { charset: "utf-8" }));
  if (fields.bodyHtml) texts.push(leafPart("text/html", Buffer.from(fields.bodyHtml), { charset: "utf-8" }));
  else if (fields.html) texts.push(leafPart("text/html", Buffer.from(fields.html), {}));
  if (texts.length === 0 && fields.compressedRtf) {
    const text = readCompressedRtf(Buffer.from(fields.compressedRtf), reading.budget).text;
    texts.push(leafPart("text/plain", Buffer.from(text), { charset: "utf-8" }));
  }
  const files = (fields.attachments ?? []).slice(0, reading.limits.parts).map((attachment) => {
    const { fileName, content } = reader.getAttachment(attachment);
    reading.budget.takeBytesOut(content.length);
    return leafPart(attachment.attachMimeTag ?? "application/octet-stream", Buffer.from(content), {
      fileName: attachment.innerMsgContent
        ? `${attachment.name ?? fileName}`.replace(/(?:\.msg)?$/i, ".msg")
        : fileName,
      contentId: attachment.pidContentId ?? null,
      attached: true,
    });
  });
  const alternative = leafPart("multipart/alternative", Buffer.alloc(0), {
    multipart: "alternative",
    children: texts,
  });
  await readTree(
    leafPart("multipart/mixed", Buffer.alloc(0), { multipart: "mixed", children: [alternative, ...files] }),
    reading,
    path,
    depth,
  );

  const address = (name?: string, email?: string): MailAddress[] =>
    name || email ? [{ name: name ?? "", address: (email ?? "").toLowerCase() }] : [];
  const recipients = (type: "to" | "cc") =>
    (fields.recipients ?? [])
      .filter(({ recipType }) => recipType === type)
      .flatMap((recipient) => address(recipient.name, recipient.smtpAddress ?? recipient.email));
  const transport = headOf(
    fields.headers
      ? (await splitMail(Buffer.from(`${fields.headers.trim()}\n\n`), reading.limits)).root
      : leafPart("", Buffer.alloc(0), {}),
  );
  const sentAt = Date.parse(fields.clientSubmitTime ?? fields.messageDeliveryTime ?? "");
  return {
    ...transport,
    subject: fields.subject ?? transport.subject,
    messageId: transport.messageId ?? fields.messageId?.replace(/^<|>$/g, "") ?? null,
    from:
      transport.from.length > 0
        ? transport.from
        : address(
            fields.senderName,
            fields.senderSmtpAddress ?? fields.sentRepresentingSmtpAddress ?? fields.senderEmail,
          ),
    fromHeaders: Math.max(1, transport.fromHeaders),
    to: transport.to.length > 0 ? transport.to : recipients("to"),
    cc: transport.cc.length > 0 ? transport.cc : recipients("cc"),
    sentAt: transport.sentAt ?? toInstant(sentAt),
  };
}
