import { formatLocal, nextWorkingStart } from "../../rules/calendar.ts";
import { outcomeKind } from "../../rules/decide.ts";
import type { ItemState } from "../../rules/item.ts";
import type { Understood } from "../../rules/message.ts";
import { type Disclosure, findDisclosures, releaseOutcome } from "../../rules/outcome-letter.ts";
import type { Contact } from "../../rules/records.ts";
import type { Instant } from "../../rules/time.ts";
import { acknowledgement, type Letter, outcomeLetter } from "../../templates/letters.ts";
import { ownerOf, queueNotice } from "../letters/notices.ts";
import { houseOf, queueLetter, replyButton } from "../letters/queue.ts";
import type { Parts } from "../parts.ts";
import { itemToken } from "../post/token.ts";
import type { Tx } from "../store/store.ts";
import { previousContact } from "./ask-reviewer.ts";
import { loadMessage, recordItem } from "./item-store.ts";

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
  const letter = await outcomeFor(tx, parts, itemId, state, understood);
  const findings = findDisclosures(
    `${letter.subject}\n${letter.text}`,
    caseFacts(understood),
    ownWords(parts, understood),
  );

  if (release.by === "owner" || findings.length > 0) {
    const because =
      findings.length > 0
        ? `the letter holds ${[...new Set(findings.map(({ what }) => what))].join(", ")} that is not the recipient's own`
        : release.by === "owner"
          ? release.because
          : "";
    return holdOutcome(tx, parts, itemId, state, because, letter);
  }
  return queueOutcome(tx, parts, itemId, state, {
    to: release.to,
    letter,
    kind,
    by: "worker",
    notBefore: laterOf(until, now),
  });
}

/** The owner's SEND, or an address they give (Part 0.7): the letter leaves in working hours. */
export async function releaseHeldOutcome(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  by: string,
  address: string | null,
): Promise<ItemState | { readonly refused: string }> {
  if (state.outcome !== "held") return { refused: "no letter of this request is waiting for your word" };
  const understood = await openingMail(tx, itemId, state);
  const to = address ?? releaseOutcome(understood, false, parts.policy).to;
  if (!to) return { refused: "there is no address that the answer can go to; reply SEND and the address" };
  const letter = await outcomeFor(tx, parts, itemId, state, understood);
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
    letter: outcome.letter,
    to: [outcome.to],
    automatic: true,
    notBefore,
  });
  return recordItem(tx, itemId, state, [{ type: "outcome-queued", letterId }], {
    at: parts.clock.now(),
    actor: outcome.by,
    note: `Outcome to the referrer (${outcome.kind}) leaves at ${formatLocal(notBefore)}.`,
  });
}

async function holdOutcome(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  because: string,
  letter: Letter,
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
      "Reply SEND to let it go to the address of the referral, SEND and an address to let it go there, or NOTE and your reason where none can safely be sent.",
      `It would say: ${letter.text}`,
    ],
    buttons: [
      replyButton(parts.policy, token, `[${itemId}] [${token}]`, "SEND", "let the letter go", {
        copyRaos: false,
      }),
    ],
  });
  parts.emit({ name: "letter-held", item: itemId, because });
  return recordItem(tx, itemId, state, [{ type: "outcome-held", because }], {
    at: parts.clock.now(),
    actor: "worker",
    note: `The letter to the referrer is held: ${because}.`,
  });
}

async function outcomeFor(
  tx: Tx,
  parts: Parts,
  itemId: string,
  state: ItemState,
  understood: Understood,
): Promise<Letter> {
  const house = houseOf(parts.policy);
  const referrerName = understood.referrer.name ?? (understood.senderName || null);
  const receivedOn = longDate(state.receivedAt ?? parts.clock.now());
  const kind = outcomeKind(state) ?? "no-contact";
  if (kind === "acknowledgement")
    return acknowledgement({ house, reference: itemId, referrerName, receivedOn });
  const previous: Contact | null = kind === "duplicate" ? await previousContact(tx, parts, understood) : null;
  return outcomeLetter({
    house,
    reference: itemId,
    referrerType: understood.referrerType,
    referrerName,
    receivedOn,
    outcome: kind,
    consideredByManager: state.decision !== null,
    firstReceivedOn: previous && longDate(previous.receivedAt),
  });
}

/** "Friday 9 October 2026" */
function longDate(at: Instant): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "Europe/London" })
    .format(Date.parse(at))
    .replace(",", "");
}

/** What must not stand in a letter to the referrer (LET-03, LET-07). */
function caseFacts(understood: Understood): Disclosure[] {
  return understood.people.flatMap((person) => [
    { what: "a name", found: person.name },
    ...(person.born ? [{ what: "a date of birth", found: person.born }] : []),
    ...(person.address ? [{ what: "an address", found: person.address }] : []),
    ...(person.nhsNumber ? [{ what: "an identifier", found: person.nhsNumber }] : []),
  ]);
}

function ownWords(parts: Parts, understood: Understood): string[] {
  const { letters } = parts.policy;
  return [understood.senderName, understood.referrer.name ?? "", letters.serviceName, letters.councilName];
}

async function openingMail(tx: Tx, itemId: string, state: ItemState): Promise<Understood> {
  const opening = state.messages[0];
  const understood = opening ? (await loadMessage(tx, opening)).understood : null;
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
