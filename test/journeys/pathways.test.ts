import { describe, expect } from "vitest";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
/** A Tuesday. The second Team Manager decided the case of Maisie, the third that of the Haddows. */
const TUESDAY = { at: "2026-11-17 09:00" } as const;

describe("each pathway, from the mail that comes to where it ends", () => {
  journey(
    "an absolute duplicate: nobody is asked, the referrer is told, it is filed",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("duplicate"), "09:10");
      expect(door.told()).toEqual(["outcome: j.amery@kilnside.sch.example"]);
      expect(door.lastLetter("outcome").text).toMatch(/a further copy of the information/);
      expect(door.lastLetter("outcome").text).not.toMatch(/Ellis|Varga/);
      expect(await door.notes()).toMatch(/[Ss]econd copy/);
      expect(await door.item()).toMatchObject({ status: "filed", pathway: "duplicate", cases: [] });
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[duplicate contact - outcome sent to referrer] Request for support - Ellis Varga (sent again)",
      );
    },
  );

  journey(
    "the same incident: who decided the earlier one is asked, says no contact, and the referrer is told",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
      expect(door.told()).toEqual(["review-request: gareth.pryce@trust.example"]);
      const request = door.lastLetter("review-request");
      expect(request.text).toContain(
        "Has this changed the outcome of the previous referral? If yes, what action?",
      );
      expect(request.text).toContain("Maisie came out on to the landing in her socks");
      expect(request.text).toContain("argument between Lorna THORNE and her former partner");
      expect(request.text).toContain("17:15");

      await door.passes("09:50");
      await door.answers(
        "review-request",
        "NO CONTACT - the police saw her and nothing new follows from this.",
      );
      expect(door.lastLetter("receipt").to).toEqual(["gareth.pryce@trust.example"]);
      expect(door.letters("outcome")).toEqual([]);
      await door.passes("10:04");
      expect(door.letters("outcome")).toEqual([]);
      await door.passes("10:05");
      expect(door.told()).toEqual([
        "outcome: helpline.referrals@nspcc.example",
        "receipt: gareth.pryce@trust.example",
        "review-request: gareth.pryce@trust.example",
      ]);
      expect(door.lastLetter("outcome").text).toMatch(/considered by a manager/);
      expect(door.lastLetter("outcome").text).not.toMatch(/Maisie|Thorne|police|Pryce/i);
      expect(await door.notes()).toMatch(/NO CONTACT/);
      expect(await door.cases()).toEqual([]);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Helpline referral 7710519",
      );
    },
  );

  journey(
    "a new concern about two children: a contact is opened for each, its worker told, the referrer acknowledged",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("new-concern"), "09:10");
      expect(door.told()).toEqual(["review-request: nadia.rahman@trust.example"]);
      expect(door.lastLetter("review-request").text).toContain("Does a new contact need to be created?");

      await door.passes("09:40");
      await door.answers(
        "review-request",
        "NEW CONTACT - missed appointments are another matter altogether, for both.",
      );
      expect(door.lastLetter("contact-assigned").to).toEqual(["nadia.rahman@trust.example"]);
      expect((await door.casePeople()).map(({ person_id }) => person_id)).toEqual(["P-31", "P-32"]);
      expect(await door.cases()).toMatchObject([
        { workflow: "contact", responsible: "tm-3", ended_at: null },
        { workflow: "contact", responsible: "tm-3", ended_at: null },
      ]);
      await door.passes("09:45");
      await door.answers("contact-assigned", "OK");
      await door.passes("10:00");
      expect(door.told()).toEqual([
        "acknowledgement: o.pritchett@orchard.nhs.example",
        "contact-assigned: nadia.rahman@trust.example",
        "receipt: nadia.rahman@trust.example",
        "review-request: nadia.rahman@trust.example",
      ]);
      expect(await door.item()).toMatchObject({ status: "filed", acknowledged: true });
      await door.isFiled(
        mail,
        FOLDERS["contact-completed"],
        "[contact created] Safeguarding referral - Haddow children",
      );
    },
  );

  journey(
    "closed by the assessment team within four weeks: a Team Manager is asked and takes it forward",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("csc-closure"), "09:10");
      const request = door.lastLetter("review-request");
      const managers = door.policy.staff.filter(({ roles }) => roles.includes("team-manager"));
      expect(managers.map(({ email }) => email)).toContain(request.to[0]);
      await door.answers(
        "review-request",
        "TAKEN FORWARD - I am ringing the nursery and the mother myself today.",
      );
      await door.passes("10:00");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.letters("acknowledgement")).toEqual([]);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[taken forward by Team Manager] Request for support",
      );
    },
  );

  journey(
    "closed by Family Support within four weeks: the Early Help Manager of the area asks for a visit",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("family-support-closure"), "09:10");
      expect(door.told()).toEqual(["review-request: carol.bexley@trust.example"]);
      await door.answers("review-request", "VISIT - I will ask the same worker to go on Thursday.");
      await door.passes("10:00");
      expect(door.letters("outcome").map(({ to }) => to)).toEqual([
        ["g.holloway@northmoor-health.nhs.example"],
      ]);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[FSW visit requested - outcome sent to referrer] Health visitor",
      );
      await door.passes("12:00");
      expect(door.lastLetter("digest").text).toContain("has not said yet that the visit was asked for");
      expect(door.letters("visit-chase")).toEqual([]);
      await door.passes("13:11");
      expect(door.letters("visit-chase").map(({ to }) => to[0])).toContain("carol.bexley@trust.example");

      await door.answers("receipt", "OK");
      expect(await door.notes()).toContain("Carol Bexley: the visit was asked for.");
      await door.passes("2026-11-18 08:05");
      expect(door.lastLetter("digest").text).not.toContain("R-000001");
      await door.passes("2026-11-18 14:00");
      expect(door.letters("visit-chase")).toHaveLength(2);
    },
  );

  journey(
    "a sister is open: her team and BSS are told, it stays in INBOX, and is chased until they have it",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("open-case"), "09:10");
      expect(door.told()).toEqual([
        "open-case: area.safeguarding@trust.example",
        "open-case: cass.bss@trust.example",
      ]);
      expect(door.lastLetter("open-case").text).toContain("a sibling is open with Area safeguarding");
      await door.isLeftInInbox(mail);
      const returned = await door.item();
      expect(returned).toMatchObject({ status: "returned", pathway: "open-case", decision: null });
      await door.passes("10:09");
      expect(door.letters("return-chase")).toEqual([]);
      await door.passes("10:10");
      expect(door.told().filter((line) => line.startsWith("return-chase"))).toEqual(
        ["area.safeguarding@trust.example", "cass.bss@trust.example", "duty.manager@trust.example"].map(
          (to) => `return-chase: ${to}`,
        ),
      );
      await door.answers("open-case", "OK", { to: "area.safeguarding@trust.example" });
      expect(await door.item()).toMatchObject({ returnAcknowledged: true });
      await door.passes("13:00");
      expect(door.letters("return-chase")).toHaveLength(3);
      await door.isLeftInInbox(mail);
    },
  );

  journey(
    "a child nobody knows: it stays in INBOX for BSS, marked as looked at, and nobody is told",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("not-recent"), "09:10");
      await door.passes("11:00");
      expect(door.told()).toEqual([]);
      await door.isLeftInInbox(mail);
      expect(await door.item()).toMatchObject({ status: "left", pathway: "not-recent" });
    },
  );

  journey("no referral: it stays in INBOX and nothing is opened", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("not-a-referral"), "09:10");
    await door.passes("11:00");
    expect(door.told()).toEqual([]);
    await door.isLeftInInbox(mail);
    expect(await door.ledger(mail)).toMatchObject([
      { state: "left", pathway: "not-a-referral", item_id: null },
    ]);
  });

  journey(
    "two boys of one name: the owner says which it is, then it goes its way; the owner lets the letter go",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("uncertain"), "09:10");
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
      const question = door.lastLetter("owner-question");
      const owner = question.to[0];
      expect(door.told()).toEqual([`owner-question: ${owner}`]);
      expect(door.policy.staff.find(({ email }) => email === owner)?.roles).toContain("rao");
      expect(question.text).toContain("12 Weir Street");
      expect(question.text).toContain("64 Weir Street");

      await door.passes("09:40");
      await door.answers("owner-question", "CHILD P-91");
      expect(door.lastLetter("review-request").to).toEqual(["tom.ashworth@trust.example"]);
      await door.passes("10:20");
      await door.answers("review-request", "NO CONTACT, the school is dealing with it.");
      await door.passes("10:40");
      expect(door.letters("outcome")).toEqual([]);
      expect(door.lastLetter("outcome-held").to).toEqual([owner]);
      await door.presses("outcome-held", "SEND");
      await door.passes("11:00");
      expect(door.lastLetter("outcome").to).toEqual(["neighbourhood@northmoorhomes.housing.example"]);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Tenancy visit",
      );
    },
  );
});
