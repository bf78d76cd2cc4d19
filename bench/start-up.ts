/**
 * How long the command takes cold, and what the idle worker holds in memory. `node bench/start-up.ts`; needs what
 * `npm test` sets up. Baseline in the same run: a bare start of the same Node.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ImapFlow } from "imapflow";
import { startDovecot } from "../test/servers/dovecot.ts";
import { startSmtpSink } from "../test/servers/smtp.ts";
import { loadConfig } from "../worker/config.ts";

const project = fileURLToPath(new URL("../", import.meta.url));
const bin = join(project, "bin/triage.js");
const RUNS = 7;

/** Milliseconds, the median of several runs. */
function median(command: string, args: readonly string[]): number {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    execFileSync(command, args, { cwd: project, stdio: "ignore" });
    return performance.now() - started;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

/** Megabytes resident of a process and of all below it. */
function residentMb(pid: number): { own: number; all: number } {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,rss="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = new Set([pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [id = 0, parent = 0] of rows) {
      if (below.has(parent) && !below.has(id)) grew = !!below.add(id);
    }
  }
  const sum = (ids: (id: number) => boolean) =>
    rows.filter(([id = 0]) => ids(id)).reduce((total, [, , kb = 0]) => total + kb, 0) / 1024;
  return { own: sum((id) => id === pid), all: sum((id) => below.has(id)) };
}

async function idleWorker(): Promise<{ own: number; all: number }> {
  const folder = mkdtempSync(join(tmpdir(), "triage-idle-"));
  const dovecot = await startDovecot();
  const sink = await startSmtpSink();
  const { policy } = await loadConfig();
  const client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user: dovecot.user, pass: dovecot.pass },
    logger: false,
  });
  await client.connect();
  for (const name of Object.values(policy.folders)) if (name !== "INBOX") await client.mailboxCreate(name);
  await client.logout();
  const sample = readFileSync(join(project, "config/triage.yaml"), "utf8");
  const config = join(folder, "triage.yaml");
  writeFileSync(
    config,
    sample
      .replace(
        /host: localhost\n {4}port: 993\n.*\n.*\n/,
        `host: ${dovecot.host}\n    port: ${dovecot.imapPort}\n    secure: false\n    user: ${dovecot.user}\n`,
      )
      .replace(
        /host: localhost\n {4}port: 587\n.*\n.*\n/,
        `host: 127.0.0.1\n    port: ${sink.port}\n    secure: false\n`,
      ),
  );
  const worker = spawn(process.execPath, [bin, "start", "--config", config, "--plaintext-on-this-machine"], {
    cwd: project,
    env: { ...process.env, TRIAGE_IMAP_PASSWORD: dovecot.pass },
    stdio: "ignore",
  });
  await sleep(12_000);
  const resident = residentMb(worker.pid ?? 0);
  worker.kill("SIGTERM");
  await new Promise((resolve) => worker.once("exit", resolve));
  await sink.stop();
  await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
  return resident;
}

const explain = ["explain", "demo/mail/02-same-evening.eml", "--records", "demo/records", "--json"];
const withForm = ["explain", "demo/mail/04-asti-closed.eml", "--records", "demo/records", "--json"];
const rows: readonly (readonly [string, string])[] = [
  ["a bare start of Node", `${median(process.execPath, ["-e", "0"]).toFixed(0)} ms`],
  ["triage --help", `${median(process.execPath, [bin, "--help"]).toFixed(0)} ms`],
  ["triage explain, one text mail", `${median(process.execPath, [bin, ...explain]).toFixed(0)} ms`],
  [
    "triage explain, one mail with a Word form",
    `${median(process.execPath, [bin, ...withForm]).toFixed(0)} ms`,
  ],
];
for (const [what, value] of rows) process.stdout.write(`${what.padEnd(44)} ${value}\n`);
const { own, all } = await idleWorker();
process.stdout.write(
  `${"the idle worker, resident".padEnd(44)} ${own.toFixed(0)} MB, with its Redis ${all.toFixed(0)} MB\n`,
);
