import type { Policy } from "../policy.ts";
import type { Contact, Involvement } from "../records.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { FRONT_DOOR } from "./closures.ts";

/**
 * The child or a sibling is open: an involvement or contact of theirs has no end at the moment of receipt (CASS-12,
 * CASS-13, Part 0.9). Another person at the same address never opens it; the note names them. Our own review that
 * awaits its decision is not open either (GAP-17).
 */
export function openCase(situation: Situation, _policy: Policy): Answer | undefined {
  const open = openSpell(situation);
  if (open === null) return undefined;
  const whose = open.kinship === "child" ? "the child" : "a sibling of the child";
  return answer(
    "open-case",
    [
      reason(
        "CASS-12",
        `${whose} (${open.personId}) is open to ${open.team} since ${open.since}: no end at receipt`,
        `record ${open.involvementId}`,
      ),
    ],
    {
      openWith: {
        team: open.team,
        personId: open.personId,
        kinship: open.kinship,
        involvementId: open.involvementId,
      },
    },
  );
}

/** What is asked for openness: whose history, and how they are kin to the child. */
type History = Pick<Situation, "kinship" | "involvements" | "contacts">;

/** Who has the family, and since when. */
export interface OpenSpell {
  readonly team: string;
  readonly personId: string;
  readonly kinship: "child" | "sibling";
  readonly involvementId: string;
  readonly since: string;
}

/** The child's own before a sibling's, a team's before a contact of the front door, the latest before the earlier. */
export function openSpell(situation: History): OpenSpell | null {
  const spells = [
    ...situation.involvements.filter((i) => i.endedOn === null).flatMap((i) => spellOf(i, situation)),
    ...situation.contacts
      .filter((c) => c.closedOn === null && !c.awaitingDecision)
      .flatMap((c) => contactSpell(c, situation)),
  ];
  const rank = (s: OpenSpell) => (s.kinship === "child" ? 0 : 2) + (s.team === FRONT_DOOR ? 1 : 0);
  return (
    spells.toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.since < b.since ? 1 : a.since > b.since ? -1 : a.involvementId < b.involvementId ? -1 : 1),
    )[0] ?? null
  );
}

function spellOf(involvement: Involvement, situation: History): OpenSpell[] {
  const kinship = situation.kinship.get(involvement.personId);
  if (kinship !== "child" && kinship !== "sibling") return [];
  return [
    {
      team: involvement.team,
      personId: involvement.personId,
      kinship,
      involvementId: involvement.involvementId,
      since: involvement.startedOn,
    },
  ];
}

function contactSpell(contact: Contact, situation: History): OpenSpell[] {
  return contact.personIds.flatMap((personId) => {
    const kinship = situation.kinship.get(personId);
    if (kinship !== "child" && kinship !== "sibling") return [];
    return [
      {
        team: FRONT_DOOR,
        personId,
        kinship,
        involvementId: contact.contactId,
        since: contact.receivedAt.slice(0, 10),
      },
    ];
  });
}

/** People at the same address with something open, who do not make the case open: for the note. */
export function openInHousehold(situation: Situation): readonly string[] {
  return [
    ...new Set(
      situation.involvements
        .filter((i) => i.endedOn === null && situation.kinship.get(i.personId) === "household")
        .map((i) => i.personId),
    ),
  ];
}
