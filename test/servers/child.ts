import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A server of the tests. What it says is kept for the error message; it ends with the test process. */
export interface Child {
  said(): string;
  hasEnded(): boolean;
  /** Kills the server and all it started, clients' connections with it. A polite end costs Dovecot a second. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.on("exit", () => {
  for (const child of running) killGroup(child);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}

export function startChild(command: string, args: string[], options: SpawnOptions): Child {
  // detached: a process group of its own
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
  running.add(child);
  let output = "";
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const ended = new Promise<void>((resolve) => {
    const end = (error?: unknown) => {
      if (error instanceof Error) output += error.message;
      running.delete(child);
      resolve();
    };
    child.once("error", end);
    child.once("exit", end);
  });
  return {
    said: () => output,
    hasEnded: () => !running.has(child),
    kill: async () => {
      killGroup(child);
      await ended;
    },
  };
}

/** Asks until the answer is true; an error counts as no. */
export async function until(isReady: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if (await isReady().catch(() => false)) return true;
    await sleep(10);
  }
  return false;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The folder goes when the test process does, also where a test forgot to stop its server. */
export function removeAtExit(folder: string): void {
  folders.add(folder);
}
