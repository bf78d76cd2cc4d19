import MailComposer from "nodemailer/lib/mail-composer";

/** A mail as it lies on a mail server. */
export interface RawMail {
  /** Without angle brackets. */
  readonly messageId: string;
  readonly raw: Buffer;
}

export interface MailWords {
  /** `Name <address>`, or an address. */
  readonly from: string;
  readonly to?: string;
  readonly cc?: string;
  readonly subject: string;
  readonly text: string;
  /** The body as HTML alone, in place of the text. */
  readonly html?: string;
  readonly inReplyTo?: string;
  readonly attachments?: readonly { readonly filename: string; readonly content: Buffer | string }[];
  /** Put above all others, as a border server does. */
  readonly trace?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly messageId?: string;
  /** Of the Date header; default: the day before the journeys. */
  readonly date?: string;
}

let count = 0;

/** Composes a mail to the shared mailbox as a mail client writes it. */
export async function aRawMail(words: MailWords): Promise<RawMail> {
  count += 1;
  const domain = /@([\w.-]+)/.exec(words.from)?.[1] ?? "sender.example";
  const messageId = words.messageId ?? `${process.pid}.${count}@${domain}`;
  const mail = await new MailComposer({
    messageId: `<${messageId}>`,
    date: new Date(words.date ?? "2026-11-16T12:00:00Z"),
    from: words.from,
    to: words.to ?? "CASS <cass@trust.example>",
    ...(words.cc ? { cc: words.cc } : {}),
    subject: words.subject,
    ...(words.html ? { html: words.html } : { text: words.text }),
    ...(words.inReplyTo ? { inReplyTo: `<${words.inReplyTo}>`, references: [`<${words.inReplyTo}>`] } : {}),
    headers: words.headers ?? {},
    attachments: (words.attachments ?? []).map((attachment) => ({ ...attachment })),
    newline: "\r\n",
  })
    .compile()
    .build();
  const trace = (words.trace ?? []).map((line) => `${line}\r\n`).join("");
  return { messageId, raw: Buffer.concat([Buffer.from(trace), mail]) };
}
