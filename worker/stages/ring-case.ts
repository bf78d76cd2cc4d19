import { ringDue } from "../cases/cases.ts";
import { queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import type { Timer } from "../store/timers.ts";

const POINT = {
  opens: "can be done from",
  warns: "will soon be overdue; last day",
  due: "is due on",
  overdue: "is overdue since",
} as const;

/** Something is due in a case: its responsible worker is told, or the duty manager where it has none. */
export async function ringCase(tx: Tx, parts: Parts, timer: Timer): Promise<void> {
  const due = await ringDue(tx, parts.desk, timer.id, parts.clock.now());
  if (!due) return;
  await queueNotice(tx, parts, {
    key: `${timer.id}/${timer.arming}`,
    itemId: null,
    kind: "case-due",
    to: [due.responsible ? { staff: due.responsible } : "duty-manager"],
    heading: `${due.caseId}: something is due`,
    sentences: [`${due.name} in ${due.caseId}: ${POINT[due.point]} ${due.day}.`],
  });
}
