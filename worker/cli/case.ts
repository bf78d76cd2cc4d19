import { Command } from "commander";
import { type CaseCommand, plain } from "../../rules/case-workflow.ts";
import { type Instant, localDate } from "../../rules/time.ts";
import {
  type CaseAnswer,
  type CaseDesk,
  caseHistory,
  commandCase,
  listCases,
  listDues,
  showCase,
  tryOpenCase,
  worklist,
} from "../cases/cases.ts";
import {
  ageInDays,
  caseText,
  duesText,
  historyText,
  listText,
  refusalText,
  warningText,
  workCsv,
  workText,
} from "../cases/print.ts";
import { systemClock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import {
  actor,
  type Common,
  caseIdFrom,
  collect,
  pairs,
  positive,
  seeing,
  WrongCall,
  withDesk,
} from "./case-desk.ts";

type Given = Common & {
  readonly field?: string[];
  readonly reason?: string;
  readonly override?: boolean;
  readonly state?: string;
  readonly start?: boolean;
};

/** `triage case …`: the workflow store. 0 done; 1 refused, with what may be done instead; 2 the call is wrong. */
export async function run(args: string[]): Promise<number> {
  let code = 0;
  const program = caseProgram((answer) => {
    code = answer;
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    process.stderr.write(`triage: ${error.message}\n`);
    return 2;
  }
  return code;
}

function caseProgram(finish: (code: number) => void): Command {
  const program = new Command("triage case")
    .description(
      "The workflow store: cases with their statuses, services and dates. Codes, names and labels are all understood.",
    )
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) });

  /** A subcommand with what all of them take. */
  const sub = (usage: string, description: string): Command => {
    const command = program
      .command(usage)
      .description(description)
      .option("--config <file>", "configuration file")
      .option("--data <dir>", "the data folder, in place of the configured one")
      .option(
        "--role <role>",
        "as whom: a role of the workflow; without it the first that the workflow names, and for questions everything is seen",
      )
      .option("--by <id>", "who: a staff id", "cli")
      .option("--json", "print one JSON value")
      .exitOverride();
    command.configureOutput({ writeErr: (text) => process.stderr.write(text) });
    return command;
  };
  const insisting = (command: Command): Command =>
    command
      .option("--field <name=value>", "a field of the form; again for more", collect, [])
      .option("--reason <text>", "why")
      .option("--override", "a manager's: over a guard that allows it, with a reason");

  sub("list", "open cases")
    .option("--workflow <name>")
    .option("--status <status>", "code or name; with --workflow")
    .option("--responsible <id>")
    .option("--person <id>")
    .option("--reference <text>")
    .option("--all", "closed ones too")
    .option("--after <case>", "read on after this case")
    .option("--limit <n>", "at most so many", positive, 200)
    .action(async (options) => {
      if (options.status && !options.workflow)
        throw new WrongCall("--status needs --workflow: codes mean different things in each");
      await withDesk(options, async (store, desk) => {
        if (options.workflow && !desk.definitions.has(options.workflow))
          throw noWorkflow(desk, options.workflow);
        const rows = await store.read((db) =>
          listCases(db, desk, { ...options, role: seeing(desk, options.role) }),
        );
        print(options, rows, listText(rows));
      });
    });

  sub("show <case>", "one case as it stands, and what may be done with it").action(
    async (id: string, options: Common) => {
      await withDesk(options, async (store, desk) => {
        const view = await store.read((db) =>
          showCase(db, desk, caseIdFrom(id), { role: seeing(desk, options.role), now: systemClock.now() }),
        );
        if (view) print(options, view, caseText(view));
        else finish(noCase(options));
      });
    },
  );

  sub("history <case>", "everything that happened to a case, refused commands too").action(
    async (id: string, options: Common) => {
      await withDesk(options, async (store, desk) => {
        const entries = await store.read((db) =>
          caseHistory(db, desk, caseIdFrom(id), seeing(desk, options.role)),
        );
        if (entries) print(options, entries, historyText(entries));
        else finish(noCase(options));
      });
    },
  );

  insisting(sub("open <workflow>", "open a case"))
    .option("--reference <text>", "what it came from")
    .option("--person <id>", "a person it is about; again for more", collect, [])
    .option("--responsible <id>", "who is responsible")
    .option("--from <case>", "open it from this case, such as a contact")
    .option("--link <kind=case>", "link it to another case; again for more", collect, [])
    .action(
      async (
        workflow: string,
        options: Given & {
          reference?: string;
          person: string[];
          responsible?: string;
          from?: string;
          link: string[];
        },
      ) => {
        await withDesk(options, async (store, desk) => {
          const definition = [...desk.definitions.values()].find((known) =>
            [known.name, known.title].some((name) => plain(name) === plain(workflow)),
          );
          if (!definition) throw noWorkflow(desk, workflow);
          const from = options.from === undefined ? null : caseIdFrom(options.from);
          const answer = await store
            .transaction(async (tx) => {
              const origin =
                from === null
                  ? null
                  : await showCase(tx.db, desk, from, { role: null, now: systemClock.now() });
              const acting = (origin && desk.definitions.get(origin.workflow)) ?? definition;
              const given = await tryOpenCase(
                tx,
                desk,
                {
                  workflow: definition.name,
                  reference: options.reference ?? null,
                  people: options.person,
                  responsible: options.responsible ?? null,
                  reason: options.reason ?? null,
                  fields: pairs(options.field ?? []),
                  links: Object.entries(pairs(options.link)).map(([as, caseId]) => ({
                    as,
                    caseId: caseIdFrom(caseId),
                  })),
                  from,
                  override: options.override === true,
                },
                actor(acting, options),
              );
              if (!given.ok) throw new Undo(given);
              return given;
            })
            .catch((error: unknown) => {
              if (error instanceof Undo) return error.answer;
              throw error;
            });
          finish(await report(store, desk, answer, options));
        });
      },
    );

  /** Gives a command to a case in one transaction, a refusal too: it is kept. */
  const give = async (id: string, options: Given, command: CaseCommand): Promise<void> => {
    await withDesk(options, async (store, desk) => {
      const caseId = caseIdFrom(id);
      const answer = await store.transaction(async (tx) => {
        const view = await showCase(tx.db, desk, caseId, { role: null, now: systemClock.now() });
        return commandCase(
          tx,
          desk,
          caseId,
          command,
          actor(desk.definitions.get(view?.workflow ?? ""), options),
        );
      });
      finish(await report(store, desk, answer, options));
    });
  };
  const insistence = (options: Given) => ({
    reason: options.reason ?? null,
    override: options.override === true,
    fields: pairs(options.field ?? []),
  });

  insisting(sub("record <case> <service>", "start a record of a service and finish it"))
    .option("--start", "start it only; 'step' finishes it later")
    .option("--state <state>", "leave it in this state")
    .action((id: string, service: string, options: Given) =>
      give(id, options, {
        type: "record",
        service,
        state: options.start ? "started" : options.state,
        ...insistence(options),
      }),
    );
  insisting(sub("step <case> <record>", "amend a record, or take it a step on"))
    .option("--state <state>", "the state it comes to")
    .action((id: string, record: string, options: Given) =>
      give(id, options, { type: "step", record, state: options.state, ...insistence(options) }),
    );
  insisting(sub("move <case> <status>", "move a case to another status")).action(
    (id: string, to: string, options: Given) =>
      give(id, options, { type: "move", to, ...insistence(options) }),
  );
  sub("task <case> <task>", "say what came of a task")
    .option("--outcome <outcome>")
    .option("--note <text>")
    .action((id: string, task: string, options: Given & { outcome?: string; note?: string }) =>
      give(id, options, { type: "task", task, outcome: options.outcome, note: options.note ?? null }),
    );
  insisting(sub("link <case> <other>", "link a case to another"))
    .requiredOption("--as <kind>", "what the other is to it")
    .action((id: string, other: string, options: Given & { as: string }) =>
      give(id, options, {
        type: "link",
        as: options.as,
        caseId: caseIdFrom(other),
        workflow: "",
        status: "",
        reason: options.reason ?? null,
        override: options.override === true,
      }),
    );
  insisting(sub("set <case>", "set fields of a case")).action((id: string, options: Given) =>
    give(id, options, { type: "set", fields: pairs(options.field ?? []), reason: options.reason ?? null }),
  );
  sub("assign <case> <to>", "hand a case over")
    .option("--reason <text>", "why")
    .action((id: string, to: string, options: Given) =>
      give(id, options, { type: "assign", to, reason: options.reason ?? null }),
    );

  sub("due", "what is due in open cases, the longest overdue first")
    .option("--overdue", "only what is overdue")
    .option("--limit <n>", "at most so many", positive, 200)
    .action(async (options: Common & { overdue?: boolean; limit: number }) => {
      await withDesk(options, async (store, desk) => {
        const now = systemClock.now();
        const rows = await store.read((db) =>
          listDues(db, desk, {
            role: seeing(desk, options.role),
            until: options.overdue ? now : null,
            now,
            limit: options.limit,
          }),
        );
        print(options, rows, duesText(rows));
      });
    });

  sub("worklist <workflow> <list>", "records that wait for something, such as entry elsewhere, oldest first")
    .option("--csv", "as a file for entry")
    .option("--limit <n>", "at most so many", positive, 10_000)
    .action(async (workflow: string, list: string, options: Common & { csv?: boolean; limit: number }) => {
      await withDesk(options, async (store, desk) => {
        const rows = await store.read((db) =>
          worklist(db, desk, { workflow, list, role: seeing(desk, options.role), limit: options.limit }),
        );
        if (!rows) {
          const known = [...desk.definitions.values()].flatMap((definition) =>
            Object.keys(definition.worklists).map((name) => `${definition.name} ${name}`),
          );
          throw new WrongCall(`no worklist '${list}' of '${workflow}'; there are: ${known.join(", ")}`);
        }
        const today = localDate(systemClock.now());
        const aged = rows.map((row) => ({ ...row, ageDays: ageInDays(row.recordedAt, today) }));
        if (options.csv) process.stdout.write(workCsv(rows));
        else print(options, aged, workText(rows, today));
      });
    });
  return program;
}

/** Takes the transaction back and brings the answer out. */
class Undo extends Error {
  readonly answer: CaseAnswer;
  constructor(answer: CaseAnswer) {
    super("refused");
    this.answer = answer;
  }
}

async function report(store: Store, desk: CaseDesk, answer: CaseAnswer, options: Common): Promise<number> {
  if (!answer.ok) {
    if (options.json)
      process.stdout.write(`${JSON.stringify({ ok: false, id: answer.caseId, refusal: answer.refusal })}\n`);
    else process.stderr.write(refusalText(answer.refusal));
    return 1;
  }
  const now: Instant = systemClock.now();
  const view = await store.read((db) => showCase(db, desk, answer.caseId, { role: null, now }));
  const result = {
    ok: true,
    id: answer.caseId,
    workflow: view?.workflow,
    status: view?.status,
    events: answer.events,
    warnings: answer.warnings,
  };
  const made = answer.events.flatMap((event) =>
    event.type === "service-recorded"
      ? [`  ${event.record} ${event.label} ${event.state}\n`]
      : event.type === "task-created"
        ? [`  task ${event.task}\n`]
        : [],
  );
  print(
    options,
    result,
    `${answer.caseId}  ${view?.status.shown ?? ""}\n${made.join("")}${warningText(answer.warnings)}`,
  );
  return 0;
}

function noWorkflow(desk: CaseDesk, name: string): WrongCall {
  return new WrongCall(`no workflow '${name}'; there are: ${[...desk.definitions.keys()].join(", ")}`);
}

function noCase(options: Common): number {
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ ok: false, id: null, refusal: { code: "no-case", says: "There is no such case" } })}\n`,
    );
  else process.stderr.write("triage: there is no such case\n");
  return 1;
}

function print(options: Common, value: unknown, text: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : text);
}
