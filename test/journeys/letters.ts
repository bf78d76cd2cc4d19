import { simpleParser } from "mailparser";
import type { Instant } from "../../rules/time.ts";
import { headerValue } from "../../worker/mailbox/headers.ts";
import { aRawMail, type MailWords, type RawMail } from "../builders/raw-mail.ts";
import type { SinkMail } from "../servers/smtp.ts";

/** A letter of ours as it reached its recipient. */
export interface Letter {
  readonly kind: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Line breaks and runs of blanks as one blank: how it is wrapped is no matter. */
  readonly text: string;
  readonly written: string;
  readonly replyTo: readonly string[];
  readonly messageId: string;
  readonly itemId: string | null;
  readonly urgent: boolean;
  readonly attachments: readonly string[];
  readonly at: Instant;
}

export async function readLetter({ raw, envelope }: SinkMail, at: Instant): Promise<Letter> {
  const mail = await simpleParser(raw, { skipImageLinks: true });
  const header = (name: string) => {
    const value = mail.headers.get(name);
    return typeof value === "string" ? value : null;
  };
  return {
    kind: header("x-cass-letter") ?? "",
    to: envelope.to,
    subject: mail.subject ?? "",
    text: (mail.text ?? "").replace(/\s+/g, " "),
    written: mail.text ?? "",
    replyTo: (mail.replyTo?.value ?? []).map(({ address }) => address ?? ""),
    messageId: (mail.messageId ?? "").replace(/[<>]/g, ""),
    itemId: header("x-cass-reference"),
    urgent: headerValue(raw, "Importance")?.toLowerCase() === "high",
    attachments: mail.attachments.map(({ filename }) => filename ?? ""),
    at,
  };
}

/** What is unusual about a reply; the rest is as a colleague's mail client does it. */
export interface Reply {
  /** Who answers; default: the first recipient of the letter. */
  readonly from: string;
  /** Which recipient's copy of the letter is meant, where there are several. */
  readonly to: string;
  /** Above all other headers; default: what our own border server found, a pass. */
  readonly trace: readonly string[];
  /** Without: no In-Reply-To and no References. */
  readonly threaded: boolean;
  /** Without: nothing is quoted, as where a button of the letter opened a new mail. */
  readonly quoted: boolean;
  /** Without: the subject and the address bear no token. */
  readonly token: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly more: Partial<MailWords>;
}

/** A reply as a mail client writes it: to Reply-To, the words on top, the letter quoted below. */
export async function replyTo(letter: Letter, words: string, unusual: Partial<Reply> = {}): Promise<RawMail> {
  const from = unusual.from ?? letter.to[0] ?? "";
  const attribution = `On ${letter.at.slice(0, 10)} at ${letter.at.slice(11, 16)}, CASS <cass@trust.example> wrote:`;
  const lines = letter.written.split("\n").map((line) => `> ${line}`);
  const quote = (unusual.quoted ?? true) ? `\n\n${[attribution, ...lines].join("\n")}` : "";
  const withToken = unusual.token ?? true;
  return aRawMail({
    from,
    to: withToken ? letter.replyTo.join(", ") : "cass@trust.example",
    subject: unusual.subject ?? (withToken ? `RE: ${letter.subject}` : "RE: your question"),
    text: `${words}${quote}\n`,
    ...((unusual.threaded ?? true) ? { inReplyTo: letter.messageId } : {}),
    trace: unusual.trace ?? passed(from),
    ...(unusual.headers ? { headers: unusual.headers } : {}),
    ...unusual.more,
  });
}

/** As our own border server writes it of a mail that passed DMARC. */
export function passed(from: string): string[] {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? "";
  return [`Authentication-Results: mx.trust.example; dmarc=pass header.from=${domain}`];
}
