/** What the reply says of one child, or of several together. */
export interface ChildPart {
  /** Letters of the review mail, upper case: ["A"], ["A", "B"]. */
  readonly children: readonly string[];
  readonly text: string;
}

/** "A: …", "Child B - …", "A and B: …", "(a) …", "A, B = …" at the start of a line or clause. */
const LABEL =
  /^[\s*•·-]*(?:(?:[Cc]hild|CHILD)(?:ren)?\s)?\(?([A-Ha-h](?:\s?(?:,|&|\/|\+|and)\s?[A-Ha-h])*)\)?\s?(?::|=|\)|\.(?=\s)|[-–—](?=\s|[A-Z])|(?<=\)))\s*(.+)$/;
/** "… for A", "… for child B and C", at the end of a clause. */
const FOR_CHILD =
  /^(.+?)\s(?:for|re|on)\s(?:(?:[Cc]hild|CHILD)(?:ren)?\s)?([A-H](?:\s?(?:,|&|\/|\+|and)\s?[A-H])*)[\s.]*$/;
const MOST_LINE = 300;

/**
 * Cuts a reply into what it says of each lettered child. `rest` is what bears no letter. Empty `parts` where no line
 * is lettered.
 */
export function cutByChild(text: string): { readonly parts: readonly ChildPart[]; readonly rest: string } {
  const parts: { children: readonly string[]; text: string }[] = [];
  const rest: string[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.length > MOST_LINE) {
      rest.push(line);
      continue;
    }
    for (const clause of clausesOf(line)) {
      const labelled = LABEL.exec(clause);
      const trailing = labelled ? null : FOR_CHILD.exec(clause);
      if (labelled) parts.push({ children: letters(labelled[1] as string), text: labelled[2] as string });
      else if (trailing)
        parts.push({ children: letters(trailing[2] as string), text: trailing[1] as string });
      else if (parts.length > 0 && rest.every((said) => said.trim() === "")) {
        const last = parts.pop() as ChildPart;
        parts.push({ ...last, text: `${last.text}\n${clause}` });
      } else rest.push(clause);
    }
  }
  return { parts, rest: rest.join("\n") };
}

/** Cut where another letter begins: "A: new contact, B: no contact", "new contact for A; no contact for B". */
function clausesOf(line: string): readonly string[] {
  return line
    .split(
      /[;,.](?=\s{1,3}(?:and\s)?(?:(?:[Cc]hild|CHILD)\s)?\(?[A-H]\)?\s?(?:[:=]|[-–—]\s))|(?<=\sfor\s(?:(?:[Cc]hild|CHILD)\s)?[A-H])[;,.]?\s(?:and\s|but\s)?(?=\S)/,
    )
    .map((clause) => clause.replace(/^\s*(?:and|but)\s(?=\S)/i, "").trim())
    .filter((clause) => clause !== "");
}

function letters(written: string): readonly string[] {
  return written
    .replace(/and/gi, " ")
    .split(/[^A-Ha-h]+/)
    .filter((letter) => letter !== "")
    .map((letter) => letter.toUpperCase());
}
