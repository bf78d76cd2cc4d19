import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { Instant } from "../../rules/time.ts";
import { buildSnapshot, type Counts } from "./build.ts";
import { type Changes, changesSince } from "./changes.ts";
import { ExtractRefused, extractBytes, type FileName, type Finding } from "./extract.ts";

export interface ImportReport {
  readonly extractedAt: Instant;
  /** Rows taken in, by file. */
  readonly rows: Counts;
  /** Rows that could not be used, by file, and how many were skipped in all. */
  readonly faults: number;
  readonly notices: number;
  /** The first of them, in order; `faults` and `notices` count them all. */
  readonly findings: readonly Finding[];
  /** Against the snapshot that was there before; null where there was none. */
  readonly changes: Changes | null;
}

export interface ImportProgress {
  readonly file: FileName;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly rows: number;
}

export interface ImportOptions {
  /** The first bad row refuses the whole import. */
  readonly strict: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Every finding as it comes; the report keeps only the first thousand. */
  readonly onFinding?: (finding: Finding) => void;
}

const FINDINGS_KEPT = 1000;

/**
 * Loads a record extract into a new snapshot beside the old one and swaps it in by rename: whoever reads the
 * old file goes on reading it, and an import that fails, at any instruction, leaves it in place.
 * The same extract imported again gives the same snapshot and no changes.
 * @throws {ExtractRefused} where a file or column is missing or, with `strict`, at the first bad row.
 */
export async function importExtract(
  dir: string,
  snapshotPath: string,
  options: ImportOptions,
): Promise<ImportReport> {
  if (!existsSync(dir)) throw new ExtractRefused("there is no such folder");
  mkdirSync(dirname(snapshotPath), { recursive: true, mode: 0o700 });
  const building = `${snapshotPath}.${process.pid}.new`;
  rmSync(building, { force: true });
  const findings: Finding[] = [];
  const count = { fault: 0, notice: 0 };
  let bytesRead = 0;
  let bytesTotal: number | null = null;
  const db = new Database(building);
  try {
    // Nobody reads this file before it is whole and synced, so it needs no journal of its own.
    db.pragma("journal_mode = OFF");
    db.pragma("synchronous = OFF");
    db.pragma("cache_size = -65536");
    db.pragma("temp_store = MEMORY");
    const rows = await buildSnapshot(db, dir, {
      onFinding: (finding) => {
        count[finding.kind]++;
        if (findings.length < FINDINGS_KEPT) findings.push(finding);
        options.onFinding?.(finding);
        if (options.strict && finding.kind === "fault") throw new ExtractRefused(wordsOf(finding));
      },
      onBytes: (file, bytes, rowsSoFar) => {
        bytesRead += bytes;
        bytesTotal ??= extractBytes(dir);
        options.onProgress?.({ file, bytesRead, bytesTotal, rows: rowsSoFar });
      },
    });
    const changes = existsSync(snapshotPath) ? changesSince(db, snapshotPath) : null;
    const extractedAt = db
      .prepare("SELECT value FROM meta WHERE key = 'extractedAt'")
      .pluck()
      .get() as Instant;
    db.close();
    sync(building);
    renameSync(building, snapshotPath);
    sync(dirname(snapshotPath));
    return { extractedAt, rows, faults: count.fault, notices: count.notice, findings, changes };
  } catch (error) {
    db.close();
    rmSync(building, { force: true });
    throw error;
  }
}

/** "people.csv line 14, date_of_birth: is no date: expected YYYY-MM-DD" */
export function wordsOf({ file, line, column, reason }: Finding): string {
  return `${file}${line > 0 ? ` line ${line}` : ""}${column ? `, ${column}` : ""}: ${reason}`;
}

function sync(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
