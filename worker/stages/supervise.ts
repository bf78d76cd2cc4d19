import type { ItemState, Step } from "../../rules/item.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { replyButton } from "../letters/queue.ts";
import { pathwayWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { itemToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { armOwnerChase } from "./chase.ts";
import { recordItem } from "./item-store.ts";

const WORDS = {
  advice: "ask a reviewer for a decision",
  duplicate: "tell the referrer that it is a second copy, and file it",
  outcome: "send the outcome to the referrer",
  filing: "put the outcome on the subject line, mark the mail ACTIONED and file it",
} as const satisfies Record<Step, string>;

/** Supervised mode (Part 0.1): says what is prepared and waits for the owner's one word. */
export async function prepareStep(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  step: Step,
): Promise<ItemState> {
  const token = itemToken(itemId, parts.secret);
  await queueNotice(tx, parts, {
    key: `${itemId}/prepared/${step}/${state.version}`,
    itemId,
    kind: "step-prepared",
    to: [ownerOf(state.owner)],
    urgent: state.urgent,
    heading: `prepared: ${WORDS[step]}`,
    sentences: [
      `${itemId} was found to be ${pathwayWords(state.pathway)}. The next step is to ${WORDS[step]}.`,
      "Reply OK to let it happen. Anything else: NOT DUPLICATE, NOT OPEN, WRONG CHILD and the right id, or NOTE and your words.",
    ],
    buttons: [
      replyButton(parts.policy, token, `[${itemId}] [${token}]`, "OK", `let it ${WORDS[step]}`, {
        copyRaos: false,
      }),
    ],
  });
  await armOwnerChase(tx, parts, itemId, state.urgent);
  return recordItem(tx, itemId, state, [{ type: "step-prepared", step }], {
    at: parts.clock.now(),
    actor: "worker",
  });
}
