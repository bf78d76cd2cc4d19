import type { OutgoingMail } from "../ports.ts";
import { getRawMail, sha256 } from "../store/raw-mails.ts";
import type { Store } from "../store/store.ts";
import { readMessage } from "./item-store.ts";

/**
 * The request's own attachments; the whole mail as it came where they cannot be taken apart. Of a mail that was split,
 * those that say nothing of another family (GAP-11).
 */
export async function attachmentsOf(
  store: Store,
  messageId: string,
  itemId: string | null,
): Promise<OutgoingMail["attachments"]> {
  const { raw, part } = await store.read(async (db) => {
    const life = await readMessage(db, messageId);
    return {
      raw: life.sha256 ? await getRawMail(db, life.sha256) : null,
      part: life.parts[itemId ?? ""] ?? null,
    };
  });
  if (!raw) return [];
  const isTheirs = (content: Buffer) =>
    part === null || part.attachments.some((attachment) => attachment.sha256 === sha256(content));
  const { simpleParser } = await import("mailparser");
  try {
    const parsed = await simpleParser(raw, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
    });
    return parsed.attachments
      .filter(({ content }) => isTheirs(content))
      .map((attachment, index) => ({
        fileName: attachment.filename ?? `attachment-${index + 1}`,
        mediaType: attachment.contentType,
        content: attachment.content,
      }));
  } catch {
    return part === null ? [{ fileName: `${messageId}.eml`, mediaType: "message/rfc822", content: raw }] : [];
  }
}
