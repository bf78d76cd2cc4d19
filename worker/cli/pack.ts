import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { formatLocal } from "../../rules/calendar.ts";
import { loadConfig } from "../config.ts";
import { requestOf } from "../letters/review-request.ts";
import { attachmentsOf } from "../stages/attachments.ts";
import { readMessage } from "../stages/item-store.ts";
import { caseNotes } from "../store/case-notes.ts";
import { itemById, itemMessages, itemsAbout } from "../store/items.ts";
import { lettersOf } from "../store/letters.ts";
import { getRawMail } from "../store/raw-mails.ts";
import type { Store } from "../store/store.ts";
import { openTriageStore } from "../wiring.ts";

/** `triage pack ITEM`, or every request about a child for an access request (CASS-14, GOV-01). */
export async function run(args: string[]): Promise<number> {
  const command = new Command("triage pack")
    .description("write a request's originals, case notes and letters into a folder")
    .argument("[item]", "the request's reference, as R-000012")
    .option("--child <id>", "every request about this child, by the id of the records")
    .option("--config <file>", "the configuration file")
    .option("--into <folder>", "where to (default: ./ITEM, or ./ID of the child)")
    .exitOverride()
    .parse(args, { from: "user" });
  const options = command.opts<{ child?: string; config?: string; into?: string }>();
  const named = command.processedArgs[0] as string | undefined;
  if ((named === undefined) === (options.child === undefined)) {
    process.stderr.write("triage: pack takes a request's reference, or --child and an id\n");
    return 2;
  }
  const { settings } = await loadConfig(options.config);
  const store = await openTriageStore(settings.dataDir);
  try {
    const { child } = options;
    const items = await store.read(async (db) =>
      child
        ? await itemsAbout(db, [child])
        : [await itemById(db, named ?? "")].filter((item) => item !== null),
    );
    if (items.length === 0) {
      process.stderr.write(`triage: there is no request ${child ? `about ${child}` : named}\n`);
      return 1;
    }
    const folder = options.into ?? child ?? named ?? "";
    for (const { id } of items) await writePack(store, id, child ? join(folder, id) : folder);
    process.stdout.write(`${folder}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/**
 * Writes the originals, notes and letters of a request as a folder to paste into the council's system (CASS-14). Of a
 * mail that was split, what it says of this request's family alone (GAP-11).
 */
export async function writePack(store: Store, itemId: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  const notes = await store.read((db) => caseNotes(db, itemId));
  write(
    "case-notes.txt",
    notes.map(({ at, actor, text }) => `${formatLocal(at)} (${actor})\n${text}\n`).join("\n"),
  );
  for (const id of await store.read((db) => itemMessages(db, itemId))) {
    const life = await store.read((db) => readMessage(db, id));
    const part = life.parts[itemId];
    if (!part) {
      const raw = await rawOf(store, life.sha256);
      if (raw) write(`${id}.eml`, raw);
      continue;
    }
    const { receivedAt } = life;
    if (receivedAt) {
      const { from, subject, text } = requestOf(part, receivedAt);
      write(
        `${id}.txt`,
        `From: ${from}\nReceived: ${formatLocal(receivedAt)}\nSubject: ${subject}\n\n${text}\n`,
      );
    }
    for (const [index, { fileName, content }] of (await attachmentsOf(store, id, itemId)).entries()) {
      write(`${id}-${index + 1}${/\.[a-z0-9]{1,8}$/i.exec(fileName)?.[0] ?? ""}`, content);
    }
  }
  for (const [index, letter] of (await store.read((db) => lettersOf(db, itemId))).entries()) {
    const raw = await rawOf(store, letter.rawSha256);
    if (raw) write(`letter-${String(index + 1).padStart(2, "0")}-${letter.kind}.eml`, raw);
  }
}

function rawOf(store: Store, sha256: string | null): Promise<Buffer | null> {
  return store.read((db) => (sha256 ? getRawMail(db, sha256) : Promise.resolve(null)));
}
