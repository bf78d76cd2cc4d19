import type { ChildVerdict } from "../../rules/identify-child/child.ts";
import { identifyMention } from "../../rules/identify-child/identify.ts";
import { mentionKeys } from "../../rules/identify-child/keys.ts";
import type { IdentityPolicy } from "../../rules/identify-child/policy.ts";
import type { PersonMention } from "../../rules/read-mail/mail.ts";
import { type Instant, localDate } from "../../rules/time.ts";
import type { Records } from "../ports.ts";
import { Kin } from "./households.ts";

/** So many people a key, so that a common name costs no more than a rare one. */
export const PEOPLE_PER_KEY = 60;

/** Which known person one mention is, child or adult, with nothing else to go by. */
export function identifyOne(
  mention: PersonMention,
  records: Records,
  policy: IdentityPolicy,
  at: Instant,
): ChildVerdict {
  const receivedOn = localDate(at);
  const kin = new Kin(records);
  const candidates = records.candidates(mentionKeys(mention, policy, receivedOn), PEOPLE_PER_KEY);
  return identifyMention(
    mention,
    candidates,
    {
      receivedOn,
      parentsOf: (id) => kin.parentsOf(id),
      siblingsOf: (id) => kin.siblingsOf(id),
      nameCount: (kind, name) => records.nameCount(kind, name),
      peopleCount: records.peopleCount,
    },
    policy,
  );
}
