import type { Ask, ChildDecision, ItemChild, ItemEvent, Step } from "./item-events.ts";
import type { Pathway, ReviewerRole } from "./situation.ts";
import type { Instant } from "./time.ts";

export type {
  Ask,
  ChildDecision,
  FinalDecision,
  ItemChild,
  ItemEvent,
  OwnContact,
  Step,
} from "./item-events.ts";

/*
 * The life of one family's request: what happened is kept (`rules/item-events.ts`), the state is worked out here.
 */

export type ItemStatus =
  | "new"
  | "awaiting-rao"
  | "awaiting-dispatch"
  | "awaiting-decision"
  | "decided"
  | "filing"
  | "filed"
  | "returned"
  | "left"
  | "split";

export interface ItemState {
  readonly status: ItemStatus;
  readonly version: number;
  readonly mode: "automatic" | "supervised";
  readonly pathway: Pathway;
  readonly urgent: boolean;
  readonly receivedAt: Instant | null;
  readonly children: readonly ItemChild[];
  readonly owner: string | null;
  readonly takenBy: string | null;
  readonly reviewer: ReviewerRole;
  readonly messages: readonly string[];
  readonly ask: Ask | null;
  /** Who was asked last: asked again after a decision was taken back. */
  readonly lastReviewer: string | null;
  /** The first ask's deadline: a re-sent request keeps it (DL-10). */
  readonly originalDueAt: Instant | null;
  /** Staff ids whose turn at this item is over: away, bounced, "not mine". */
  readonly tried: readonly string[];
  readonly ownerAskId: string | null;
  readonly prepared: Step | null;
  readonly confirmed: readonly Step[];
  readonly reminded: boolean;
  readonly overdue: boolean;
  readonly escalations: number;
  readonly questionsBack: number;
  readonly decision: {
    readonly by: string;
    readonly askId: string | null;
    readonly decisions: readonly ChildDecision[];
    readonly rationale: string;
    readonly undoUntil: Instant;
  } | null;
  readonly cases: readonly { readonly letter: string; readonly caseId: string }[];
  readonly assignee: string | null;
  readonly acknowledged: boolean;
  /** VISIT stays listed until its manager confirms that it was asked for (Part 0.6). */
  readonly visit: "none" | "awaited" | "confirmed";
  /** What became of the letter to the referrer. */
  readonly outcome: "none" | "held" | "queued" | "sent" | "undeliverable" | "not-needed";
  /** The owner was told that a person has written to the referrer: their SEND counts all the same. */
  readonly writtenByHand: boolean;
  readonly outcomeText: string | null;
  readonly returnAcknowledged: boolean;
  /** A person said NOT OPEN: the records are not asked again. */
  readonly overruledOpen: boolean;
  /** `record: eclipse`: the owner has said DONE or SAVED (Part 0.3). */
  readonly recorded: boolean;
  /** The owner has been given the task to enter it there. */
  readonly recordAsked: boolean;
}

export const NEW_ITEM: ItemState = {
  status: "new",
  version: 0,
  mode: "automatic",
  pathway: "uncertain",
  urgent: false,
  receivedAt: null,
  children: [],
  owner: null,
  takenBy: null,
  reviewer: "none",
  messages: [],
  ask: null,
  lastReviewer: null,
  originalDueAt: null,
  tried: [],
  ownerAskId: null,
  prepared: null,
  confirmed: [],
  reminded: false,
  overdue: false,
  escalations: 0,
  questionsBack: 0,
  decision: null,
  cases: [],
  assignee: null,
  acknowledged: false,
  visit: "none",
  outcome: "none",
  writtenByHand: false,
  outcomeText: null,
  returnAcknowledged: false,
  overruledOpen: false,
  recordAsked: false,
  recorded: false,
};

/** Folds one event into the state. */
export function evolve(state: ItemState, event: ItemEvent): ItemState {
  const next = { ...state, version: state.version + 1 };
  switch (event.type) {
    case "item-opened":
      return {
        ...next,
        status: waitingStatus(event.pathway),
        mode: event.mode,
        pathway: event.pathway,
        urgent: event.urgent,
        receivedAt: event.receivedAt,
        children: event.children,
        owner: event.owner,
        reviewer: event.reviewer,
        messages: [event.messageId],
      };
    case "message-joined":
      return {
        ...next,
        messages: [...state.messages, event.messageId],
        children: [...state.children, ...event.children],
        urgent: state.urgent || event.urgent,
      };
    case "reclassified":
      return {
        ...next,
        status: waitingStatus(event.pathway),
        pathway: event.pathway,
        reviewer: event.reviewer,
        children: event.children,
        overruledOpen: state.overruledOpen || event.notOpen === true,
        ownerAskId: null,
        prepared: null,
        confirmed: [],
        ...NO_DECISION,
      };
    case "split":
      return { ...next, ...NO_DECISION, status: "split", children: [], ask: null };
    case "raised-to-urgent":
      return { ...next, urgent: true };
    case "owner-changed":
      return { ...next, owner: event.owner, takenBy: null };
    case "taken":
      return { ...next, owner: event.by, takenBy: event.by };
    case "released":
      return { ...next, takenBy: null };
    case "owner-asked":
      return { ...next, status: "awaiting-rao", ownerAskId: event.askId };
    case "step-prepared":
      return { ...next, prepared: event.step };
    case "step-confirmed":
      return { ...next, prepared: null, confirmed: [...state.confirmed, event.step] };
    case "asked":
      return {
        ...next,
        status: "awaiting-decision",
        ask: event.ask,
        lastReviewer: event.ask.staffId,
        originalDueAt: state.originalDueAt ?? event.ask.dueAt,
        reminded: false,
        overdue: false,
        escalations: 0,
      };
    case "ask-withdrawn":
      return {
        ...next,
        status: "awaiting-dispatch",
        ask: null,
        lastReviewer: event.next ?? state.lastReviewer,
        tried: state.ask ? [...state.tried, state.ask.staffId] : state.tried,
      };
    case "passed-to-team-manager":
      return { ...next, reviewer: "cass-team-manager" };
    case "reminded":
      return { ...next, reminded: true };
    case "went-overdue":
      return { ...next, overdue: true };
    case "escalated":
      return { ...next, escalations: event.level };
    case "reply-unclear":
      return { ...next, questionsBack: state.questionsBack + 1 };
    case "more-information-asked":
      return next;
    case "decided":
      return {
        ...next,
        status: "decided",
        visit: event.decisions.some(({ decision }) => decision === "visit") ? "awaited" : "none",
        decision: {
          by: event.by,
          askId: event.askId,
          decisions: event.decisions,
          rationale: event.rationale,
          undoUntil: event.undoUntil,
        },
      };
    case "decision-taken-back":
      return {
        ...next,
        ...NO_DECISION,
        status: "awaiting-dispatch",
        ask: null,
        confirmed: state.confirmed.filter((step) => step === "advice"),
      };
    case "visit-confirmed":
      return { ...next, visit: "confirmed" };
    case "contact-opened":
      return { ...next, cases: event.cases, assignee: event.assignee };
    case "contact-withdrawn":
      return { ...next, cases: [], assignee: null, acknowledged: false };
    case "contact-acknowledged":
      return { ...next, acknowledged: true };
    case "outcome-held":
      return { ...next, outcome: "held", writtenByHand: event.writtenByHand === true };
    case "outcome-queued":
      return { ...next, outcome: "queued" };
    case "outcome-sent":
      return { ...next, outcome: "sent" };
    case "outcome-undeliverable": {
      // LET-09: what was filed on the strength of it is open again.
      const isOver = state.status === "filing" || state.status === "filed";
      return { ...next, outcome: "undeliverable", status: isOver ? "decided" : state.status };
    }
    case "outcome-not-needed":
      return { ...next, outcome: "not-needed" };
    case "filing-started":
      return { ...next, status: "filing", outcomeText: event.outcome };
    case "filed":
      return { ...next, status: "filed" };
    case "returned-to-bss":
      return { ...next, status: "returned", ask: null };
    case "return-acknowledged":
      return { ...next, returnAcknowledged: true };
    case "taken-over":
      return { ...next, status: "filed", ask: null };
    case "record-asked":
      return { ...next, recordAsked: true };
    case "assigned":
      return { ...next, assignee: event.assignee, acknowledged: false };
    case "recorded-in-eclipse":
      return { ...next, recorded: true };
    case "noted":
      return next;
    case "reopened":
      return { ...next, ...NO_DECISION, status: waitingStatus(state.pathway) };
  }
}

const NO_DECISION = {
  decision: null,
  cases: [],
  assignee: null,
  acknowledged: false,
  visit: "none",
  outcome: "none",
  writtenByHand: false,
  outcomeText: null,
  recordAsked: false,
  recorded: false,
} as const satisfies Partial<ItemState>;

/** Where an item of each pathway waits first (Part 0.4). */
const WAITS = {
  "not-a-referral": "left",
  uncertain: "awaiting-rao",
  "open-case": "returned",
  "not-recent": "left",
  duplicate: "decided",
  "csc-closure": "awaiting-dispatch",
  "family-support-closure": "awaiting-dispatch",
  "same-incident": "awaiting-dispatch",
  "new-concern": "awaiting-dispatch",
} as const satisfies Record<Pathway, ItemStatus>;

function waitingStatus(pathway: Pathway): ItemStatus {
  return WAITS[pathway];
}

/** The state of a stream of events. */
export function itemState(events: readonly ItemEvent[]): ItemState {
  return events.reduce(evolve, NEW_ITEM);
}

/** Does this decision mean a contact for the child? (Part 0.6) */
export function opensContact({ decision, withContact }: ChildDecision): boolean {
  return decision === "new-contact" || (decision === "taken-forward" && withContact === true);
}
