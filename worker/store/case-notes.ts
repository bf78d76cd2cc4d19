import type { Kysely } from "kysely";
import type { Instant } from "../../rules/time.ts";
import type { Tables } from "./tables.ts";

export interface CaseNote {
  readonly itemId: string;
  readonly at: Instant;
  readonly actor: string;
  /** Holds personal data. */
  readonly text: string;
}

export async function addCaseNote(db: Kysely<Tables>, note: CaseNote): Promise<void> {
  await db
    .insertInto("case_notes")
    .values({ item_id: note.itemId, at: note.at, actor: note.actor, text: note.text })
    .execute();
}

/** Oldest first. */
export async function caseNotes(db: Kysely<Tables>, itemId: string): Promise<CaseNote[]> {
  const rows = await db
    .selectFrom("case_notes")
    .selectAll()
    .where("item_id", "=", itemId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ itemId: row.item_id, at: row.at, actor: row.actor, text: row.text }));
}
