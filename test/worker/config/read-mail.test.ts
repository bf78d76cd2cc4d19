import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "read-mail-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (text: string) => writeFileSync(join(directory, "read-mail.yaml"), text);

test("the shipped phrases load, in lower case and with plain apostrophes", () => {
  const policy = loadReadMailPolicy("config");
  expect(policy.notAValue).toContain("n/a");
  expect(policy.pointers).toContain("as above");
  for (const phrase of Object.values(policy).flat() as string[])
    expect(phrase).toBe(phrase.toLowerCase().replaceAll("’", "'"));
});

test("every fault is named with file, line and key", () => {
  const shipped = readFileSync("config/read-mail.yaml", "utf8");
  write(
    shipped
      .replace("chasers:\n", "chasers: none\nother:\n")
      .replace(/pointers:\n(?: {2}- .*\n)+/, "pointers: []\n"),
  );
  expect(() => loadReadMailPolicy(directory)).toThrow(
    /read-mail\.yaml:\d+ pointers: .*read-mail\.yaml:\d+ chasers: /s,
  );
});
