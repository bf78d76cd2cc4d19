import { existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import type { Policy } from "../../rules/policy.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import { type Instant, instant } from "../../rules/time.ts";
import type { DocumentReader, WorkedOut } from "../documents/reader.ts";
import type { Records } from "../ports.ts";
import type { Understanding, UnderstandingParts } from "../understand.ts";

const HELP = `Usage: triage explain FILE… [--records DIR] [--at ISO] [--json | --jsonl] [--config FILE]

Says what would be done with each mail (.eml or .msg), and why. Changes nothing, sends nothing.

  --records DIR  use this record extract, held in memory, in place of the configured database
  --at ISO       the moment of receipt, with offset; else the topmost Received: header, else Date:
  --json         one JSON value: an object for one file, a list for several
  --jsonl        one JSON object a line
  --config FILE  the configuration; else the one shipped in config/
`;

/** `triage explain`: 0 where every file was answered, 2 for a wrong call. */
export async function run(args: string[]): Promise<number> {
  const call = readCall(args);
  if (call === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  if (typeof call === "string") return refuse(call);
  for (const file of call.files) {
    const cannot = await access(file).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? "unknown error",
    );
    if (cannot !== null) return refuse(`cannot read ${file}: ${cannot}`);
  }
  const { openDocumentReader } = await import("../documents/reader.ts");
  const reader = openDocumentReader();
  // another process gets ready to read while this one reads the configuration
  reader.makeReady();
  try {
    const { loadConfig } = await import("../config.ts");
    const { policy, settings } = await loadConfig(call.config, { replies: false });
    const first = readMailFile(call.files[0] as string, call.at, reader, policy);
    first.catch(() => {});
    let world: World;
    try {
      world = await openWorld(call.records, settings.dataDir, reader);
    } catch (error) {
      if (call.records === undefined) throw error;
      return refuse(`--records ${call.records}: ${(error as Error).message}`);
    }
    await answerAll(call, first, world, policy);
    await world.close();
  } finally {
    await reader.close();
  }
  return 0;
}

async function answerAll(call: Call, first: Promise<WorkedOut>, world: World, policy: Policy): Promise<void> {
  const { understandContent } = await import("../understand.ts");
  const answers: unknown[] = [];
  let next = first;
  for (const [index, file] of call.files.entries()) {
    const read = await next;
    const following = call.files[index + 1];
    if (following !== undefined) {
      next = readMailFile(following, call.at, world.reader, policy);
      next.catch(() => {});
    }
    const explained = await understandContent(
      read.content,
      partsOf(world, read),
      policy,
      read.facts ?? undefined,
    );
    const name = basename(file);
    if (call.form === "text") {
      process.stdout.write((await import("./explain-text.ts")).explainText(name, explained, policy));
    } else if (call.form === "jsonl") {
      process.stdout.write(`${JSON.stringify(jsonOf(name, explained, policy))}\n`);
    } else {
      answers.push(jsonOf(name, explained, policy));
    }
  }
  if (call.form === "json") {
    process.stdout.write(`${JSON.stringify(answers.length === 1 ? answers[0] : answers, null, 2)}\n`);
  }
}

interface Call {
  readonly files: readonly string[];
  readonly records: string | undefined;
  readonly at: Instant | null;
  readonly form: "text" | "json" | "jsonl";
  readonly config: string | undefined;
}

/** The call, or what is wrong with it in one sentence. */
function readCall(args: string[]): Call | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return (error as Error).message;
  }
  const { values, positionals } = parsed;
  if (values.help) return "help";
  if (positionals.length === 0) return "expected at least one mail file";
  if (values.json && values.jsonl) return "--json and --jsonl exclude each other";
  let at: Instant | null = null;
  if (values.at !== undefined) {
    if (!/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(values.at))
      return `--at: expected ISO 8601 with offset, found '${values.at}'`;
    try {
      at = instant(values.at);
    } catch {
      return `--at: expected ISO 8601 with offset, found '${values.at}'`;
    }
  }
  return {
    files: positionals,
    records: values.records,
    at,
    form: values.json ? "json" : values.jsonl ? "jsonl" : "text",
    config: values.config,
  };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      records: { type: "string" },
      at: { type: "string" },
      json: { type: "boolean" },
      jsonl: { type: "boolean" },
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
}

function refuse(sentence: string): number {
  process.stderr.write(`triage explain: ${sentence}\n`);
  return 2;
}

export interface World {
  readonly reader: DocumentReader;
  readonly records: Records;
  readonly ownContacts: UnderstandingParts["ownContacts"];
  close(): Promise<void>;
}

/** The extract given, else the imported snapshot with our own items; nothing where nothing was ever imported. */
export async function openWorld(
  recordsDir: string | undefined,
  dataDir: string,
  reader: DocumentReader,
): Promise<World> {
  const { noRecords, openSnapshot, snapshotInMemory } = await import("../records/snapshot.ts");
  const snapshot = join(dataDir, "records.sqlite");
  const store = join(dataDir, "triage.sqlite");
  const inMemory = recordsDir !== undefined;
  const records = inMemory
    ? await snapshotInMemory(recordsDir)
    : existsSync(snapshot)
      ? openSnapshot(snapshot)
      : noRecords;
  const own = inMemory || !existsSync(store) ? null : await openOwnContacts(store);
  return {
    reader,
    records,
    ownContacts: own?.ownContacts ?? (() => []),
    close: async () => {
      records.close();
      await own?.close();
    },
  };
}

async function openOwnContacts(path: string): Promise<Pick<World, "ownContacts" | "close">> {
  const [{ openDatabase }, { ownContacts }] = await Promise.all([
    import("../store/database.ts"),
    import("../store/own-contacts.ts"),
  ]);
  const db = openDatabase(path);
  return { ownContacts: (ids, at) => ownContacts(db, ids, at), close: () => db.destroy() };
}

/** What `triage explain` says of one file. */
export async function explain(file: string, world: World, policy: Policy): Promise<Understanding> {
  const [read, { understandContent }] = await Promise.all([
    readMailFile(file, null, world.reader, policy),
    import("../understand.ts"),
  ]);
  return understandContent(read.content, partsOf(world, read), policy, read.facts ?? undefined);
}

function partsOf(world: World, { content }: WorkedOut): Omit<UnderstandingParts, "reader"> {
  return { ...world, foundRecentByBss: false, now: content.receivedAt };
}

/** @param at the moment of receipt; null: as the mail's own headers say, else now. */
async function readMailFile(
  file: string,
  at: Instant | null,
  reader: DocumentReader,
  policy: Policy,
): Promise<WorkedOut> {
  const [raw, { systemClock }] = await Promise.all([readFile(file), import("../clock.ts")]);
  const receivedAt = at ?? systemClock.now();
  const asked = { policy: policy.readMail, receiptByHeaders: at === null };
  return reader.readAndWorkOut(raw, receivedAt, asked).catch((error: Error) => {
    if (error.name !== "UnreadableMailError") throw error;
    return { content: unreadable(receivedAt, raw.length), facts: null, alone: null };
  });
}

/** A file that holds no mail that can be read: one part that says so, and a person looks. */
function unreadable(receivedAt: Instant, bytes: number): MailContent {
  return {
    messageId: null,
    subject: "",
    from: [],
    fromHeaders: 0,
    replyTo: [],
    to: [],
    cc: [],
    sentAt: null,
    receivedAt,
    inReplyTo: [],
    references: [],
    headers: [],
    parts: [
      {
        where: "file",
        kind: "other",
        fileName: null,
        mediaType: "application/octet-stream",
        status: "unreadable",
        reason: "no mail that can be read",
        text: "",
        fields: [],
        sha256: "",
        bytes,
      },
    ],
  };
}

/** The keys of interfaces.md, then what else triage found. */
export function jsonOf(
  file: string,
  { facts, triage }: Understanding,
  policy: Policy,
): Record<string, unknown> {
  return {
    file,
    pathway: triage.pathway,
    urgent: triage.urgent,
    children: triage.children,
    comparedWith: triage.comparedWith,
    reviewer: triage.reviewer,
    folder: policy.folders[triage.folder],
    note: triage.note,
    because: triage.because,
    category: triage.category,
    copyEarlyHelp: triage.copyEarlyHelp,
    urgentBecause: triage.urgentBecause,
    openWith: triage.openWith,
    closure: triage.closure,
    question: triage.question,
    accumulation: triage.accumulation,
    comparison: triage.comparison,
    identities: triage.identities,
    receivedAt: facts.receivedAt,
    mail: {
      kind: facts.kind,
      kindBecause: facts.kindBecause,
      referrer: facts.referrer,
      children: facts.children,
      adults: facts.adults,
      chain: facts.chain,
    },
    facts: facts.facts.map(({ kind, value, written, where, confidence }) => ({
      kind,
      value,
      written,
      where,
      confidence,
    })),
    // how far each part was read, never its text
    parts: facts.parts.map(({ where, kind, fileName, mediaType, status, reason, bytes, sha256 }) => ({
      where,
      kind,
      fileName,
      mediaType,
      status,
      reason,
      bytes,
      sha256,
    })),
  };
}
