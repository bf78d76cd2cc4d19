import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Instant, instant } from "../../../rules/time.ts";
import { openStore, type Store } from "../../../worker/store/store.ts";

export const NINE = instant("2026-03-25T09:00:00Z");
export const TEN = instant("2026-03-25T10:00:00Z");
export const ELEVEN = instant("2026-03-25T11:00:00Z");

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "triage-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store in a file of its own, closed and removed when the test ends. */
export async function temporaryStore(path = join(temporaryFolder(), "triage.sqlite")): Promise<Store> {
  const store = await openStore(path);
  onTestFinished(() => store.close());
  return store;
}

export function append(
  store: Store,
  stream: string,
  version: number,
  types: readonly string[],
  at: Instant = NINE,
) {
  return store.transaction((tx) =>
    tx.append(
      stream,
      version,
      types.map((type) => ({ type, data: { said: type } })),
      { at, actor: "worker" },
    ),
  );
}
