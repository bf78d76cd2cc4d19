import { type Definition, keyOf, shown } from "./definition.ts";

/**
 * A workflow as a mermaid flow chart: thick arrows for the next expected status, thin for other possible ones,
 * dotted for inferred ones; what a guard asks stands on its arrow.
 */
export function draw(definition: Definition): string {
  const node = (key: string) => `s${definition.statuses.findIndex((status) => keyOf(status) === key)}`;
  const lines = ["flowchart TD"];
  for (const status of definition.statuses) {
    const words = shown(status).replaceAll('"', "'");
    lines.push(`  ${node(keyOf(status))}${status.final ? `(["${words}"])` : `["${words}"]`}`);
  }
  for (const status of definition.statuses) {
    for (const move of status.moves) {
      const arrow = { expected: "==>", other: "-->", inferred: "-.->" }[move.kind];
      const stops = move.guards.filter((name) => definition.guards[name]?.strength !== "advise");
      const label = stops.length > 0 ? `|${stops.map((name) => name.replaceAll("_", " ")).join(", ")}|` : "";
      lines.push(`  ${node(keyOf(status))} ${arrow}${label} ${node(move.to)}`);
    }
  }
  return lines.join("\n");
}
