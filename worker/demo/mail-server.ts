import type { AddressInfo, Socket } from "node:net";
import hoodiecrow from "hoodiecrow-imap";
import { SMTPServer } from "smtp-server";
import type { Instant } from "../../rules/time.ts";
import { headerValue } from "../mailbox/headers.ts";

export interface DemoMailOptions {
  /** The shared mailbox's own address. Mail to it, or to `name+anything@`, goes into INBOX. */
  readonly mailbox: string;
  /** Folders beside INBOX and Sent. */
  readonly folders: readonly string[];
  /** Domains whose mail the server vouches for, as a real one does after checking DMARC. */
  readonly vouchedDomains: readonly string[];
  /** Names the server in Authentication-Results. */
  readonly authservId?: string;
  /** Dates what is received. */
  readonly now: () => Instant;
}

export interface SentMail {
  readonly raw: Buffer;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

export interface DemoMail {
  readonly imap: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly pass: string;
  };
  readonly smtp: { readonly host: string; readonly port: number };
  /** Puts a mail into a folder as it is. @returns its UID */
  deliver(raw: Buffer, folder?: string): number;
  /** Every mail received by SMTP, in order. */
  readonly sent: readonly SentMail[];
  /** The mails that went to an address other than the mailbox's. */
  mailOf(address: string): readonly SentMail[];
  /** Calls back after each mail received by SMTP. @returns stops that */
  onMail(take: (mail: SentMail) => void): () => void;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const USER = "triage";
const PASS = "demo";
const MAX_MAIL_BYTES = 50 * 1024 * 1024;
const PLUGINS = [
  "ID",
  "UNSELECT",
  "NAMESPACE",
  "SPECIAL-USE",
  "ENABLE",
  "LITERALPLUS",
  "UIDPLUS",
  "MOVE",
  "IDLE",
  "CONDSTORE",
];

/** A mail server in this process, on loopback and in memory: IMAP for the shared mailbox, SMTP for everyone. */
export async function startDemoMail(options: DemoMailOptions): Promise<DemoMail> {
  const { mailbox, folders, now, authservId = "mx.trust.example" } = options;
  const vouched = new Set(options.vouchedDomains.map((domain) => domain.toLowerCase()));
  const imap = hoodiecrow({
    plugins: PLUGINS,
    users: { [USER]: { password: PASS } },
    storage: {
      INBOX: {},
      "": {
        separator: "/",
        type: "personal",
        folders: {
          ...Object.fromEntries(folders.map((name) => [name, {}])),
          Sent: { "special-use": "\\Sent" },
        },
      },
    },
  });
  const sent: SentMail[] = [];
  const byAddress = new Map<string, SentMail[]>();
  const listeners = new Set<(mail: SentMail) => void>();

  function deliver(raw: Buffer, folder = "INBOX"): number {
    return imap.appendMessage(folder, [], new Date(now()), raw.toString("latin1")).message.uid;
  }

  function receive(raw: Buffer, from: string, to: readonly string[]): void {
    const mail: SentMail = { raw, envelope: { from, to } };
    sent.push(mail);
    let forMailbox = false;
    for (const address of to) {
      if (withoutPlus(address) === mailbox.toLowerCase()) {
        forMailbox = true;
        continue;
      }
      const kept = byAddress.get(address.toLowerCase()) ?? [];
      byAddress.set(address.toLowerCase(), [...kept, mail]);
    }
    if (forMailbox) deliver(stamped(raw, authservId, vouched, now()));
    for (const take of listeners) take(mail);
  }

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    size: MAX_MAIL_BYTES,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", (error: Error) => done(error));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        receive(
          Buffer.concat(chunks),
          mailFrom ? mailFrom.address : "",
          rcptTo.map(({ address }) => address),
        );
        done(null, "taken");
      });
    },
  });
  // A client that hangs up in the middle is no fault of the demo.
  smtp.on("error", () => {});

  const open = new Set<Socket>();
  imap.server.on("connection", (socket) => {
    open.add(socket);
    // Many small writes follow one another: each would wait for the other side's acknowledgement.
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => imap.listen(0, HOST, resolve));
  const smtpListener = await new Promise<{ address(): unknown }>((resolve) => {
    const listener = smtp.listen(0, HOST, () => resolve(listener));
  });

  return {
    imap: { host: HOST, port: (imap.server.address() as AddressInfo).port, user: USER, pass: PASS },
    smtp: { host: HOST, port: (smtpListener.address() as AddressInfo).port },
    deliver,
    sent,
    mailOf: (address) => byAddress.get(address.toLowerCase()) ?? [],
    onMail(take) {
      listeners.add(take);
      return () => listeners.delete(take);
    },
    async stop() {
      const closed = [
        new Promise<void>((resolve) => imap.close(resolve)),
        new Promise<void>((resolve) => smtp.close(resolve)),
      ];
      for (const socket of open) socket.destroy();
      await Promise.all(closed);
    },
  };
}

/** As the border server of a real organisation: its own verdict on top, and nobody else's in its name (RFC 8601, 5). */
function stamped(raw: Buffer, authservId: string, vouched: ReadonlySet<string>, at: Instant): Buffer {
  const domain = fromDomain(raw);
  const verdict = domain !== null && vouched.has(domain) ? "pass" : "none";
  const top = [
    `Received: from sender.example by ${authservId} with ESMTP; ${rfc5322Date(at)}`,
    `Authentication-Results: ${authservId}; dmarc=${verdict} header.from=${domain ?? "unknown"}`,
  ];
  return Buffer.concat([Buffer.from(`${top.join("\r\n")}\r\n`), withoutOurVerdicts(raw, authservId)]);
}

function withoutOurVerdicts(raw: Buffer, authservId: string): Buffer {
  const text = raw.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return raw;
  const kept = text
    .slice(0, end)
    .split(/\r\n(?![ \t])/)
    .filter((header) => verdictBy(header) !== authservId);
  return Buffer.from(kept.join("\r\n") + text.slice(end), "latin1");
}

/** Whose verdict an Authentication-Results header is; undefined for any other header. */
function verdictBy(header: string): string | undefined {
  return /^authentication-results[ \t]*:\s*([^\s;]+)/i.exec(header)?.[1]?.toLowerCase();
}

function fromDomain(raw: Buffer): string | null {
  const from = headerValue(raw.subarray(0, 64 * 1024), "From");
  const at = from?.lastIndexOf("@") ?? -1;
  const domain = at < 0 ? null : /^[\w.-]+/.exec(from?.slice(at + 1) ?? "")?.[0];
  return domain?.toLowerCase() ?? null;
}

function withoutPlus(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*(?=@)/, "");
}

function rfc5322Date(at: Instant): string {
  return new Date(at).toUTCString().replace("GMT", "+0000");
}
