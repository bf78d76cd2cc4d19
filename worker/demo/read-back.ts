import { ImapFlow } from "imapflow";
import type { Policy } from "../../rules/policy.ts";
import type { Instant } from "../../rules/time.ts";
import { timersOf } from "../store/timers.ts";
import type { Wired } from "../wiring.ts";
import type { DemoMail } from "./mail-server.ts";
import type { SeenLetter } from "./play.ts";
import type { Sample, Script } from "./script.ts";

/** interfaces.md, `triage demo --once --json`. */
export interface DemoReport {
  readonly mails: readonly {
    readonly file: string;
    readonly pathway: string | null;
    readonly folder: string | null;
    readonly subject: string | null;
    readonly decision: string | null;
  }[];
  readonly letters: readonly { readonly to: string; readonly kind: string; readonly file: string | null }[];
  readonly timers: readonly {
    readonly kind: string;
    readonly file: string;
    readonly dueAt: Instant;
    readonly rangAt: Instant | null;
  }[];
}

/** Where every sample ended, read back from the mailbox over IMAP and from the letters that went out over SMTP. */
export async function readBack(
  script: Script,
  wired: Wired,
  mail: DemoMail,
  policy: Policy,
  letters: readonly SeenLetter[],
  fileOf: (itemId: string) => Promise<string | null>,
): Promise<DemoReport> {
  const found = await mailsOf(mail, policy);
  const mails = [];
  const timers = [];
  for (const sample of script.samples) {
    const row = await ledgerRow(wired, sample);
    const place = found.get(sample.messageId) ?? null;
    mails.push({
      file: sample.file,
      pathway: row?.pathway ?? null,
      folder: place?.folder ?? null,
      subject: place?.subject ?? null,
      decision: row?.decision ?? null,
    });
    if (!row?.itemId) continue;
    for (const timer of await wired.parts.store.read((db) => timersOf(db, `item:${row.itemId}`))) {
      if (timer.state !== "cancelled") {
        timers.push({ kind: timer.kind, file: sample.file, dueAt: timer.dueAt, rangAt: timer.rangAt });
      }
    }
  }
  const sent = [];
  for (const { to, kind, itemId } of letters) {
    sent.push({ to: to.join(", "), kind, file: itemId ? await fileOf(itemId) : null });
  }
  return { mails, letters: sent, timers };
}

/** Every mail in the folders people work in, by Message-ID: ORIGINALS holds what was amended, so it comes last. */
async function mailsOf(
  mail: DemoMail,
  policy: Policy,
): Promise<Map<string, { folder: string; subject: string }>> {
  const client = new ImapFlow({
    host: mail.imap.host,
    port: mail.imap.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: mail.imap.user, pass: mail.imap.pass },
    logger: false,
  });
  await client.connect();
  const found = new Map<string, { folder: string; subject: string }>();
  const roles = ["contact-completed", "pss-completed", "review", "inbox", "originals"] as const;
  for (const role of roles) {
    const folder = policy.folders[role];
    await client.mailboxOpen(folder, { readOnly: true });
    for (const message of await client.fetchAll("1:*", { envelope: true })) {
      const id = (message.envelope?.messageId ?? "").replace(/[<>]/g, "");
      if (!found.has(id)) found.set(id, { folder, subject: message.envelope?.subject ?? "" });
    }
  }
  await client.logout();
  return found;
}

interface LedgerRow {
  readonly pathway: string | null;
  readonly itemId: string | null;
  readonly decision: string | null;
}

export async function ledgerRow(wired: Wired, sample: Sample): Promise<LedgerRow | null> {
  return wired.parts.store.read(async (db) => {
    const row = await db
      .selectFrom("messages")
      .leftJoin("items", "items.id", "messages.item_id")
      .select(["messages.pathway as read_as", "items.pathway as pathway", "messages.item_id as item_id"])
      .where("messages.message_id", "=", sample.messageId)
      .where("messages.state", "!=", "copy")
      .executeTakeFirst();
    if (!row) return null;
    const decisions = row.item_id
      ? await db.selectFrom("item_children").select("decision").where("item_id", "=", row.item_id).execute()
      : [];
    const decided = [
      ...new Set(decisions.map(({ decision }) => decision).filter((decision) => decision !== null)),
    ];
    return {
      pathway: row.pathway ?? row.read_as,
      itemId: row.item_id,
      decision: decided.length > 0 ? decided.join("; ") : null,
    };
  });
}

/** What did not end as the script says it must, a sentence each; none where all is well. */
export function differences(script: Script, report: DemoReport): string[] {
  const wrong: string[] = [];
  for (const { file, ends } of script.samples) {
    const mail = report.mails.find((one) => one.file === file);
    const say = (what: string, expected: unknown, found: unknown) => {
      if (expected !== found) wrong.push(`${file}: expected ${what} ${expected}, found ${found}`);
    };
    say("pathway", ends.pathway, mail?.pathway ?? null);
    say("folder", ends.folder, mail?.folder ?? null);
    say("decision", ends.decision, mail?.decision ?? null);
    const outcome = /^\[([^\]]*)\]/.exec(mail?.subject ?? "")?.[1] ?? null;
    if (ends.outcome !== null || ends.folder !== "INBOX")
      say("outcome on the subject", ends.outcome, outcome);
    const kinds = report.letters.filter((letter) => letter.file === file).map(({ kind }) => kind);
    for (const kind of ends.letters)
      if (!kinds.includes(kind)) wrong.push(`${file}: expected a letter '${kind}', found none`);
    if (
      ends.letters.includes("reminder") &&
      !report.timers.some((t) => t.file === file && t.kind === "reminder" && t.rangAt)
    ) {
      wrong.push(`${file}: expected its reminder to ring, found that it did not`);
    }
  }
  return wrong;
}
