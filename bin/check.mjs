// `npm run check` and `npm test`: format, lint, types and tests, all four even where one fails. What follows the
// command goes to vitest, for example `npm test -- test/rules`. The last line says how many tests passed and failed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const programs = join(checkout, "node_modules/.bin");
// the shell of the very first `npm test` looked for `node` before the set-up had put ours in its place
const environment = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ""}` };

function succeeds(name, command, args) {
  const ran = spawnSync(join(programs, command), args, { cwd: checkout, stdio: "inherit", env: environment });
  const ok = ran.status === 0;
  if (!ok) console.log(`check: ${name} failed${ran.error ? ` (${ran.error.message})` : ""}`);
  return ok;
}

const reports = mkdtempSync(join(tmpdir(), "check-"));
const report = join(reports, "vitest.json");
const failed = [
  succeeds("format (biome format)", "biome", ["format", "."]),
  succeeds("lint (biome lint)", "biome", ["lint", "--error-on-warnings", "."]),
  succeeds("types (tsc)", "tsc", ["--noEmit"]),
  succeeds("tests (vitest)", "vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]),
].filter((ok) => !ok).length;

let passedTests = 0;
let failedTests = 0;
try {
  const result = JSON.parse(readFileSync(report, "utf8"));
  passedTests = result.numPassedTests;
  failedTests = result.numFailedTests;
  // a file that cannot be loaded has no tests that could fail
  for (const file of result.testResults) {
    if (file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")) {
      failedTests += 1;
    }
  }
} catch {
  console.log("check: vitest left no report");
  failedTests = 1;
}
rmSync(reports, { recursive: true, force: true });
if (passedTests + failedTests === 0) console.log("check: no test ran");
process.exitCode = failed > 0 || failedTests > 0 || passedTests === 0 ? 1 : 0;
console.log(`${passedTests} passed, ${failedTests} failed`);
