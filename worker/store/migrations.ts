import type { Kysely } from "kysely";
import { type Migration, type MigrationProvider, Migrator } from "kysely/migration";
import * as start from "./migrations/0001-start.ts";
import * as cases from "./migrations/0002-cases.ts";

/** In the order in which they run; a new one goes to the end and no name ever changes. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-start": start,
  "0002-cases": cases,
};

const provider: MigrationProvider = { getMigrations: async () => ({ ...MIGRATIONS }) };

/**
 * Brings the database to the newest form, all or nothing.
 * @throws where a step fails, or where a newer release of the program has already changed the database.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  const step = results?.find((result) => result.status === "Error")?.migrationName;
  throw new Error(
    step
      ? `Cannot bring the database up to date: migration '${step}' failed`
      : "Cannot bring the database up to date: expected one made by this release or an earlier, found another",
    { cause: error },
  );
}
