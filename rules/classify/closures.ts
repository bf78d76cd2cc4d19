import type { Policy } from "../policy.ts";
import type { Involvement } from "../records.ts";
import type { Situation } from "../situation.ts";
import { reason } from "./answer.ts";
import { recentInvolvements } from "./window.ts";

/** The front door's own code in the extract. */
export const FRONT_DOOR = "CASS";

export interface Closure {
  readonly involvement: Involvement;
  readonly kind: "social-care" | "family-support";
}

/** Closures by a team, the latest first. A contact, or the front door's own referral, is no closure (GAP-20). */
export function closuresInWindow(situation: Situation, policy: Policy): readonly Closure[] {
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

export function closureOf(involvement: Involvement) {
  return {
    team: involvement.team,
    endedOn: involvement.endedOn ?? "",
    involvementId: involvement.involvementId,
  };
}

export function closureReason(rule: string, involvement: Involvement) {
  return reason(
    rule,
    `${involvement.team} closed its ${involvement.kind} on ${involvement.endedOn}, in the window`,
    `record ${involvement.involvementId}`,
  );
}
