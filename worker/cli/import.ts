import { join } from "node:path";
import { Command } from "commander";
import type { Change } from "../records/changes.ts";
import type { ImportProgress, ImportReport } from "../records/import.ts";

/** `triage import DIR`: loads a record extract. */
export async function run(args: string[]): Promise<number> {
  let exitCode = 0;
  const command = new Command("triage import")
    .description(
      "Loads a record extract (four CSV files) into the snapshot that the worker looks children up in.",
    )
    .argument("<dir>", "the folder with people.csv, relationships.csv, involvements.csv and contacts.csv")
    .option("--strict", "refuse the import at the first bad row instead of skipping it")
    .option("--into <file>", "the snapshot file to write, in place of the configured one")
    .option("--config <file>", "the configuration file")
    .option("--json", "print one JSON value and nothing else")
    .exitOverride()
    .action(async (dir: string, options: Options) => {
      exitCode = await importInto(dir, options);
    });
  await command.parseAsync(args, { from: "user" });
  return exitCode;
}

interface Options {
  readonly strict?: boolean;
  readonly into?: string;
  readonly config?: string;
  readonly json?: boolean;
}

async function importInto(dir: string, options: Options): Promise<number> {
  const [{ importExtract, wordsOf }, { ExtractRefused }] = await Promise.all([
    import("../records/import.ts"),
    import("../records/extract.ts"),
  ]);
  const bar = process.stderr.isTTY ? progressBar() : null;
  try {
    const report = await importExtract(dir, options.into ?? (await configuredSnapshot(options.config)), {
      strict: options.strict === true,
      ...(bar ? { onProgress: bar.show } : {}),
      onFinding: (finding) => {
        bar?.clear();
        process.stderr.write(`${finding.kind === "fault" ? "skipped" : "notice"}: ${wordsOf(finding)}\n`);
      },
    });
    bar?.clear();
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : inWords(report));
    return 0;
  } catch (error) {
    bar?.clear();
    if (!(error instanceof ExtractRefused)) throw error;
    process.stderr.write(`Cannot import ${dir}: ${error.message}. The records are as they were.\n`);
    return 1;
  }
}

async function configuredSnapshot(config: string | undefined): Promise<string> {
  const { loadConfig } = await import("../config.ts");
  const { settings } = await loadConfig(config);
  return join(settings.dataDir, "records.sqlite");
}

function inWords(report: ImportReport): string {
  const lines = [`Extract of ${report.extractedAt}`];
  for (const [file, rows] of Object.entries(report.rows)) {
    const change = report.changes?.[file.replace(".csv", "") as keyof typeof report.changes];
    lines.push(
      `  ${file.padEnd(18)} ${String(rows).padStart(9)} rows${change ? `   ${changeInWords(change)}` : ""}`,
    );
  }
  lines.push(`Skipped ${report.faults} rows that cannot be used; ${report.notices} things to look at.`);
  return `${lines.join("\n")}\n`;
}

function changeInWords({ added, changed, vanished, vanishedIds }: Change): string {
  const which =
    vanishedIds.length > 0 ? ` (${vanishedIds.join(", ")}${vanished > vanishedIds.length ? ", …" : ""})` : "";
  return `${added} new, ${changed} changed, ${vanished} vanished${which}`;
}

function progressBar() {
  const width = 30;
  let last = 0;
  return {
    show: ({ file, bytesRead, bytesTotal }: ImportProgress): void => {
      const share = bytesTotal === 0 ? 1 : Math.min(1, bytesRead / bytesTotal);
      const percent = Math.floor(share * 100);
      if (percent === last) return;
      last = percent;
      const done = Math.round(share * width);
      process.stderr.write(
        `\r[${"#".repeat(done)}${".".repeat(width - done)}] ${percent} % ${file.padEnd(18)}`,
      );
    },
    clear: (): void => {
      if (last > 0) process.stderr.write(`\r${" ".repeat(width + 30)}\r`);
    },
  };
}
