import { readAddress } from "./chain-headers.ts";
import type { MailAddress } from "./mail.ts";

/** The verb that ends (or, in some languages, opens) the line above a quote: "On … Jane wrote:". */
const WROTE =
  /(?:^|[\s>"'”»)])(wrote|writes|schrieb|geschrieben|a écrit|à écrit|escribió|ha escrito|ha scritto|scrisse|escreveu|schreef|geschreven|skrev|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|написав(?:\(ла\))?|написал(?:\(а\)|а)?|пише|пишет|kirjoitti|şunu yazdı|yazdı|ezt írta|írta|a scris|kirjutas|je napisao(?:\/la)?|je napisala|写道|寫道|のメール|님이 작성)(?=[\s:：.,-]|$)/iu;
const DATED = /\b(?:19|20)\d{2}\b|\b\d{1,2}[:.]\d{2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2}/;
/** What no verb ends: `2022年1月1日(金) 9:00 Jane Doe <jane@a.example>:`, `12/10/2026 09:30 Jane Doe <jane@a.example>:` */
const WITHOUT_VERB = /^\d[^<>]{6,200}<[^\s<>]{1,200}@[^\s<>]{1,200}>\s*[:：]$/u;
/** `>>> Jane Doe <jane@a.example> 12/10/2026 09:30 >>>`, above text that bears no marks. */
const GROUP_WISE = /^>>> {0,3}(\S.{0,300}?) {0,3}>>>\s*$/;
/** Old Gmail: `2016-10-24 15:36 GMT+02:00 Jane Doe <jane@a.example>:` */
const OLD_GMAIL =
  /^(\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:\s+\d{1,2}:\d{2}\s+GMT[+-]\d{2}:\d{2})?)\s+([^:]{1,200}?)\s*:?$/;
/** A day and month before a comma, where a program leaves the year out: "Wed, Dec 9, ". */
const DAY_ALONE =
  "\\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.? \\d{1,2}(?=,)|\\b\\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?(?=,)";
const LAST_OF_DATE = new RegExp(
  `\\b\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2})?\\b|\\b(?:19|20)\\d{2}\\b|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|${DAY_ALONE}`,
  "gi",
);
const LAST_OF_MOMENT = new RegExp(
  `\\b\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2})?(?:\\s*[AP]M)?(?:\\s*(?:GMT|UTC)?[+-]\\d{1,2}:?\\d{0,2}|\\s(?:GMT|UTC|BST|[ECMP][DS]T|CES?T))?|\\b(?:19|20)\\d{2}\\b|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|${DAY_ALONE}`,
  "gi",
);
const STARTS = /^(?:-{2,}\s*)?(?:on|am|le|el|il|op|den|dnia|em|dne|dňa|at|pe|på|в|у|il giorno|al)\s/iu;
/** "On" and a date further on in a line: a program put it behind the last words without a new line. */
const LATE_START =
  /(?<=[\s.-])On (?=(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?(?:\d{1,2}[ /.-]|\d{4}-|[A-Z][a-z]{2,8}\.? \d{1,2},))/;
const LONGEST = 400;

/** Whether a line is what GroupWise writes above a message, though it begins like a quote. */
export function isGroupWiseHeader(line: string): boolean {
  return line.length <= LONGEST && GROUP_WISE.test(line) && DATED.test(line);
}

export interface Attribution {
  readonly from: MailAddress;
  readonly sentWritten: string | null;
  /** How many lines of the mail it takes. */
  readonly lines: number;
  /** What stands before it on its first line: "He is here now On 12 Oct 2026, at 09:30, Ada wrote:". Mostly empty. */
  readonly before: string;
}

/**
 * "On Wed, 27 Oct 2021 at 9:31, Jane Doe <jane@a.example> wrote:" in many languages, wrapped over up to five lines.
 * @param lineAt the text of the line `offset` lines further on, undefined past the end or at another depth of quoting.
 */
export function readAttribution(lineAt: (offset: number) => string | undefined): Attribution | undefined {
  const line = clean(lineAt(0) ?? "");
  if (line === "" || line.length > LONGEST) return undefined;
  const start = STARTS.test(line) ? 0 : Math.max(0, line.search(LATE_START));
  const before = line.slice(0, start).replace(/[\s-]+$/, "");
  const first = line.slice(start).trim();
  const opens = STARTS.test(first) && /\d/.test(first);
  const named = /^["'“«„]?\p{L}[^<>@]{0,80}<[^<>\s]{0,200}/u.test(first) || /^\d/.test(first);
  const reach = opens ? 5 : named ? 3 : 1;
  let joined = "";
  for (let offset = 0; offset < reach; offset++) {
    const next = lineAt(offset);
    if (next === undefined) return undefined;
    const text = offset === 0 ? first : clean(next);
    if (text === "" && !joined.endsWith("<") && offset > 0 && !/^[<"]/.test(clean(lineAt(offset + 1) ?? "")))
      return undefined;
    joined = `${joined} ${text}`.trim();
    if (joined.length > LONGEST) return undefined;
    const found = readOneLine(joined);
    // a colon or the rest of the verb may have wrapped on to the next line
    if (found) return { ...found, lines: offset + 1, before };
  }
  return undefined;
}

function readOneLine(line: string): Omit<Attribution, "lines" | "before"> | undefined {
  if (isGroupWiseHeader(line)) {
    const inside = GROUP_WISE.exec(line)?.[1] ?? "";
    const date = inside.search(/\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\b\d{1,2} \p{L}{3,9} \d{4}|\b\d{4}-/u);
    if (date > 0) return { from: readAddress(inside.slice(0, date)), sentWritten: inside.slice(date) };
  }
  const gmail = OLD_GMAIL.exec(line);
  if (gmail && !line.endsWith("<") && (line.includes("GMT") || line.includes("@")))
    return { from: readAddress(gmail[2] ?? ""), sentWritten: gmail[1] ?? null };
  if (!/[:：]\s*$|-{2,}\s*$/.test(line)) return undefined;
  if (WITHOUT_VERB.test(line) && DATED.test(line) && /\d{1,2}[:.]\d{2}/.test(line))
    return { from: readAddress(withoutDate(line)), sentWritten: datePart(line) };
  const verb = WROTE.exec(line);
  if (!verb || !(DATED.test(line) || line.includes("@"))) return undefined;
  const before = line.slice(0, verb.index);
  const after = line.slice(verb.index + verb[0].length).replace(/[:：\s-]+$/, "");
  // German, Dutch, Polish: "Am 3.2.2016 schrieb Max <…>:"; Finnish: "Max <…> kirjoitti 28.10.2021 12.46:"
  const afterNames = /\p{L}{2}/u.test(after) && !/^\s*(?:am|het|um|on|den|følgende|följande)\b/iu.test(after);
  if (after.length > 120 && !after.includes("@")) return undefined;
  const namePart = afterNames ? after : before;
  return { from: readAddress(withoutDate(namePart)), sentWritten: datePart(before) ?? datePart(after) };
}

function clean(line: string): string {
  return line
    .replaceAll("\uFEFF", "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("*", "")
    .trim();
}

/** The date comes first, the name last: what stands behind the last time or year is the name. */
function withoutDate(text: string): string {
  const bare = text.replace(/<\s*mailto:\s*/gi, "<");
  const address = bare.search(/[<([]?[^\s<([]{1,200}@/);
  const head = address < 0 ? bare : bare.slice(0, address);
  let end = 0;
  for (const found of head.matchAll(LAST_OF_DATE)) end = found.index + found[0].length;
  const name = head
    .slice(end)
    .replace(/^\s*(?:[AP]\.?M\.?|nachm\.|vorm\.)(?=[\s,])/i, "")
    .replace(/^\s*(?:GMT|UTC|BST|[A-Z]{1,2}[DS]T|CES?T|EES?T|Uhr)?(?=[\s,+-])\s*[+-]?\d{0,2}:?\d{0,4}/, "")
    .replace(/^[\s,:]+/, "")
    .replace(
      /^(?:г\. |р\. )?(?:пользователь|користувач|użytkownik|uživatel|heeft|het|időpontban|tarihinde|o godz\.|schrieb|r\.)\s+/iu,
      "",
    )
    .replace(/^(?:а|a)\s+/u, "");
  return address < 0 ? name : `${name} ${bare.slice(address)}`;
}

function datePart(text: string): string | null {
  if (!DATED.test(text)) return null;
  const address = text.search(/[<([]?[^\s<([]{1,200}@/);
  const head = (address < 0 ? text : text.slice(0, address)).replace(STARTS, "");
  let end = 0;
  for (const found of head.matchAll(LAST_OF_MOMENT)) end = found.index + found[0].length;
  return end === 0 ? null : head.slice(0, end).trim();
}
