import { describe, expect } from "vitest";
import { aRawMail } from "../builders/raw-mail.ts";
import { anUrgentRequest, type RequestName } from "../builders/requests.ts";
import { FOLDERS, journey, london, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const DUTY = "duty.manager@trust.example";
const OUT_OF_HOURS = "edt@trust.example";
const OWNER = "joel.whitcombe@trust.example";

/** Who is told at once of an urgent mail of each pathway (Part 0.4), by which letter. */
const TOLD: readonly (readonly [RequestName, folder: string, letters: readonly string[]])[] = [
  ["uncertain", FOLDERS.review, [`owner-question: ${OWNER}`, `urgent: ${DUTY}`]],
  [
    "open-case",
    FOLDERS.inbox,
    [
      "open-case: area.safeguarding@trust.example",
      "open-case: cass.bss@trust.example",
      "urgent: area.safeguarding@trust.example",
      `urgent: ${DUTY}`,
    ],
  ],
  ["not-recent", FOLDERS.inbox, [`urgent: ${DUTY}`]],
  [
    "duplicate",
    `${FOLDERS["pss-completed"]} + ${FOLDERS.originals}`,
    ["outcome: j.amery@kilnside.sch.example", `urgent: ${DUTY}`],
  ],
  ["csc-closure", FOLDERS.review, ["review-request: gareth.pryce@trust.example", `urgent: ${DUTY}`]],
  [
    "family-support-closure",
    FOLDERS.review,
    ["review-request: carol.bexley@trust.example", `urgent: ${DUTY}`],
  ],
  ["same-incident", FOLDERS.review, ["review-request: gareth.pryce@trust.example", `urgent: ${DUTY}`]],
  ["new-concern", FOLDERS.review, ["review-request: nadia.rahman@trust.example", `urgent: ${DUTY}`]],
];

describe("an urgent mail in working hours: whom Part 0.4 names is told at once", () => {
  for (const [pathway, folder, letters] of TOLD) {
    journey(pathway, TUESDAY, async (door) => {
      const mail = await door.receives(await anUrgentRequest(pathway), "09:10");
      expect(await door.item()).toMatchObject({ pathway, urgent: true });
      expect(door.told()).toEqual(letters);
      expect(door.lastLetter("urgent")).toMatchObject({ urgent: true, at: london("2026-11-17 09:10") });
      expect(door.lastLetter("urgent").subject).toContain("URGENT");
      expect(door.lastLetter("urgent").text).toContain("999");
      expect((await door.folderOf(mail)).split(" + ").toSorted()).toEqual(folder.split(" + ").toSorted());
    });
  }
});

describe("an urgent mail that refers no child", () => {
  const A_QUESTION = {
    from: "Judith Amery <j.amery@kilnside.sch.example>",
    subject: "Which form from January?",
    text: "Good morning\n\nWhich form should schools use for requests for support from January, please, and where can we find it?\n\nJudith Amery\nDesignated Safeguarding Lead, Kilnside Primary\n",
    headers: { Importance: "high" },
  } as const;

  journey("the duty manager is told at once, with the mail; it stays in INBOX", TUESDAY, async (door) => {
    const mail = await door.receives(await aRawMail(A_QUESTION), "09:10");
    expect((await door.ledger(mail))[0]).toMatchObject({
      pathway: "not-a-referral",
      urgent: 1,
      item_id: null,
    });
    expect(door.told()).toEqual([`urgent: ${DUTY}`]);
    expect(door.lastLetter("urgent")).toMatchObject({ urgent: true, at: london("2026-11-17 09:10") });
    expect(door.lastLetter("urgent").text).toContain("Which form should schools use");
    await door.isLeftInInbox(mail);
  });

  journey("out of hours the out-of-hours address is told too", { at: "2026-11-17 19:00" }, async (door) => {
    await door.receives(await aRawMail(A_QUESTION), "19:30");
    expect(door.told()).toEqual([`urgent: ${DUTY}`, `urgent: ${OUT_OF_HOURS}`]);
  });

  journey('an automatic reply that only says "if it is urgent" is told to nobody', TUESDAY, async (door) => {
    const mail = await door.receives(await anUrgentRequest("not-a-referral"), "09:10");
    expect(door.told()).toEqual([]);
    await door.isLeftInInbox(mail);
  });
});

describe("an urgent mail out of hours: the out-of-hours address is told at once", () => {
  const NIGHT = { at: "2026-11-17 19:00" } as const;

  for (const [pathway] of TOLD) {
    journey(pathway, NIGHT, async (door) => {
      await door.receives(await anUrgentRequest(pathway), "19:30");
      expect(door.letters("urgent").map(({ to }) => to[0])).toContain(OUT_OF_HOURS);
      expect(door.letters("urgent").map(({ to }) => to[0])).toContain(DUTY);
      expect(door.letters("outcome")).toEqual([]);
    });
  }

  journey(
    "the reviewer is asked when the next working day begins, the letter of a duplicate leaves then",
    NIGHT,
    async (door) => {
      await door.receives(await anUrgentRequest("same-incident"), "19:30");
      const second = await door.receives(await anUrgentRequest("duplicate"), "19:40");
      expect(door.letters("review-request")).toEqual([]);
      await door.passes("2026-11-18 07:59");
      expect(door.letters("review-request")).toEqual([]);
      await door.passes("2026-11-18 08:00");
      expect(door.lastLetter("review-request")).toMatchObject({
        to: ["gareth.pryce@trust.example"],
        urgent: true,
      });
      expect(door.letters("outcome")).toHaveLength(1);
      expect(await door.folderOf(second)).toContain(FOLDERS["pss-completed"]);
    },
  );
});

journey(
  "an urgent request unanswered for half an hour and for an hour is chased; its contact is told and chased too",
  TUESDAY,
  async (door) => {
    await door.receives(await anUrgentRequest("new-concern"), "09:10");
    await door.passes("09:39");
    const before = door.told().length;
    await door.passes("09:40");
    expect(door.told().length).toBeGreaterThan(before);
    await door.answers("review-request", "NEW CONTACT - strategy discussion now.");
    expect(door.lastLetter("contact-assigned")).toMatchObject({
      to: ["nadia.rahman@trust.example"],
      urgent: true,
    });
    await door.passes("09:54");
    expect(door.letters("contact-chase")).toEqual([]);
    await door.passes("09:55");
    expect(
      door
        .letters("contact-chase")
        .map(({ to }) => to[0])
        .toSorted(),
    ).toEqual([DUTY, "nadia.rahman@trust.example"]);
    await door.answers("contact-chase", "OK", { to: "nadia.rahman@trust.example" });
    const chased = door.letters("contact-chase").length;
    await door.passes("12:00");
    expect(door.letters("contact-chase")).toHaveLength(chased);
  },
);
