import type { Policy } from "../policy.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer } from "./answer.ts";
import { closureOf, closureReason, closuresInWindow } from "./closures.ts";

/** Family Support closed in the window, and no social care team did (CASS-33): the Early Help Manager decides. */
export function familySupportClosure(situation: Situation, policy: Policy): Answer | undefined {
  const closed = closuresInWindow(situation, policy).find((c) => c.kind === "family-support");
  if (!closed) return undefined;
  return answer("family-support-closure", [closureReason("CASS-33", closed.involvement)], {
    closure: closureOf(closed.involvement),
  });
}
