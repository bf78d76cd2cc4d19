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

/** From the mail that is fetched to the letter that is sent, whatever becomes of the subject. */
const BEFORE_FILING: readonly (readonly [string, Death])[] = [
  [
    "after the mail was fetched, before it is stored",
    { method: "fetchMany", folder: "inbox", nth: 1, when: "after" },
  ],
  ["before it is moved into REVIEW CONTACTS", { method: "move", folder: "inbox", nth: 1, when: "before" }],
  ["after it was moved, before that is recorded", { method: "move", folder: "inbox", nth: 1, when: "after" }],
  ["before the letter to the referrer", { method: "send", nth: 1, when: "before" }],
  ["before the letter's copy goes into Sent", { method: "append", folder: "sent", nth: 1, when: "before" }],
  ["after the letter's copy went into Sent", { method: "append", folder: "sent", nth: 1, when: "after" }],
];

/** The steps of MBX-09, in their order. */
const AMENDING: readonly (readonly [string, Death])[] = [
  ["before the mark ACTIONED", { method: "mark", folder: "review", nth: 1, when: "before" }],
  [
    "after the mark ACTIONED, before RAO is taken off",
    { method: "mark", folder: "review", nth: 1, when: "after" },
  ],
  [
    "after RAO was taken off, before the amended copy",
    { method: "mark", folder: "review", nth: 2, when: "after" },
  ],
  [
    "after the amended copy, before its mark",
    { method: "append", folder: "pss-completed", nth: 1, when: "after" },
  ],
  [
    "after the amended copy's mark, before the original is moved",
    { method: "mark", folder: "pss-completed", nth: 1, when: "after" },
  ],
  [
    "after the original was moved, before that is recorded",
    { method: "move", folder: "review", nth: 1, when: "after" },
  ],
];

/** The same without an amended copy: the original itself moves to the completed folder. */
const RECORDING: readonly (readonly [string, Death])[] = [
  ["before the mark ACTIONED", { method: "mark", folder: "review", nth: 1, when: "before" }],
  [
    "after the mark ACTIONED, before RAO is taken off",
    { method: "mark", folder: "review", nth: 1, when: "after" },
  ],
  ["after RAO was taken off", { method: "mark", folder: "review", nth: 2, when: "after" }],
  [
    "after it was moved, before it is marked there",
    { method: "move", folder: "review", nth: 1, when: "after" },
  ],
  [
    "after it was marked there, before that is recorded",
    { method: "mark", folder: "pss-completed", nth: 1, when: "after" },
  ],
];

const MODES = [
  ["amended_copy", 2, [...BEFORE_FILING, ...AMENDING]],
  ["record_only", 1, RECORDING],
] as const;

let mail: RawMail;
beforeAll(async () => {
  mail = await aRequest("duplicate", { messageId: "sent-again@kilnside.sch.example" });
});

/** All of the mailbox that a person can see: where each copy lies, how it is marked, its bytes. */
async function mailboxOf(door: FrontDoor): Promise<string[]> {
  const all = [];
  for (const folder of Object.values(FOLDERS)) all.push(...(await door.outlook.lists(folder)));
  return all.map(({ folder, flags, internalDate, raw }) =>
    [
      folder,
      flags
        .filter((flag) => flag !== "\\Recent")
        .toSorted()
        .join(" "),
      internalDate,
      raw.toString("latin1"),
    ].join("\n"),
  );
}

/** A worker in a process of its own takes the mail from INBOX and dies on the way. @returns the signal that ended it */
async function workUntil(door: FrontDoor, dies: Death): Promise<string | null> {
  const errand = JSON.stringify({
    settings: door.settings,
    now: door.clock.now(),
    subjectMode: door.policy.subjectMode,
    dies,
  });
  const child = spawn(process.execPath, [CHILD, errand], { stdio: ["ignore", "inherit", "inherit"] });
  const [, signal] = await once(child, "close");
  return signal;
}

describe.each(MODES)("a worker killed while it files, in mode %s", (subjectMode, copies, deaths) => {
  const options = { ...TUESDAY, policy: () => ({ subjectMode }) };
  let uninterrupted: string[];

  journey("an uninterrupted run, to compare with", options, async (door) => {
    await door.receives(mail);
    expect(await door.item()).toMatchObject({ status: "filed" });
    uninterrupted = await mailboxOf(door);
    expect(uninterrupted).toHaveLength(copies);
  });

  for (const [step, dies] of deaths) {
    journey(step, options, async (door) => {
      await door.stops();
      await door.comes(mail);
      expect(await workUntil(door, dies)).toBe("SIGKILL");
      await door.starts();
      expect(await mailboxOf(door)).toEqual(uninterrupted);
      expect(door.letters("outcome")).toHaveLength(1);
      expect(await door.item()).toMatchObject({ status: "filed" });
    });
  }

  journey(
    "after the letter was taken, before that is recorded: sent again as the same letter, kept once",
    options,
    async (door) => {
      await door.stops();
      await door.comes(mail);
      expect(await workUntil(door, { method: "send", nth: 1, when: "after" })).toBe("SIGKILL");
      await door.starts();
      expect(await mailboxOf(door)).toEqual(uninterrupted);
      const [first, second, ...more] = door.letters("outcome");
      expect(more).toEqual([]);
      expect(second?.messageId).toBe(first?.messageId);
      door.forgets(second);
    },
  );
});
