import { join } from "node:path";
import { Command } from "commander";
import pino from "pino";
import { systemClock } from "../clock.ts";
import { ConfigFaults } from "../config/yaml.ts";
import { loadConfig } from "../config.ts";
import type { WorkerEvent } from "../events.ts";
import { run as runWorker } from "../main.ts";
import { MailboxAwayError } from "../ports.ts";
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
    const marks = await connect(wired.parts.mailbox, policy.folders, emit, stop.signal);
    if (stop.signal.aborted) return 0;
    emit({ name: "started", mode: policy.mode, marks });
    await runWorker(wired, stop.signal, join(settings.dataDir, "heartbeat.json"));
    emit({ name: "stopped" });
    return 0;
  } finally {
    await wired.close();
  }
}

/** Waits for the mailbox; a folder that is missing there is a fault of the configuration (MBX-01). */
async function connect(
  mailbox: Awaited<ReturnType<typeof wire>>["parts"]["mailbox"],
  folders: Readonly<Record<string, string>>,
  emit: (event: WorkerEvent) => void,
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const checks = await mailbox.checkFolders();
      const missing = checks.filter(({ found }) => found === null);
      if (missing.length > 0) {
        throw new ConfigFaults(
          missing.map(
            ({ wanted, lookAlikes }) =>
              `The mailbox has no folder '${wanted}'${lookAlikes.length > 0 ? ` (found: ${lookAlikes.join(", ")})` : ""}: make it, or run 'triage doctor --create-folders'`,
          ),
        );
      }
      await mailbox.connect();
      return checks.map(({ role, marks }) => `${role}: ${marks}`).join(", ");
    } catch (error) {
      if (!(error instanceof MailboxAwayError)) throw error;
      if (attempt === 0) emit({ name: "away", what: "mailbox", error: "cannot be reached" });
      await new Promise((resolve) => setTimeout(resolve, Math.min(1_000 * 2 ** attempt, 30_000)));
    }
  }
  return Object.keys(folders).join(", ");
}
