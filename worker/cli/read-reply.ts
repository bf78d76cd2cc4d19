import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { ReplyPolicy } from "../../rules/read-reply/policy.ts";
import type { ReplyReading } from "../../rules/read-reply/read-reply.ts";
import type { ReviewerRole } from "../../rules/situation.ts";
import type { DocumentReader } from "../documents/reader.ts";

const HELP = `Usage: triage read-reply FILE… [--role ROLE] [--json | --jsonl] [--config FILE]

Reads reviewers' replies (.eml or .msg) and says which decision each holds. Changes nothing, sends nothing.

  --role ROLE    who was asked: tm-sp, cass-team-manager or early-help-manager; without it, every decision word is read
  --json         one JSON value: an object for one file, a list for several
  --jsonl        one JSON object a line
  --config FILE  the configuration; else the one shipped in config/
`;

const ROLES = ["tm-sp", "cass-team-manager", "early-help-manager"] as const satisfies readonly ReviewerRole[];

/** `triage read-reply`: 0 where every file was read, 2 for a wrong call. */
export async function run(args: string[]): Promise<number> {
  let call: ReturnType<typeof parse>;
  try {
    call = parse(args);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { values, positionals: files } = call;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (files.length === 0) return refuse("expected at least one mail file");
  if (values.json && values.jsonl) return refuse("--json and --jsonl exclude each other");
  const role = values.role === undefined ? "none" : ROLES.find((known) => known === values.role);
  if (role === undefined) return refuse(`--role: expected ${ROLES.join(", ")}, found '${values.role}'`);
  const mails: { file: string; raw: Buffer }[] = [];
  for (const file of files) {
    try {
      mails.push({ file, raw: await readFile(file) });
    } catch (error) {
      return refuse(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`);
    }
  }

  const [{ loadConfig }, { openDocumentReader }] = await Promise.all([
    import("../config.ts"),
    import("../documents/reader.ts"),
  ]);
  const { policy } = await loadConfig(values.config);
  const reader = openDocumentReader();
  const answers: unknown[] = [];
  try {
    for (const { file, raw } of mails) {
      const reading = await readOne(raw, role, reader, policy.reply);
      const name = basename(file);
      if (values.json) answers.push(asJson(name, reading));
      else
        process.stdout.write(
          values.jsonl ? `${JSON.stringify(asJson(name, reading))}\n` : inWords(name, reading),
        );
    }
  } finally {
    await reader.close();
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answers.length === 1 ? answers[0] : answers, null, 2)}\n`);
  }
  return 0;
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      role: { type: "string" },
      json: { type: "boolean" },
      jsonl: { type: "boolean" },
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
}

async function readOne(
  raw: Buffer,
  role: ReviewerRole,
  reader: DocumentReader,
  policy: ReplyPolicy,
): Promise<ReplyReading> {
  const [{ systemClock }, { readReply }, { receiptOf }] = await Promise.all([
    import("../clock.ts"),
    import("../../rules/read-reply/read-reply.ts"),
    import("../documents/receipt.ts"),
  ]);
  try {
    const content = await reader.read(raw, systemClock.now());
    return readReply({ ...content, receivedAt: receiptOf(content) ?? content.receivedAt }, role, policy);
  } catch (error) {
    if ((error as Error).name !== "UnreadableMailError") throw error;
    const because = [{ rule: "read-reply", found: "no mail that can be read", where: "file" }];
    return { decision: "unclear", decisions: [], rationale: "", to: null, because };
  }
}

/** The keys of interfaces.md, `read-reply --json`. */
function asJson(file: string, { decision, decisions, rationale, to, because }: ReplyReading) {
  return { file, decision, decisions, rationale, to, because };
}

function inWords(file: string, reading: ReplyReading): string {
  const decided =
    reading.decision ?? reading.decisions.map(({ child, decision }) => `${child}: ${decision}`).join(", ");
  const lines = [`${file}: ${decided}${reading.to === null ? "" : ` to ${reading.to}`}`];
  for (const { found, where } of reading.because) lines.push(`  ${found} (${where})`);
  if (reading.rationale !== "") lines.push(...reading.rationale.split("\n").map((line) => `  | ${line}`));
  return `${lines.join("\n")}\n`;
}

function refuse(sentence: string): number {
  process.stderr.write(`triage read-reply: ${sentence}\n`);
  return 2;
}
