import { randomBytes } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { DamagedRawMailError, sha256 } from "../../../worker/store/raw-mails.ts";
import type { Store } from "../../../worker/store/store.ts";
import { NINE, TEN, temporaryFolder, temporaryStore } from "./temporary-store.ts";

const MAIL = Buffer.from("Subject: Request for Support\r\n\r\nK\xf6rper \0 and no line end", "latin1");

function put(store: Store, bytes: Buffer, hash = sha256(bytes), at = NINE) {
  return store.transaction((tx) => tx.raw.put(hash, bytes, at));
}
function get(store: Store, hash: string) {
  return store.transaction((tx) => tx.raw.get(hash));
}

test.each([
  ["a mail", MAIL],
  ["nothing at all", Buffer.alloc(0)],
  ["bytes that do not compress", randomBytes(100_000)],
  ["a large mail of one letter", Buffer.alloc(20_000_000, "a")],
])("%s comes back byte for byte", async (_what, bytes) => {
  const store = await temporaryStore();
  await put(store, bytes);
  expect((await get(store, sha256(bytes)))?.equals(bytes)).toBe(true);
});

test("a mail that is not there is null", async () => {
  const store = await temporaryStore();
  expect(await get(store, sha256(MAIL))).toBeNull();
});

test("a mail stored twice is stored once", async () => {
  const store = await temporaryStore();
  await put(store, MAIL);
  await put(store, MAIL, sha256(MAIL), TEN);
  const rows = await store.read((db) => db.selectFrom("raw_mails").select(["size", "stored_at"]).execute());
  expect(rows).toEqual([{ size: MAIL.length, stored_at: NINE }]);
});

test("bytes under another's hash are refused", async () => {
  const store = await temporaryStore();
  await expect(put(store, MAIL, sha256(Buffer.from("another")))).rejects.toThrow(
    "expected bytes of that hash",
  );
});

describe("damage is detected, never handed on", () => {
  const other = Buffer.from("Subject: another mail");
  const damages: [string, (packed: Buffer) => Buffer][] = [
    [
      "a flipped bit",
      (packed) => packed.map((byte, at) => (at === packed.length - 4 ? byte ^ 1 : byte)) as Buffer,
    ],
    ["a cut end", (packed) => packed.subarray(0, packed.length - 5)],
    ["no bytes left", () => Buffer.alloc(0)],
  ];
  test.each(damages)("%s", async (_what, damage) => {
    const path = join(temporaryFolder(), "triage.sqlite");
    const store = await temporaryStore(path);
    await put(store, MAIL);
    const outside = new Database(path);
    const { packed } = outside.prepare("SELECT packed FROM raw_mails").get() as { packed: Buffer };
    outside.prepare("UPDATE raw_mails SET packed = ?").run(damage(packed));
    outside.close();
    await expect(get(store, sha256(MAIL))).rejects.toThrow(DamagedRawMailError);
  });

  test("another mail in its place", async () => {
    const path = join(temporaryFolder(), "triage.sqlite");
    const store = await temporaryStore(path);
    await put(store, MAIL);
    await put(store, other);
    const outside = new Database(path);
    outside
      .prepare(
        "UPDATE raw_mails SET packed = (SELECT packed FROM raw_mails WHERE sha256 = ?), size = 99 WHERE sha256 = ?",
      )
      .run(sha256(other), sha256(MAIL));
    outside.close();
    await expect(get(store, sha256(MAIL))).rejects.toThrow(`found '${sha256(other)}'`);
  });
});
