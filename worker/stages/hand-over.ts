import { isInWork } from "../../rules/availability.ts";
import { chooseOwner } from "../../rules/choose-reviewer.ts";
import { queueNotice } from "../letters/notices.ts";
import type { Parts } from "../parts.ts";
import { absences } from "../store/asks.ts";
import { openItems } from "../store/items.ts";
import type { Tx } from "../store/store.ts";
import { loadItem, recordItem } from "./item-store.ts";

/**
 * Requests whose owner is not in work go to an RAO who is (Part 0.10, GAP-21): at each digest, so that a deadline's
 * owner is always a person on duty. One mail to each new owner, listing what they took over.
 */
export async function handOver(tx: Tx, parts: Parts): Promise<void> {
  const { policy } = parts;
  const now = parts.clock.now();
  const away = await absences(tx.db, now);
  const given = new Map<string, string[]>();
  const turns: { staffId: string; at: typeof now }[] = [];
  for (const item of await openItems(tx.db)) {
    const owner = policy.staff.find(({ id }) => id === item.owner);
    if (owner && isInWork(owner, now, away, policy.calendar)) continue;
    const exclude = owner ? [owner.id] : [];
    const choice = chooseOwner(
      { askAt: now, householdOwner: null, exclude },
      policy.staff,
      turns,
      away,
      policy,
    );
    const next = choice.chosen;
    if (!next || next.id === item.owner || !next.roles.includes("rao")) continue;
    turns.push({ staffId: next.id, at: now });
    const state = await loadItem(tx, item.id);
    await recordItem(tx, item.id, state, [{ type: "owner-changed", owner: next.id, by: "worker" }], {
      at: now,
      actor: "worker",
      note: `Owner now ${next.name}: the owner before is not in work.`,
    });
    given.set(next.id, [...(given.get(next.id) ?? []), item.id]);
  }
  for (const [staffId, items] of given) {
    await queueNotice(tx, parts, {
      key: `hand-over/${staffId}/${now}`,
      itemId: null,
      kind: "hand-over",
      to: [{ staff: staffId }],
      heading: items.length === 1 ? "a request is yours now" : `${items.length} requests are yours now`,
      sentences: [
        `Their owner is not in work, so these are yours: ${items.join(", ")}. The digest has where each stands.`,
      ],
    });
  }
}
