import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "../rules/policy.ts";
import { caseProjector } from "./cases/cases.ts";
import { loadWorkflows } from "./config/workflows.ts";
import type { Settings } from "./config.ts";
import { openDocumentReader } from "./documents/reader.ts";
import type { Emit } from "./events.ts";
import { errorName } from "./events.ts";
import { openImapMailbox } from "./mailbox/imap.ts";
import type { MailboxLog } from "./mailbox/session.ts";
import type { Parts } from "./parts.ts";
import type { Clock, Mailbox, Post } from "./ports.ts";
import { openSmtpPost } from "./post/smtp.ts";
import { itemProjector } from "./projections/items.ts";
import { messageProjector } from "./projections/messages.ts";
import { followSnapshot } from "./records/follow-snapshot.ts";
import { type Bells, openBells } from "./schedule/bells.ts";
import { type EmbeddedRedis, startRedis } from "./schedule/redis-server.ts";
import { ring } from "./stages/ring.ts";
import { instanceId } from "./store/settings.ts";
import { openStore, type Store } from "./store/store.ts";
import { createWorker, type TriageWorker } from "./worker.ts";

/** What `wire` needs beside the configuration: the clock, where events go, and what tests and the demo put in. */
export interface WiringOptions {
  readonly clock: Clock;
  readonly emit: Emit;
  /** Whose `workflows/` are used; without it the shipped ones. */
  readonly configDir?: string;
  /** No TLS, to servers on this machine only. */
  readonly loopbackPlaintext?: boolean;
  /** How many processes read mails. */
  readonly readers?: number;
}

export interface Wired {
  readonly parts: Parts;
  readonly worker: TriageWorker;
  readonly bells: Bells;
  close(): Promise<void>;
}

/** The store with its projections, as every command that writes opens it. */
export async function openTriageStore(dataDir: string): Promise<Store> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = await openStore(join(dataDir, "triage.sqlite"));
  store.register(itemProjector);
  store.register(messageProjector);
  store.register(caseProjector);
  return store;
}

/** Pairs every port with its adapter: the one place that knows them all. */
export async function wire(policy: Policy, settings: Settings, options: WiringOptions): Promise<Wired> {
  const { clock, emit } = options;
  const loopbackPlaintext = options.loopbackPlaintext ?? false;
  // Faults of the configuration are found before anything is started.
  const desk = { definitions: loadWorkflows(options.configDir), calendar: policy.calendar };
  const store = await openTriageStore(settings.dataDir);
  const instance = await store.transaction((tx) => instanceId(tx.db));
  const log = {
    info: () => {},
    warn: (fields: object, message: string) => emit({ name: "error", where: message, error: codeOf(fields) }),
  };
  const mailbox = openMailbox(policy, settings, loopbackPlaintext, log);
  const post = openPost(settings, { instance, clock, loopbackPlaintext, log });
  const recordsFile = join(settings.dataDir, "records.sqlite");
  const reader = openDocumentReader({
    processes: options.readers ?? 2,
    knowing: { policy, recordsFile },
  });
  const records = followSnapshot(recordsFile);
  const redis: EmbeddedRedis | null = settings.redisUrl ? null : await startRedis(settings.dataDir);
  const parts: Parts = {
    clock,
    store,
    mailbox,
    post,
    reader,
    records: records.current,
    policy,
    desk,
    replies: { authservIds: settings.authservIds, trustExchangeInternal: settings.trustExchangeInternal },
    secret: settings.secret,
    instance,
    emit,
  };
  const worker = createWorker(parts);
  const bells = openBells({
    store,
    clock,
    redis: redis ? { path: redis.socket } : { url: settings.redisUrl ?? "" },
    instance,
    ring: (timer) => ring(parts, timer),
    log: {
      redisReady: () => emit({ name: "back", what: "redis" }),
      redisAway: () => emit({ name: "away", what: "redis", error: "connection lost" }),
      sweptUp: () => {},
      armedAnew: () => {},
      ringFailed: (timerId, error) =>
        emit({ name: "error", where: `ring ${timerId}`, error: errorName(error) }),
      failed: (what, error) => emit({ name: "error", where: what, error: errorName(error) }),
    },
  });
  return {
    parts,
    worker,
    bells,
    async close() {
      await bells.close();
      await mailbox.close();
      await post.close();
      await reader.close();
      records.close();
      await redis?.stop();
      await store.close();
    },
  };
}

/** The shared mailbox, as the worker and every command that looks into it open it. */
export function openMailbox(
  policy: Policy,
  settings: Settings,
  loopbackPlaintext: boolean,
  log: MailboxLog = SILENT,
): Mailbox {
  const { imap, checkedFolder } = settings;
  return openImapMailbox(
    {
      host: imap.host,
      port: imap.port,
      secure: imap.secure,
      auth: { user: imap.user ?? "", pass: imap.password ?? "" },
      folders: policy.folders,
      ...(checkedFolder ? { checkedFolder } : {}),
      loopbackPlaintext,
    },
    log,
  );
}

/** Sending; without a user where the relay knows us by our address. */
export function openPost(
  { smtp }: Settings,
  options: {
    readonly instance: string;
    readonly clock: Clock;
    readonly loopbackPlaintext: boolean;
    readonly log?: MailboxLog;
  },
): Post {
  return openSmtpPost(
    {
      host: smtp.host,
      port: smtp.port,
      secure: smtp.secure,
      ...(smtp.user && smtp.password ? { auth: { user: smtp.user, pass: smtp.password } } : {}),
      instance: options.instance,
      clock: options.clock,
      loopbackPlaintext: options.loopbackPlaintext,
    },
    options.log ?? SILENT,
  );
}

const SILENT: MailboxLog = { info: () => {}, warn: () => {} };

function codeOf(fields: object): string {
  return "code" in fields && typeof fields.code === "string" ? fields.code : "see the log of the server";
}
