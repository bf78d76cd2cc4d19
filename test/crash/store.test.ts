import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../worker/store/raw-mails.ts";
import { openStore } from "../../worker/store/store.ts";
import { verifyChain } from "../../worker/store/verify-chain.ts";

const CHILD = fileURLToPath(new URL("./store-child.ts", import.meta.url));

/** Runs the writer until `killed` ms after its first transaction. @returns the last number it said was committed. */
async function writeUntilKilled(path: string, killed: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, path], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const first = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      resolve();
    });
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await Promise.race([first, ended]);
  await sleep(killed);
  child.kill("SIGKILL");
  await ended;
  const whole = said.slice(0, said.lastIndexOf("\n")).split("\n");
  return Number(whole.at(-1));
}

test("a process killed at any moment leaves every transaction whole or not there, and loses none that it confirmed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "triage-crash-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "triage.sqlite");

  let confirmed = 0;
  for (const killed of [0, 1, 2, 3, 5, 8, 13, 21, 34]) {
    const last = await writeUntilKilled(path, killed);
    expect(last).toBeGreaterThan(confirmed);
    confirmed = last;
  }

  const store = await openStore(path);
  onTestFinished(() => store.close());
  const numbers = (rows: { id: string }[]) =>
    rows.map((row) => Number.parseInt(row.id, 10)).sort((a, b) => a - b);
  const found = await store.read(async (db) => ({
    items: numbers(await db.selectFrom("items").select("id").execute()),
    letters: numbers(await db.selectFrom("outbox").select("id").execute()),
    timers: numbers(await db.selectFrom("timers").select("id").execute()),
    events: (await db.selectFrom("events").select(["stream", "version"]).orderBy("seq").execute()).map(
      (row) => `${row.stream}/${row.version}`,
    ),
  }));
  const count = found.items.length;
  const all = Array.from({ length: count }, (_, at) => at + 1);
  // the last one may have been committed without being said
  expect([confirmed, confirmed + 1]).toContain(count);
  expect(found.items).toEqual(all);
  expect(found.letters).toEqual(all);
  expect(found.timers).toEqual(all);
  expect(found.events).toEqual(all.flatMap((n) => [`item:${n}/1`, `item:${n}/2`]));
  for (const n of all) {
    const raw = Buffer.alloc(5_000, `mail ${n} `);
    expect((await store.transaction((tx) => tx.raw.get(sha256(raw))))?.equals(raw)).toBe(true);
  }
  expect(await store.read(verifyChain)).toMatchObject({ sound: 2 * count, fault: null });
});
