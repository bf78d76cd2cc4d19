/** Writes items for ever, each in one transaction of several tables, and says the number of each once committed. */
import type { Instant } from "../../rules/time.ts";
import { saveItem } from "../../worker/store/items.ts";
import { sha256 } from "../../worker/store/raw-mails.ts";
import { openStore } from "../../worker/store/store.ts";

const at = "2026-03-25T09:00:00.000Z" as Instant;
const store = await openStore(process.argv[2] as string);
const known = await store.read((db) =>
  db
    .selectFrom("items")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow(),
);
for (let n = known.count + 1; ; n += 1) {
  await store.transaction(async (tx) => {
    const stream = `item:${n}`;
    const raw = Buffer.alloc(5_000, `mail ${n} `);
    await tx.raw.put(sha256(raw), raw, at);
    await tx.append(stream, 0, [{ type: "item-opened", data: { n } }], { at, actor: "worker" });
    await saveItem(tx.db, {
      id: `${n}`,
      state: "awaiting-decision",
      pathway: "new-concern",
      urgent: false,
      owner: null,
      reviewer: "tm-sp",
      askId: null,
      dueAt: null,
      mode: "automatic",
      receivedAt: at,
      createdAt: at,
      updatedAt: at,
      closedAt: null,
    });
    await tx.outbox.add({ id: `${n}/letter`, stream, kind: "letter", payload: { n }, at });
    await tx.timers.arm({ id: `${n}/deadline`, kind: "deadline", stream, dueAt: at });
    await tx.append(stream, 1, [{ type: "asked", data: { n } }], { at, actor: "worker" });
  });
  process.stdout.write(`${n}\n`);
}
