import type { MailFacts, PersonMention } from "../read-mail/mail.ts";
import { compareFamily, compareGiven, namesOf } from "./names.ts";
import type { IdentityPolicy } from "./policy.ts";

/**
 * A mention with what the mail says of all its children together: the other children as siblings, the one
 * address given for them, the parents named beside them. What the mention says itself always stands.
 */
export function withFactsOfTheMail(mention: PersonMention, mail: MailFacts): PersonMention {
  const others = mail.children.filter((other) => other !== mention && mayShareHome(mention, other));
  const siblings = others.flatMap((other) => other.givenNames ?? other.knownAs ?? []);
  const homes = new Map(
    others
      .filter((other) => other.address || other.postcode)
      .map((other) => [`${other.address}|${other.postcode}`, other]),
  );
  const [home] = homes.size === 1 && !mention.address && !mention.postcode ? homes.values() : [];
  const parents = mail.adults
    .filter((adult) => /^(?:step|birth|adoptive)?[ -]?(?:mother|father|parent|mum|dad)\b/i.test(adult.role))
    .flatMap((adult) => [adult.givenNames, adult.familyName].filter((name) => name !== null).join(" ") || []);
  return {
    ...mention,
    address: mention.address ?? home?.address ?? null,
    postcode: mention.postcode ?? home?.postcode ?? null,
    siblings: [...new Set([...mention.siblings, ...siblings])],
    parents: mention.parents.length > 0 ? mention.parents : parents,
  };
}

function mayShareHome(a: PersonMention, b: PersonMention): boolean {
  if (a.address && b.address && a.address !== b.address) return false;
  return (
    a.familyName === null || b.familyName === null || a.familyName === b.familyName || a.address === b.address
  );
}

/** Could two mentions in one mail be of one child? By name: the given names agree, and no family name differs. */
export function areTheSame(a: PersonMention, b: PersonMention, policy: IdentityPolicy): boolean {
  const [x, y] = [namesOf(a), namesOf(b)];
  const given = compareGiven(x, y, policy);
  if (!given || given.level === "else") return false;
  return compareFamily(x.family, y.family, policy)?.level !== "else";
}
