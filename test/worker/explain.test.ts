import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { instant } from "../../rules/time.ts";
import { run } from "../../worker/cli/explain.ts";
import { receiptOf } from "../../worker/documents/receipt.ts";
import { mail as buildMail, type MailParts } from "../mail/reading/mails.ts";

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

/** Signature, and a header chunk that says 900 by 900. */
const PNG_HEAD = Buffer.from("89504e470d0a1a0a0000000d494844520000038400000384", "hex");

async function mailFile(parts: MailParts): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), "triage-")), "x.eml");
  writeFileSync(file, await buildMail(parts));
  return file;
}

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

  test("--json gives each fact that the mail states with where it stands, and how far each part was read, without its text", async () => {
    const file = await mailFile({
      text: "Orla Brennock, born 4 February 2016, has a bruise.\n\nPolice log: 4471 of 2 June 2026",
      attachments: [
        { fileName: "locked.zip", content: Buffer.from("PK\x03\x04 and no more") },
        { fileName: "scan.png", content: Buffer.concat([PNG_HEAD, Buffer.alloc(90_000)]) },
      ],
    });
    expect(await run([file, "--records", RECORDS, "--json"])).toBe(0);
    const { facts, parts } = JSON.parse(out) as Record<"facts" | "parts", Record<string, unknown>[]>;
    expect(facts).toContainEqual({
      kind: "child date of birth",
      value: "2016-02-04",
      written: expect.any(String),
      where: expect.stringMatching(/^body/),
      confidence: expect.stringMatching(/^(?:certain|likely|unsure)$/),
    });
    for (const fact of facts)
      expect(Object.keys(fact)).toEqual(["kind", "value", "written", "where", "confidence"]);
    expect(parts).toMatchObject([
      { where: "body", kind: "body", fileName: null, mediaType: "text/plain", status: "read", reason: null },
      {
        where: "attachment locked.zip",
        kind: "zip",
        fileName: "locked.zip",
        status: "unreadable",
        reason: "corrupt",
      },
      { where: "attachment scan.png", kind: "image", status: "unreadable", reason: "picture", bytes: 90_024 },
    ]);
    for (const part of parts) {
      expect(Object.keys(part)).toEqual([
        "where",
        "kind",
        "fileName",
        "mediaType",
        "status",
        "reason",
        "bytes",
        "sha256",
      ]);
    }
  });

  test("in words it lists each part that was not fully read, with the reason", async () => {
    const file = await mailFile({
      text: "Please see attached.",
      attachments: [{ fileName: "locked.zip", content: Buffer.from("PK\x03\x04 and no more") }],
    });
    expect(await run([file, "--records", RECORDS])).toBe(0);
    expect(out).toMatch(
      /Not fully read\n\s+- attachment locked\.zip \(application\/zip, 1 kB\): unreadable, corrupt\n/,
    );
    expect(out).not.toContain("- body (");
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
