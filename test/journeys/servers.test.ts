import { describe, expect } from "vitest";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, type FrontDoor, journey, serveJourneys } from "./front-door.ts";

const TUESDAY = { at: "2026-11-17 09:00" } as const;
const SUBJECT = "[no contact created - outcome sent to referrer] Helpline referral 7710519";

/** A request under review that is decided and filed. @returns its Message-ID */
async function filed(door: FrontDoor): Promise<string> {
  const mail = await door.receives(await aRequest("same-incident"), "09:10");
  await door.answers("review-request", "NO CONTACT");
  await door.passes("09:30");
  expect(door.letters("outcome")).toHaveLength(1);
  return mail;
}

describe("a server with dots between folders, all of them below INBOX", () => {
  serveJourneys({ separator: ".", prefix: "INBOX." });

  journey("a request is reviewed and filed", { ...TUESDAY, folderPrefix: "INBOX." }, async (door) => {
    const mail = await filed(door);
    const copies = await door.copiesOf(mail);
    expect(copies.map(({ folder, subject }) => `${folder}: ${subject}`).toSorted()).toEqual([
      `INBOX.${FOLDERS["pss-completed"]}: ${SUBJECT}`,
      `INBOX.${FOLDERS.originals}: Helpline referral 7710519`,
    ]);
  });
});

describe("a server that makes a folder anew (another UIDVALIDITY)", () => {
  serveJourneys();

  journey(
    "REVIEW CONTACTS while a decision is awaited: no alarm, nothing asked twice, and the request is filed",
    // The connection that waited on it is cut off.
    { ...TUESDAY, expects: ["error"] },
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      const [before] = await door.ledger(mail);
      const told = door.told();
      await door.outlook.remakes(FOLDERS.review);
      await door.passes("09:40");
      const [after, ...others] = await door.ledger(mail);
      expect(others).toEqual([]);
      expect(after?.id).toBe(before?.id);
      expect(after?.uid_validity).not.toBe(before?.uid_validity);
      expect(door.told()).toEqual(told);
      await door.answers("review-request", "NO CONTACT");
      await door.passes("10:00");
      await door.isFiled(mail, FOLDERS["pss-completed"], SUBJECT);
    },
  );

  journey(
    "a completed folder and the originals: what was filed stays filed, and the ledger knows where",
    TUESDAY,
    async (door) => {
      const mail = await filed(door);
      const told = door.told();
      await door.outlook.remakes(FOLDERS["pss-completed"]);
      await door.outlook.remakes(FOLDERS.originals);
      await door.passes("10:30");
      expect(door.told()).toEqual(told);
      await door.isFiled(mail, FOLDERS["pss-completed"], SUBJECT);
    },
  );
});

describe("a server without MOVE, UIDPLUS, CONDSTORE and QRESYNC", () => {
  serveJourneys({ capabilityWithout: ["MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC"] });

  journey(
    "nothing can be moved safely: the owner is asked to drag, and nothing is expunged",
    TUESDAY,
    async (door) => {
      const mail = await door.receives(await aRequest("same-incident"), "09:10");
      expect(await door.folderOf(mail)).toBe("INBOX");
      expect(
        door
          .letters("notice")
          .map(({ text }) => text)
          .join(),
      ).toContain("Please drag it there");
      expect(door.letters("review-request")).toHaveLength(1);
    },
  );
});

describe("a server without keywords", () => {
  serveJourneys({ keywords: false });

  journey("the flag stands for RAO, the subject and the folder for ACTIONED", TUESDAY, async (door) => {
    const mail = await door.receives(await aRequest("same-incident"), "09:10");
    await door.answers("review-request", "TAKE", { from: "Priya Nandra <priya.nandra@trust.example>" });
    expect((await door.copiesOf(mail))[0]?.flags).toContain("\\Flagged");
    await door.answers("review-request", "NO CONTACT");
    await door.passes("09:30");
    const copies = await door.copiesOf(mail);
    expect(copies.map(({ folder, subject }) => `${folder}: ${subject}`).toSorted()).toEqual([
      `${FOLDERS["pss-completed"]}: ${SUBJECT}`,
      `${FOLDERS.originals}: Helpline referral 7710519`,
    ]);
    for (const { flags } of copies) expect(flags).not.toContain("\\Flagged");
  });
});
