import type { Understood } from "../rules/message.ts";
import type { Policy } from "../rules/policy.ts";
import type { MailContent, MailFacts } from "../rules/read-mail/mail.ts";
import type { Instant } from "../rules/time.ts";
import { followSnapshot } from "./records/follow-snapshot.ts";
import { understoodOf } from "./stages/understood.ts";
import { understandContent } from "./understand.ts";

/** What a process needs to understand mails without the store. */
export interface Knowledge {
  readonly policy: Policy;
  readonly recordsFile: string;
}

export interface AloneParts {
  readonly now: Instant;
  readonly foundRecentByBss: boolean;
}

/** What a mail means where we have no item of our own about any of these people; void where we have one. */
export interface UnderstoodAlone {
  readonly understood: Understood;
  readonly people: readonly string[];
}

export type UnderstandAlone = (
  content: MailContent,
  facts: MailFacts,
  parts: AloneParts,
) => Promise<UnderstoodAlone>;

/**
 * Understands mails from what they say and the record snapshot alone, so that it can be done ahead and in another
 * process. Only our own items, which the mail before may have made, need the store and its order.
 */
export function knowingOf({ policy, recordsFile }: Knowledge): UnderstandAlone {
  const records = followSnapshot(recordsFile);
  return async (content, facts, { now, foundRecentByBss }) => {
    const people: string[] = [];
    const found = await understandContent(
      content,
      {
        records: records.current(),
        ownContacts: (ids) => {
          people.push(...ids);
          return [];
        },
        foundRecentByBss,
        now,
      },
      policy,
      facts,
    );
    return { understood: understoodOf(found, policy, foundRecentByBss), people };
  };
}
