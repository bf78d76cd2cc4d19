import type { Kysely } from "kysely";
import type { Instant } from "../../rules/time.ts";
import { flag, type Tables } from "./tables.ts";

/** What a person said of a match: this mention is, or is not, that person. It outweighs every computed one. */
export interface Said {
  /** SHA-256 of the mention as the identity rules see it. */
  readonly mentionHash: string;
  readonly personId: string;
  readonly isPerson: boolean;
  readonly by: string;
  readonly at: Instant;
}

/** The latest word counts. */
export async function saveSaid(db: Kysely<Tables>, said: Said): Promise<void> {
  const row = {
    mention_hash: said.mentionHash,
    person_id: said.personId,
    is_person: flag(said.isPerson),
    by: said.by,
    at: said.at,
  };
  await db
    .insertInto("said")
    .values(row)
    .onConflict((conflict) => conflict.columns(["mention_hash", "person_id"]).doUpdateSet(row))
    .execute();
}

export async function saidOf(db: Kysely<Tables>, mentionHash: string): Promise<Said[]> {
  const rows = await db
    .selectFrom("said")
    .selectAll()
    .where("mention_hash", "=", mentionHash)
    .orderBy("person_id")
    .execute();
  return rows.map((row) => ({
    mentionHash: row.mention_hash,
    personId: row.person_id,
    isPerson: row.is_person === 1,
    by: row.by,
    at: row.at,
  }));
}
