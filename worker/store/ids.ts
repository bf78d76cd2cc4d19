import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Our own ids: opaque, short enough to say on the telephone, never given twice. M: message, R: item (request), CASE: case. */
export type IdKind = "M" | "R" | "CASE";

/** The next id of a kind: "M-000001". Only inside a transaction: taken back with it. */
export async function nextId(db: Kysely<Tables>, kind: IdKind): Promise<string> {
  const { last } = await db
    .insertInto("ids")
    .values({ kind, last: 1 })
    .onConflict((conflict) => conflict.column("kind").doUpdateSet({ last: sql<number>`ids.last + 1` }))
    .returning("last")
    .executeTakeFirstOrThrow();
  return `${kind}-${String(last).padStart(6, "0")}`;
}
