import { describe, expect } from "vitest";
import { FIRST_LETTER_ABOUT_ELLIS } from "../builders/families.ts";
import { aRawMail } from "../builders/raw-mail.ts";
import { anUrgentRequest, aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, london, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const GARETH = "gareth.pryce@trust.example";
const OWNER = "joel.whitcombe@trust.example";
const DUTY = "duty.manager@trust.example";

describe("the letter to the referrer", () => {
  journey(
    "a duplicate from a referrer who asks what became of it: told the outcome, and a manager is told",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(
        await aRequest("duplicate", {
          text: `Good morning\n\nI have had no reply to the below, so here it is again.\n\n${FIRST_LETTER_ABOUT_ELLIS}\n\nYours sincerely\nJudith Amery\nDesignated Safeguarding Lead, Kilnside Primary\n`,
        }),
        "09:10",
      );
      expect(door.told()).toEqual(["outcome: j.amery@kilnside.sch.example", `persistence: ${DUTY}`]);
      expect(await door.folderOf(mail)).toContain(FOLDERS["pss-completed"]);
    },
  );

  journey(
    "a relative is told only after the owner's SEND, and only that they were heard",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(
        await aRawMail({
          from: "Pauline Bowles <pauline.bowles@mail.example>",
          subject: "my granddaughter",
          text: "Hello, I am Maisie Thorne's nan. She is 8, born 23.4.18, they live at Flat 6, 31 Beacon Street NM2 3DT.\n\nI know the police came on the 7th about the car, because Craig told me. I only wanted to say that Maisie slept at mine that night. Lorna is doing her best.\n\nPauline Bowles\n",
        }),
        "09:10",
      );
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.lastLetter("outcome-held").to).toEqual([OWNER]);
      await door.presses("outcome-held", "SEND");
      await door.settles();
      expect(door.lastLetter("outcome").to).toEqual(["pauline.bowles@mail.example"]);
      expect(door.lastLetter("outcome").text).not.toMatch(/Maisie|Lorna|no new contact|was created/i);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] my granddaughter",
      );
    },
  );

  journey(
    "a letter that would greet somebody of the case at another's address is held back, with the reason",
    TUESDAY,
    async (door) => {
      await door.receives(
        await aRequest("same-incident", {
          from: "Beacon School <office@beacon.sch.example>",
          subject: "Referral form",
          text: "Referrer name: Lorna Thorne\nReferrer agency: Beacon School\n\nChild's name: Maisie Thorne\nDate of birth: 23/04/2018\nAddress: Flat 6, 31 Beacon Street, Northmoor NM2 3DT\n\nMaisie told her teacher about the evening of Saturday 7 November when the police came about the car. She said that Craig had shouted and that she went out on to the landing.\n",
        }),
        "09:10",
      );
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.lastLetter("outcome-held").to).toEqual([OWNER]);
      expect(door.lastLetter("outcome-held").text).toMatch(/name/);
    },
  );

  journey(
    "no address to answer: a Team Manager says why nothing is sent, and the subject line says so too",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(
        await aRequest("same-incident", { from: "Online form <no-reply@forms.example>" }),
        "09:10",
      );
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      await door.answers("outcome-held", "NO LETTER because the caller gave no name and no number", {
        from: "Margaret Ellery <margaret.ellery@trust.example>",
        quoted: false,
      });
      await door.passes("10:30");
      expect(door.letters("outcome")).toEqual([]);
      expect(await door.notes()).toContain("the caller gave no name and no number");
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome not sent (no safe address)] Helpline referral 7710519",
      );
    },
  );

  journey(
    "an anonymous neighbour gets no letter unless somebody says so: a Team Manager approves why (LET-11)",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(
        await aRawMail({
          from: "R <r.window@mail.example>",
          subject: "worried",
          text: "I do not want to give my name and please do not tell anyone that I wrote, I wish to stay anonymous. Maisie Thorne, 8, born 23.4.18, from Flat 6, 31 Beacon Street NM2 3DT, was at the bus stop by herself at seven this morning and said that her mum was still out.\n",
        }),
        "09:10",
      );
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.lastLetter("outcome-held").text).toContain("wishes to stay anonymous");
      await door.answers("outcome-held", "NO LETTER because they asked to stay anonymous");
      expect(door.lastLetter("command-refused").text).toContain("a Team Manager approves");
      await door.answers("outcome-held", "NO LETTER because they asked to stay anonymous", {
        from: "Margaret Ellery <margaret.ellery@trust.example>",
      });
      await door.passes("10:30");
      expect(door.letters("outcome")).toEqual([]);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome not sent (no safe address)] worried",
      );
    },
  );

  journey(
    "while the record extract is stale nothing leaves without the owner, and every question says so",
    { ...TUESDAY, extractedAt: "2026-11-11 05:00" },
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      expect(door.lastLetter("review-request").text).toMatch(/extract was older than 24 working hours/);
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.lastLetter("outcome-held").text).toMatch(/extract is older than 24 working hours/);
    },
  );

  journey("a letter decided on in the evening leaves when the working day begins", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "14:00");
    await door.passes("18:00");
    await door.answers("review-request", "NO CONTACT");
    await door.passes("2026-11-18 07:59");
    expect(door.letters("outcome")).toEqual([]);
    await door.passes("2026-11-18 08:15");
    expect(door.letters("outcome")).toHaveLength(1);
  });

  journey(
    "an outcome that comes back: the owner is told that the referrer has not been",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("09:30");
      const letter = door.lastLetter("outcome");
      await door.receives(
        await aRawMail({
          from: "Mail Delivery System <mailer-daemon@mx.trust.example>",
          subject: "Undelivered Mail Returned to Sender",
          text: `This is the mail system.\n\n<helpline.referrals@nspcc.example>: user unknown\n\nMessage-ID: <${letter.messageId}>\n`,
          inReplyTo: letter.messageId,
          headers: { "Auto-Submitted": "auto-replied" },
        }),
      );
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[OWNER]]);
      expect(door.lastLetter("notice").text).toContain("The referrer has not been told");
      expect(await door.item()).toMatchObject({ outcome: "undeliverable" });
    },
  );
});

describe("corrections and other words of people", () => {
  journey(
    "NOT DUPLICATE after it was filed: reviewed after all, and a manager learns that a letter had left",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("duplicate"), "09:10");
      expect(await door.item()).toMatchObject({ status: "filed" });
      await door.passes("09:30");
      await door.answers("outcome", "NOT DUPLICATE", { from: `Joel Whitcombe <${OWNER}>` });
      expect(await door.item()).toMatchObject({ status: "awaiting-decision" });
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[DUTY]]);
      expect(door.letters("review-request")).toHaveLength(1);
      expect(await door.folderOf(mail)).toContain(FOLDERS.review);
    },
  );

  journey("NOT OPEN: an open case that is none goes to review", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("open-case"), "09:10");
    await door.answers("open-case", "NOT OPEN", { from: `Joel Whitcombe <${OWNER}>` });
    expect((await door.item()).pathway).not.toBe("open-case");
    expect((await door.ledger(mail))[0]?.pathway).not.toBe("open-case");
  });

  journey(
    "a decision by telephone is recorded by the owner, and its decider asked to confirm",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "DECIDED BY Gareth Pryce: NO CONTACT because the police saw her", {
        from: `Joel Whitcombe <${OWNER}>`,
      });
      expect((await door.item()).decision).toMatchObject({
        by: "tm-2",
        decisions: [{ decision: "no-contact" }],
      });
      expect(door.lastLetter("confirm-phoned").to).toEqual([GARETH]);
      await door.passes("09:20");
      await door.answers("confirm-phoned", "UNDO");
      expect((await door.item()).decision).toBeNull();
      expect(door.letters("outcome")).toEqual([]);
    },
  );

  journey("a second, different decision is refused, and the owner is told of both", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "NO CONTACT");
    await door.answers("review-request", "NEW CONTACT", {
      from: "Margaret Ellery <margaret.ellery@trust.example>",
    });
    expect(door.letters("reply-refused").map(({ to }) => to)).toEqual([["margaret.ellery@trust.example"]]);
    expect(door.letters("conflict").map(({ to }) => to[0])).toContain(OWNER);
    expect(door.letters("notice")).toEqual([]);
    expect((await door.item()).decision).toMatchObject({ by: "tm-2" });
  });

  journey(
    "an owner who does not say which child it is: the duty manager after two working hours, then hourly",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("uncertain"), "09:10");
      await door.passes("11:09");
      expect(door.letters("owner-silent")).toEqual([]);
      await door.passes("11:10");
      expect(door.lastLetter("owner-silent")).toMatchObject({ to: [DUTY], at: london("2026-11-17 11:10") });
      await door.passes("12:10");
      expect(door.letters("owner-silent")).toHaveLength(2);
      await door.answers("owner-silent", "NONE OF THESE");
      expect((await door.item()).status).not.toBe("awaiting-rao");
    },
  );

  journey("the same where it is urgent: after a quarter of an hour", TUESDAY, async (door) => {
    await door.receives(await anUrgentRequest("uncertain"), "09:10");
    await door.passes("09:24");
    expect(door.letters("owner-silent")).toEqual([]);
    await door.passes("09:25");
    expect(door.lastLetter("owner-silent").to).toEqual([DUTY]);
  });
});
