import {
  type Definition,
  type Definitions,
  draw,
  labelIn,
  shown,
  statusOf,
} from "../../rules/case-workflow.ts";

/**
 * Writes each workflow's tables and drawing into a document, between `<!-- workflow: NAME -->` and
 * `<!-- end -->`. What stands outside the markers is left as it is.
 */
export function drawInto(document: string, definitions: Definitions): string {
  let text = document;
  for (const definition of definitions.values()) {
    const [start, end] = [`<!-- workflow: ${definition.name} -->\n`, "<!-- end -->"];
    const from = text.indexOf(start);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) continue;
    text = `${text.slice(0, from + start.length)}${described(definition)}${text.slice(to)}`;
  }
  return text;
}

function described(definition: Definition): string {
  const parts = [
    "",
    `Source: ${definition.source}`,
    "",
    table(
      ["Code", "Status", "Services", "Leads to"],
      definition.statuses.map((status) => [
        status.code ?? "–",
        shown(status).replace(`${status.code} `, "") + (status.final ? " (final)" : ""),
        status.services
          .map(
            (offer) =>
              `${labelIn(definition, status, offer.service)}${offer.inferred ? " *(inferred)*" : ""}`,
          )
          .join("; "),
        status.moves.map((move) => movement(move, definition)).join("; ") || "none",
      ]),
    ),
    "",
    "```mermaid",
    draw(definition),
    "```",
    "",
    ...section(
      "Guards",
      ["Guard", "Rules", "Strength", "Says"],
      Object.entries(definition.guards).map(([name, guard]) => [
        name,
        guard.rules.join(", "),
        guard.strength,
        guard.says,
      ]),
    ),
    ...section(
      "What is due",
      ["Due", "Rules", "When"],
      Object.values(definition.dues).map((due) => [
        due.name,
        due.rules.join(", "),
        due.due === null ? "switched off: the source gives no value" : lengths(due),
      ]),
    ),
    ...section(
      "Oddities of the source",
      ["Id", "Oddity", "What was made of it"],
      definition.oddities.map((odd) => [odd.id, odd.oddity, odd.resolution]),
    ),
  ];
  return `${parts.join("\n").trimEnd()}\n\n`;
}

function movement(move: Definition["statuses"][number]["moves"][number], definition: Definition): string {
  const target = statusOf(definition, move.to);
  const marks = [move.kind === "expected" ? "**expected**" : move.kind, ...move.rules];
  return `${target?.code ?? target?.name ?? move.to} (${marks.join(", ")})`;
}

function lengths({ opens, warns, due, earliest, each }: Definition["dues"][string]): string {
  const words = (length: typeof due | undefined) => (length ? `${length.amount} ${length.unit}` : "");
  const anchors = earliest.flatMap((anchor) => (anchor.after ? [words(anchor.after)] : []));
  const parts = [
    opens && `from ${words(opens)}`,
    warns && `warned at ${words(warns)}`,
    due && (due.amount > 0 ? `due at ${words(due)}` : "on the day named"),
    ...anchors.map((length) => `at the latest ${length} after the last`),
    each && "for each record",
  ];
  return parts.filter(Boolean).join(", ");
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [`**${title}**`, "", table(head, rows), ""];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
