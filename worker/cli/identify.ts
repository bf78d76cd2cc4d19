import { join } from "node:path";
import { Command } from "commander";
import type { ChildVerdict } from "../../rules/identify-child/child.ts";

/** `triage identify FILE.csv`: which known person each row of a list of mentions is. */
export async function run(args: string[]): Promise<number> {
  let exitCode = 0;
  const command = new Command("triage identify")
    .description(
      "Says for each row of a CSV of mentions which known person it is. Columns: mention_id (required), given_names, " +
        "family_name, known_as, date_of_birth, sex, nhs_number, other_ids (; between), address, postcode.",
    )
    .argument("<file>", "the CSV of mentions")
    .option("--records <dir>", "a record extract to look in, in place of the imported one")
    .option("--config <file>", "the configuration file")
    .option("--json", "print one JSON array")
    .option("--jsonl", "print one JSON value a line")
    .exitOverride()
    .action(async (file: string, options: Options) => {
      exitCode = await identifyAll(file, options);
    });
  await command.parseAsync(args, { from: "user" });
  return exitCode;
}

interface Options {
  readonly records?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

async function identifyAll(file: string, options: Options): Promise<number> {
  const { existsSync } = await import("node:fs");
  if (!existsSync(file)) return refuse(`${file}: there is no such file`);
  if (options.records && !existsSync(options.records))
    return refuse(`${options.records}: there is no such folder`);

  const [
    { mentionsOf },
    { identifyOne },
    { openSnapshot, snapshotInMemory },
    { ExtractRefused },
    { instant, localDate },
  ] = await Promise.all([
    import("../records/mentions.ts"),
    import("../records/identify-one.ts"),
    import("../records/snapshot.ts"),
    import("../records/extract.ts"),
    import("../../rules/time.ts"),
  ]);
  const { loadConfig } = await import("../config.ts");
  const { policy, settings } = await loadConfig(options.config);
  const now = instant(new Date());
  let first = true;
  try {
    const records = options.records
      ? await snapshotInMemory(options.records)
      : openSnapshot(join(settings.dataDir, "records.sqlite"));
    if (options.json) process.stdout.write("[");
    const skipped = (fault: string): void => void process.stderr.write(`skipped: ${fault}\n`);
    for await (const { mentionId, mention } of mentionsOf(file, skipped, localDate(now))) {
      const verdict = identifyOne(mention, records, policy.identity, now);
      const line =
        options.json || options.jsonl
          ? JSON.stringify(asJson(mentionId, verdict))
          : inWords(mentionId, verdict);
      const written = process.stdout.write(options.json ? `${first ? "\n" : ",\n"}${line}` : `${line}\n`);
      first = false;
      if (!written) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
    if (options.json) process.stdout.write("\n]\n");
    records.close();
    return 0;
  } catch (error) {
    if (error instanceof ExtractRefused) {
      process.stderr.write(`Cannot identify: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

function refuse(fault: string): number {
  process.stderr.write(`${fault}\n`);
  return 2;
}

/** interfaces.md, `identify --json`. */
function asJson(mention: string, verdict: ChildVerdict) {
  return {
    mention,
    verdict: verdict.verdict,
    personId: verdict.personId,
    probability: verdict.probability,
    weight: verdict.weight,
    candidates: verdict.candidates,
    because: verdict.because,
  };
}

function inWords(mention: string, verdict: ChildVerdict): string {
  const who = verdict.personId ?? verdict.candidates.map(({ personId }) => personId).join(", ");
  const why = verdict.because.map(
    ({ words, weight }) => `  ${weight >= 0 ? "+" : ""}${weight.toFixed(1)}  ${words}`,
  );
  const ask = verdict.tellApart.length > 0 ? [`  would tell: ${verdict.tellApart.join("; ")}`] : [];
  return [
    `${mention}: ${verdict.verdict}${who ? ` ${who}` : ""} (${(100 * verdict.probability).toFixed(2)} %)`,
    ...why,
    ...ask,
  ].join("\n");
}
