import { describe, expect } from "vitest";
import { anUrgentRequest, aRequest } from "../builders/requests.ts";
import { type DoorOptions, FOLDERS, type FrontDoor, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const NADIA = "nadia.rahman@trust.example";
const OWNER = "joel.whitcombe@trust.example";
const DUTY = "duty.manager@trust.example";
const BSS = "cass.bss@trust.example";
const TOM = "tom.ashworth@trust.example";

describe("contacts", () => {
  journey(
    "three siblings: a contact each, grouped under the request, all given to one worker",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(
        await aRequest("new-concern", {
          text: "Dear colleagues\n\nI saw Idris Haddow (born 02/09/2014), Salma Haddow (born 19/01/2018) and Yusuf Haddow (born 07/07/2020) of 17 Orchard Rise, Northmoor NM6 5LB, with their aunt. None of the three has a winter coat, and their aunt says that they have slept in one bed since the summer.\n\nDr Owen Pritchett\n",
        }),
        "09:10",
      );
      await door.answers("review-request", "NEW CONTACT for all of them");
      expect((await door.casePeople()).map(({ person_id }) => person_id).toSorted()).toEqual([
        "P-31",
        "P-32",
        "P-33",
      ]);
      expect(new Set((await door.cases()).map(({ responsible }) => responsible))).toEqual(new Set(["tm-3"]));
      expect(door.letters("contact-assigned")).toHaveLength(1);
      await door.answers("contact-assigned", "OK");
      await door.passes("09:30");
      await door.isFiled(
        mail,
        FOLDERS["contact-completed"],
        "[contact created] Safeguarding referral - Haddow children",
      );
    },
  );

  journey(
    "a child whom the mail names and the records do not know is shown to the reviewer and to who takes the contact (GAP-10)",
    TUESDAY,
    async (door) => {
      await door.receives(
        await aRequest("new-concern", {
          text: "Dear colleagues\n\nI saw Idris Haddow (born 02/09/2014) of 17 Orchard Rise, Northmoor NM6 5LB, and his cousin Tamsin Corrie (born 03/05/2016), who stays there at weekends. Neither has a winter coat.\n\nDr Owen Pritchett\n",
        }),
        "09:10",
      );
      const [request] = door.letters("review-request");
      expect(request?.text.replace(/\s+/g, " ")).toContain(
        "The request also names Tamsin Corrie, not known in our records.",
      );
      await door.answers("review-request", "NEW CONTACT for both");
      const [assigned] = door.letters("contact-assigned");
      expect(assigned?.text.replace(/\s+/g, " ")).toContain(
        "The mail also names Tamsin Corrie, not known in our records: no contact was opened for them.",
      );
    },
  );

  journey("a contact that its worker does not acknowledge is chased in an hour", TUESDAY, async (door) => {
    await door.receives(await aRequest("new-concern"), "09:10");
    await door.answers("review-request", "NEW CONTACT");
    await door.passes("10:09");
    expect(door.letters("contact-chase")).toEqual([]);
    await door.passes("10:10");
    expect(
      door
        .letters("contact-chase")
        .map(({ to }) => to[0])
        .toSorted(),
    ).toEqual([DUTY, NADIA]);
  });

  journey(
    "a sibling is found open after the question was put: no contact, back to BSS, the reviewer is told",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("new-concern"), "09:10");
      await door.passes("09:30");
      await door.importRecords((families) => ({
        ...families,
        involvements: [
          ...families.involvements,
          {
            involvement_id: "I-33",
            person_id: "P-33",
            kind: "child-protection-plan",
            team: "AREA_SAFEGUARDING",
            started_on: "2026-11-17",
          },
        ],
      }));
      await door.answers("review-request", "NEW CONTACT");
      await door.passes("10:00");
      expect(await door.cases()).toEqual([]);
      expect(door.letters("contact-assigned")).toEqual([]);
      expect(await door.item()).toMatchObject({ status: "returned" });
      expect(door.letters("open-case").map(({ to }) => to[0])).toContain("area.safeguarding@trust.example");
      expect(door.letters().filter(({ to, kind }) => to.includes(NADIA) && kind === "notice")).toHaveLength(
        1,
      );
      expect(await door.folderOf(mail)).toBe("INBOX");
      expect(door.letters("acknowledgement")).toEqual([]);
    },
  );

  journey(
    "a child is found open before the question is put: nobody is asked, and it goes back to BSS (GAP-18)",
    { at: "2026-11-17 19:00" },
    async (door) => {
      const mail = await door.receives(await aRequest("new-concern"), "19:10");
      expect(await door.item()).toMatchObject({ status: "awaiting-dispatch" });
      await door.importRecords((families) => ({
        ...families,
        involvements: [
          ...families.involvements,
          {
            involvement_id: "I-33",
            person_id: "P-33",
            kind: "child-protection-plan",
            team: "AREA_SAFEGUARDING",
            started_on: "2026-11-17",
          },
        ],
      }));
      await door.passes("2026-11-18 08:30");
      expect(door.letters("review-request")).toEqual([]);
      expect(door.letters("open-case").map(({ to }) => to[0])).toContain("area.safeguarding@trust.example");
      expect(await door.item()).toMatchObject({ status: "returned" });
      expect(await door.folderOf(mail)).toBe("INBOX");
    },
  );
});

describe("where BSS keeps the list of who takes the next contact (CASS-40)", () => {
  const ASK_BSS: DoorOptions = { ...TUESDAY, policy: () => ({ contactList: "ask-bss" }) };

  journey("the adviser takes it where they are on the list: BSS is not asked", ASK_BSS, async (door) => {
    await door.receives(await aRequest("new-concern"), "09:10");
    await door.answers("review-request", "NEW CONTACT");
    expect(door.lastLetter("contact-assigned").to).toEqual([NADIA]);
    expect(door.letters().filter(({ to }) => to.includes(BSS))).toEqual([]);
  });

  journey(
    "else BSS is asked by mail and answers with a name; who it is is told and acknowledges",
    ASK_BSS,
    async (door) => {
      await door.receives(await anUrgentRequest("family-support-closure"), "09:10");
      await door.answers("review-request", "NEW CONTACT");
      expect(door.letters("contact-assigned")).toEqual([]);
      const asked = door.letters("notice").find(({ to }) => to.includes(BSS));
      expect(asked?.text).toContain("the name of the next person on the list");

      await door.answers("notice", "Tom Ashworth", { to: BSS });
      expect(await door.item()).toMatchObject({ assignee: "sp-1", acknowledged: false });
      expect((await door.cases()).map(({ responsible }) => responsible)).toEqual(["sp-1"]);
      expect(door.lastLetter("contact-assigned")).toMatchObject({ to: [TOM], urgent: true });
      await door.answers("contact-assigned", "OK");
      expect(await door.item()).toMatchObject({ acknowledged: true });
      await door.passes("12:00");
      expect(door.letters("contact-chase")).toEqual([]);
    },
  );

  journey("a name that the staff list has not assigns nobody, and BSS is told", ASK_BSS, async (door) => {
    await door.receives(await aRequest("family-support-closure"), "09:10");
    await door.answers("review-request", "NEW CONTACT");
    await door.answers("notice", "REASSIGN Somebody Else", { to: BSS });
    expect(await door.item()).toMatchObject({ assignee: null });
    expect(door.lastLetter("command-refused").to).toEqual([BSS]);
  });

  journey("BSS is silent: asked again in an hour, and a manager is told", ASK_BSS, async (door) => {
    await door.receives(await aRequest("family-support-closure"), "09:10");
    await door.answers("review-request", "NEW CONTACT");
    await door.passes("10:11");
    expect(
      door
        .letters("contact-chase")
        .map(({ to }) => to[0])
        .toSorted(),
    ).toEqual([BSS, DUTY]);
  });
});

describe("where the council's system is the record (Part 0.3)", () => {
  const ECLIPSE: DoorOptions = { ...TUESDAY, policy: () => ({ record: "eclipse" }) };

  journey(
    "a contact: the owner gets one task with the request, is chased after an hour, and filing waits for DONE",
    ECLIPSE,
    async (door) => {
      const mail = await door.receives(await aRequest("new-concern"), "09:10");
      await door.answers("review-request", "NEW CONTACT");
      await door.passes("09:40");
      const task = door.lastLetter("record-task");
      expect(task.to).toEqual([OWNER]);
      expect(task.text).toMatch(/create the contact, siblings grouped.*Reply DONE and the number/);
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
      expect((await door.copiesOf(mail))[0]?.flags).not.toContain("ACTIONED");

      await door.passes("10:24");
      expect(door.letters("record-task")).toHaveLength(1);
      await door.passes("10:26");
      expect(door.letters("record-task")).toHaveLength(2);

      await door.answers("record-task", "DONE 40112233");
      expect(await door.notes()).toContain("40112233");
      await door.isFiled(
        mail,
        FOLDERS["contact-completed"],
        "[contact created] Safeguarding referral - Haddow children",
      );
      await door.passes("14:00");
      expect(door.letters("record-task")).toHaveLength(2);
    },
  );

  journey("no contact: filing waits for SAVED, and DONE is no word for it", ECLIPSE, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "NO CONTACT");
    await door.passes("09:40");
    expect(door.lastLetter("record-task").text).toContain("Reply SAVED");
    await door.answers("record-task", "DONE 40112233");
    expect(door.lastLetter("command-refused").text).toContain("SAVED");
    expect(await door.folderOf(mail)).toBe(FOLDERS.review);
    await door.answers("record-task", "SAVED");
    await door.isFiled(
      mail,
      FOLDERS["pss-completed"],
      "[no contact created - outcome sent to referrer] Helpline referral 7710519",
    );
  });

  journey("SAVED for a contact leaves it waiting for the number of the contact", ECLIPSE, async (door) => {
    const mail = await door.receives(await aRequest("new-concern"), "09:10");
    await door.answers("review-request", "NEW CONTACT");
    await door.passes("09:40");
    await door.answers("record-task", "SAVED");
    expect(door.lastLetter("command-refused").text).toContain("DONE and the number");
    expect(await door.folderOf(mail)).toBe(FOLDERS.review);
  });

  const ENTERED = {
    contact_id: "40112233",
    person_ids: "P-31;P-32",
    received_at: "2026-11-17T09:10:00+00:00",
    closed_on: "",
    referrer_name: "Dr Owen Pritchett",
    referrer_agency: "Orchard Surgery",
    referrer_email: "o.pritchett@orchard.nhs.example",
    subject: "Safeguarding referral",
    narrative: "Idris Haddow has broken glasses; Salma Haddow has missed five appointments with the dentist.",
    decision: "contact",
    decided_by: NADIA,
  };

  async function entered(door: FrontDoor): Promise<void> {
    await door.receives(await aRequest("new-concern"), "09:10");
    await door.answers("review-request", "NEW CONTACT");
    await door.answers("contact-assigned", "OK");
    await door.passes("09:40");
    await door.answers("record-task", "DONE 40112233");
  }

  journey(
    "a contact that the extract does not show after two working days: the owner is asked (Part 0.9)",
    ECLIPSE,
    async (door) => {
      await entered(door);
      await door.passes("2026-11-19 17:00");
      expect(door.letters("not-in-extract")).toEqual([]);
      await door.passes("2026-11-19 17:30");
      expect(door.lastLetter("not-in-extract").text).toContain("40112233");
    },
  );

  journey(
    "one that it shows is asked about no more, and is open until it shows it closed",
    ECLIPSE,
    async (door) => {
      await entered(door);
      const again = (text: string) => aRequest("new-concern", { text });
      await door.passes("2026-11-18 09:00");
      await door.importRecords((families) => ({ ...families, contacts: [...families.contacts, ENTERED] }));
      const more = await door.receives(
        await again(
          "Dear colleagues\n\nIdris Haddow (born 02/09/2014) of 17 Orchard Rise, Northmoor NM6 5LB now has new glasses, but was not at school today.\n\nDr Owen Pritchett\n",
        ),
      );
      expect((await door.ledger(more))[0]).toMatchObject({ pathway: "open-case" });
      await door.passes("2026-11-20 09:00");
      expect(door.letters("not-in-extract")).toEqual([]);

      await door.importRecords((families) => ({
        ...families,
        contacts: [...families.contacts, { ...ENTERED, closed_on: "2026-11-19" }],
      }));
      const later = await door.receives(
        await again(
          "Dear colleagues\n\nSalma Haddow (born 19/01/2018) of 17 Orchard Rise, Northmoor NM6 5LB had a tooth out yesterday and came without her mother.\n\nDr Owen Pritchett\n",
        ),
      );
      expect((await door.ledger(later))[0]?.pathway).not.toBe("open-case");
    },
  );
});
