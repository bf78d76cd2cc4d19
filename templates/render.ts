import { fileURLToPath } from "node:url";
import nunjucks from "nunjucks";
import { formatLocal } from "../rules/calendar.ts";
import type { Instant } from "../rules/time.ts";
import type { Letter } from "./letters.ts";

const folder = fileURLToPath(new URL("./mail/", import.meta.url));
const html = environment(true);
const text = environment(false);

function environment(autoescape: boolean): nunjucks.Environment {
  const made = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), {
    autoescape,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  made.addFilter("local", (at: Instant) => formatLocal(at));
  return made;
}

/**
 * Fills `NAME.subject.njk`, `NAME.txt.njk` and `NAME.html.njk` of `templates/mail/`.
 * @throws where a template asks for something its letter does not give: a letter with a hole is never sent.
 */
export function render(name: string, params: object): Letter {
  return {
    subject: text.render(`${name}.subject.njk`, params).replace(/\s+/g, " ").trim(),
    text: `${text.render(`${name}.txt.njk`, params).trim()}\n`,
    html: html.render(`${name}.html.njk`, params),
  };
}
