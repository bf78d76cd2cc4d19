/**
 * What the workflow store costs with 100,000 cases of 20 events each: `node bench/cases.ts [cases]`. Lists and one
 * move, beside a bare indexed read and a bare insert on the same file in the same run. Medians and slowest of each.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import {
  type By,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Definition,
  decide,
  duesOf,
  evolve,
  NO_CASE,
} from "../rules/case-workflow.ts";
import { instant, laterBy } from "../rules/time.ts";
import {
  type CaseDesk,
  caseProjector,
  commandCase,
  listCases,
  listDues,
  showCase,
} from "../worker/cases/cases.ts";
import { loadCalendar } from "../worker/config/calendar.ts";
import { loadWorkflows, SHIPPED_CONFIG } from "../worker/config/workflows.ts";
import { digestOf, GENESIS, hashOf } from "../worker/store/events.ts";
import { openStore } from "../worker/store/store.ts";

const CASES = Number(process.argv[2] ?? 100_000);
const EVENTS = 20;
const TIMES = 200;
const at = instant("2026-03-02T10:00:00Z");
const now = instant("2026-06-01T10:00:00Z");
const desk: CaseDesk = { definitions: loadWorkflows(), calendar: loadCalendar(SHIPPED_CONFIG) };
const folder = mkdtempSync(join(tmpdir(), "triage-bench-"));
const path = join(folder, "triage.sqlite");

interface Template {
  readonly definition: Definition;
  readonly events: readonly CaseEvent[];
  readonly state: CaseState;
}

/** A case of a workflow with its twenty events, led there by commands. */
function template(
  workflow: string,
  role: string,
  fields: Record<string, string>,
  commands: readonly CaseCommand[],
): Template {
  const definition = desk.definitions.get(workflow);
  if (!definition) throw new Error(`no workflow '${workflow}'`);
  const by: By = { actor: "worker-1", role, at };
  const events: CaseEvent[] = [];
  let state = NO_CASE;
  const open: CaseCommand = {
    type: "open",
    reference: "R-000001",
    people: ["P-1"],
    responsible: "worker-1",
    fields,
  };
  const note: CaseCommand = {
    type: "record",
    service: "Case Note",
    fields: { text: "spoke for half an hour ".repeat(8) },
  };
  for (const command of [open, ...commands, ...Array.from({ length: EVENTS }, () => note)]) {
    if (events.length >= EVENTS) break;
    const decision = decide(state, command, definition, by);
    if (!decision.ok) throw new Error(decision.refusal.says + decision.refusal.missing.join());
    events.push(...decision.events);
    for (const data of decision.events) state = evolve(state, { data, at, actor: by.actor });
  }
  return { definition, events, state };
}

const templates = [
  template(
    "perpetrator",
    "perpetrator-worker",
    {},
    ["02", "03"]
      .map((to): CaseCommand => ({ type: "move", to }))
      .concat(
        ["Perp Initial Assessment", "Perp Risk Assessment", "Perp Initial Evaluation"].map((service) => ({
          type: "record",
          service,
        })),
        [{ type: "move", to: "05" }],
      ),
  ),
  template(
    "youth-programme",
    "case-officer",
    {
      source: "PMI",
      organisation: "o",
      referred_by: "r",
      referred_on: "2026-01-01",
      referral_reason: "x",
      date_of_birth: "2009-01-01",
    },
    [{ type: "record", service: "Risk assessment", fields: { assessed_on: "2025-11-15", level: "high" } }],
  ),
];

await seed();
const store = await openStore(path);
store.register(caseProjector);
const bare = new Database(path);
bare.pragma("synchronous = FULL");
bare.exec("create table bare_rows (id integer primary key, text text)");
const bareList = bare.prepare("select * from cases where ended_at is null order by id limit 200");
const bareDues = bare.prepare(
  "select * from case_dues where overdue_from <= ? order by overdue_from limit 200",
);
const bareInsert = bare.prepare("insert into bare_rows (text) values (?)");

process.stdout.write(`${CASES} cases of ${EVENTS} events, ${Math.round(statSync(path).size / 1e6)} MB\n`);
await measure("open list, 200 rows", () =>
  store.read((db) => listCases(db, desk, { role: null, limit: 200 })),
);
await measure("open list of one role, 200 rows", () =>
  store.read((db) => listCases(db, desk, { role: "case-officer", limit: 200 })),
);
await measure("  bare indexed read of 200 rows", async () => bareList.all());
await measure("due list, 200 longest overdue", () =>
  store.read((db) => listDues(db, desk, { role: null, until: now, now, limit: 200 })),
);
await measure("  bare indexed read of 200 rows", async () => bareDues.all(now));
let next = 0;
// every other case is a perpetrator's in 05
const perpetrator = () => idOf(((next++ % Math.floor(CASES / 2)) * 2) % CASES);
await measure("one case shown", () =>
  store.read((db) => showCase(db, desk, perpetrator(), { role: null, now })),
);
await measure("one move", async () => {
  const id = perpetrator();
  const command = { type: "move", to: "92", reason: "missed four sessions" } as const;
  const answer = await store.transaction((tx) =>
    commandCase(tx, desk, id, command, { actor: "worker-1", role: "perpetrator-worker", at: now }),
  );
  if (!answer.ok) throw new Error(answer.refusal.says);
});
await measure("  bare insert of one row, one transaction", async () => bareInsert.run("x".repeat(320)));
bare.close();
await store.close();
rmSync(folder, { recursive: true });

async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  for (let warm = 0; warm < 10; warm += 1) await work();
  const times: number[] = [];
  for (let run = 0; run < TIMES; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  const of = (share: number) => (times[Math.min(TIMES - 1, Math.floor(TIMES * share))] as number).toFixed(2);
  process.stdout.write(
    `${what.padEnd(46)} median ${of(0.5).padStart(7)} ms  p99 ${of(0.99).padStart(7)} ms\n`,
  );
}

function idOf(index: number): string {
  return `CASE-${String(index + 1).padStart(6, "0")}`;
}

/** Writes the cases as commands would have, past the store, which takes a millisecond for each. */
async function seed(): Promise<void> {
  await (await openStore(path)).close();
  const db = new Database(path);
  db.pragma("synchronous = OFF");
  const into = (table: string, columns: string) =>
    db.prepare(
      `insert into ${table} (${columns}) values (${columns
        .split(",")
        .map(() => "?")
        .join(",")})`,
    );
  const event = into("events", "seq,stream,version,type,at,actor,payload_digest,previous_hash,hash");
  const payload = into("event_payloads", "seq,salt,json");
  const row = into("cases", "id,workflow,status,opened_at,entered_at,ended_at,reference,responsible");
  const person = into("case_people", "case_id,person_id");
  const record = into("case_records", "case_id,record_id,service,state,recorded_at");
  const due = into("case_dues", "case_id,due_id,workflow,name,opens_on,warns_on,due_on,overdue_from");
  const dues = templates.map(({ state, definition }) => duesOf(state, definition, desk.calendar));
  const salt = randomBytes(16).toString("hex");
  let [seq, previous] = [0, GENESIS];
  const batch = db.transaction((from: number, to: number) => {
    for (let index = from; index < to; index += 1) {
      const which = index % templates.length;
      const { state, definition, events } = templates[which] as Template;
      const id = idOf(index);
      for (const [place, data] of events.entries()) {
        seq += 1;
        const json = JSON.stringify(data);
        const plain = {
          seq,
          stream: `case:${id}`,
          version: place + 1,
          type: data.type,
          at,
          actor: "worker-1",
          payload_digest: digestOf(salt, json),
          previous_hash: previous,
        };
        previous = hashOf(plain);
        event.run(...Object.values(plain), previous);
        payload.run(seq, salt, json);
      }
      row.run(id, definition.name, state.status, at, at, null, "R-000001", `worker-${index % 40}`);
      person.run(id, `P-${index}`);
      for (const made of state.records) record.run(id, made.id, made.service, made.state, at);
      for (const one of dues[which] ?? []) {
        const overdue = laterBy(one.overdueFrom, (index % 365) * 86_400_000);
        due.run(id, one.id, definition.name, one.name, one.opensOn, one.warnsOn, one.dueOn, overdue);
      }
    }
  });
  for (let from = 0; from < CASES; from += 1000) batch(from, Math.min(CASES, from + 1000));
  db.prepare("insert into chain_head (id, seq, hash) values (1, ?, ?)").run(seq, previous);
  db.exec("analyze");
  db.close();
}
