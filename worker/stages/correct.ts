import type { ItemState } from "../../rules/item.ts";
import { type Understood, understoodFor } from "../../rules/message.ts";
import type { Pathway } from "../../rules/situation.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { queueNotice } from "../letters/notices.ts";
import { pathwayWords } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import type { Tx } from "../store/store.ts";
import { understand } from "../understand.ts";
import { advance } from "./advance.ts";
import { settleMail } from "./file.ts";
import { itemOf, ownHistory } from "./history.ts";
import { loadItem, loadMessage, recordItem, recordMessage } from "./item-store.ts";
import { withdrawContacts } from "./open-contacts.ts";
import { cancelQueuedOutcome } from "./outcome.ts";
import type { Afterwards } from "./relay.ts";
import { leaveToBss, returnToBss } from "./return-to-bss.ts";
import { letterOf, wantMove } from "./route.ts";
import { understoodOf } from "./understood.ts";

/** What a person said that the program must go by from now on (Part 0.11). */
export interface Correction {
  /** Pathways that it is not. */
  readonly overruled: readonly Pathway[];
  /** The pathway that it is; null: as the checks find, with what was said. */
  readonly pathway: Pathway | null;
  /** "none": it is about none of the candidates. */
  readonly said: readonly { readonly personId: string; readonly is: boolean }[] | "none";
  readonly words: string;
}

/** What the relay needs to understand a mail anew. */
export interface RetriageEffect {
  readonly itemId: string;
  readonly messageId: string;
  readonly by: string;
  readonly correction: Correction;
}

interface Given {
  readonly tx: Tx;
  readonly parts: Parts;
  readonly itemId: string;
  readonly state: ItemState;
  readonly person: StaffMember;
  readonly messageId: string;
}

/** At any stage, filed items too: the mail is understood anew with what the person said, and goes on from there. */
export async function correct(
  given: Given,
  correction: Correction,
): Promise<string | { readonly refused: string }> {
  const { tx, parts, itemId, state, person } = given;
  const mayCorrect = person.roles.some(
    (role) => role === "rao" || role === "team-manager" || role === "duty-manager",
  );
  if (!mayCorrect) return { refused: "an RAO or a manager corrects a request" };
  const [opening] = state.messages;
  if (!opening) return { refused: "it has no mail" };
  if (state.status === "split") return { refused: "it was split; correct the request of the family" };
  await tellLetterHadLeft(given, correction.words);
  const effect: RetriageEffect = { itemId, messageId: opening, by: person.id, correction };
  await tx.outbox.add({
    id: `${given.messageId}/retriage`,
    stream: `item:${itemId}`,
    kind: "retriage",
    payload: effect,
    at: parts.clock.now(),
  });
  return "corrected";
}

/** A manager sees whether the referrer must be told again (Part 0.11). */
export async function tellLetterHadLeft(given: Given, words: string): Promise<void> {
  const { tx, parts, itemId, state, person } = given;
  if (state.outcome !== "sent") return;
  await queueNotice(tx, parts, {
    key: `${given.messageId}/after-letter`,
    itemId,
    to: ["duty-manager"],
    heading: "a request was corrected after its letter had left",
    sentences: [
      `${person.name} corrected ${itemId} (${words}) after the referrer had been told an outcome. Please see whether they must be told again.`,
    ],
  });
}

/** Understands the item's mail anew with what a person said of it, and sets the item on its new way. */
export async function retriage(parts: Parts, effect: RetriageEffect): Promise<Afterwards> {
  const { correction, messageId, itemId } = effect;
  const { life, raw } = await parts.store.transaction(async (tx) => {
    const life = await loadMessage(tx, messageId);
    return { life, raw: life.sha256 ? await tx.raw.get(life.sha256) : null };
  });
  const before = understoodFor(life, itemId);
  if (!raw || !life.receivedAt || !before) {
    throw new Error(`Cannot understand '${messageId}' anew: expected its stored copy, found none`);
  }
  const said =
    correction.said === "none"
      ? before.triage.identities.flatMap(({ candidates }) =>
          candidates.map(({ personId }) => ({ personId, is: false })),
        )
      : correction.said;
  const earlier = before.said ?? [];
  const allSaid = [
    ...earlier.filter((old) => !said.some(({ personId }) => personId === old.personId)),
    ...said,
  ];
  const overruled = [...new Set([...(before.overruled ?? []), ...correction.overruled])];
  const foundRecentByBss = before.foundRecentByBss || overruled.includes("not-recent");
  const found = await understand(
    raw,
    life.receivedAt,
    {
      reader: parts.reader,
      records: parts.records(),
      // Its own item is no earlier contact of the mail that opened it.
      ownContacts: async (ids, at) =>
        (await parts.store.read((db) => ownHistory(db, parts.records(), ids, at))).filter(
          (contact) => itemOf(contact) !== itemId,
        ),
      foundRecentByBss,
      now: parts.clock.now(),
      said: allSaid,
      byPerson: { overruled, pathway: correction.pathway },
      part: before.part,
    },
    parts.policy,
  );
  const understood = {
    ...understoodOf(found, parts.policy, foundRecentByBss, before.part),
    said: allSaid,
    overruled,
  };
  return (tx) => goAnotherWay(tx, parts, effect, understood);
}

async function goAnotherWay(
  tx: Tx,
  parts: Parts,
  { itemId, messageId, correction, by }: RetriageEffect,
  understood: Understood,
): Promise<void> {
  const at = parts.clock.now();
  const { triage } = understood;
  const { pathway, urgent } = triage;
  const state = await loadItem(tx, itemId);
  const life = await loadMessage(tx, messageId);
  const waits = triage.folder === "review";
  await recordMessage(
    tx,
    messageId,
    life.version,
    [
      life.parts[itemId]
        ? { type: "part-understood", state: waits ? "in-review" : life.state, itemId, understood }
        : { type: "understood", state: waits ? "in-review" : "left", itemId, pathway, urgent, understood },
    ],
    { at, actor: by },
  );
  if (waits && life.place && life.place.folder !== "review") await wantMove(tx, messageId, "review", at);
  await cancelQueuedOutcome(tx, itemId);
  if (state.cases.length > 0) await withdrawContacts(tx, parts, itemId, state, by);
  const next = await recordItem(
    tx,
    itemId,
    state,
    [
      ...(state.ask && !state.decision
        ? [{ type: "ask-withdrawn", askId: state.ask.askId, because: correction.words } as const]
        : []),
      {
        type: "reclassified",
        pathway,
        reviewer: triage.reviewer,
        children: (pathway === "uncertain" ? [] : triage.children).map((personId, index) => ({
          letter: letterOf(index),
          personId,
        })),
        because: correction.words,
        by,
        notOpen: (understood.overruled ?? []).includes("open-case"),
      },
    ],
    {
      at,
      actor: by,
      note: `Corrected: ${correction.words}. Now ${pathwayWords(pathway)}. ${triage.note}`,
    },
  );
  if (pathway === "open-case") await returnToBss(tx, parts, itemId, next, triage.openWith);
  else if (next.status === "left" && life.parts[itemId]) await leaveToBss(tx, parts, itemId, next, messageId);
  else await advance(tx, parts, itemId);
  for (const each of state.messages) await settleMail(tx, parts, each);
}
