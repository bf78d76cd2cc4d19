import type { Kysely, Selectable } from "kysely";
import type { Instant } from "../../rules/time.ts";
import type { LettersTable, Tables } from "./tables.ts";

/** A mail that we sent or mean to send. Its words are in the effect, and once sent in the raw mails. */
export interface LetterRow {
  /** Without angle brackets. */
  readonly messageId: string;
  readonly itemId: string | null;
  readonly kind: string;
  readonly state: "queued" | "sent" | "failed" | "cancelled" | "bounced";
  /** Staff id, "referrer", "bss", "duty-manager": never an address. */
  readonly recipient: string;
  readonly effectId: string | null;
  readonly sentAt: Instant | null;
  readonly rawSha256: string | null;
}

/** Writes the letter's row, new or changed. */
export async function saveLetter(db: Kysely<Tables>, letter: LetterRow): Promise<void> {
  const row = {
    message_id: letter.messageId,
    item_id: letter.itemId,
    kind: letter.kind,
    state: letter.state,
    recipient: letter.recipient,
    effect_id: letter.effectId,
    sent_at: letter.sentAt,
    raw_sha256: letter.rawSha256,
  };
  await db
    .insertInto("letters")
    .values(row)
    .onConflict((conflict) => conflict.column("message_id").doUpdateSet(row))
    .execute();
}

/** The letter that a reply's In-Reply-To or References names; null where it is none of ours. */
export async function letterById(db: Kysely<Tables>, messageId: string): Promise<LetterRow | null> {
  const row = await db
    .selectFrom("letters")
    .selectAll()
    .where("message_id", "=", messageId)
    .executeTakeFirst();
  return row ? letterOf(row) : null;
}

/** In the order in which they were sent; those not sent yet last. */
export async function lettersOf(db: Kysely<Tables>, itemId: string): Promise<LetterRow[]> {
  const rows = await db
    .selectFrom("letters")
    .selectAll()
    .where("item_id", "=", itemId)
    .orderBy("sent_at", (by) => by.asc().nullsLast())
    .orderBy("message_id")
    .execute();
  return rows.map(letterOf);
}

function letterOf(row: Selectable<LettersTable>): LetterRow {
  return {
    messageId: row.message_id,
    itemId: row.item_id,
    kind: row.kind,
    state: row.state as LetterRow["state"],
    recipient: row.recipient,
    effectId: row.effect_id,
    sentAt: row.sent_at,
    rawSha256: row.raw_sha256,
  };
}
