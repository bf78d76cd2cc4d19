import { ImapFlow } from "imapflow";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { instant } from "../../rules/time.ts";
import { type ImapMailbox, type ImapSettings, openImapMailbox } from "../../worker/mailbox/imap.ts";
import type { Listed, Location } from "../../worker/ports.ts";

export const FOLDERS: Record<FolderRole, string> = {
  inbox: "INBOX",
  review: "REVIEW CONTACTS",
  originals: "REVIEW CONTACTS ORIGINALS",
  "contact-completed": "CONTACT COMPLETED",
  "pss-completed": "PSS COMPLETED",
};

export interface MailboxServer {
  readonly settings: ImapSettings;
  /** Puts a mail into INBOX as another mail server would. */
  deliver(raw: Buffer): Promise<void>;
  stop(): Promise<void>;
  /** What this server can: the contract says what must hold either way. */
  readonly keywords: boolean;
  readonly moves: "by the server or by a copy" | "by hand";
  /** Whether a copy can be taken back (UIDPLUS). */
  readonly expunges: boolean;
}

export const quiet = { info() {}, warn() {} };
const RECEIVED = instant("2026-11-20T09:30:15Z");
let serial = 0;

/** A mail nobody else has: 8-bit body, an attachment, a folded header. */
export function aMail(
  overrides: { readonly subject?: string; readonly messageId?: string; readonly body?: string } = {},
): Buffer {
  serial += 1;
  const {
    subject = `Request for Support ${serial}`,
    messageId = `mail-${serial}@school.example`,
    body = "Jos\u00e9 was seen at school.",
  } = overrides;
  return Buffer.from(
    [
      "From: Ada Okoro <ada@school.example>",
      "To: triage@cass.example",
      `Subject: ${subject}`,
      ` - folded ${serial}`,
      `Message-ID: <${messageId}>`,
      "Date: Fri, 20 Nov 2026 09:30:00 +0000",
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="b1"',
      "",
      "--b1",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: 8bit",
      "",
      body,
      "--b1",
      "Content-Type: application/octet-stream",
      "Content-Transfer-Encoding: base64",
      'Content-Disposition: attachment; filename="form.bin"',
      "",
      Buffer.from(`attachment ${serial}`).toString("base64"),
      "--b1--",
      "",
    ].join("\r\n"),
  );
}

/** Another client of the same mailbox: the person at Outlook. */
export async function aPerson(settings: ImapSettings): Promise<ImapFlow> {
  const { host, port, auth } = settings;
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: auth.user, pass: "pass" in auth ? auth.pass : "" },
    logger: false,
    disableAutoIdle: true,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Polls until the mailbox shows this mail, as the worker does. */
export async function arrivalOf(
  mailbox: ImapMailbox,
  folder: FolderRole,
  messageId: string,
  withinMs = 10_000,
): Promise<Listed> {
  const until = performance.now() + withinMs;
  for (;;) {
    const { arrived } = await mailbox.news(folder, null);
    const listed = arrived.find((entry) => entry.messageId === messageId);
    if (listed !== undefined) return listed;
    if (performance.now() > until) throw new Error(`no mail ${messageId} in ${folder}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What every adapter of the mailbox must do, on whatever server. */
export function describeMailbox(name: string, start: () => Promise<MailboxServer>): void {
  describe(`the mailbox on ${name}`, () => {
    let server: MailboxServer;
    let mailbox: ImapMailbox;
    let person: ImapFlow;

    beforeAll(async () => {
      server = await start();
      mailbox = openImapMailbox(server.settings, quiet);
      const missing = (await mailbox.checkFolders())
        .filter(({ found }) => found === null)
        .map(({ role }) => role);
      await mailbox.createFolders(missing);
      await mailbox.connect();
      person = await aPerson(server.settings);
    });
    afterAll(async () => {
      person?.close();
      await mailbox?.close();
      await server?.stop();
    });
    afterEach(async () => {
      for (const folder of ["inbox", "review", "originals"] as const) {
        for (const { flags } of (await mailbox.news(folder, null)).arrived)
          expect(flags).not.toContain("\\Seen");
      }
    });

    async function received(raw = aMail()): Promise<{ raw: Buffer; location: Location; listed: Listed }> {
      await server.deliver(raw);
      const messageId = /^Message-ID: <(.*)>/m.exec(raw.toString("latin1"))?.[1] ?? "";
      const listed = await arrivalOf(mailbox, "inbox", messageId);
      return { raw, location: listed.location, listed };
    }

    async function pathOf(role: FolderRole): Promise<string> {
      const check = (await mailbox.checkFolders()).find((entry) => entry.role === role);
      if (check?.found == null) throw new Error(`no folder for ${role}`);
      return check.found;
    }

    async function drag(location: Location, to: FolderRole): Promise<void> {
      await person.mailboxOpen(await pathOf(location.folder as FolderRole));
      await person.messageCopy(`${location.uid}`, await pathOf(to), { uid: true });
      await person.messageFlagsAdd(`${location.uid}`, ["\\Deleted"], { uid: true });
    }

    test("finds every folder and says how it is marked", async () => {
      const checks = await mailbox.checkFolders();
      expect(checks.map(({ role }) => role).sort()).toEqual(Object.keys(FOLDERS).sort());
      for (const check of checks) {
        expect(check.found).toMatch(new RegExp(`${check.wanted}$`));
        expect(check.marks).toBe(server.keywords ? "keywords" : "flags");
      }
    });

    test("lists a mail that came, with its id, size, date and flags, and reads its bytes", async () => {
      const { raw, listed, location } = await received();
      const fetched = await mailbox.fetch(location);
      expect(fetched?.subarray(-raw.length).equals(raw)).toBe(true);
      expect(listed.bytes).toBe(fetched?.length);
      expect(Math.abs(Date.parse(listed.internalDate) - Date.now())).toBeLessThan(60_000);
      expect(listed.cassItem).toBeNull();
    });

    test("reads many mails in one call and leaves out what has gone", async () => {
      const a = await received();
      const b = await received();
      const found = await mailbox.fetchMany("inbox", [b.location.uid, a.location.uid, 4_000_000]);
      expect([...found.keys()].sort()).toEqual([a.location.uid, b.location.uid].sort());
      expect(found.get(a.location.uid)?.subarray(-a.raw.length).equals(a.raw)).toBe(true);
    });

    test("tells only what came since the cursor, and what is there", async () => {
      const first = await received();
      const { cursor } = await mailbox.news("inbox", null);
      expect((await mailbox.news("inbox", cursor)).arrived).toEqual([]);
      const second = await received();
      const news = await mailbox.news("inbox", cursor);
      expect(news.arrived.map(({ location }) => location.uid)).toEqual([second.location.uid]);
      expect(news.present).toEqual(expect.arrayContaining([first.location.uid, second.location.uid]));
      expect(news.renewed).toBe(false);
    });

    test("tells flags that a person changed since the cursor", async () => {
      const { location } = await received();
      const { cursor } = await mailbox.news("inbox", null);
      await person.mailboxOpen("INBOX");
      await person.messageFlagsAdd(`${location.uid}`, ["\\Flagged"], { uid: true });
      const { flags } = await mailbox.news("inbox", cursor);
      expect(flags.find(({ uid }) => uid === location.uid)?.flags).toContain("\\Flagged");
    });

    test("tells that a message has gone", async () => {
      const { location } = await received();
      const { cursor } = await mailbox.news("inbox", null);
      await person.mailboxOpen("INBOX");
      await person.messageDelete(`${location.uid}`, { uid: true });
      expect((await mailbox.news("inbox", cursor)).present).not.toContain(location.uid);
      expect(await mailbox.fetch(location)).toBeNull();
      expect(await mailbox.flagsOf(location)).toBeNull();
    });

    test("a location of another UIDVALIDITY means nothing", async () => {
      const { location } = await received();
      expect(await mailbox.fetch({ ...location, uidValidity: "1234567" })).toBeNull();
      expect(await mailbox.mark([{ ...location, uidValidity: "1234567" }], "RAO", true)).toEqual([]);
    });

    test("moves a batch and says where each lies, or that a person must drag it", async () => {
      const mails = [await received(), await received(), await received()];
      const uids = mails.map(({ location }) => location.uid);
      const moved = await mailbox.move("inbox", [...uids, 4_000_000], "review");
      expect(moved.map(({ uid }) => uid)).toEqual([...uids, 4_000_000]);
      expect(moved.at(-1)).toMatchObject({ to: null, reason: "it is no longer in the folder" });
      const { present } = await mailbox.news("inbox", null);
      for (const [at, { raw }] of mails.entries()) {
        const entry = moved[at]!;
        if (server.moves === "by hand") {
          expect(entry).toMatchObject({ to: null, reason: expect.stringContaining("drag") });
          expect(present).toContain(entry.uid);
        } else {
          expect(entry.reason).toBeNull();
          expect(present).not.toContain(entry.uid);
          expect((await mailbox.fetch(entry.to!))?.subarray(-raw.length).equals(raw)).toBe(true);
        }
      }
    });

    test("a move leaves other people's deleted messages alone", async () => {
      const deleted = await received();
      const { location } = await received();
      await person.mailboxOpen("INBOX");
      await person.messageFlagsAdd(`${deleted.location.uid}`, ["\\Deleted"], { uid: true });
      await mailbox.move("inbox", [location.uid], "review");
      expect((await mailbox.news("inbox", null)).present).toContain(deleted.location.uid);
    });

    test("sets a mark and takes it off, by the folder's mode, and reads it back", async () => {
      const raw = aMail();
      const at = await mailbox.append("review", raw, { flags: [], internalDate: RECEIVED });
      expect(await mailbox.mark([at], "RAO", true)).toEqual([at]);
      const flagsOf = () => mailbox.flagsOf(at);
      expect(await flagsOf()).toContain(server.keywords ? "RAO" : "\\Flagged");
      expect(await mailbox.mark([at], "ACTIONED", true)).toEqual([at]);
      if (server.keywords) expect(await flagsOf()).toContain("ACTIONED");
      expect(await mailbox.mark([at], "RAO", false)).toEqual([at]);
      expect(await flagsOf()).not.toContain(server.keywords ? "RAO" : "\\Flagged");
    });

    test("CHECKED is a keyword or nothing", async () => {
      const { location } = await received();
      expect(await mailbox.mark([location], "CHECKED", true)).toEqual(server.keywords ? [location] : []);
      const { arrived } = await mailbox.news("inbox", null);
      const flags = arrived.find((entry) => entry.location.uid === location.uid)?.flags ?? [];
      expect(flags.includes("CHECKED")).toBe(server.keywords);
      expect(flags).not.toContain("\\Flagged");
    });

    test("appends with date and flags kept, and reads back what was sent", async () => {
      const raw = aMail();
      const at = await mailbox.append("pss-completed", raw, {
        flags: ["\\Seen", "ACTIONED"],
        internalDate: RECEIVED,
      });
      expect((await mailbox.fetch(at))?.equals(raw)).toBe(true);
      const { arrived } = await mailbox.news("pss-completed", null);
      const listed = arrived.find(({ location }) => location.uid === at.uid);
      expect(listed?.internalDate).toBe(RECEIVED);
      expect(listed?.flags).toContain("\\Seen");
      expect(listed?.flags.includes("ACTIONED")).toBe(server.keywords);
    });

    test("appends to Sent and finds it by Message-ID", async () => {
      const raw = aMail({ messageId: "letter-1@cass.example" });
      const at = await mailbox.append("sent", raw, { flags: ["\\Seen"], internalDate: RECEIVED });
      expect(await mailbox.find("sent", "Message-ID", "letter-1@cass.example")).toEqual([at]);
      expect(await mailbox.find("sent", "Message-ID", "letter-1@cass")).toEqual([]);
      expect((await mailbox.news("sent", null)).present).toContain(at.uid);
    });

    test("finds our own amended copy by its item, and takes back that copy alone", async () => {
      const item = `item-${serial}`;
      const raw = Buffer.concat([Buffer.from(`X-CASS-Item: ${item}\r\n`), aMail()]);
      const copy = await mailbox.append("contact-completed", raw, { flags: [], internalDate: RECEIVED });
      const other = await mailbox.append("contact-completed", aMail(), {
        flags: ["\\Deleted"],
        internalDate: RECEIVED,
      });
      expect(await mailbox.find("contact-completed", "X-CASS-Item", item)).toEqual([copy]);
      expect(
        (await mailbox.news("contact-completed", null)).arrived.map(({ cassItem }) => cassItem),
      ).toContain(item);
      if (server.expunges) await mailbox.deleteOwnCopy(copy);
      else await expect(mailbox.deleteOwnCopy(copy)).rejects.toThrow("UIDPLUS");
      const { present } = await mailbox.news("contact-completed", null);
      expect(present.includes(copy.uid)).toBe(!server.expunges);
      expect(present).toContain(other.uid);
    });

    test("hears, long before the next poll, of a mail in INBOX and of one dragged into REVIEW CONTACTS", async () => {
      const known = await received();
      const puts: readonly [FolderRole, () => Promise<void>][] = [
        ["inbox", () => server.deliver(aMail())],
        ["review", () => drag(known.location, "review")],
      ];
      for (const [folder, put] of puts) {
        await quietFor(mailbox, 800);
        const { cursor } = await mailbox.news(folder, null);
        const putAt = performance.now();
        await put();
        for (;;) {
          await mailbox.waitForNews(20_000, new AbortController().signal);
          if ((await mailbox.news(folder, cursor)).arrived.length > 0) break;
        }
        expect(performance.now() - putAt).toBeLessThan(15_000);
      }
    });

    test("waiting for news ends when told to stop", async () => {
      await quietFor(mailbox, 300);
      const stop = new AbortController();
      const waited = mailbox.waitForNews(60_000, stop.signal);
      stop.abort();
      await expect(waited).resolves.toBeUndefined();
    });
  });
}

/** Until nothing has come for a while: what was done before has been told. */
async function quietFor(mailbox: ImapMailbox, ms: number): Promise<void> {
  for (;;) {
    const began = performance.now();
    await mailbox.waitForNews(ms, new AbortController().signal);
    if (performance.now() - began > ms - 50) return;
  }
}
