import type { Answer, Check } from "./classify/answer.ts";
import { cscClosure } from "./classify/csc-closure.ts";
import { duplicate } from "./classify/duplicate.ts";
import { familySupportClosure } from "./classify/family-support-closure.ts";
import { notAReferral } from "./classify/not-a-referral.ts";
import { notRecent } from "./classify/not-recent.ts";
import { openCase } from "./classify/open-case.ts";
import { incident } from "./classify/same-incident.ts";
import { uncertain } from "./classify/uncertain.ts";
import type { Policy } from "./policy.ts";
import type { Situation } from "./situation.ts";

/** In the order that the service agreed (Part 0.4): the first that answers decides. */
export const CHECKS: readonly Check[] = [
  notAReferral,
  uncertain,
  openCase,
  notRecent,
  duplicate,
  cscClosure,
  familySupportClosure,
  incident,
];

/** Which way the mail goes, and why. */
export function classify(situation: Situation, policy: Policy): Answer {
  const { overruled = [], pathway = null } = situation.byPerson ?? {};
  if (pathway) {
    return {
      value: pathway,
      because: [{ rule: "Part 0.11", found: `a person says that it is ${pathway}`, where: "reply" }],
    };
  }
  for (const check of CHECKS) {
    const answer = check(situation, policy);
    if (answer && !overruled.includes(answer.value)) return answer;
  }
  return incident(situation, policy);
}
