import {
  type ChildDecision,
  type FinalDecision,
  type ItemEvent,
  type ItemState,
  opensContact,
  type Step,
} from "./item.ts";
import type { Policy } from "./policy.ts";
import type { StaffMember } from "./staff.ts";
import type { Instant } from "./time.ts";

/** A command that the item's state does not allow, with why: told to whoever gave it. */
export interface Refused {
  readonly refused: string;
}

/** What the worker has to do next for an item of itself; null where it waits for a person or an instant. */
export type NextStep =
  | { readonly do: "ask-owner" }
  | { readonly do: "prepare"; readonly step: Step }
  | { readonly do: "ask-reviewer" }
  | { readonly do: "open-contacts" }
  | { readonly do: "settle-outcome" }
  | { readonly do: "ask-to-record" }
  | { readonly do: "file" };

/**
 * The way of an item from opened to filed (CASS-48: work complete, subject, ACTIONED, move), one step at a time.
 * In supervised mode each outward step first waits for the owner's word (Part 0.1).
 */
export function nextStep(state: ItemState, policy: Pick<Policy, "mode" | "record">): NextStep | null {
  const gate = (step: Step, next: NextStep): NextStep | null => {
    if (policy.mode !== "supervised" || state.confirmed.includes(step)) return next;
    return state.prepared === step ? null : { do: "prepare", step };
  };
  switch (state.status) {
    case "awaiting-rao":
      return state.ownerAskId ? null : { do: "ask-owner" };
    case "awaiting-dispatch":
      return gate("advice", { do: "ask-reviewer" });
    case "decided":
      if (contactsMissing(state)) return { do: "open-contacts" };
      if (state.outcome === "none") {
        return gate(state.pathway === "duplicate" ? "duplicate" : "outcome", { do: "settle-outcome" });
      }
      if (!isOutcomeDone(state)) return null;
      if (policy.record === "eclipse" && !state.recorded)
        return state.recordAsked ? null : { do: "ask-to-record" };
      return gate("filing", { do: "file" });
    case "new":
    case "awaiting-decision":
    case "filing":
    case "filed":
    case "returned":
    case "left":
    case "split":
      return null;
  }
}

function contactsMissing(state: ItemState): boolean {
  return state.cases.length === 0 && !!state.decision?.decisions.some(opensContact);
}

function isOutcomeDone(state: ItemState): boolean {
  return state.outcome === "sent" || state.outcome === "not-needed";
}

/** What a reviewer's reply says, as `read-reply` gives it, for this item. */
export interface ReviewerWord {
  readonly askId: string;
  readonly by: StaffMember;
  readonly decision: FinalDecision | "more-info" | "unclear" | null;
  /** By letter, where the reply decides differently for several children. */
  readonly decisions: readonly { readonly child: string; readonly decision: string }[];
  readonly rationale: string;
  /** For TAKEN FORWARD: whether a contact is created with it. */
  readonly withContact: boolean;
  readonly because: string;
  /** `undo_minutes` from now, in working time (Part 0.7). */
  readonly undoUntil: Instant;
}

/** Who may decide what (A.3, SAF-16): the words open to each role, by the role that was asked. */
const OPEN_TO = {
  none: [],
  rao: [],
  "tm-sp": ["new-contact", "no-contact", "taken-forward"],
  "early-help-manager": ["new-contact", "no-contact", "visit"],
  "cass-team-manager": ["new-contact", "no-contact", "taken-forward", "visit"],
} as const satisfies Record<ItemState["reviewer"], readonly FinalDecision[]>;

/** The reply of a reviewer (CASS-31 to CASS-36, Part 0.6). An unclear one leaves the clock running (DL-10). */
export function decideByReviewer(state: ItemState, word: ReviewerWord): readonly ItemEvent[] | Refused {
  if (state.decision) return { refused: "it has been decided already" };
  if (state.status !== "awaiting-decision" || state.ask?.askId !== word.askId) {
    return { refused: "this request is no longer waiting for your decision" };
  }
  if (word.decision === "more-info") {
    return [{ type: "more-information-asked", askId: word.askId, words: word.rationale }];
  }
  if (word.decision === "unclear")
    return [{ type: "reply-unclear", askId: word.askId, because: word.because }];

  const decisions = perChild(state, word);
  if ("unclear" in decisions)
    return [{ type: "reply-unclear", askId: word.askId, because: decisions.unclear }];
  const allowed: readonly FinalDecision[] = OPEN_TO[state.reviewer];
  const isTeamManager = word.by.roles.includes("team-manager") || word.by.roles.includes("duty-manager");
  const notTheirs = decisions.find(({ decision }) => !allowed.includes(decision) && !isTeamManager);
  if (notTheirs) {
    return [
      {
        type: "reply-unclear",
        askId: word.askId,
        because: `"${wordFor(notTheirs.decision)}" is not one of your words here`,
      },
    ];
  }
  // An Early Help Manager's "neither" is not offered by the source: a Team Manager decides (CASS-34).
  if (
    state.reviewer === "early-help-manager" &&
    !isTeamManager &&
    decisions.some((d) => d.decision === "no-contact")
  ) {
    return [
      {
        type: "passed-to-team-manager",
        because: word.rationale || "the Early Help Manager sees neither a contact nor a visit",
      },
      {
        type: "ask-withdrawn",
        askId: word.askId,
        because: "a Team Manager decides where Early Help asks for neither a contact nor a visit",
      },
    ];
  }
  return [
    {
      type: "decided",
      askId: word.askId,
      by: word.by.id,
      decisions,
      rationale: word.rationale,
      undoUntil: word.undoUntil,
    },
  ];
}

function perChild(
  state: ItemState,
  word: ReviewerWord,
): readonly ChildDecision[] | { readonly unclear: string } {
  if (word.decision !== null && word.decision !== "more-info" && word.decision !== "unclear") {
    const decision = word.decision;
    const letters = state.children.length > 0 ? state.children.map(({ letter }) => letter) : ["A"];
    return letters.map((letter) => ({ letter, decision, withContact: word.withContact }));
  }
  const said = new Map(word.decisions.map(({ child, decision }) => [child.toUpperCase(), decision]));
  const missing = state.children.filter(({ letter }) => !said.has(letter));
  if (missing.length > 0)
    return { unclear: `no decision was given for child ${missing.map((c) => c.letter).join(", ")}` };
  const decisions: ChildDecision[] = [];
  for (const { letter } of state.children) {
    const decision = said.get(letter);
    if (!isFinal(decision)) return { unclear: `the decision for child ${letter} is not clear` };
    decisions.push({ letter, decision, withContact: word.withContact });
  }
  return decisions;
}

const FINAL: readonly string[] = [
  "new-contact",
  "no-contact",
  "visit",
  "taken-forward",
] satisfies FinalDecision[];

/** Does it decide for a child, or is it something else that a reply can hold? */
export function isFinal(decision: string | null | undefined): decision is FinalDecision {
  return typeof decision === "string" && FINAL.includes(decision);
}

const WORDS = {
  "new-contact": "NEW CONTACT",
  "no-contact": "NO CONTACT",
  visit: "VISIT",
  "taken-forward": "TAKEN FORWARD",
} as const satisfies Record<FinalDecision, string>;

/** The word of Part 0.6 for a decision. */
export function wordFor(decision: FinalDecision): string {
  return WORDS[decision];
}

/** `UNDO` within `undo_minutes`, by the decider (Part 0.11): before anything left. */
export function undo(state: ItemState, by: StaffMember, now: Instant): readonly ItemEvent[] | Refused {
  if (!state.decision) return { refused: "there is no decision to take back" };
  if (state.decision.by !== by.id)
    return { refused: "only the person who decided can take the decision back" };
  if (now > state.decision.undoUntil || state.outcome === "sent" || state.status !== "decided") {
    return { refused: "the time to take it back is over; reply REOPEN to have the request looked at again" };
  }
  return [
    ...(state.cases.length > 0
      ? [{ type: "contact-withdrawn", caseIds: state.cases.map(({ caseId }) => caseId) } as const]
      : []),
    { type: "decision-taken-back", by: by.id },
  ];
}

/**
 * The outcome on the subject line (A.4): the source's own wordings, mixed ones joined by " / ".
 * `sent` false: no letter could or need go, so the text does not claim one.
 */
export function outcomeText(state: ItemState): string {
  const sent = state.outcome === "sent" ? "outcome sent to referrer" : "outcome not sent (no safe address)";
  if (state.pathway === "duplicate" && !state.decision) return `duplicate contact - ${sent}`;
  const texts = {
    "new-contact": state.urgent ? "urgent action taken - contact created" : "contact created",
    "no-contact": `no contact created - ${sent}`,
    visit: `FSW visit requested - ${sent}`,
    "taken-forward": `taken forward by Team Manager`,
  } as const satisfies Record<FinalDecision, string>;
  const found = (state.decision?.decisions ?? []).map(({ decision }) => texts[decision]);
  return [...new Set(found)].join(" / ");
}

/** CASS-46, CASS-47: `CONTACT COMPLETED` where at least one contact was created, else `PSS COMPLETED`. */
export function targetFolder(state: ItemState): "contact-completed" | "pss-completed" {
  return state.cases.length > 0 ? "contact-completed" : "pss-completed";
}

/** What the referrer is to be told (CASS-43, LET-10, LET-12); null: no automatic letter (TAKEN FORWARD). */
export function outcomeKind(
  state: ItemState,
): "acknowledgement" | "no-contact" | "duplicate" | "visit" | null {
  if (state.pathway === "duplicate" && !state.decision) return "duplicate";
  const decisions = (state.decision?.decisions ?? []).map(({ decision }) => decision);
  if (decisions.includes("no-contact")) return "no-contact";
  if (decisions.includes("visit")) return "visit";
  if (decisions.includes("new-contact")) return "acknowledgement";
  return null;
}
