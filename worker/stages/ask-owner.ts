import { addWorkingMinutes, isWorkingTime } from "../../rules/calendar.ts";
import type { ItemState } from "../../rules/item.ts";
import { understoodFor } from "../../rules/message.ts";
import { sentenceOf } from "../../rules/one-family.ts";
import { laterBy } from "../../rules/time.ts";
import { ownerQuestion } from "../../templates/letters.ts";
import { lateSentence } from "../letters/late.ts";
import { houseOf, queueLetter, replyButton } from "../letters/queue.ts";
import { requestOf } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { itemToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { loadMessage, recordItem } from "./item-store.ts";

const SPLIT = ["SPLIT", "one request for each family, each on its own way"] as const;
const ANSWERS: readonly (readonly [word: string, means: string])[] = [
  ["NONE OF THESE", "it is about none of the children named here"],
  ["NEW CONCERN", "then a manager is asked whether a new contact is needed"],
  ["SAME INCIDENT", "it is more about an incident already reported; a manager is asked"],
  ["RETURN TO BSS", "it belongs to BSS's ordinary process"],
  ["NOT A REFERRAL", "it refers no child"],
];

/** Asks the owning RAO what the worker could not tell (MAT-05, GAP-11): two working hours, urgent fifteen minutes. */
export async function askOwner(tx: Tx, parts: Parts, itemId: string, state: ItemState): Promise<ItemState> {
  const { policy } = parts;
  const now = parts.clock.now();
  const opening = state.messages[0];
  const understood = opening ? understoodFor(await loadMessage(tx, opening), itemId) : null;
  if (!understood) throw new Error(`Cannot ask about '${itemId}': expected an understood mail, found none`);
  const owner = policy.staff.find((member) => member.id === state.owner) ?? null;
  const token = itemToken(itemId, parts.secret);
  const subject = `[CASS ${itemId}] [${token}]`;
  const minutes = state.urgent ? 15 : 120;
  const dueAt =
    state.urgent && isWorkingTime(now, policy.calendar)
      ? laterBy(now, minutes * 60_000)
      : addWorkingMinutes(now, minutes, policy.calendar);
  const { triage } = understood;
  const candidates = triage.identities
    .flatMap((identity) => identity.candidates.map((candidate) => ({ candidate, identity })))
    .filter(
      ({ candidate }, at, all) => all.findIndex((o) => o.candidate.personId === candidate.personId) === at,
    );
  await queueLetter(tx, parts, {
    key: `${itemId}/owner-question/${state.version}`,
    itemId,
    kind: "owner-question",
    recipient: owner?.id ?? "rao-group",
    letter: ownerQuestion({
      house: houseOf(policy),
      reference: itemId,
      token,
      urgent: state.urgent,
      ownerName: owner?.name ?? "colleagues",
      question: triage.question ?? "Which child is this about, and how should it go on?",
      because: [
        ...triage.because.map(({ found, where }) => `${found} (${where})`),
        ...[lateSentence(parts, state.receivedAt)].filter((late) => late !== null),
      ],
      candidates: candidates.map(({ candidate }) => {
        const person = understood.people.find(({ personId }) => personId === candidate.personId);
        return {
          personId: candidate.personId,
          name: person?.name ?? candidate.personId,
          born: person?.born ?? null,
          address: person?.address ?? null,
          why: person?.standing ?? "",
          href: replyButton(policy, token, subject, `CHILD ${candidate.personId}`, "", { copyRaos: false })
            .href,
        };
      }),
      families: (understood.families ?? []).map(sentenceOf),
      tellApart: [...new Set(triage.identities.flatMap(({ tellApart }) => tellApart))],
      buttons: [...(understood.families ? [SPLIT] : []), ...ANSWERS].map(([word, means]) =>
        replyButton(policy, token, subject, word, means, { copyRaos: false }),
      ),
      dueAt,
      request: requestOf(understood, state.receivedAt ?? now),
      unread: understood.unread,
    }),
    to: [owner?.email ?? policy.addresses.raoGroup],
    token,
    urgent: state.urgent,
    attachFrom: opening ?? null,
  });
  await tx.timers.arm({
    id: `${itemId}/owner-answer`,
    kind: "owner-answer",
    stream: `item:${itemId}`,
    dueAt,
  });
  parts.emit({ name: "owner-asked", item: itemId, staff: owner?.id ?? null });
  return recordItem(tx, itemId, state, [{ type: "owner-asked", askId: `${itemId}/owner`, dueAt }], {
    at: now,
    actor: "worker",
    note: `Asked the owner: ${triage.question ?? "which child this is about"}.`,
  });
}
