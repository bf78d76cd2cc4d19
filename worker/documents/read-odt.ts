import { type Budget, PasswordError } from "./limits.ts";
import { PageText } from "./page-text.ts";
import { parseXml } from "./parse-xml.ts";
import { enclosedFiles, type OfficePage } from "./read-docx.ts";
import { openZip } from "./read-zip.ts";

/**
 * An OpenDocument text (.odt): paragraphs, tables, notes, comments in place, struck out and deleted text as such.
 * @throws {PasswordError} where it is encrypted. @throws {TooLargeError} beyond the budget.
 */
export function readOdt(bytes: Buffer, budget: Budget): OfficePage {
  const zip = openZip(bytes);
  if (
    zip.names.includes("META-INF/manifest.xml") &&
    zip.text("META-INF/manifest.xml", budget).includes("encryption-data")
  )
    throw new PasswordError("Cannot read an OpenDocument text: it wants a password");
  const xml = zip.text("content.xml", budget);
  const deletions = readDeletions(xml);
  const page = new PageText(budget.limits.textChars);
  const struckStyles = new Set<string>();
  const spans: { struck: boolean }[] = [];
  let style = "";
  let skipped = 0;
  let annotation = 0;
  const struck = () => spans.some((span) => span.struck);
  const cutShort = parseXml(xml, {
    open(tag, attributes) {
      if (tag === "text:tracked-changes") skipped++;
      if (tag === "style:style") style = attributes["style:name"] ?? "";
      if (
        tag === "style:text-properties" &&
        (attributes["style:text-line-through-style"] ?? "none") !== "none"
      )
        struckStyles.add(style);
      if (skipped > 0) return;
      switch (tag) {
        case "table:table":
          page.startTable();
          break;
        case "table:table-row":
          page.startRow();
          break;
        case "table:table-cell":
          page.startCell(Number(attributes["table:number-columns-spanned"] ?? 1) || 1, false);
          break;
        case "text:list-item":
          page.block();
          if (annotation === 0) page.write("- ");
          break;
        case "text:s":
          page.write(" ");
          break;
        case "text:tab":
          if (!page.endsInSpace) page.write(" ");
          break;
        case "text:line-break":
          page.breakLine();
          break;
        case "text:change": {
          const text = deletions.get(attributes["text:change-id"] ?? "");
          if (text) page.write(`[deleted: ${text}]`);
          break;
        }
        case "office:annotation":
          annotation++;
          page.write(`${page.endsInSpace ? "" : " "}[comment: `);
          break;
        case "text:span": {
          const isStruck = struckStyles.has(attributes["text:style-name"] ?? "");
          if (isStruck && !struck()) page.write("[struck out: ");
          spans.push({ struck: isStruck });
          break;
        }
        case "form:checkbox":
          page.write(attributes["form:current-state"] === "checked" ? "☒ " : "☐ ");
          break;
      }
    },
    text(text, inside) {
      if (skipped > 0 || !(inside.startsWith("text:") || inside === "dc:creator")) return;
      const words = text.replace(/\s+/g, " ");
      page.write(inside === "dc:creator" ? `${words}: ` : words);
    },
    close(tag) {
      if (tag === "text:tracked-changes") skipped--;
      if (skipped > 0) return;
      switch (tag) {
        case "text:p":
        case "text:h":
          if (annotation === 0) page.block();
          break;
        case "table:table-cell":
          page.endCell();
          break;
        case "table:table-row":
          page.endRow();
          break;
        case "table:table":
          page.endTable();
          break;
        case "office:annotation":
          annotation--;
          page.write("]");
          break;
        case "text:span":
          if (spans.pop()?.struck && !struck()) page.write("]");
          break;
      }
    },
  });
  return { ...page.finish(), cutShort, enclosed: enclosedFiles(zip, budget, /^Pictures\//) };
}

/** What tracked changes took out, by the id of the place it was taken from. */
function readDeletions(xml: string): Map<string, string> {
  const found = new Map<string, string>();
  let id = "";
  let text = "";
  let inside = false;
  parseXml(xml, {
    open(tag, attributes) {
      if (tag === "text:changed-region") {
        id = attributes["text:id"] ?? attributes["xml:id"] ?? "";
        text = "";
      } else if (tag === "text:deletion") inside = true;
    },
    text(words, tag) {
      if (inside && tag.startsWith("text:")) text += words;
    },
    close(tag) {
      if (tag === "text:deletion") inside = false;
      else if (tag === "text:changed-region" && text.trim() !== "") found.set(id, text.trim());
    },
  });
  return found;
}
