import { formatLocal, nextWorkingStart } from "../../rules/calendar.ts";
import { outcomeKind } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import { type Understood, understoodFor } from "../../rules/message.ts";
import { caseFacts, findDisclosures, releaseOutcome, routeTo } from "../../rules/outcome-letter.ts";
import type { LetterRoute } from "../../rules/policy.ts";
import type { Contact } from "../../rules/records.ts";
import type { Instant } from "../../rules/time.ts";
import {
  acknowledgement,
  filledIn,
  type Letter,
  type OutcomeLetter,
  outcomeLetter,
} from "../../templates/letters.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { houseOf, queueLetter, replyButton } from "../letters/queue.ts";
import { initials } from "../letters/review-request.ts";
import type { Parts } from "../parts.ts";
import { itemToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { previousContact } from "./ask-reviewer.ts";
import { armOwnerChase, armVisitChase } from "./chase.ts";
import { loadItem, loadMessage, recordItem } from "./item-store.ts";

/**
 * Settles what the referrer is told (CASS-43, A.8, Part 0.7): the letter goes into the outbox to wait out the undo
 * time and working hours, or it is held for the owner's SEND, or none is needed.
 * @returns the state that follows; the same one while the time for taking back runs and no letter is due.
 */
export async function settleOutcome(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
): Promise<ItemState> {
  const now = parts.clock.now();
  const kind = outcomeKind(state);
  const until = state.decision?.undoUntil ?? now;
  if (state.visit === "awaited") await armVisitChase(tx, parts, itemId);
  if (kind === null) {
    if (now < until) {
      await armSettling(tx, itemId, until);
      return state;
    }
    return recordItem(
      tx,
      itemId,
      state,
      [{ type: "outcome-not-needed", because: "no automatic letter for a request taken forward" }],
      {
        at: now,
        actor: "worker",
        note: "No automatic letter: the Team Manager takes it forward and informs the referrer.",
      },
    );
  }
  const understood = await openingMail(tx, itemId, state);
  const release = releaseOutcome(understood, understood.extractIsStale, parts.policy);
  const written = await outcomeFor(tx, parts, itemId, state, understood);
  const byHand = release.to !== null && routeTo(release.to, parts.policy).by === "hand";
  const because =
    written.doubt ?? (release.by === "owner" ? release.because : null) ?? (byHand ? ONLY_BY_HAND : null);
  if (release.by === "owner" || because !== null)
    return holdOutcome(tx, parts, itemId, state, because ?? "", written.letter, byHand ? null : release.to);
  return queueOutcome(tx, parts, itemId, state, {
    to: release.to,
    letter: written.letter,
    kind,
    by: "worker",
    notBefore: laterOf(until, now),
  });
}

const ONLY_BY_HAND = "no letter may go to that domain as mail";

/** The owner's SEND, or an address they give (Part 0.7), also after a bounce (LET-09): it leaves in working hours. */
export async function releaseHeldOutcome(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  by: string,
  address: string | null,
): Promise<ItemState | { readonly refused: string }> {
  if (state.outcome !== "held" && state.outcome !== "undeliverable") {
    return { refused: "no letter of this request is waiting for your word" };
  }
  const understood = await openingMail(tx, itemId, state);
  // an address that did not take the letter is not tried again
  const to =
    address ?? (state.outcome === "held" ? releaseOutcome(understood, false, parts.policy).to : null);
  if (!to) return { refused: "there is no address that the answer can go to; reply SEND and the address" };
  if (routeTo(to, parts.policy).by === "hand") {
    return { refused: `${ONLY_BY_HAND}; send it by the secure way that you use, then reply SENT` };
  }
  const { letter } = await outcomeFor(tx, parts, itemId, state, understood);
  const until = state.decision?.undoUntil ?? parts.clock.now();
  return queueOutcome(tx, parts, itemId, state, {
    to,
    letter,
    kind: outcomeKind(state) ?? "no-contact",
    by,
    notBefore: laterOf(until, parts.clock.now()),
  });
}

async function queueOutcome(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  outcome: {
    readonly to: string;
    readonly letter: Letter;
    readonly kind: string;
    readonly by: string;
    readonly notBefore: Instant;
  },
): Promise<ItemState> {
  const letterId = `${itemId}/outcome/${state.version}`;
  const notBefore = nextWorkingStart(outcome.notBefore, parts.policy.calendar);
  await queueLetter(tx, parts, {
    key: letterId,
    itemId,
    kind: outcome.kind === "acknowledgement" ? "acknowledgement" : "outcome",
    recipient: "referrer",
    letter: underKeyword(outcome.letter, routeTo(outcome.to, parts.policy)),
    to: [outcome.to],
    automatic: true,
    notBefore,
  });
  return recordItem(tx, itemId, state, [{ type: "outcome-queued", letterId }], {
    at: parts.clock.now(),
    actor: outcome.by,
    note: `Outcome to the referrer (${outcome.kind.replaceAll("-", " ")}) leaves at ${formatLocal(notBefore)}.`,
  });
}

/** The word by which the gateway encrypts stands at the end: the marking stands first (LET-08). */
function underKeyword(letter: Letter, route: LetterRoute): Letter {
  return route.by === "keyword" ? { ...letter, subject: `${letter.subject} ${route.keyword}` } : letter;
}

async function holdOutcome(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  because: string,
  letter: Pick<Letter, "subject" | "text">,
  to: string | null,
  writtenByHand = false,
): Promise<ItemState> {
  const token = itemToken(itemId, parts.secret);
  await queueNotice(tx, parts, {
    key: `${itemId}/outcome-held/${state.version}`,
    itemId,
    kind: "outcome-held",
    to: [ownerOf(state.owner)],
    heading: "the letter to the referrer waits for you",
    sentences: [
      `The outcome of ${itemId} is settled, but its letter has not left: ${because}.`,
      ...(writtenByHand
        ? ["Reply SENT if what they were told was the outcome: this letter then does not leave."]
        : []),
      to
        ? `Please check that ${to} is the right person's. Then reply SEND to let it go there, or SEND and another address. Where none can safely be sent, a Team Manager replies NO LETTER because and the reason.`
        : "Reply SEND and an address that it can safely go to, or SENT when you have told them by another way. Where there is none, a Team Manager replies NO LETTER because and the reason.",
    ],
    enclosed: { title: "The letter as it would go", text: `${letter.subject}\n\n${letter.text}` },
    buttons: to
      ? [
          replyButton(parts.policy, token, `[${itemId}] [${token}]`, "SEND", `let the letter go to ${to}`, {
            copyRaos: false,
          }),
        ]
      : [],
  });
  await armOwnerChase(tx, parts, itemId, state.urgent);
  parts.emit({ name: "letter-held", item: itemId, because });
  return recordItem(tx, itemId, state, [{ type: "outcome-held", because, writtenByHand }], {
    at: parts.clock.now(),
    actor: "worker",
    note: `The letter to the referrer is held: ${because}.`,
  });
}

/** A person has written to the referrer since the decision: the letter that was about to leave waits for the owner. */
export async function holdWrittenByHand(
  tx: Tx,
  parts: Parts,
  itemId: string,
  letter: Pick<Letter, "subject" | "text">,
  to: string | null,
): Promise<void> {
  const state = await loadItem(tx, itemId);
  if (state.outcome !== "queued") return;
  await holdOutcome(
    tx,
    parts,
    itemId,
    state,
    "the Sent folder shows that somebody has written to the referrer by hand since it was decided",
    letter,
    to,
    true,
  );
}

/**
 * The letter to the referrer, and why it may not leave by itself, if so. What LET-07 finds to be somebody else's than
 * the recipient's is not in it: the owner sees a letter without a name.
 */
async function outcomeFor(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  understood: Understood,
): Promise<{ readonly letter: Letter; readonly doubt: string | null }> {
  const kind = outcomeKind(state) ?? "no-contact";
  const previous = kind === "duplicate" ? await previousContact(tx, parts, understood) : null;
  const params: OutcomeLetter = {
    house: houseOf(parts.policy),
    reference: itemId,
    referrerType: understood.referrerType,
    referrerName: understood.referrer.name ?? (understood.senderName || null),
    receivedOn: longDate(state.receivedAt ?? parts.clock.now()),
    childInitials: childInitials(state, understood, kind),
    outcome: kind === "acknowledgement" ? "taken-forward" : kind,
    consideredByManager: state.decision !== null,
    firstReceivedOn: previous && longDate(previous.receivedAt),
    earlierOutcome: await earlierOutcome(tx, previous),
  };
  const findings = findDisclosures(filledIn(params), caseFacts(understood), [
    understood.senderName,
    understood.senderAddress,
    params.receivedOn,
    params.firstReceivedOn ?? "",
  ]);
  const safe =
    findings.length > 0 ? { ...params, referrerName: null, childInitials: [], earlierOutcome: null } : params;
  const what = [...new Set(findings.map((finding) => finding.what))].join(", ");
  const doubt =
    findings.length > 0
      ? `it would have held ${what} of the case that may not be the recipient's own; that was taken out`
      : kind === "duplicate" && !previous?.decision
        ? "the outcome of the first copy is not known"
        : null;
  return { letter: kind === "acknowledgement" ? acknowledgement(safe) : outcomeLetter(safe), doubt };
}

/** Of the children of the recipient's own referral that the outcome is for; nothing of any other (CASS-43). */
function childInitials(
  state: ItemState,
  understood: Understood,
  kind: NonNullable<ReturnType<typeof outcomeKind>>,
): string[] {
  const wanted = kind === "acknowledgement" ? "new-contact" : kind;
  const letters = (state.decision?.decisions ?? [])
    .filter(({ decision }) => kind === "duplicate" || decision === wanted)
    .map(({ letter }) => letter);
  return state.children
    .filter(({ letter }) => kind === "duplicate" || letters.includes(letter))
    .flatMap(({ personId }) => understood.people.filter((person) => person.personId === personId))
    .filter(({ kinship }) => kinship === "child")
    .map(({ name }) => initials(name));
}

/** A letter that has not left yet does not leave: its decision was taken back, or the request corrected. */
export async function cancelQueuedOutcome(tx: Tx, itemId: string): Promise<void> {
  const rows = await tx.db
    .selectFrom("outbox")
    .select("id")
    .where("stream", "=", `item:${itemId}`)
    .where("kind", "=", "letter")
    .where("state", "=", "pending")
    .execute();
  for (const { id } of rows) if (id.startsWith(`${itemId}/outcome/`)) await tx.outbox.cancel(id);
}

/** LET-10: what the first copy came to, where it is ours, was decided alike for every child, and was never told. */
async function earlierOutcome(tx: Tx, previous: Contact | null): Promise<OutcomeLetter["earlierOutcome"]> {
  if (previous?.source !== "own") return null;
  const first = await loadItem(tx, previous.contactId.split("/")[0] ?? "");
  const decisions = new Set((first.decision?.decisions ?? []).map(({ decision }) => decision));
  if (first.outcome === "sent" || first.outcome === "queued" || decisions.size !== 1) return null;
  const kind = outcomeKind(first);
  return kind === "acknowledgement" ? "taken-forward" : kind === "duplicate" ? null : kind;
}

/** "Friday 9 October 2026" */
function longDate(at: Instant): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "Europe/London" })
    .format(Date.parse(at))
    .replace(",", "");
}

async function openingMail(tx: Tx, itemId: string, state: ItemState): Promise<Understood> {
  const opening = state.messages[0];
  const understood = opening ? understoodFor(await loadMessage(tx, opening), itemId) : null;
  if (!understood)
    throw new Error(`Cannot settle the outcome of '${itemId}': expected an understood mail, found none`);
  return understood;
}

export async function armSettling(tx: Tx, itemId: string, dueAt: Instant): Promise<void> {
  await tx.timers.arm({ id: `${itemId}/settle`, kind: "settle", stream: `item:${itemId}`, dueAt });
}

function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
