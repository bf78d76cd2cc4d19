import type { Policy } from "../../rules/policy.ts";
import { type Notice, notice, type ReplyButton, type ReviewRequest } from "../../templates/letters.ts";
import type { Parts } from "../parts.ts";
import { itemToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { houseOf, queueLetter } from "./queue.ts";

/** Who can be told: a post that the configuration names, a team, or a member of staff by id. */
export type Told =
  | "duty-manager"
  | "service-lead"
  | "out-of-hours"
  | "rao-group"
  | "bss"
  | { readonly team: string }
  | { readonly staff: string };

export interface NoticeSpec {
  readonly key: string;
  readonly itemId: string | null;
  readonly to: readonly Told[];
  readonly urgent?: boolean;
  /** Goes into the subject: names nobody. */
  readonly heading: string;
  readonly sentences: readonly string[];
  readonly buttons?: readonly ReplyButton[];
  readonly enclosed?: Notice["enclosed"];
  readonly request?: ReviewRequest["request"] | null;
  readonly attachFrom?: string | null;
  readonly kind?: string;
}

/** One internal mail that tells something; nobody is told twice for the same key. */
export async function queueNotice(tx: Tx, parts: Parts, spec: NoticeSpec): Promise<void> {
  const token = spec.itemId ? itemToken(spec.itemId, parts.secret) : null;
  const addressed = new Map(spec.to.map((told) => [addressOf(told, parts.policy), recipientName(told)]));
  for (const [address, recipient] of addressed) {
    await queueLetter(tx, parts, {
      key: `${spec.key}/${recipient}`,
      itemId: spec.itemId,
      kind: spec.kind ?? "notice",
      recipient,
      letter: notice({
        house: houseOf(parts.policy),
        reference: spec.itemId,
        token,
        urgent: spec.urgent ?? false,
        heading: spec.heading,
        sentences: spec.sentences,
        buttons: spec.buttons ?? [],
        enclosed: spec.enclosed ?? null,
        request: spec.request ?? null,
      }),
      to: [address],
      token,
      urgent: spec.urgent ?? false,
      attachFrom: spec.attachFrom ?? null,
    });
  }
}

function addressOf(told: Told, policy: Policy): string {
  const { addresses } = policy;
  switch (told) {
    case "duty-manager":
      return addresses.dutyManager;
    case "service-lead":
      return addresses.serviceLead;
    case "out-of-hours":
      return addresses.outOfHours;
    case "rao-group":
      return addresses.raoGroup;
    case "bss":
      return addresses.bss;
    default:
      if ("staff" in told)
        return (
          policy.staff.find(({ id }) => id === told.staff)?.email ??
          postAddress(told.staff, policy) ??
          addresses.raoGroup
        );
      return policy.teams.find(({ code }) => code === told.team)?.email ?? addresses.bss;
  }
}

/** Posts answer letters too, and bear an id as staff do (`hear`). */
function postAddress(id: string, { addresses, teams }: Policy): string | null {
  if (id === "duty-manager") return addresses.dutyManager;
  if (id === "bss") return addresses.bss;
  return teams.find(({ code }) => id === `team-${code}`)?.email ?? null;
}

function recipientName(told: Told): string {
  if (typeof told === "string") return told;
  return "staff" in told ? told.staff : `team-${told.team}`;
}

/** The item's owner, or the RAO group where it has none. */
export function ownerOf(owner: string | null): Told {
  return owner ? { staff: owner } : "rao-group";
}
