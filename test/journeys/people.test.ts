import { describe, expect } from "vitest";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, serveJourneys } from "./front-door.ts";
import { replyTo } from "./letters.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const GARETH = "gareth.pryce@trust.example";
const OWNER = "joel.whitcombe@trust.example";
const DUTY = "duty.manager@trust.example";

describe("people's hands in the same mailbox", () => {
  journey("a mail left as not recent, dragged into REVIEW CONTACTS, is reviewed", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("not-recent"), "09:10");
    expect(await door.item()).toMatchObject({ pathway: "not-recent", status: "left" });
    await door.outlook.drags(mail, FOLDERS.review);
    await door.settles();
    const [row] = await door.ledger(mail);
    expect(row?.pathway).not.toBe("not-recent");
    expect(row).toMatchObject({ state: "in-review", folder: "review" });
    expect(door.told().length).toBeGreaterThan(0);
    expect(await door.folderOf(mail)).toBe(FOLDERS.review);
  });

  journey("a mail that BSS files out of INBOX by hand is no alarm", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("not-recent"), "09:10");
    await door.outlook.drags(mail, FOLDERS["contact-completed"]);
    await door.passes("10:00");
    expect(door.told()).toEqual([]);
    expect(await door.folderOf(mail)).toBe(FOLDERS["contact-completed"]);
  });

  journey(
    "a returned request that BSS takes out of INBOX is with BSS, and is chased no more",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("open-case"), "09:10");
      await door.outlook.drags(mail, FOLDERS["contact-completed"]);
      await door.passes("12:00");
      expect(door.letters("return-chase")).toEqual([]);
      expect(await door.item()).toMatchObject({ returnAcknowledged: true });
    },
  );

  journey(
    "a request under review dragged to a completed folder is theirs: owner and reviewer learn what is missing",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.outlook.drags(mail, FOLDERS["pss-completed"]);
      await door.settles();
      expect(
        door
          .letters("notice")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual([GARETH, OWNER]);
      expect(door.lastLetter("notice").text).toContain("a manager's decision");
      await door.passes("17:30");
      expect(door.letters("reminder")).toEqual([]);
      expect(door.letters("overdue")).toEqual([]);
      expect(await door.folderOf(mail)).toBe(FOLDERS["pss-completed"]);
    },
  );

  journey(
    "a request under review dragged back to INBOX is with BSS: owner and reviewer learn it, nobody is reminded",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.outlook.drags(mail, "INBOX");
      await door.settles();
      expect(
        door
          .letters("notice")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual([GARETH, OWNER]);
      expect(await door.item()).toMatchObject({ status: "returned", returnAcknowledged: true });
      await door.passes("17:30");
      expect(door.letters("reminder")).toEqual([]);
      expect(door.letters("overdue")).toEqual([]);
      expect(door.letters("return-chase")).toEqual([]);
      expect(await door.folderOf(mail)).toBe("INBOX");
    },
  );

  journey(
    "a mail under review that a person copies to a completed folder: the copy is theirs, the review goes on",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.outlook.copies(mail, FOLDERS["contact-completed"]);
      await door.passes("09:20");
      expect(door.letters("notice")).toEqual([]);
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect((await door.folderOf(mail)).split(" + ").toSorted()).toEqual(
        [FOLDERS["contact-completed"], FOLDERS["pss-completed"], FOLDERS.originals].toSorted(),
      );
    },
  );

  journey(
    "a mail under review that is deleted: an alarm after a quarter of an hour, and the review goes on",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.outlook.deletes(mail);
      await door.settles();
      await door.passes("09:24");
      expect(door.letters("notice")).toEqual([]);
      await door.passes("09:26");
      expect(
        door
          .letters("notice")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual([DUTY, OWNER]);
      expect(await door.item()).toMatchObject({ status: "awaiting-decision" });
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toHaveLength(1);
    },
  );

  journey(
    "marks set and taken off by hand are noted as a person's; ACTIONED before its time tells the owner what is missing",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.outlook.marks(mail, "RAO");
      await door.passes("09:20");
      expect(await door.notes()).toContain("Marked RAO by hand.");
      await door.outlook.unmarks(mail, "RAO");
      await door.outlook.marks(mail, "ACTIONED");
      await door.passes("09:30");
      expect(await door.notes()).toContain("The mark RAO was taken off by hand.");
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[OWNER]]);
      expect(door.lastLetter("notice").text).toMatch(/a manager's decision; the outcome to the referrer/);
      await door.passes("10:00");
      expect(door.letters("notice")).toHaveLength(1);
      expect(await door.item()).toMatchObject({ status: "awaiting-decision" });
    },
  );

  journey("an RAO marks a mail by hand: the mark stays until the mail is ACTIONED", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.outlook.marks(mail, "RAO");
    await door.passes("10:00");
    expect((await door.copiesOf(mail))[0]?.flags).toContain("RAO");
    await door.answers("review-request", "NO CONTACT");
    await door.passes("10:30");
    await door.isFiled(
      mail,
      FOLDERS["pss-completed"],
      "[no contact created - outcome sent to referrer] Helpline referral 7710519",
    );
  });

  journey(
    "TAKE sets the mark and makes its sender the owner; RELEASE takes it off",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("uncertain"), "09:10");
      await door.answers("owner-question", "TAKE", { from: "Priya Nandra <priya.nandra@trust.example>" });
      expect((await door.copiesOf(mail))[0]?.flags).toContain("RAO");
      expect(await door.item()).toMatchObject({ owner: "rao-1" });
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[OWNER]]);
      await door.answers("owner-question", "RELEASE", { from: "Priya Nandra <priya.nandra@trust.example>" });
      expect((await door.copiesOf(mail))[0]?.flags).not.toContain("RAO");
    },
  );

  journey(
    "the same mail delivered twice: one request, one question, and both copies are filed",
    TUESDAY,
    async (door) => {
      const mail = await aRequest("same-incident");
      await door.receives(mail, "09:10");
      await door.receives(mail, "09:20");
      expect(door.letters("review-request")).toHaveLength(1);
      const items = new Set((await door.ledger(mail.messageId)).map(({ item_id }) => item_id));
      expect([...items]).toEqual(["R-000001"]);
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toHaveLength(1);
      const folders = (await door.copiesOf(mail.messageId)).map(({ folder }) => folder).toSorted();
      expect(folders).toEqual([
        FOLDERS["pss-completed"],
        FOLDERS["pss-completed"],
        FOLDERS.originals,
        FOLDERS.originals,
      ]);
    },
  );

  journey(
    "a filed mail dragged back: its owner learns how to have it looked at again, and REOPEN does so",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("09:30");
      const filed = await door.copiesOf(mail);
      expect(filed.map(({ folder }) => folder)).toContain(FOLDERS["pss-completed"]);
      await door.outlook.dragsFrom(FOLDERS["pss-completed"], mail, FOLDERS.review);
      await door.settles();
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[OWNER]]);
      expect(door.lastLetter("notice").text).toContain("REOPEN");
      expect(door.letters("review-request")).toHaveLength(1);

      await door.answers("notice", "REOPEN");
      expect(door.letters("review-request")).toHaveLength(2);
      await door.answers("review-request", "NEW CONTACT");
      await door.passes("10:30");
      await door.isFiled(mail, FOLDERS["contact-completed"], "[contact created] Helpline referral 7710519");
    },
  );

  journey(
    "a letter of ours that comes back to the mailbox is known as ours and left alone",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      const before = door.told();
      const [sent] = door.sink.mails;
      await door.receives(
        { messageId: door.lastLetter("review-request").messageId, raw: sent!.raw },
        "09:20",
      );
      expect(door.told()).toEqual(before);
      expect(await door.ledger(door.lastLetter("review-request").messageId)).toMatchObject([
        { state: "own" },
      ]);
    },
  );

  journey(
    "two RAOs take one request at once: the first has it, the other is told who",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("uncertain"), "09:10");
      const question = door.lastLetter("owner-question");
      await door.comes(
        await replyTo(question, "TAKE", { from: "Priya Nandra <priya.nandra@trust.example>" }),
      );
      await door.comes(
        await replyTo(question, "TAKE", { from: "Stacey Obuya <stacey.obuya@trust.example>" }),
      );
      await door.settles();
      expect(await door.item()).toMatchObject({ owner: "rao-1", takenBy: "rao-1" });
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[OWNER]]);
      expect(door.letters("command-refused").map(({ to }) => to)).toEqual([["stacey.obuya@trust.example"]]);
      expect(door.lastLetter("command-refused").text).toContain("Priya Nandra works on it");
      expect((await door.copiesOf(mail))[0]?.flags).toContain("RAO");

      await door.answers("owner-question", "RELEASE", { from: "Priya Nandra <priya.nandra@trust.example>" });
      await door.answers("owner-question", "TAKE", { from: "Stacey Obuya <stacey.obuya@trust.example>" });
      expect(await door.item()).toMatchObject({ owner: "rao-3", takenBy: "rao-3" });
    },
  );

  journey("a referrer's out-of-office answer to our letter is answered by nobody", TUESDAY, async (door) => {
    await door.receives(await aRequest("duplicate"), "09:10");
    const before = door.told();
    const answer = await door.answers("outcome", "I am out of school until Thursday 19 November.", {
      from: "Judith Amery <j.amery@kilnside.sch.example>",
      subject: "Automatic reply: your message",
      headers: { "Auto-Submitted": "auto-replied" },
    });
    await door.passes("11:00");
    expect(door.told()).toEqual(before);
    expect(await door.folderOf(answer.messageId)).toBe("INBOX");
  });

  journey(
    "a referrer who answers our letter with news of the child is heard as a referrer",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("duplicate"), "09:10");
      await door.passes("10:00");
      const answer = await door.answers(
        "outcome",
        "Thank you. Ellis Varga (born 11/02/2017) told me this morning that the ceiling has come down on his bed and that they all sleep in the kitchen now.",
        { from: "Judith Amery <j.amery@kilnside.sch.example>" },
      );
      expect((await door.ledger(answer.messageId))[0]).toMatchObject({
        state: "in-review",
        folder: "review",
      });
      expect(door.letters("review-request")).toHaveLength(1);
      expect(door.lastLetter("review-request").text).toContain("the ceiling has come down on his bed");
    },
  );
});
