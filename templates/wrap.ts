/** Longest line of a text mail; RFC 3676 asks for at most 78. */
const WIDTH = 76;

/**
 * Breaks long lines at spaces, for clients that do not. Changes nothing but spaces into line ends: an indented line
 * goes on two columns deeper, and a word longer than a line stays whole.
 */
export function wrap(text: string): string {
  return text.split("\n").map(wrapLine).join("\n");
}

function wrapLine(line: string): string {
  if (line.length <= WIDTH) return line.trimEnd();
  const indent = " ".repeat(Math.min(line.length - line.trimStart().length, 8));
  const hanging = indent === "" ? "" : `${indent}  `;
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (word === "") continue;
    const before = lines.length === 0 ? indent : hanging;
    if (current !== "" && before.length + current.length + 1 + word.length > WIDTH) {
      lines.push(before + current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  if (current !== "") lines.push((lines.length === 0 ? indent : hanging) + current);
  return lines.join("\n");
}
