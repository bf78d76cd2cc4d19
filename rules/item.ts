import type { Pathway, ReviewerRole } from "./situation.ts";
import type { Instant } from "./time.ts";

/*
 * The life of one family's request: what happened is kept, the state is worked out.
 * `rules/decide.ts` says which events a command brings; `evolve` folds them.
 */

/** Part 0.6: what a reviewer can decide for a child. */
export type FinalDecision = "new-contact" | "no-contact" | "visit" | "taken-forward";

/** The steps that wait for the owner's word in supervised mode (Part 0.1). */
export type Step = "advice" | "duplicate" | "outcome" | "filing";

export interface ItemChild {
  /** As lettered in the review mail: A, B, … */
  readonly letter: string;
  readonly personId: string;
}

export interface ChildDecision {
  readonly letter: string;
  readonly decision: FinalDecision;
  /** For "taken-forward": whether a contact is created with it (CASS-36). */
  readonly withContact?: boolean;
}

export interface Ask {
  readonly askId: string;
  readonly staffId: string;
  readonly role: ReviewerRole;
  readonly askedAt: Instant;
  readonly dueAt: Instant;
  readonly remindAt: Instant | null;
  /** Why it is due then, in a sentence (A.5). */
  readonly dueBecause: string;
}

/** The request as later history sees it (rules/records.ts, Contact): its words, and who sent it. */
export interface OwnContact {
  readonly receivedAt: Instant;
  readonly referrerName: string | null;
  readonly referrerAgency: string | null;
  readonly referrerEmail: string | null;
  readonly subject: string | null;
  readonly narrative: string;
  readonly attachmentHashes: readonly string[];
}

export type ItemEvent =
  | {
      readonly type: "item-opened";
      readonly messageId: string;
      readonly receivedAt: Instant;
      readonly pathway: Pathway;
      readonly urgent: boolean;
      readonly children: readonly ItemChild[];
      readonly owner: string | null;
      readonly reviewer: ReviewerRole;
      readonly mode: "automatic" | "supervised";
      readonly contact: OwnContact | null;
    }
  | {
      readonly type: "message-joined";
      readonly messageId: string;
      readonly urgent: boolean;
      /** Children of the further mail that the item did not have yet (SAF-09). */
      readonly children: readonly ItemChild[];
      readonly contact: OwnContact | null;
    }
  | {
      readonly type: "reclassified";
      readonly pathway: Pathway;
      readonly reviewer: ReviewerRole;
      readonly children: readonly ItemChild[];
      readonly because: string;
      readonly by: string;
      /** NOT OPEN. */
      readonly notOpen?: boolean;
    }
  | { readonly type: "raised-to-urgent"; readonly by: string }
  | { readonly type: "owner-changed"; readonly owner: string | null; readonly by: string }
  | { readonly type: "owner-asked"; readonly askId: string; readonly dueAt: Instant }
  | { readonly type: "step-prepared"; readonly step: Step }
  | { readonly type: "step-confirmed"; readonly step: Step; readonly by: string }
  | {
      readonly type: "asked";
      readonly ask: Ask;
      readonly as: string;
      readonly because: string;
      readonly statutoryRisk: boolean;
    }
  | {
      readonly type: "ask-withdrawn";
      readonly askId: string;
      readonly because: string;
      /** Staff id of the colleague whom the reviewer named (NOT MINE). */
      readonly next?: string;
    }
  | { readonly type: "passed-to-team-manager"; readonly because: string }
  | { readonly type: "reminded"; readonly askId: string }
  | { readonly type: "went-overdue"; readonly askId: string }
  | { readonly type: "escalated"; readonly askId: string; readonly level: number }
  | { readonly type: "reply-unclear"; readonly askId: string; readonly because: string }
  | { readonly type: "more-information-asked"; readonly askId: string; readonly words: string }
  | {
      readonly type: "decided";
      readonly askId: string | null;
      /** Staff id; for a duplicate "rule". */
      readonly by: string;
      readonly decisions: readonly ChildDecision[];
      readonly rationale: string;
      readonly undoUntil: Instant;
    }
  | { readonly type: "decision-taken-back"; readonly by: string }
  | {
      readonly type: "contact-opened";
      readonly cases: readonly { readonly letter: string; readonly caseId: string }[];
      readonly assignee: string | null;
      readonly because: string;
    }
  | { readonly type: "contact-withdrawn"; readonly caseIds: readonly string[] }
  | { readonly type: "contact-acknowledged"; readonly by: string }
  | { readonly type: "outcome-held"; readonly because: string }
  | { readonly type: "outcome-queued"; readonly letterId: string }
  | { readonly type: "outcome-sent"; readonly letterId: string }
  | { readonly type: "outcome-undeliverable"; readonly letterId: string }
  | { readonly type: "outcome-not-needed"; readonly because: string }
  | {
      readonly type: "filing-started";
      readonly outcome: string;
      readonly target: "contact-completed" | "pss-completed";
    }
  | { readonly type: "filed"; readonly target: "contact-completed" | "pss-completed" }
  | { readonly type: "returned-to-bss"; readonly because: string }
  | { readonly type: "return-acknowledged"; readonly by: string }
  /** A person filed the mail by hand: the program does nothing more with it. */
  | {
      readonly type: "taken-over";
      readonly folder: "contact-completed" | "pss-completed";
      readonly missing: readonly string[];
    }
  | { readonly type: "record-asked" }
  | { readonly type: "assigned"; readonly assignee: string; readonly by: string }
  | { readonly type: "recorded-in-eclipse"; readonly by: string; readonly reference: string | null }
  | { readonly type: "noted"; readonly by: string; readonly words: string }
  | { readonly type: "reopened"; readonly by: string; readonly because: string };

export type ItemStatus =
  | "new"
  | "awaiting-rao"
  | "awaiting-dispatch"
  | "awaiting-decision"
  | "decided"
  | "filing"
  | "filed"
  | "returned"
  | "left";

export interface ItemState {
  readonly status: ItemStatus;
  readonly version: number;
  readonly mode: "automatic" | "supervised";
  readonly pathway: Pathway;
  readonly urgent: boolean;
  readonly receivedAt: Instant | null;
  readonly children: readonly ItemChild[];
  readonly owner: string | null;
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
  /** What became of the letter to the referrer. */
  readonly outcome: "none" | "held" | "queued" | "sent" | "undeliverable" | "not-needed";
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
  outcome: "none",
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
    case "raised-to-urgent":
      return { ...next, urgent: true };
    case "owner-changed":
      return { ...next, owner: event.owner };
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
        decision: {
          by: event.by,
          askId: event.askId,
          decisions: event.decisions,
          rationale: event.rationale,
          undoUntil: event.undoUntil,
        },
      };
    case "decision-taken-back":
      return { ...next, ...NO_DECISION, status: "awaiting-dispatch", ask: null };
    case "contact-opened":
      return { ...next, cases: event.cases, assignee: event.assignee };
    case "contact-withdrawn":
      return { ...next, cases: [], assignee: null, acknowledged: false };
    case "contact-acknowledged":
      return { ...next, acknowledged: true };
    case "outcome-held":
      return { ...next, outcome: "held" };
    case "outcome-queued":
      return { ...next, outcome: "queued" };
    case "outcome-sent":
      return { ...next, outcome: "sent" };
    case "outcome-undeliverable":
      return { ...next, outcome: "undeliverable" };
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
  outcome: "none",
  outcomeText: null,
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
