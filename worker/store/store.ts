import { AsyncLocalStorage } from "node:async_hooks";
import type { Kysely, Transaction } from "kysely";
import type { Instant } from "../../rules/time.ts";
import { openDatabase } from "./database.ts";
import {
  type ChainHead,
  chainHead,
  type EventMeta,
  eventsAfter,
  insertEvents,
  loadEvents,
  type NewEvent,
  StaleStreamError,
  type StoredEvent,
  saveChainHead,
  streamVersion,
} from "./events.ts";
import { migrate } from "./migrations.ts";
import { addEffect, cancelEffect, type NewEffect } from "./outbox.ts";
import { getRawMail, putRawMail } from "./raw-mails.ts";
import type { Tables } from "./tables.ts";
import { armTimer, disarmTimer, type NewTimer } from "./timers.ts";

/** Everything that one transaction may do. The only database object in scope, and the only thing awaited. */
export interface Tx {
  /** For projections and queries. */
  readonly db: Transaction<Tables>;
  /** The stream's events, oldest first; none where there is no such stream. */
  load(stream: string): Promise<readonly StoredEvent[]>;
  /**
   * Appends to a stream and to the chain, and hands each event to the projectors.
   * @param expectedVersion how many events the stream held when the decision was taken; 0 for a new one.
   * @throws {StaleStreamError} where it holds more or fewer by now.
   */
  append(
    stream: string,
    expectedVersion: number,
    events: readonly NewEvent[],
    meta: EventMeta,
  ): Promise<void>;
  readonly outbox: {
    /** @returns false where an effect of this id is already known; it stays as it is. */
    add(effect: NewEffect): Promise<boolean>;
    /** @returns false where it is too late: begun, done, or unknown. */
    cancel(id: string): Promise<boolean>;
  };
  readonly timers: {
    /** Sets a timer, or sets it anew. @returns the arming, 1 for the first. */
    arm(timer: NewTimer): Promise<number>;
    /** @returns false where it was not pending. */
    disarm(id: string): Promise<boolean>;
  };
  readonly raw: {
    put(sha256: string, bytes: Uint8Array, at: Instant): Promise<void>;
    /** null where there are none of this hash. @throws {DamagedRawMailError} */
    get(sha256: string): Promise<Buffer | null>;
  };
}

/** What a committed transaction asks of the world: whoever rings bells or drains the outbox listens. */
export interface Committed {
  readonly armed: readonly { readonly id: string; readonly arming: number; readonly dueAt: Instant }[];
  readonly disarmed: readonly { readonly id: string; readonly arming: number }[];
  /** Effects were added. */
  readonly effects: boolean;
}

/** Keeps tables for asking questions in step with the events, in the same transaction; the same code rebuilds them. */
export interface Projector {
  /** What a rebuild empties first; nothing else writes there. Referring tables before those they refer to. */
  readonly tables: readonly (keyof Tables)[];
  /** @param soFar gives the event's stream, up to it and with it. */
  project(
    db: Kysely<Tables>,
    event: StoredEvent,
    soFar: () => Promise<readonly StoredEvent[]>,
  ): Promise<void>;
}

export interface Store {
  /**
   * One at a time; all or nothing. While it runs nothing else reaches the database, so await only the handle.
   * @throws what `work` throws, after taking everything back.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads, undisturbed by a transaction half-way. Nothing is written here. */
  read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Before the first transaction. */
  register(projector: Projector): void;
  /** Called after each commit, outside the transaction; must not throw. @returns takes the listener off. */
  onCommit(listener: (committed: Committed) => void): () => void;
  /** Empties the projectors' tables and fills them again from all events, in one transaction. */
  rebuild(): Promise<void>;
  /** Waits for the transaction under way. */
  close(): Promise<void>;
}

/**
 * Opens the store, brings its tables up to date, and makes it where missing.
 * @param path of the SQLite file; ":memory:" for one that dies with the process.
 */
export async function openStore(path: string): Promise<Store> {
  const db = openDatabase(path);
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }

  const projectors: Projector[] = [];
  const listeners = new Set<(committed: Committed) => void>();
  // there is one connection: whoever asks for it while holding it would wait for ever
  const holding = new AsyncLocalStorage<{ held: boolean }>();

  async function hold<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (holding.getStore()?.held) {
      throw new Error(`Cannot start a ${what}: expected no transaction or read around it, found one`);
    }
    const holder = { held: true };
    try {
      return await holding.run(holder, work);
    } finally {
      holder.held = false;
    }
  }

  return {
    async transaction(work) {
      const committed = { armed: [], disarmed: [], effects: false };
      const result = await hold("transaction", () =>
        db.transaction().execute(async (trx) => {
          const { tx, finish } = openTx(trx, projectors, committed);
          const done = await work(tx);
          await finish();
          return done;
        }),
      );
      for (const listener of listeners) listener(committed);
      return result;
    },

    read(work) {
      return hold("read", () => db.connection().execute(work));
    },

    register(projector) {
      projectors.push(projector);
    },

    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    rebuild() {
      return hold("rebuild", () => db.transaction().execute((trx) => rebuild(trx, projectors)));
    },

    async close() {
      await db.connection().execute(async () => {});
      await db.destroy();
    },
  };
}

interface Gathered {
  armed: { id: string; arming: number; dueAt: Instant }[];
  disarmed: { id: string; arming: number }[];
  effects: boolean;
}

function openTx(
  db: Transaction<Tables>,
  projectors: readonly Projector[],
  gathered: Gathered,
): { readonly tx: Tx; finish(): Promise<void> } {
  // nobody else writes before this transaction ends, so what it has read of streams and chain stays true
  const streams = new Map<string, readonly StoredEvent[]>();
  let head: ChainHead | null = null;

  async function load(stream: string): Promise<readonly StoredEvent[]> {
    const events = streams.get(stream) ?? (await loadEvents(db, stream));
    streams.set(stream, events);
    return events;
  }

  const tx: Tx = {
    db,
    load,
    async append(stream, expectedVersion, events, meta) {
      const known = streams.get(stream);
      const version = known?.length ?? (await streamVersion(db, stream));
      if (version !== expectedVersion) throw new StaleStreamError(stream, expectedVersion, version);
      if (events.length === 0) return;
      const added = await insertEvents(db, head ?? (await chainHead(db)), stream, version, events, meta);
      head = added.head;
      if (known || version === 0) streams.set(stream, [...(known ?? []), ...added.stored]);
      for (const event of added.stored) {
        const soFar = async () => (await load(stream)).slice(0, event.version);
        for (const projector of projectors) await projector.project(db, event, soFar);
      }
    },
    outbox: {
      async add(effect) {
        const added = await addEffect(db, effect);
        if (added) gathered.effects = true;
        return added;
      },
      cancel: (id) => cancelEffect(db, id),
    },
    timers: {
      async arm(timer) {
        const arming = await armTimer(db, timer);
        if (arming > 1) gathered.disarmed.push({ id: timer.id, arming: arming - 1 });
        gathered.armed.push({ id: timer.id, arming, dueAt: timer.dueAt });
        return arming;
      },
      async disarm(id) {
        const arming = await disarmTimer(db, id);
        if (arming !== null) gathered.disarmed.push({ id, arming });
        return arming !== null;
      },
    },
    raw: {
      put: (sha256, bytes, at) => putRawMail(db, sha256, bytes, at),
      get: (sha256) => getRawMail(db, sha256),
    },
  };
  return {
    tx,
    async finish() {
      if (head) await saveChainHead(db, head);
    },
  };
}

async function rebuild(db: Transaction<Tables>, projectors: readonly Projector[]): Promise<void> {
  for (const { tables } of projectors) for (const table of tables) await db.deleteFrom(table).execute();
  for (let events = await eventsAfter(db, 0, 1000); events.length > 0; ) {
    for (const event of events) {
      const soFar = async () => (await loadEvents(db, event.stream)).slice(0, event.version);
      for (const projector of projectors) await projector.project(db, event, soFar);
    }
    events = await eventsAfter(db, events.at(-1)?.seq ?? 0, 1000);
  }
}
