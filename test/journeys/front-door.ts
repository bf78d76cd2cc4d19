import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { type ItemState, itemState } from "../../rules/item.ts";
import type { Policy } from "../../rules/policy.ts";
import { type Instant, laterBy } from "../../rules/time.ts";
import { writePack } from "../../worker/cli/pack.ts";
import { SteppedClock } from "../../worker/clock.ts";
import { loadConfig, type Settings } from "../../worker/config.ts";
import type { WorkerEvent } from "../../worker/events.ts";
import { ledgerDifferences } from "../../worker/ledger-check.ts";
import type { Parts } from "../../worker/parts.ts";
import { itemEvent } from "../../worker/projections/items.ts";
import { importExtract } from "../../worker/records/import.ts";
import { caseNotes } from "../../worker/store/case-notes.ts";
import { dueTimers, pendingTimers } from "../../worker/store/timers.ts";
import { verifyChain } from "../../worker/store/verify-chain.ts";
import { type Wired, wire } from "../../worker/wiring.ts";
import { createWorker } from "../../worker/worker.ts";
import { FAMILIES } from "../builders/families.ts";
import type { RawMail } from "../builders/raw-mail.ts";
import { type Extract, writeExtract } from "../builders/records.ts";
import { type ImapProxy, startImapProxy } from "../servers/imap-proxy.ts";
import { type SmtpSink, startSmtpSink } from "../servers/smtp.ts";
import { expectFiled } from "./filed.ts";
import { type Letter, type Reply, readLetter, replyTo } from "./letters.ts";
import { dayOf, localOf, london } from "./london.ts";
import { expectMailBudget } from "./mail-budget.ts";
import { type Outlook, openOutlook, type Seen } from "./outlook.ts";
import { expectPrivacy } from "./privacy.ts";
import { freshMailbox, serveJourneys } from "./serve.ts";

export { london, serveJourneys };

export const FOLDERS = {
  inbox: "INBOX",
  review: "REVIEW CONTACTS",
  originals: "REVIEW CONTACTS ORIGINALS",
  "contact-completed": "CONTACT COMPLETED",
  "pss-completed": "PSS COMPLETED",
} as const satisfies Record<FolderRole, string>;

export interface DoorOptions {
  /** When the worker starts, in London: "2026-11-17 09:00". */
  readonly at: string;
  readonly policy?: (shipped: Policy) => Partial<Policy>;
  readonly records?: (families: Extract) => Extract;
  /** When the extract was made; default: 05:00 on the day of the start. */
  readonly extractedAt?: string;
  /** What is done to the mailbox before the first start. */
  readonly before?: (outlook: Outlook, now: Instant) => Promise<void>;
  /** The reader of mails, made to fail where a test wants it to. */
  readonly reader?: (real: Parts["reader"]) => Parts["reader"];
  /** Before every folder but INBOX, as the server has it. */
  readonly folderPrefix?: string;
  /** The worker reaches the mailbox through a proxy, so that a test can cut it off. */
  readonly proxied?: boolean;
  /** So much goes wrong in it that the owner is told more than twice (Part 0.10). */
  readonly extraordinary?: boolean;
  /** Kinds of troubles that the test makes on purpose. */
  readonly expects?: readonly WorkerEvent["name"][];
}

let shippedConfig: ReturnType<typeof loadConfig> | undefined;

/** A journey on real servers. At its end the mailbox, the ledger, the chain and the privacy rules are checked. */
export function journey(name: string, options: DoorOptions, go: (door: FrontDoor) => Promise<void>): void {
  test(name, async () => {
    const door = await openFrontDoor(options);
    try {
      await go(door);
      await door.isInOrder();
    } finally {
      await door.close();
    }
  });
}

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;

export async function openFrontDoor(options: DoorOptions) {
  const start = london(options.at);
  const clock = new SteppedClock(start);
  const dataDir = mkdtempSync(join(tmpdir(), "journey-"));
  const { dovecot, redis, user } = freshMailbox();
  const sink = await startSmtpSink();
  const outlook = await openOutlook({ host: dovecot.host, port: dovecot.imapPort, user, pass: dovecot.pass });
  for (const folder of Object.values(FOLDERS)) {
    if (folder !== "INBOX") await outlook.makesFolder(`${options.folderPrefix ?? ""}${folder}`);
  }
  await options.before?.(outlook, start);

  const extract = (options.records ?? ((families) => families))(FAMILIES);
  const importRecords = async (changed: Extract, at: Instant) => {
    writeExtract(join(dataDir, "extract"), changed, at);
    await importExtract(join(dataDir, "extract"), join(dataDir, "records.sqlite"), { strict: true });
  };
  await importRecords(extract, london(options.extractedAt ?? `${options.at.slice(0, 10)} 05:00`));

  const proxy: ImapProxy | null = options.proxied
    ? await startImapProxy(dovecot.host, dovecot.imapPort)
    : null;
  shippedConfig ??= loadConfig();
  const config = await shippedConfig;
  const policy: Policy = { ...config.policy, ...options.policy?.(config.policy) };
  const settings: Settings = {
    ...config.settings,
    dataDir,
    redisUrl: redis.socket,
    secret: "a secret of the journeys",
    imap: {
      host: dovecot.host,
      port: proxy?.port ?? dovecot.imapPort,
      secure: false,
      user,
      password: dovecot.pass,
    },
    smtp: { host: sink.host, port: sink.port, secure: false, user: null, password: null },
  };
  const events: WorkerEvent[] = [];
  let wired: Wired;
  let isRunning = false;
  let post: SmtpSink = sink;
  let heard = 0;
  const letters: Letter[] = [];
  const byHand = new Set<string>();
  /** Bytes of what came, by Message-ID: what the original must still be at the end. */
  const came = new Map<string, Buffer>();

  async function starts(): Promise<void> {
    wired = await wire(policy, settings, {
      clock,
      emit: (event) => void events.push(event),
      loopbackPlaintext: true,
      readers: 1,
    });
    if (options.reader) {
      const parts = { ...wired.parts, reader: options.reader(wired.parts.reader) };
      wired = { ...wired, worker: createWorker(parts) };
    }
    isRunning = true;
    await wired.parts.mailbox.connect();
    await wired.worker.begin();
    await settles();
  }

  /** Rounds until nothing moves; reads what was sent meanwhile. */
  async function settles(): Promise<void> {
    await wired.worker.settle();
    for (; heard < post.mails.length; heard += 1) {
      const mail = post.mails[heard];
      if (mail) letters.push(await readLetter(mail, clock.now()));
    }
  }

  async function nextDue(): Promise<Instant | null> {
    const [timer] = await wired.parts.store.read(pendingTimers);
    const effect = await wired.worker.nextEffectAt();
    return [timer?.dueAt, effect].filter((at) => at !== undefined && at !== null).toSorted()[0] ?? null;
  }

  /** BullMQ rings what has come due; the sweeper is asked only where a test lets it. */
  async function rings(by: Bell): Promise<void> {
    const due = () => wired.parts.store.read((db) => dueTimers(db, clock.now()));
    if (by === "sweeper") {
      await wired.bells.sweep();
      return;
    }
    for (let waited = 0; (await due()).length > 0; waited += 1) {
      if (waited === 300) {
        const silent = (await due()).map(({ id }) => id).join(", ");
        throw new Error(`BullMQ did not ring ${silent}; ${JSON.stringify(troubles())}`);
      }
      if (waited % 25 === 0) await wired.bells.schedule.jumpedTo(clock.now()).catch(() => {});
      await sleep(20);
    }
  }

  const troubles = () =>
    events.filter(({ name }) => ["error", "effect-failed", "needs-attention", "away"].includes(name));

  const door = {
    clock,
    policy,
    settings,
    outlook,
    sink,
    proxy,
    events,
    get wired(): Wired {
      return wired;
    },
    settles,
    starts,

    /** Rounds, as the worker makes them by itself, until something has come about: for what takes real time. */
    async settlesUntil(hasCome: () => boolean): Promise<void> {
      for (let tries = 0; !hasCome(); tries += 1) {
        if (tries === 200) throw new Error("it did not come about");
        await sleep(50);
        await settles();
      }
    },

    /** Another SMTP server has taken the place of the one that went away. */
    hears(other: SmtpSink): void {
      post = other;
      heard = 0;
    },

    /** Time passes to this hour of the same day, or to "2026-11-18 09:00"; everything due on the way happens. */
    async passes(to: string, by: Bell = "bullmq"): Promise<void> {
      const end = to.includes("-") ? london(to) : london(`${dayOf(clock.now())} ${to}`);
      if (end < clock.now()) throw new Error(`the clock is past ${to} already`);
      for (;;) {
        await settles();
        const next = await nextDue();
        if (!next || next > end) break;
        clock.jumpTo(next);
        await rings(by);
      }
      clock.jumpTo(end);
      await settles();
    },

    passesMinutes: (minutes: number) => door.passes(localOf(laterBy(clock.now(), minutes * 60_000))),

    /** A mail comes into INBOX, now or at this hour. */
    async receives(mail: RawMail, at?: string): Promise<string> {
      if (at) await door.passes(at);
      await door.comes(mail);
      await settles();
      return mail.messageId;
    },

    /** Somebody answers the newest letter of a kind, as their mail client writes it. */
    async answers(kind: string, words: string, more: Partial<Reply> = {}): Promise<RawMail> {
      const letter = door.lastLetter(kind, more.to);
      const reply = await replyTo(letter, words, more);
      await door.receives(reply);
      return reply;
    },

    /** Somebody presses a button of the newest letter of a kind: a new mail, with the word and nothing else in it. */
    presses: (kind: string, word: string): Promise<RawMail> =>
      door.answers(kind, word, { quoted: false, threaded: false }),

    letters: (kind?: string): Letter[] =>
      letters.filter((letter) => kind === undefined || letter.kind === kind),

    lastLetter(kind: string, to?: string): Letter {
      const found = letters.findLast((one) => one.kind === kind && (!to || one.to.includes(to)));
      if (!found) {
        const seen = letters.map((one) => `${one.kind} to ${one.to.join(", ")}`).join("; ");
        throw new Error(`no letter "${kind}"${to ? ` to ${to}` : ""} among: ${seen}`);
      }
      return found;
    },

    /** Kind and recipients of every letter since the start, digests left out, in order of kind. */
    told: (): string[] =>
      letters
        .filter(({ kind }) => kind !== "digest")
        .map(({ kind, to }) => `${kind}: ${to.toSorted().join(", ")}`)
        .toSorted(),

    /** Where a mail lies: each of its copies with subject, flags and bytes. */
    copiesOf: (messageId: string): Promise<Seen[]> => outlook.finds(messageId),

    folderOf: async (messageId: string) =>
      (await outlook.finds(messageId)).map(({ folder }) => folder).join(" + "),

    /** The amended copy in a completed folder and the original beside it, both checked as MBX-08 and MBX-09 say. */
    async isFiled(messageId: string, folder: string, subject: string): Promise<void> {
      expectFiled(await outlook.finds(messageId), came.get(messageId), folder, subject);
    },

    async isLeftInInbox(messageId: string): Promise<void> {
      const [copy, ...others] = await outlook.finds(messageId);
      expect(others).toEqual([]);
      expect(copy?.folder).toBe("INBOX");
      expect(copy?.flags.filter((flag) => flag !== "\\Recent")).toEqual(["CHECKED"]);
      expect(copy?.raw.equals(came.get(messageId) ?? Buffer.alloc(0))).toBe(true);
    },

    async item(itemId = "R-000001"): Promise<ItemState> {
      const stream = await wired.parts.store.transaction((tx) => tx.load(`item:${itemId}`));
      return itemState(stream.map(itemEvent));
    },

    notes: async (itemId = "R-000001"): Promise<string> =>
      (await wired.parts.store.read((db) => caseNotes(db, itemId))).map(({ text }) => text).join("\n"),

    /** The ledger's row of a mail. */
    async ledger(messageId: string) {
      return wired.parts.store.read((db) =>
        db
          .selectFrom("messages")
          .selectAll()
          .where("message_id", "=", messageId)
          .where("state", "!=", "copy")
          .execute(),
      );
    },

    /** All that `triage pack` writes of a request, as text. */
    async packs(itemId: string): Promise<string> {
      const folder = join(dataDir, `pack of ${itemId}`);
      await writePack(wired.parts.store, itemId, folder);
      return readdirSync(folder)
        .map((name) => `${name}\n${readFileSync(join(folder, name), "utf8")}`)
        .join("\n");
    },

    cases: () =>
      wired.parts.store.read((db) =>
        db.selectFrom("cases").select(["id", "workflow", "status", "responsible", "ended_at"]).execute(),
      ),

    casePeople: () =>
      wired.parts.store.read((db) => db.selectFrom("case_people").selectAll().orderBy("case_id").execute()),

    importRecords: (changed: (families: Extract) => Extract) => importRecords(changed(extract), clock.now()),

    /** The worker stops; `starts` starts a new one on the same data. */
    async stops(): Promise<void> {
      if (isRunning) await wired.close();
      isRunning = false;
    },

    /** A person writes to somebody from the shared mailbox: their mail client puts a copy into Sent. */
    async writesByHand(mail: RawMail): Promise<void> {
      byHand.add(mail.messageId);
      await outlook.puts("Sent", mail.raw, clock.now(), ["\\Seen"]);
    },

    /** What a mail was when it came, for one that no worker was there to receive. */
    async comes(mail: RawMail): Promise<string> {
      came.set(mail.messageId, mail.raw);
      await outlook.puts("INBOX", mail.raw, clock.now());
      return mail.messageId;
    },

    /** The worker stops and a new one starts on the same data. */
    async restarts(): Promise<void> {
      await door.stops();
      await starts();
    },

    /** Redis forgets everything, as after a power cut. */
    losesRedis: () => redis.flushAll(),

    /** A letter that reached its recipient twice is in Sent once. */
    forgets(letter: Letter | undefined): void {
      letters.splice(letters.lastIndexOf(letter as Letter), 1);
    },

    /** What must hold after every journey. */
    async isInOrder(): Promise<void> {
      await settles();
      expect(await ledgerDifferences(wired.parts.store, wired.parts.mailbox)).toEqual([]);
      expect((await wired.parts.store.read(verifyChain)).fault).toBeNull();
      await expectPrivacy(letters, events, redis.socket);
      if (!options.extraordinary) expectMailBudget(letters, policy.staff);
      const expected: readonly string[] = options.expects ?? [];
      expect(troubles().filter(({ name }) => !expected.includes(name))).toEqual([]);
      const sent = (await outlook.lists(`${options.folderPrefix ?? ""}Sent`)).map(
        ({ messageId }) => messageId,
      );
      expect(sent.filter((id) => !byHand.has(id)).toSorted()).toEqual(
        letters.map(({ messageId }) => messageId).toSorted(),
      );
      expect(await outlook.seenByUs(), "\\Seen").toEqual([]);
    },

    async close(): Promise<void> {
      await door.stops();
      await outlook.closes();
      await proxy?.stop();
      await post.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await starts();
  return door;
}

type Bell = "bullmq" | "sweeper";
