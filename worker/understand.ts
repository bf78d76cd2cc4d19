import { workingMinutesBetween } from "../rules/calendar.ts";
import { familiesOf } from "../rules/classify/families.ts";
import { sameSender } from "../rules/classify/sender.ts";
import type { Triage } from "../rules/classify/triage-result.ts";
import { type FamilyPart, partOf } from "../rules/one-family.ts";
import type { Policy } from "../rules/policy.ts";
import type { MailContent, MailFacts } from "../rules/read-mail/mail.ts";
import type { Contact } from "../rules/records.ts";
import type { Situation } from "../rules/situation.ts";
import { type Instant, localDate } from "../rules/time.ts";
import { triage } from "../rules/triage.ts";
import type { Records } from "./ports.ts";
import { findChildren } from "./records/find-children.ts";

/** What understanding a mail needs of the world. */
export interface UnderstandingParts {
  readonly reader: { read(raw: Buffer, receivedAt: Instant): Promise<MailContent> };
  readonly records: Records;
  /** Our own items about any of these people, received by `at`; their ends after `at` are not yet known. */
  readonly ownContacts: (
    personIds: readonly string[],
    at: Instant,
  ) => readonly Contact[] | Promise<readonly Contact[]>;
  /** BSS dragged it into REVIEW CONTACTS by hand (Part 0.4). */
  readonly foundRecentByBss: boolean;
  readonly now: Instant;
  /** What people have said about this mail's children (WRONG CHILD, CHILD <id>), which outranks any score. */
  readonly said?: readonly { readonly personId: string; readonly is: boolean }[];
  /** What people have said of its pathway (NOT DUPLICATE, NEW CONCERN). */
  readonly byPerson?: Situation["byPerson"];
  /** Only what the mail says of this one of its families, as a person said to (SPLIT). */
  readonly part?: FamilyPart | undefined;
}

export interface Understanding {
  readonly content: MailContent;
  readonly facts: MailFacts;
  readonly situation: Situation;
  readonly triage: Triage;
}

/**
 * From raw bytes to advice: documents, facts, children, history, triage. Used by `triage explain` and by the worker
 * alike, so that both say the same of one mail. Changes nothing.
 * @param receivedAt when our server took the mail in; nothing dated after it is seen.
 */
export async function understand(
  raw: Buffer,
  receivedAt: Instant,
  parts: UnderstandingParts,
  policy: Policy,
): Promise<Understanding> {
  return understandContent(await parts.reader.read(raw, receivedAt), parts, policy);
}

/**
 * As `understand`, of a mail whose documents are read already.
 * @param read its facts, where they are known already.
 */
export async function understandContent(
  content: MailContent,
  parts: Omit<UnderstandingParts, "reader">,
  policy: Policy,
  read?: MailFacts,
): Promise<Understanding> {
  const facts = read ?? (await factsOf(parts.part ? partOf(content, parts.part) : content, policy));
  const situation = await situationOf(facts, parts, policy);
  return { content, facts, situation, triage: triage(situation, policy) };
}

/** Loaded where it is needed: facts are mostly found in the process that read the mail. */
async function factsOf(content: MailContent, policy: Policy): Promise<MailFacts> {
  const { readMail } = await import("../rules/read-mail/read-mail.ts");
  return readMail(content, policy.readMail);
}

/** The facts of a mail beside what the records and our own items know of its children at the moment of receipt. */
export async function situationOf(
  facts: MailFacts,
  parts: Omit<UnderstandingParts, "reader">,
  policy: Policy,
): Promise<Situation> {
  const { records } = parts;
  const { receivedAt } = facts;
  const { children, people, kinship } = findChildren(
    facts,
    records,
    policy.identity,
    parts.said ?? [],
    (earlier) => sameSender(facts.senderAddress, earlier, policy),
  );
  const ids = [...kinship.keys()].toSorted();
  const relationships = records.relationships(children.flatMap((child) => child.personId ?? []));
  const own = await parts.ownContacts(ids, receivedAt);
  const contacts = [...onceEach([...own, ...records.contacts(ids, receivedAt)])].toSorted(latestFirst);
  return {
    mail: facts,
    receivedAt,
    receivedOn: localDate(receivedAt),
    children,
    people,
    kinship,
    relatives: records.people([...new Set(relationships.flatMap((r) => [r.personId, r.relatedPersonId]))]),
    families: parts.part ? [] : familiesOf(children, people, relationships, contacts),
    involvements: records.involvements(ids, receivedAt),
    contacts,
    foundRecentByBss: parts.foundRecentByBss,
    ...(parts.byPerson ? { byPerson: parts.byPerson } : {}),
    extractedAt: records.extractedAt,
    extractIsStale: isStale(records.extractedAt, parts.now, policy),
    wordShare: (word) => records.wordShare(word),
  };
}

/** MAT-06, Part 0.7: no extract at all is stale too. */
export function isStale(extractedAt: Instant | null, now: Instant, policy: Policy): boolean {
  if (extractedAt === null) return true;
  return workingMinutesBetween(extractedAt, now, policy.calendar) > policy.extractMaxAgeHours * 60;
}

/** Our own item and the extract's row of the same contact are one: ours says more. */
function onceEach(contacts: readonly Contact[]): Iterable<Contact> {
  const byId = new Map<string, Contact>();
  for (const contact of contacts) if (!byId.has(contact.contactId)) byId.set(contact.contactId, contact);
  return byId.values();
}

function latestFirst(a: Contact, b: Contact): number {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? 1 : -1;
  return a.contactId < b.contactId ? -1 : a.contactId > b.contactId ? 1 : 0;
}
