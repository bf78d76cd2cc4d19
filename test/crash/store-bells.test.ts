import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { laterBy } from "../../rules/time.ts";
import { systemClock } from "../../worker/clock.ts";
import { openStore } from "../../worker/store/store.ts";
import { dueTimers } from "../../worker/store/timers.ts";

const CHILD = fileURLToPath(new URL("./store-bells-child.ts", import.meta.url));
const TIMERS = 60;

/** Runs the worker until `killed` ms after Redis was ready, and kills it outright. */
async function ringUntilKilled(folder: string, killed: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes("ready")) resolve();
    });
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await Promise.race([ready, ended]);
  await sleep(killed);
  child.kill("SIGKILL");
  await ended;
  expect(said).toContain("ready");
}

test("a worker killed again and again while bells ring answers each deadline exactly once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "triage-crash-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore(join(folder, "triage.sqlite"));
  onTestFinished(() => store.close());
  const begun = systemClock.now();
  const dueAt = (n: number) => laterBy(begun, n * 100);
  const lastDueAt = dueAt(TIMERS);
  await store.transaction(async (tx) => {
    for (let n = 0; n < TIMERS; n += 1) {
      await tx.timers.arm({ id: `${n}/deadline`, kind: "deadline", stream: `item:${n}`, dueAt: dueAt(n) });
    }
  });

  for (const killed of [0, 7, 20, 45, 90, 150]) await ringUntilKilled(folder, killed);
  await systemClock.sleepUntil(lastDueAt);
  // the last one is given time to finish
  await ringUntilKilled(folder, 2000);

  expect(await store.read((db) => dueTimers(db, systemClock.now()))).toEqual([]);
  const answers = await store.read((db) =>
    db
      .selectFrom("events")
      .select(({ fn }) => ["stream", fn.countAll<number>().as("count")])
      .groupBy("stream")
      .execute(),
  );
  expect(answers).toHaveLength(TIMERS);
  expect(answers.filter(({ count }) => count !== 1)).toEqual([]);
});
