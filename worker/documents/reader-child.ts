/** The process that reads mails for `openDocumentReader`. Its parent kills it when a mail costs too much. */
import { flushCompileCache } from "node:module";
import { isDeepStrictEqual } from "node:util";
import type { ReadMailPolicy } from "../../rules/read-mail/policy.ts";
import { readMail } from "../../rules/read-mail/read-mail.ts";
import type { Instant } from "../../rules/time.ts";
import type { Knowledge, UnderstandAlone } from "../understand-alone.ts";
import { readDocuments } from "./read-documents.ts";
import type { ReadAnswer, ReadRequest } from "./reader.ts";
import { receiptOf } from "./receipt.ts";

let policy = {} as ReadMailPolicy;
let knowing: Promise<UnderstandAlone> | null = null;

process.on("message", (message: ReadRequest | Knowledge) => {
  if ("recordsFile" in message) {
    knowing = import("../understand-alone.ts").then(({ knowingOf }) => knowingOf(message));
    knowing.catch(() => {});
    return;
  }
  // the message of an unexpected error may quote the mail: only its kind goes back
  answer(message).catch((error: unknown) =>
    tell({ id: message.id, error: error instanceof Error ? error.name : "Error" }),
  );
});

process.on("disconnect", () => process.exit(0));

async function answer({ id, raw, asked, ...request }: ReadRequest): Promise<void> {
  const read = await readDocuments(
    Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
    request.receivedAt as Instant,
    {
      limits: request.limits,
      wholeBytes: request.wholeBytes,
      ...(request.leaveAttachments === null ? {} : { leaveAttachments: request.leaveAttachments }),
    },
  );
  const byHeaders = asked?.receiptByHeaders ? receiptOf(read) : null;
  const content = { ...read, receivedAt: byHeaders ?? read.receivedAt };
  tell({ id, content });
  if (!asked) return;
  // Rules remember what they made of a policy by the object that it is, and each message brings another.
  if (!isDeepStrictEqual(policy, asked.policy)) policy = asked.policy;
  const facts = readMail(content, policy);
  tell({ id, facts, alone: (asked.alone && (await (await knowing)?.(content, facts, asked.alone))) ?? null });
}

function tell(message: ReadAnswer): void {
  // Where the parent keeps compiled code. Later would be too late, since we are killed; it costs 0.1 ms.
  flushCompileCache?.();
  process.send?.(message);
}
