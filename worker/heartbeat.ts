import { rename, writeFile } from "node:fs/promises";
import { isWorkingTime } from "../rules/calendar.ts";
import { type Instant, msOf } from "../rules/time.ts";
import { queueNotice } from "./letters/notices.ts";
import { openEffects, troubledEffects } from "./store/outbox.ts";
import { saveSetting, setting } from "./store/settings.ts";
import type { Wired } from "./wiring.ts";

/** Working time without a sign of life after which the duty manager is told (SAF-03, Part 0.12). */
const SILENT_MS = 5 * 60_000;

/**
 * Writes the heartbeat file, and tells the duty manager when the mailbox was not read, mail not sent, or timers not
 * run for five minutes in working hours, and again on recovery.
 */
export async function writeHeartbeat(wired: Wired, file: string): Promise<void> {
  const { parts, worker, bells } = wired;
  const now = parts.clock.now();
  const { open, stuck } = await parts.store.read(async (db) => ({
    open: await openEffects(db),
    stuck: (await troubledEffects(db, 1)).filter(
      ({ kind, notBefore, createdAt }) => kind === "letter" && isSilent(notBefore ?? createdAt, now),
    ).length,
  }));
  const beat = {
    at: now,
    mailboxReadAt: worker.lastReadAt(),
    timersSweptAt: bells.lastSweptAt(),
    openEffects: open,
    stuckLetters: stuck,
  };
  await writeFile(`${file}.new`, `${JSON.stringify(beat)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);

  const silent = [
    ...(isSilent(beat.mailboxReadAt, now) ? ["the mailbox was not read"] : []),
    ...(isSilent(beat.timersSweptAt, now) ? ["the timers were not run"] : []),
    ...(stuck > 0 ? ["mail was not sent"] : []),
  ];
  if (parts.policy.mode !== "shadow") await tellDutyManager(wired, silent, now);
}

function isSilent(last: Instant | null, now: Instant): boolean {
  return last !== null && msOf(now) - msOf(last) > SILENT_MS;
}

async function tellDutyManager({ parts }: Wired, silent: readonly string[], now: Instant): Promise<void> {
  if (!isWorkingTime(now, parts.policy.calendar)) return;
  const said = silent.join("; ");
  await parts.store.transaction(async (tx) => {
    const before = (await setting(tx.db, "fault_told")) ?? "";
    if (before === said) return;
    await saveSetting(tx.db, "fault_told", said);
    await queueNotice(tx, parts, {
      key: `fault/${now}`,
      itemId: null,
      kind: "fault",
      to: ["duty-manager"],
      urgent: silent.length > 0,
      heading: silent.length > 0 ? "the triage program has a fault" : "the triage program works again",
      sentences:
        silent.length > 0
          ? [
              `For five minutes: ${said}. Nothing is lost: mail stays in the mailbox. Please look at the mailbox by hand until this is over.`,
            ]
          : ["What was faulty works again; what waited is being done now, the oldest first."],
    });
  });
}
