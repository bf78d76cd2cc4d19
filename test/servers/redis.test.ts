import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis, type TestRedis } from "./redis.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

test("keeps a key until everything is flushed", async () => {
  const redis = new Redis({ path: server.socket, maxRetriesPerRequest: null });
  try {
    expect(await redis.ping()).toBe("PONG");
    await redis.set("timer", "1");
    expect(await redis.get("timer")).toBe("1");
    await server.flushAll();
    expect(await redis.get("timer")).toBeNull();
  } finally {
    redis.disconnect();
  }
});

test("two servers do not share a key", async () => {
  const other = await startRedis();
  const one = new Redis({ path: server.socket });
  const two = new Redis({ path: other.socket });
  try {
    await one.set("only", "here");
    expect(await two.get("only")).toBeNull();
  } finally {
    one.disconnect();
    two.disconnect();
    await other.stop();
  }
});
