import { describe, expect } from "vitest";
import type { Policy } from "../../rules/policy.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { plainDate } from "../../rules/time.ts";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, london, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
/** Decided the earlier contacts of Maisie Thorne and of the Haddows. */
const GARETH = "gareth.pryce@trust.example";
const NADIA = "nadia.rahman@trust.example";

/** The shipped staff, with one member changed. */
function staffWith(id: string, change: Partial<StaffMember>) {
  return ({ staff }: Policy): Partial<Policy> => ({
    staff: staff.map((member) => (member.id === id ? { ...member, ...change } : member)),
  });
}

describe("asking, reminding, deciding", () => {
  journey("asked at 09:40, reminded at 16:15, decided before the day is over", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:40");
    expect(door.lastLetter("review-request")).toMatchObject({ to: [GARETH], at: london("2026-11-17 09:40") });
    await door.passes("16:14");
    expect(door.letters("reminder")).toEqual([]);
    await door.passes("16:15");
    expect(door.lastLetter("reminder")).toMatchObject({ to: [GARETH, "cass.raos@trust.example"] });
    await door.passes("16:30");
    await door.answers("reminder", "NO CONTACT. Sorry for the wait.");
    await door.passes("17:14");
    expect(door.letters("reminder")).toHaveLength(1);
    await door.passes("2026-11-18 11:00");
    expect(door.letters("overdue")).toEqual([]);
    await door.isFiled(
      mail,
      FOLDERS["pss-completed"],
      "[no contact created - outcome sent to referrer] Helpline referral 7710519",
    );
  });

  journey(
    "asked on a Friday at 15:00: who is off on Monday is passed over, and the mail says why",
    {
      at: "2026-11-20 09:00",
      policy: staffWith("tm-2", {
        leave: [{ from: plainDate("2026-11-23"), until: plainDate("2026-11-23") }],
      }),
    },
    async (door) => {
      await door.receives(await aRequest("same-incident"), "15:00");
      const request = door.lastLetter("review-request");
      expect(request.to).not.toContain(GARETH);
      expect(request.text).toMatch(/Passed over: Gareth Pryce is on leave until Mon 23 Nov 2026/);
      expect((await door.item()).ask).toMatchObject({
        dueAt: london("2026-11-23 10:00"),
        remindAt: london("2026-11-23 09:00"),
      });
      await door.passes("2026-11-23 09:00");
      expect(door.lastLetter("reminder")).toMatchObject({ at: london("2026-11-23 09:00") });
      expect(door.lastLetter("reminder").to).toContain(request.to[0]);
    },
  );

  journey(
    "an unclear answer is asked back once, the owner is told, and the clock runs on",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      const before = await door.item();
      await door.passes("09:30");
      await door.answers("review-request", "Thanks, is school keeping an eye on her?");
      expect(door.lastLetter("question-back")).toMatchObject({ to: [GARETH] });
      const owner = door.policy.staff.find(({ id }) => id === before.owner)?.email ?? "nobody";
      expect(door.letters("notice").filter(({ to }) => to.includes(owner))).toHaveLength(1);
      expect((await door.item()).ask?.dueAt).toBe(before.ask?.dueAt);
      await door.passes("10:00");
      await door.answers("question-back", "NEW CONTACT");
      expect(door.letters("receipt")).toHaveLength(1);
      expect((await door.casePeople()).map(({ person_id }) => person_id)).toEqual(["P-21"]);
    },
  );

  journey(
    "an out-of-office answer: the next in turn is asked at once, with the first deadline, and nothing else goes to who is away",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      const before = await door.item();
      await door.answers(
        "review-request",
        "I am on annual leave and will be back on Thursday 19 November. For anything urgent please telephone the front door.",
        { subject: "Automatic reply: decision needed", headers: { "Auto-Submitted": "auto-replied" } },
      );
      const [first, second, ...more] = door.letters("review-request");
      expect(more).toEqual([]);
      expect(first?.to).toEqual([GARETH]);
      expect(second?.to).not.toEqual([GARETH]);
      expect(second?.at).toBe(first?.at);
      expect((await door.item()).ask?.dueAt).toBe(before.ask?.dueAt);
      const owner = door.policy.staff.find(({ id }) => id === before.owner)?.email ?? "nobody";
      expect(door.letters("notice").map(({ to }) => to)).toEqual([[owner]]);
      expect(door.letters("help")).toEqual([]);

      await door.receives(await aRequest("new-concern"), "10:00");
      expect(door.letters("review-request").at(-1)?.to).not.toEqual([GARETH]);
    },
  );

  journey(
    "an out-of-office answer to a notice is answered by nobody: no mails go round",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("new-concern"), "09:10");
      await door.answers("review-request", "NEW CONTACT");
      const before = door.told();
      await door.answers("contact-assigned", "I am out of the office until Thursday 19 November.", {
        subject: "Automatic reply: assigned",
        headers: { "Auto-Submitted": "auto-replied" },
      });
      expect(door.told()).toEqual(before);
    },
  );

  journey(
    "nobody answers: overdue at the deadline, then the service lead, then hourly; never decided",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:40");
      const owner = door.policy.staff.find(({ id }) => id === "rao-1")?.email;
      expect(owner).toBeDefined();
      await door.passes("17:14");
      expect(door.letters("overdue")).toEqual([]);
      await door.passes("17:15");
      const told = door.letters("overdue").map(({ to }) => to[0]);
      const itemOwner = door.policy.staff.find(({ id }) => id === "rao-2")?.email;
      expect(told.toSorted()).toEqual(
        ["cass.raos@trust.example", "duty.manager@trust.example", itemOwner].toSorted(),
      );
      await door.passes("2026-11-18 08:29");
      expect(door.letters("escalation")).toEqual([]);
      await door.passes("2026-11-18 08:30");
      expect(
        door
          .letters("escalation")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual(["duty.manager@trust.example", "service.lead@trust.example"]);
      await door.passes("2026-11-18 10:31");
      expect(door.letters("escalation")).toHaveLength(6);
      expect(await door.item()).toMatchObject({ status: "awaiting-decision", decision: null });
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);

      await door.answers("escalation", "NO CONTACT - the police have it in hand.", {
        to: "duty.manager@trust.example",
      });
      await door.passes("2026-11-18 11:00");
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Helpline referral 7710519",
      );
    },
  );

  journey(
    "UNDO in time: the contact is withdrawn, nothing has left, and the same person is asked again",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("new-concern"), "09:10");
      await door.answers("review-request", "NEW CONTACT");
      await door.passes("09:24");
      await door.answers("receipt", "UNDO");
      expect(door.letters("acknowledgement")).toEqual([]);
      expect((await door.cases()).every(({ ended_at }) => ended_at !== null)).toBe(true);
      expect(door.letters("review-request").map(({ to }) => to)).toEqual([[NADIA], [NADIA]]);
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
      await door.passes("10:00");
      await door.answers("review-request", "NO CONTACT - I have spoken to the surgery.");
      await door.passes("11:00");
      expect(door.letters("acknowledgement")).toEqual([]);
      expect(door.letters("outcome")).toHaveLength(1);
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Safeguarding referral - Haddow children",
      );
    },
  );

  journey("UNDO too late: it is refused with the reason, and the decision stands", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "NO CONTACT");
    await door.passes("09:26");
    await door.answers("receipt", "UNDO");
    expect(door.lastLetter("command-refused").to).toEqual([GARETH]);
    expect(door.lastLetter("command-refused").text).toMatch(/the time to take it back is over/);
    await door.isFiled(
      mail,
      FOLDERS["pss-completed"],
      "[no contact created - outcome sent to referrer] Helpline referral 7710519",
    );
  });

  journey(
    "MORE INFO is no decision: the owner is asked to find out, the deadline stands",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      const before = await door.item();
      await door.answers("review-request", "MORE INFO - who was the child with when the police came?");
      const owner = door.policy.staff.find(({ id }) => id === before.owner)?.email ?? "nobody";
      expect(door.lastLetter("more-info").to).toEqual([owner]);
      expect(door.lastLetter("more-info").text).toContain("who was the child with when the police came?");
      expect(await door.item()).toMatchObject({ status: "awaiting-decision", decision: null });
      await door.passes("16:15");
      expect(door.letters("reminder")).toHaveLength(1);
      await door.answers("reminder", "NO CONTACT");
      expect((await door.item()).decision?.decisions).toMatchObject([{ decision: "no-contact" }]);
    },
  );

  journey("NOT MINE and a name: that colleague is asked, with the first deadline", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "09:10");
    const before = await door.item();
    await door.passes("09:30");
    await door.answers("review-request", "NOT MINE Tom Ashworth");
    expect(door.letters("review-request").map(({ to }) => to)).toEqual([
      [GARETH],
      ["tom.ashworth@trust.example"],
    ]);
    expect((await door.item()).ask?.dueAt).toBe(before.ask?.dueAt);
  });

  journey(
    "NOT MINE and a name nobody has: the next in turn is asked, and the owner told",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("same-incident"), "09:10");
      await door.answers("review-request", "NOT MINE Aloysius Quimby");
      const asked = door.letters("review-request").map(({ to }) => to[0]);
      expect(asked).toHaveLength(2);
      expect(asked[1]).not.toBe(GARETH);
      expect(door.letters("notice")).toHaveLength(1);
    },
  );

  journey(
    "a decision of its own for each child: a contact for one, and the letter says nothing of the other",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("new-concern"), "09:10");
      await door.answers("review-request", "A: NEW CONTACT\nB: NO CONTACT, the dentist has her in hand");
      await door.passes("09:30");
      expect((await door.casePeople()).map(({ person_id }) => person_id)).toEqual(["P-31"]);
      expect(door.letters("acknowledgement")).toEqual([]);
      expect(door.lastLetter("outcome").text).not.toMatch(/Idris|Salma|sibling|brother|sister|other child/i);
      await door.isFiled(
        mail,
        FOLDERS["contact-completed"],
        "[contact created / no contact created - outcome sent to referrer] Safeguarding referral - Haddow children",
      );
    },
  );

  journey("one of two children decided only: it is asked back, not guessed", TUESDAY, async (door) => {
    await door.receives(await aRequest("new-concern"), "09:10");
    await door.answers("review-request", "A: NEW CONTACT");
    expect(door.lastLetter("question-back").to).toEqual([NADIA]);
    expect(await door.item()).toMatchObject({ status: "awaiting-decision", decision: null, cases: [] });
  });

  journey("an Early Help Manager's NO CONTACT goes to a Team Manager to decide", TUESDAY, async (door) => {
    await door.receives(await aRequest("family-support-closure"), "09:10");
    await door.answers("review-request", "NO CONTACT - neither, she has her own mother with her now.");
    expect(await door.item()).toMatchObject({ status: "awaiting-decision", decision: null });
    const managers = door.policy.staff.filter(({ roles }) => roles.includes("team-manager"));
    const second = door.letters("review-request").at(1);
    expect(managers.map(({ email }) => email)).toContain(second?.to[0]);
    expect(door.letters("outcome")).toEqual([]);
    await door.answers("review-request", "NO CONTACT");
    await door.passes("10:00");
    expect(door.letters("outcome")).toHaveLength(1);
  });

  journey("the duty manager decides for an Early Help Manager who is silent", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("family-support-closure"), "09:10");
    await door.passes("17:15");
    await door.answers("overdue", "NO CONTACT - I have rung the health visitor.", {
      to: "duty.manager@trust.example",
    });
    await door.passes("2026-11-18 09:00");
    await door.isFiled(
      mail,
      FOLDERS["pss-completed"],
      "[no contact created - outcome sent to referrer] Health visitor",
    );
  });

  journey(
    "further information while a decision is awaited reaches the reviewer; the first deadline stands",
    TUESDAY,
    async (door) => {
      const first = await door.receives(await aRequest("same-incident"), "09:10");
      const before = await door.item();
      const second = await door.receives(
        await aRequest("same-incident", {
          from: "Helen Marsh <h.marsh@beacon.sch.example>",
          subject: "Maisie",
          text: "Dear CASS\n\nRe: Maisie Thorne, date of birth 23/04/2018, Flat 6, 31 Beacon Street, NM2 3DT.\n\nMaisie told her teacher today about the evening of Saturday 7 November when the police came to the flat. She said that Craig called her mother a liar on the stairs and that she went out to the neighbours with her rabbit.\n\nHelen Marsh, DSL\n",
        }),
        "10:30",
      );
      expect(door.letters("review-request")).toHaveLength(1);
      expect(door.lastLetter("further-information").to).toEqual([GARETH]);
      expect(door.lastLetter("further-information").text).toContain("called her mother a liar on the stairs");
      expect(await door.item()).toMatchObject({ ask: { dueAt: before.ask?.dueAt }, messages: { length: 2 } });
      await door.answers("further-information", "NEW CONTACT");
      await door.passes("11:00");
      await door.isFiled(first, FOLDERS["contact-completed"], "[contact created] Helpline referral 7710519");
      await door.isFiled(second, FOLDERS["contact-completed"], "[contact created] Maisie");
    },
  );
});
