import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CsvError, type Options, parse } from "csv-parse";
import { type Instant, instant } from "../../rules/time.ts";

/** The extract's files and their columns (interfaces.md). */
export const FILES = {
  "people.csv": {
    required: ["person_id", "given_names", "family_name"],
    optional: ["known_as", "date_of_birth", "sex", "nhs_number", "address", "postcode", "other_ids"],
  },
  "relationships.csv": { required: ["person_id", "related_person_id", "relationship"], optional: [] },
  "involvements.csv": {
    required: ["involvement_id", "person_id", "kind", "team", "started_on"],
    optional: ["ended_on"],
  },
  "contacts.csv": {
    required: ["contact_id", "person_ids", "received_at"],
    optional: [
      "closed_on",
      "referrer_name",
      "referrer_agency",
      "referrer_email",
      "subject",
      "narrative",
      "decision",
      "decided_by",
    ],
  },
} as const;

export type FileName = keyof typeof FILES;
export const FILE_NAMES = Object.keys(FILES) as FileName[];

/** A row that cannot be used ("fault": skipped, or with --strict the end) or that a person should look at ("notice": kept). */
export interface Finding {
  readonly kind: "fault" | "notice";
  readonly file: string;
  /** 1 is the header. */
  readonly line: number;
  readonly column: string | null;
  /** Ids at most, never names or numbers of people. */
  readonly reason: string;
}

/** The extract cannot be taken in; nothing was changed. */
export class ExtractRefused extends Error {
  override readonly name = "ExtractRefused";
}

export interface Row {
  readonly line: number;
  /** Trimmed; empty where the column is missing or empty. */
  get(column: string): string;
}

/**
 * The rows of one file, in order, as they are read: a million of them take no more memory than one.
 * @throws {ExtractRefused} where the file or a required column is missing.
 */
export async function* rowsOf(
  dir: string,
  file: FileName,
  onFault: (finding: Finding) => void,
  onBytes: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  const path = join(dir, file);
  let columns: ReadonlyMap<string, number> | null = null;
  let width = 0;
  let batch: Row[] = [];
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 4_000_000,
    on_skip: (error: (CsvError & { lines?: number }) | undefined) => {
      const lines = error?.lines ?? 0;
      const reason = `cannot be read as CSV (${error?.code ?? "unknown fault"})`;
      onFault({ kind: "fault", file, line: lines, column: null, reason });
      return undefined;
    },
    // The types of csv-parse know no on_record that gives another shape than it was given.
    on_record: (cells: string[], { lines }: { lines: number }) => ({ cells, line: lines }),
  } as unknown as Options);
  const input = createReadStream(path, { highWaterMark: 1 << 18 });
  input.on("data", (chunk) => onBytes(chunk.length));
  input.on("error", (error) =>
    parser.destroy(new ExtractRefused(`${file} cannot be read`, { cause: error })),
  );
  input.pipe(parser);
  for await (const { cells, line } of parser as AsyncIterable<{ cells: string[]; line: number }>) {
    if (columns === null) {
      columns = header(file, cells);
      width = cells.length;
      continue;
    }
    // `lines` is where the row ends; a row of several lines is reported where it begins.
    const begins = line - cells.reduce((sum, cell) => sum + newlines(cell), 0);
    if (cells.length !== width) {
      onFault({
        kind: "fault",
        file,
        line: begins,
        column: null,
        reason: `has ${cells.length} columns where the header has ${width}`,
      });
      continue;
    }
    const at = columns;
    batch.push({ line: begins, get: (column) => cells[at.get(column) ?? -1]?.trim() ?? "" });
    if (batch.length === 1000) {
      yield batch;
      batch = [];
    }
  }
  if (columns === null) throw new ExtractRefused(`${file} is empty: expected a header row`);
  if (batch.length > 0) yield batch;
}

/** @throws {ExtractRefused} naming every file and column that is missing, before anything is read in full. */
export async function checkShape(dir: string): Promise<void> {
  const missing = FILE_NAMES.filter((file) => !existsSync(join(dir, file)));
  if (missing.length > 0) throw new ExtractRefused(`the extract lacks ${missing.join(", ")}`);
  for (const file of FILE_NAMES) {
    const parser = createReadStream(join(dir, file)).pipe(
      parse({ bom: true, to_line: 1, relax_column_count: true }),
    );
    let cells: string[] | null = null;
    for await (const record of parser as AsyncIterable<string[]>) {
      cells = record;
      break;
    }
    if (!cells) throw new ExtractRefused(`${file} is empty: expected a header row`);
    header(file, cells);
  }
}

function header(file: FileName, cells: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]));
  const missing = FILES[file].required.filter((column) => !columns.has(column));
  if (missing.length > 0) throw new ExtractRefused(`${file} lacks the column ${missing.join(", ")}`);
  return columns;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/**
 * When the extract was made: `extract.json` (`{"extractedAt": "…"}`) where the exporting system writes one,
 * else the newest file's time.
 */
export function extractedAtOf(dir: string): Instant {
  const stated = join(dir, "extract.json");
  if (existsSync(stated)) {
    try {
      const { extractedAt } = JSON.parse(readFileSync(stated, "utf8")) as { extractedAt?: unknown };
      if (typeof extractedAt === "string") return instant(extractedAt);
    } catch (cause) {
      throw new ExtractRefused("extract.json cannot be read", { cause });
    }
    throw new ExtractRefused("extract.json does not say extractedAt");
  }
  return instant(Math.max(...FILE_NAMES.map((file) => statSync(join(dir, file)).mtimeMs)));
}

export function extractBytes(dir: string): number {
  return FILE_NAMES.reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
}
