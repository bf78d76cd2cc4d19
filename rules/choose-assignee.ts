import { type Away, absence, type HalfDay, halfDaysBetween } from "./availability.ts";
import type { Calendar } from "./calendar.ts";
import type { Staff, StaffMember } from "./staff.ts";
import type { Instant } from "./time.ts";

/** One contact that somebody on the BSS list was given. */
export interface ContactTurn {
  readonly staffId: string;
  readonly at: Instant;
  /** Given as the adviser, not because the list had come to them (CASS-41). */
  readonly outOfTurn: boolean;
}

export interface Assignment {
  /** null: nobody on the list can take it now; the RAO asks BSS. */
  readonly assignee: StaffMember | null;
  readonly outOfTurn: boolean;
  readonly passedOver: readonly { readonly staffId: string; readonly why: string }[];
  readonly because: string;
}

/**
 * Who gets a new contact: the TM/SP who gave the advice, where on the BSS list and able to take contacts (CASS-41);
 * else the next able person of the list (CASS-40). The list is a ring in the order of the staff file; where it has
 * come to follows from the turns recorded.
 * @param adviser staff id of who decided; null where unknown.
 */
export function chooseAssignee(
  adviser: string | null,
  at: Instant,
  staff: Staff,
  turns: readonly ContactTurn[],
  away: readonly Away[],
  calendar: Calendar,
): Assignment {
  const now = halfDaysBetween(at, at, calendar)[0] as HalfDay;
  const unable = (member: StaffMember): string | null =>
    member.takesContacts === true ? absence(member, now, away) : "is not able to take contacts";
  const passedOver: { staffId: string; why: string }[] = [];
  const ring = ringAfter(
    turns,
    staff.filter((member) => member.takesContacts !== null),
    at,
  );

  const advising = ring.find((member) => member.id === adviser);
  if (advising) {
    const why = unable(advising);
    if (why === null) {
      return {
        assignee: advising,
        outOfTurn: ring[0] !== advising,
        passedOver,
        because: `${advising.name} gave the advice, is on the list and able to take contacts.`,
      };
    }
    passedOver.push({ staffId: advising.id, why });
  }
  for (const member of ring) {
    const why = unable(member);
    if (why === null) {
      return {
        assignee: member,
        outOfTurn: false,
        passedOver,
        because: `${member.name} is next on the list.`,
      };
    }
    if (member !== advising) passedOver.push({ staffId: member.id, why });
  }
  return {
    assignee: null,
    outOfTurn: false,
    passedOver,
    because: "Nobody on the list is able to take a contact now.",
  };
}

/** The list, next first. A turn rotates it past whoever took it; one out of turn sends only that person to the back. */
function ringAfter(
  turns: readonly ContactTurn[],
  list: readonly StaffMember[],
  at: Instant,
): readonly StaffMember[] {
  let ring = [...list];
  const past = turns.filter((turn) => turn.at <= at).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  for (const { staffId, outOfTurn } of past) {
    const place = ring.findIndex((member) => member.id === staffId);
    if (place < 0) continue;
    const [taker] = ring.slice(place, place + 1) as [StaffMember];
    ring = outOfTurn
      ? [...ring.filter((member) => member !== taker), taker]
      : [...ring.slice(place + 1), ...ring.slice(0, place), taker];
  }
  return ring;
}
