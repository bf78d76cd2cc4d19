import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideByReviewer,
  nextStep,
  outcomeKind,
  outcomeText,
  type ReviewerWord,
  targetFolder,
  undo,
} from "../../rules/decide.ts";
import { type FinalDecision, type ItemEvent, type ItemState, itemState, NEW_ITEM } from "../../rules/item.ts";
import { PATHWAYS, type Pathway } from "../../rules/situation.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { instant } from "../../rules/time.ts";
import { REVIEWER } from "../../rules/triage.ts";
import { aMember } from "../builders/staff.ts";

const AT = instant("2026-11-17T09:40:00Z");
const UNDO_UNTIL = instant("2026-11-17T09:55:00Z");
const AUTOMATIC = { mode: "automatic", record: "store" } as const;

const TM = aMember("tm-1", { roles: ["team-manager"] });
const SP = aMember("sp-1");
const EHM = aMember("ehm-1", { roles: ["early-help-manager"] });

const opened = (pathway: Pathway, children = 2): ItemEvent => ({
  type: "item-opened",
  messageId: "M-1",
  receivedAt: AT,
  pathway,
  urgent: false,
  children: ["P-1", "P-2"].slice(0, children).map((personId, at) => ({ letter: "AB"[at] ?? "", personId })),
  owner: "rao-1",
  reviewer: REVIEWER[pathway],
  mode: "automatic",
  contact: null,
});
const asked = (pathway: Pathway, by: StaffMember): ItemEvent => ({
  type: "asked",
  ask: {
    askId: "R-1/1",
    staffId: by.id,
    role: REVIEWER[pathway],
    askedAt: AT,
    dueAt: UNDO_UNTIL,
    remindAt: null,
    dueBecause: "",
  },
  as: "turn",
  because: "",
  statutoryRisk: false,
});
const word = (by: StaffMember, said: Partial<ReviewerWord>): ReviewerWord => ({
  askId: "R-1/1",
  by,
  decision: null,
  decisions: [],
  rationale: "",
  withContact: false,
  because: "",
  undoUntil: UNDO_UNTIL,
  ...said,
});
const replied = (pathway: Pathway, by: StaffMember, said: Partial<ReviewerWord>, children = 2) =>
  decideByReviewer(itemState([opened(pathway, children), asked(pathway, by)]), word(by, said));

describe("whose word decides what (A.3, SAF-16)", () => {
  test.each<[Pathway, string, FinalDecision, string]>([
    ["same-incident", "sp-1", "new-contact", "decided"],
    ["same-incident", "sp-1", "no-contact", "decided"],
    ["new-concern", "sp-1", "taken-forward", "decided"],
    ["new-concern", "sp-1", "visit", "reply-unclear"],
    ["csc-closure", "tm-1", "taken-forward", "decided"],
    ["family-support-closure", "ehm-1", "visit", "decided"],
    ["family-support-closure", "ehm-1", "new-contact", "decided"],
    ["family-support-closure", "ehm-1", "taken-forward", "reply-unclear"],
    ["family-support-closure", "tm-1", "no-contact", "decided"],
  ])("%s, %s says %s: %s", (pathway, id, decision, first) => {
    const by = [TM, SP, EHM].find((one) => one.id === id) ?? SP;
    expect(replied(pathway, by, { decision })).toMatchObject([{ type: first }]);
  });

  test("an Early Help Manager's neither goes to a Team Manager (CASS-34)", () => {
    const events = replied("family-support-closure", EHM, { decision: "no-contact" });
    expect(events).toMatchObject([{ type: "passed-to-team-manager" }, { type: "ask-withdrawn" }]);
  });

  test("one word is for every child; by letter each child needs its own", () => {
    expect(replied("new-concern", SP, { decision: "no-contact" })).toMatchObject([
      { decisions: [{ letter: "A" }, { letter: "B" }] },
    ]);
    const byLetter = [
      { child: "A", decision: "new-contact" },
      { child: "b", decision: "no-contact" },
    ];
    expect(replied("new-concern", SP, { decisions: byLetter })).toMatchObject([
      {
        decisions: [
          { letter: "A", decision: "new-contact" },
          { letter: "B", decision: "no-contact" },
        ],
      },
    ]);
    expect(replied("new-concern", SP, { decisions: byLetter.slice(0, 1) })).toMatchObject([
      { type: "reply-unclear", because: "no decision was given for child B" },
    ]);
  });

  test("more information, and an unclear reply, decide nothing and leave the ask open (SAF-12)", () => {
    for (const decision of ["more-info", "unclear"] as const) {
      const events = replied("new-concern", SP, { decision });
      if ("refused" in events) throw new Error(events.refused);
      const state = itemState([opened("new-concern"), asked("new-concern", SP), ...events]);
      expect(state).toMatchObject({ status: "awaiting-decision", decision: null });
    }
  });

  test("a word to an ask that is not open any more is refused", () => {
    const state = itemState([opened("new-concern"), asked("new-concern", SP)]);
    expect(decideByReviewer(state, word(SP, { askId: "R-1/9", decision: "no-contact" }))).toHaveProperty(
      "refused",
    );
  });
});

const decided = (...decisions: readonly FinalDecision[]): ItemEvent => ({
  type: "decided",
  askId: "R-1/1",
  by: SP.id,
  decisions: decisions.map((decision, at) => ({ letter: "AB"[at] ?? "", decision })),
  rationale: "",
  undoUntil: UNDO_UNTIL,
});
const SENT: ItemEvent = { type: "outcome-sent", letterId: "L" };
const CONTACT: ItemEvent = {
  type: "contact-opened",
  cases: [{ letter: "A", caseId: "CASE-1" }],
  assignee: null,
  because: "",
};

describe("what stands on the subject line, and where it is filed (A.4, CASS-46, CASS-47)", () => {
  const settled = (pathway: Pathway, ...events: readonly ItemEvent[]) =>
    itemState([opened(pathway), ...events]);

  test.each<[string, string, ItemState]>([
    ["contact created", "contact-completed", settled("new-concern", decided("new-contact"), CONTACT, SENT)],
    [
      "no contact created - outcome sent to referrer",
      "pss-completed",
      settled("same-incident", decided("no-contact"), SENT),
    ],
    [
      "no contact created - outcome not sent (no safe address)",
      "pss-completed",
      settled("same-incident", decided("no-contact"), { type: "outcome-not-needed", because: "anonymous" }),
    ],
    ["duplicate contact - outcome sent to referrer", "pss-completed", settled("duplicate", SENT)],
    [
      "FSW visit requested - outcome sent to referrer",
      "pss-completed",
      settled("family-support-closure", decided("visit"), SENT),
    ],
    [
      "contact created / no contact created - outcome sent to referrer",
      "contact-completed",
      settled("new-concern", decided("new-contact", "no-contact"), CONTACT, SENT),
    ],
    [
      "urgent action taken - contact created",
      "contact-completed",
      settled(
        "new-concern",
        { type: "raised-to-urgent", by: "rao-1" },
        decided("new-contact"),
        CONTACT,
        SENT,
      ),
    ],
  ])("%s: %s", (text, target, state) => {
    expect(outcomeText(state)).toBe(text);
    expect(targetFolder(state)).toBe(target);
  });

  test.each<[readonly FinalDecision[], ReturnType<typeof outcomeKind>]>([
    [["new-contact"], "acknowledgement"],
    [["new-contact", "no-contact"], "no-contact"],
    [["visit"], "visit"],
    [["taken-forward"], null],
  ])("the letter for %j is %s", (decisions, kind) => {
    expect(outcomeKind(settled("new-concern", decided(...decisions)))).toBe(kind);
  });
});

describe("a decision is taken back", () => {
  const state = itemState([opened("new-concern"), asked("new-concern", SP), decided("no-contact")]);

  test("by its decider, in time, with the contacts that it opened", () => {
    expect(undo(itemState([opened("new-concern"), decided("new-contact"), CONTACT]), SP, AT)).toMatchObject([
      { type: "contact-withdrawn", caseIds: ["CASE-1"] },
      { type: "decision-taken-back" },
    ]);
  });

  test.each([
    ["by somebody else", TM, AT, state],
    ["too late", SP, instant("2026-11-17T09:55:01Z"), state],
    ["after the letter left", SP, AT, itemState([opened("new-concern"), decided("no-contact"), SENT])],
    ["where there is none", SP, AT, itemState([opened("new-concern")])],
  ])("not %s", (_, by, at, before) => {
    expect(undo(before, by, at)).toHaveProperty("refused");
  });
});

describe("what the program does of itself (RULE-0)", () => {
  const EVENTS = fc.constantFrom<ItemEvent>(
    asked("new-concern", SP),
    { type: "owner-asked", askId: "R-1/owner", dueAt: AT },
    { type: "reminded", askId: "R-1/1" },
    { type: "went-overdue", askId: "R-1/1" },
    { type: "escalated", askId: "R-1/1", level: 1 },
    { type: "reply-unclear", askId: "R-1/1", because: "" },
    { type: "more-information-asked", askId: "R-1/1", words: "" },
    { type: "ask-withdrawn", askId: "R-1/1", because: "" },
    { type: "passed-to-team-manager", because: "" },
    { type: "raised-to-urgent", by: "rao-1" },
    { type: "taken", by: "rao-1" },
    { type: "released", by: "rao-1" },
    { type: "noted", by: "rao-1", words: "" },
    { type: "owner-changed", owner: "rao-2", by: "worker" },
    { type: "decision-taken-back", by: SP.id },
    { type: "reopened", by: "rao-1", because: "" },
  );
  const toDecide = PATHWAYS.filter((pathway) => REVIEWER[pathway] !== "none");

  test("whatever happens short of a decision, no contact is opened, nobody told an outcome, nothing filed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...toDecide), fc.array(EVENTS, { maxLength: 12 }), (pathway, events) => {
        const step = nextStep(itemState([opened(pathway), ...events]), AUTOMATIC);
        expect(["ask-owner", "ask-reviewer", undefined]).toContain(step?.do);
      }),
    );
  });

  test("an urgent request never becomes less so, but by what opens it", () => {
    fc.assert(
      fc.property(fc.array(EVENTS, { maxLength: 12 }), (events) => {
        const raised = itemState([
          opened("new-concern"),
          { type: "raised-to-urgent", by: "rao-1" },
          ...events,
        ]);
        expect(raised.urgent).toBe(true);
      }),
    );
  });

  test("filing waits for the outcome, and where the council's system is the record for the owner", () => {
    const told = itemState([opened("same-incident"), decided("no-contact"), SENT]);
    expect(nextStep(itemState([opened("same-incident"), decided("no-contact")]), AUTOMATIC)).toEqual({
      do: "settle-outcome",
    });
    expect(nextStep(told, AUTOMATIC)).toEqual({ do: "file" });
    expect(nextStep(told, { mode: "automatic", record: "eclipse" })).toEqual({ do: "ask-to-record" });
    expect(nextStep({ ...told, recorded: true }, { mode: "automatic", record: "eclipse" })).toEqual({
      do: "file",
    });
  });

  test("in supervised mode each outward step is prepared, and happens when its owner confirms it", () => {
    const supervised = { mode: "supervised", record: "store" } as const;
    const waiting = itemState([opened("same-incident")]);
    expect(nextStep(waiting, supervised)).toEqual({ do: "prepare", step: "advice" });
    const prepared = itemState([opened("same-incident"), { type: "step-prepared", step: "advice" }]);
    expect(nextStep(prepared, supervised)).toBeNull();
    const confirmed = { ...prepared, prepared: null, confirmed: ["advice"] as const };
    expect(nextStep(confirmed, supervised)).toEqual({ do: "ask-reviewer" });
  });

  test("a letter that came back opens again what was filed on the strength of it (LET-09)", () => {
    const filed = itemState([
      opened("same-incident"),
      decided("no-contact"),
      SENT,
      { type: "filing-started", outcome: "", target: "pss-completed" },
      { type: "filed", target: "pss-completed" },
      { type: "outcome-undeliverable", letterId: "L" },
    ]);
    expect(filed).toMatchObject({ status: "decided", outcome: "undeliverable" });
    expect(nextStep(filed, AUTOMATIC)).toBeNull();
  });

  test("a request that was split does nothing more", () => {
    const split = itemState([opened("uncertain"), { type: "split", into: ["R-2", "R-3"], by: "rao-1" }]);
    expect(split).toMatchObject({ status: "split", children: [] });
    expect(nextStep(split, AUTOMATIC)).toBeNull();
    expect(nextStep(NEW_ITEM, AUTOMATIC)).toBeNull();
  });
});
