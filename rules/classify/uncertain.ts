import type { ChildVerdict } from "../identify-child/child.ts";
import type { Policy } from "../policy.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { unreadParts } from "./duplicate.ts";
import { knownChildren } from "./window.ts";
import { wordsOf } from "./words.ts";

/**
 * Who the mail is about is not certain: several known children fit, or identifiers contradict each other (MAT-05),
 * several unrelated families are in it (GAP-11), or it could not be read enough to say. The owning RAO is asked.
 */
export function uncertain(situation: Situation, _policy: Policy): Answer | undefined {
  return severalFit(situation) ?? severalFamilies(situation) ?? cannotBeRead(situation);
}

function severalFit(situation: Situation): Answer | undefined {
  const several = situation.children.filter(
    (child) => child.verdict === "several" && !explained(child, situation),
  );
  if (several.length === 0) return undefined;
  const candidates = [
    ...new Set([
      ...several.flatMap((child) => child.candidates.map((c) => c.personId)),
      ...knownChildren(situation),
    ]),
  ];
  const apart = [...new Set(several.flatMap((child) => child.tellApart))];
  return answer(
    "uncertain",
    several.map((child) =>
      reason(
        "MAT-05",
        `${child.candidates.length === 1 ? "one known child fits" : `${child.candidates.length} known children fit`} ${written(child)}`,
        child.mention.where,
      ),
    ),
    {
      candidates,
      question: `Which child is meant by ${several.map(written).join("; ")}?${apart.length > 0 ? ` What tells them apart: ${apart.join("; ")}.` : ""}`,
    },
  );
}

/**
 * Whoever of the family is meant, the way is the same: another child of the mail is matched, and every candidate is of
 * that child's family or home.
 */
function explained(child: ChildVerdict, situation: Situation): boolean {
  const matched = knownChildren(situation).flatMap((id) => situation.people.get(id) ?? []);
  if (matched.length === 0 || child.candidates.length === 0) return false;
  const homes = new Set(matched.flatMap((person) => homeOf(person.address, person.postcode)));
  return child.candidates.every(({ personId }) => {
    if (situation.kinship.has(personId)) return true;
    const person = situation.people.get(personId);
    return person !== undefined && homeOf(person.address, person.postcode).some((home) => homes.has(home));
  });
}

function homeOf(address: string | null, postcode: string | null): string[] {
  return address === null || postcode === null ? [] : [wordsOf(`${address} ${postcode}`).join("")];
}

function written({ mention }: ChildVerdict): string {
  const name = [mention.givenNames, mention.familyName].filter((part) => part !== null).join(" ");
  return `"${name || "a child without a name"}"`;
}

function severalFamilies(situation: Situation): Answer | undefined {
  const families = situation.families ?? [];
  if (families.length < 2) return undefined;
  return answer(
    "uncertain",
    [reason("GAP-11", `the mail is about children of ${families.length} unrelated families`, "mail")],
    {
      candidates: knownChildren(situation),
      question: `Several unrelated families are in one mail: ${families
        .map((family, index) => `${index + 1}) ${family.join(", ")}`)
        .join("; ")}. Answer SPLIT to make one item a family.`,
    },
  );
}

function cannotBeRead(situation: Situation): Answer | undefined {
  if (situation.children.length > 0) return undefined;
  const unread = unreadParts(situation.mail.parts);
  if (unread.length > 0) {
    return answer(
      "uncertain",
      unread.map((part) => reason("IN-02", `could not be read: ${part.reason ?? part.status}`, part.where)),
      {
        candidates: [],
        question:
          "A part of this mail could not be read, and no child could be identified. Which child is it about?",
      },
    );
  }
  return answer(
    "uncertain",
    [reason("MAT-05", "the mail may refer a child, but none could be made out in it", "mail")],
    {
      candidates: [],
      question: "We could not make out which child this mail is about. Which child is it?",
    },
  );
}
