import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect } from "vitest";
import type { RawMail } from "../builders/raw-mail.ts";
import { aRequest } from "../builders/requests.ts";
import { FOLDERS, type FrontDoor, journey, serveJourneys } from "../journeys/front-door.ts";
import type { Death } from "./filing-child.ts";

serveJourneys();
const CHILD = fileURLToPath(new URL("./filing-child.ts", import.meta.url));
const TUESDAY = { at: "2026-11-17 09:00" } as const;

/** The steps of MBX-09, and what a worker does around them. */
const DEATHS: readonly (readonly [string, Death])[] = [
  ["before the mark ACTIONED", { method: "mark", nth: 1, when: "before" }],
  ["after the mark ACTIONED, before RAO is taken off", { method: "mark", nth: 1, when: "after" }],
  ["after RAO was taken off, before the amended copy", { method: "mark", nth: 2, when: "after" }],
  ["after the amended copy, before its mark", { method: "append", nth: 1, when: "after" }],
  ["before the original is moved", { method: "move", nth: 1, when: "before" }],
  ["after the original was moved, before that is recorded", { method: "move", nth: 1, when: "after" }],
];

let mail: RawMail;
let uninterrupted: string[];
beforeAll(async () => {
  mail = await aRequest("duplicate", { messageId: "sent-again@kilnside.sch.example" });
});

/** All of the mailbox that a person can see: where each copy lies, how it is marked, its bytes. */
async function mailboxOf(door: FrontDoor): Promise<string[]> {
  const all = [];
  for (const folder of Object.values(FOLDERS)) all.push(...(await door.outlook.lists(folder)));
  return all.map(({ folder, flags, internalDate, raw }) =>
    [folder, flags.filter((flag) => flag !== "\\Recent").toSorted().join(" "), internalDate, raw.toString("latin1")].join("\n"),
  );
}

/** A worker in a process of its own takes the mail from INBOX and dies on the way. @returns the signal that ended it */
async function workUntil(door: FrontDoor, dies: Death): Promise<string | null> {
  const errand = JSON.stringify({ settings: door.settings, now: door.clock.now(), dies });
  const child = spawn(process.execPath, [CHILD, errand], { stdio: ["ignore", "inherit", "inherit"] });
  const [, signal] = await once(child, "close");
  return signal;
}

describe("a worker killed while it files", () => {
  journey("an uninterrupted run, to compare with", TUESDAY, async (door) => {
    await door.receives(mail);
    await door.isFiled(
      mail.messageId,
      FOLDERS["pss-completed"],
      "[duplicate contact - outcome sent to referrer] Request for support - Ellis Varga (sent again)",
    );
    uninterrupted = await mailboxOf(door);
    expect(uninterrupted).toHaveLength(2);
  });

  for (const [step, dies] of DEATHS) {
    journey(step, TUESDAY, async (door) => {
      await door.stops();
      await door.comes(mail);
      expect(await workUntil(door, dies)).toBe("SIGKILL");
      await door.starts();
      expect(await mailboxOf(door)).toEqual(uninterrupted);
      expect(door.letters("outcome")).toHaveLength(1);
      expect(await door.item()).toMatchObject({ status: "filed" });
    });
  }
});
