import { type Attribution, isGroupWiseHeader, readAttribution } from "./chain-attribution.ts";
import {
  type HeaderLine,
  isRule,
  readAddress,
  readHeaderLine,
  readHeaderRun,
  readSeparator,
  type Separator,
} from "./chain-headers.ts";
import { readMoment } from "./dates.ts";
import type { ChainMessage } from "./mail.ts";
import { cutSignature } from "./signatures.ts";

/** A message under way: its lines and what its header said. */
interface Draft {
  headers: HeaderLine[];
  attribution: Attribution | null;
  role: ChainMessage["role"];
  readonly lines: string[];
}

interface QuotedLine {
  /** How many '>' stand before it. */
  readonly depth: number;
  readonly text: string;
}

/** What is longer than this is text, whatever it looks like. */
const MOST_LINES = 200_000;
/** Mail programs wrap plain text at 72 to 80 characters. */
const NARROWEST_WRAP = 72;

/**
 * Cuts the text of a body into the messages it is made of, newest first: what was newly written, then what it quotes
 * or passes on. Knows the marks of Outlook, Gmail, Apple, Lotus, GroupWise, Thunderbird, Yahoo and plain '>' quoting
 * in many languages. The first is always there, with empty text where nothing was newly written. Below a separator that says
 * "forwarded" the role is "forwarded", else "quoted": who wrote to whom may tell more (see `readMail`).
 * Takes time in proportion to the text.
 */
export function cutChain(text: string, where: string): ChainMessage[] {
  const lines = splitLines(text);
  const drafts: Draft[] = [{ headers: [], attribution: null, role: "new", lines: [] }];
  /** Which message the lines of each depth belong to. */
  const owners: number[] = [0];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as QuotedLine;
    const opening = openingAt(lines, at);
    if (opening) {
      const above = drafts[
        owners[line.depth] ?? owners.findLast((owner) => owner !== undefined) ?? 0
      ] as Draft;
      if (opening.attribution?.before) above.lines.push(opening.attribution.before);
      while (
        above.lines.length > 0 &&
        (above.lines.at(-1)?.trim() === "" || isRule(above.lines.at(-1) as string))
      )
        above.lines.pop();
      drafts.push({
        headers: opening.headers,
        attribution: opening.attribution,
        role: opening.forwarded ? "forwarded" : "quoted",
        lines: [],
      });
      at += opening.lines;
      const next = lines.slice(at, at + 4).find(({ text }) => text.trim() !== "");
      const depth = next && next.depth > line.depth ? next.depth : line.depth;
      owners.length = depth;
      owners[depth] = drafts.length - 1;
      continue;
    }
    let owner = owners[line.depth];
    if (owner === undefined && line.text.trim() === "") {
      at++;
      continue;
    }
    if (owner === undefined) {
      drafts.push({ headers: [], attribution: null, role: "quoted", lines: [] });
      owner = drafts.length - 1;
      owners[line.depth] = owner;
    }
    if (isTornOff(lines, at) || (owner === 0 && isTornFromForward(lines, at, drafts, owners)))
      owner = owners[lines[at - 1]?.depth ?? 0] ?? owner;
    drafts[owner]?.lines.push(line.text);
    at++;
  }
  return drafts
    .filter(
      (draft, index) =>
        index === 0 ||
        draft.headers.length > 0 ||
        draft.attribution ||
        draft.lines.some((line) => line.trim() !== ""),
    )
    .map((draft) => finish(draft, where));
}

function splitLines(text: string): QuotedLine[] {
  const all = text.replace(/\r\n?/g, "\n").split("\n", MOST_LINES);
  return all.map((line) => {
    if (isGroupWiseHeader(line)) return { depth: 0, text: line };
    let at = 0;
    let depth = 0;
    let end = 0;
    while (at < line.length) {
      const char = line[at];
      if (char === ">") {
        depth++;
        end = ++at;
      } else if (char === " " && at - end < 3) at++;
      else break;
    }
    if (depth === 0) return { depth, text: line };
    return { depth, text: line.slice(line[end] === " " ? end + 1 : end) };
  });
}

interface Opening {
  readonly headers: HeaderLine[];
  readonly attribution: Attribution | null;
  readonly forwarded: boolean;
  readonly lines: number;
}

/** Whether a quoted or forwarded message begins at this line, and how many lines its header takes. */
function openingAt(lines: readonly QuotedLine[], at: number): Opening | undefined {
  const first = lines[at] as QuotedLine;
  if (first.text.trim() === "") return undefined;
  const separator = readSeparator(first.text);
  const separated = separator && belowSeparator(lines, at, separator);
  if (separated) return separated;
  const block = headerBlock(lines, at);
  if (block) return { ...block, attribution: null, forwarded: false };
  const run = headersOfOneLine(first.text);
  if (run) return { headers: run, attribution: null, forwarded: false, lines: 1 };
  const attribution = readAttribution((offset) => {
    const line = lines[at + offset];
    // the rest of a wrapped attribution may have been quoted one level too deep
    return line && line.depth >= first.depth && line.depth <= first.depth + 1 ? line.text : undefined;
  });
  return attribution ? { headers: [], attribution, forwarded: false, lines: attribution.lines } : undefined;
}

function belowSeparator(lines: readonly QuotedLine[], at: number, separator: Separator): Opening | undefined {
  if (separator.rest !== "") {
    const headers = readHeaderRun(separator.rest);
    if (headers.length > 1) return { headers, attribution: null, forwarded: separator.forwarded, lines: 1 };
    if (separator.unknown) return undefined;
  }
  let skipped = 1;
  while (skipped < 4 && lines[at + skipped]?.text.trim() === "") skipped++;
  const block = headerBlock(lines, at + skipped);
  if (block)
    return { ...block, attribution: null, forwarded: separator.forwarded, lines: skipped + block.lines };
  const run = readHeaderRun(lines[at + skipped]?.text ?? "");
  if (run.length > 1)
    return { headers: run, attribution: null, forwarded: separator.forwarded, lines: skipped + 1 };
  // a sentence that only speaks of a forwarded message ends in no colon and bears no dashes
  if (!separator.unknown && /^[\s*]*[-_=–—]{2}/.test(lines[at]?.text ?? ""))
    return { headers: [], attribution: null, forwarded: separator.forwarded, lines: 1 };
  return undefined;
}

/** `From:`, `Sent:`, `To:`, `Subject:` one below the other; undefined where these lines are none. */
function headerBlock(
  lines: readonly QuotedLine[],
  at: number,
): { headers: HeaderLine[]; lines: number } | undefined {
  const first = lines[at];
  if (!first) return undefined;
  const opening = readHeaderLine(first.text);
  if (!opening) return undefined;
  const headers: HeaderLine[] = [opening];
  let taken = 1;
  for (let ahead = 1; ahead < 60; ahead++) {
    const line = lines[at + ahead];
    if (!line || line.depth !== first.depth) break;
    if (line.text.trim() === "") {
      // one or two empty lines between headers, as made of <p>; more, or one before text, end them
      const next = lines.slice(at + ahead + 1, at + ahead + 3).find(({ text }) => text.trim() !== "");
      if (
        next &&
        next.depth === first.depth &&
        headers.length < 6 &&
        isNewHeader(readHeaderLine(next.text), headers)
      )
        continue;
      break;
    }
    const header = readHeaderLine(line.text);
    if (header && isNewHeader(header, headers)) {
      headers.push(header);
      taken = ahead + 1;
    } else if (!continues(lines, at + ahead, first.depth, headers)) break;
    else {
      const last = headers.pop() as HeaderLine;
      headers.push({ ...last, value: `${last.value} ${line.text.trim()}` });
      taken = ahead + 1;
    }
  }
  const has = (kind: HeaderLine["kind"]) => headers.some((header) => header.kind === kind);
  if (has("from") && (has("date") || has("to") || has("subject"))) return { headers, lines: taken };
  return undefined;
}

/** `Date: … From: … To: … Subject: …` that a program ran together, without a separator above. */
function headersOfOneLine(line: string): HeaderLine[] | undefined {
  if (!readHeaderLine(line)) return undefined;
  const run = readHeaderRun(line);
  const has = (kind: HeaderLine["kind"]) => run.some((header) => header.kind === kind);
  return has("from") && has("date") && has("to") && has("subject") ? run : undefined;
}

function isNewHeader(header: HeaderLine | undefined, headers: readonly HeaderLine[]): boolean {
  return (
    header !== undefined &&
    !headers.some(({ kind }) => kind === header.kind && kind !== "cc" && kind !== "to")
  );
}

/** A header's value that runs on: the lines below, at most three, up to another header or an empty line after Subject. */
function continues(
  lines: readonly QuotedLine[],
  at: number,
  depth: number,
  headers: readonly HeaderLine[],
): boolean {
  const { kind, value } = headers.at(-1) as HeaderLine;
  const open = kind === "from" && /[[<(](?:mailto:)?$/i.test(value);
  if (!open && kind !== "to" && kind !== "cc" && kind !== "subject") return false;
  for (let ahead = 1; ahead <= 3; ahead++) {
    const line = lines[at + ahead];
    if (!line || line.depth !== depth || line.text.trim() === "") return false;
    if (isNewHeader(readHeaderLine(line.text), headers)) return true;
  }
  return false;
}

/**
 * The end of a quoted line that a mail program wrapped without quoting it again: it goes on in the middle of a
 * sentence, above it stands a quoted line too full to hold its first word, and the quote goes on below.
 */
function isTornOff(lines: readonly QuotedLine[], at: number): boolean {
  const line = lines[at] as QuotedLine;
  const before = lines[at - 1];
  const after = lines[at + 1];
  if (!before || before.depth <= line.depth || after?.depth !== before.depth) return false;
  const word = /^\p{Ll}\S{0,40}/u.exec(line.text.trimStart())?.[0];
  const full = before.text.length + 2 * before.depth + 1 + (word?.length ?? 0);
  return word !== undefined && full > NARROWEST_WRAP && !/[.!?:;]\s*$/.test(before.text.slice(-20));
}

/** A line between two lines of a forward that lost its '>': nobody answers inside what they pass on. */
function isTornFromForward(
  lines: readonly QuotedLine[],
  at: number,
  drafts: readonly Draft[],
  owners: readonly number[],
): boolean {
  const line = lines[at] as QuotedLine;
  const before = lines[at - 1];
  const after = lines[at + 1];
  if (line.depth > 0 || line.text.trim() === "" || !before || !after) return false;
  if (before.depth === 0 || after.depth === 0 || before.text.trim() === "") return false;
  return drafts[owners[before.depth] ?? 0]?.role === "forwarded";
}

function finish(draft: Draft, where: string): ChainMessage {
  const value = (kind: HeaderLine["kind"]) =>
    draft.headers.find((header) => header.kind === kind)?.value ?? null;
  const from = value("from");
  const sentWritten = value("date") ?? draft.attribution?.sentWritten ?? null;
  const sentAt = sentWritten === null ? null : readMoment(sentWritten);
  const { text, signature } = cutSignature(draft.lines);
  const to = value("to");
  return {
    from: from !== null ? readAddress(from) : (draft.attribution?.from ?? null),
    ...(to === null ? {} : { to }),
    sentAt,
    sentWritten,
    subject: value("subject"),
    text,
    setApart: signature === "" ? [] : [signature],
    role: draft.role,
    where,
  };
}
