import { type Label, readLabel } from "./labels.ts";
import type { FormField, MailPart } from "./mail.ts";

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

/** Pairs of a part of the mail, its text and its fields together. */
export function pairsOf(part: Pick<MailPart, "text" | "fields" | "where">): Pair[] {
  return readPairs(part.text, part.fields, part.where);
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
    const line = whole.slice(0, LONGEST_LINE).replace(/^[>\s]+|\s+$/g, "");
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
      line.length <= 60 && line !== "" && !/[.,;]$/.test(line)
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
  for (const start of starts)
    if (readLabel(before.slice(start).replace(/^[\s*•\-–]+/, "")) !== null) return start;
  // "… Add is", "Parents: A  GP:" with single spaces: the last one to five words
  const words = [...before.matchAll(/\S+/g)];
  for (const word of words.slice(-5)) {
    const label = readLabel(before.slice(word.index));
    if (label && /^[\p{Lu}]/u.test(word[0]) && label.kind !== "adult" && label.kind !== "urgent")
      return word.index;
  }
  return null;
}
