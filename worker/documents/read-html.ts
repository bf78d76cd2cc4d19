import { Parser } from "htmlparser2";
import { TooLargeError } from "./limits.ts";
import { type Page, PageText } from "./page-text.ts";

const SKIPPED = new Set([
  "script",
  "style",
  "head",
  "title",
  "template",
  "noscript",
  "object",
  "svg",
  "math",
  "xml",
]);
const BLOCKS = new Set(
  "address,article,aside,blockquote,body,center,dd,details,div,dl,dt,fieldset,figure,footer,form,h1,h2,h3,h4,h5,h6,header,legend,li,main,nav,ol,p,pre,section,summary,ul".split(
    ",",
  ),
);
const SPACED = new Set("p,h1,h2,h3,h4,h5,h6,ul,ol,dl,pre,blockquote".split(","));
const BOLD = new Set(["b", "strong", "th"]);
const STRUCK = new Set(["s", "strike", "del"]);
const QUOTE_CLASS = /gmail_quote|protonmail_quote|yahoo_quoted|moz-cite|OutlookMessageHeader|quote/i;
const WROTE_BEFORE = /(?:wrote|writes|schrieb|écrit|message)\s*:?\s*$/i;

export interface HtmlPage extends Page {
  readonly cutShort: boolean;
}

/** Tags left open: past this no page means anything, and the parser's cost grows with its depth. */
const DEEPEST = 3_000;

interface Open {
  readonly name: string;
  readonly quoted: boolean;
  readonly bold: boolean;
  readonly struck: boolean;
  readonly skipped: boolean;
  readonly pre: boolean;
}

/**
 * HTML as text with its lines, lists, tables and quotes. Runs no script, loads nothing, and shows no text that the
 * page hides. Reads on past broken markup; costs time and memory in proportion to the input.
 * Beyond `mostChars` of text, or tags nested too deep, the rest is left out and `cutShort` says so.
 */
export function readHtml(html: string, mostChars: number): HtmlPage {
  const page = new PageText(mostChars);
  const stack: Open[] = [];
  const counts = { bold: 0, struck: 0, skipped: 0, pre: 0 };
  const lists: (number | null)[] = [];
  let lastWords = "";
  let struckOpen = false;

  const endStruck = () => {
    if (struckOpen) page.write("]");
    struckOpen = false;
  };
  const shut = (open: Open) => {
    if (open.bold) counts.bold--;
    if (open.skipped) counts.skipped--;
    if (open.pre) counts.pre--;
    if (open.struck && --counts.struck === 0) endStruck();
    if (counts.skipped > 0) return;
    if (open.name === "td" || open.name === "th") page.endCell();
    else if (open.name === "tr") page.endRow();
    else if (open.name === "table") page.endTable();
    else if (BLOCKS.has(open.name)) SPACED.has(open.name) ? page.gap() : page.block();
    if (open.name === "ul" || open.name === "ol") lists.pop();
    if (open.quoted) page.quote(-1);
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const style = attributes.style ?? "";
        const hidden =
          "hidden" in attributes ||
          /display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden/i.test(style);
        const quoted =
          name === "blockquote" &&
          (attributes.type === "cite" ||
            "cite" in attributes ||
            QUOTE_CLASS.test(attributes.class ?? "") ||
            WROTE_BEFORE.test(lastWords));
        const open: Open = {
          name,
          quoted: quoted && counts.skipped === 0,
          bold: BOLD.has(name) || /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(style),
          struck: STRUCK.has(name) || /text-decoration[^;]{0,40}line-through/i.test(style),
          skipped: SKIPPED.has(name) || hidden,
          pre: name === "pre" || /white-space\s*:\s*pre/i.test(style),
        };
        if (VOID.has(name)) {
          if (counts.skipped === 0 && !open.skipped) openVoid(name, attributes);
          return;
        }
        if (stack.length > DEEPEST)
          throw new TooLargeError(`Cannot read on: expected at most ${DEEPEST} open tags`);
        stack.push(open);
        if (open.bold) counts.bold++;
        if (open.struck) counts.struck++;
        if (open.skipped) counts.skipped++;
        if (open.pre) counts.pre++;
        if (counts.skipped > 0) return;
        if (name === "table") page.startTable();
        else if (name === "tr") page.startRow();
        else if (name === "td" || name === "th")
          page.startCell(
            Number(attributes.colspan ?? 1) || 1,
            name === "th" ||
              "bgcolor" in attributes ||
              /background(?:-color)?\s*:\s*(?!none|white|#fff(?:fff)?\b|transparent)/i.test(style),
          );
        else if (BLOCKS.has(name)) SPACED.has(name) ? page.gap() : page.block();
        if (open.quoted) page.quote(1);
        if (name === "ul" || name === "ol")
          lists.push(name === "ol" ? Number(attributes.start ?? 1) || 1 : null);
        if (name === "li") {
          const number = lists.at(-1);
          if (typeof number === "number") {
            page.write(`${number}. `);
            lists[lists.length - 1] = number + 1;
          } else page.write("- ");
        }
      },
      ontext(text) {
        if (counts.skipped > 0) return;
        if (counts.pre > 0 && text.includes("\n")) {
          const lines = text.split("\n");
          for (const [index, line] of lines.entries()) {
            page.write(line.replaceAll("\r", ""), counts.bold > 0);
            if (index < lines.length - 1) page.breakLine();
          }
          return;
        }
        let words = text.replace(/[ \t\r\n\f\u00a0]+/g, " ");
        if (page.endsInSpace && words.startsWith(" ")) words = words.slice(1);
        if (words === "") return;
        if (counts.struck > 0 && !struckOpen && words.trim() !== "") {
          page.write("[struck out: ");
          struckOpen = true;
        }
        page.write(words, counts.bold > 0);
        if (words.trim() !== "") lastWords = words.slice(-40).trimEnd();
      },
      onclosetag(name) {
        if (VOID.has(name)) return;
        // the parser closes what was left open first, so the name is that of the innermost
        if (stack.at(-1)?.name === name) shut(stack.pop() as Open);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );

  const openVoid = (name: string, attributes: Readonly<Record<string, string>>) => {
    if (name === "br") page.breakLine();
    else if (name === "hr") page.rule();
    else if (name === "input") {
      const type = attributes.type?.toLowerCase();
      if (type === "checkbox" || type === "radio") page.write("checked" in attributes ? "☒ " : "☐ ");
      else if (type !== "hidden" && attributes.value) page.write(attributes.value);
    } else if (
      name === "img" &&
      attributes.alt &&
      !/^(?:logo|image|picture|cid)/i.test(attributes.alt) &&
      attributes.alt.length <= 8
    ) {
      // a tick or a cross drawn as a picture
      page.write(attributes.alt);
    }
  };

  let cutShort = false;
  try {
    parser.write(html);
    parser.end();
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    cutShort = true;
  }
  while (stack.length > 0) shut(stack.pop() as Open);
  return { ...page.finish(), cutShort };
}

const VOID = new Set(
  "area,base,br,col,embed,hr,img,input,link,meta,source,track,wbr,basefont,frame,param".split(","),
);
