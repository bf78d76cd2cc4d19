import { fileURLToPath } from "node:url";
import nunjucks from "nunjucks";
import { formatLocal } from "../rules/calendar.ts";
import type { Letter } from "./letters.ts";
import { bornWords, dayWords, deadlineWords, differenceWords, spaced, statusWords } from "./words.ts";

type Filter = (...args: unknown[]) => unknown;

const folder = fileURLToPath(new URL("./mail/", import.meta.url));
const FILTERS = {
  local: formatLocal,
  deadline: deadlineWords,
  day: dayWords,
  born: bornWords,
  status: statusWords,
  difference: differenceWords,
  spaced,
  listed: (words: readonly string[]) => new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words),
  opening: (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1),
};

const html = environment(true);
const text = environment(false);

function environment(autoescape: boolean): nunjucks.Environment {
  const made = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), {
    autoescape,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  for (const [name, filter] of Object.entries(FILTERS)) made.addFilter(name, filter as Filter);
  if (autoescape) {
    const escaped = (value: string) => String(made.getFilter("escape")(value));
    made.addFilter("lines", (value: string) => safe(linesAsHtml(escaped(value))));
    made.addFilter("marked", (value: string) => safe(marksAsHtml(value, escaped)));
  }
  return made;
}

function safe(markup: string) {
  return new nunjucks.runtime.SafeString(markup);
}

/** Lines and indents kept by markup: Outlook for Windows does not know `pre-wrap`. */
function linesAsHtml(markup: string): string {
  return markup
    .replace(/\r\n?/g, "\n")
    .replace(/^ {1,40}/gm, (spaces) => "&nbsp;".repeat(spaces.length))
    .replaceAll("\n", "<br>\n");
}

const MARKED = /\*([\p{L}'’]{1,30})\*/u;
const MARK = "background-color:#ffe7a3;color:#0b0c0c;";

/** The words that the comparison put between asterisks, negations and hedges: bold, on a colour of their own. */
function marksAsHtml(value: string, escaped: (value: string) => string): string {
  return value
    .split(MARKED)
    .map((piece, at) =>
      at % 2 === 0 ? escaped(piece) : `<strong style="${MARK}">${escaped(piece)}</strong>`,
    )
    .join("");
}

/**
 * Fills `NAME.subject.njk`, `NAME.txt.njk` and `NAME.html.njk` of `templates/mail/`.
 * @throws where a template asks for something its letter does not give: a letter with a hole is never sent.
 */
export function render(name: string, params: object): Letter {
  return {
    subject: text.render(`${name}.subject.njk`, params).replace(/\s+/g, " ").trim(),
    text: `${text
      .render(`${name}.txt.njk`, params)
      .replace(/\n{3,}/g, "\n\n")
      .trim()}\n`,
    html: `${html.render(`${name}.html.njk`, params).trim()}\n`,
  };
}
