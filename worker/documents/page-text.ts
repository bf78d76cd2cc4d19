import { readLabel } from "../../rules/read-mail/labels.ts";
import type { FormField } from "../../rules/read-mail/mail.ts";
import { TooLargeError } from "./limits.ts";
import { plainText } from "./plain-text.ts";

export interface Page {
  readonly text: string;
  readonly fields: readonly FormField[];
}

interface Cell {
  readonly text: string;
  readonly span: number;
  /** Set apart as a heading: th, bold throughout, or shaded. */
  readonly marked: boolean;
}

/** Lines under way: the page itself, or one cell of a table. */
interface Frame {
  readonly lines: string[];
  line: string;
  /** Text in bold, and all text, of this frame: a cell bold throughout is a label. */
  boldChars: number;
  chars: number;
  holdsTable: boolean;
  /** How deep in quotes the frame itself lies: its own lines bear only what is deeper. */
  readonly quoteDepth: number;
}

interface Table {
  readonly rows: Cell[][];
  row: Cell[] | null;
  cell: { span: number; marked: boolean } | null;
}

/**
 * Builds the text of a page from a stream of what it holds, the same way for HTML, Word and OpenDocument, so that
 * the same form reads the same. Rows of a form come out as "label: value"; of other tables, cells between " | ".
 * Quoted text bears "> ". Never recurses, so nesting costs nothing.
 */
export class PageText {
  readonly #frames: Frame[] = [newFrame(0)];
  readonly #tables: Table[] = [];
  readonly #fields: FormField[] = [];
  readonly #mostChars: number;
  #chars = 0;
  #quoteDepth = 0;
  #tableCount = 0;

  constructor(mostChars: number) {
    this.#mostChars = mostChars;
  }

  /** @throws {TooLargeError} beyond the limit of characters. */
  write(text: string, bold = false): void {
    if (text === "") return;
    this.#chars += text.length;
    // a closing bracket still finds room
    if (this.#chars > this.#mostChars && text !== "]")
      throw new TooLargeError(`Cannot read on: expected at most ${this.#mostChars} characters`);
    const frame = this.#frame;
    frame.line += text;
    const letters = text.trim().length;
    frame.chars += letters;
    if (bold) frame.boldChars += letters;
  }

  /** True where nothing or white space was last written: further white space is left out. */
  get endsInSpace(): boolean {
    const { line } = this.#frame;
    return line === "" || line.endsWith(" ");
  }

  /** Ends the line, also an empty one. */
  breakLine(): void {
    const frame = this.#frame;
    const quote = "> ".repeat(Math.max(0, this.#quoteDepth - frame.quoteDepth));
    frame.lines.push((quote + frame.line.trimEnd()).trimEnd());
    frame.line = "";
  }

  /** Ends the line where anything stands in it. */
  block(): void {
    if (this.#frame.line.trim() !== "") this.breakLine();
    else this.#frame.line = "";
  }

  /** An empty line between paragraphs, never two. */
  gap(): void {
    this.block();
    const last = this.#frame.lines.at(-1);
    if (last !== undefined && last.replaceAll(">", "").trim() !== "") this.breakLine();
  }

  rule(): void {
    this.block();
    this.write("________________________________");
    this.breakLine();
  }

  quote(levels: 1 | -1): void {
    this.block();
    const { lines } = this.#frame;
    if (levels < 0) while (lines.length > 0 && /^[> ]*$/.test(lines.at(-1) as string)) lines.pop();
    this.#quoteDepth = Math.max(0, Math.min(40, this.#quoteDepth + levels));
  }

  field(label: string, value: string): void {
    if (label.trim() !== "" && value.trim() !== "")
      this.#fields.push({ label: label.trim(), value: value.trim() });
  }

  startTable(): void {
    this.block();
    this.#frame.holdsTable = true;
    this.#tables.push({ rows: [], row: null, cell: null });
  }

  startRow(): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    this.endRow();
    table.row = [];
  }

  startCell(span: number, marked: boolean): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    this.endCell();
    table.row ??= [];
    table.cell = { span, marked };
    this.#frames.push(newFrame(this.#quoteDepth));
  }

  /** The cell under way is a heading after all, by its shading. */
  markCell(): void {
    const cell = this.#tables.at(-1)?.cell;
    if (cell) cell.marked = true;
  }

  spanCell(span: number): void {
    const cell = this.#tables.at(-1)?.cell;
    if (cell) cell.span = span;
  }

  endCell(): void {
    const table = this.#tables.at(-1);
    if (!table?.cell) return;
    this.block();
    const frame = this.#frames.pop() as Frame;
    const text = frame.lines.join("\n").trim();
    const bold = frame.chars > 0 && frame.boldChars >= frame.chars;
    // a cell that holds a table only lays the page out
    if (frame.holdsTable) this.#frame.holdsTable = true;
    table.row?.push({ text, span: table.cell.span, marked: table.cell.marked || bold });
    table.cell = null;
    if (frame.holdsTable && table.row) {
      const own = table.row.pop() as Cell;
      table.row.push({ ...own, span: -1 });
    }
  }

  endRow(): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    this.endCell();
    if (table.row && table.row.length > 0) table.rows.push(table.row);
    table.row = null;
  }

  endTable(): void {
    if (this.#tables.length === 0) return;
    this.endRow();
    const table = this.#tables.pop() as Table;
    this.block();
    const rows = table.rows.filter((row) => row.some(({ text }) => text !== ""));
    if (rows.length === 0) return;
    if (rows.some((row) => row.some(({ span }) => span < 0)) || rows.every((row) => row.length === 1))
      this.#layOut(rows);
    else this.#writeRows(rows);
  }

  /** Ends everything open. */
  finish(): Page {
    while (this.#tables.length > 0) this.endTable();
    this.block();
    return {
      // characters written as entities come out only now
      text: plainText(collapse(this.#frame.lines)),
      fields: this.#fields.map((field) => ({
        ...field,
        label: plainText(field.label),
        value: plainText(field.value),
      })),
    };
  }

  get #frame(): Frame {
    return this.#frames.at(-1) as Frame;
  }

  #layOut(rows: readonly Cell[][]): void {
    for (const { text } of rows.flat()) this.#writeLines(text);
  }

  #writeRows(rows: readonly Cell[][]): void {
    const table = ++this.#tableCount;
    if (goesAcross(rows)) {
      this.#writeColumns(rows, table);
      return;
    }
    const header = headerOf(rows);
    for (const [index, row] of rows.entries()) {
      const cells = row.filter(({ text }) => text !== "");
      if (header && index > 0 && row.length === header.length) {
        this.#writeLines(cells.map(({ text }) => oneLine(text)).join(" | "));
        for (const [column, { text }] of row.entries()) {
          const label = header[column] ?? "";
          if (label !== "" && text !== "")
            this.#fields.push({ label, value: text, row: `${table}.${index}` });
        }
      } else if (index > 0 || !header) this.#writePairs(row);
      else this.#writeLines(cells.map(({ text }) => oneLine(text)).join(" | "));
    }
  }

  /** A table whose columns are the children: each column is what another table has as a row. */
  #writeColumns(rows: readonly Cell[][], table: number): void {
    for (const row of rows)
      this.#writeLines(
        row
          .map(({ text }) => oneLine(text))
          .filter((text) => text !== "")
          .join(" | "),
      );
    for (let column = 1; column < (rows[0]?.length ?? 0); column++)
      for (const [{ text: label = "" } = {}, ...values] of rows.slice(1)) {
        const value = values[column - 1]?.text ?? "";
        if (label !== "" && value !== "")
          this.#fields.push({ label: oneLine(label).replace(/\s*:$/, ""), value, row: `${table}.${column}` });
      }
  }

  #writePairs(row: readonly Cell[]): void {
    const answered = row.filter(({ text }) => text !== "").map(({ text }) => labelInside(text));
    if (answered.length > 0 && answered.every((pair) => pair !== null)) {
      for (const { label, value } of answered) {
        this.#writeLines(`${label}: ${value}`);
        this.field(label, value);
      }
      return;
    }
    const pairs =
      row.length % 2 === 0 &&
      row.every(({ text, marked }, index) => index % 2 === 1 || isLabel(text, marked || row.length === 2));
    if (!pairs) {
      this.#writeLines(
        row
          .map(({ text }) => oneLine(text))
          .filter((text) => text !== "")
          .join(" | "),
      );
      return;
    }
    for (let index = 0; index < row.length; index += 2) {
      const label = oneLine(row[index]?.text ?? "").replace(/\s*:$/, "");
      const value = row[index + 1]?.text ?? "";
      if (label === "") this.#writeLines(value);
      else this.#writeLines(value === "" ? `${label}:` : `${label}: ${value}`);
      this.field(label, value);
    }
  }

  #writeLines(text: string): void {
    for (const line of text.split("\n")) {
      if (line === "") this.gap();
      this.#frame.line = line;
      this.block();
    }
  }
}

function newFrame(quoteDepth: number): Frame {
  return { lines: [], line: "", boldChars: 0, chars: 0, holdsTable: false, quoteDepth };
}

const CHILD_COLUMN =
  /^(?:(?:child|young person|sibling|pupil|baby)\s*(?:no\.?\s*)?[1-9a-f]|(?:1st|2nd|3rd|[4-9]th|first|second|third|fourth) (?:child|young person|sibling))$/i;

/** Whether the children of a form stand side by side: "Child 1", "Child 2" above, the labels down the left. */
function goesAcross(rows: readonly Cell[][]): boolean {
  const [[corner, ...heads] = [], ...below] = rows;
  return (
    below.length > 0 &&
    heads.length > 0 &&
    heads.every(({ text }) => CHILD_COLUMN.test(text.trim())) &&
    !CHILD_COLUMN.test(corner?.text ?? "") &&
    below.some(([label]) => readLabel(label?.text ?? "") !== null)
  );
}

/** The column headings, where the first row is one: all cells marked or known labels, and no later first cell so. */
function headerOf(rows: readonly Cell[][]): string[] | null {
  const [first, second] = rows;
  if (!first || !second || first.length < 2 || second.length !== first.length) return null;
  const below = rows.slice(1).filter((row) => row.length === first.length);
  const known = first.filter(({ text }) => readLabel(text) !== null).length;
  // two heads of three are known labels, and no row below begins with one
  const mostly =
    first.length > 2 &&
    known * 3 >= first.length * 2 &&
    below.every(([cell]) => readLabel(cell?.text ?? "") === null);
  const heads = first.every(
    ({ text, marked }) =>
      text === "" || (text.length <= 60 && (marked || mostly || readLabel(text) !== null)),
  );
  if (!heads) return null;
  if (first.length === 2) {
    // two columns are a form, unless both headings are labels and the rows below begin with none
    if (below.some(([cell]) => cell?.marked || readLabel(cell?.text ?? "") !== null)) return null;
    if (!first.every(({ text }) => readLabel(text) !== null)) return null;
  } else if (below.length > 0 && below.every(([, cell]) => cell?.marked)) return null;
  // label, value, label, value in the first row is no heading
  if (first.length === 4 && first[0]?.marked && !first[1]?.marked) return null;
  return first.map(({ text }) => oneLine(text).replace(/\s*:$/, ""));
}

/** A cell that holds its label and its answer: "Name of child: Orla", or the answer on the next line. */
function labelInside(text: string): FormField | null {
  const found = /^([^\n:]{2,100})[:\n]\s*([^\s(][\s\S]*)$/.exec(text);
  const [, label = "", value = ""] = found ?? [];
  return readLabel(label) === null ? null : { label: label.trim(), value: value.trim() };
}

function isLabel(text: string, likely: boolean): boolean {
  return text.length <= 160 && (likely || /[:?]$/.test(text) || readLabel(text) !== null);
}

function oneLine(text: string): string {
  return text.includes("\n")
    ? text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "")
        .join(" ")
    : text;
}

/** At most one empty line between lines, none at either end. */
function collapse(lines: readonly string[]): string {
  const kept: string[] = [];
  for (const line of lines) {
    if (line.trim() === "" && (kept.length === 0 || kept.at(-1)?.trim() === "")) continue;
    kept.push(line);
  }
  while (kept.at(-1)?.replaceAll(">", "").trim() === "") kept.pop();
  return kept.join("\n");
}
