/**
 * Identity at size: import, lookup and quality on a generated population, beside one of 10,000 in the same run.
 *   node bench/identity.ts [people=1000000] [mentions=5000]
 * Each figure stands beside a baseline of the same run: a bare bulk insert, a bare indexed read. A lookup's time is
 * given as the least of five passes over all mentions, which is what it costs by itself, and as in the first pass,
 * with nothing warm and whatever else the machine does.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { ChildVerdict } from "../rules/identify-child/child.ts";
import type { PersonMention } from "../rules/read-mail/mail.ts";
import { instant } from "../rules/time.ts";
import { loadIdentityPolicy } from "../worker/config/identity.ts";
import { identifyOne } from "../worker/records/identify-one.ts";
import { importExtract } from "../worker/records/import.ts";
import { openSnapshot } from "../worker/records/snapshot.ts";
import { mentionOf } from "./mentions.ts";
import { households, writeExtract } from "./people.ts";
import { Random } from "./random.ts";

const policy = loadIdentityPolicy(join(import.meta.dirname, "../config"));
const receivedAt = instant("2026-09-01T09:00:00Z");
const PASSES = 5;

if (process.argv[2] === "measure") {
  measure(process.argv[3]!, JSON.parse(readFileSync(process.argv[4]!, "utf8")));
  process.exit();
}
const people = Number(process.argv[2] ?? 1_000_000);
const wanted = Number(process.argv[3] ?? 5000);
const typing = 0.02;

const small = await atSize(10_000);
if (people > 10_000) {
  const large = await atSize(people);
  console.log(`lookup p99 at ${people}: ${(large.p99 / small.p99).toFixed(1)} times that at 10000`);
}

async function atSize(size: number): Promise<{ readonly p99: number }> {
  const folder = mkdtempSync(join(tmpdir(), "identity-"));
  try {
    const extract = join(folder, "extract");
    const keepEvery = Math.max(1, Math.floor((size * 0.45) / wanted));
    const { written, kept } = await timed(`${size} people: generate the extract`, () =>
      writeExtract(extract, size, 1, keepEvery),
    );
    const file = join(folder, "records.sqlite");
    const { faults, notices } = await timed("import", () => importExtract(extract, file, { strict: false }));
    console.log(`faults ${faults} notices ${notices} snapshot ${Math.round(statSync(file).size / 1e6)} MB`);
    await timed("baseline: bare insert of as many rows", async () => bareInsert(folder, written));
    const cases = join(folder, "cases.json");
    writeFileSync(cases, JSON.stringify(casesOf(kept)));
    // In a process of its own, so that its memory is that of looking up and of nothing else.
    const said = execFileSync(process.execPath, [import.meta.filename, "measure", file, cases], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = said.trim().split("\n");
    console.log(lines.slice(0, -1).join("\n"));
    return JSON.parse(lines.at(-1)!);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Case {
  /** null: a stranger. */
  readonly id: string | null;
  readonly mention: PersonMention;
}

function casesOf(kept: Awaited<ReturnType<typeof writeExtract>>["kept"]): readonly Case[] {
  const random = new Random(99);
  const cases: Case[] = kept
    .slice(0, wanted)
    .map(({ child, household }) => ({ id: child.id, mention: mentionOf(child, household, random, typing) }));
  const known = cases.length;
  for (const household of households(4242, "X")) {
    const child = household.children[0];
    if (child) cases.push({ id: null, mention: mentionOf(child, household, random, typing) });
    if ((cases.length - known) * 10 >= wanted) break;
  }
  return cases;
}

function measure(file: string, cases: readonly Case[]): void {
  const records = openSnapshot(file);
  const plain = new Database(file, { readonly: true }).prepare("SELECT * FROM people WHERE person_id = ?");
  const count = {
    right: 0,
    wrong: 0,
    several: 0,
    severalWithout: 0,
    none: 0,
    strangerMatched: 0,
    strangerSeveral: 0,
    strangers: 0,
  };
  const times: number[][] = cases.map(() => []);
  const bare: number[] = [];
  const look = (at: number): ChildVerdict => {
    const begin = performance.now();
    const verdict = identifyOne(cases[at]!.mention, records, policy, receivedAt);
    times[at]!.push(performance.now() - begin);
    return verdict;
  };
  for (const [at, { id, mention }] of cases.entries()) {
    const verdict = look(at);
    if (id === null) {
      count.strangers++;
      if (verdict.verdict === "match") count.strangerMatched++;
      if (verdict.verdict === "several") count.strangerSeveral++;
    } else if (verdict.verdict === "match") {
      if (verdict.personId === id) count.right++;
      else {
        count.wrong++;
        if (process.env.SHOW) show("wrong", id, mention, verdict);
      }
    } else if (verdict.verdict === "several") {
      if (verdict.candidates.some((candidate) => candidate.personId === id)) count.several++;
      else count.severalWithout++;
      if (process.env.SHOW === "all") show("several", id, mention, verdict);
    } else {
      count.none++;
      if (process.env.SHOW === "all") show("none", id, mention, verdict);
    }
    const again = performance.now();
    plain.get(id ?? "P-1");
    bare.push(performance.now() - again);
  }
  for (let pass = 2; pass <= PASSES; pass++) for (const at of cases.keys()) look(at);
  const known = cases.length - count.strangers;
  const matched = count.right + count.wrong + count.strangerMatched;
  console.log(JSON.stringify(count));
  console.log(
    `precision of match ${((100 * count.right) / matched).toFixed(3)} %  recall ${((100 * count.right) / known).toFixed(2)} %`,
  );
  const [least, first] = [times.map((all) => Math.min(...all)), times.map(([time]) => time!)];
  console.log(
    `lookup p50 ${percentile(least, 50).toFixed(3)} ms  p99 ${percentile(least, 99).toFixed(3)} ms` +
      `  (first pass p50 ${percentile(first, 50).toFixed(3)} ms  p99 ${percentile(first, 99).toFixed(3)} ms)` +
      `   baseline: bare indexed read p50 ${percentile(bare, 50).toFixed(3)} ms  p99 ${percentile(bare, 99).toFixed(3)} ms`,
  );
  console.log(`resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  console.log(JSON.stringify({ p99: percentile(least, 99) }));
  records.close();
}

function show(what: string, id: string, mention: PersonMention, verdict: ChildVerdict): void {
  const said = Object.entries(mention).filter(
    ([key, value]) =>
      value !== null && !["role", "where", "subjectOfMail"].includes(key) && String(value) !== "",
  );
  console.log(
    what,
    id,
    JSON.stringify(Object.fromEntries(said)),
    verdict.candidates
      .slice(0, 3)
      .map((c) => `${c.personId}:${c.weight.toFixed(1)}`)
      .join(" "),
    verdict.because.map((b) => `${b.field} ${b.level} ${b.weight.toFixed(1)}`).join(", "),
  );
}

function bareInsert(folder: string, rows: number): void {
  const db = new Database(join(folder, "bare.sqlite"));
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.exec(
    "CREATE TABLE people (n INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT, g TEXT)",
  );
  const insert = db.prepare("INSERT INTO people VALUES (?,?,?,?,?,?,?,?)");
  db.transaction(() => {
    for (let n = 1; n <= rows; n++)
      insert.run(n, `P-${n}`, "Given Middle", "Family", "2015-01-01", "9990000000", "12 Some Road", "B1 1AA");
  })();
  db.close();
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(cpu);
  const [wall, processor] = [(performance.now() - begin) / 1000, (user + system) / 1e6];
  console.log(`${what}: ${wall.toFixed(1)} s, of them ${processor.toFixed(1)} s of processor time`);
  return value;
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
