import { chooseAssignee } from "../../rules/choose-assignee.ts";
import { type ItemState, opensContact } from "../../rules/item.ts";
import { commandCase, openCase, withdrawCase } from "../cases/cases.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { replyButton } from "../letters/queue.ts";
import { pathwayWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { itemToken } from "../post/token.ts";
import { absences } from "../store/asks.ts";
import type { Tx } from "../store/store.ts";
import { armContactChase } from "./chase.ts";
import { loadMessage, recordItem } from "./item-store.ts";
import { returnIfOpenNow } from "./return-to-bss.ts";

/**
 * Opens a contact for each child that the decision asks one for, siblings grouped under the item (CASS-38, CASS-39),
 * assigned to the adviser where able, else to the next on the BSS list (CASS-40, CASS-41), who is told (CASS-42).
 */
export async function openContacts(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
): Promise<ItemState> {
  const returned = await returnIfOpenNow(tx, parts, itemId, state);
  if (returned) return returned;
  const { policy } = parts;
  const now = parts.clock.now();
  const turns = (await tx.load("bss-list")).map((event) => {
    const { staffId, outOfTurn } = event.data as { staffId: string; outOfTurn: boolean };
    return { staffId, at: event.at, outOfTurn };
  });
  const adviser = state.decision?.by ?? null;
  const chosen = chooseAssignee(
    adviser,
    now,
    policy.staff,
    turns,
    await absences(tx.db, now),
    policy.calendar,
  );
  // Where BSS keeps the list, only the adviser can be known to be next (CASS-40, CASS-41).
  const asksBss = policy.contactList === "ask-bss" && chosen.assignee?.id !== adviser;
  const assignment = asksBss
    ? { ...chosen, assignee: null, because: "BSS keeps the list of who takes the next contact." }
    : chosen;
  const assignee = assignment.assignee;
  if (assignee) {
    await tx.append(
      "bss-list",
      turns.length,
      [{ type: "contact-given", data: { staffId: assignee.id, outOfTurn: assignment.outOfTurn, itemId } }],
      { at: now, actor: "worker" },
    );
  }
  const cases: { letter: string; caseId: string }[] = [];
  for (const { letter } of (state.decision?.decisions ?? []).filter(opensContact)) {
    const personId = state.children.find((child) => child.letter === letter)?.personId ?? null;
    const caseId = await openCase(tx, parts.desk, {
      workflow: "contact",
      reference: itemId,
      people: personId ? [personId] : [],
      responsible: assignee?.id ?? null,
      reason: `${pathwayWords(state.pathway)}: decided by a manager`,
      fields: { urgent: state.urgent ? "yes" : "no", ...(adviser ? { advised_by: adviser } : {}) },
      actor: adviser ?? "worker",
      at: now,
    });
    cases.push({ letter, caseId });
  }
  const next = await recordItem(
    tx,
    itemId,
    state,
    [{ type: "contact-opened", cases, assignee: assignee?.id ?? null, because: assignment.because }],
    {
      at: now,
      actor: "worker",
      note: `Contact created (${cases.map(({ caseId }) => caseId).join(", ")}). ${assignment.because}`,
    },
  );
  await tellAssignee(tx, parts, itemId, next, cases, assignment.because);
  await armContactChase(tx, parts, itemId, state.urgent);
  parts.emit({
    name: "contact-opened",
    item: itemId,
    cases: cases.map(({ caseId }) => caseId),
    assignee: assignee?.id ?? null,
  });
  return next;
}

async function tellAssignee(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  cases: readonly { readonly caseId: string }[],
  because: string,
): Promise<void> {
  const token = itemToken(itemId, parts.secret);
  const ids = cases.map(({ caseId }) => caseId).join(", ");
  const [messageId] = state.messages;
  const notKnown = messageId ? ((await loadMessage(tx, messageId)).understood?.notKnown ?? []) : [];
  const alsoNamed =
    notKnown.length > 0
      ? [
          `The mail also names ${notKnown.join(", ")}, not known in our records: no contact was opened for them. Please see whether one is needed.`,
        ]
      : [];
  if (!state.assignee) {
    await queueNotice(tx, parts, {
      key: `${itemId}/nobody-to-assign`,
      itemId,
      to: ["bss", ownerOf(state.owner)],
      urgent: state.urgent,
      heading: "a new contact has nobody to take it",
      sentences: [
        `${ids} was opened for ${itemId}. ${because}`,
        ...alsoNamed,
        "Please reply with the name of the next person on the list.",
      ],
    });
    return;
  }
  await queueNotice(tx, parts, {
    key: `${itemId}/assigned/${state.version}`,
    itemId,
    kind: "contact-assigned",
    to: [{ staff: state.assignee }],
    urgent: state.urgent,
    heading: "a new contact is assigned to you",
    sentences: [
      `${ids} was opened for ${itemId} and is assigned to you. ${because}`,
      ...alsoNamed,
      state.urgent
        ? "It is urgent: please reply OK at once so that we know you have it."
        : "Please reply OK so that we know you have it.",
    ],
    buttons: [
      replyButton(parts.policy, token, `[${itemId}] [${token}]`, "OK", "you have it", { copyRaos: false }),
    ],
    attachFrom: state.messages[0] ?? null,
  });
}

/** BSS, an RAO or a manager names who takes the contacts that nobody has yet, or somebody else. */
export async function assignContacts(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  assignee: string,
  by: string,
): Promise<ItemState> {
  const now = parts.clock.now();
  const next = await recordItem(tx, itemId, state, [{ type: "assigned", assignee, by }], {
    at: now,
    actor: by,
    note: `Contact assigned to ${assignee}.`,
  });
  for (const { caseId } of state.cases) {
    const as = { actor: by, role: "triage", at: now };
    await commandCase(
      tx,
      parts.desk,
      caseId,
      { type: "assign", to: assignee, reason: "named as the next on the list" },
      as,
    );
  }
  await tellAssignee(tx, parts, itemId, next, next.cases, "You were named as the next on the list.");
  await armContactChase(tx, parts, itemId, state.urgent);
  return next;
}

/** A decision was taken back in time: the contacts it opened are withdrawn and their assignee told. */
export async function withdrawContacts(
  tx: Tx,
  parts: Parts,
  itemId: string,
  before: ItemState,
  actor: string,
): Promise<void> {
  for (const { caseId } of before.cases) {
    await withdrawCase(tx, parts.desk, caseId, {
      reason: "the decision was taken back",
      actor,
      at: parts.clock.now(),
    });
  }
  if (before.assignee && before.cases.length > 0) {
    await queueNotice(tx, parts, {
      key: `${itemId}/withdrawn/${before.version}`,
      itemId,
      to: [{ staff: before.assignee }],
      urgent: before.urgent,
      heading: "a contact given to you was withdrawn",
      sentences: [
        `${before.cases.map(({ caseId }) => caseId).join(", ")} was withdrawn: the decision was taken back.`,
      ],
    });
  }
}
