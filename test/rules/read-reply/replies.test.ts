import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Decision, readReply } from "../../../rules/read-reply/read-reply.ts";
import type { ReviewerRole } from "../../../rules/situation.ts";
import { instant } from "../../../rules/time.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { readDocuments } from "../../../worker/documents/read-documents.ts";

interface Labelled {
  readonly file: string;
  readonly role: ReviewerRole;
  readonly client: string;
  readonly decision: Decision | null;
  readonly decisions?: readonly { child: string; decision: Decision }[];
  /** Part of the reviewer's own words. */
  readonly rationale?: string;
  readonly to?: string;
  readonly awayUntil?: string;
  readonly left?: true;
  readonly bounced?: string;
}

const DIR = "test/mail/replies";
const policy = loadReplyPolicy("config");
const labelled: Labelled[] = readFileSync(join(DIR, "expected.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

describe("replies as mail programs write them", () => {
  test.each(labelled)("$file ($client, $role): $decision", async (label) => {
    const raw = readFileSync(join(DIR, label.file));
    const content = await readDocuments(raw, instant("2026-03-25T10:30:00Z"));
    const reading = readReply(content, label.role, policy);
    const { file, role, client, rationale, ...wanted } = label;
    expect(reading).toMatchObject({ decisions: [], to: null, ...wanted });
    if (rationale !== undefined) expect(reading.rationale).toContain(rationale);
    expect(reading.because.length).toBeGreaterThan(0);
    for (const quoted of ["How to answer", "Reference R-", "Northmoor"])
      expect(reading.rationale).not.toContain(quoted);
  });
});
