/** The process that reads mails for `openDocumentReader`. Its parent kills it when a mail costs too much. */
import type { Instant } from "../../rules/time.ts";
import { readDocuments } from "./read-documents.ts";
import type { ReadAnswer, ReadRequest } from "./reader.ts";

process.on("message", (request: ReadRequest) => {
  const raw = Buffer.from(request.raw.buffer, request.raw.byteOffset, request.raw.byteLength);
  readDocuments(raw, request.receivedAt as Instant, {
    limits: request.limits,
    wholeBytes: request.wholeBytes,
    ...(request.leaveAttachments === null ? {} : { leaveAttachments: request.leaveAttachments }),
  }).then(
    (content) => answer({ content, error: null }),
    // the message of an unexpected error may quote the mail: only its kind goes back
    (error: unknown) => answer({ content: null, error: error instanceof Error ? error.name : "Error" }),
  );
});

process.on("disconnect", () => process.exit(0));

function answer(message: ReadAnswer): void {
  process.send?.(message);
}
