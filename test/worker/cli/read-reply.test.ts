import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const MAIL = "test/mail/replies";
function triage(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/triage.js", "read-reply", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("--json is one object for one file, with the keys that people rely on", () => {
  const { status, stdout } = triage(`${MAIL}/own-012.eml`, "--role", "tm-sp", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    file: "own-012.eml",
    decision: "reassign",
    decisions: [],
    rationale: "Gareth Pryce closed this one.",
    to: "Gareth Pryce",
    because: [{ rule: "read-reply", found: '"NOT MINE"', where: "body" }],
  });
});

test("--jsonl is a line a file; what differs by child has no one decision", () => {
  const { stdout } = triage(`${MAIL}/own-001.eml`, `${MAIL}/own-017.eml`, "--jsonl");
  const [one, two] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(one).toMatchObject({ file: "own-001.eml", decision: "new-contact" });
  expect(two).toMatchObject({
    decision: null,
    decisions: [
      { child: "A", decision: "new-contact" },
      { child: "B", decision: "no-contact" },
    ],
  });
});

test("without --json it says it in words", () => {
  const { stdout } = triage(`${MAIL}/own-009.eml`, "--role", "early-help-manager");
  expect(stdout).toContain("own-009.eml: visit");
  expect(stdout).toContain("| Denise can go on Friday");
});

test("a file that holds no mail is unclear, not an error", () => {
  const { status, stdout } = triage("config/bank-holidays.json", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ decision: "unclear" });
});

test.each([
  ["no file", []],
  ["a file that is not there", ["nowhere.eml"]],
  ["a role that is none", [`${MAIL}/own-001.eml`, "--role", "boss"]],
  ["two forms at once", [`${MAIL}/own-001.eml`, "--json", "--jsonl"]],
])("a wrong call (%s) is exit 2 with one sentence on stderr", (_, args) => {
  const { status, stdout, stderr } = triage(...args);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^triage read-reply: .+\n$/);
});
