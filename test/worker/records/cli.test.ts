import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXTRACT, extractFolder } from "./extract-for-tests.ts";

const BIN = join(import.meta.dirname, "../../../bin/triage.js");

function triage(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

function listOf(rows: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "mentions-")), "mentions.csv");
  writeFileSync(file, rows);
  return file;
}

const MENTIONS = `mention_id,given_names,family_name,known_as,date_of_birth,sex,nhs_number,other_ids,address,postcode
M-1,Amira,Okafor-Lund,,2016-03-14,F,,,,
M-2,Grace,Lund,,1990-01-01,F,,,18 Lindenholt Road,B30 9ZZ
M-3,,Okafor-Lund,,,,,,"Flat 2, 18 Lindenholt Road",B30 9ZZ
M-4,Wendell,Prosser,,2011-01-01,,,,,
`;

describe("triage identify", () => {
  it("says one JSON value a line: adults and children alike", async () => {
    const { code, stdout, stderr } = await triage(
      "identify",
      listOf(MENTIONS),
      "--records",
      extractFolder(),
      "--jsonl",
    );
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ mention, verdict, personId }) => [mention, verdict, personId])).toEqual([
      ["M-1", "match", "P-1"],
      ["M-2", "match", "P-3"],
      ["M-3", "several", null],
      ["M-4", "none", null],
    ]);
    expect(Object.keys(lines[0])).toEqual([
      "mention",
      "verdict",
      "personId",
      "probability",
      "weight",
      "candidates",
      "because",
    ]);
    const total = lines[0].because.reduce((sum: number, part: { weight: number }) => sum + part.weight, 0);
    expect(total).toBeCloseTo(lines[0].weight, 9);
    expect(lines[0].candidates[0]).toMatchObject({ personId: "P-1", weight: lines[0].weight });
  });
  it("says one JSON value for all, and words without --json", async () => {
    const [file, records] = [listOf(MENTIONS), extractFolder()];
    const json = await triage("identify", file, "--records", records, "--json");
    expect(JSON.parse(json.stdout)).toHaveLength(4);
    const words = await triage("identify", file, "--records", records);
    expect(words.stdout).toContain("M-1: match P-1");
    expect(words.stdout).toMatch(/\+1\d\.\d {2}date of birth equal: very strong/);
  });
  it.each([
    ["no such list", ["identify", "/there/is/none.csv"]],
    ["no such records", ["identify", listOf(MENTIONS), "--records", "/there/is/none"]],
    ["no list named", ["identify"]],
    ["an option nobody knows", ["identify", listOf(MENTIONS), "--frobnicate"]],
  ])("a wrong call ends with 2 and one clear sentence: %s", async (_why, args) => {
    const { code, stdout, stderr } = await triage(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
  it("a list without mention_id fails", async () => {
    const { code, stderr } = await triage(
      "identify",
      listOf("given_names\nAmira\n"),
      "--records",
      extractFolder(),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("lacks the column mention_id");
  });
});

describe("triage import", () => {
  const target = () => join(mkdtempSync(join(tmpdir(), "snapshot-")), "records.sqlite");

  it("says what it took in, and what is new, changed and vanished the next time", async () => {
    const [folder, file] = [extractFolder(), target()];
    expect((await triage("import", folder, "--into", file)).stdout).toMatch(/people\.csv +7 rows/);
    const again = await triage("import", folder, "--into", file, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({
      rows: { "people.csv": 7 },
      faults: 0,
      changes: { people: { added: 0, changed: 0, vanished: 0 } },
    });
  });
  it("names bad rows on stderr and goes on; with --strict it ends with 1 and leaves nothing", async () => {
    const folder = extractFolder({ "people.csv": `${EXTRACT["people.csv"]}P-8,Ada,Lee,,31/12/2016,,,,,\n` });
    const lenient = await triage("import", folder, "--into", target());
    expect([lenient.code, lenient.stderr]).toEqual([
      0,
      "skipped: people.csv line 9, date_of_birth: is no date: expected YYYY-MM-DD\n",
    ]);
    const file = target();
    const strict = await triage("import", folder, "--into", file, "--strict");
    expect([strict.code, strict.stdout, existsSync(file)]).toEqual([1, "", false]);
    expect(strict.stderr).toContain("The records are as they were.");
  });
});
