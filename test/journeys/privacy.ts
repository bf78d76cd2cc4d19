import { Redis } from "ioredis";
import { expect } from "vitest";
import type { WorkerEvent } from "../../worker/events.ts";
import { NAMES } from "../builders/families.ts";
import type { Letter } from "./letters.ts";

/** No child's name in a subject, none in a letter to a referrer, nothing of a mail in an event or in Redis. */
export async function expectPrivacy(
  letters: readonly Letter[],
  events: readonly WorkerEvent[],
  redisSocket: string,
): Promise<void> {
  for (const { subject, text, to, kind } of letters) {
    expect(namesIn(subject), `subject of ${kind}`).toEqual([]);
    const goesOut = to.some((address) => !address.endsWith("@trust.example"));
    if (goesOut) expect(namesIn(text), `${kind} to a referrer`).toEqual([]);
  }
  expect(namesIn(JSON.stringify(events)), "events").toEqual([]);
  expect(JSON.stringify(events), "an address in the events").not.toContain("@");
  const held = await everythingIn(redisSocket);
  expect(held).toContain("timers");
  expect(namesIn(held), "Redis").toEqual([]);
  expect(held, "an address in Redis").not.toMatch(/@\w+\.example/);
}

/** Names of the families that stand in a text. */
function namesIn(text: string): string[] {
  const words = new Set(text.toLowerCase().split(/[^\p{L}]+/u));
  return NAMES.filter((name) => words.has(name.toLowerCase()));
}

/** Every key and value that Redis holds, as text. */
async function everythingIn(socket: string): Promise<string> {
  const client = new Redis({ path: socket });
  try {
    await client.config("SET", "rdbcompression", "no"); // else a dump is not to be read
    const keys = await client.keys("*");
    const dumps = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
    return keys.join("\n") + dumps.map((dump) => dump?.toString("latin1") ?? "").join("\n");
  } finally {
    client.disconnect();
  }
}
