import { encodeText, foldField } from "./encoded-words.ts";
import { withoutBlanks } from "./headers.ts";

/** What an amended copy says of itself. */
export interface AmendedHeaders {
  readonly item: string;
  readonly outcome: string;
}

const READ_RECEIPTS = new Set(["disposition-notification-to", "return-receipt-to", "x-confirm-reading-to"]);
const OURS = new Set(["x-cass-item", "x-cass-original-subject", "x-cass-outcome"]);

/** The fixed texts of the specification's A.4: a subject that begins so bears our mark already. */
const SENT = "(?:outcome sent to referrer|outcome not sent \\(no safe address\\))";
const FINAL = "(?:duplicate contact|no contact created|FSW visit requested|taken forward by Team Manager)";
const OUTCOME = `(?:contact created|urgent action taken - contact created|${FINAL}(?: - ${SENT})?)`;
const OUR_PREFIX = new RegExp(`^\\[${OUTCOME}(?: / ${OUTCOME}){0,30}\\](?:[ \\t]|$)`);

interface Field {
  /** Lower case; null for a first line that is no field (`From ` of an mbox). */
  readonly name: string | null;
  /** The whole field with its line ends, as bytes in Latin-1. */
  readonly bytes: string;
}

/**
 * The same message with the outcome in front of its subject (MBX-08): `[<outcome>] <original subject>`. The original
 * subject stays as it was written, save that bytes outside ASCII are encoded by RFC 2047 (MBX-12); a prefix of ours is
 * replaced. Requests for a read receipt are taken out. Everything below the header block is the same, byte for byte.
 * @throws {RangeError} where a text of ours holds a control character
 */
export function amendSubject(raw: Buffer, outcome: string, headers: AmendedHeaders): Buffer {
  for (const text of [outcome, headers.item, headers.outcome]) {
    if (/\p{Cc}/u.test(text))
      throw new RangeError("Cannot amend a subject: expected one line of text, found a control character");
  }
  const { fields, rest, lineEnd } = readHeaderBlock(raw);
  const valuesOf = (name: string) => fields.filter((field) => field.name === name).map(unfolded);
  const subjects = valuesOf("subject");
  const original = withoutOurPrefix(subjects[0] ?? "", valuesOf("x-cass-outcome")[0] ?? null);
  // A mail with more than one subject loses none of them.
  const others = [...subjects.slice(1), ...valuesOf("x-cass-original-subject")].filter(
    (text) => text !== original,
  );
  const originals = [original, ...new Set(others)];
  const prefix = encodeText(Buffer.from(`[${outcome}]`).toString("latin1"));
  const subject = foldField(
    "Subject",
    original === "" ? prefix : `${prefix} ${encodeText(original)}`,
    lineEnd,
  );

  let placed = false;
  const kept: string[] = [];
  for (const { name, bytes } of fields) {
    if (name !== null && (READ_RECEIPTS.has(name) || OURS.has(name))) continue;
    if (name !== "subject") kept.push(bytes);
    else if (!placed) {
      placed = true;
      kept.push(subject);
    }
  }
  if (!placed) kept.push(subject);
  const utf8 = (text: string) => encodeText(Buffer.from(text).toString("latin1"));
  kept.push(
    foldField("X-CASS-Item", utf8(headers.item), lineEnd),
    ...originals.map((text) => foldField("X-CASS-Original-Subject", encodeText(text), lineEnd)),
    foldField("X-CASS-Outcome", utf8(headers.outcome), lineEnd),
  );
  return Buffer.concat([Buffer.from(kept.join(""), "latin1"), rest]);
}

/**
 * The block ends at the first line that is neither a field nor goes on with one: a blank line, or, in a mail without
 * one, the first line of text. A line with a bare CR in it is no field either: readers differ on what it says.
 */
function readHeaderBlock(raw: Buffer): {
  readonly fields: readonly Field[];
  readonly rest: Buffer;
  readonly lineEnd: string;
} {
  const fields: { name: string | null; bytes: string }[] = [];
  let at = 0;
  let lineEnd: string | null = null;
  while (at < raw.length) {
    const newline = raw.indexOf(0x0a, at);
    const end = newline < 0 ? raw.length : newline + 1;
    const line = raw.toString("latin1", at, end);
    lineEnd ??= line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : null;
    const current = fields.at(-1);
    const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
    if (/\r[^\n]/.test(line)) break;
    if (name !== undefined) fields.push({ name: name.toLowerCase(), bytes: line });
    else if (current !== undefined && /^[ \t]+[^ \t\r\n]/.test(line)) current.bytes += line;
    else if (at === 0 && /^>?From /.test(line)) fields.push({ name: null, bytes: line });
    else break;
    at = end;
  }
  const last = fields.at(-1);
  if (last !== undefined && !last.bytes.endsWith("\n")) last.bytes += lineEnd ?? "\r\n";
  return { fields, rest: raw.subarray(at), lineEnd: lineEnd ?? "\r\n" };
}

/** The unfolded value: what follows the colon, without the blanks around it. */
function unfolded({ bytes }: Field): string {
  return withoutBlanks(bytes.slice(bytes.indexOf(":") + 1).replace(/\r?\n/g, ""));
}

/** The subject as its sender wrote it: without the prefix of an outcome that we put there before. */
function withoutOurPrefix(subject: string, recordedOutcome: string | null): string {
  const recorded = `[${recordedOutcome}] `;
  if (recordedOutcome !== null && subject.startsWith(recorded)) return subject.slice(recorded.length);
  const prefix = OUR_PREFIX.exec(subject)?.[0];
  return prefix === undefined ? subject : subject.slice(prefix.length);
}
