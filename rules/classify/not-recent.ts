import type { ChildVerdict } from "../identify-child/child.ts";
import type { Policy } from "../policy.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { knownChildren, recentContacts, recentInvolvements, recentWindow } from "./window.ts";

/**
 * No child of the mail is known, or nothing about child, sibling or household child reaches into the window
 * (CASS-04): BSS's ordinary process. Never where BSS found it recent by hand (Part 0.4): where we then know no child,
 * the RAO is asked which it is.
 */
export function notRecent(situation: Situation, policy: Policy): Answer | undefined {
  const { from, to } = recentWindow(situation.receivedOn, policy.reviewWindowDays);
  const known = knownChildren(situation);
  if (known.length === 0) {
    if (situation.foundRecentByBss) {
      return answer(
        "uncertain",
        [
          reason(
            "Part 0.4",
            "BSS found it recent, but no child of it could be found in the records",
            "records",
          ),
        ],
        {
          candidates: [],
          question:
            "BSS moved this mail by hand as recent, but we could not find the child in the records. Which child is it?",
        },
      );
    }
    if (!situation.children.some(isFullyStated)) {
      return answer(
        "uncertain",
        [reason("MAT-05", "too little is said of the child to hold that it is not known", "mail")],
        {
          candidates: [],
          question:
            "Too little is said of the child to find it in the records, or to hold that it is not known. Which child is it?",
        },
      );
    }
    return answer("not-recent", [
      reason("CASS-02", "no child of the mail is known in the records", "records"),
    ]);
  }
  if (situation.foundRecentByBss) return undefined;
  const days = policy.reviewWindowDays;
  if (recentInvolvements(situation, days).length > 0 || recentContacts(situation, days).length > 0)
    return undefined;
  return answer("not-recent", [
    reason(
      "CASS-04",
      `nothing about the children, their siblings or household children from ${from} to ${to}`,
      "records",
    ),
  ]);
}

/** Both names, and a birthday, number or address: enough to say that no such child is known. */
function isFullyStated({ mention }: ChildVerdict): boolean {
  const named = mention.givenNames !== null && mention.familyName !== null;
  const more =
    mention.dateOfBirth ?? mention.expectedOn ?? mention.nhsNumber ?? mention.address ?? mention.postcode;
  return named && more !== null;
}
