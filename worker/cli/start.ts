import { join } from "node:path";
import { Command } from "commander";
import pino from "pino";
import { systemClock } from "../clock.ts";
import { ConfigFaults } from "../config/yaml.ts";
import { loadConfig } from "../config.ts";
import type { WorkerEvent } from "../events.ts";
import { run as runWorker } from "../main.ts";
import { type Mailbox, MailboxAwayError } from "../ports.ts";
import { wire } from "../wiring.ts";

/** `triage start`: the worker, for real, until SIGTERM. */
export async function run(args: string[]): Promise<number> {
  const options = new Command("triage start")
    .description("polls the mailbox, sends, keeps the deadlines, until SIGTERM")
    .option("--config <file>", "the configuration file (default: config/triage.yaml)")
    .option("--plaintext-on-this-machine", "no TLS, for servers on localhost only: to try it")
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<{ config?: string; plaintextOnThisMachine?: boolean }>();
  const { policy, settings, configDir } = await loadConfig(options.config);
  const logger = pino({ base: { program: "triage" } }, pino.destination({ dest: 2, sync: false }));
  const emit = (event: WorkerEvent) => {
    const { name, ...fields } = event;
    if (name === "error" || name === "away" || name === "needs-attention") logger.warn(fields, name);
    else logger.info(fields, name);
  };
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());

  const wired = await wire(policy, settings, {
    clock: systemClock,
    emit,
    configDir,
    loopbackPlaintext: options.plaintextOnThisMachine ?? false,
  });
  try {
    const marks = await checkFolders(wired.parts.mailbox);
    emit({ name: "started", mode: policy.mode, marks });
    await runWorker(wired, stop.signal, join(settings.dataDir, "heartbeat.json"));
    emit({ name: "stopped" });
    return 0;
  } finally {
    await wired.close();
  }
}

/**
 * Checks the folders: one that is missing is a fault of the configuration (MBX-01). A mailbox that is away is none:
 * the worker starts, reads it when it is back, and tells the duty manager if that takes long.
 */
async function checkFolders(mailbox: Mailbox): Promise<string> {
  let checks: Awaited<ReturnType<Mailbox["checkFolders"]>>;
  try {
    checks = await mailbox.checkFolders();
    await mailbox.connect();
  } catch (error) {
    if (error instanceof MailboxAwayError) return "not known yet: the mailbox is away";
    throw error;
  }
  const missing = checks.filter(({ found }) => found === null);
  if (missing.length === 0) return checks.map(({ role, marks }) => `${role}: ${marks}`).join(", ");
  throw new ConfigFaults(
    missing.map(({ wanted, lookAlikes }) => {
      const alike = lookAlikes.length > 0 ? ` (found: ${lookAlikes.join(", ")})` : "";
      return `The mailbox has no folder '${wanted}'${alike}: make it, or run 'triage doctor --create-folders'`;
    }),
  );
}
