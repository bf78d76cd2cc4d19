import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { daysInText } from "../../rules/identify-child/days-in-text.ts";
import type { PersonMention } from "../../rules/read-mail/mail.ts";
import { isPlainDate, type PlainDate } from "../../rules/time.ts";
import { ExtractRefused } from "./extract.ts";

const COLUMNS = [
  "given_names",
  "family_name",
  "known_as",
  "date_of_birth",
  "sex",
  "nhs_number",
  "other_ids",
  "address",
  "postcode",
] as const;

/**
 * The rows of a CSV of mentions (interfaces.md, `triage identify`), as they are read. Dates may be written as people
 * write them, day first; one that is none is handed on as written, not as a date.
 * @param today a year of two digits is the latest such year up to it.
 * @throws {ExtractRefused} where the file has no column mention_id.
 */
export async function* mentionsOf(
  file: string,
  onFault: (fault: string) => void,
  today: PlainDate,
): AsyncGenerator<{ readonly mentionId: string; readonly mention: PersonMention }> {
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      columns: (header: string[]) =>
        header.map((name) =>
          name
            .trim()
            .toLowerCase()
            .replace(/[\s-]+/g, "_"),
        ),
      on_skip: (error) => {
        onFault(`${file}: a row cannot be read as CSV (${error?.code ?? "unknown fault"})`);
        return undefined;
      },
    }),
  );
  let row = 1;
  for await (const cells of parser as AsyncIterable<Record<string, string | undefined>>) {
    row++;
    if (!("mention_id" in cells)) throw new ExtractRefused(`${file} lacks the column mention_id`);
    const mentionId = cells.mention_id?.trim();
    if (!mentionId) {
      onFault(`${file} row ${row}, mention_id: is empty`);
      continue;
    }
    yield { mentionId, mention: mentionOf(cells, `row ${row}`, today) };
  }
}

function mentionOf(
  cells: Record<string, string | undefined>,
  where: string,
  today: PlainDate,
): PersonMention {
  const value = (column: (typeof COLUMNS)[number]): string | null => cells[column]?.trim() || null;
  const born = value("date_of_birth");
  const day = born ? dayIn(born, today) : null;
  const sex = value("sex")?.charAt(0).toUpperCase();
  return {
    givenNames: value("given_names"),
    familyName: value("family_name"),
    knownAs: value("known_as"),
    dateOfBirth: day,
    dateOfBirthWritten: day === null ? born : null,
    expectedOn: null,
    age: null,
    sex: sex === "F" || sex === "M" ? sex : null,
    nhsNumber: value("nhs_number"),
    otherIds:
      value("other_ids")
        ?.split(";")
        .map((id) => id.trim())
        .filter((id) => id !== "") ?? [],
    address: value("address"),
    postcode: value("postcode"),
    school: null,
    parents: [],
    siblings: [],
    role: "person",
    subjectOfMail: true,
    where,
  };
}

/** "2015-04-12" (also with a time behind it), "20150412", "12/04/2015", "12 April 2015". */
function dayIn(written: string, today: PlainDate): PlainDate | null {
  const iso = written
    .replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3")
    .replace(/^(\d{4}-\d{2}-\d{2})T.*$/, "$1");
  return isPlainDate(iso) ? iso : (daysInText(written, today)[0]?.day ?? null);
}
