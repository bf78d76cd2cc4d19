import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** What reads the clock or throws dice, in one way or another. */
const impure: [what: string, pattern: RegExp][] = [
  ["the clock", /\bDate\s*\.\s*now\b/],
  ["the clock", /\bDate\s*\(\s*\)/], // `new Date()`, `Date()`, `new TZDate()`
  ["the clock", /\bnew\s+(TZ)?Date\b(?!\s*\()/], // `new Date;`
  ["the clock", /\bTZDate(Mini)?\s*(\(\s*\)|\.\s*tz\s*\([^,()]*\))/],
  ["the clock", /\bperformance\b|\bhrtime\b|\bTemporal\s*\.\s*Now\b/],
  ["the clock", /\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b/],
  // those of date-fns that compare with now
  [
    "the clock",
    /date-fns\/(is(Today|Tomorrow|Yesterday|Past|Future|This\w+)|\w+Of(Today|Tomorrow|Yesterday)|\w*ToNow\w*)"/,
  ],
  ["chance", /\bMath\s*\.\s*random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/],
  ["the process", /\bprocess\s*\./],
  ["a log", /\bconsole\s*\./],
  ["the network", /\bfetch\s*\(/],
];

const inputAndOutput = new Set([
  ...builtinModules,
  ...["better-sqlite3", "kysely", "ioredis", "bullmq"],
  ...["imapflow", "nodemailer", "smtp-server", "hoodiecrow-imap", "pino", "nunjucks", "commander"],
]);

/** Why a file below rules/ (`path` is relative to rules/) is not pure; empty where it is. */
function impurities(path: string, source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  const found = impure.flatMap(([what, pattern]) => {
    const match = pattern.exec(code)?.[0];
    return match === undefined ? [] : [`${what}: ${match}`];
  });
  for (const [, imported = ""] of code.matchAll(/\b(?:from|import|require)\s*\(?\s*["'`]([^"'`]+)["'`]/g)) {
    const leaves = imported.startsWith(".") && join("rules", path, "..", imported).split("/")[0] !== "rules";
    const packageName = imported.split("/")[0] ?? "";
    if (leaves || imported.startsWith("node:") || inputAndOutput.has(packageName))
      found.push(`imports ${imported}`);
  }
  return found;
}

const rules = fileURLToPath(new URL("../../rules", import.meta.url));
const files = readdirSync(rules, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(rules, join(entry.parentPath, entry.name)));

describe("rules/ knows neither clock nor chance, and does no input or output", () => {
  test("there are files to look at", () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test.each(files)("%s", (file) => {
    expect(impurities(file, readFileSync(join(rules, file), "utf8"))).toEqual([]);
  });
});

describe("the check can fail", () => {
  test.each([
    "const now = Date.now();",
    "const now = new Date();",
    "const now = new Date( ).getTime();",
    "const now = new Date;",
    "const now = Date();",
    "const now = new TZDate();",
    'const now = TZDate.tz("Europe/London");',
    "const x = Math.random();",
    "const id = crypto.randomUUID();",
    "const t = performance.now();",
    "setTimeout(() => {}, 1);",
    'import { isToday } from "date-fns/isToday";',
    'import { readFileSync } from "node:fs";',
    'import fs from "fs";',
    'import "node:net";',
    'import { spawn } from "node:child_process";',
    'const { Worker } = await import("node:worker_threads");',
    'export { store } from "../../worker/store/open.ts";',
    'import { letter } from "../../templates/letter.ts";',
    'import type { ImapFlow } from "imapflow";',
    'import Database from "better-sqlite3";',
    'console.log("x");',
    "const home = process.env.HOME;",
    "await fetch(url);",
    "const day = 1; // a comment before it\nconst now = Date.now();",
  ])("%s", (planted) => {
    expect(impurities("classify/planted.ts", planted)).not.toEqual([]);
  });
});

test.each([
  "const day = new Date(instant);",
  "const day = new TZDate(2026, 2, 25, LONDON);",
  'const day = TZDate.tz("Europe/London", instant);',
  "// never call Date.now() here",
  "/** No `new Date()`:\n * no Math.random() either. */",
  'import { addDays } from "date-fns/addDays";',
  'import { isSameDay } from "date-fns/isSameDay";',
  'import { z } from "zod";',
  'import type { Policy } from "../policy.ts";',
  'const nights = between(from, "2026-03-25");',
])("lets pass: %s", (innocent) => {
  expect(impurities("classify/planted.ts", innocent)).toEqual([]);
});
