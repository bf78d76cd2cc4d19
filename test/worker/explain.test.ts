import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { instant } from "../../rules/time.ts";
import { receiptOf, run } from "../../worker/cli/explain.ts";

const FOLDER = fileURLToPath(new URL("../mail/evaluate", import.meta.url));
const RECORDS = join(FOLDER, "records");
const mail = (name: string) => join(FOLDER, "mail", name);

let out = "";
let err = "";
beforeEach(() => {
  out = "";
  err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("triage explain", () => {
  test("--json gives one object for one file, with the keys of the interface", async () => {
    expect(await run([mail("E-001.eml"), "--records", RECORDS, "--json"])).toBe(0);
    const answer = JSON.parse(out) as Record<string, unknown>;
    expect(answer).toMatchObject({
      file: "E-001.eml",
      pathway: "duplicate",
      urgent: false,
      children: ["P-E001-1"],
      comparedWith: "C-E001-1",
      reviewer: "none",
      folder: "REVIEW CONTACTS",
    });
    expect(answer.note).toContain("Word for word the same");
    expect(answer.because).toContainEqual({
      rule: "duplicate",
      found: "every word of the content is the same as in the earlier referral",
      where: "record C-E001-1",
    });
    expect(answer.parts).toMatchObject([{ where: "body", status: "read" }]);
  });

  test("--jsonl gives a line a file, in the order of the call", async () => {
    expect(await run([mail("E-010.eml"), mail("E-003.eml"), "--records", RECORDS, "--jsonl"])).toBe(0);
    const rows = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { file: string; pathway: string });
    expect(rows.map((row) => [row.file, row.pathway])).toEqual([
      ["E-010.eml", "open-case"],
      ["E-003.eml", "same-incident"],
    ]);
  });

  test("without either it says in words which way, why, the note, and the evidence of identity", async () => {
    expect(await run([mail("E-012.eml"), "--records", RECORDS])).toBe(0);
    expect(out).toContain("E-012.eml: csc-closure");
    expect(out).toContain("AREA_SAFEGUARDING closed its child-protection-plan on 2026-05-21");
    expect(out).toMatch(/is P-E012-1: probability/);
  });

  test("--at is the moment of receipt: a day later the closure is out of the window", async () => {
    expect(
      await run([mail("E-012.eml"), "--records", RECORDS, "--jsonl", "--at", "2026-06-19T00:30:00+01:00"]),
    ).toBe(0);
    expect((JSON.parse(out) as { pathway: string }).pathway).toBe("not-recent");
  });

  test("records dated after receipt are not seen", async () => {
    expect(
      await run([mail("E-060.eml"), "--records", RECORDS, "--jsonl", "--at", "2026-06-01T10:00:00+01:00"]),
    ).toBe(0);
    expect((JSON.parse(out) as { pathway: string }).pathway).toBe("not-recent");
  });

  test.each([
    ["empty", Buffer.alloc(0)],
    ["noise", Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * 7919) % 256))],
    ["a text that is no mail", Buffer.from("hello\n\nworld\n")],
  ])("a file that holds no readable mail (%s) is uncertain, with the reason", async (_what, bytes) => {
    const file = join(mkdtempSync(join(tmpdir(), "triage-")), "x.eml");
    writeFileSync(file, bytes);
    expect(await run([file, "--records", RECORDS, "--json"])).toBe(0);
    const answer = JSON.parse(out) as { pathway: string; because: { found: string }[] };
    expect(answer.pathway).toBe("uncertain");
    expect(answer.because[0]?.found).not.toBe("");
  });

  test.each([
    [[], "expected at least one mail file"],
    [["nowhere.eml"], "cannot read nowhere.eml: ENOENT"],
    [[mail("E-001.eml"), "--json", "--jsonl"], "--json and --jsonl exclude each other"],
    [[mail("E-001.eml"), "--at", "yesterday"], "--at: expected ISO 8601 with offset, found 'yesterday'"],
    [[mail("E-001.eml"), "--at", "2026-06-19"], "--at: expected ISO 8601 with offset"],
    [[mail("E-001.eml"), "--what"], "Unknown option '--what'"],
    [[mail("E-001.eml"), "--records", "/nowhere"], "--records /nowhere"],
  ])("a wrong call %j is refused with exit code 2 and one sentence", async (args, sentence) => {
    expect(await run(args as string[])).toBe(2);
    expect(err).toContain(sentence as string);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(out).toBe("");
  });
});

describe("the moment of receipt", () => {
  const date = instant("2026-06-01T08:00:00Z");
  test("is the topmost Received header's, whatever the others say", () => {
    const headers = [
      { name: "received", value: "from a by b with ESMTPS; Tue, 2 Jun 2026 09:00:00 +0100 (BST)" },
      { name: "received", value: "from c by d; Mon, 1 Jun 2026 09:00:00 +0100" },
    ];
    expect(receiptOf({ headers, sentAt: date })).toBe("2026-06-02T08:00:00.000Z");
  });
  test("is the Date header's without one", () => {
    expect(receiptOf({ headers: [], sentAt: date })).toBe(date);
  });
  test("is not known without either", () => {
    expect(receiptOf({ headers: [], sentAt: null })).toBeNull();
  });
});

test("the labelled mails speak of places that do not exist", () => {
  const expected = readFileSync(join(FOLDER, "expected.jsonl"), "utf8").trim().split("\n");
  expect(expected.length).toBeGreaterThanOrEqual(60);
  for (const line of expected) {
    const { file } = JSON.parse(line) as { file: string };
    const addresses = readFileSync(mail(file), "latin1").match(/@[a-z0-9.-]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !/\.example\.?$/.test(address))).toEqual([]);
  }
});
