import type { ConnectionOptions } from "node:tls";
import { ImapFlow, type ImapFlowError, type MailboxObject } from "imapflow";
import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { MailboxAwayError } from "../ports.ts";

export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** true: TLS from the first byte; false: STARTTLS is required (but see `loopbackPlaintext`). */
  readonly secure: boolean;
  readonly auth:
    | { readonly user: string; readonly pass: string }
    | { readonly user: string; readonly accessToken: () => Promise<string> };
  readonly tls?: ConnectionOptions;
  /** Names as configured: `/` between levels, without the server's prefix (`INBOX.`). */
  readonly folders: Readonly<Record<FolderRole, string>>;
  /** Where the server marks no folder as Sent by itself. */
  readonly sentFolder?: string;
  /** `CHECKED FOR BSS`: where looked-at mail goes on a server without keywords (Part 0.4). */
  readonly checkedFolder?: string;
  /** No TLS at all, on this machine only: the demo and the tests. */
  readonly loopbackPlaintext?: boolean;
}

/** pino's call signature: fields hold ids and codes only. */
export interface MailboxLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** How long closing waits for what is under way; after that the connection is cut, which every operation survives. */
const CLOSE_MS = 5_000;

/**
 * A logged-in connection.
 * @throws {MailboxAwayError} where the server is not reached or refuses the login (which may pass: tokens are renewed).
 * @throws {Error} where plaintext is asked for off this machine.
 */
export async function connectImap(settings: ImapSettings): Promise<ImapFlow> {
  const { host, port, secure, auth, loopbackPlaintext = false } = settings;
  if (loopbackPlaintext && !LOOPBACK.has(host)) {
    throw new Error("Cannot read mail without TLS: expected a host on this machine, found another");
  }
  let credentials: { user: string; pass: string } | { user: string; accessToken: string };
  try {
    credentials =
      "pass" in auth
        ? { user: auth.user, pass: auth.pass }
        : { user: auth.user, accessToken: await auth.accessToken() };
  } catch (error) {
    throw away("get an access token for the mailbox", error);
  }
  const client = new ImapFlow({
    host,
    port,
    secure,
    auth: credentials,
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    ...(secure ? {} : { doSTARTTLS: !loopbackPlaintext }),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 90_000,
    clientInfo: { name: "referral-triage" },
  });
  // Without a listener Node would end the process; what failed is told by the command that was under way.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw away(
      (error as ImapFlowError).authenticationFailed ? "log in to the mailbox" : "reach the mailbox",
      error,
    );
  }
  return client;
}

/** Only what names nobody: a server's answer may quote an address or a subject. */
function bare(error: unknown): Error {
  const { code, responseStatus, serverResponseCode } = error as ImapFlowError;
  const facts = [code, responseStatus, serverResponseCode].filter(
    (part) => typeof part === "string" && part !== "",
  );
  const safe = new Error(
    facts.length > 0 ? facts.join(" ") : error instanceof Error ? error.name : "unknown",
  );
  if (error instanceof Error && error.stack !== undefined) {
    const frames = error.stack.indexOf("\n    at ");
    safe.stack = frames < 0 ? safe.message : `${safe.message}${error.stack.slice(frames)}`;
  }
  return safe;
}

export function away(what: string, error: unknown): MailboxAwayError {
  const cause = bare(error);
  return new MailboxAwayError(`Cannot ${what}: ${cause.message}`, { cause });
}

/** imapflow answers false, and throws nothing, also where the connection broke. */
export function assertUsable(client: ImapFlow): void {
  if (!client.usable) throw new MailboxAwayError("Cannot finish in the mailbox: the connection broke");
}

/** What an operation may use: one connection, one command at a time, nobody else in between. */
export interface Turn {
  readonly client: ImapFlow;
  /** Selects read-write; `fresh` selects again, so that counts, flags and UIDVALIDITY are today's. */
  select(path: string, fresh?: "fresh"): Promise<MailboxObject>;
}

export interface Session {
  /**
   * Runs `work` alone on the connection, which is opened where there is none.
   * @throws {MailboxAwayError} where the connection is or goes away; after a failed attempt also at once, until it is time for the next.
   */
  run<T>(what: string, work: (turn: Turn) => Promise<T>): Promise<T>;
  /** The next attempt need not wait: the server was just seen. */
  reachable(): void;
  close(): Promise<void>;
}

export function openSession(settings: ImapSettings, log: MailboxLog): Session {
  let client: ImapFlow | null = null;
  let failures = 0;
  let retryAt = 0;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();

  async function connection(): Promise<ImapFlow> {
    if (closed) throw new MailboxAwayError("Cannot use the mailbox: it was closed");
    if (client?.usable) return client;
    if (performance.now() < retryAt)
      throw new MailboxAwayError("Cannot reach the mailbox: waiting for the next attempt");
    try {
      client = await connectImap(settings);
    } catch (error) {
      failures += 1;
      retryAt = performance.now() + backoff(failures);
      log.warn({ failures }, error instanceof Error ? error.message : "Cannot reach the mailbox");
      throw error;
    }
    if (failures > 0) log.info({ failures }, "mailbox reached again");
    failures = 0;
    return client;
  }

  return {
    run(what, work) {
      const turn = queue.then(async () => {
        const current = await connection();
        try {
          return await work({
            client: current,
            async select(path, fresh) {
              if (fresh === undefined && current.mailbox && current.mailbox.path === path)
                return current.mailbox;
              return await current.mailboxOpen(path);
            },
          });
        } catch (error) {
          if (error instanceof MailboxAwayError) throw error;
          if (!current.usable || isForNow(error)) throw away(what, error);
          if (isServerAnswer(error))
            throw new Error(`Cannot ${what}: ${bare(error).message}`, { cause: bare(error) });
          throw error;
        }
      });
      queue = turn.catch(() => {});
      return turn;
    },
    reachable() {
      retryAt = 0;
    },
    async close() {
      closed = true;
      const enough = new AbortController();
      const finished = queue.then(() => (client?.usable ? client.logout().catch(() => {}) : undefined));
      await Promise.race([finished, pause(CLOSE_MS, enough.signal)]);
      enough.abort();
      client?.close();
    },
  };
}

/** @returns milliseconds to wait after the `failures`th failed attempt in a row */
export function backoff(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
}

const BROKEN = new Set([
  "NoConnection",
  "EConnectionClosed",
  "ETIMEOUT",
  "StateLogout",
  "ECONNRESET",
  "EPIPE",
  "ETHROTTLE",
]);
const NOT_NOW = new Set(["UNAVAILABLE", "INUSE", "LIMIT"]);

/** The connection broke, or the server says that it cannot just now. */
function isForNow(error: unknown): boolean {
  const { code = "", serverResponseCode = "" } = error as ImapFlowError;
  return BROKEN.has(code) || NOT_NOW.has(serverResponseCode);
}

function isServerAnswer(error: unknown): boolean {
  const { code, responseStatus } = error as ImapFlowError;
  return responseStatus !== undefined || (typeof code === "string" && /^[A-Z]\w+$/.test(code));
}

/** IMAP4rev2 has these in it, and a server that speaks it need not name them (RFC 9051, appendix E). */
export function offers(client: ImapFlow, capability: "MOVE" | "UIDPLUS" | "IDLE"): boolean {
  return client.capabilities.has(capability) || client.enabled.has("IMAP4REV2");
}

/** Resolves after `ms`, or at once when the signal says so. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
