import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { instanceId } from "../../../worker/store/settings.ts";
import { openStore } from "../../../worker/store/store.ts";
import { append, temporaryFolder, temporaryStore } from "./temporary-store.ts";

const STORE = new URL("../../../worker/store/store.ts", import.meta.url).href;

test("a store opened again is the same store", async () => {
  const path = join(temporaryFolder(), "triage.sqlite");
  const first = await openStore(path);
  const id = await first.transaction((tx) => instanceId(tx.db));
  await first.close();
  const second = await temporaryStore(path);
  expect(id).toMatch(/^[0-9a-f]{8}$/);
  expect(await second.transaction((tx) => instanceId(tx.db))).toBe(id);
});

test("several processes may open a new store at once", async () => {
  const path = join(temporaryFolder(), "triage.sqlite");
  const script = `
    const { openStore } = await import(${JSON.stringify(STORE)});
    const store = await openStore(${JSON.stringify(path)});
    await store.transaction((tx) => tx.append("item:" + process.pid, 0, [{ type: "opened", data: {} }],
      { at: "2026-03-25T09:00:00.000Z", actor: "worker" }));
    await store.close();`;
  const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  await Promise.all([run(), run(), run()]);

  const store = await temporaryStore(path);
  const events = await store.read((db) => db.selectFrom("events").select("seq").execute());
  expect(events).toHaveLength(3);
});

test("a store that a newer release has changed is refused, and left as it is", async () => {
  const path = join(temporaryFolder(), "triage.sqlite");
  const store = await openStore(path);
  await append(store, "item:R-000001", 0, ["item-opened"]);
  await store.close();
  const outside = new Database(path);
  outside
    .prepare("INSERT INTO kysely_migration (name, timestamp) VALUES (?, ?)")
    .run("9999-from-the-future", "2030-01-01T00:00:00.000Z");
  const before = outside.serialize();

  await expect(openStore(path)).rejects.toThrow("expected one made by this release or an earlier");

  expect(outside.serialize().equals(before)).toBe(true);
  outside.close();
});

test("durability is asked for in full, and references are checked", async () => {
  const store = await temporaryStore();
  const pragma = (name: string) =>
    store.read(async (db) => {
      const { rows } = await sql`${sql.raw(`PRAGMA ${name}`)}`.execute(db);
      return Object.values(rows[0] as object)[0];
    });
  expect(await pragma("journal_mode")).toBe("wal");
  expect(await pragma("synchronous")).toBe(2);
  expect(await pragma("foreign_keys")).toBe(1);
  expect(await pragma("busy_timeout")).toBeGreaterThanOrEqual(5000);
});
