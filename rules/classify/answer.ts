import type { Policy } from "../policy.ts";
import type { Pathway, Situation } from "../situation.ts";
import type { Reason, Verdict } from "../verdict.ts";
import type { Triage } from "./triage-result.ts";

/** What a check answers: the pathway, why, and what it found on the way that the rest of triage goes by. */
export interface Answer extends Verdict<Pathway> {
  /** The contact that the check itself decided on. */
  readonly comparedWith?: string;
  readonly openWith?: NonNullable<Triage["openWith"]>;
  readonly closure?: NonNullable<Triage["closure"]>;
  /** Both a social care team and Family Support closed in the window (Part 0.4). */
  readonly copyEarlyHelp?: boolean;
  /** Plausible children, where the mail leaves it open which they are. */
  readonly candidates?: readonly string[];
  /** The children the mail is about, where the check knows better than who is named in it. */
  readonly children?: readonly string[];
  readonly question?: string;
}

/** One question in the agreed order. undefined: no opinion, ask the next. */
export type Check = (situation: Situation, policy: Policy) => Answer | undefined;

export function answer(
  value: Pathway,
  because: readonly Reason[],
  found: Omit<Answer, "value" | "because"> = {},
): Answer {
  return { value, because, ...found };
}

export function reason(rule: string, found: string, where: string): Reason {
  return { rule, found, where };
}
