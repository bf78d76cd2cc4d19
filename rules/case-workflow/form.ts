import { instant, isPlainDate } from "../time.ts";
import { type Field, plain } from "./definition.ts";
import type { CaseState, FieldValue, FieldValues } from "./state.ts";

/** What someone typed or a program handed over, before it is read. */
export type Typed = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

export type FormFields = Readonly<Record<string, Field>>;

const LONGEST_TEXT = 20_000;

/**
 * Reads what was typed into a form. Faults name the field and what is expected, never the value.
 * Values that the form does not know are faults; empty ones count as not given.
 */
export function readForm(
  form: FormFields,
  typed: Typed,
  state: CaseState,
): { readonly values: FieldValues; readonly faults: readonly string[] } {
  const values: Record<string, FieldValue> = {};
  const faults: string[] = [];
  for (const [key, raw] of Object.entries(typed)) {
    if (raw === null || raw === undefined || raw === "") continue;
    const name = Object.keys(form).find((known) => plain(known) === plain(key));
    if (name === undefined) {
      const known = Object.keys(form).join(", ");
      faults.push(
        known === ""
          ? `'${key}': nothing can be filled in here`
          : `'${key}': no such field; there are ${known}`,
      );
      continue;
    }
    const value = readField(form[name] as Field, raw, state);
    if (typeof value === "object" && "fault" in value) faults.push(`'${name}': ${value.fault}`);
    else values[name] = value as FieldValue;
  }
  return { values, faults };
}

/** Adds the defaults of what was not given. */
export function withDefaults(form: FormFields, values: FieldValues): FieldValues {
  const defaults = Object.entries(form)
    .filter(([name, field]) => field.default !== undefined && values[name] === undefined)
    .map(([name, field]) => [name, field.default as string]);
  return { ...values, ...Object.fromEntries(defaults) };
}

/** Required fields that have no value, each with what it wants. */
export function missingFields(form: FormFields, values: FieldValues): readonly string[] {
  return Object.entries(form)
    .filter(([name, field]) => values[name] === undefined && isRequired(field, values))
    .map(
      ([name, field]) => `'${name}' (${field.label}${field.choices ? `: ${field.choices.join(", ")}` : ""})`,
    );
}

function isRequired(field: Field, values: FieldValues): boolean {
  if (field.required) return true;
  if (field.required_when === undefined) return false;
  return Object.entries(field.required_when).every(([name, wanted]) =>
    wanted.includes(String(values[name] ?? "")),
  );
}

function readField(
  field: Field,
  raw: NonNullable<Typed[string]>,
  state: CaseState,
): FieldValue | { fault: string } {
  if (field.type === "list") {
    const parts = Array.isArray(raw) ? raw.map(String) : String(raw).slice(0, LONGEST_TEXT).split(";");
    return parts.map((part) => part.trim()).filter((part) => part !== "");
  }
  const text = String(raw).trim();
  if (text.length > LONGEST_TEXT) return { fault: `expected at most ${LONGEST_TEXT} characters` };
  switch (field.type) {
    case "text":
      return text;
    case "day":
      if (field.unknown && plain(text) === "unknown") return "unknown";
      return isPlainDate(text)
        ? text
        : { fault: `expected a day as YYYY-MM-DD${field.unknown ? " or 'unknown'" : ""}` };
    case "instant":
      // without an offset it would depend on the machine's zone
      if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text.slice(0, 40)))
        return { fault: "expected a time with offset, such as 2026-03-25T17:15:00Z" };
      return Number.isNaN(Date.parse(text)) ? { fault: "expected a time with offset" } : instant(text);
    case "choice": {
      const choices = field.choices ?? [];
      return (
        choices.find((choice) => plain(choice) === plain(text)) ?? {
          fault: `expected one of ${choices.join(", ")}`,
        }
      );
    }
    case "yes-no": {
      if (raw === true || ["yes", "true", "y"].includes(text.toLowerCase())) return "yes";
      if (raw === false || ["no", "false", "n"].includes(text.toLowerCase())) return "no";
      return { fault: "expected yes or no" };
    }
    case "number":
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : { fault: "expected a number" };
    case "record": {
      const record = state.records.find((known) => plain(known.id) === plain(text));
      if (record && (field.of === undefined || record.service === field.of)) return record.id;
      return { fault: `expected the id of a record of ${field.of ?? "this case"}` };
    }
  }
}
