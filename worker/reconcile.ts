import { localTime } from "../rules/calendar.ts";
import { localDate, msOf } from "../rules/time.ts";
import { ledgerDifferences } from "./ledger-check.ts";
import { queueNotice } from "./letters/notices.ts";
import type { Parts } from "./parts.ts";
import { saveSetting, setting } from "./store/settings.ts";

/** Local time of the daily comparison: before the RAOs go home. */
const AT = "16:00";

/**
 * Compares mailbox and ledger once each evening (SAF-02); any difference is an alarm with the list. What comes and
 * goes in between is noticed at every poll.
 */
export async function reconcileDaily(parts: Parts): Promise<void> {
  const now = parts.clock.now();
  const today = localDate(now);
  if (msOf(now) < msOf(localTime(today, AT))) return;
  if ((await parts.store.read((db) => setting(db, "reconciled_on"))) === today) return;
  const differences = await ledgerDifferences(parts.store, parts.mailbox);
  for (const { folder, missing, unknown } of differences) {
    parts.emit({ name: "difference", folder, missing: missing.length, unknown: unknown.length });
  }
  await parts.store.transaction(async (tx) => {
    await saveSetting(tx.db, "reconciled_on", today);
    if (differences.length === 0 || parts.policy.mode === "shadow") return;
    await queueNotice(tx, parts, {
      key: `reconciliation/${today}`,
      itemId: null,
      kind: "reconciliation",
      to: ["rao-group", "service-lead"],
      heading: "the mailbox and the ledger differ",
      sentences: [
        ...differences.map(({ folder, missing, unknown }) => {
          const gone = missing.length > 0 ? ` ${missing.join(", ")} should be there and is not.` : "";
          const extra = unknown.length > 0 ? ` ${unknown.length} mails there are not in the ledger.` : "";
          return `${folder}:${gone}${extra}`;
        }),
        "'triage ledger --check' shows it anew. Please find out before going home: a mail may have been overlooked.",
      ],
    });
  });
}
