import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import type { Tables } from "./tables.ts";

/** How long a write waits for another process (a command run beside the worker). */
const BUSY_MS = 10_000;

/**
 * Opens the SQLite file with what durability needs, readable by its owner alone; makes it and its folder where
 * missing. `:memory:` is a database of its own.
 */
export function openDatabase(path: string): Kysely<Tables> {
  if (path !== ":memory:") {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // made here, since SQLite would make it (and after it the WAL, in its likeness) readable for all
    closeSync(openSync(path, "a", 0o600));
  }
  const sqlite = new Database(path, { timeout: BUSY_MS });
  sqlite.pragma("journal_mode = WAL");
  // in WAL mode better-sqlite3 defaults to NORMAL, which may lose what was committed when the power fails
  sqlite.pragma("synchronous = FULL");
  // 16 MB instead of 4: raw mails fill the log quickly, and each checkpoint costs two more syncs
  sqlite.pragma("wal_autocheckpoint = 4000");
  sqlite.pragma("foreign_keys = ON");
  // what retention and erasure remove is overwritten, not only unlinked
  sqlite.pragma("secure_delete = ON");
  return new Kysely<Tables>({ dialect: new StoreDialect(new StoreDatabase(sqlite)) });
}

/** What Kysely's driver runs its queries on. */
class StoreDatabase implements SqliteDatabase {
  readonly #sqlite: Database.Database;
  readonly #kept = new Map<string, SqliteStatement>();
  /** Between our begin and our commit or rollback. */
  #begun = false;

  constructor(sqlite: Database.Database) {
    this.#sqlite = sqlite;
  }

  /**
   * Kysely prepares every query anew, which is half of what a point read costs: here each is prepared once.
   * @throws inside a transaction that SQLite has taken back by itself: what came next would be written alone.
   */
  prepare(sql: string): SqliteStatement {
    if (this.#begun && !this.#sqlite.inTransaction) {
      throw new Error("Cannot go on with the transaction: SQLite has taken it back");
    }
    const known = this.#kept.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare(sql) as unknown as SqliteStatement;
    // few shapes of query are in use; the cap is for lists of varying length
    if (this.#kept.size >= 500) this.#kept.delete(this.#kept.keys().next().value ?? "");
    this.#kept.set(sql, statement);
    return statement;
  }

  begun(): void {
    this.#begun = true;
  }

  /** @returns whether SQLite still holds a transaction open. */
  ended(): boolean {
    this.#begun = false;
    return this.#sqlite.inTransaction;
  }

  close(): void {
    this.#sqlite.close();
  }
}

class StoreDialect extends SqliteDialect {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    super({ database });
    this.#database = database;
  }

  override createDriver() {
    return new StoreDriver(this.#database);
  }

  override createAdapter() {
    return new StoreAdapter();
  }
}

class StoreDriver extends SqliteDriver {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    super({ database });
    this.#database = database;
  }

  /**
   * IMMEDIATE takes the write lock at once and waits for it; a transaction that begins by reading cannot wait
   * for it later, and would fail because another process wrote in between.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
    this.#database.begun();
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#database.ended();
  }

  /** A full disk makes SQLite take the transaction back by itself; a second time would hide what went wrong. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.ended()) await super.rollbackTransaction(connection);
  }
}

class StoreAdapter extends SqliteAdapter {
  /** SQLite does undo schema changes; Kysely is careful for other reasons. A migration is all or nothing. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
