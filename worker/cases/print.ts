import type { Refusal, Warning } from "../../rules/case-workflow.ts";
import type { CaseRow, CaseView, DueRow } from "./cases.ts";
import type { HistoryEntry, WorkRow } from "./questions.ts";

/** How the commands about cases speak to a person. Scripts use `--json`. */

export function refusalText({ says, missing, allowed, propose, rules }: Refusal): string {
  const lines = [`refused: ${says}${rules.length > 0 ? ` (${[...new Set(rules)].join(", ")})` : ""}`];
  for (const item of missing) lines.push(`  missing: ${item}`);
  if (propose !== null) lines.push(`  instead: ${propose}`);
  if (allowed.length > 0) lines.push(`  possible: ${allowed.join("; ")}`);
  return `${lines.join("\n")}\n`;
}

export function warningText(warnings: readonly Warning[]): string {
  return warnings
    .map(
      ({ says, lacking, rules, overridden }) =>
        `${overridden ? "overridden" : "warning"}: ${says}: ${lacking.join("; ")}${rules.length > 0 ? ` (${rules.join(", ")})` : ""}\n`,
    )
    .join("");
}

export function caseText(view: CaseView): string {
  const lines = [
    `${view.id}  ${view.title}  ${view.status.shown}  since ${day(view.status.since)}`,
    ...entry("responsible", view.responsible),
    ...entry("reference", view.reference),
    ...entry("people", view.people.join(", ")),
    ...(view.clientMessages === "never" ? ["  no message goes to the client"] : []),
    ...Object.entries(view.fields).map(([name, value]) => `  ${name}: ${String(value)}`),
  ];
  section(lines, "notices", view.next.notices);
  section(
    lines,
    "due",
    view.dues.map(
      (due) => `${due.name}: ${due.opensOn ? `${due.opensOn} to ` : ""}${due.dueOn} (${due.standing})`,
    ),
  );
  section(
    lines,
    "tasks",
    view.next.tasks.map(
      (task) => `${task.id} ${task.name}${task.outcomes.length > 0 ? `: ${task.outcomes.join(" | ")}` : ""}`,
    ),
  );
  section(
    lines,
    "links",
    view.links.map((link) => `${link.as}: ${link.caseId} (${link.phase})`),
  );
  section(
    lines,
    "records",
    view.records.map(
      (record) =>
        `${record.id} ${record.service}${record.complete ? "" : ` (${record.state})`}  ${day(record.at)}  ${record.author}`,
    ),
  );
  for (const [service, trend] of Object.entries(view.trends)) {
    const changes = trend.flatMap((point) => [
      ...point.sincePrevious.map((change) => `${point.on} ${change}`),
      ...point.between.map((between) => `${point.on} after ${between}`),
    ]);
    section(lines, `change of ${service}`, changes);
  }
  section(lines, "can be recorded", view.next.services.length > 0 ? [view.next.services.join("; ")] : []);
  section(
    lines,
    "can go to",
    view.next.moves.map(
      (move) =>
        `${move.to} (${move.kind}${move.reasonNeeded ? ", with a reason" : ""})${move.missing.length > 0 ? `; missing: ${move.missing.join("; ")}` : ""}`,
    ),
  );
  return `${lines.join("\n")}\n`;
}

export function listText(rows: readonly CaseRow[]): string {
  if (rows.length === 0) return "no cases\n";
  return table(
    rows.map((row) => [
      row.id,
      row.workflow,
      `${row.code ?? ""} ${row.status}`.trim(),
      day(row.since),
      row.responsible ?? "-",
      row.reference ?? "",
    ]),
  );
}

export function duesText(rows: readonly DueRow[]): string {
  if (rows.length === 0) return "nothing is due\n";
  return table(
    rows.map((row) => [
      row.dueOn,
      row.overdue ? "OVERDUE" : "",
      row.caseId,
      row.workflow,
      row.name,
      row.responsible ?? "-",
    ]),
  );
}

export function historyText(entries: readonly HistoryEntry[]): string {
  return entries
    .map(
      ({ version, at, actor, type, data }) =>
        `${String(version).padStart(3)}  ${at}  ${actor}  ${type}${data === null ? "  (erased)" : detail(data)}\n`,
    )
    .join("");
}

export function workText(rows: readonly WorkRow[], today: string): string {
  if (rows.length === 0) return "nothing waits\n";
  return table(
    rows.map((row) => [
      row.caseId,
      row.record,
      day(row.recordedAt),
      `${ageInDays(row.recordedAt, today)} days`,
    ]),
  );
}

/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function workCsv(rows: readonly WorkRow[]): string {
  const columns = Object.keys(rows[0]?.fields ?? {});
  const cell = (value: unknown) => {
    const text = String(value ?? "");
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  const lines = [
    ["case", "record", ...columns],
    ...rows.map((row) => [row.caseId, row.record, ...columns.map((column) => row.fields[column])]),
  ];
  return `${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function ageInDays(at: string, today: string): number {
  return Math.max(
    0,
    Math.round((Date.parse(`${today}T00:00:00Z`) - Date.parse(`${day(at)}T00:00:00Z`)) / 86_400_000),
  );
}

function detail(data: object): string {
  const { type: _, warnings: __, ...rest } = data as Record<string, unknown>;
  const parts = Object.entries(rest)
    .filter(
      ([, value]) =>
        value !== null &&
        value !== "" &&
        !(typeof value === "object" && Object.keys(value as object).length === 0),
    )
    .map(([key, value]) => `${key}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  return parts.length > 0 ? `  ${parts.join(" ")}` : "";
}

function day(at: string): string {
  return at.slice(0, 10);
}

function entry(name: string, value: string | null): readonly string[] {
  return value ? [`  ${name}: ${value}`] : [];
}

function section(lines: string[], title: string, items: readonly string[]): void {
  if (items.length > 0) lines.push(`${title}:`, ...items.map((item) => `  ${item}`));
}

function table(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
