import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
/** tsc takes five seconds on a machine that does nothing else. */
const TIMEOUT = 120_000;
const copy = mkdtempSync(join(tmpdir(), "triage-built-"));

beforeAll(() => {
  for (const name of [
    "bin",
    "rules",
    "worker",
    "templates",
    "config",
    "demo",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
  ])
    cpSync(join(CHECKOUT, name), join(copy, name), { recursive: true });
  symlinkSync(join(CHECKOUT, "node_modules"), join(copy, "node_modules"));
  const build = spawnSync(process.execPath, ["bin/build.mjs"], { cwd: copy, encoding: "utf8" });
  expect(build.stdout + build.stderr).toContain("dist/ is ready");
  // what was built must stand alone
  for (const sources of ["rules", "worker", "templates"]) rmSync(join(copy, sources), { recursive: true });
}, TIMEOUT);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("as built, without its sources, triage explain reads a mail in its child process and says what would be done", {
  timeout: TIMEOUT,
}, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      "dist/worker/cli/main.js",
      "explain",
      "demo/mail/04-asti-closed.eml",
      "--records",
      "demo/records",
      "--json",
    ],
    { cwd: copy, encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const answer = JSON.parse(stdout) as { pathway: string; parts: { status: string }[] };
  expect(answer.pathway).toBe("csc-closure");
  expect(answer.parts.map(({ status }) => status)).toEqual(["read", "read"]);
});
