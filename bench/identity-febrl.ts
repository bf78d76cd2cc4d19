/**
 * Data made by the recipe of the FEBRL data set generator, linked by the program as `triage identify` does it.
 *   node bench/identity-febrl.ts [originals=5000] [modifications a field=2] [modifications a record=4]
 * The defaults are those of the published data set 4 (`generate.py dataset4.csv 5000 5000 1 2 4 uniform`): every
 * record has one duplicate with so many modifications. Beside it in the same run, the plain rules: equal id, or
 * equal date of birth with Jaro-Winkler >= 0.85 of the names in either order.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fold, jaroWinkler } from "../rules/identify-child/fold.ts";
import { instant, localDate } from "../rules/time.ts";
import { loadIdentityPolicy } from "../worker/config/identity.ts";
import { identifyOne } from "../worker/records/identify-one.ts";
import { mentionsOf } from "../worker/records/mentions.ts";
import { snapshotInMemory } from "../worker/records/snapshot.ts";
import { asWritten, Febrl, type FebrlRecord } from "./febrl.ts";
import { Random } from "./random.ts";

const originals = Number(process.argv[2] ?? 5000);
const perField = Number(process.argv[3] ?? 2);
const perRecord = Number(process.argv[4] ?? 4);
const policy = loadIdentityPolicy(join(import.meta.dirname, "../config"));
const at = instant("2026-09-01T09:00:00Z");
const folder = mkdtempSync(join(tmpdir(), "febrl-"));

try {
  const febrl = new Febrl(new Random(2005));
  const known = Array.from({ length: originals }, () => febrl.original());
  const duplicates = known.map((record) => febrl.duplicateOf(record, perField, perRecord));
  const columns = "given_names,family_name,date_of_birth,address,postcode,other_ids";
  write(
    "people.csv",
    `person_id,${columns}`,
    known.map((record, n) => `P-${n},${row(record)}`),
  );
  write("relationships.csv", "person_id,related_person_id,relationship", []);
  write("involvements.csv", "involvement_id,person_id,kind,team,started_on", []);
  write("contacts.csv", "contact_id,person_ids,received_at", []);
  write(
    "mentions.csv",
    `mention_id,${columns}`,
    duplicates.map((record, n) => `P-${n},${row(record)}`),
  );

  const records = await snapshotInMemory(folder);
  const count = { right: 0, wrong: 0, several: 0, none: 0 };
  const begin = performance.now();
  for await (const { mentionId, mention } of mentionsOf(
    join(folder, "mentions.csv"),
    console.error,
    localDate(at),
  )) {
    const verdict = identifyOne(mention, records, policy, at);
    if (verdict.verdict !== "match") count[verdict.verdict]++;
    else count[verdict.personId === mentionId ? "right" : "wrong"]++;
    if (process.env.SHOW && verdict.personId !== mentionId) {
      const n = Number(mentionId.slice(2));
      const because = verdict.because.map((b) => `${b.field} ${b.level} ${b.weight.toFixed(1)}`).join(", ");
      console.log(
        Object.values(known[n]!).join("|"),
        "->",
        Object.values(duplicates[n]!).join("|"),
        verdict.verdict,
        because,
      );
    }
  }
  const ms = (performance.now() - begin) / originals;
  report("program", count.right, count.wrong);
  console.log(`${JSON.stringify(count)}; ${ms.toFixed(2)} ms a mention`);
  const plain = plainRules(known, duplicates);
  report("plain rules", plain.right, plain.wrong);
  records.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(file: string, header: string, rows: readonly string[]): void {
  writeFileSync(join(folder, file), `${[header, ...rows].join("\n")}\n`);
}

function row(record: FebrlRecord): string {
  const { street_number, address_1, address_2, suburb, state } = record;
  const address = [`${street_number} ${address_1}`.trim(), address_2, suburb, state].filter(
    (part) => part !== "",
  );
  return `${record.given_name},${record.surname},${asWritten(record.date_of_birth)},"${address.join(", ")}",${record.postcode},${record.soc_sec_id}`;
}

function plainRules(
  known: readonly FebrlRecord[],
  duplicates: readonly FebrlRecord[],
): { right: number; wrong: number } {
  const byId = Map.groupBy(known.keys(), (n) => known[n]!.soc_sec_id);
  const byDay = Map.groupBy(known.keys(), (n) => known[n]!.date_of_birth);
  const result = { right: 0, wrong: 0 };
  for (const [n, said] of duplicates.entries()) {
    const near = (said.date_of_birth === "" ? [] : (byDay.get(said.date_of_birth) ?? [])).filter((k) => {
      const a = fold(`${known[k]!.given_name} ${known[k]!.surname}`);
      const straight = jaroWinkler(a, fold(`${said.given_name} ${said.surname}`));
      return straight >= 0.85 || jaroWinkler(a, fold(`${said.surname} ${said.given_name}`)) >= 0.85;
    });
    const found = new Set([...(byId.get(said.soc_sec_id) ?? []), ...near]);
    if (found.has(n)) result.right++;
    result.wrong += found.size - Number(found.has(n));
  }
  return result;
}

function report(who: string, right: number, wrong: number): void {
  const [precision, recall] = [right / (right + wrong), right / originals];
  const f1 = (2 * precision * recall) / (precision + recall);
  console.log(
    `${who}: precision ${precision.toFixed(5)} recall ${recall.toFixed(5)} F1 ${f1.toFixed(4)} false matches ${wrong} in ${originals}`,
  );
}
