import { createHash } from "node:crypto";
import type { FormField, MailPart } from "../../rules/read-mail/mail.ts";
import { decodeBytes, plainText } from "./plain-text.ts";
import { place, type Reading } from "./read-documents.ts";
import { isLinkOnly } from "./secure-link.ts";
import type { MimePart } from "./split-mail.ts";

export interface Leaf {
  readonly part: MimePart;
  /** Text that the sender wrote in the mail itself. */
  readonly body: boolean;
  /** The same text in another form: the leaves of one multipart/alternative. */
  readonly alternative: MimePart | null;
}

/** Joins the texts that the sender wrote in the mail itself into one part "body"; gives the Content-IDs it shows. */
export async function readBody(
  leaves: readonly Leaf[],
  reading: Reading,
  path: string,
): Promise<ReadonlySet<string>> {
  const bodies = leaves.filter(({ body }) => body);
  const cids = new Set<string>();
  const texts: string[] = [];
  const fields: FormField[] = [];
  let status: MailPart["status"] = "read";
  let reason: string | null = null;
  const hash = createHash("sha256");
  let bytes = 0;
  const done = new Set<MimePart>();
  for (const leaf of bodies) {
    hash.update(leaf.part.content);
    bytes += leaf.part.content.length;
    if (leaf.alternative && done.has(leaf.alternative)) continue;
    if (leaf.alternative) done.add(leaf.alternative);
    const forms = leaf.alternative
      ? bodies.filter(({ alternative }) => alternative === leaf.alternative)
      : [leaf];
    const pages: BodyForm[] = [];
    for (const { part } of forms) pages.push(await readBodyForm(part, reading, cids));
    if (pages.some((page) => page.cutShort)) [status, reason] = ["partly-read", "too large"];
    for (const page of chooseForms(pages)) {
      texts.push(page.text);
      fields.push(...page.fields);
    }
  }
  const text = texts.filter((written) => written.trim() !== "").join("\n\n");
  if (bodies.length === 0) return cids;
  if (isLinkOnly(text)) [status, reason] = ["partly-read", "link only"];
  reading.parts.push({
    where: place(reading, path, "body"),
    kind: "body",
    fileName: null,
    mediaType: bodies[0]?.part.contentType ?? "text/plain",
    status,
    reason,
    text,
    fields,
    sha256: hash.digest("hex"),
    bytes,
  });
  return cids;
}

interface BodyForm {
  readonly html: boolean;
  readonly text: string;
  readonly fields: readonly FormField[];
  readonly cutShort: boolean;
}

async function readBodyForm(part: MimePart, reading: Reading, cids: Set<string>): Promise<BodyForm> {
  const { textChars } = reading.limits;
  // markup takes more bytes than it shows; far beyond the limit of text nothing is even decoded
  const most = part.contentType === "text/html" ? 3 * textChars : 4 * textChars;
  const long = part.cutShort || part.content.length > most;
  const decoded = plainText(decodeBytes(part.content.subarray(0, most), part.charset));
  if (part.contentType === "text/html") {
    for (const [, cid = ""] of decoded.matchAll(/\bcid:([^'"\s>)]{1,256})/gi)) cids.add(safeDecode(cid));
    const form = await readHtmlWithin(decoded, textChars);
    return { ...form, cutShort: form.cutShort || long };
  }
  const text = part.flowed ? unflow(decoded, part.delSp) : decoded;
  return {
    html: false,
    text: text.slice(0, textChars),
    fields: [],
    cutShort: long || text.length > textChars,
  };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** HTML is read by what is loaded only where there is some: a plain mail is there sooner. */
export async function readHtmlWithin(html: string, textChars: number): Promise<BodyForm> {
  const { readHtml } = await import("./read-html.ts");
  const most = 2 * textChars;
  const cut = html.length > most ? html.slice(0, html.lastIndexOf("<", most)) : html;
  const page = readHtml(cut, textChars);
  return { html: true, ...page, cutShort: page.cutShort || cut.length < html.length };
}

/** Of the same text in several forms the richest; more than one only where they say different things. */
function chooseForms(forms: readonly BodyForm[]): readonly BodyForm[] {
  const filled = forms.filter(({ text }) => text.trim() !== "");
  if (filled.length < 2) return filled;
  const rich = filled.findLast(({ html }) => html) ?? (filled.at(-1) as BodyForm);
  const said = new Set(wordsOf(rich.text));
  const others = filled.filter((form) => {
    if (form === rich) return false;
    const missing = wordsOf(form.text).filter((word) => !said.has(word));
    return missing.length > 5 && missing.length > wordsOf(form.text).length / 10;
  });
  return [rich, ...others];
}

function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, 200_000)
      .replace(/https?:\/\/\S{1,2000}|<mailto:[^>]{1,300}>|\[cid:[^\]]{1,300}\]/g, " ")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,40}/gu) ?? []
  );
}

/** Joins the lines of format=flowed (RFC 3676). */
function unflow(text: string, delSp: boolean): string {
  const lines: string[] = [];
  let open = false;
  let openQuote = "";
  for (const line of text.split("\n")) {
    const quote = /^>*/.exec(line)?.[0] ?? "";
    let content = line.slice(quote.length);
    if (content.startsWith(" ")) content = content.slice(1);
    const flows = content.endsWith(" ") && content !== "-- ";
    const shown = flows && delSp ? content.slice(0, -1) : content;
    if (open && quote === openQuote && content !== "-- ") lines.push(`${lines.pop()}${shown}`);
    else lines.push(quote === "" ? shown : `${quote} ${shown}`);
    open = flows;
    openQuote = quote;
  }
  return lines.join("\n");
}
