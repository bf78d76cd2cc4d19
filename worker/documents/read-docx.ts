import type { Budget } from "./limits.ts";
import { type Page, PageText } from "./page-text.ts";
import { parseXml } from "./parse-xml.ts";
import { openZip, type Zip } from "./read-zip.ts";

/** A file inside another, unpacked only when it is read. */
export interface PackagedFile {
  readonly name: string;
  /** @throws {TooLargeError} beyond the budget. */
  open(): Buffer;
}

export interface OfficePage extends Page {
  /** Pictures and files that the document holds. */
  readonly enclosed: readonly PackagedFile[];
  /** Too long, or nested too deep, to be read to its end. */
  readonly cutShort: boolean;
}

/**
 * A Word document: body with tables, text boxes, headers and footers, notes, comments in place, tick boxes, form
 * fields, and text that is struck out or deleted in tracked changes, marked as such. Inserted text is plain text.
 * No macro, link or embedded object is run or followed.
 * @throws {TooLargeError} beyond the budget. @throws {Error} where it is no Word document.
 */
export function readDocx(bytes: Buffer, budget: Budget): OfficePage {
  const zip = openZip(bytes);
  const main = zip.names.find((name) => /^word\/document\d*\.xml$/.test(name));
  if (!main) throw new Error("Cannot read a Word document: expected word/document.xml, found none");
  const page = new PageText(budget.limits.textChars);
  const comments = zip.names.includes("word/comments.xml")
    ? readNotes(zip, "word/comments.xml", budget)
    : new Map<string, string>();
  const notes = new Map<string, string>();
  for (const kind of ["footnote", "endnote"]) {
    const name = `word/${kind}s.xml`;
    if (zip.names.includes(name))
      for (const [id, text] of readNotes(zip, name, budget)) notes.set(`${kind} ${id}`, text);
  }
  const numbering = zip.names.includes("word/numbering.xml")
    ? readNumbering(zip.text("word/numbering.xml", budget))
    : new Map();
  const marginals = (kind: "header" | "footer") =>
    zip.names.filter((name) => new RegExp(`^word/${kind}\\d*\\.xml$`).test(name)).sort();
  const seen = new Set<string>();
  for (const name of marginals("header")) writeMarginal(zip, name, page, budget, seen);
  const cutShort = writeWord(zip.text(main, budget), page, { comments, notes, numbering });
  page.block();
  for (const text of notes.values()) {
    page.write(text);
    page.block();
  }
  for (const name of marginals("footer")) writeMarginal(zip, name, page, budget, seen);
  return {
    ...page.finish(),
    cutShort,
    enclosed: enclosedFiles(zip, budget, /^word\/(?:media|embeddings)\//),
  };
}

/** Headers and footers once each, however many sections repeat them. */
function writeMarginal(zip: Zip, name: string, page: PageText, budget: Budget, seen: Set<string>): void {
  const own = new PageText(budget.limits.textChars);
  writeWord(zip.text(name, budget), own, NOTHING);
  const { text } = own.finish();
  // "Page 1 of 3" is where the page lies, not what it says
  const lines = text
    .split("\n")
    .filter(
      (line) => line.trim() !== "" && !/^\s*(?:page\s*)?\d{0,3}(?:\s*(?:of|\/)\s*\d{0,3})?\s*$/i.test(line),
    );
  const kept = lines.join("\n");
  if (kept === "" || seen.has(kept)) return;
  seen.add(kept);
  for (const line of lines) {
    page.write(line);
    page.block();
  }
}

export function enclosedFiles(zip: Zip, budget: Budget, inside: RegExp): PackagedFile[] {
  return zip.names
    .filter((name) => inside.test(name))
    .slice(0, 100)
    .map((name) => ({ name: name.slice(name.lastIndexOf("/") + 1), open: () => zip.bytes(name, budget) }));
}

interface Numbering {
  readonly format: string;
  readonly text: string;
}

interface WordContext {
  readonly comments: ReadonlyMap<string, string>;
  readonly notes: ReadonlyMap<string, string>;
  /** "numId level" → how its paragraphs are numbered. */
  readonly numbering: ReadonlyMap<string, Numbering>;
}
const NOTHING: WordContext = { comments: new Map(), notes: new Map(), numbering: new Map() };

function readNotes(zip: Zip, name: string, budget: Budget): Map<string, string> {
  const found = new Map<string, string>();
  let page: PageText | null = null;
  let id = "";
  parseXml(zip.text(name, budget), {
    open(tag, attributes) {
      if (tag === "w:comment" || tag === "w:footnote" || tag === "w:endnote") {
        page = new PageText(budget.limits.textChars);
        id = attributes["w:id"] ?? "";
        if (attributes["w:author"]) page.write(`${attributes["w:author"]}: `);
      } else if (tag === "w:p") page?.block();
    },
    text(text, inside) {
      if (inside === "w:t") page?.write(text);
    },
    close(tag) {
      if (tag !== "w:comment" && tag !== "w:footnote" && tag !== "w:endnote") return;
      const text = page?.finish().text.split("\n").join(" ") ?? "";
      if (text !== "") found.set(id, text);
      page = null;
    },
  });
  return found;
}

function readNumbering(xml: string): Map<string, Numbering> {
  const levels = new Map<string, Numbering>();
  const found = new Map<string, Numbering>();
  let abstractId = "";
  let level = "";
  let numId = "";
  let format = "";
  parseXml(xml, {
    open(tag, attributes) {
      const value = attributes["w:val"] ?? "";
      if (tag === "w:abstractNum") abstractId = attributes["w:abstractNumId"] ?? "";
      else if (tag === "w:lvl") level = attributes["w:ilvl"] ?? "0";
      else if (tag === "w:numFmt") format = value;
      else if (tag === "w:lvlText" && abstractId !== "")
        levels.set(`${abstractId} ${level}`, { format, text: value });
      else if (tag === "w:num") {
        abstractId = "";
        numId = attributes["w:numId"] ?? "";
      } else if (tag === "w:abstractNumId" && numId !== "") {
        for (const [key, numbering] of levels)
          if (key.startsWith(`${value} `)) found.set(`${numId} ${key.slice(value.length + 1)}`, numbering);
      }
    },
    text() {},
    close() {},
  });
  return found;
}

/** Symbol fonts draw ticks and boxes where other fonts have letters. */
const SYMBOLS: Readonly<Record<string, string>> = {
  f0fe: "☒",
  f0fd: "☒",
  f078: "☒",
  f051: "☒",
  f054: "☒",
  f0a8: "☐",
  f06f: "☐",
  f071: "☐",
  f072: "☐",
  f0a3: "☐",
  f0fc: "✓",
  f050: "✓",
  f0fb: "✗",
  f04f: "✗",
  f052: "☑",
};

/** Writes a part of WordprocessingML on to a page; true where it could not be read to its end. */
function writeWord(xml: string, page: PageText, context: WordContext): boolean {
  let strike = false;
  let bold = false;
  let deleted = 0;
  let fallback = 0;
  let marked: "struck out" | "deleted" | null = null;
  let inRunProperties = false;
  let inParagraphProperties = false;
  let field: { checked: boolean | null; entries: string[]; picked: number } | null = null;
  let list: { id: string; level: number } | null = null;
  let paragraphBegun = false;
  const counters = new Map<string, number>();

  const mark = (as: "struck out" | "deleted" | null) => {
    if (marked === as) return;
    if (marked) page.write("]");
    if (as) page.write(`[${as}: `);
    marked = as;
  };
  const write = (text: string) => {
    if (!paragraphBegun && list) page.write(numberOf(list, context.numbering, counters));
    paragraphBegun = true;
    if (text.trim() !== "") mark(deleted > 0 ? "deleted" : strike ? "struck out" : null);
    page.write(text, bold);
  };

  const cutShort = parseXml(xml, {
    open(tag, attributes) {
      if (tag === "mc:Fallback") fallback++;
      if (fallback > 0) return;
      const value = attributes["w:val"] ?? "";
      const on = value !== "0" && value !== "false" && value !== "none";
      switch (tag) {
        case "w:p":
          list = null;
          paragraphBegun = false;
          break;
        case "w:pPr":
          inParagraphProperties = true;
          break;
        case "w:numId":
          if (inParagraphProperties) list = { id: value, level: list?.level ?? 0 };
          break;
        case "w:ilvl":
          if (inParagraphProperties) list = { id: list?.id ?? "", level: Number(value) || 0 };
          break;
        case "w:r":
          strike = false;
          bold = false;
          break;
        case "w:rPr":
          inRunProperties = true;
          break;
        case "w:strike":
        case "w:dstrike":
          if (inRunProperties && !inParagraphProperties) strike = on;
          break;
        case "w:b":
          if (inRunProperties && !inParagraphProperties) bold = on;
          break;
        case "w:del":
        case "w:moveFrom":
          if (!inRunProperties) deleted++;
          break;
        case "w:tab":
        case "w:ptab":
          if (!inParagraphProperties && !page.endsInSpace) write(" ");
          break;
        case "w:br":
        case "w:cr":
          mark(null);
          page.breakLine();
          break;
        case "w:noBreakHyphen":
          write("-");
          break;
        case "w:sym":
          write(SYMBOLS[(attributes["w:char"] ?? "").toLowerCase()] ?? "");
          break;
        case "w:ffData":
          field = { checked: null, entries: [], picked: 0 };
          break;
        case "w:checkBox":
          if (field) field.checked = false;
          break;
        case "w:default":
          if (field && field.checked !== null) field.checked = on;
          else if (field) field.picked = Number(value) || 0;
          break;
        case "w:checked":
          if (field) field.checked = on;
          break;
        case "w:result":
          if (field) field.picked = Number(value) || 0;
          break;
        case "w:listEntry":
          field?.entries.push(value);
          break;
        case "w:commentReference": {
          const comment = context.comments.get(attributes["w:id"] ?? "");
          if (comment) {
            mark(null);
            page.write(`${page.endsInSpace ? "" : " "}[comment: ${comment}]`);
          }
          break;
        }
        case "w:tbl":
          mark(null);
          page.startTable();
          break;
        case "w:tr":
          page.startRow();
          break;
        case "w:tc":
          page.startCell(1, false);
          break;
        case "w:gridSpan":
          page.spanCell(Number(value) || 1);
          break;
        case "w:shd":
          if (
            !inRunProperties &&
            !inParagraphProperties &&
            !/^(?:auto|ffffff)$/i.test(attributes["w:fill"] ?? "auto")
          )
            page.markCell();
          break;
        case "w:txbxContent":
          page.block();
          break;
      }
    },
    text(text, inside) {
      if (fallback > 0) return;
      if (inside === "w:t" || inside === "w:delText") write(text);
      else if (inside === "w:instrText" && field && /FORMCHECKBOX|FORMDROPDOWN/.test(text)) {
        if (field.checked !== null) write(field.checked ? "☒" : "☐");
        else if (field.entries.length > 0) write(field.entries[field.picked] ?? "");
        field = null;
      }
    },
    close(tag) {
      if (tag === "mc:Fallback") fallback--;
      if (fallback > 0) return;
      switch (tag) {
        case "w:p":
          mark(null);
          paragraphBegun ? page.block() : page.gap();
          list = null;
          break;
        case "w:pPr":
          inParagraphProperties = false;
          break;
        case "w:rPr":
          inRunProperties = false;
          break;
        case "w:del":
        case "w:moveFrom":
          if (!inRunProperties) deleted = Math.max(0, deleted - 1);
          break;
        case "w:tc":
          page.endCell();
          break;
        case "w:tr":
          page.endRow();
          break;
        case "w:tbl":
          page.endTable();
          break;
      }
    },
  });
  mark(null);
  return cutShort;
}

function numberOf(
  list: { id: string; level: number },
  numbering: WordContext["numbering"],
  counters: Map<string, number>,
): string {
  const own = numbering.get(`${list.id} ${list.level}`);
  if (!own || list.id === "0") return "";
  if (own.format === "bullet" || own.format === "none") return own.format === "bullet" ? "- " : "";
  const key = `${list.id} ${list.level}`;
  const number = (counters.get(key) ?? 0) + 1;
  counters.set(key, number);
  for (let deeper = list.level + 1; deeper < 10; deeper++) counters.delete(`${list.id} ${deeper}`);
  const text = own.text.replace(/%(\d)/g, (_, digit: string) => {
    const level = Number(digit) - 1;
    return written(
      counters.get(`${list.id} ${level}`) ?? 1,
      numbering.get(`${list.id} ${level}`)?.format ?? "decimal",
    );
  });
  return text === "" ? "" : `${text} `;
}

function written(number: number, format: string): string {
  if (format === "lowerLetter" || format === "upperLetter") {
    const letter = String.fromCharCode(97 + ((number - 1) % 26));
    return format === "upperLetter" ? letter.toUpperCase() : letter;
  }
  if (format === "lowerRoman" || format === "upperRoman") {
    const roman =
      ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"][number] ??
      String(number);
    return format === "upperRoman" ? roman.toUpperCase() : roman;
  }
  return String(number);
}
