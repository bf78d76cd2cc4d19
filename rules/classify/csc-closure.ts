import type { Policy } from "../policy.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer } from "./answer.ts";
import { closureOf, closureReason, closuresInWindow } from "./closures.ts";

/**
 * A social care team closed in the window (CASS-35, CASS-37): the Team Manager decides, even where Family Support
 * closed later; the Early Help Manager then has it in copy (GAP-19). A team we do not know counts as social care.
 */
export function cscClosure(situation: Situation, policy: Policy): Answer | undefined {
  const closures = closuresInWindow(situation, policy);
  const closed = closures.find((c) => c.kind === "social-care");
  if (!closed) return undefined;
  const early = closures.find((c) => c.kind === "family-support");
  return answer(
    "csc-closure",
    [
      closureReason("CASS-37", closed.involvement),
      ...(early ? [closureReason("GAP-19", early.involvement)] : []),
    ],
    { closure: closureOf(closed.involvement), copyEarlyHelp: early !== undefined },
  );
}
