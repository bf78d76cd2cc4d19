import type { MailContent } from "../../rules/read-mail/mail.ts";
import { type Instant, instant } from "../../rules/time.ts";

/** The topmost Received: header's moment, else Date:; null where neither can be read. For mail that is no server's. */
export function receiptOf(content: Pick<MailContent, "headers" | "sentAt">): Instant | null {
  const received = content.headers.find(({ name }) => name === "received")?.value;
  const written = received
    ?.slice(received.lastIndexOf(";") + 1)
    .replace(/\([^)]*\)/g, "")
    .trim();
  const at = written ? Date.parse(written) : Number.NaN;
  return Number.isNaN(at) ? content.sentAt : instant(at);
}
