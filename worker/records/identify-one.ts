import type { ChildVerdict } from "../../rules/identify-child/child.ts";
import { identifyMention } from "../../rules/identify-child/identify.ts";
import { mentionKeys } from "../../rules/identify-child/keys.ts";
import type { IdentityPolicy } from "../../rules/identify-child/policy.ts";
import type { PersonMention } from "../../rules/read-mail/mail.ts";
import { type Instant, localDate } from "../../rules/time.ts";
import type { Records } from "../ports.ts";
import { identityContext } from "./identity-context.ts";

/** Which known person one mention is, child or adult, with nothing else to go by. */
export function identifyOne(
  mention: PersonMention,
  records: Records,
  policy: IdentityPolicy,
  at: Instant,
): ChildVerdict {
  const receivedOn = localDate(at);
  const { people, oneOfMany } = records.candidates(mentionKeys(mention, policy, receivedOn));
  const context = identityContext(records, receivedOn);
  return identifyMention(mention, people, { ...context, oneOfMany }, policy);
}
