import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "../../rules/time.ts";

/** One row of an extract file, by column; what is left out is empty. */
type Row = Readonly<Record<string, string>>;

/** A record extract as the council's system would give it, of invented people. */
export interface Extract {
  readonly people: readonly Row[];
  readonly relationships: readonly Row[];
  readonly involvements: readonly Row[];
  readonly contacts: readonly Row[];
}

const COLUMNS = {
  people: [
    "person_id",
    "given_names",
    "family_name",
    "known_as",
    "date_of_birth",
    "sex",
    "nhs_number",
    "address",
    "postcode",
    "other_ids",
  ],
  relationships: ["person_id", "related_person_id", "relationship"],
  involvements: ["involvement_id", "person_id", "kind", "team", "started_on", "ended_on"],
  contacts: [
    "contact_id",
    "person_ids",
    "received_at",
    "closed_on",
    "referrer_name",
    "referrer_agency",
    "referrer_email",
    "subject",
    "narrative",
    "decision",
    "decided_by",
  ],
} as const satisfies Record<keyof Extract, readonly string[]>;

/** Writes the extract as `triage import` reads it. */
export function writeExtract(folder: string, extract: Extract, extractedAt: Instant): void {
  mkdirSync(folder, { recursive: true });
  for (const file of ["people", "relationships", "involvements", "contacts"] as const) {
    const columns: readonly string[] = COLUMNS[file];
    const lines = [columns, ...extract[file].map((row) => columns.map((column) => row[column] ?? ""))];
    writeFileSync(
      join(folder, `${file}.csv`),
      lines.map((line) => `${line.map(quoted).join(",")}\n`).join(""),
    );
  }
  writeFileSync(join(folder, "extract.json"), JSON.stringify({ extractedAt }));
}

function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
