import { readLabel } from "../../rules/read-mail/labels.ts";
import type { FormField } from "../../rules/read-mail/mail.ts";
import { type Limits, TooLargeError } from "./limits.ts";
import { plainText } from "./plain-text.ts";

/**
 * An old Word document (.doc): body, notes, text boxes and comments. Text deleted under change tracking is not given by
 * the library, so it is lost; see docs/decisions/0013.
 * @throws {Error} where it is none, or is encrypted.
 */
export async function readDoc(
  bytes: Buffer,
  limits: Limits,
): Promise<{ text: string; fields: readonly FormField[] }> {
  const { default: WordExtractor } = await import("word-extractor");
  const document = await new WordExtractor().extract(bytes);
  const pieces = [
    document.getBody(),
    document.getTextboxes(),
    document.getFootnotes(),
    document.getEndnotes(),
  ];
  const comments = document.getAnnotations().trim();
  if (comments !== "") pieces.push(`[comment: ${comments}]`);
  const fields: FormField[] = [];
  const text = pieces
    .map((piece) =>
      plainText(piece)
        .split("\n")
        .map((line) => writeRow(line, fields))
        .join("\n"),
    )
    .filter((piece) => piece.trim() !== "")
    .join("\n\n");
  if (text.length > limits.textChars)
    throw new TooLargeError(`Cannot read on: expected at most ${limits.textChars} characters`);
  return { text: text.replace(/\n{3,}/g, "\n\n").trim(), fields };
}

/** A line whose cells are set off by tabs: "label: value" where it is a row of a form, else cells between " | ". */
function writeRow(line: string, fields: FormField[]): string {
  const cells = line.split("\t").map((cell) => cell.trim());
  while (cells.length > 1 && cells.at(-1) === "") cells.pop();
  const [label = "", value = ""] = cells;
  const isField =
    cells.length === 2 && label.length <= 120 && (/[:?]$/.test(label) || readLabel(label) !== null);
  if (!isField) return cells.join(" | ");
  const plain = label.replace(/\s?:$/, "");
  fields.push({ label: plain, value });
  return `${plain}: ${value}`;
}
