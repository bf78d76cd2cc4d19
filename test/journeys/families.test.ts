import { describe, expect } from "vitest";
import { aRawMail, type RawMail } from "../builders/raw-mail.ts";
import { FOLDERS, type FrontDoor, journey, serveJourneys } from "./front-door.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const OWNER = "joel.whitcombe@trust.example";
const GARETH = "gareth.pryce@trust.example";
const CAROL = "carol.bexley@trust.example";

const ABOUT_MAISIE =
  "1. Maisie Thorne, born 23/04/2018, Flat 6, 31 Beacon Street, Northmoor NM2 3DT. Seen on the landing at nine in the evening of Saturday 14 November in her socks. Her mother Lorna was out.";
const ABOUT_NIAMH =
  "2. Niamh Duggan, born 05/12/2024, 2 Tanners Row, Northmoor NM3 4WE. The health visitor told our officer that she has lost weight since August and that her mother is very low.";
const ABOUT_KOFI =
  "3. Kofi Asare, born 17/08/2012, 45 Harbour View, Northmoor NM7 2QA. Stopped on Sunday with sixty pounds and two telephones.";

/** The police send what happened at a weekend in one mail. */
function aBatch(...reports: readonly string[]): Promise<RawMail> {
  return aRawMail({
    from: "Public Protection Unit <ppn@wmp.example>",
    subject: "Weekend notices",
    text: `Dear colleagues\n\nThese are the notices of the weekend.\n\n${reports.join("\n\n")}\n\nCopies of the notes can be had from us.\n\nPublic Protection Unit\n`,
  });
}

async function split(door: FrontDoor, mail: RawMail): Promise<string> {
  const id = await door.receives(mail, "09:10");
  await door.presses("owner-question", "SPLIT");
  return id;
}

describe("several unrelated families in one mail (GAP-11)", () => {
  journey(
    "the owner is shown each family by its children, and SPLIT gives each a request on its own way",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aBatch(ABOUT_MAISIE, ABOUT_NIAMH), "09:10");
      expect(door.told()).toEqual([`owner-question: ${OWNER}`]);
      const question = door.lastLetter("owner-question").text;
      expect(question).toContain("SPLIT would make one request of each family");
      expect(question).toMatch(/1\. Maisie Thorne \(P-21\).*2\. Niamh Duggan \(P-51\)/);

      await door.presses("owner-question", "SPLIT");
      expect(await door.item("R-000001")).toMatchObject({ status: "split", children: [] });
      expect(await door.item("R-000002")).toMatchObject({
        status: "awaiting-decision",
        children: [{ letter: "A", personId: "P-21" }],
      });
      expect(await door.item("R-000003")).toMatchObject({
        status: "awaiting-decision",
        pathway: "family-support-closure",
        children: [{ letter: "A", personId: "P-51" }],
      });
      expect(door.lastLetter("split").to).toEqual([OWNER]);
      expect(door.lastLetter("split").text).toMatch(/R-000002: Maisie Thorne.*R-000003: Niamh Duggan/);
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
    },
  );

  journey(
    "each reviewer reads what the mail says of their family, and of no other",
    TUESDAY,
    async (door) => {
      await split(door, await aBatch(ABOUT_MAISIE, ABOUT_NIAMH));
      const toGareth = door.lastLetter("review-request", GARETH).text;
      expect(toGareth).toContain("Seen on the landing");
      expect(toGareth).not.toMatch(/Niamh|Duggan|NM3 4WE|lost weight/);
      const toCarol = door.lastLetter("review-request", CAROL).text;
      expect(toCarol).toContain("lost weight since August");
      expect(toCarol).not.toMatch(/Maisie|Thorne|Lorna|NM2 3DT|landing/);
      for (const text of [toGareth, toCarol]) {
        expect(text).toContain("These are the notices of the weekend.");
        expect(text).toContain("Copies of the notes can be had from us.");
      }
    },
  );

  journey(
    "the mail is filed when both are done, with both outcomes; each outcome is told of its own child alone",
    TUESDAY,
    async (door) => {
      const mail = await split(door, await aBatch(ABOUT_MAISIE, ABOUT_NIAMH));
      await door.answers("review-request", "NEW CONTACT", { to: GARETH });
      await door.passes("10:00");
      expect(door.letters("acknowledgement")).toHaveLength(1);
      expect(await door.item("R-000002")).toMatchObject({ status: "filing" });
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);

      await door.answers("review-request", "VISIT", { to: CAROL });
      await door.passes("10:30");
      await door.isFiled(
        mail,
        FOLDERS["contact-completed"],
        "[contact created / FSW visit requested - outcome sent to referrer] Weekend notices",
      );
      for (const id of ["R-000002", "R-000003"])
        expect(await door.item(id)).toMatchObject({ status: "filed" });
      expect(door.lastLetter("acknowledgement").text).toContain("M.T.");
      expect(door.lastLetter("acknowledgement").text).not.toContain("N.D.");
      expect(door.lastLetter("outcome").text).toContain("N.D.");
      expect(door.lastLetter("outcome").text).not.toContain("M.T.");
    },
  );

  journey(
    "an attachment goes to the reviewer of the family that it is about, and into their pack alone",
    TUESDAY,
    async (door) => {
      await split(
        door,
        await aRawMail({
          from: "Public Protection Unit <ppn@wmp.example>",
          subject: "Two notices",
          text: "Dear colleagues\n\nTwo notices of the weekend are attached.\n",
          attachments: [
            { filename: "notice-1.txt", content: ABOUT_MAISIE },
            { filename: "notice-2.txt", content: ABOUT_NIAMH },
          ],
        }),
      );
      expect(door.lastLetter("review-request", GARETH).attachments).toEqual(["notice-1.txt"]);
      expect(door.lastLetter("review-request", CAROL).attachments).toEqual(["notice-2.txt"]);
      const pack = await door.packs("R-000003");
      expect(pack).toContain("lost weight since August");
      expect(pack).not.toMatch(/Maisie|Thorne|NM2 3DT/);
    },
  );

  journey(
    "one family is open: its team and BSS are told by its reference, and the mail waits for the others",
    TUESDAY,
    async (door) => {
      const mail = await split(door, await aBatch(ABOUT_KOFI, ABOUT_MAISIE));
      expect(await door.item("R-000002")).toMatchObject({ status: "returned", pathway: "open-case" });
      expect(
        door
          .letters("open-case")
          .map(({ to }) => to[0])
          .toSorted(),
      ).toEqual(["area.safeguarding@trust.example", "cass.bss@trust.example"]);
      expect(door.lastLetter("open-case").text).toContain("R-000002");
      expect(door.lastLetter("open-case").text).not.toMatch(/Maisie|Thorne/);
      expect(await door.folderOf(mail)).toBe(FOLDERS.review);
      await door.passes("10:15");
      expect(door.letters("return-chase").map(({ to }) => to[0])).toContain("cass.bss@trust.example");
      await door.answers("open-case", "OK", { to: "cass.bss@trust.example" });

      await door.answers("review-request", "NO CONTACT", { to: GARETH });
      await door.passes("10:45");
      await door.isFiled(
        mail,
        FOLDERS["pss-completed"],
        "[no contact created - outcome sent to referrer] Weekend notices",
      );
      expect(door.letters("outcome")).toHaveLength(1);
    },
  );

  journey(
    "CHILD in place of SPLIT: the mail is about that family alone; SPLIT, even when it is filed, gives each its own",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aBatch(ABOUT_MAISIE, ABOUT_NIAMH), "09:10");
      await door.answers("owner-question", "CHILD P-21");
      expect(await door.item()).toMatchObject({
        status: "awaiting-decision",
        children: [{ personId: "P-21" }],
      });
      await door.answers("review-request", "NO CONTACT", { to: GARETH });
      await door.passes("10:00");
      const filed = "[no contact created - outcome sent to referrer] Weekend notices";
      await door.isFiled(mail, FOLDERS["pss-completed"], filed);

      await door.answers("owner-question", "SPLIT");
      expect(await door.folderOf(mail)).toContain(FOLDERS.review);
      expect((await door.item("R-000003")).children.map(({ personId }) => personId)).toEqual(["P-51"]);
      expect(door.letters("notice").map(({ to }) => to[0])).toContain("duty.manager@trust.example");
      await door.answers("review-request", "NO CONTACT", { to: GARETH });
      await door.answers("review-request", "NEW CONTACT", { to: CAROL });
      await door.passes("11:00");
      await door.isFiled(
        mail,
        FOLDERS["contact-completed"],
        "[no contact created - outcome sent to referrer / contact created] Weekend notices",
      );
    },
  );

  journey("a correction of one family's request leaves the other's alone", TUESDAY, async (door) => {
    await split(door, await aBatch(ABOUT_KOFI, ABOUT_MAISIE));
    const before = await door.item("R-000003");
    await door.answers("open-case", "NOT OPEN", { from: `Joel Whitcombe <${OWNER}>` });
    expect((await door.item("R-000002")).pathway).not.toBe("open-case");
    expect(await door.item("R-000003")).toEqual(before);
  });

  journey(
    "a mail dragged to a completed folder by hand is theirs for every family of it",
    TUESDAY,
    async (door) => {
      const mail = await split(door, await aBatch(ABOUT_MAISIE, ABOUT_NIAMH));
      await door.outlook.drags(mail, FOLDERS["pss-completed"]);
      await door.passes("17:30");
      for (const id of ["R-000002", "R-000003"])
        expect(await door.item(id)).toMatchObject({ status: "filed" });
      expect(door.letters("overdue")).toEqual([]);
      expect(await door.folderOf(mail)).toBe(FOLDERS["pss-completed"]);
    },
  );

  journey("SPLIT where the program sees one family says how to do it by hand", TUESDAY, async (door) => {
    await door.receives(await aBatch(ABOUT_MAISIE), "09:10");
    await door.answers("review-request", "SPLIT", { from: `Joel Whitcombe <${OWNER}>` });
    expect(door.lastLetter("command-refused").text).toMatch(/once for each family/);
    expect(await door.item()).toMatchObject({ status: "awaiting-decision" });
  });
});
