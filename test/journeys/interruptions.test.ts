import { describe, expect } from "vitest";
import { anUrgentRequest, aRequest } from "../builders/requests.ts";
import { startSmtpSink } from "../servers/smtp.ts";
import { FOLDERS, journey, london, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const FILED = "[no contact created - outcome sent to referrer] Helpline referral 7710519";

describe("a worker that stops and starts again", () => {
  journey("between the question and the reminder: reminded once, on time", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.restarts();
    expect(door.letters("review-request")).toHaveLength(1);
    await door.passes("16:15");
    expect(door.letters("reminder")).toHaveLength(1);
    await door.restarts();
    await door.passes("16:30");
    expect(door.letters("reminder")).toHaveLength(1);
    await door.answers("reminder", "NO CONTACT");
    await door.restarts();
    await door.passes("2026-11-18 09:00");
    expect(door.letters("outcome")).toHaveLength(1);
    await door.isFiled(mail, FOLDERS["pss-completed"], FILED);
  });

  journey("while a mail and an answer come: both are taken in at the start", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "09:10");
    await door.stops();
    const second = await door.comes(await aRequest("family-support-closure"));
    await door.starts();
    expect(door.letters("review-request").map(({ to }) => to[0])).toEqual([
      "gareth.pryce@trust.example",
      "carol.bexley@trust.example",
    ]);
    expect(await door.folderOf(second)).toBe(FOLDERS.review);
  });

  journey(
    "after an outage of a day: what came meanwhile is asked at once, urgent first, then oldest, and said to be late",
    TUESDAY,
    async (door) => {
      await door.stops();
      const ordinary = await door.comes(await aRequest("same-incident"));
      door.clock.jumpTo(london("2026-11-17 09:30"));
      const urgent = await door.comes(await anUrgentRequest("family-support-closure"));
      door.clock.jumpTo(london("2026-11-17 10:00"));
      await door.comes(await aRequest("uncertain"));
      await door.comes(await aRequest("open-case"));
      door.clock.jumpTo(london("2026-11-18 09:00"));
      await door.starts();
      expect(door.letters().map(({ kind, to }) => `${kind}: ${to[0]}`)).toEqual([
        "urgent: duty.manager@trust.example",
        "review-request: carol.bexley@trust.example",
        "review-request: gareth.pryce@trust.example",
        expect.stringMatching(/^owner-question: /),
        "open-case: area.safeguarding@trust.example",
        "open-case: cass.bss@trust.example",
      ]);
      for (const { text } of door.letters()) expect(text).toMatch(/reaches you late/);
      expect((await door.ledger(ordinary))[0]?.received_at).toBe(london("2026-11-17 09:00"));
      expect(await door.folderOf(urgent)).toBe(FOLDERS.review);
    },
  );

  journey(
    "after a whole day away: the reminder is not sent after the deadline, overdue is told and said to be late",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.stops();
      door.clock.jumpTo(london("2026-11-18 09:00"));
      await door.starts();
      await door.passes("09:05", "sweeper");
      expect(door.letters("overdue")).toHaveLength(3);
      expect(door.lastLetter("overdue").text).toContain("This notice is late");
      expect(await door.item()).toMatchObject({ decision: null, status: "awaiting-decision" });
    },
  );
});

describe("a Redis that forgets everything", () => {
  journey(
    "the sweeper alone reminds, tells what is overdue, and lets the letter go",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.losesRedis();
      await door.passes("16:15", "sweeper");
      expect(door.letters("reminder")).toHaveLength(1);
      await door.losesRedis();
      await door.passes("17:15", "sweeper");
      expect(door.letters("overdue")).toHaveLength(3);
      await door.answers("reminder", "NO CONTACT");
      await door.passes("2026-11-18 08:30", "sweeper");
      expect(door.letters("outcome")).toHaveLength(1);
      await door.isFiled(mail, FOLDERS["pss-completed"], FILED);
    },
  );

  journey(
    "a round of the sweeper gives BullMQ its bells back, and BullMQ alone rings them",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.losesRedis();
      await door.wired.bells.sweep();
      await door.passes("16:15", "bullmq");
      expect(door.letters("reminder")).toHaveLength(1);
    },
  );
});

describe("servers that are away", () => {
  journey(
    "the mailbox goes and comes back: nothing is lost and nothing done twice",
    { ...TUESDAY, proxied: true, expects: ["away", "error"] },
    async (door) => {
      const first = await door.receives(await aRequest("same-incident"), "09:10");
      door.proxy!.refuse = true;
      door.proxy!.dropAll();
      await door.settles();
      expect(door.events.filter(({ name }) => name === "away")).toMatchObject([{ what: "mailbox" }]);
      const second = await door.comes(await aRequest("family-support-closure"));
      await door.settles();
      expect(door.letters("review-request")).toHaveLength(1);
      door.proxy!.refuse = false;
      await door.settlesUntil(() => door.letters("review-request").length === 2);
      expect(door.events).toContainEqual({ name: "back", what: "mailbox" });
      expect(await door.folderOf(first)).toBe(FOLDERS.review);
      expect(await door.folderOf(second)).toBe(FOLDERS.review);
    },
  );

  journey(
    "the mail server refuses for a while: the letter leaves once, later",
    { ...TUESDAY, expects: ["away", "effect-failed", "error"] },
    async (door) => {
      door.sink.refuseNext(451);
      await door.receives(await aRequest("same-incident"), "09:10");
      expect(door.letters("review-request")).toEqual([]);
      await door.passes("09:20");
      expect(door.letters("review-request")).toHaveLength(1);
    },
  );

  journey(
    "SMTP is down and comes back: nothing is lost",
    { ...TUESDAY, expects: ["away", "effect-failed", "error"] },
    async (door) => {
      await door.sink.stop();
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.passes("09:12");
      expect(door.letters()).toEqual([]);
      door.hears(await startSmtpSink({}, door.sink.port));
      await door.passes("09:30");
      expect(door.told()).toEqual(["review-request: gareth.pryce@trust.example"]);
    },
  );

  journey(
    "a reviewer's address is refused: another is asked, owner and duty manager are told",
    { ...TUESDAY, expects: ["effect-failed"] },
    async (door) => {
      door.sink.refuseNext(550, "gareth.pryce@trust.example");
      await door.receives(await aRequest("same-incident"), "09:10");
      expect(door.letters("review-request")).toHaveLength(1);
      expect(door.lastLetter("review-request").to).not.toContain("gareth.pryce@trust.example");
      expect(
        door
          .letters("notice")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual(["duty.manager@trust.example", "joel.whitcombe@trust.example"]);
    },
  );
});

describe("bad input", () => {
  journey(
    "a mail that cannot be read stays where it is, one person is told once, and the next mail goes on",
    {
      ...TUESDAY,
      expects: ["needs-attention"],
      reader: (real) => ({
        ...real,
        readAndWorkOut: (raw, at, asked) =>
          raw.includes("l.garth@seafield")
            ? Promise.reject(new Error("broken"))
            : real.readAndWorkOut(raw, at, asked),
      }),
    },
    async (door) => {
      await door.passes("09:10");
      const bad = await door.comes(await aRequest("not-recent"));
      const good = await door.comes(await aRequest("same-incident"));
      await door.settles();
      expect(door.told()).toEqual([
        "needs-attention: cass.raos@trust.example",
        "review-request: gareth.pryce@trust.example",
      ]);
      expect(await door.ledger(bad)).toMatchObject([{ state: "needs-attention", folder: "inbox" }]);
      expect(await door.folderOf(bad)).toBe("INBOX");
      expect((await door.copiesOf(bad))[0]?.flags).not.toContain("CHECKED");
      expect(await door.folderOf(good)).toBe(FOLDERS.review);
      await door.restarts();
      await door.passes("11:00");
      expect(door.letters("needs-attention")).toHaveLength(1);
    },
  );
});

describe("the first start", () => {
  journey(
    "older mail is listed and left alone; what is in REVIEW CONTACTS is people's own work",
    {
      ...TUESDAY,
      before: async (outlook) => {
        const old = await aRequest("same-incident", { messageId: "old@nspcc.example" });
        const theirs = await aRequest("csc-closure", { messageId: "theirs@littleotters.sch.example" });
        await outlook.puts("INBOX", old.raw, london("2026-11-16 15:00"));
        await outlook.puts("REVIEW CONTACTS", theirs.raw, london("2026-11-16 15:30"), ["RAO"]);
      },
    },
    async (door) => {
      await door.passes("11:00");
      expect(door.told()).toEqual([]);
      expect(await door.ledger("old@nspcc.example")).toMatchObject([{ state: "listed", folder: "inbox" }]);
      expect(await door.ledger("theirs@littleotters.sch.example")).toMatchObject([
        { state: "adopted", folder: "review" },
      ]);
      expect(await door.folderOf("old@nspcc.example")).toBe("INBOX");
      const [theirs] = await door.copiesOf("theirs@littleotters.sch.example");
      expect(theirs).toMatchObject({ folder: FOLDERS.review });
      expect(theirs?.flags).toContain("RAO");
      await door.receives(await aRequest("family-support-closure"));
      expect(door.told()).toEqual(["review-request: carol.bexley@trust.example"]);
    },
  );
});
