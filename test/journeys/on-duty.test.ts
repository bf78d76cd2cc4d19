import { describe, expect } from "vitest";
import type { Policy } from "../../rules/policy.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { aRequest } from "../builders/requests.ts";
import { type DoorOptions, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const GARETH = "gareth.pryce@trust.example";
const JOEL = "joel.whitcombe@trust.example";
const RAOS = "cass.raos@trust.example";

/** The shipped staff, one of them otherwise. */
const withStaff =
  (id: string, change: Partial<StaffMember>) =>
  ({ staff }: Policy) => ({
    staff: staff.map((member) => (member.id === id ? { ...member, ...change } : member)),
  });

describe("an owner who goes home hands over (Part 0.10, GAP-21)", () => {
  const MORNINGS: DoorOptions = {
    ...TUESDAY,
    policy: withStaff("rao-2", {
      pattern: { mon: "day", tue: "morning", wed: "day", thu: "day", fri: "day" },
    }),
  };

  journey(
    "at the next digest: one mail to the new owner, and what follows goes to them",
    MORNINGS,
    async (door) => {
      await door.receives(await aRequest("uncertain"), "09:10");
      await door.receives(
        await aRequest("same-incident", { from: "Online form <no-reply@forms.example>" }),
        "09:20",
      );
      const owners = [(await door.item("R-000001")).owner, (await door.item("R-000002")).owner];
      expect(owners).toContain("rao-2");
      await door.passes("11:59");
      expect(door.letters("hand-over")).toEqual([]);

      await door.passes("16:00");
      const theirs = ["R-000001", "R-000002"].filter((_, at) => owners[at] === "rao-2");
      for (const id of theirs) expect((await door.item(id)).owner).not.toBe("rao-2");
      expect(door.letters("hand-over").flatMap(({ to }) => to)).not.toContain(JOEL);
      expect(
        door
          .letters("hand-over")
          .map(({ text }) => text)
          .join(),
      ).toContain(theirs[0]);
      await door.answers("review-request", "NO CONTACT");
      await door.passes("16:40");
      expect(door.lastLetter("outcome-held").to).not.toEqual([JOEL]);
    },
  );

  journey("who is in work keeps what is theirs", TUESDAY, async (door) => {
    await door.receives(await aRequest("uncertain"), "09:10");
    const { owner } = await door.item();
    await door.passes("2026-11-18 12:30");
    expect(door.letters("hand-over")).toEqual([]);
    expect(await door.item()).toMatchObject({ owner });
  });
});

describe("somebody away until further notice", () => {
  journey("is asked nothing until they write themselves", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "I am away from the office until further notice.", {
      subject: "Automatic reply: decision needed",
      headers: { "Auto-Submitted": "auto-replied" },
    });
    await door.receives(await aRequest("csc-closure"), "09:30");
    expect(door.letters("review-request").map(({ to }) => to[0])).toEqual([
      GARETH,
      expect.not.stringMatching(GARETH),
      expect.not.stringMatching(GARETH),
    ]);

    await door.passes("11:00");
    await door.answers("review-request", "NOTE I am back at my desk", { from: `Gareth Pryce <${GARETH}>` });
    await door.receives(await aRequest("new-concern"), "11:10");
    await door.answers("review-request", "NOT MINE, Gareth Pryce", { to: "nadia.rahman@trust.example" });
    expect(door.lastLetter("review-request").to).toEqual([GARETH]);
  });
});

describe("mailbox and ledger are compared each evening (SAF-02)", () => {
  journey("where they agree nobody is told", TUESDAY, async (door) => {
    await door.receives(await aRequest("same-incident"), "09:10");
    await door.passes("16:30");
    expect(door.letters("reconciliation")).toEqual([]);
  });

  journey(
    "where they differ the RAOs and the service lead get the list, once",
    { ...TUESDAY, extraordinary: true },
    async (door) => {
      const mail = await door.receives(await aRequest("not-recent"), "09:10");
      const { store } = door.wired.parts;
      const [row] = await door.ledger(mail);
      await store.transaction(async ({ db }) => {
        await db
          .updateTable("messages")
          .set({ folder: null, uid_validity: null, uid: null })
          .where("id", "=", row?.id ?? "")
          .execute();
      });
      await door.passes("15:59");
      expect(door.letters("reconciliation")).toEqual([]);
      await door.passes("16:05");
      expect(
        door
          .letters("reconciliation")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual([RAOS, "service.lead@trust.example"]);
      expect(door.lastLetter("reconciliation").text).toMatch(/inbox: 1 mails there are not in the ledger/);
      expect(door.events).toContainEqual({ name: "difference", folder: "inbox", missing: 0, unknown: 1 });
      await door.passes("17:00");
      expect(door.letters("reconciliation")).toHaveLength(2);

      await store.transaction(async ({ db }) => {
        const { folder, uid_validity, uid } = row ?? {};
        await db
          .updateTable("messages")
          .set({ folder, uid_validity, uid })
          .where("id", "=", row?.id ?? "")
          .execute();
      });
    },
  );
});

journey(
  "the digest names the requests whose referrer has not been told for more than a working day (SAF-14)",
  { ...TUESDAY, extraordinary: true },
  async (door) => {
    await door.receives(
      await aRequest("same-incident", { from: "Online form <no-reply@forms.example>" }),
      "09:10",
    );
    await door.answers("review-request", "NO CONTACT");
    await door.passes("2026-11-18 17:00");
    expect(
      door
        .letters("digest")
        .map(({ text }) => text)
        .join(),
    ).not.toContain("has not been told");
    await door.passes("2026-11-19 08:05");
    expect(door.lastLetter("digest").text).toContain(
      "The referrer has not been told for more than a working day: R-000001.",
    );
  },
);
