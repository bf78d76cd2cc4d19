import {
  addWorkingMinutes,
  formatLocal,
  isWorkingTime,
  nextWorkingStart,
  reviewDeadline,
} from "../../rules/calendar.ts";
import { chooseReviewer } from "../../rules/choose-reviewer.ts";
import type { Ask, ItemState } from "../../rules/item.ts";
import { type Understood, understoodFor } from "../../rules/message.ts";
import type { Contact } from "../../rules/records.ts";
import type { Pathway } from "../../rules/situation.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { laterBy } from "../../rules/time.ts";
import { lateSentence } from "../letters/late.ts";
import { queueNotice } from "../letters/notices.ts";
import { queueLetter } from "../letters/queue.ts";
import { reviewRequest, reviewRequestFor } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { reviewToken } from "../post/token.ts";
import { absences, asksSince, nextAskNo } from "../store/asks.ts";
import { ownContactById } from "../store/own-contacts.ts";
import type { Tx } from "../store/store.ts";
import { loadMessage, recordItem } from "./item-store.ts";
import { returnIfOpenNow } from "./return-to-bss.ts";

/**
 * Chooses the reviewer and asks (CASS-17 to CASS-26). Asks that are not urgent leave in working hours; an urgent
 * one at once where anyone is in work, else at the next start, the out-of-hours address having been told.
 * @returns the state that follows; the same one where the ask waits for working hours or for somebody to ask.
 */
export async function askReviewer(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
): Promise<ItemState> {
  const { policy } = parts;
  const now = parts.clock.now();
  if (!isWorkingTime(now, policy.calendar)) {
    const dueAt = nextWorkingStart(now, policy.calendar);
    await tx.timers.arm({ id: `${itemId}/dispatch`, kind: "dispatch", stream: `item:${itemId}`, dueAt });
    return state;
  }
  const returned = await returnIfOpenNow(tx, parts, itemId, state);
  if (returned) return returned;
  const opening = state.messages[0];
  if (!opening || !state.receivedAt)
    throw new Error(`Cannot ask about '${itemId}': expected a mail, found none`);
  const understood = understoodFor(await loadMessage(tx, opening), itemId);
  if (!understood) throw new Error(`Cannot ask about '${itemId}': expected an understood mail, found none`);

  const previous = await previousContact(tx, parts, understood);
  const deadline = reviewDeadline(state.receivedAt, now, policy.calendar);
  const dueAt = state.originalDueAt ?? deadline.dueAt;
  const turns = (await asksSince(tx.db, "review", laterBy(now, -30 * 86_400_000))).map((ask) => ({
    staffId: ask.staffId,
    at: ask.askedAt,
    reviewId: ask.itemId,
  }));
  const away = await absences(tx.db, now);
  const askedBefore =
    state.lastReviewer && !state.tried.includes(state.lastReviewer) ? state.lastReviewer : null;
  const choice = chooseReviewer(
    {
      pathway: routeOf(state),
      askAt: now,
      dueAt: dueAt > now ? dueAt : now,
      previousDecider: askedBefore ?? previous?.decidedBy ?? null,
      area: understood.triage.closure?.team ?? null,
      exclude: state.tried,
    },
    policy.staff,
    turns,
    away,
    policy,
  );
  if (!choice.chosen) {
    await queueNotice(tx, parts, {
      key: `${itemId}/nobody-to-ask/${state.version}`,
      itemId,
      to: ["service-lead", "duty-manager"],
      urgent: true,
      heading: "nobody can be asked for a decision",
      sentences: [choice.because, "Please say who decides: reply NOT MINE and the name, or decide yourself."],
    });
    const again = addWorkingMinutes(now, 30, policy.calendar);
    await tx.timers.arm({
      id: `${itemId}/dispatch`,
      kind: "dispatch",
      stream: `item:${itemId}`,
      dueAt: again,
    });
    return state;
  }
  const askId = `${itemId}/${await nextAskNo(tx.db, itemId)}`;
  const ask: Ask = {
    askId,
    staffId: choice.chosen.id,
    role: state.reviewer,
    askedAt: now,
    dueAt,
    remindAt: remindAt(state, deadline.remindAt, dueAt, now),
    dueBecause: state.originalDueAt
      ? `The request keeps its first deadline (${formatLocal(dueAt)}).`
      : deadline.sentence,
  };
  const next = await recordItem(
    tx,
    itemId,
    state,
    [{ type: "asked", ask, as: choice.as, because: choice.because, statutoryRisk: deadline.statutoryRisk }],
    {
      at: now,
      actor: "worker",
      note: `Advice asked of ${choice.chosen.name}, due ${formatLocal(dueAt)}. ${choice.because}`,
    },
  );
  await sendRequest(tx, parts, itemId, next, ask, choice.chosen, {
    understood,
    previous,
    because: choiceSentence(choice, policy.staff),
  });
  await armAsk(tx, parts, itemId, ask, state.urgent);
  if (deadline.statutoryRisk && !state.originalDueAt) {
    await queueNotice(tx, parts, {
      key: `${itemId}/statutory-risk`,
      itemId,
      to: ["duty-manager"],
      urgent: true,
      heading: "a decision will come later than one working day",
      sentences: [
        `${itemId} was received ${formatLocal(state.receivedAt)} and is due ${formatLocal(dueAt)}: later than one working day after receipt (DL-08).`,
      ],
    });
  }
  parts.emit({ name: "asked", item: itemId, staff: choice.chosen.id, as: choice.as, dueAt });
  return next;
}

async function sendRequest(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  ask: Ask,
  reviewer: StaffMember,
  found: { readonly understood: Understood; readonly previous: Contact | null; readonly because: string },
): Promise<void> {
  const { policy } = parts;
  const owner = policy.staff.find((member) => member.id === state.owner) ?? null;
  const token = reviewToken(itemId, ask.askId, parts.secret);
  const isLate = parts.clock.now() > ask.dueAt;
  const letter = reviewRequest(
    reviewRequestFor(
      {
        itemId,
        state,
        ask,
        token,
        reviewerName: reviewer.name,
        ownerName: owner?.name ?? null,
        chosenBecause: found.because,
        understood: found.understood,
        receivedAt: state.receivedAt ?? ask.askedAt,
        previous: found.previous,
        staleExtract: found.understood.extractIsStale
          ? `The record extract was older than ${policy.extractMaxAgeHours} working hours when this was checked: what it shows as closed may have been opened since.`
          : null,
        late:
          (state.originalDueAt === ask.dueAt ? lateSentence(parts, state.receivedAt) : null) ??
          (isLate ? `This reaches you after its deadline, ${formatLocal(ask.dueAt)}.` : null),
      },
      policy,
    ),
  );
  await queueLetter(tx, parts, {
    key: `${itemId}/review/${ask.askId}`,
    itemId,
    kind: "review-request",
    recipient: reviewer.id,
    letter,
    to: [reviewer.email],
    cc: found.understood.triage.copyEarlyHelp ? earlyHelpCopies(policy.staff, found.understood) : [],
    token,
    replyAlsoTo: owner?.email ?? null,
    urgent: state.urgent,
    attachFrom: state.messages.at(0) ?? null,
  });
}

/** GAP-19: closed by both, so the Early Help Managers of that area are copied. */
function earlyHelpCopies(staff: readonly StaffMember[], understood: Understood): string[] {
  const managers = staff.filter((member) => member.roles.includes("early-help-manager"));
  const area = understood.triage.closure?.team;
  const ofArea = managers.filter((member) => area && member.areas.includes(area));
  return (ofArea.length > 0 ? ofArea : managers).slice(0, 1).map((member) => member.email);
}

/** After how many working minutes without an answer an urgent request is chased (GAP-08). */
const URGENT_MINUTES = [30, 60] as const;

async function armAsk(tx: Tx, parts: Parts, itemId: string, ask: Ask, urgent: boolean): Promise<void> {
  const stream = `item:${itemId}`;
  await tx.timers.arm({ id: `${itemId}/deadline`, kind: "deadline", stream, dueAt: ask.dueAt });
  if (ask.remindAt)
    await tx.timers.arm({ id: `${itemId}/reminder`, kind: "reminder", stream, dueAt: ask.remindAt });
  else await tx.timers.disarm(`${itemId}/reminder`);
  for (const minutes of urgent ? URGENT_MINUTES : []) {
    const id = `${itemId}/urgent-chase/${minutes}`;
    await tx.timers.arm({
      id,
      kind: "urgent-chase",
      stream,
      dueAt: addWorkingMinutes(ask.askedAt, minutes, parts.policy.calendar),
    });
  }
}

/** DL-09; a re-sent request is reminded an hour before its first deadline where that is still to come. */
function remindAt(
  state: ItemState,
  byRule: Ask["remindAt"],
  dueAt: Ask["dueAt"],
  now: Ask["askedAt"],
): Ask["remindAt"] {
  if (!state.originalDueAt) return byRule;
  const hourBefore = laterBy(dueAt, -3_600_000);
  return hourBefore > now ? hourBefore : null;
}

/** On which route somebody is chosen: a review that was passed to a Team Manager takes that of CASS-35. */
function routeOf(state: ItemState): Pathway {
  if (state.reviewer === "cass-team-manager") return "csc-closure";
  if (state.reviewer === "early-help-manager") return "family-support-closure";
  return state.pathway === "same-incident" ? "same-incident" : "new-concern";
}

function choiceSentence(
  choice: {
    readonly because: string;
    readonly passedOver: readonly { readonly staffId: string; readonly why: string }[];
  },
  staff: readonly StaffMember[],
): string {
  const names = choice.passedOver.map(({ staffId, why }) => {
    const member = staff.find(({ id }) => id === staffId);
    return `${member?.name ?? staffId} ${why}`;
  });
  return names.length > 0 ? `${choice.because} Passed over: ${names.join("; ")}.` : choice.because;
}

/** The contact that the mail was compared with, from the extract or our own items. */
export async function previousContact(tx: Tx, parts: Parts, understood: Understood): Promise<Contact | null> {
  const id = understood.triage.comparedWith;
  if (!id) return null;
  return (await ownContactById(tx.db, id, parts.clock.now())) ?? parts.records().contact(id);
}
