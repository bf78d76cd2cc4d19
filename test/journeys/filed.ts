import { expect } from "vitest";
import { FOLDERS } from "./front-door.ts";
import type { Seen } from "./outlook.ts";

/**
 * The amended copy in a completed folder and the original beside it, as MBX-08 and MBX-09 say.
 * @param came the mail as it came
 */
export function expectFiled(
  copies: readonly Seen[],
  came: Buffer | undefined,
  folder: string,
  subject: string,
): void {
  expect(copies.map((copy) => copy.folder).toSorted()).toEqual([folder, FOLDERS.originals].toSorted());
  const amended = copies.find((copy) => copy.folder === folder);
  const original = copies.find((copy) => copy.folder === FOLDERS.originals);
  expect(amended?.subject).toBe(subject);
  expect(amended?.flags).toContain("ACTIONED");
  expect(amended?.flags).not.toContain("RAO");
  expect(original?.flags).not.toContain("RAO");
  for (const copy of copies) expect(copy.flags).not.toContain("\\Seen");
  expect(original?.raw.equals(came ?? Buffer.alloc(0))).toBe(true);
  expect(bodyOf(amended?.raw).equals(bodyOf(came))).toBe(true);
  expect(amended?.internalDate).toEqual(original?.internalDate);
}

function bodyOf(raw: Buffer | undefined): Buffer {
  return raw ? raw.subarray(raw.indexOf("\r\n\r\n") + 4) : Buffer.alloc(0);
}
