import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { formatLocal } from "../../rules/calendar.ts";
import { loadConfig } from "../config.ts";
import { caseNotes } from "../store/case-notes.ts";
import { itemById, itemMessages } from "../store/items.ts";
import { lettersOf } from "../store/letters.ts";
import { messageById } from "../store/messages.ts";
import { getRawMail } from "../store/raw-mails.ts";
import { openTriageStore } from "../wiring.ts";

/** `triage pack ITEM`: the originals, notes and letters of a request as a folder to paste into the council's system (CASS-14). */
export async function run(args: string[]): Promise<number> {
  const command = new Command("triage pack")
    .description("write a request's originals, case notes and letters into a folder")
    .argument("<item>", "the request's reference, as R-000012")
    .option("--config <file>", "the configuration file")
    .option("--into <folder>", "where to (default: ./ITEM)")
    .exitOverride()
    .parse(args, { from: "user" });
  const options = command.opts<{ config?: string; into?: string }>();
  const itemId = command.processedArgs[0] as string;
  const { settings } = await loadConfig(options.config);
  const store = await openTriageStore(settings.dataDir);
  try {
    const item = await store.read((db) => itemById(db, itemId));
    if (!item) {
      process.stderr.write(`triage: there is no request ${itemId}\n`);
      return 1;
    }
    const folder = options.into ?? itemId;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const write = (name: string, content: string | Buffer) =>
      writeFileSync(join(folder, name), content, { mode: 0o600 });
    await store.read(async (db) => {
      const notes = await caseNotes(db, itemId);
      write(
        "case-notes.txt",
        notes.map(({ at, actor, text }) => `${formatLocal(at)} (${actor})\n${text}\n`).join("\n"),
      );
      for (const id of await itemMessages(db, itemId)) {
        const hash = (await messageById(db, id))?.sha256;
        const raw = hash ? await getRawMail(db, hash) : null;
        if (raw) write(`${id}.eml`, raw);
      }
      for (const [index, letter] of (await lettersOf(db, itemId)).entries()) {
        const raw = letter.rawSha256 ? await getRawMail(db, letter.rawSha256) : null;
        if (raw) write(`letter-${String(index + 1).padStart(2, "0")}-${letter.kind}.eml`, raw);
      }
    });
    process.stdout.write(`${folder}\n`);
    return 0;
  } finally {
    await store.close();
  }
}
