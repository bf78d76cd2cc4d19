import { nextStep } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { askOwner } from "./ask-owner.ts";
import { askReviewer } from "./ask-reviewer.ts";
import { askToRecord } from "./ask-to-record.ts";
import { startFiling } from "./file.ts";
import { loadItem } from "./item-store.ts";
import { openContacts } from "./open-contacts.ts";
import { settleOutcome } from "./outcome.ts";
import { prepareStep } from "./supervise.ts";

/** Takes an item as far as it goes by itself, until it waits for a person or an instant. In the caller's transaction. */
export async function advance(tx: Tx, parts: Parts, itemId: string): Promise<ItemState> {
  let state = await loadItem(tx, itemId);
  for (;;) {
    const step = nextStep(state, { mode: state.mode, record: parts.policy.record });
    if (!step) return state;
    const before = state.version;
    switch (step.do) {
      case "ask-owner":
        state = await askOwner(tx, parts, itemId, state);
        break;
      case "prepare":
        state = await prepareStep(tx, parts, itemId, state, step.step);
        break;
      case "ask-reviewer":
        state = await askReviewer(tx, parts, itemId, state);
        break;
      case "open-contacts":
        state = await openContacts(tx, parts, itemId, state);
        break;
      case "settle-outcome":
        state = await settleOutcome(tx, parts, itemId, state);
        break;
      case "ask-to-record":
        state = await askToRecord(tx, parts, itemId, state);
        break;
      case "file":
        state = await startFiling(tx, parts, itemId, state);
        break;
    }
    if (state.version === before) return state;
  }
}
