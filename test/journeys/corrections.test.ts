import { describe, expect } from "vitest";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const OWNER = "joel.whitcombe@trust.example";
const BY_OWNER = { from: `Joel Whitcombe <${OWNER}>` } as const;
const DUTY = "duty.manager@trust.example";

describe("corrections at any stage (Part 0.11)", () => {
  journey(
    "no request for this process: back in INBOX with the reason noted, nothing filed and nobody told (GAP-26)",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("uncertain"), "09:10");
      await door.answers("owner-question", "RETURN TO BSS, it is a complaint about a landlord");
      await door.passes("17:30");
      expect(await door.folderOf(mail)).toBe("INBOX");
      expect(await door.item()).toMatchObject({ status: "left", pathway: "not-recent" });
      expect(await door.notes()).toContain("return to BSS (it is a complaint about a landlord)");
      expect(door.told()).toEqual([`owner-question: ${OWNER}`]);
    },
  );

  journey("NOT A REFERRAL while a reviewer is asked: nobody decides it any more", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "NOT A REFERRAL", BY_OWNER);
    expect(await door.folderOf(mail)).toBe("INBOX");
    await door.passes("17:30");
    expect(door.letters("reminder")).toEqual([]);
    expect(door.letters("overdue")).toEqual([]);
    await door.answers("review-request", "NO CONTACT");
    expect(door.letters("reply-refused")).toHaveLength(1);
    expect(await door.item()).toMatchObject({ status: "left", decision: null });
  });

  journey(
    "WRONG CHILD within the time to take it back: the letter does not leave, the contact is withdrawn",
    TUESDAY,
    async (door) => {
      await door.receives(await aRequest("new-concern"), "09:10");
      await door.answers("review-request", "NEW CONTACT");
      expect((await door.item()).cases).toHaveLength(2);
      await door.passes("09:15");
      await door.answers("receipt", "WRONG CHILD P-31", BY_OWNER);
      await door.passes("10:00");
      expect(door.letters("acknowledgement")).toEqual([]);
      const { children, cases, decision } = await door.item();
      expect(children.map(({ personId }) => personId)).not.toContain("P-31");
      expect(decision).toBeNull();
      expect(cases).toEqual([]);
      expect((await door.cases()).map(({ ended_at }) => ended_at)).not.toContain(null);
    },
  );

  journey("RECENT: what was left for BSS is reviewed after all", TUESDAY, async (door) => {
    const mail = await door.receives(
      await aRequest("family-support-closure", {
        text: "Dear team\n\nRe: Tessa Ravenhill, born 14/06/2010, 3 Lock Cottages, Northmoor NM5 1KX\n\nTessa has started to miss school again and says that her mother sleeps in the daytime.\n",
      }),
      "09:10",
    );
    const { pathway } = await door.item();
    expect(pathway).not.toBe("not-recent");
    await door.passes("09:15");
    await door.answers("review-request", "RETURN TO BSS", BY_OWNER);
    expect(await door.folderOf(mail)).toBe("INBOX");
    await door.passes("09:20");
    await door.answers("review-request", "RECENT", BY_OWNER);
    expect(await door.folderOf(mail)).toBe(FOLDERS.review);
    expect(door.letters("review-request")).toHaveLength(2);
  });

  journey(
    "a child who turns out to be another, whose sister is open: her team and BSS are told and chased",
    {
      ...TUESDAY,
      records: (families) => ({
        ...families,
        involvements: [
          ...families.involvements,
          {
            involvement_id: "I-92",
            person_id: "P-92",
            kind: "child-in-need-plan",
            team: "AREA_SAFEGUARDING",
            started_on: "2026-10-01",
            ended_on: "",
          },
        ],
      }),
    },
    async (door) => {
      const mail = await door.receives(await aRequest("uncertain"), "09:10");
      await door.answers("owner-question", "CHILD P-92");
      expect(await door.item()).toMatchObject({ status: "returned", pathway: "open-case" });
      expect(door.letters("open-case").map(({ to }) => to[0])).toContain("area.safeguarding@trust.example");
      expect(await door.folderOf(mail)).toBe("INBOX");
      await door.passes("10:11");
      expect(door.letters("return-chase").length).toBeGreaterThan(0);
    },
  );

  journey("URGENT and NOTE: raised and told at once; kept in the case notes", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "URGENT, the school has rung again", BY_OWNER);
    expect(await door.item()).toMatchObject({ urgent: true });
    expect(
      door
        .letters("urgent")
        .map(({ to }) => to[0])
        .toSorted(),
    ).toEqual([DUTY, "gareth.pryce@trust.example"]);
    await door.answers("review-request", "NOTE the head teacher is on 01632 960123 until five", BY_OWNER);
    expect(await door.notes()).toContain("Note of Joel Whitcombe: the head teacher is on 01632 960123");
  });
});
