import { type Away, absence, type HalfDay, halfDaysBetween } from "./availability.ts";
import type { Calendar } from "./calendar.ts";
import { findStaff } from "./find-staff.ts";
import type { Pathway } from "./situation.ts";
import type { Staff, StaffMember, StaffRole } from "./staff.ts";
import type { Instant } from "./time.ts";
import { byTurn, type Load, type Turn } from "./turns.ts";

export type { Away } from "./availability.ts";
export type { Turn } from "./turns.ts";

export interface ReviewAsk {
  readonly pathway: Pathway;
  readonly askAt: Instant;
  readonly dueAt: Instant;
  /** Who decided the previous referral: staff id, address or name as the record has it; null where unknown. */
  readonly previousDecider: string | null;
  /** The Family Support team that closed the family (GAP-12); null on other routes. */
  readonly area: string | null;
  /** Staff ids already tried for this review. */
  readonly exclude: readonly string[];
}

/** Names are in here for mails and pages; logs take `chosen.id` and `passedOver[].staffId`. */
export interface Choice<As extends string> {
  /** null: nobody at all, not even a duty manager. The caller tells the service lead. */
  readonly chosen: StaffMember | null;
  readonly as: As;
  /** Those who came first but could not be asked, and why. Whose turn is merely later is not passed over. */
  readonly passedOver: readonly { readonly staffId: string; readonly why: string }[];
  readonly because: string;
}

interface ChoosingPolicy {
  readonly calendar: Calendar;
}

/** Who may be asked on each route, first choice first (CASS-33, CASS-35, GAP-12). */
const ASKED = {
  "not-a-referral": [],
  uncertain: [],
  "open-case": [],
  "not-recent": [],
  duplicate: [],
  "csc-closure": [["team-manager"]],
  "family-support-closure": [["early-help-manager"], ["team-manager"]],
  "same-incident": [["team-manager", "senior-practitioner"]],
  "new-concern": [["team-manager", "senior-practitioner"]],
} as const satisfies Record<Pathway, readonly (readonly StaffRole[])[]>;

/**
 * Whom to ask for a decision: the previous decider where of the right role and in work up to the deadline
 * (CASS-20, CASS-24, GAP-09); else by turn (CASS-21); on the Family Support route the manager of the area that
 * closed the family, then cover, then a Team Manager (GAP-12); else a duty manager (GAP-06).
 * @param turns as recorded: the oldest first. Re-sends of one review to one person count once (`reviewId`).
 * @throws {RangeError} for a pathway on which no reviewer is asked.
 */
export function chooseReviewer(
  ask: ReviewAsk,
  staff: Staff,
  turns: readonly Turn[],
  away: readonly Away[],
  policy: ChoosingPolicy,
): Choice<"previous-decider" | "turn" | "cover" | "duty-manager"> {
  const tiers: readonly (readonly StaffRole[])[] = ASKED[ask.pathway];
  const first = tiers[0];
  if (!first)
    throw new RangeError(`Cannot choose a reviewer: expected a pathway with one, found ${ask.pathway}`);
  const passedOver = new Map<string, string>();
  const answer = (
    chosen: StaffMember | null,
    as: "previous-decider" | "turn" | "cover" | "duty-manager",
    because: string,
  ) => ({
    chosen,
    as,
    passedOver: [...passedOver].map(([staffId, why]) => ({ staffId, why })),
    because,
  });
  const presence = presenceFor(ask, away, policy.calendar);

  let aboutPrevious = "";
  if (ask.previousDecider !== null) {
    const previous = findStaff(ask.previousDecider, staff);
    const why = previous === null ? null : (wrongRole(previous, first) ?? presence(previous));
    if (previous && why === null) {
      return answer(
        previous,
        "previous-decider",
        `${previous.name} decided the previous referral and is in work up to the deadline.`,
      );
    }
    if (previous && why !== null) passedOver.set(previous.id, why);
    aboutPrevious = previous
      ? `${previous.name}, who decided the previous referral, ${why}. `
      : "Whoever decided the previous referral is not on the staff list. ";
  }

  const groups = tiers.flatMap((roles) => {
    const members = staff.filter((member) => hasRole(member, roles));
    if (!roles.includes("early-help-manager") || ask.area === null) return [members];
    const inArea = members.filter((member) => coversArea(member, ask.area as string));
    return inArea.length === 0 ? [members] : [inArea, members.filter((member) => !inArea.includes(member))];
  });
  for (const [index, group] of groups.entries()) {
    const present = group.filter((member) => {
      const why = presence(member);
      if (why !== null && !passedOver.has(member.id)) passedOver.set(member.id, why);
      return why === null;
    });
    const next = byTurn(present, ask.askAt, turns, away, policy.calendar)[0];
    if (!next) continue;
    return index === 0
      ? answer(next.member, "turn", `${aboutPrevious}${turnSentence(next, present.length)}`)
      : answer(
          next.member,
          "cover",
          `${aboutPrevious}${next.member.name} covers: nobody who comes first on this route is in work up to the deadline.`,
        );
  }

  const duty = dutyManager(staff, ask, turns, away, policy.calendar, presence);
  if (!duty)
    return answer(
      null,
      "duty-manager",
      `${aboutPrevious}Nobody of the right role is in work up to the deadline, and there is no duty manager left to ask.`,
    );
  return answer(
    duty,
    "duty-manager",
    `${aboutPrevious}Nobody of the right role is in work up to the deadline, so ${duty.name} is asked as duty manager.`,
  );
}

export interface OwnerAsk {
  readonly askAt: Instant;
  /** The staff id of the RAO who owns this household's other items; null where there are none. */
  readonly householdOwner: string | null;
  /** Staff ids who must not get it: who hands it over. */
  readonly exclude: readonly string[];
}

/**
 * Which RAO owns an item (Part 0.10): the owner of the household's other items where on shift, else evenly among the
 * RAOs on shift, else a duty manager, so that the owner is always a person on duty (GAP-21).
 */
export function chooseOwner(
  ask: OwnerAsk,
  staff: Staff,
  turns: readonly Turn[],
  away: readonly Away[],
  policy: ChoosingPolicy,
): Choice<"same-household" | "turn" | "duty-manager"> {
  const passedOver: { staffId: string; why: string }[] = [];
  const presence = presenceFor(
    { askAt: ask.askAt, dueAt: ask.askAt, exclude: ask.exclude },
    away,
    policy.calendar,
  );
  const onShift = staff.filter((member) => {
    if (!hasRole(member, ["rao"])) return false;
    const why = presence(member);
    if (why !== null) passedOver.push({ staffId: member.id, why });
    return why === null;
  });
  const same = onShift.find((member) => member.id === ask.householdOwner);
  if (same) {
    return {
      chosen: same,
      as: "same-household",
      passedOver,
      because: `${same.name} owns this household's other items.`,
    };
  }
  const next = byTurn(onShift, ask.askAt, turns, away, policy.calendar)[0];
  if (next) {
    return { chosen: next.member, as: "turn", passedOver, because: turnSentence(next, onShift.length) };
  }
  const duty = dutyManager(staff, ask, turns, away, policy.calendar, presence);
  return {
    chosen: duty,
    as: "duty-manager",
    passedOver,
    because: duty
      ? `No RAO is on shift, so ${duty.name} owns it as duty manager.`
      : "No RAO is on shift and there is no duty manager left to ask.",
  };
}

/** Why somebody cannot be asked, or null. Judged for the whole time up to the deadline (GAP-09, CASS-24). */
function presenceFor(
  ask: { readonly askAt: Instant; readonly dueAt: Instant; readonly exclude: readonly string[] },
  away: readonly Away[],
  calendar: Calendar,
): (member: StaffMember) => string | null {
  const halves: readonly HalfDay[] = halfDaysBetween(ask.askAt, ask.dueAt, calendar);
  const awayOf = Map.groupBy(away, ({ staffId }) => staffId);
  return (member) => {
    if (ask.exclude.includes(member.id)) return "was already asked";
    const mine = awayOf.get(member.id) ?? [];
    for (const half of halves) {
      const why = absence(member, half, mine);
      if (why !== null) return why;
    }
    return null;
  };
}

/** One in work if there is one; else any, because somebody must be asked. Never one who was already asked. */
function dutyManager(
  staff: Staff,
  ask: { readonly askAt: Instant; readonly exclude: readonly string[] },
  turns: readonly Turn[],
  away: readonly Away[],
  calendar: Calendar,
  presence: (member: StaffMember) => string | null,
): StaffMember | null {
  const all = staff.filter((member) => hasRole(member, ["duty-manager"]) && !ask.exclude.includes(member.id));
  const present = all.filter((member) => presence(member) === null);
  return byTurn(present.length > 0 ? present : all, ask.askAt, turns, away, calendar)[0]?.member ?? null;
}

function hasRole(member: StaffMember, roles: readonly StaffRole[]): boolean {
  return member.roles.some((role) => roles.includes(role));
}

function wrongRole(member: StaffMember, roles: readonly StaffRole[]): string | null {
  return hasRole(member, roles) ? null : "does not have the role that decides on this route";
}

function coversArea(member: StaffMember, area: string): boolean {
  return member.areas.some((covered) => covered.toLowerCase() === area.toLowerCase());
}

function turnSentence({ member, requests, halfDays }: Load, among: number): string {
  const requestsWord = requests === 1 ? "1 request" : `${requests} requests`;
  const halfDaysWord = halfDays === 1 ? "1 half-day" : `${halfDays} half-days`;
  return `It is the turn of ${member.name}: ${requestsWord} in ${halfDaysWord} of work over the last five working days, the smallest share of the ${among} in work.`;
}
