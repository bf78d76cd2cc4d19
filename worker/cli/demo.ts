import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { formatLocal } from "../../rules/calendar.ts";
import { SteppedClock } from "../clock.ts";
import { loadConfig } from "../config.ts";
import { startDemoMail } from "../demo/mail-server.ts";
import { play, type SeenLetter } from "../demo/play.ts";
import { type DemoReport, differences, readBack } from "../demo/read-back.ts";
import { loadScript, type Script } from "../demo/script.ts";
import type { WorkerEvent } from "../events.ts";
import { importExtract } from "../records/import.ts";
import { wire } from "../wiring.ts";

/** `triage demo`: the whole main job on one machine with nothing configured. */
export async function run(args: string[]): Promise<number> {
  const options = new Command("triage demo")
    .description(
      "the whole job with an embedded mail server, Redis and SQLite, sample referrals, and sample staff who reply; " +
        "a working day passes in seconds",
    )
    .option("--once", "play it through and exit 0 only if every sample ended where it must")
    .option("--json", "with --once: print where everything ended as one JSON value")
    .option("--keep", "keep the folder with the store, to look into")
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<{ once?: boolean; json?: boolean; keep?: boolean }>();
  const say = (line: string) => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);

  const script = loadScript();
  const { policy: shipped, settings } = await loadConfig();
  const policy = { ...shipped, startFrom: script.start, mode: "automatic" as const };
  const dataDir = mkdtempSync(join(tmpdir(), "triage-demo-"));
  const clock = new SteppedClock(script.start);
  const mail = await startDemoMail({
    mailbox: policy.addresses.mailbox,
    folders: Object.values(policy.folders).filter((name) => name !== "INBOX"),
    vouchedDomains: policy.internalDomains,
    authservId: settings.authservIds[0] ?? "mx.trust.example",
    now: () => clock.now(),
  });
  const files = new Map<string, string>();
  const teller = eventTeller(say, clock, files);
  await importExtract(script.recordsDir, join(dataDir, "records.sqlite"), { strict: true });
  const wired = await wire(
    policy,
    {
      ...settings,
      dataDir,
      redisUrl: null,
      secret: "demo",
      imap: { ...mail.imap, secure: false, password: mail.imap.pass },
      smtp: { ...mail.smtp, secure: false, user: null, password: null },
    },
    { clock, emit: teller, loopbackPlaintext: true },
  );
  try {
    say(`The demo begins on ${formatLocal(script.start)}. ${script.samples.length} mails will come.`);
    await wired.parts.mailbox.connect();
    await wired.worker.settle(); // first start: an empty mailbox
    const letters: SeenLetter[] = [];
    const fileOf = (itemId: string) => fileOfItem(wired, script, itemId, files);
    await play(script, wired, mail, clock, fileOf, (letter) => letters.push(letter));
    const report = await readBack(script, wired, mail, policy, letters, fileOf);
    const wrong = differences(script, report);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else tellEnd(say, script, report, letters);
    for (const line of wrong) process.stderr.write(`${line}\n`);
    if (!options.once) {
      say(
        `\nThe mailbox is open to look into until Ctrl-C: IMAP ${mail.imap.host}:${mail.imap.port}, user ${mail.imap.user}, password ${mail.imap.pass}, no TLS.`,
      );
      if (options.keep) say(`The store is in ${dataDir}.`);
      await new Promise<void>((resolve) => {
        process.once("SIGINT", resolve);
        process.once("SIGTERM", resolve);
      });
    }
    return wrong.length > 0 ? 1 : 0;
  } finally {
    await wired.close();
    await mail.stop();
    if (!options.keep) rmSync(dataDir, { recursive: true, force: true });
  }
}

type DemoWired = Awaited<ReturnType<typeof wire>>;

/** Which sample an item is about: by the mail that opened it. */
async function fileOfItem(
  wired: DemoWired,
  script: Script,
  itemId: string,
  files: Map<string, string>,
): Promise<string | null> {
  const known = files.get(itemId);
  if (known) return known;
  const row = await wired.parts.store.read((db) =>
    db
      .selectFrom("item_messages")
      .innerJoin("messages", "messages.id", "item_messages.message_id")
      .select(["messages.message_id as message_id"])
      .where("item_messages.item_id", "=", itemId)
      .orderBy("item_messages.place")
      .executeTakeFirst(),
  );
  const file = script.samples.find((sample) => sample.messageId === row?.message_id)?.file ?? null;
  if (file) files.set(itemId, file);
  return file;
}

/** A readable line for each thing that happens. */
function eventTeller(say: (line: string) => void, clock: SteppedClock, files: ReadonlyMap<string, string>) {
  return (event: WorkerEvent): void => {
    const line = sentence(event);
    if (!line) return;
    const file = "item" in event && event.item ? files.get(event.item) : undefined;
    say(`${formatLocal(clock.now())}  ${line}${file ? `  (${file})` : ""}`);
  };
}

function sentence(event: WorkerEvent): string | null {
  switch (event.name) {
    case "taken-in":
      return `${event.message} came into ${event.folder}`;
    case "classified":
      return `${event.message} is ${event.pathway}${event.urgent ? ", URGENT" : ""}${event.item ? `: request ${event.item}` : ""}`;
    case "moved":
      return `${event.message} moved from ${event.from} to ${event.to}`;
    case "asked":
      return `${event.item}: ${event.staff} is asked (${event.as}), due ${formatLocal(event.dueAt)}`;
    case "owner-asked":
      return `${event.item}: its owner ${event.staff ?? "(all RAOs)"} is asked`;
    case "reply":
      return `${event.message}: ${event.staff ?? "somebody"} answered: ${event.result}`;
    case "reply-refused":
      return `${event.message}: a reply was refused: ${event.because}`;
    case "decided":
      return `${event.item}: decided by ${event.staff}: ${event.decisions.join(", ")}`;
    case "contact-opened":
      return `${event.item}: contact opened (${event.cases.join(", ")}), given to ${event.assignee ?? "nobody yet"}`;
    case "letter-sent":
      return `${event.item ?? "all"}: mail sent to ${event.recipient}: ${event.kind}`;
    case "letter-held":
      return `${event.item}: the letter to the referrer waits for its owner: ${event.because}`;
    case "filed":
      return `${event.item}: ${event.message} filed in ${event.folder}`;
    case "rang":
      return event.kind === "digest" ? null : `${event.timer} rang`;
    case "needs-attention":
      return `${event.message} could not be read: ${event.reason}`;
    case "effect-failed":
      return `${event.effect} failed: ${event.error}`;
    case "error":
      return `something went wrong in ${event.where}: ${event.error}`;
    default:
      return null;
  }
}

function tellEnd(
  say: (line: string) => void,
  script: Script,
  report: DemoReport,
  letters: readonly SeenLetter[],
): void {
  say("\nWhere every mail ended:");
  for (const { file, pathway, folder, subject, decision } of report.mails) {
    say(
      `  ${file.padEnd(32)} ${(pathway ?? "?").padEnd(23)} ${(decision ?? "-").padEnd(12)} ${(folder ?? "?").padEnd(18)} ${subject ?? ""}`,
    );
  }
  say("\nHow many mails each got:");
  const counts = Map.groupBy(
    letters.flatMap(({ to }) => to),
    (address) => address,
  );
  for (const [address, all] of [...counts].toSorted((a, b) => b[1].length - a[1].length))
    say(`  ${String(all.length).padStart(3)}  ${address}`);
  say(`\n${script.samples.length} mails, ${letters.length} letters.`);
}
