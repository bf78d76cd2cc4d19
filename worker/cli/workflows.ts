import { readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { type Definition, draw, labelIn, plain, statusOf } from "../../rules/case-workflow.ts";
import { drawInto } from "../cases/document.ts";
import { loadWorkflows, readWorkflows } from "../config/workflows.ts";

/** `triage workflows`: the definitions as loaded. 2 where they do not pass the check, each fault with file and line. */
export async function run(args: string[]): Promise<number> {
  const command = new Command("triage workflows")
    .description("The workflow definitions as loaded: statuses, services, transitions.")
    .argument("[name]", "one workflow; without it, all of them")
    .option("--check", "check them all and say so")
    .option("--mermaid", "draw, for documents that understand mermaid")
    .option("--json", "print one JSON value")
    .option("--write <file>", "put tables and drawings into a document, between its markers")
    .option("--config <file>", "configuration file; the folder 'workflows' beside it is read")
    .option("--dir <folder>", "read the definitions of this folder")
    .exitOverride();
  command.parse(args, { from: "user" });
  const options = command.opts<{
    check?: boolean;
    mermaid?: boolean;
    json?: boolean;
    write?: string;
    config?: string;
    dir?: string;
  }>();
  const [name] = command.processedArgs as [string | undefined];

  const definitions =
    options.dir === undefined
      ? loadWorkflows(options.config && dirname(resolve(options.config)))
      : readWorkflows(resolve(options.dir));
  const chosen = [...definitions.values()].filter(
    (definition) =>
      name === undefined || [definition.name, definition.title].some((known) => plain(known) === plain(name)),
  );
  if (chosen.length === 0) {
    process.stderr.write(`triage: no workflow '${name}'; there are: ${[...definitions.keys()].join(", ")}\n`);
    return 2;
  }
  if (options.write !== undefined) {
    const before = readFileSync(options.write, "utf8");
    const after = drawInto(before, definitions);
    if (after !== before) writeFileSync(options.write, after);
    process.stderr.write(`${options.write}: ${after === before ? "was up to date" : "written"}\n`);
    return 0;
  }
  if (options.check)
    process.stderr.write(
      `${chosen.map((definition) => `${definition.name}: ${definition.statuses.length} statuses, all well`).join("\n")}\n`,
    );
  if (options.json) {
    const values = chosen.map(workflowJson);
    process.stdout.write(`${JSON.stringify(name === undefined ? values : values[0])}\n`);
  } else if (options.mermaid) {
    process.stdout.write(`${chosen.map(draw).join("\n\n")}\n`);
  } else if (!options.check) {
    process.stdout.write(chosen.map(workflowText).join("\n"));
  }
  return 0;
}

/** As docs/interfaces promise it; `services` are the source's labels, what was inferred stands beside them. */
export function workflowJson(definition: Definition) {
  return {
    name: definition.name,
    title: definition.title,
    source: definition.source,
    statuses: definition.statuses.map((status) => {
      const labels = (inferred: boolean) =>
        status.services
          .filter((offer) => offer.inferred === inferred)
          .map((offer) => labelIn(definition, status, offer.service));
      return {
        code: status.code,
        name: status.name,
        services: labels(false),
        inferredServices: labels(true),
        transitions: status.moves.map((move) => ({
          to: statusOf(definition, move.to)?.name ?? move.to,
          kind: move.kind,
        })),
      };
    }),
  };
}

function workflowText(definition: Definition): string {
  const lines = [
    `${definition.name}: ${definition.title}`,
    `  ${definition.source}`,
    `  roles: ${Object.keys(definition.roles).join(", ")}`,
  ];
  for (const { code, name, services, inferredServices, transitions } of workflowJson(definition).statuses) {
    lines.push(`  ${code ?? "--"} ${name}`);
    lines.push(
      `     services: ${[...services, ...inferredServices.map((label) => `${label} (inferred)`)].join("; ")}`,
    );
    if (transitions.length > 0)
      lines.push(`     to: ${transitions.map(({ to, kind }) => `${to} (${kind})`).join("; ")}`);
  }
  return `${lines.join("\n")}\n`;
}
