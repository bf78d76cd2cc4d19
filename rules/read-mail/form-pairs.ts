import { type Label, readLabel } from "./labels.ts";
import type { FormField } from "./mail.ts";

/** A labelled value, of a form's structure or of a line "Label: value". */
export interface Pair {
  readonly label: Label;
  readonly written: string;
  readonly value: string;
  readonly where: string;
  /** Which table row it stands in, where labels are column headings. */
  readonly row: string | null;
}

const LONGEST_LINE = 20_000;
const MOST_LINES = 20_000;

/**
 * All labelled values of a text, in order: fields of the form, lines "Label: value" (several on one line too), and
 * known labels alone on a line with their value below. Only labels that `readLabel` knows.
 */
export function readPairs(text: string, fields: readonly FormField[], where: string): Pair[] {
  const pairs: Pair[] = [];
  for (const { label, value, row } of fields) {
    const known = readLabel(label);
    if (known)
      pairs.push({
        label: known,
        written: label,
        value,
        where: `${where}, field '${label}'`,
        row: row ?? null,
      });
  }
  const held = new Set(pairs.map(({ written, value }) => key(written, value)));
  for (const pair of readLines(text, where)) {
    const first = pair.value.split("\n")[0] ?? "";
    if (
      !held.has(key(pair.written, pair.value)) &&
      !held.has(key(pair.written, first)) &&
      ![...held].some((other) => first !== "" && other.startsWith(key(pair.written, first)))
    )
      pairs.push(pair);
  }
  return pairs;
}

function key(label: string, value: string): string {
  return `${label.replace(/[\s:]+$/, "")}\u0000${value.replace(/\s+/g, " ").trim()}`.toLowerCase();
}

function readLines(text: string, where: string): Pair[] {
  const pairs: Pair[] = [];
  const lines = text.split("\n", MOST_LINES);
  let open: { label: Label; written: string; values: string[] } | null = null;
  const close = () => {
    if (open && open.values.length > 0) {
      pairs.push({
        label: open.label,
        written: open.written,
        value: open.values.join("\n"),
        where: `${where}, '${open.written}'`,
        row: null,
      });
    }
    open = null;
  };
  for (const whole of lines) {
    const line = withoutLeaders(whole.slice(0, LONGEST_LINE).replace(/^[>\s]+|\s+$/g, ""));
    const labelled = splitLabels(line);
    if (labelled.length > 0) {
      close();
      for (const { label, written, value } of labelled.slice(0, -1)) {
        if (value !== "") pairs.push({ label, written, value, where: `${where}, '${written}'`, row: null });
      }
      const last = labelled.at(-1) as Labelled;
      open = { label: last.label, written: last.written, values: last.value === "" ? [] : [last.value] };
      continue;
    }
    const alone =
      line.length <= 60 && line !== "" && !/[.,;]$|\||\d{2}/.test(line)
        ? readLabel(line.replace(/[\s:]+$/, ""))
        : null;
    if (alone && /^[\p{Lu}*•]/u.test(line) && startsBlock(alone)) {
      close();
      open = { label: alone, written: line.replace(/[\s:]+$/, ""), values: [] };
    } else if (line === "") {
      if (open && open.values.length > 0) close();
    } else if (
      open &&
      (open.values.length === 0 || NARRATIVE.has(open.label.kind) || SEVERAL.has(open.label.kind))
    )
      open.values.push(line);
    else close();
  }
  close();
  return pairs;
}

/** "Name of child ...... Orla", "DOB - 04/02/2016", "Is it urgent? No": what leads from a label to its answer, as a colon. */
function withoutLeaders(line: string): string {
  const dash = /^([^:\d]{2,60}?) [-–—] (?=[\p{Lu}\d])/u.exec(line);
  if (dash && DASHED.has(readLabel(dash[1] as string)?.kind ?? ""))
    return `${dash[1]}: ${line.slice(dash[0].length)}`;
  const asked = /^([^:?]{3,110}\?) {1,3}(?=(?:yes|no|y|n|not known|[☐☒☑✓✔])(?:\W|$))/i.exec(line);
  if (asked && readLabel(asked[1] as string)) return `${asked[1]}: ${line.slice(asked[0].length)}`;
  let text = "";
  let from = 0;
  for (const leader of line.matchAll(/[.…_]{4,}|_{2,3}/g)) {
    const before = line.slice(from, leader.index).trim();
    text += readLabel(before) === null ? `${before}  ` : `${before.replace(/:$/, "")}: `;
    from = leader.index + leader[0].length;
  }
  return from === 0 ? line : `${text}${line.slice(from).trim()}`.trim();
}

const DASHED = new Set<string>(
  "child,child given name,child family name,date of birth,sex,ethnicity,nhs number,upn,address,postcode,school,gp".split(
    ",",
  ),
);

/** The text without the lines that are read as boxes of a name: tables of people, and "Surname: Brennock". */
export function besideNameBoxes(text: string, fields: readonly FormField[]): string {
  const tableLines = linesOfTables(fields);
  return text
    .split("\n")
    .filter((line) => {
      const [label] = line.slice(0, 60).split(":", 1);
      return !tableLines.has(line) && !HALF_NAMES.has(readLabel(label as string)?.kind ?? "");
    })
    .join("\n");
}

/** The rows of tables that name people, and of such as have a person in every column, as the text shows them. */
function linesOfTables(fields: readonly FormField[]): ReadonlySet<string> {
  const lines = new Map<string, { cells: string[]; names: boolean }>();
  const put = (key: string, cell: string, names: boolean, first: readonly string[]) => {
    const line = lines.get(key) ?? { cells: [...first], names: false };
    line.cells.push(cell);
    line.names ||= names;
    lines.set(key, line);
  };
  const tablesOfPeople = new Set<string>();
  for (const { label, row } of fields)
    if (row && NAMES.has(readLabel(label)?.kind ?? "")) tablesOfPeople.add(row.split(".", 1)[0] as string);
  for (const { label, value, row } of fields) {
    const [table = ""] = row?.split(".", 1) ?? [];
    if (!row || !tablesOfPeople.has(table)) continue;
    const cell = value.replace(/\s*\n\s*/g, " ");
    put(`row ${row}`, cell, NAMES.has(readLabel(label)?.kind ?? ""), []);
    put(`column ${table} ${label}`, cell, true, [label]);
  }
  return new Set([...lines.values()].filter(({ names }) => names).map(({ cells }) => cells.join(" | ")));
}

const HALF_NAMES = new Set<string>(["child given name", "child family name"]);
const NAMES = new Set<string>(["child", ...HALF_NAMES]);
const NARRATIVE = new Set([
  "worry",
  "working well",
  "needs to happen",
  "incident",
  "child's words",
  "injury",
  "agencies",
  "household",
]);
const SEVERAL = new Set(["child", "sibling", "address", "parent"]);

/** Words that are labels in forms but say nothing alone on a line of a letter. */
function startsBlock({ kind }: Label): boolean {
  return (
    kind !== "school" &&
    kind !== "adult" &&
    kind !== "grading" &&
    kind !== "referrer agency" &&
    kind !== "urgent"
  );
}

interface Labelled {
  readonly label: Label;
  readonly written: string;
  readonly value: string;
}

/** The known labels of one line with what follows each: "Pupil: A B   DOB: 1/2/15   Address: …". */
function splitLabels(line: string): Labelled[] {
  const found: { label: Label; written: string; start: number; end: number }[] = [];
  for (let colon = line.indexOf(":"); colon >= 0 && found.length < 40; colon = line.indexOf(":", colon + 1)) {
    const from = Math.max(found.at(-1)?.end ?? 0, colon - 100);
    const before = line.slice(from, colon);
    const start = labelStart(before, from === 0 || from === found.at(-1)?.end);
    if (start === null) continue;
    const written = before
      .slice(start)
      .replace(/^[\s*•\-–|]+/, "")
      .trim();
    const label = readLabel(written);
    // times (16:10) and links (https:) are none
    if (!label || /^\d/.test(line.slice(colon + 1)) || line.startsWith("//", colon + 1)) continue;
    found.push({ label, written, start: from + start, end: colon + 1 });
  }
  return found.map(({ label, written, end }, index) => ({
    label,
    written,
    value: line.slice(end, found[index + 1]?.start ?? line.length).replace(/^[\s|]+|[\s|]+$/g, ""),
  }));
}

/** Where in the words before a colon a label could begin, longest first. */
function labelStart(before: string, atStart: boolean): number | null {
  const starts = [
    ...(atStart ? [0] : []),
    ...[...before.matchAll(/ {2,}|\t|\| ?|; |\. |[•*–] ?|, | - /g)].map(
      ({ index, 0: gap }) => index + gap.length,
    ),
  ];
  let loose: number | null = null;
  for (const start of starts) {
    const label = readLabel(before.slice(start).replace(/^[\s*•\-–]+/, ""));
    if (label && !label.loose) return start;
    if (label) loose ??= start;
  }
  // "… Add is", "Parents: A  GP:" with single spaces: the last one to five words
  const words = [...before.matchAll(/\S+/g)];
  for (const word of words.slice(-5)) {
    const label = readLabel(before.slice(word.index));
    if (
      label &&
      !label.loose &&
      /^[\p{Lu}]/u.test(word[0]) &&
      label.kind !== "adult" &&
      label.kind !== "urgent"
    )
      return word.index;
  }
  return loose;
}
