import { briefNote } from "./brief-note.ts";
import { accumulation } from "./classify/accumulation.ts";
import type { Answer } from "./classify/answer.ts";
import { testDuplicate } from "./classify/duplicate.ts";
import { compareWithRecent, reasonsOf, type Weighed } from "./classify/same-incident.ts";
import type { Comparison, FolderRole, Triage } from "./classify/triage-result.ts";
import { knownChildren } from "./classify/window.ts";
import { classify } from "./classify.ts";
import { compare } from "./compare.ts";
import { findUrgency } from "./find-urgency.ts";
import type { Policy } from "./policy.ts";
import type { Contact } from "./records.ts";
import type { Pathway, ReviewerRole, Situation } from "./situation.ts";
import type { Reason } from "./verdict.ts";

/** Who decides (Part 0.4). */
export const REVIEWER: Record<Pathway, ReviewerRole> = {
  "not-a-referral": "none",
  uncertain: "rao",
  "open-case": "none",
  "not-recent": "none",
  duplicate: "none",
  "csc-closure": "cass-team-manager",
  "family-support-closure": "early-help-manager",
  "same-incident": "tm-sp",
  "new-concern": "tm-sp",
};

/** Where the mail waits (Part 0.4). */
export const FOLDER: Record<Pathway, FolderRole> = {
  "not-a-referral": "inbox",
  uncertain: "review",
  "open-case": "inbox",
  "not-recent": "inbox",
  duplicate: "review",
  "csc-closure": "review",
  "family-support-closure": "review",
  "same-incident": "review",
  "new-concern": "review",
};

/** Is it compared with an earlier contact, and is it said whether it is the same incident (Part 0.9)? */
const COMPARED: Record<Pathway, "no" | "with" | "with-category"> = {
  "not-a-referral": "no",
  uncertain: "no",
  "not-recent": "no",
  duplicate: "with",
  "open-case": "with-category",
  "csc-closure": "with-category",
  "family-support-closure": "with-category",
  "same-incident": "with-category",
  "new-concern": "with-category",
};

/** Which children are named: those known, the plausible ones, or none because nobody refers anyone. */
const CHILDREN: Record<Pathway, "known" | "candidates" | "none"> = {
  "not-a-referral": "none",
  uncertain: "candidates",
  "open-case": "known",
  "not-recent": "known",
  duplicate: "known",
  "csc-closure": "known",
  "family-support-closure": "known",
  "same-incident": "known",
  "new-concern": "known",
};

/**
 * The journey of one mail, in order: urgency, pathway, comparison, note, reviewer, folder. It advises; a person
 * decides (Part 0.2). The same situation always gives the same answer, in whatever order its records stand.
 */
export function triage(situation: Situation, policy: Policy): Triage {
  const urgent = findUrgency(situation, policy);
  const answer = classify(situation, policy);
  const pathway = answer.value;
  const weighed = COMPARED[pathway] === "no" ? null : compareWithRecent(situation, policy);
  const contact = comparedContact(answer, weighed, situation);
  const test = contact === null ? null : testDuplicate(situation, policy);
  const comparison: Comparison | null =
    contact === null
      ? null
      : compare(situation, contact, test?.contact === contact ? test.takenOff : [], policy);
  const accumulated = accumulation(situation, policy);
  const category =
    COMPARED[pathway] === "with-category" && contact !== null ? (weighed?.category ?? null) : null;
  const note = briefNote({
    situation,
    pathway,
    weighed: contact === null ? null : weighed,
    comparison,
    contact,
    accumulation: accumulated,
    question: answer.question ?? null,
    staff: policy.staff,
  });

  return {
    pathway,
    urgent: urgent.value,
    urgentBecause: urgent.because,
    children: childrenOf(answer, situation),
    identities: situation.children,
    comparedWith: contact?.contactId ?? null,
    reviewer: REVIEWER[pathway],
    folder: FOLDER[pathway],
    category,
    copyEarlyHelp: answer.copyEarlyHelp ?? false,
    note,
    because: [
      ...answer.because,
      ...(answer.value === "duplicate" ? [] : nearMiss(test)),
      ...categoryReasons(answer, weighed),
      ...urgent.because,
    ],
    comparison,
    accumulation: accumulated,
    openWith: answer.openWith ?? null,
    closure: answer.closure ?? null,
    question: answer.question ?? null,
  };
}

function comparedContact(answer: Answer, weighed: Weighed | null, situation: Situation): Contact | null {
  if (answer.comparedWith !== undefined) {
    return situation.contacts.find((contact) => contact.contactId === answer.comparedWith) ?? null;
  }
  return weighed?.contact ?? null;
}

function childrenOf(answer: Answer, situation: Situation): readonly string[] {
  switch (CHILDREN[answer.value]) {
    case "known":
      return answer.children ?? knownChildren(situation);
    case "candidates":
      return answer.candidates ?? knownChildren(situation);
    case "none":
      return [];
  }
}

/** Why it is no duplicate, where it comes near one: the words that differ. */
function nearMiss(test: ReturnType<typeof testDuplicate> | null): readonly Reason[] {
  if (test === null || test.contact === null || test.same) return [];
  return [
    { rule: "duplicate", found: `no duplicate: ${test.whyNot}`, where: `record ${test.contact.contactId}` },
  ];
}

/** On the other routes too the reasons for "same incident" or "new concern" are said. */
function categoryReasons(answer: Answer, weighed: Weighed | null): readonly Reason[] {
  if (
    weighed === null ||
    answer.value === "same-incident" ||
    answer.value === "new-concern" ||
    answer.value === "duplicate"
  )
    return [];
  return reasonsOf(weighed);
}
