import { type Away, type HalfDay, halfDaysOf, isIn } from "./availability.ts";
import { type Calendar, localTime, nextWorkingStart, previousWorkingDay } from "./calendar.ts";
import type { StaffMember } from "./staff.ts";
import { type Instant, localDate, type PlainDate } from "./time.ts";

/** One request that somebody received, as recorded. Turns are remembered as events, never as a pointer. */
export interface Turn {
  readonly staffId: string;
  readonly at: Instant;
  /** What was asked: the same person asked again about the same review has had one turn, not two. */
  readonly reviewId?: string;
  /** Of how many it speaks, the last of them received at `at`. One where it does not say. */
  readonly requests?: number;
}

/** Somebody's share of the work, for CASS-21. */
export interface Load {
  readonly member: StaffMember;
  /** Requests received in the last five working days, today's included. */
  readonly requests: number;
  /** Half-days in work in that time, the present one included. Never 0. */
  readonly halfDays: number;
  readonly lastAskedAt: Instant | null;
}

const WINDOW_DAYS = 5;

/**
 * Those whose turn it is first (CASS-21): lowest requests per half-day, then longest since the last request, then name.
 * @param turns as recorded: the oldest first.
 */
export function byTurn(
  members: readonly StaffMember[],
  at: Instant,
  turns: readonly Turn[],
  away: readonly Away[],
  calendar: Calendar,
): readonly Load[] {
  const now = nextWorkingStart(at, calendar);
  const days = lastWorkingDays(localDate(now), calendar);
  const since = turnsCountSince(at, calendar);
  const halves = days.flatMap((day) => halfDaysOf(day, calendar)).filter((half) => half.from <= now);
  const received = requestsReceived(turns, members, since, at);
  const awayOf = Map.groupBy(away, ({ staffId }) => staffId);
  return members
    .map((member): Load => {
      const asked = received.get(member.id);
      return {
        member,
        requests: asked?.recent ?? 0,
        halfDays: Math.max(1, halfDaysWorked(member, halves, awayOf.get(member.id) ?? [])),
        lastAskedAt: asked?.last ?? null,
      };
    })
    .sort(compareLoads);
}

/** From when on turns count in the load: five working days back, today included. */
export function turnsCountSince(at: Instant, calendar: Calendar): Instant {
  const [first] = lastWorkingDays(localDate(nextWorkingStart(at, calendar)), calendar);
  return localTime(first as PlainDate, "00:00");
}

function halfDaysWorked(member: StaffMember, halves: readonly HalfDay[], away: readonly Away[]): number {
  return halves.filter((half) => isIn(member, half, away)).length;
}

/** Multiplied out, so that equal shares compare as equal. */
function compareLoads(a: Load, b: Load): number {
  const share = a.requests * b.halfDays - b.requests * a.halfDays;
  if (share !== 0) return share;
  const lastA = a.lastAskedAt ?? "";
  const lastB = b.lastAskedAt ?? "";
  if (lastA !== lastB) return lastA < lastB ? -1 : 1;
  return a.member.name < b.member.name
    ? -1
    : a.member.name > b.member.name
      ? 1
      : a.member.id < b.member.id
        ? -1
        : 1;
}

interface Received {
  readonly recent: number;
  readonly last: Instant | null;
}

/** Of the members alone; from the newest turn back, and no farther than somebody's last one is still looked for. */
function requestsReceived(
  turns: readonly Turn[],
  members: readonly StaffMember[],
  since: Instant,
  until: Instant,
): ReadonlyMap<string, Received> {
  const received = new Map(
    members.map(({ id }) => [id, { recent: 0, reviews: new Set<string>(), last: null as Instant | null }]),
  );
  let unknown = received.size;
  let inWindow = true;
  for (let index = turns.length - 1; index >= 0 && (inWindow || unknown > 0); index--) {
    const { staffId, at, reviewId, requests = 1 } = turns[index] as Turn;
    inWindow &&= at >= since;
    const entry = received.get(staffId);
    if (!entry || at > until) continue;
    if (entry.last === null) {
      entry.last = at;
      unknown--;
    }
    if (!inWindow || (reviewId !== undefined && entry.reviews.has(reviewId))) continue;
    entry.recent += requests;
    if (reviewId !== undefined) entry.reviews.add(reviewId);
  }
  return received;
}

/** Oldest first, ending with `today`. */
function lastWorkingDays(today: PlainDate, calendar: Calendar): readonly PlainDate[] {
  const days = [today];
  while (days.length < WINDOW_DAYS) days.unshift(previousWorkingDay(days[0] as PlainDate, calendar));
  return days;
}
