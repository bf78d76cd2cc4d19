import { nhsDigits, nhsNumber } from "../../rules/identify-child/numbers.ts";
import type { Person } from "../../rules/records.ts";
import { addDays, type Instant, instant, isPlainDate, type PlainDate } from "../../rules/time.ts";
import type { FileName, Finding, Row } from "./extract.ts";

/** What one row is read as, or why it cannot be used. Empty cells are null; only ids may not be empty. */
export class RowReader {
  readonly #file: FileName;
  readonly #row: Row;
  readonly #report: (finding: Finding) => void;
  #usable = true;

  constructor(file: FileName, row: Row, report: (finding: Finding) => void) {
    this.#file = file;
    this.#row = row;
    this.#report = report;
  }

  /** False once a fault was found: the row is then skipped. */
  get usable(): boolean {
    return this.#usable;
  }

  id(column: string): string {
    const value = this.#row.get(column);
    if (value === "") this.fault(column, "is empty");
    return value;
  }

  text(column: string): string | null {
    return this.#row.get(column) || null;
  }

  day(column: string): PlainDate | null {
    const value = this.#row.get(column);
    if (value === "") return null;
    // A day exported with midnight behind it is still that day; ISO 8601 has it without hyphens too.
    const day = value
      .replace(/[T ]00:00(?::00(?:\.0+)?)?(?:Z)?$/, "")
      .replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
    if (isPlainDate(day)) return day;
    this.fault(column, "is no date: expected YYYY-MM-DD");
    return null;
  }

  moment(column: string): Instant | null {
    const value = this.#row.get(column);
    if (value === "") {
      this.fault(column, "is empty");
      return null;
    }
    if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(value)) {
      try {
        return instant(value.replace(" ", "T").replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
      } catch {
        // falls through to the fault below
      }
    }
    this.fault(column, "is no time: expected ISO 8601 with offset");
    return null;
  }

  list(column: string): readonly string[] {
    const value = this.#row.get(column);
    if (value === "") return [];
    return [...new Set(value.split(";").map((id) => id.trim()))].filter((id) => id !== "");
  }

  fault(column: string | null, reason: string): void {
    this.#usable = false;
    this.#report({ kind: "fault", file: this.#file, line: this.#row.line, column, reason });
  }

  notice(column: string | null, reason: string): void {
    this.#report({ kind: "notice", file: this.#file, line: this.#row.line, column, reason });
  }
}

/** The days between which a birth, or an expected one, can lie. */
export interface Births {
  readonly earliest: PlainDate;
  readonly latest: PlainDate;
}

/** A life is not longer than 130 years; a child not yet born is expected within a pregnancy. */
export function birthsAround(extractedOn: PlainDate): Births {
  return { earliest: addDays(extractedOn, -130 * 365), latest: addDays(extractedOn, 300) };
}

export function readPerson(row: RowReader, births: Births): Person {
  const person: Person = {
    personId: row.id("person_id"),
    givenNames: row.text("given_names") ?? "",
    familyName: row.text("family_name") ?? "",
    knownAs: row.text("known_as"),
    dateOfBirth: row.day("date_of_birth"),
    sex: sexOf(row.text("sex")),
    nhsNumber: row.text("nhs_number"),
    address: row.text("address"),
    postcode: row.text("postcode"),
    otherIds: row.list("other_ids"),
  };
  if (person.dateOfBirth && person.dateOfBirth > births.latest) {
    row.notice("date_of_birth", "lies further ahead than any birth can be expected");
  }
  if (person.dateOfBirth && person.dateOfBirth < births.earliest) {
    row.notice("date_of_birth", "lies further back than a life is long");
  }
  if (person.nhsNumber && !nhsNumber(person.nhsNumber)) {
    const what = nhsDigits(person.nhsNumber) ? "has a wrong check digit" : "is not ten digits";
    row.notice("nhs_number", `${what}: kept, but weak as evidence`);
  }
  if (`${person.givenNames}${person.familyName}${person.address}`.includes("\ufffd")) {
    row.notice(null, "holds letters that are not UTF-8");
  }
  return person;
}

function sexOf(written: string | null): string | null {
  const first = written?.charAt(0).toUpperCase();
  return first === "F" || first === "M" ? first : written;
}
