/** `npm run evaluate -- DIR`: how well a labelled folder (`records/`, `mail/*.eml`, `expected.jsonl`) is triaged. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PATHWAYS, type Pathway } from "../rules/situation.ts";
import { explain, openWorld } from "../worker/cli/explain.ts";
import { loadConfig } from "../worker/config.ts";
import { openDocumentReader } from "../worker/documents/reader.ts";

interface Expected {
  readonly file: string;
  readonly pathway: Pathway;
  readonly alsoAccept?: readonly Pathway[];
  readonly urgent: boolean;
  readonly children: readonly string[];
  readonly comparedWith?: string | null;
  readonly reviewer?: string;
  readonly half?: "tuning" | "held-out";
}

interface Answer {
  readonly expected: Expected;
  readonly pathway: Pathway;
  readonly urgent: boolean;
  readonly children: readonly string[];
  readonly comparedWith: string | null;
  readonly why: string;
}

/** Pathways on which no person is asked: a mail that belongs elsewhere must not end on one. */
const NOBODY_ASKED: ReadonlySet<Pathway> = new Set<Pathway>([
  "duplicate",
  "open-case",
  "not-recent",
  "not-a-referral",
]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: "string" }, json: { type: "boolean" }, quiet: { type: "boolean" } },
});
const [dir] = positionals;
if (dir === undefined) {
  process.stderr.write("Usage: npm run evaluate -- DIR [--half tuning|held-out] [--quiet] [--json]\n");
  process.exitCode = 2;
} else {
  const answers = await evaluate(dir, values.half);
  const figures = figuresOf(answers);
  process.stdout.write(
    values.json ? `${JSON.stringify(figures)}\n` : report(answers, figures, values.quiet ?? false),
  );
}

async function evaluate(folder: string, half: string | undefined): Promise<Answer[]> {
  const expected = (await readFile(join(folder, "expected.jsonl"), "utf8"))
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Expected)
    .filter((row) => half === undefined || row.half === half);
  const { policy, settings } = await loadConfig();
  const reader = openDocumentReader();
  const world = await openWorld(join(folder, "records"), settings.dataDir, reader);
  const answers: Answer[] = [];
  for (const row of expected) {
    const { triage } = await explain(join(folder, "mail", row.file), world, policy);
    answers.push({
      expected: row,
      pathway: triage.pathway,
      urgent: triage.urgent,
      children: triage.children,
      comparedWith: triage.comparedWith,
      why: triage.because.map(({ found }) => found).join(" | "),
    });
  }
  await world.close();
  await reader.close();
  return answers;
}

function figuresOf(answers: readonly Answer[]) {
  const right = (a: Answer) =>
    a.pathway === a.expected.pathway || (a.expected.alsoAccept ?? []).includes(a.pathway);
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();
  const urgent = answers.filter((a) => a.expected.urgent);
  const raised = answers.filter((a) => a.urgent);
  const hit = urgent.filter((a) => a.urgent).length;
  return {
    mails: answers.length,
    pathways: answers.filter(right).length,
    falseDuplicates: answers
      .filter((a) => a.pathway === "duplicate" && !right(a))
      .map((a) => a.expected.file),
    keptFromAPerson: answers
      .filter((a) => NOBODY_ASKED.has(a.pathway) && !NOBODY_ASKED.has(a.expected.pathway) && !right(a))
      .map((a) => a.expected.file),
    children: answers.filter((a) => same(a.children, a.expected.children)).length,
    comparedWith: answers.filter(
      (a) => a.expected.comparedWith !== undefined && a.comparedWith === a.expected.comparedWith,
    ).length,
    comparedWithOf: answers.filter((a) => a.expected.comparedWith !== undefined).length,
    urgentRecall: urgent.length === 0 ? 1 : hit / urgent.length,
    urgentPrecision: raised.length === 0 ? 1 : hit / raised.length,
  };
}

function report(answers: readonly Answer[], figures: ReturnType<typeof figuresOf>, quiet: boolean): string {
  const short = (pathway: string) => pathway.slice(0, 9).padEnd(9);
  const rows = PATHWAYS.map((wanted) => {
    const cells = PATHWAYS.map((given) => {
      const count = answers.filter((a) => a.expected.pathway === wanted && a.pathway === given).length;
      return String(count === 0 ? "·" : count).padStart(9);
    });
    return `${wanted.padEnd(24)}${cells.join(" ")}`;
  });
  const wrong = answers.filter(
    (a) =>
      a.pathway !== a.expected.pathway ||
      a.urgent !== a.expected.urgent ||
      [...a.children].sort().join() !== [...a.expected.children].sort().join() ||
      (a.expected.comparedWith !== undefined && a.comparedWith !== a.expected.comparedWith),
  );
  const percent = (part: number, whole: number) =>
    `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
  return [
    `expected \\ found        ${PATHWAYS.map(short).join(" ")}`,
    ...rows,
    "",
    `pathways right        ${percent(figures.pathways, figures.mails)}`,
    `false duplicates      ${figures.falseDuplicates.length} ${figures.falseDuplicates.join(" ")}`,
    `kept from a person    ${figures.keptFromAPerson.length} ${figures.keptFromAPerson.join(" ")}`,
    `children right        ${percent(figures.children, figures.mails)}`,
    `compared with         ${percent(figures.comparedWith, figures.comparedWithOf)}`,
    `urgency               recall ${(100 * figures.urgentRecall).toFixed(1)} %, precision ${(100 * figures.urgentPrecision).toFixed(1)} %`,
    "",
    ...(quiet
      ? []
      : wrong.flatMap((a) => [
          `${a.expected.file}: expected ${a.expected.pathway}${a.expected.urgent ? " urgent" : ""} [${a.expected.children}] ${a.expected.comparedWith ?? ""}`,
          `    found ${a.pathway}${a.urgent ? " urgent" : ""} [${a.children}] ${a.comparedWith ?? ""}: ${a.why.slice(0, 600)}`,
        ])),
    "",
  ].join("\n");
}
