import { type Limits, TooLargeError } from "./limits.ts";
import { plainText } from "./plain-text.ts";

/**
 * An old Word document (.doc): body, notes, headers, text boxes and comments.
 * @throws {Error} where it is none, or is encrypted.
 */
export async function readDoc(bytes: Buffer, limits: Limits): Promise<{ text: string }> {
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
  const text = pieces
    // cells end in a bell or tab, rows in a line end
    .map((piece) =>
      plainText(piece)
        .replace(/[ \t]*\t[ \t]*/g, " | ")
        .replace(/(?: \| )+(?=\n|$)/g, ""),
    )
    .filter((piece) => piece.trim() !== "")
    .join("\n\n");
  if (text.length > limits.textChars)
    throw new TooLargeError(`Cannot read on: expected at most ${limits.textChars} characters`);
  return { text: text.replace(/\n{3,}/g, "\n\n").trim() };
}
