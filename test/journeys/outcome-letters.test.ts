import { describe, expect } from "vitest";
import { aRawMail } from "../builders/raw-mail.ts";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;

describe("what the referrer is told", () => {
  journey(
    "one child's contact, none for the other: a professional is told of the other alone, by initials (CASS-43, LET-07)",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("new-concern"), "09:10");
      const request = door.lastLetter("review-request").text;
      const salma = /\b([AB]): Salma/.exec(request)?.[1] ?? "";
      await door.answers("review-request", `${salma}: NO CONTACT\n${salma === "A" ? "B" : "A"}: NEW CONTACT`);
      await door.passes("09:40");
      const { text, to } = door.lastLetter("outcome");
      expect(to).toEqual(["o.pritchett@orchard.nhs.example"]);
      expect(text).toContain("Outcome for S.H.: no new contact was created.");
      expect(text).not.toMatch(/I\.H\.|Idris|Salma|Haddow|taken forward/);
    },
  );

  journey(
    "a name of the family where the referrer's should be: taken out, and the letter waits for the owner (LET-07)",
    TUESDAY,
    async (door) => {
      const { raw } = await aRequest("same-incident");
      const text = raw
        .toString("utf8")
        .split(/\r?\n\r?\n/)
        .slice(1)
        .join("\n\n");
      await door.receives(
        await aRequest("same-incident", {
          text: `Referrer name: Lorna Thorne\nReferrer role: Helpline practitioner\n\n${text}`,
        }),
        "09:10",
      );
      await door.answers(
        "review-request",
        "NO CONTACT - the police saw her and nothing new follows from this.",
      );
      await door.passes("09:40");
      expect(door.letters("outcome")).toEqual([]);
      const held = door.lastLetter("outcome-held");
      expect(held.text).toContain(
        "a name of the case that may not be the recipient's own; that was taken out",
      );
      expect(held.text).toContain("Dear colleague,");
      await door.presses("outcome-held", "SEND");
      await door.passes("10:00");
      expect(door.lastLetter("outcome").to).toEqual(["helpline.referrals@nspcc.example"]);
      expect(door.lastLetter("outcome").text).not.toMatch(/Lorna|Thorne|Maisie/);
    },
  );

  journey(
    "a neighbour is told the same whether a contact was opened or not, and only once the owner lets the letter go (LET-04)",
    TUESDAY,
    async (door) => {
      const from = "Ruth Odell <r.odell@freemail.example>";
      await door.receives(await aRequest("same-incident", { from }), "09:10");
      await door.answers("review-request", "NEW CONTACT - she has to be seen.");
      await door.passes("09:40");
      expect(door.lastLetter("outcome-held").text).toContain("the referrer is not a professional");
      expect(door.lastLetter("outcome-held").text).toContain("r.odell@freemail.example");
      await door.presses("outcome-held", "SEND");
      await door.passes("10:00");
      const { text, subject, to } = door.lastLetter("acknowledgement");
      expect(to).toEqual(["r.odell@freemail.example"]);
      expect(subject).toBe("OFFICIAL-SENSITIVE: your message to us of Tuesday 17 November 2026 (R-000001)");
      expect(text).toContain("Thank you for telling us that you are worried.");
      expect(text).not.toMatch(/contact was|forward|record|M\.T\.|Maisie|visit/i);
    },
  );

  journey(
    "a domain whose gateway encrypts by a word: the word ends the subject, the marking begins it (LET-08)",
    {
      ...TUESDAY,
      policy: () => ({ letterRoutes: [{ to: ["nspcc.example"], by: "keyword", keyword: "[ENCRYPT]" }] }),
    },
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.lastLetter("outcome").subject).toMatch(/^OFFICIAL-SENSITIVE: .*\[ENCRYPT\]$/);
      expect(door.lastLetter("receipt").subject).not.toContain("[ENCRYPT]");
    },
  );

  journey(
    "a domain that no letter may go to as mail: not even by SEND; the owner sends it another way and says SENT",
    { ...TUESDAY, policy: () => ({ letterRoutes: [{ to: ["*"], by: "hand" }] }) },
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.lastLetter("outcome-held").text).toContain("no letter may go to that domain as mail");
      await door.answers("outcome-held", "SEND helpline.referrals@nspcc.example");
      expect(door.lastLetter("command-refused").text).toContain("reply SENT");
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
      await door.answers("outcome-held", "SENT");
      expect(door.letters("outcome")).toEqual([]);
      expect(await door.notes()).toContain("The referrer was told by Joel Whitcombe, by hand.");
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Helpline referral 7710519",
      );
    },
  );

  const ANSWER = {
    from: "CASS <cass@trust.example>",
    to: "NSPCC Helpline <helpline.referrals@nspcc.example>",
    subject: "RE: Helpline referral 7710519",
    text: "Thank you for your referral. It was considered and no new contact was created.\n",
  } as const;

  journey(
    "the owner answers the referrer by hand while the letter waits: it is held, and SENT says that it was the outcome",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("09:15");
      await door.writesByHand(await aRawMail({ ...ANSWER, inReplyTo: mail, date: door.clock.now() }));
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.lastLetter("outcome-held").text).toContain("written to the referrer by hand");
      await door.answers("outcome-held", "SENT");
      await door.passes("11:00");
      expect(door.letters("outcome")).toEqual([]);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Helpline referral 7710519",
      );
    },
  );

  journey("what was written by hand was no outcome: SEND lets the letter go, once", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "NO CONTACT");
    await door.passes("09:15");
    await door.writesByHand(await aRawMail({ ...ANSWER, inReplyTo: mail, date: door.clock.now() }));
    await door.passes("10:00");
    await door.presses("outcome-held", "SEND");
    await door.passes("11:00");
    expect(door.letters("outcome")).toHaveLength(1);
    expect(door.letters("outcome-held")).toHaveLength(1);
  });

  journey(
    "a question that was put to the referrer before the decision holds no letter back",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.writesByHand(await aRawMail({ ...ANSWER, inReplyTo: mail, date: door.clock.now() }));
      await door.passes("09:30");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      expect(door.letters("outcome")).toHaveLength(1);
    },
  );

  journey(
    "a letter that came back is not tried there again: it goes to the address that the owner gives (LET-09)",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("09:30");
      expect(await door.item()).toMatchObject({ status: "filed" });
      const { messageId } = door.lastLetter("outcome");
      await door.receives(
        await aRawMail({
          from: "Mail Delivery System <mailer-daemon@mx.trust.example>",
          subject: "Undelivered Mail Returned to Sender",
          text: `This is the mail system.\n\n<helpline.referrals@nspcc.example>: user unknown\n\nMessage-ID: <${messageId}>\n`,
          inReplyTo: messageId,
          headers: { "Auto-Submitted": "auto-replied" },
        }),
      );
      expect(door.lastLetter("notice").text).toContain("reply SEND and an address that you have checked");
      expect(await door.item()).toMatchObject({ status: "decided", outcome: "undeliverable" });
      await door.answers("notice", "SEND");
      expect(door.lastLetter("command-refused").text).toContain("reply SEND and the address");
      await door.answers("notice", "SEND duty.desk@nspcc.example");
      await door.passes("10:00");
      expect(door.lastLetter("outcome").to).toEqual(["duty.desk@nspcc.example"]);
      expect(await door.item()).toMatchObject({ outcome: "sent", status: "filed" });
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Helpline referral 7710519",
      );
    },
  );

  journey(
    "a letter that came back and can go nowhere: the owner is chased with a manager, and the subject line says it",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NO CONTACT");
      await door.passes("09:30");
      await door.receives(
        await aRawMail({
          from: "Mail Delivery System <mailer-daemon@mx.trust.example>",
          subject: "Undelivered Mail Returned to Sender",
          text: "This is the mail system.\n\n<helpline.referrals@nspcc.example>: user unknown\n",
          inReplyTo: door.lastLetter("outcome").messageId,
          headers: { "Auto-Submitted": "auto-replied" },
        }),
      );
      await door.passes("10:29");
      expect(door.letters("owner-chase")).toEqual([]);
      await door.passes("10:31");
      expect(
        door
          .letters("owner-chase")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual(["duty.manager@trust.example", "joel.whitcombe@trust.example"]);
      await door.answers("owner-chase", "NO LETTER because the helpline has closed that desk", {
        to: "duty.manager@trust.example",
      });
      await door.passes("11:00");
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome not sent (no safe address)] Helpline referral 7710519",
      );
    },
  );
});
