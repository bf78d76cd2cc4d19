/**
 * Identity at size: import, lookup and quality on a generated population.
 *   node bench/identity.ts [people=1000000] [mentions=5000]
 * Each figure stands beside a baseline of the same run: a bare bulk insert, a bare indexed read.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { identifyMention } from "../rules/identify-child/identify.ts";
import { mentionKeys } from "../rules/identify-child/keys.ts";
import type { PersonMention } from "../rules/read-mail/mail.ts";
import type { PlainDate } from "../rules/time.ts";
import { loadIdentityPolicy } from "../worker/config/identity.ts";
import { Kin } from "../worker/records/households.ts";
import { PEOPLE_PER_KEY } from "../worker/records/identify-one.ts";
import { importExtract } from "../worker/records/import.ts";
import { openSnapshot } from "../worker/records/snapshot.ts";
import { mentionOf } from "./mentions.ts";
import { households, writeExtract } from "./people.ts";
import { Random } from "./random.ts";

const policy = loadIdentityPolicy(join(import.meta.dirname, "../config"));
const receivedOn = "2026-09-01" as PlainDate;

if (process.argv[2] === "measure") {
  measure(process.argv[3]!, JSON.parse(readFileSync(process.argv[4]!, "utf8")));
  process.exit();
}
const people = Number(process.argv[2] ?? 1_000_000);
const wanted = Number(process.argv[3] ?? 5000);
const typing = 0.02;
const folder = mkdtempSync(join(tmpdir(), "identity-"));

try {
  const made = await timed("generate the extract", () =>
    writeExtract(join(folder, "extract"), people, 1, Math.max(1, Math.floor((people * 0.45) / wanted))),
  );
  console.log(`people ${made.value.written}`);
  const file = join(folder, "records.sqlite");
  const imported = await timed("import", () =>
    importExtract(join(folder, "extract"), file, { strict: false }),
  );
  console.log(
    `faults ${imported.value.faults} notices ${imported.value.notices} snapshot ${Math.round(statSync(file).size / 1e6)} MB`,
  );
  await timed("baseline: bare insert of as many rows", async () => bareInsert(made.value.written));
  console.log(`resident after import ${Math.round(process.memoryUsage().rss / 1e6)} MB`);

  const random = new Random(99);
  const known = made.value.kept
    .slice(0, wanted)
    .map(({ child, household }) => ({ id: child.id, mention: mentionOf(child, household, random, typing) }));
  const strangers: { id: null; mention: PersonMention }[] = [];
  for (const household of households(4242, "X")) {
    const child = household.children[0];
    if (child) strangers.push({ id: null, mention: mentionOf(child, household, random, typing) });
    if (strangers.length * 10 >= wanted) break;
  }
  const cases = join(folder, "cases.json");
  writeFileSync(cases, JSON.stringify([...known, ...strangers]));
  // In a process of its own, so that its memory is that of looking up and of nothing else.
  execFileSync(process.execPath, [import.meta.filename, "measure", file, cases], { stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(file: string, cases: readonly { id: string | null; mention: PersonMention }[]): void {
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
  const times: number[] = [];
  const bare: number[] = [];
  for (const { id, mention } of cases) {
    const begin = performance.now();
    const kin = new Kin(records);
    const verdict = identifyMention(
      mention,
      records.candidates(mentionKeys(mention, policy, receivedOn), PEOPLE_PER_KEY),
      {
        receivedOn,
        parentsOf: (person) => kin.parentsOf(person),
        siblingsOf: (person) => kin.siblingsOf(person),
        nameCount: (kind, name) => records.nameCount(kind, name),
        peopleCount: records.peopleCount,
      },
      policy,
    );
    times.push(performance.now() - begin);
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
  const known = cases.length - count.strangers;
  const matched = count.right + count.wrong + count.strangerMatched;
  console.log(JSON.stringify(count));
  console.log(
    `precision of match ${((100 * count.right) / matched).toFixed(3)} %  recall ${((100 * count.right) / known).toFixed(2)} %`,
  );
  console.log(
    `lookup p50 ${percentile(times, 50)} ms  p99 ${percentile(times, 99)} ms   baseline: bare indexed read p50 ${percentile(bare, 50)} ms  p99 ${percentile(bare, 99)} ms`,
  );
  console.log(`resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  records.close();
}

function show(
  what: string,
  id: string,
  mention: PersonMention,
  verdict: ReturnType<typeof identifyMention>,
): void {
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

function bareInsert(rows: number): void {
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

async function timed<T>(what: string, work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const begin = performance.now();
  const value = await work();
  const ms = performance.now() - begin;
  console.log(`${what}: ${(ms / 1000).toFixed(1)} s`);
  return { value, ms };
}

function percentile(values: readonly number[], percent: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0).toFixed(3);
}
