import { readLabel } from "../../rules/read-mail/labels.ts";
import type { FormField } from "../../rules/read-mail/mail.ts";
import { type Limits, PasswordError, TooLargeError } from "./limits.ts";
import { plainText } from "./plain-text.ts";

export interface PdfText {
  readonly text: string;
  readonly fields: readonly FormField[];
  /** Pages that hold nothing but pictures. */
  readonly picturePages: number;
  readonly pages: number;
  readonly cutShort: boolean;
}

type PdfDocument = Awaited<ReturnType<typeof import("unpdf").getDocumentProxy>>;

/** A run of text, or the value of a form field, where it stands on the page (points, y upwards). */
interface Run {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

interface Line {
  readonly runs: Run[];
  readonly x: number;
  readonly y: number;
  right: number;
  size: number;
  /** Its cells, once they were asked for. */
  segments?: readonly string[];
}

/**
 * The text of a PDF in reading order, with the lines of its forms, and the values of its fillable fields.
 * @throws {PasswordError} where it wants a password. @throws {Error} where it is no PDF.
 */
export async function readPdf(bytes: Buffer, limits: Limits): Promise<PdfText> {
  const { getDocumentProxy } = await import("unpdf");
  let pdf: PdfDocument;
  try {
    // pdf.js takes the bytes for itself
    pdf = await getDocumentProxy(new Uint8Array(bytes), {
      disableFontFace: true,
      verbosity: 0,
      stopAtErrors: false,
    });
  } catch (cause) {
    if ((cause as Error).name === "PasswordException")
      throw new PasswordError("Cannot read a PDF: it wants a password", { cause });
    throw new Error("Cannot read a PDF: expected a document, found none", { cause });
  }
  // boxes and typed notes are annotations; what has none, and no packed objects to hide them in, is not asked
  const annotated = ["/Widget", "/FreeText", "/ObjStm"].some((mark) => bytes.includes(mark));
  const pages: string[][] = [];
  const fields: FormField[] = [];
  let picturePages = 0;
  let chars = 0;
  const count = Math.min(pdf.numPages, limits.pdfPages);
  for (let first = 1; first <= count; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - first + 1) }, (_, index) => first + index);
    for (const { page, items, annotations } of await Promise.all(
      numbers.map((number) => readPage(pdf, number, annotated)),
    )) {
      const runs = toRuns(items);
      chars += runs.reduce((sum, run) => sum + run.text.length, 0);
      if (chars > limits.textChars)
        throw new TooLargeError(`Cannot read on: expected at most ${limits.textChars} characters`);
      placeFields(runs, annotations);
      const written = writeLines(toLines(runs), fields);
      if (written.join("").replace(/\s/g, "").length < 12 && (await holdsPicture(page))) picturePages++;
      pages.push(written);
      page.cleanup();
    }
  }
  const total = pdf.numPages;
  await pdf.loadingTask.destroy();
  return { text: joinPages(pages), fields, picturePages, pages: total, cutShort: total > count };
}

/** Pages read side by side: each waits for the other's turn, not for work. */
const AT_ONCE = 4;

async function readPage(pdf: PdfDocument, number: number, annotated: boolean) {
  const page = await pdf.getPage(number);
  const [content, annotations] = await Promise.all([
    page.getTextContent(),
    annotated ? page.getAnnotations() : [],
  ]);
  return { page, items: content.items, annotations: annotations as Widget[] };
}

function toRuns(items: Awaited<ReturnType<typeof readPage>>["items"]): Run[] {
  const runs: Run[] = [];
  for (const item of items) {
    if (!("str" in item) || item.str === "") continue;
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[];
    runs.push({
      text: plainText(item.str),
      x,
      y,
      width: item.width,
      size: Math.hypot(a, b) || item.height || 10,
    });
  }
  return runs;
}

interface Widget {
  readonly subtype?: string;
  readonly fieldType?: string;
  readonly fieldValue?: string | string[] | null;
  readonly checkBox?: boolean;
  readonly radioButton?: boolean;
  readonly exportValue?: string;
  readonly buttonValue?: string;
  readonly rect: readonly number[];
  readonly contentsObj?: { readonly str?: string };
}

/** Puts the values of fillable fields among the runs of the page, behind the text left of or above them. */
function placeFields(runs: Run[], annotations: readonly Widget[]): void {
  for (const widget of annotations.slice(0, 5000)) {
    const value =
      widget.subtype === "Widget"
        ? widgetValue(widget)
        : widget.subtype === "FreeText"
          ? widget.contentsObj?.str
          : undefined;
    if (!value) continue;
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = widget.rect;
    const size = Math.min(y1 - y0, 11);
    const run: Run = {
      text: plainText(value),
      x: x0,
      y: Math.max(y0 + 2, y1 - size - 2),
      width: x1 - x0,
      size,
    };
    let after = runs.findLastIndex(
      ({ text, x, y, width }) => text.trim() !== "" && y >= y0 - 4 && y <= y1 && x + width <= x0 + 4,
    );
    if (after < 0) after = nearestAbove(runs, x0, y1);
    runs.splice(
      after < 0 ? runs.length : after + 1,
      0,
      after < 0 ? run : { ...run, y: sameLine(runs[after] as Run, y0, y1) ? (runs[after] as Run).y : run.y },
    );
  }
}

function sameLine(run: Run, y0: number, y1: number): boolean {
  return run.y >= y0 - 4 && run.y <= y1;
}

function nearestAbove(runs: readonly Run[], x: number, y: number): number {
  let best = -1;
  let distance = 60;
  for (const [index, run] of runs.entries()) {
    const above = run.y - y;
    if (run.text.trim() !== "" && above >= -2 && above < distance && run.x <= x + 40) {
      best = index;
      distance = above;
    }
  }
  return best;
}

function widgetValue(widget: Widget): string | undefined {
  const { fieldValue } = widget;
  if (widget.checkBox)
    return fieldValue && fieldValue !== "Off" && fieldValue === (widget.exportValue ?? fieldValue)
      ? "☒"
      : "☐";
  if (widget.radioButton) return fieldValue && fieldValue === widget.buttonValue ? "☒" : "☐";
  if (Array.isArray(fieldValue)) return fieldValue.join(", ");
  return typeof fieldValue === "string" ? fieldValue : undefined;
}

/**
 * Runs on one baseline that follow each other make a line. The order is the file's own, which keeps the cells of a
 * table together; only where a file jumps about is it sorted by place.
 */
function toLines(runs: readonly Run[]): Line[] {
  const lines: Line[] = [];
  for (const run of runs) {
    const last = lines.at(-1);
    const space = run.text.trim() === "";
    if (
      last &&
      Math.abs(last.y - run.y) <= Math.max(2, Math.min(last.size, run.size) * 0.4) &&
      run.x >= last.right - run.size * 2
    ) {
      last.runs.push(run);
      if (!space) last.right = Math.max(last.right, run.x + run.width);
      last.size = Math.max(last.size, run.size);
    } else if (!space)
      lines.push({ runs: [run], x: run.x, y: run.y, right: run.x + run.width, size: run.size });
  }
  const jumps = lines.filter(
    (line, index) =>
      index > 0 && line.y > (lines[index - 1] as Line).y + 2 && line.x < (lines[index - 1] as Line).right,
  );
  if (jumps.length > 2 && jumps.length > lines.length / 10) return sortedLines(runs);
  return lines;
}

function sortedLines(runs: readonly Run[]): Line[] {
  const sorted = runs
    .filter(({ text }) => text.trim() !== "")
    .sort((one, other) => (Math.abs(one.y - other.y) > 3 ? other.y - one.y : one.x - other.x));
  const lines: Line[] = [];
  for (const run of sorted) {
    const last = lines.at(-1);
    if (last && Math.abs(last.y - run.y) <= 3) {
      last.runs.push(run);
      last.right = Math.max(last.right, run.x + run.width);
    } else lines.push({ runs: [run], x: run.x, y: run.y, right: run.x + run.width, size: run.size });
  }
  return lines;
}

/** Segments of a line that stand far apart are cells of a row. */
function segmentsOf(line: Line): readonly string[] {
  line.segments ??= splitLine(line);
  return line.segments;
}

function splitLine(line: Line): string[] {
  const segments: string[] = [];
  let text = "";
  let right = Number.NaN;
  for (const run of line.runs) {
    const gap = run.x - right;
    if (text !== "" && gap > line.size * 2.2 && run.text.trim() !== "" && !text.endsWith("   ")) {
      segments.push(text.replace(/\s+/g, " ").trim());
      text = "";
    } else if (gap > line.size * 0.18 && !/\s$/.test(text) && !/^\s/.test(run.text)) text += " ";
    text += run.text;
    if (run.text.trim() !== "") right = run.x + run.width;
  }
  segments.push(text.replace(/\s+/g, " ").trim());
  return segments.filter((segment) => segment !== "");
}

function writeLines(lines: readonly Line[], fields: FormField[]): string[] {
  const written: string[] = [];
  const margin = Math.max(...lines.map(({ right }) => right), 0);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const segments = segmentsOf(line);
    let text = joinSegments(segments, fields);
    // the cell right of this one: the file goes back up to the line where this cell began
    const label = cellLabel(lines, index);
    if (label) {
      const value = cellValue(lines, label.end, label.right);
      text = `${label.text.replace(/\s*:$/, "")}: ${value.text}`;
      fields.push({ label: label.text.replace(/\s*:$/, ""), value: value.text });
      written.push(text);
      index = value.end - 1;
      continue;
    }
    const above = lines[index - 1];
    if (above && written.length > 0 && isContinuation(above, line, margin, segments[0] ?? "")) {
      written.push(`${written.pop()} ${text}`);
    } else {
      if (above && above.y - line.y > line.size * 1.9) written.push("");
      written.push(text);
    }
  }
  return written;
}

/** A label in a left-hand cell, of one to four lines, whose value begins further right at the same height. */
function cellLabel(
  lines: readonly Line[],
  start: number,
): { text: string; end: number; right: number } | null {
  const first = lines[start] as Line;
  const texts: string[] = [];
  let right = 0;
  for (let index = start; index < Math.min(start + 4, lines.length); index++) {
    const line = lines[index] as Line;
    if (Math.abs(line.x - first.x) > 3) return null;
    texts.push(segmentsOf(line).join(" "));
    right = Math.max(right, line.right);
    const next = lines[index + 1];
    if (!next) return null;
    if (
      next.x > right &&
      next.y >= line.y - 2 &&
      Math.abs(next.y - first.y) <= Math.max(first.size, first.y - line.y + first.size)
    ) {
      const text = texts.join(" ");
      return isLabel(text) ? { text, end: index + 1, right } : null;
    }
    if (next.y > line.y) return null;
  }
  return null;
}

function cellValue(lines: readonly Line[], start: number, labelRight: number): { text: string; end: number } {
  const first = lines[start] as Line;
  let end = start + 1;
  let text = segmentsOf(first).join(" ");
  while (end < lines.length) {
    const line = lines[end] as Line;
    const above = lines[end - 1] as Line;
    if (
      line.x <= labelRight ||
      Math.abs(line.x - first.x) > 30 ||
      line.y >= above.y ||
      above.y - line.y > line.size * 1.9
    )
      break;
    text += ` ${segmentsOf(line).join(" ")}`;
    end++;
  }
  return { text, end };
}

function joinSegments(segments: readonly string[], fields: FormField[]): string {
  const [label = "", ...values] = segments;
  const ticks = values.length > 1 && values.every((value) => /[☐☒]/.test(value));
  if (values.length === 1 || ticks) {
    const value = values.join("  ");
    if (!isLabel(label)) return segments.join("  ");
    const plain = label.replace(/\s*:$/, "");
    fields.push({ label: plain, value });
    return `${plain}: ${value}`;
  }
  // label, value, label, value
  if (segments.length % 2 === 0 && segments.every((text, index) => isLabel(text) === (index % 2 === 0)))
    for (let index = 0; index < segments.length; index += 2)
      fields.push({
        label: (segments[index] as string).replace(/\s*:$/, ""),
        value: segments[index + 1] as string,
      });
  return segments.join(" | ");
}

function isLabel(text: string): boolean {
  return text.length <= 120 && (/[:?]$/.test(text) || readLabel(text) !== null);
}

/** Whether a line goes on from the one above: same column, next below, and the one above had no room for its first word. */
function isContinuation(above: Line, line: Line, margin: number, text: string): boolean {
  if (above.y - line.y > line.size * 1.7 || above.y <= line.y || Math.abs(above.size - line.size) > 0.6)
    return false;
  if (Math.abs(above.x - line.x) > line.size * 3 && line.x > above.x) return false;
  if (/^(?:[•▪◦–\-*☐☒✓]|\(?[a-z0-9]{1,2}[.)])\s/i.test(text)) return false;
  // a short line ends where its writer ended it, and a label begins anew
  if (above.right - above.x < above.size * 20 || readLabel(text.split(":", 1)[0] ?? "") !== null)
    return false;
  const firstWord = text.split(" ", 1)[0] ?? "";
  const chars = line.runs.reduce((sum, run) => sum + run.text.length, 0);
  const perChar = (line.right - line.x) / Math.max(1, chars);
  return above.right + perChar * (firstWord.length + 1) > margin - line.size * 0.5;
}

async function holdsPicture(page: { getOperatorList(): Promise<{ fnArray: number[] }> }): Promise<boolean> {
  const { fnArray } = await page.getOperatorList();
  // paintImageMaskXObject to paintSolidColorImageMask, without the last: pdf.js OPS 83 to 89
  return fnArray.some((operator) => operator >= 83 && operator <= 89);
}

/** Drops what every page repeats at its top or foot, and page numbers. */
function joinPages(pages: readonly string[][]): string {
  const seen = new Map<string, number>();
  for (const lines of pages)
    for (const line of new Set([...lines.slice(0, 3), ...lines.slice(-3)]))
      seen.set(line, (seen.get(line) ?? 0) + 1);
  const repeated = (line: string) =>
    line !== "" && pages.length > 1 && (seen.get(line) ?? 0) >= Math.max(2, pages.length * 0.6);
  const written = new Set<string>();
  const kept = pages.flatMap((lines) =>
    lines.filter((line, index) => {
      const atEdge = index < 3 || index >= lines.length - 3;
      if (!atEdge) return true;
      if (
        /^\s*(?:page\s+\d{1,3}(?:\s*(?:of|\/)\s*\d{1,3})?|\d{1,3}\s*\/\s*\d{1,3}|-\s*\d{1,3}\s*-)\s*$/i.test(
          line,
        )
      )
        return false;
      if (!repeated(line)) return true;
      if (written.has(line)) return false;
      written.add(line);
      return true;
    }),
  );
  return kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
