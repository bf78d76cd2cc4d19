import { describe, expect, test } from "vitest";
import { instant } from "../../rules/time.ts";
import { openImapMailbox } from "../../worker/mailbox/imap.ts";
import { type FolderCursor, MailboxAwayError } from "../../worker/ports.ts";
import { aMail, arrivalOf, FOLDERS, quiet } from "./mailbox.ts";
import { describeBehindProxy } from "./mailbox-behind-proxy.ts";

const RECEIVED = instant("2026-11-20T09:30:15Z");

describeBehindProxy("a server that breaks its word", [], (at) => {
  test("a keyword that it lost makes the folder one of flags", async () => {
    const mailbox = at().through();
    at().proxy.loseKeywords = true;
    const location = await at().plain.append("review", aMail(), { flags: [], internalDate: RECEIVED });
    expect(await mailbox.mark([location], "RAO", true)).toEqual([location]);
    const flags = async () =>
      (await mailbox.news("review", null)).arrived.find((listed) => listed.location.uid === location.uid)
        ?.flags;
    expect(await flags()).toEqual(expect.arrayContaining(["\\Flagged"]));
    expect((await mailbox.checkFolders()).find(({ role }) => role === "review")?.marks).toBe("flags");
    expect(await mailbox.mark([location], "ACTIONED", true)).toEqual([location]);
    expect(await flags()).not.toContain("\\Flagged");
  });

  test("an amended copy is appended all the same, without the keyword that it lost", async () => {
    const mailbox = at().through();
    at().proxy.loseKeywords = true;
    const location = await mailbox.append("pss-completed", aMail(), {
      flags: ["\\Seen", "ACTIONED"],
      internalDate: RECEIVED,
    });
    const listed = (await at().plain.news("pss-completed", null)).arrived.find(
      (one) => one.location.uid === location.uid,
    );
    expect(listed?.flags).toEqual(expect.arrayContaining(["\\Seen"]));
    expect(listed?.flags).not.toContain("ACTIONED");
  });

  test("mail looked at goes to the folder for it, where there are no keywords and one is configured", async () => {
    await at().person.mailboxCreate("CHECKED FOR BSS");
    const mailbox = at().through({ checkedFolder: "Checked for BSS" });
    at().proxy.loseKeywords = true;
    const location = await at().plain.append("inbox", aMail({ messageId: "checked@school.example" }), {
      flags: [],
      internalDate: RECEIVED,
    });
    expect(await mailbox.mark([location], "CHECKED", true)).toEqual([location]);
    expect(await mailbox.fetch(location)).toBeNull();
    expect(await mailbox.find("checked", "Message-ID", "checked@school.example")).toHaveLength(1);
  });

  test("a copy that is not what was sent is taken back, and only that", async () => {
    const mailbox = at().through();
    const other = await mailbox.append("contact-completed", aMail(), {
      flags: ["\\Deleted"],
      internalDate: RECEIVED,
    });
    at().proxy.rewrite = (literal) => literal.replace("was seen", "was sean");
    const appending = mailbox.append("contact-completed", aMail(), { flags: [], internalDate: RECEIVED });
    await expect(appending).rejects.toThrow(
      "expected what was sent, found another message; the copy was taken back",
    );
    expect((await at().plain.news("contact-completed", null)).present).toEqual([other.uid]);
  });

  test("a copy whose boundary the server rewrote is the same mail", async () => {
    const mailbox = at().through();
    at().proxy.rewrite = (literal) => literal.replaceAll("b1", "b2");
    const copy = await mailbox.append("contact-completed", aMail(), { flags: [], internalDate: RECEIVED });
    expect((await mailbox.fetch(copy))?.toString()).toContain("--b2");
  });

  test("IDLE that it offers and refuses is made up for by asking", async () => {
    at().proxy.refuseIdle = true;
    const mailbox = at().through();
    await mailbox.connect();
    const { cursor } = await mailbox.news("inbox", null);
    await mailbox.waitForNews(1_000, new AbortController().signal);
    const sentAt = performance.now();
    await at().dovecot.deliver(aMail());
    do await mailbox.waitForNews(20_000, new AbortController().signal);
    while ((await mailbox.news("inbox", cursor)).arrived.length === 0);
    expect(performance.now() - sentAt).toBeLessThan(15_000);
    expect(at().proxy.commands.filter((command) => /^\S+ IDLE/i.test(command)).length).toBeLessThanOrEqual(2);
  });

  test("a folder that was made anew is read anew", async () => {
    const mailbox = at().through();
    const old = await mailbox.append("review", aMail(), { flags: [], internalDate: RECEIVED });
    const { cursor } = await mailbox.news("review", null);
    await at().person.mailboxDelete(FOLDERS.review);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await at().person.mailboxCreate(FOLDERS.review);
    const there = await at().plain.append("review", aMail(), { flags: [], internalDate: RECEIVED });
    const news = await mailbox.news("review", cursor);
    expect(news.renewed).toBe(true);
    expect(news.cursor.uidValidity).not.toBe(cursor.uidValidity);
    expect(news.arrived.map(({ location }) => location)).toEqual([there]);
    expect(await mailbox.fetch(old)).toBeNull();
  });
});

describeBehindProxy("folders", [], (at) => {
  const rename = (from: string, to: string) => at().person.mailboxRename(from, to);

  test("a look-alike is reported and not used", async () => {
    await rename(FOLDERS.originals, "REVIEW CONTACT ORIGINALS");
    const mailbox = at().through();
    const check = (await mailbox.checkFolders()).find(({ role }) => role === "originals");
    expect(check).toMatchObject({ found: null, lookAlikes: ["REVIEW CONTACT ORIGINALS"], marks: null });
    await expect(mailbox.news("originals", null)).rejects.toThrow(
      "Cannot use the folder 'originals': expected 'REVIEW CONTACTS ORIGINALS' once on the server, found only 'REVIEW CONTACT ORIGINALS'",
    );
    await rename("REVIEW CONTACT ORIGINALS", FOLDERS.originals);
    expect((await mailbox.news("originals", null)).arrived).toEqual([]);
  });

  test("a name in other letter case is used and reported as it is", async () => {
    await rename(FOLDERS.originals, "Review Contacts Originals");
    const check = (await at().through().checkFolders()).find(({ role }) => role === "originals");
    expect(check?.found).toBe("Review Contacts Originals");
    await rename("Review Contacts Originals", FOLDERS.originals);
  });

  test("two that match are an error, and none is made beside them", async () => {
    await at().person.mailboxCreate("Pss Completed");
    const mailbox = at().through();
    const check = (await mailbox.checkFolders()).find(({ role }) => role === "pss-completed");
    expect(check?.found).toBeNull();
    expect([...(check?.lookAlikes ?? [])].sort()).toEqual(["PSS COMPLETED", "Pss Completed"]);
    await expect(mailbox.createFolders(["pss-completed"])).rejects.toThrow("found 'P");
    await at().person.mailboxDelete("Pss Completed");
  });
});

describeBehindProxy("a server that goes away", [], (at) => {
  test("calls say so while it is away, and work again when it is back, without a new mailbox", {
    timeout: 60_000,
  }, async () => {
    const mailbox = at().through();
    await mailbox.connect();
    const { cursor } = await mailbox.news("inbox", null);
    at().proxy.refuse = true;
    at().proxy.dropAll();
    await expect(mailbox.news("inbox", cursor)).rejects.toThrow(MailboxAwayError);
    await expect(mailbox.news("inbox", cursor)).rejects.toThrow(MailboxAwayError);
    await at().dovecot.restart();
    await at().dovecot.deliver(aMail({ messageId: "after@school.example" }));
    at().proxy.refuse = false;
    const until = performance.now() + 20_000;
    let arrived: readonly { readonly messageId: string | null }[] = [];
    while (arrived.length === 0 && performance.now() < until) {
      await mailbox.waitForNews(20_000, new AbortController().signal);
      arrived = await mailbox.news("inbox", cursor).then(
        (news) => news.arrived,
        () => [],
      );
    }
    expect(arrived.map(({ messageId }) => messageId)).toEqual(["after@school.example"]);
  });

  test("a mailbox that was opened while it was away hears of mail once it is there", async () => {
    at().proxy.refuse = true;
    const mailbox = at().through();
    await expect(mailbox.connect()).rejects.toThrow(MailboxAwayError);
    at().proxy.refuse = false;
    const until = performance.now() + 20_000;
    let cursor: FolderCursor | null = null;
    while (cursor === null && performance.now() < until) {
      cursor = await mailbox.news("inbox", null).then(
        (news) => news.cursor,
        () => null,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await at().dovecot.deliver(aMail({ messageId: "late@school.example" }));
    for (;;) {
      await mailbox.waitForNews(20_000, new AbortController().signal);
      const { arrived } = await mailbox.news("inbox", cursor);
      if (arrived.some(({ messageId }) => messageId === "late@school.example")) break;
    }
    expect(performance.now()).toBeLessThan(until);
  });

  test("a refused login is away too, and names nobody", async () => {
    const mailbox = at().through({ auth: { user: "triage", pass: "not-the-password" } });
    const error = await mailbox.news("inbox", null).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MailboxAwayError);
    expect((error as Error).message).toContain("log in");
    expect(JSON.stringify([error, (error as Error).cause, (error as Error).message])).not.toMatch(
      /triage|not-the-password/,
    );
  });
});

describeBehindProxy("what is never sent to the server", ["MOVE"], (at) => {
  test("no plain EXPUNGE, no CLOSE, no \\Seen, no FETCH that marks as read", async () => {
    const mailbox = at().through();
    await mailbox.connect();
    await at().dovecot.deliver(aMail({ messageId: "all@school.example" }));
    const { location } = await arrivalOf(mailbox, "inbox", "all@school.example");
    await mailbox.fetch(location);
    await mailbox.fetchMany("inbox", [location.uid]);
    await mailbox.mark([location], "CHECKED", true);
    const [moved] = await mailbox.move("inbox", [location.uid], "review");
    await mailbox.mark([moved!.to!], "ACTIONED", true);
    await mailbox.deleteOwnCopy(
      await mailbox.append("pss-completed", aMail(), { flags: [], internalDate: RECEIVED }),
    );
    await mailbox.close();
    const commands = at().proxy.commands.join("\n");
    expect(commands).toMatch(/UID EXPUNGE \d/);
    expect(commands).not.toMatch(/^\S+ EXPUNGE/im);
    expect(commands).not.toMatch(/^\S+ CLOSE/im);
    expect(commands).not.toMatch(/STORE.*\\Seen/i);
    expect(commands).toMatch(/FETCH.*BODY\.PEEK\[/i);
    expect(commands).not.toMatch(/BODY\[|RFC822(?!\.SIZE)/i);
  });
});

describeBehindProxy("a server without TLS", [], (at) => {
  test("is not told the password, unless it is on this machine and that is configured", async () => {
    const mailbox = at().through({ loopbackPlaintext: false });
    await expect(mailbox.news("inbox", null)).rejects.toThrow(MailboxAwayError);
    expect(at().proxy.commands.join("\n")).not.toMatch(/LOGIN|AUTHENTICATE/i);
    await at().through().news("inbox", null);
    expect(at().proxy.commands.join("\n")).toMatch(/LOGIN|AUTHENTICATE/i);
  });
});

describe("a mailbox that is not on this machine", () => {
  test("is not read without TLS", async () => {
    const mailbox = openImapMailbox(
      {
        host: "mail.council.example",
        port: 143,
        secure: false,
        loopbackPlaintext: true,
        auth: { user: "a", pass: "b" },
        folders: FOLDERS,
      },
      quiet,
    );
    await expect(mailbox.connect()).rejects.toThrow("Cannot read mail without TLS");
  });
});
