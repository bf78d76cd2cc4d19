import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../../../worker/store/store.ts";
import { append, temporaryFolder } from "./temporary-store.ts";

const TRIAGE = fileURLToPath(new URL("../../../bin/triage.js", import.meta.url));

function verify(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TRIAGE, "verify", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

async function folderWithStore(): Promise<string> {
  const folder = temporaryFolder();
  const store = await openStore(join(folder, "triage.sqlite"));
  await append(store, "item:R-000001", 0, ["item-opened", "asked"]);
  await store.close();
  return folder;
}

function edit(folder: string): void {
  const outside = new Database(join(folder, "triage.sqlite"));
  outside.exec("UPDATE events SET actor = 'tm-9' WHERE seq = 2");
  outside.close();
}

test("triage verify answers 0 for a sound chain and names its newest event", async () => {
  const folder = await folderWithStore();
  const { status, stdout, stderr } = verify("--data", folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^2 events, all sound; newest: 2 [0-9a-f]{64}\n$/);
});

test("triage verify answers 1 for a broken chain and says where and why", async () => {
  const folder = await folderWithStore();
  edit(folder);
  expect(verify("--data", folder)).toEqual({
    status: 1,
    stdout: "broken at event 2: its metadata was edited; 1 before it are sound\n",
    stderr: "",
  });
  const { status, stdout } = verify("--data", folder, "--json");
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ sound: 1, fault: { seq: 2, why: "its metadata was edited" } });
});

test.each([
  ["a folder without a store", ["--data", temporaryPlace()], "expected the store of a worker, found no file"],
  ["an option it does not know", ["--nonsense"], "unknown option '--nonsense'"],
])("triage verify answers 2 for %s", (_what, args, sentence) => {
  const { status, stdout, stderr } = verify(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(sentence);
});

function temporaryPlace(): string {
  return join(fileURLToPath(new URL(".", import.meta.url)), "there-is-no-such-folder");
}
