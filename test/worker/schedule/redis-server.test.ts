import { execFile, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { RedisInUseError, startRedis } from "../../../worker/schedule/redis-server.ts";

const SERVER = new URL("../../../worker/schedule/redis-server.ts", import.meta.url).href;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "triage-redis-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function ask<T>(socket: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

const pidOf = async (socket: string) =>
  Number(/process_id:(\d+)/.exec(await ask(socket, (redis) => redis.info("server")))?.[1]);

async function until(isTrue: () => Promise<boolean>, ms = 5000): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(20)) {
    if (await isTrue().catch(() => false)) return true;
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a Redis of our own answers on a socket that nobody else can reach, keeps nothing on disk, and stops", async () => {
  const folder = temporaryFolder();
  const redis = await startRedis(folder);
  const pid = await pidOf(redis.socket);

  expect(statSync(dirname(redis.socket)).mode & 0o777).toBe(0o700);
  expect(statSync(redis.socket).mode & 0o077).toBe(0);
  const settings = async (name: string) =>
    ((await ask(redis.socket, (r) => r.config("GET", name))) as string[]).slice(1).join();
  expect(await settings("port")).toBe("0");
  expect(await settings("save")).toBe("");
  expect(await settings("appendonly")).toBe("no");
  expect(await settings("maxmemory-policy")).toBe("noeviction");

  await redis.stop();
  expect(await until(async () => !isAlive(pid))).toBe(true);
});

test("a Redis that dies is started again on the same socket, and the fault is told", async () => {
  const faults: string[] = [];
  const redis = await startRedis(temporaryFolder(), { onFault: (fault) => faults.push(fault) });
  onTestFinished(() => redis.stop());
  for (const times of [1, 2]) {
    const pid = await pidOf(redis.socket);
    process.kill(pid, "SIGKILL");
    expect(await until(async () => (await pidOf(redis.socket)) !== pid)).toBe(true);
    expect(faults).toHaveLength(times);
  }
  expect(faults[0]).toContain("redis-server ended");
});

test("Redis ends with a worker that is killed outright", async () => {
  const folder = temporaryFolder();
  const script = `
    const { startRedis } = await import(${JSON.stringify(SERVER)});
    console.log((await startRedis(${JSON.stringify(folder)})).socket);
    setInterval(() => {}, 1000);`;
  const worker = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const socket = await new Promise<string>((resolve) =>
    worker.stdout.once("data", (chunk: Buffer) => resolve(String(chunk).trim())),
  );
  const pid = await pidOf(socket);
  worker.kill("SIGKILL");
  expect(await until(async () => !isAlive(pid))).toBe(true);
});

test("a second worker on the same folder is refused, and the first one's Redis goes on", async () => {
  const folder = temporaryFolder();
  const redis = await startRedis(folder);
  onTestFinished(() => redis.stop());
  const client = new Redis({ path: redis.socket });
  onTestFinished(() => client.disconnect());
  await client.set("a", "1");

  const second = startRedis(folder);
  await expect(second).rejects.toThrow(RedisInUseError);
  await expect(second).rejects.toThrow("found another worker using it");

  expect(await client.get("a")).toBe("1");
});

test("a Redis that outlived its worker is ended before a new one starts", async () => {
  const folder = temporaryFolder();
  const left = await startRedis(folder);
  const pid = await pidOf(left.socket);

  const redis = await startRedis(folder);
  onTestFinished(async () => {
    await redis.stop();
    await left.stop();
  });

  expect(isAlive(pid)).toBe(false);
  expect(await ask(redis.socket, (r) => r.ping())).toBe("PONG");
});

test("a data folder with a path too long for a socket will do", async () => {
  const folder = join(temporaryFolder(), "x".repeat(120));
  mkdirSync(folder);
  const redis = await startRedis(folder);
  onTestFinished(() => redis.stop());
  onTestFinished(() => rmSync(dirname(redis.socket), { recursive: true, force: true }));
  expect(redis.socket.length).toBeLessThan(100);
  expect(statSync(dirname(redis.socket)).mode & 0o777).toBe(0o700);
  expect(await ask(redis.socket, (r) => r.ping())).toBe("PONG");
});

test("without a redis-server the error says what to do", async () => {
  // a copy outside the checkout, whose set-up has fetched one, and nothing on PATH
  const folder = temporaryFolder();
  copyFileSync(fileURLToPath(SERVER), join(folder, "redis-server.ts"));
  symlinkSync(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(folder, "node_modules"));
  const script = `
    const { startRedis } = await import("./redis-server.ts");
    await startRedis(${JSON.stringify(folder)}).then(() => console.log("started"), (e) => console.log(e.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: "/nowhere" },
    cwd: folder,
  });
  expect(stdout).toContain("Install Redis (6.2 or newer), or set REDIS_URL");
});
