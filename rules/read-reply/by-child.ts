/** What the reply says of one child, or of several together. */
export interface ChildPart {
  /** Letters of the review mail, upper case: ["A"], ["A", "B"]. */
  readonly children: readonly string[];
  readonly text: string;
}

const LETTERS = "[A-Ha-h](?:\\s?(?:,|&|\\/|\\+|and)\\s?[A-Ha-h])*";
const CHILD = "(?:[Cc]hild|CHILD)(?:ren)?\\s";
/** "A: …", "Child B - …", "A and B: …", "(a) …", "A, B = …" at the start of a line or clause. */
const LABEL = new RegExp(
  `^[\\s*•·-]*(?:${CHILD})?\\(?(${LETTERS})\\)?\\s?(?::|;|=|\\)|\\.(?=\\s)|[-–—](?=\\s|[A-Z])|(?<=\\)))\\s*(.+)$`,
);
/** "A NEW CONTACT", "For A please …": no mark behind the letter, so that it may be an article. */
const BARE_LABEL = new RegExp(
  `^[\\s*•·-]*(?:for\\s|For\\s|FOR\\s)?(?:${CHILD})?(${LETTERS.replaceAll("A-Ha-h", "A-H")})\\s+((?:yes|no|not|none|new|more|visit|open|leave|close|please|pls|nothing|contact|just|needs|need|does|doesn['’]t|don['’]t)\\b.*)$`,
  "i",
);
/** "Open B please": the letter is what is opened. */
const OBJECT = /^((?:[Pp]lease\s)?(?:[Oo]pen|[Rr]eopen|[Ll]eave|[Cc]lose|OPEN|LEAVE|CLOSE))\s([A-H])\b(.*)$/;
/** "… for A", "… for child B and C", at the end of a clause. */
const FOR_CHILD = new RegExp(
  `^(.+?)\\s(?:for|re|on)\\s(?:${CHILD})?(${LETTERS.replaceAll("A-Ha-h", "A-H")})[\\s.]*$`,
);
/** "… for A, B and C. None had a bed.": several letters can be nothing else, so that more may follow. */
const FOR_SEVERAL = new RegExp(
  `^(.+?)\\s(?:for|re|on)\\s(?:${CHILD})?([A-H](?:\\s?(?:,|&|\\/|\\+|and)\\s?[A-H])+)(?=[.!,;]|\\s[-–—])`,
);
const MOST_LINE = 300;

interface Labelled {
  readonly children: readonly string[];
  readonly text: string;
  /** The letter could be the article "A". */
  readonly bare: boolean;
}

/**
 * Cuts a reply into what it says of each lettered child. `rest` is what bears no letter. Empty `parts` where no line
 * is lettered.
 */
export function cutByChild(text: string): { readonly parts: readonly ChildPart[]; readonly rest: string } {
  const lines = text.split("\n").map((line) => ({
    line,
    clauses: line.trim() === "" || line.length > MOST_LINE ? [] : clausesOf(line),
  }));
  const labels = lines.flatMap(({ clauses }) => clauses.flatMap((clause) => labelOf(clause) ?? []));
  // "A new contact please" is an article, and letter A where another letter stands beside it
  const onlyArticle = labels.every(({ bare, children }) => bare && children.join() === "A");
  const parts: ChildPart[] = [];
  const rest: string[] = [];
  for (const { line, clauses } of lines) {
    if (clauses.length === 0) rest.push(line);
    for (const clause of clauses) {
      const labelled = onlyArticle ? null : labelOf(clause);
      if (labelled) parts.push({ children: labelled.children, text: said(labelled.text) });
      else if (parts.length > 0 && rest.every((before) => before.trim() === "")) {
        const last = parts.pop() as ChildPart;
        parts.push({ ...last, text: `${last.text}\n${clause}` });
      } else rest.push(clause);
    }
  }
  return { parts, rest: rest.join("\n") };
}

/** A word behind which a capital letter is no child: "vitamin D". */
const NOT_CHILD =
  /(?:vitamin|plan|section|hepatitis|hep|page|level|band|tier|class|year|grade|option|unit|block|ward|flat|room|appendix|part|form|mr|mrs|ms|dr)\s$/i;

/** A child's letter somewhere in running text, where no line is lettered: "… B and C don't". null where there is none. */
export function letterIn(text: string): string | null {
  for (const { 0: letter, index } of text.matchAll(
    /(?<![\p{L}\p{N}&.'’/-])(?<!\b[A-Z] {1,3})[B-H](?![\p{L}\p{N}&./-])(?! {1,3}[A-Z]\b)(?=['’]?s?\s+\S)/gu,
  )) {
    if (
      !NOT_CHILD.test(text.slice(Math.max(0, index - 12), index)) &&
      !/^[\s\n]*$/.test(text.slice(index + 1))
    )
      return letter;
  }
  return null;
}

function labelOf(clause: string): Labelled | null {
  const labelled = LABEL.exec(clause);
  if (labelled) return { children: letters(labelled[1] as string), text: labelled[2] as string, bare: false };
  const trailing = FOR_CHILD.exec(clause) ?? FOR_SEVERAL.exec(clause);
  if (trailing) return { children: letters(trailing[2] as string), text: trailing[1] as string, bare: false };
  const object = OBJECT.exec(clause);
  if (object)
    return { children: letters(object[2] as string), text: `${object[1]} it${object[3]}`, bare: false };
  const bare = BARE_LABEL.exec(clause);
  // the flag that reads "For" in any case must not read small letters as children
  if (
    !bare ||
    (bare[1] as string).replace(/and/gi, "") !== (bare[1] as string).replace(/and/gi, "").toUpperCase()
  )
    return null;
  return { children: letters(bare[1] as string), text: bare[2] as string, bare: true };
}

/** Behind a letter the short words are enough: "A: new", "B: contact". */
function said(text: string): string {
  if (/^(?:nothing|no|none|don['’]t|doesn['’]t|does not|do not)\s*[.!]*$/i.test(text)) return "NO CONTACT";
  return text.replace(/^(?:new|contact)(?=\s*(?:[.,!;(–—-]|$))/i, "NEW CONTACT");
}

/** Cut where another letter begins: "A: new contact, B: no contact", "new contact for A; no contact for B", "…, for B …". */
function clausesOf(line: string): readonly string[] {
  return line
    .split(
      /[;,.](?=\s{1,3}(?:and\s)?(?:(?:[Cc]hild|CHILD)\s)?\(?[A-H]\)?\s?(?:[:=]|[-–—]\s))|[;,.](?=\s{1,3}[A-H](?:\s(?:and|&)\s[A-H])?\s(?:needs?|does|do|don|no|new|not|nothing|can|is|yes|stays?|just)\b)|[;,.](?=\s{1,3}(?:and\s)?for\s(?:[Cc]hild\s)?[A-H]\s)|(?<=[\w!?]\sfor\s(?:(?:[Cc]hild|CHILD)\s)?[A-H])[;,.]?\s(?!(?:and\s|&\s)?[A-H]\b)(?:and\s|but\s)?(?=\S)/,
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
