import type { ItemEvent, ItemState } from "../../rules/item.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import type { StaffMember } from "../../rules/staff.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { advance } from "./advance.ts";
import { recordItem } from "./item-store.ts";

/** A command as it was given: about which item, in which state, by whom, in which mail. */
export interface Given {
  readonly tx: Tx;
  readonly parts: Parts;
  readonly itemId: string;
  readonly state: ItemState;
  readonly person: StaffMember;
  readonly messageId: string;
  readonly content: MailContent;
}

/** What a command came to, for the ledger; a refusal says why and is told to whoever gave it. */
export type Result = string | { readonly refused: string };

/** Records what a command brings, and lets the item go on. */
export async function record(given: Given, events: readonly ItemEvent[], note: string): Promise<Result> {
  const { tx, parts, itemId, state, person } = given;
  await recordItem(tx, itemId, state, events, { at: parts.clock.now(), actor: person.id, note });
  await advance(tx, parts, itemId);
  return "done";
}

export function isManager(person: StaffMember): boolean {
  return person.roles.includes("team-manager") || person.roles.includes("duty-manager");
}

/** May this person run requests: an RAO or a manager? */
export function mayRun(person: StaffMember): boolean {
  return person.roles.includes("rao") || isManager(person);
}
