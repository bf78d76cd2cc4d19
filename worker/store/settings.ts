import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { FolderCursor } from "../ports.ts";
import type { Tables } from "./tables.ts";

/** What the program must remember about itself and is no event: "first_start". null where never set. */
export async function setting(db: Kysely<Tables>, key: string): Promise<string | null> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value ?? null;
}

export async function saveSetting(db: Kysely<Tables>, key: string, value: string): Promise<void> {
  await db
    .insertInto("settings")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

/** This store's own id, made on first use: tells its timers and letters from another installation's. */
export async function instanceId(db: Kysely<Tables>): Promise<string> {
  const known = await setting(db, "instance");
  if (known !== null) return known;
  const made = randomUUID().slice(0, 8);
  await saveSetting(db, "instance", made);
  return made;
}

/** Where reading of a folder has come to; null: from the beginning. */
export async function cursor(db: Kysely<Tables>, folder: string): Promise<FolderCursor | null> {
  const row = await db.selectFrom("cursors").select("json").where("folder", "=", folder).executeTakeFirst();
  return row ? JSON.parse(row.json) : null;
}

/** In the transaction that records what was read, so that nothing is skipped when it is taken back. */
export async function saveCursor(db: Kysely<Tables>, folder: string, value: FolderCursor): Promise<void> {
  const json = JSON.stringify(value);
  await db
    .insertInto("cursors")
    .values({ folder, json })
    .onConflict((conflict) => conflict.column("folder").doUpdateSet({ json }))
    .execute();
}
