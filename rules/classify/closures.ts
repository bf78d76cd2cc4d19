import type { Policy } from "../policy.ts";
import type { Involvement } from "../records.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { recentInvolvements } from "./window.ts";

/** The front door's own code in the extract. */
export const FRONT_DOOR = "CASS";

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

/** Family Support closed in the window, and no social care team did (CASS-33): the Early Help Manager decides. */
export function familySupportClosure(situation: Situation, policy: Policy): Answer | undefined {
  const closed = closuresInWindow(situation, policy).find((c) => c.kind === "family-support");
  if (!closed) return undefined;
  return answer("family-support-closure", [closureReason("CASS-33", closed.involvement)], {
    closure: closureOf(closed.involvement),
  });
}

interface Closure {
  readonly involvement: Involvement;
  readonly kind: "social-care" | "family-support";
}

/** Closures by a team, the latest first. A contact, or the front door's own referral, is no closure (GAP-20). */
function closuresInWindow(situation: Situation, policy: Policy): readonly Closure[] {
  return recentInvolvements(situation, policy.reviewWindowDays)
    .filter((involvement) => involvement.endedOn !== null && involvement.kind !== "contact")
    .flatMap((involvement): Closure[] => {
      const team = policy.teams.find((t) => t.code === involvement.team);
      if (team?.kind === "front-door" && involvement.kind === "referral") return [];
      return [{ involvement, kind: team?.kind === "family-support" ? "family-support" : "social-care" }];
    })
    .toSorted(({ involvement: a }, { involvement: b }) => {
      const [endA, endB] = [a.endedOn ?? "", b.endedOn ?? ""];
      return endA < endB ? 1 : endA > endB ? -1 : a.involvementId < b.involvementId ? -1 : 1;
    });
}

function closureOf(involvement: Involvement) {
  return {
    team: involvement.team,
    endedOn: involvement.endedOn ?? "",
    involvementId: involvement.involvementId,
  };
}

function closureReason(rule: string, involvement: Involvement) {
  return reason(
    rule,
    `${involvement.team} closed its ${involvement.kind} on ${involvement.endedOn}, in the window`,
    `record ${involvement.involvementId}`,
  );
}
