/**
 * How well free wording is read: `node bench/replies.ts FILE.jsonl… [--quiet]`. Each line of a file holds `text`, `role` and
 * the `decision` it means (`decisions` for several children, `to`, `subject`, `alsoAccept`). Every text is wrapped as a
 * reply above a quoted review and read from its bytes on, as `triage read-reply` does.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Decision, type ReplyReading, readReply } from "../rules/read-reply/read-reply.ts";
import type { ReviewerRole } from "../rules/situation.ts";
import { instant } from "../rules/time.ts";
import { loadReplyPolicy } from "../worker/config/reply.ts";
import { readDocuments } from "../worker/documents/read-documents.ts";

interface Wording {
  readonly role: ReviewerRole;
  readonly text: string;
  readonly decision: Decision | null;
  readonly decisions?: ReplyReading["decisions"];
  readonly to?: string;
  readonly subject?: string;
  readonly alsoAccept?: readonly Decision[];
}

const QUOTE = `From: CASS <cass@trust.example>
Sent: 25 March 2026 09:40
To: Nadia Rahman <nadia.rahman@trust.example>
Subject: [CASS review R-000014] [R-000014-1-0123456789AB] decision needed by 17:15 Wed 25 Mar

Dear Nadia,

A decision is needed about R-000014 by Wed 25 Mar 2026 17:15.

Does a new contact need to be created?

A: K.O. (P-104)

How to answer: reply with one of these words on the first line.
NEW CONTACT: a new contact is created
NO CONTACT: no new contact; the record is added to and the referrer told
MORE INFO: you need to know more first
NOT MINE: somebody else should decide (add the name)

Reference R-000014. Children's Advice and Support Service (CASS), Northmoor Children's Trust.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quiet: { type: "boolean" } },
});
const policy = loadReplyPolicy("config");

for (const file of positionals) {
  const wordings: Wording[] = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const count = { clear: 0, read: 0, askedBack: 0, unclear: 0, wrong: 0, names: 0, named: 0 };
  for (const wording of wordings) {
    const reading = await read(wording);
    const wanted = saidOf(wording);
    const found = saidOf(reading);
    const isClear = wanted !== "unclear";
    if (isClear) count.clear++;
    else count.unclear++;
    const accepted = wanted === found || (wording.alsoAccept ?? []).some((also) => also === found);
    const outcome = accepted ? "right" : found === "unclear" ? "asked back" : "WRONG";
    if (outcome === "WRONG") count.wrong++;
    else if (outcome === "asked back") count.askedBack++;
    else if (isClear) count.read++;
    if (wording.to !== undefined && found === "reassign") {
      count.names++;
      if (wording.to === reading.to) count.named++;
      else if (!values.quiet) console.log(`  to ${reading.to}, not ${wording.to}: ${wording.text}`);
    }
    if (outcome !== "right" && !values.quiet)
      console.log(
        `  ${outcome}: ${found}, not ${wanted} [${wording.role}] ${JSON.stringify(wording.text)}: ${reading.because[0]?.found}`,
      );
  }
  const share = ((100 * count.read) / count.clear).toFixed(1);
  console.log(
    `${file}: ${wordings.length} wordings, ${count.clear} clear: ${count.read} read (${share} %), ${count.askedBack} asked back; ` +
      `${count.unclear} unclear; ${count.wrong} read wrongly; ${count.named} of ${count.names} names`,
  );
}

function saidOf({ decision, decisions }: Pick<ReplyReading, "decision"> & Partial<ReplyReading>): string {
  if (decision !== null) return decision;
  return (decisions ?? []).map(({ child, decision: said }) => `${child}: ${said}`).join(", ");
}

async function read({ text, role, subject }: Wording): Promise<ReplyReading> {
  const raw = [
    "From: Nadia Rahman <nadia.rahman@trust.example>",
    "To: CASS <cass@trust.example>",
    `Subject: ${subject ?? "RE: [CASS review R-000014] [R-000014-1-0123456789AB] decision needed by 17:15 Wed 25 Mar"}`,
    "Date: Wed, 25 Mar 2026 10:30:00 +0000",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    text,
    "",
    QUOTE,
  ].join("\r\n");
  const content = await readDocuments(Buffer.from(raw), instant("2026-03-25T10:30:05Z"));
  return readReply(content, role, policy);
}
