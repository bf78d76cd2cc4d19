import { describe, expect, test } from "vitest";
import { readReply } from "../../../rules/read-reply/read-reply.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { aReply } from "../../builders/reply.ts";
import { FREE, FREE_AGAIN, TYPED, UNCLEAR } from "./wordings.ts";

const policy = loadReplyPolicy("config");

describe.each([
  ["a decision word is read", TYPED],
  ["unmistakable free wording is read", [...FREE, ...FREE_AGAIN]],
  ["what is asked, doubted, conditional, contradicted or bare is unclear", UNCLEAR],
] as const)("%s", (_, wordings) => {
  test.each(wordings.map(([decision, text, role]) => [text, role ?? "tm-sp", decision] as const))(
    "%j from %s: %s",
    (text, role, decision) => {
      expect(readReply(aReply(text), role, policy).decision).toBe(decision);
    },
  );
});
