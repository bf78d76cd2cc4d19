import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { removeAtExit, startChild, until } from "./child.ts";
import { pathOf } from "./paths.ts";

export interface TestRedis {
  /** Path of the unix socket, for ioredis `{ path }`. */
  socket: string;
  /** Redis as after a power cut: every key gone. */
  flushAll(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of its own on a unix socket in a temporary folder; nothing is written to disk. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "redis-"));
  removeAtExit(folder);
  const socket = join(folder, "r.sock");
  const options = {
    port: "0",
    unixsocket: socket,
    unixsocketperm: "700",
    dir: folder,
    save: "",
    appendonly: "no",
    "maxmemory-policy": "noeviction",
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const server = startChild(pathOf("redisServer"), args, { cwd: folder });
  const ask = async (command: "ping" | "flushall") => {
    const redis = new Redis({ path: socket, lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => {}); // the rejected call says it as well
    try {
      await redis.connect();
      return command === "ping" ? await redis.ping() : await redis.flushall();
    } finally {
      redis.disconnect();
    }
  };
  const stop = async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  if (
    !(await until(async () => server.hasEnded() || (await ask("ping")) === "PONG", 5000)) ||
    server.hasEnded()
  ) {
    await stop();
    throw new Error(`redis-server did not start: ${server.said()}`);
  }
  return {
    socket,
    flushAll: async () => {
      await ask("flushall");
    },
    stop,
  };
}
