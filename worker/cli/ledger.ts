import { Command } from "commander";
import { formatLocal } from "../../rules/calendar.ts";
import type { Policy } from "../../rules/policy.ts";
import { loadConfig, type Settings } from "../config.ts";
import { ledgerDifferences } from "../ledger-check.ts";
import { openMailbox, openTriageStore } from "../wiring.ts";

/** `triage ledger`: every message ever seen, where it is and why; `--check` compares with the mailbox. */
export async function run(args: string[]): Promise<number> {
  const options = new Command("triage ledger")
    .description("every message ever seen, its one state, and where it lies")
    .option("--config <file>", "the configuration file")
    .option("--state <state>", "only those in this state")
    .option("--check", "compare with the mailbox; exit 1 on a difference")
    .option("--json", "one JSON value")
    .option("--plaintext-on-this-machine", "no TLS, for servers on localhost only")
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<{
      config?: string;
      state?: string;
      check?: boolean;
      json?: boolean;
      plaintextOnThisMachine?: boolean;
    }>();
  const { policy, settings } = await loadConfig(options.config);
  if (options.check) {
    return check(policy, settings, {
      json: options.json ?? false,
      loopbackPlaintext: options.plaintextOnThisMachine ?? false,
    });
  }
  const store = await openTriageStore(settings.dataDir);
  try {
    const rows = await store.read((db) => {
      const all = db.selectFrom("messages").selectAll().orderBy("id");
      return (options.state ? all.where("state", "=", options.state) : all).execute();
    });
    const shown = rows.map((row) => ({
      message: row.id,
      state: row.state,
      pathway: row.pathway,
      urgent: row.urgent === 1,
      item: row.item_id,
      folder: row.folder,
      receivedAt: row.received_at,
      note: row.note,
    }));
    if (options.json) process.stdout.write(`${JSON.stringify(shown)}\n`);
    else {
      for (const row of shown) {
        const what = [
          row.state,
          row.pathway ?? "-",
          row.urgent ? "URGENT" : "",
          row.item ?? "",
          row.folder ?? "in no folder",
          row.note ?? "",
        ];
        process.stdout.write(
          `${row.message}  ${formatLocal(row.receivedAt)}  ${what.filter(Boolean).join("  ")}\n`,
        );
      }
    }
    return 0;
  } finally {
    await store.close();
  }
}

/** Compares with the mailbox; 1 where they differ. */
async function check(
  policy: Policy,
  settings: Settings,
  options: { readonly json: boolean; readonly loopbackPlaintext: boolean },
): Promise<number> {
  const store = await openTriageStore(settings.dataDir);
  const mailbox = openMailbox(policy, settings, options.loopbackPlaintext);
  try {
    const differences = await ledgerDifferences(store, mailbox);
    if (options.json) process.stdout.write(`${JSON.stringify(differences)}\n`);
    else if (differences.length === 0) process.stdout.write("The mailbox and the ledger agree.\n");
    for (const { folder, missing, unknown } of options.json ? [] : differences) {
      if (missing.length > 0) process.stdout.write(`${folder}: not there any more: ${missing.join(", ")}\n`);
      if (unknown.length > 0)
        process.stdout.write(
          `${folder}: not in the ledger: ${unknown.length} (UIDs ${unknown.slice(0, 20).join(", ")})\n`,
        );
    }
    return differences.length === 0 ? 0 : 1;
  } finally {
    await mailbox.close();
    await store.close();
  }
}
