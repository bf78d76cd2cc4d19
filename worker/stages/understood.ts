import { formatDay } from "../../rules/calendar.ts";
import type { Triage } from "../../rules/classify/triage-result.ts";
import type { ChildVerdict } from "../../rules/identify-child/child.ts";
import type { KnownPerson, Understood } from "../../rules/message.ts";
import { type FamilyPart, familiesIn } from "../../rules/one-family.ts";
import { referrerType } from "../../rules/outcome-letter.ts";
import type { Policy } from "../../rules/policy.ts";
import type { MailContent, MailFacts } from "../../rules/read-mail/mail.ts";
import type { Involvement, Person } from "../../rules/records.ts";
import type { Situation } from "../../rules/situation.ts";

/** What is kept of understanding a mail: enough for every later letter and decision, so it is read once. */
export function understoodOf(
  found: {
    readonly content: MailContent;
    readonly facts: MailFacts;
    readonly situation: Situation;
    readonly triage: Triage;
  },
  policy: Policy,
  foundRecentByBss: boolean,
  part?: FamilyPart,
): Understood {
  const { facts, situation, triage } = found;
  const families = familiesIn(situation);
  const notKnown = situation.children.filter(({ verdict }) => verdict === "none").flatMap(nameOf);
  return {
    triage,
    kind: facts.kind,
    senderName: facts.senderName,
    senderAddress: facts.senderAddress,
    referrer: facts.referrer,
    referrerType: referrerType(facts, policy),
    subject: facts.subject,
    content: facts.content,
    mentions: facts.children,
    unread: facts.unread,
    attachments: facts.parts
      .filter((part) => part.fileName !== null && !part.inline)
      .map((part) => ({ fileName: part.fileName ?? "", sha256: part.sha256 })),
    ...(notKnown.length > 0 ? { notKnown } : {}),
    people: knownPeople(situation, policy),
    extractIsStale: situation.extractIsStale,
    foundRecentByBss,
    ...(families.length > 0 ? { families } : {}),
    ...(part ? { part } : {}),
  };
}

function knownPeople(situation: Situation, policy: Policy): KnownPerson[] {
  const matched = new Set(situation.children.map(({ personId }) => personId));
  const candidates = new Set(
    situation.children
      .filter(({ verdict }) => verdict === "several")
      .flatMap((child) => child.candidates.map((c) => c.personId)),
  );
  return [...situation.people.values()].map((person) => ({
    personId: person.personId,
    name: fullName(person),
    born: person.dateOfBirth,
    address: [person.address, person.postcode].filter(Boolean).join(", ") || null,
    nhsNumber: person.nhsNumber,
    kinship: matched.has(person.personId)
      ? "child"
      : candidates.has(person.personId)
        ? "candidate"
        : situation.kinship.get(person.personId) === "sibling"
          ? "sibling"
          : "household",
    standing: standingOf(person.personId, situation, policy),
  }));
}

function nameOf({ mention }: ChildVerdict): string[] {
  const name = [mention.givenNames ?? mention.knownAs, mention.familyName].filter((part) => part !== null);
  return name.length > 0 ? [name.join(" ")] : [];
}

function fullName(person: Person): string {
  const known = person.knownAs ? ` (${person.knownAs})` : "";
  return `${person.givenNames} ${person.familyName}${known}`.trim() || person.personId;
}

/** "open: child protection plan, Area safeguarding" or "closed Fri 18 Sep 2026: assessment, Family Support". */
function standingOf(personId: string, situation: Situation, policy: Policy): string | null {
  const own = situation.involvements.filter((involvement) => involvement.personId === personId);
  const words = ({ kind, team }: Involvement) =>
    `${kind.replaceAll("-", " ")}, ${policy.teams.find(({ code }) => code === team)?.name ?? team}`;
  const open = own.find(({ endedOn }) => endedOn === null);
  if (open) return `open: ${words(open)}`;
  const [latest] = own.toSorted((a, b) => ((a.endedOn ?? "") > (b.endedOn ?? "") ? -1 : 1));
  return latest?.endedOn ? `closed ${formatDay(latest.endedOn)}: ${words(latest)}` : null;
}
