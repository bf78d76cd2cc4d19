import type { ConnectionOptions } from "node:tls";
import nodemailer from "nodemailer";
import type { Clock, OutgoingMail, Post } from "../ports.ts";
import { PostAwayError, PostRefusedError } from "../ports.ts";
import { compose } from "./compose.ts";

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** true: TLS from the first byte; false: STARTTLS is required (but see `loopbackPlaintext`). */
  readonly secure: boolean;
  /** None for a relay that knows us by our address. */
  readonly auth?:
    | { readonly user: string; readonly pass: string }
    | { readonly user: string; readonly accessToken: () => Promise<string> };
  readonly tls?: ConnectionOptions;
  /** Names this installation in the loop header. */
  readonly instance: string;
  /** Dates the letters. */
  readonly clock: Pick<Clock, "now">;
  /** No TLS at all, on this machine only: the demo and the tests. */
  readonly loopbackPlaintext?: boolean;
}

/** pino's call signature: fields hold codes only. */
export interface PostLog {
  warn(fields: object, message: string): void;
}

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
/** nodemailer's codes for what concerns the letter; others are of the connection, its TLS, the login. */
const OF_THE_LETTER = new Set(["EENVELOPE", "EMESSAGE", "EMAXRECIPIENTS"]);
/** Answers to a letter that are about us: not logged in, not encrypted, not now. */
const OF_THE_SESSION = new Set([421, 454, 502, 503, 530, 534, 535, 538]);
/** Letters whose remaining recipients are remembered; a restart forgets them, and then some get it twice (P4). */
const MAX_REMEMBERED = 1000;

/**
 * Sending by SMTP, over a few connections that stay open. A letter that only some recipients were refused is tried
 * again for those alone.
 */
export function openSmtpPost(settings: SmtpSettings, log: PostLog): Post {
  const { host, port, secure, auth, tls, loopbackPlaintext = false } = settings;
  if (loopbackPlaintext && !LOOPBACK.has(host)) {
    throw new Error("Cannot send mail without TLS: expected a host on this machine, found another");
  }
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: 3,
    maxMessages: 100,
    host,
    port,
    secure,
    ...(secure ? {} : loopbackPlaintext ? { ignoreTLS: true } : { requireTLS: true }),
    ...(tls === undefined ? {} : { tls }),
    ...(auth === undefined
      ? {}
      : {
          auth:
            "pass" in auth
              ? { user: auth.user, pass: auth.pass }
              : { type: "OAuth2" as const, user: auth.user },
        }),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  if (auth !== undefined && "accessToken" in auth) {
    transport.set("oauth2_provision_cb", (_user, _renew, done) => {
      auth.accessToken().then(
        (token) => done(null, token),
        (error: unknown) => done(error instanceof Error ? error : new Error("no token")),
      );
    });
  }
  /** Who has had a letter whose other recipients are still to be tried. */
  const delivered = new Map<string, ReadonlySet<string>>();

  async function send(mail: OutgoingMail): Promise<Buffer> {
    const raw = await compose(mail, settings.instance, settings.clock.now());
    const everyone = [...mail.to, ...mail.cc];
    const had = delivered.get(mail.messageId) ?? new Set<string>();
    const to = everyone.filter((address) => !had.has(address));
    const info = await transport
      .sendMail({ envelope: { from: mail.from.address, to }, raw })
      .catch((error: unknown) => {
        const cause = bare(error);
        if (kindOf(error) === "refused") {
          throw new PostRefusedError(`Cannot send a letter: refused (${cause.message})`, { cause });
        }
        log.warn({ code: cause.message }, "mail server away");
        throw new PostAwayError(`Cannot send a letter yet: ${cause.message}`, { cause });
      });
    const without = new Set(info.rejected.map(String));
    if (without.size === 0) {
      delivered.delete(mail.messageId);
      return raw;
    }
    remember(mail.messageId, [...had, ...to.filter((address) => !without.has(address))]);
    const count = `${without.size} of ${everyone.length} recipients`;
    throw info.rejectedErrors?.some((error) => kindOf(error) === "away")
      ? new PostAwayError(`Cannot send a letter yet: ${count} put off`)
      : new PostRefusedError(`Cannot send a letter: ${count} refused`);
  }

  function remember(messageId: string, addresses: readonly string[]): void {
    delivered.set(messageId, new Set(addresses));
    const [oldest] = delivered.keys();
    if (delivered.size > MAX_REMEMBERED && oldest !== undefined) delivered.delete(oldest);
  }

  return {
    send,
    async verify() {
      try {
        await transport.verify();
      } catch (error) {
        const cause = bare(error);
        throw new PostAwayError(`Cannot reach the mail server: ${cause.message}`, { cause });
      }
    },
    async close() {
      transport.close();
    },
  };
}

/**
 * "refused" only where the server gave a final answer about this letter or each of its addresses: the rest may pass.
 */
function kindOf(error: unknown): "refused" | "away" {
  const { code = "", responseCode, rejectedErrors = [] } = error as SmtpFailure;
  if (!OF_THE_LETTER.has(code)) return "away";
  if (rejectedErrors.some((one) => kindOf(one) === "away")) return "away";
  const final = responseCode === undefined || (responseCode >= 500 && !OF_THE_SESSION.has(responseCode));
  return final ? "refused" : "away";
}

/** What nodemailer says of a failure. */
interface SmtpFailure {
  readonly code?: string;
  readonly responseCode?: number;
  /** One for each recipient that was refused. */
  readonly rejectedErrors?: readonly SmtpFailure[];
}

/** Only what names nobody: a server's answer quotes addresses. */
function bare(error: unknown): Error {
  const { code, responseCode } = error as SmtpFailure;
  return new Error([code, responseCode].filter((part) => part !== undefined).join(" ") || "unknown");
}
