import { describe, expect } from "vitest";
import type { Policy } from "../../rules/policy.ts";
import { anUrgentRequest, aRequest } from "../builders/requests.ts";
import { FOLDERS, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
const OWNER = "joel.whitcombe@trust.example";
const inMode = (mode: Policy["mode"]) => ({ at: "2026-11-17 09:00", policy: () => ({ mode }) });

describe("supervised: each step outward waits for the owner's word", () => {
  journey("advice, outcome and filing", inMode("supervised"), async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    expect(door.told()).toEqual([`step-prepared: ${OWNER}`]);
    expect(door.lastLetter("step-prepared").text).toContain("ask a reviewer for a decision");
    await door.passes("09:20");
    expect(door.letters("review-request")).toEqual([]);

    await door.presses("step-prepared", "OK");
    expect(door.lastLetter("review-request").to).toEqual(["gareth.pryce@trust.example"]);
    await door.answers("review-request", "NO CONTACT");
    await door.passes("10:00");
    expect(door.letters("outcome")).toEqual([]);
    expect(door.lastLetter("step-prepared").text).toContain("send the outcome to the referrer");

    await door.presses("step-prepared", "OK");
    await door.passes("10:20");
    expect(door.letters("outcome")).toHaveLength(1);
    expect(await door.folderOf(mail)).toBe(FOLDERS.review);

    await door.presses("step-prepared", "OK");
    expect(door.letters("step-prepared")).toHaveLength(3);
    await door.isFiled(
      mail,
      FOLDERS["pss-completed"],
      "[no contact created - outcome sent to referrer] Helpline referral 7710519",
    );
  });

  journey(
    "a duplicate: nothing is told or filed before the owner's word",
    inMode("supervised"),
    async (door) => {
      const mail = await door.receives(await aRequest("duplicate"), "09:10");
      expect(door.told()).toEqual([`step-prepared: ${OWNER}`]);
      await door.presses("step-prepared", "OK");
      expect(door.letters("outcome")).toHaveLength(1);
      await door.presses("step-prepared", "OK");
      expect(await door.folderOf(mail)).toContain(FOLDERS["pss-completed"]);
    },
  );

  journey(
    "an owner who does not say OK to an urgent request is chased",
    inMode("supervised"),
    async (door) => {
      await door.receives(await anUrgentRequest("new-concern"), "09:10");
      await door.passes("09:24");
      expect(door.letters("owner-chase")).toEqual([]);
      await door.passes("09:26");
      expect(
        door
          .letters("owner-chase")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual(["duty.manager@trust.example", OWNER]);
      expect(door.lastLetter("owner-chase").text).toContain("is not decided: its next step waits for OK");
    },
  );

  journey("OK from a reviewer lets no step happen", inMode("supervised"), async (door) => {
    await door.receives(await aRequest("duplicate"), "09:10");
    await door.answers("step-prepared", "OK", { from: "Tom Ashworth <tom.ashworth@trust.example>" });
    expect(door.letters("outcome")).toEqual([]);
    expect(door.lastLetter("command-refused").to).toEqual(["tom.ashworth@trust.example"]);
  });
});

describe("shadow: reads, classifies and reports, and touches nothing", () => {
  journey(
    "mailbox, marks and post are as they were; the ledger says what would be done",
    inMode("shadow"),
    async (door) => {
      const review = await door.receives(await anUrgentRequest("same-incident"), "09:10");
      const duplicate = await door.receives(await aRequest("duplicate"), "09:20");
      const left = await door.receives(await aRequest("not-recent"), "09:30");
      await door.passes("2026-11-18 12:30");
      expect(door.sink.mails).toEqual([]);
      for (const [mail, pathway] of [
        [review, "same-incident"],
        [duplicate, "duplicate"],
        [left, "not-recent"],
      ] as const) {
        const [copy, ...others] = await door.copiesOf(mail);
        expect(others).toEqual([]);
        expect(copy?.folder).toBe("INBOX");
        expect(copy?.flags.filter((flag) => flag !== "\\Recent")).toEqual([]);
        expect(await door.ledger(mail)).toMatchObject([{ pathway, folder: "inbox" }]);
      }
    },
  );
});
