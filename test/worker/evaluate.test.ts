import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Figures {
  readonly mails: number;
  readonly pathways: number;
  readonly falseDuplicates: readonly string[];
  readonly keptFromAPerson: readonly string[];
  readonly children: number;
  readonly urgentRecall: number;
  readonly urgentPrecision: number;
}

async function evaluate(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["bench/evaluate.ts", `test/mail/${folder}`, ...args],
    {
      cwd: ROOT,
      maxBuffer: 10_000_000,
    },
  );
  return stdout;
}

describe("the labelled mails, read from the bytes on", () => {
  test("no false duplicate, none kept from a person, and most on the right way", async () => {
    const figures = JSON.parse(await evaluate("evaluate", "--json")) as Figures;
    expect(figures.mails).toBeGreaterThanOrEqual(60);
    expect(figures.falseDuplicates).toEqual([]);
    expect(figures.keptFromAPerson).toEqual([]);
    expect(figures.pathways / figures.mails).toBeGreaterThanOrEqual(0.92);
    expect(figures.children / figures.mails).toBeGreaterThanOrEqual(0.92);
    expect(figures.urgentRecall).toBeGreaterThanOrEqual(0.95);
    expect(figures.urgentPrecision).toBeGreaterThanOrEqual(0.75);
  });

  test.each(readdirSync(`${ROOT}/test/mail/unseen`))(
    "%s, by others' hands: no false duplicate, none kept from a person",
    async (batch) => {
      const figures = JSON.parse(await evaluate(`unseen/${batch}`, "--json")) as Figures;
      expect(figures.mails).toBeGreaterThanOrEqual(30);
      expect(figures.falseDuplicates).toEqual([]);
      expect(figures.keptFromAPerson).toEqual([]);
    },
  );

  test("the report shows the confusion matrix and every mail that was not as expected", async () => {
    const report = await evaluate("evaluate", "--half", "held-out");
    expect(report).toMatch(/^expected \\ found/);
    expect(report).toContain("false duplicates");
    expect(report).toMatch(/urgency +recall/);
  });
});
