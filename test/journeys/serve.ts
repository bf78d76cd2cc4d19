import { afterAll, beforeAll } from "vitest";
import { type DovecotOptions, startDovecot, type TestDovecot } from "../servers/dovecot.ts";
import { startRedis, type TestRedis } from "../servers/redis.ts";

const USERS = Array.from({ length: 80 }, (_, at) => `mailbox${at + 1}`);
let dovecot: TestDovecot;
let redis: TestRedis;
let used = 0;

/** One Dovecot and one Redis for the journeys of a file or block; each journey has a mailbox of its own. */
export function serveJourneys(server: Omit<DovecotOptions, "users"> = {}): void {
  beforeAll(async () => {
    [dovecot, redis] = await Promise.all([startDovecot({ ...server, users: USERS }), startRedis()]);
  });
  afterAll(async () => {
    await Promise.all([dovecot?.stop(), redis?.stop()]);
  });
}

/** The servers, and a mailbox that no other journey uses. */
export function freshMailbox(): { dovecot: TestDovecot; redis: TestRedis; user: string } {
  const user = USERS[used++];
  if (!user) throw new Error("more journeys than mailboxes");
  return { dovecot, redis, user };
}
