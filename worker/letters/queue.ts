import { createHash } from "node:crypto";
import { domainOf, isAt } from "../../rules/outcome-letter.ts";
import type { Policy } from "../../rules/policy.ts";
import type { Instant } from "../../rules/time.ts";
import type { House, Letter, ReplyButton } from "../../templates/letters.ts";
import { wrap } from "../../templates/wrap.ts";
import type { Parts } from "../parts.ts";
import type { OutgoingMail } from "../ports.ts";
import { saveLetter } from "../store/letters.ts";
import type { Tx } from "../store/store.ts";

export interface LetterSpec {
  /** What makes it this letter and no other: "R-000001/review/2". A second queueing of it does nothing. */
  readonly key: string;
  readonly itemId: string | null;
  readonly kind: string;
  /** Staff id, "referrer", "bss", "duty-manager", …: what may be logged. */
  readonly recipient: string;
  readonly letter: Letter;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  /** Stands in the subject already; goes into Reply-To as well. */
  readonly token?: string | null;
  /** Gets the answer beside the mailbox (CASS-26). */
  readonly replyAlsoTo?: string | null;
  readonly urgent?: boolean;
  /** Message-ID, without brackets, that this answers. */
  readonly inReplyTo?: string | null;
  /** Our id of the mail whose attachments go with it: to internal addresses only. */
  readonly attachFrom?: string | null;
  /** Software answering software: bears Auto-Submitted. */
  readonly automatic?: boolean;
  readonly notBefore?: Instant | null;
}

/** What the outbox keeps of a letter until it is sent. */
export interface LetterEffect {
  readonly mail: Omit<OutgoingMail, "attachments">;
  readonly attachFrom: string | null;
  readonly letterKind: string;
  readonly itemId: string | null;
  readonly recipient: string;
}

/**
 * Writes a letter into the outbox, in the transaction of the decision that it follows from.
 * @returns its Message-ID, the same for the same key.
 * @throws where a mail that carries a request would leave the house (LET-20, Part 0.10).
 */
export async function queueLetter(
  tx: Tx,
  parts: Pick<Parts, "policy" | "secret" | "clock">,
  spec: LetterSpec,
): Promise<string> {
  const { policy } = parts;
  const recipients = [...spec.to, ...(spec.cc ?? [])];
  const outside = recipients.filter((address) => !isAt(address, policy.internalDomains));
  if (spec.attachFrom && outside.length > 0) {
    throw new Error(
      `Cannot queue letter '${spec.key}': expected internal recipients only, found ${outside.length} outside`,
    );
  }
  const messageId = letterMessageId(spec.key, parts);
  const mailbox = policy.addresses.mailbox;
  const effect: LetterEffect = {
    mail: {
      messageId,
      from: { name: policy.letters.serviceName, address: mailbox },
      to: spec.to,
      cc: spec.cc ?? [],
      replyTo: [
        spec.token ? plusAddress(mailbox, spec.token) : mailbox,
        ...(spec.replyAlsoTo ? [spec.replyAlsoTo] : []),
      ],
      subject: spec.letter.subject,
      text: wrap(spec.letter.text),
      html: spec.letter.html,
      inReplyTo: spec.inReplyTo ?? null,
      references: spec.inReplyTo ? [spec.inReplyTo] : [],
      urgent: spec.urgent ?? false,
      headers: {
        ...(spec.itemId ? { "X-CASS-Reference": spec.itemId } : {}),
        "X-CASS-Letter": spec.kind,
        ...(spec.automatic ? { "Auto-Submitted": "auto-replied" } : {}),
      },
    },
    attachFrom: spec.attachFrom ?? null,
    letterKind: spec.kind,
    itemId: spec.itemId,
    recipient: spec.recipient,
  };
  const added = await tx.outbox.add({
    id: spec.key,
    stream: spec.itemId ? `item:${spec.itemId}` : "house",
    kind: "letter",
    payload: effect,
    at: parts.clock.now(),
    notBefore: spec.notBefore ?? null,
  });
  if (added) {
    await saveLetter(tx.db, {
      messageId,
      itemId: spec.itemId,
      kind: spec.kind,
      state: "queued",
      recipient: spec.recipient,
      effectId: spec.key,
      sentAt: null,
      rawSha256: null,
    });
  }
  return messageId;
}

/** Deterministic per letter, so that a second sending can be known as one (P4); says nothing about anyone. */
export function letterMessageId(key: string, parts: Pick<Parts, "policy" | "secret">): string {
  const digest = createHash("sha256").update(`${parts.secret}\n${key}`).digest("hex").slice(0, 32);
  return `cass.${digest}@${domainOf(parts.policy.addresses.mailbox)}`;
}

/** cass+TOKEN@…: a reply that loses its subject still carries the token. */
export function plusAddress(address: string, token: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}+${token.toLowerCase()}${address.slice(at)}`;
}

export function houseOf(policy: Policy): House {
  return { ...policy.letters, mailbox: policy.addresses.mailbox };
}

/**
 * A `mailto:` button: a new mail to the mailbox with the token, the RAO group in copy (Part 0.10), and the
 * decision word as its first line. RFC 6068: spaces as %20.
 */
export function replyButton(
  policy: Pick<Policy, "addresses">,
  token: string,
  subject: string,
  word: string,
  means: string,
  options: { readonly copyRaos?: boolean } = {},
): ReplyButton {
  const query = [
    ...(options.copyRaos === false ? [] : [`cc=${encodeURIComponent(policy.addresses.raoGroup)}`]),
    `subject=${encodeURIComponent(`RE: ${subject}`)}`,
    `body=${encodeURIComponent(`${word}\r\n`)}`,
  ];
  const to = encodeURIComponent(plusAddress(policy.addresses.mailbox, token)).replace("%40", "@");
  return { word, means, href: `mailto:${to}?${query.join("&")}` };
}
