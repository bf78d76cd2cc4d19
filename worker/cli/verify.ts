import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";

/** `triage verify`: is the record of what happened as it was written? 0: yes, 1: no. */
export async function run(args: string[]): Promise<number> {
  const command = new Command("triage verify")
    .description(
      "Checks the chain of events: that none was edited, removed or put in. Note the newest event's hash elsewhere\n" +
        "from time to time: only that shows a chain which somebody wrote anew from its beginning.",
    )
    .option("--config <file>", "configuration file")
    .option("--data <dir>", "the data folder, in place of the configured one")
    .option("--json", "print one JSON value")
    .allowExcessArguments(false)
    .exitOverride();
  const { config, data, json } = command
    .parse(args, { from: "user" })
    .opts<{ config?: string; data?: string; json?: boolean }>();

  const path = join(data ?? (await configuredDataDir(config)), "triage.sqlite");
  if (!existsSync(path)) {
    process.stderr.write(`triage: cannot verify '${path}': expected the store of a worker, found no file\n`);
    return 2;
  }
  const { openStore } = await import("../store/store.ts");
  const { verifyChain } = await import("../store/verify-chain.ts");
  const store = await openStore(path);
  try {
    const report = await store.read(verifyChain);
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else if (report.fault) {
      process.stdout.write(
        `broken at event ${report.fault.seq}: ${report.fault.why}; ${report.sound} before it are sound\n`,
      );
    } else {
      const erased = report.erased > 0 ? `, ${report.erased} of them with their payload erased` : "";
      const newest = report.head ? `; newest: ${report.head.seq} ${report.head.hash}` : "";
      process.stdout.write(`${report.sound} events, all sound${erased}${newest}\n`);
    }
    return report.fault ? 1 : 0;
  } finally {
    await store.close();
  }
}

async function configuredDataDir(config: string | undefined): Promise<string> {
  const { loadConfig } = await import("../config.ts");
  return (await loadConfig(config)).settings.dataDir;
}
