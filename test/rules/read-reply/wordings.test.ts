import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Decision, readReply } from "../../../rules/read-reply/read-reply.ts";
import type { ReviewerRole } from "../../../rules/situation.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { aReply } from "../../builders/reply.ts";

/** What reviewers write, and what it decides. */
interface Wording {
  readonly kind: "typed" | "free" | "unclear";
  readonly role: ReviewerRole;
  readonly decision: Decision;
  readonly text: string;
}

const policy = loadReplyPolicy("config");
const wordings: Wording[] = readFileSync("test/mail/replies/wordings.jsonl", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

describe.each([
  ["typed", "a decision word is read"],
  ["free", "unmistakable free wording is read"],
  ["unclear", "what is asked, doubted, conditional, contradicted or bare is unclear"],
] as const)("%s: %s", (wanted, _means) => {
  const ofKind = wordings.filter(({ kind }) => kind === wanted);

  test.each(ofKind)("$text from $role: $decision", ({ text, role, decision }) => {
    expect(readReply(aReply(text), role, policy).decision).toBe(decision);
  });
});
