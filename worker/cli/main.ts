/** `triage`: finds the command's file, hands it the rest of the line, and turns its answer into an exit code. */

interface Command {
  readonly summary: string;
  readonly load: () => Promise<{ run(args: string[]): Promise<number> }>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  demo: {
    summary: "play the whole job on this machine, with nothing configured",
    load: () => import("./demo.ts"),
  },
  start: {
    summary: "the worker: polls the mailbox, sends, keeps the deadlines",
    load: () => import("./start.ts"),
  },
  doctor: { summary: "check everything that the worker needs", load: () => import("./doctor.ts") },
  import: { summary: "load a record extract", load: () => import("./import.ts") },
  explain: { summary: "say what would be done with a mail, and why", load: () => import("./explain.ts") },
  "read-reply": {
    summary: "say which decision a reviewer's reply holds",
    load: () => import("./read-reply.ts"),
  },
  identify: { summary: "say which known person each row of a list is", load: () => import("./identify.ts") },
  case: {
    summary: "the workflow store: list, show, open, record, move, history",
    load: () => import("./case.ts"),
  },
  workflows: { summary: "the workflow definitions as loaded", load: () => import("./workflows.ts") },
  ledger: { summary: "every message ever seen and where it is", load: () => import("./ledger.ts") },
  pack: {
    summary: "write an item's originals, notes and letters into a folder",
    load: () => import("./pack.ts"),
  },
  verify: { summary: "check the chain of events", load: () => import("./verify.ts") },
};

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: triage COMMAND [options]

The triage worker for Requests for Support at a children's social care front door.

Commands:
${lines.join("\n")}

'triage COMMAND --help' explains one. Exit codes: 0 done, 1 the work failed,
2 the call or the configuration is wrong. Logs go to stderr.
`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined) {
    process.stderr.write(help());
    return 2;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(help());
    return 0;
  }
  if (name === "--version" || name === "-V") {
    const { version } = await import("./version.ts");
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    process.stderr.write(`triage: no such command '${name}'; 'triage --help' lists them\n`);
    return 2;
  }
  return (await command.load()).run(args);
}

/** One clear sentence per fault; a stack only where TRIAGE_DEBUG asks for it. */
function report(error: unknown): number {
  if (!(error instanceof Error)) throw error;
  if ("faults" in error && Array.isArray(error.faults)) {
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
    return 2;
  }
  if ("code" in error && typeof error.code === "string" && error.code.startsWith("commander.")) {
    // commander has already said what is wrong, or shown the help that was asked for.
    return "exitCode" in error && error.exitCode === 0 ? 0 : 2;
  }
  process.stderr.write(`triage: ${process.env.TRIAGE_DEBUG ? error.stack : error.message}\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(report);
