/**
 * Data made by the recipe of the FEBRL generator (Christen 2005, `generate.py … 1 3 …`): one duplicate per
 * original, up to three modifications in a field, and the program's own verdicts on it.
 *   node bench/identity-febrl.ts [originals=5000] [modifications a record=3]
 * Beside it in the same run, the plain rules: equal id, or equal date of birth with Jaro-Winkler >= 0.85 of the
 * names in either order.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fold, jaroWinkler } from "../rules/identify-child/fold.ts";
import type { PersonMention } from "../rules/read-mail/mail.ts";
import { instant, isPlainDate, type PlainDate } from "../rules/time.ts";
import { loadIdentityPolicy } from "../worker/config/identity.ts";
import { identifyOne } from "../worker/records/identify-one.ts";
import { snapshotInMemory } from "../worker/records/snapshot.ts";
import { withSlip } from "./mentions.ts";
import { households, type MadePerson } from "./people.ts";
import { Random } from "./random.ts";

const originals = Number(process.argv[2] ?? 5000);
const modifications = Number(process.argv[3] ?? 3);
const policy = loadIdentityPolicy(join(import.meta.dirname, "../config"));
const random = new Random(2005);

interface Fields {
  given: string;
  family: string;
  number: string;
  street: string;
  postcode: string;
  born: string;
  id: string;
}

function fieldsOf(person: MadePerson): Fields {
  const at = person.address.lastIndexOf(", ") === -1 ? person.address : person.address.split(", ")[1]!;
  const [number, ...street] = at.split(" ");
  return {
    given: person.given,
    family: person.family,
    number: number!,
    street: street.join(" "),
    postcode: String(2000 + ((Number.parseInt(person.postcode.slice(1), 10) * 37) % 6000)),
    born: person.born,
    id: String(1_000_000 + random.below(8_999_999)),
  };
}

/** FEBRL's kinds of modification: typing slips, a lost value, two fields changed over. */
function duplicateOf(original: Fields): Fields {
  const changed = { ...original };
  const perField = new Map<keyof Fields, number>();
  const many = 1 + random.below(modifications);
  for (let done = 0; done < many; ) {
    const field = random.pick([
      "given",
      "given",
      "family",
      "family",
      "number",
      "street",
      "street",
      "postcode",
      "born",
      "born",
      "id",
    ] as const);
    const before = perField.get(field) ?? 0;
    if (before >= 3) continue;
    perField.set(field, before + 1);
    done++;
    const kind = random.next();
    if (kind < 0.08) changed[field] = "";
    else if (kind < 0.14 && (field === "given" || field === "family")) {
      [changed.given, changed.family] = [changed.family, changed.given];
    } else changed[field] = field === "born" ? otherDay(changed.born) : withSlip(changed[field], random);
  }
  return changed;
}

function otherDay(born: string): string {
  if (born === "") return "";
  for (;;) {
    const at = random.pick([2, 3, 5, 6, 8, 9]);
    const day = born.slice(0, at) + random.below(10) + born.slice(at + 1);
    if (isPlainDate(day)) return day;
  }
}

const folder = mkdtempSync(join(tmpdir(), "febrl-"));
try {
  const known: Fields[] = [];
  for (const { adults, children } of households(11)) {
    for (const person of [...adults, ...children])
      if (known.length < originals && random.chance(0.3)) known.push(fieldsOf(person));
    if (known.length >= originals) break;
  }
  const csv = known.map(
    (f, n) => `P-${n},${f.given},${f.family},${f.born},"${f.number} ${f.street}",${f.postcode},${f.id}`,
  );
  writeFileSync(
    join(folder, "people.csv"),
    `person_id,given_names,family_name,date_of_birth,address,postcode,other_ids\n${csv.join("\n")}\n`,
  );
  writeFileSync(join(folder, "relationships.csv"), "person_id,related_person_id,relationship\n");
  writeFileSync(join(folder, "involvements.csv"), "involvement_id,person_id,kind,team,started_on\n");
  writeFileSync(join(folder, "contacts.csv"), "contact_id,person_ids,received_at\n");
  const duplicates = known.map(duplicateOf);
  const records = await snapshotInMemory(folder);
  const count = { right: 0, wrong: 0, several: 0, none: 0 };
  for (const [n, fields] of duplicates.entries()) {
    const verdict = identifyOne(mentionOf(fields), records, policy, instant("2026-09-01T09:00:00Z"));
    if (verdict.verdict !== "match") count[verdict.verdict]++;
    else count[verdict.personId === `P-${n}` ? "right" : "wrong"]++;
    if (process.env.SHOW && (verdict.verdict !== "match" || verdict.personId !== `P-${n}`)) {
      console.log(
        JSON.stringify(known[n]),
        JSON.stringify(fields),
        verdict.verdict,
        verdict.because.map((b) => `${b.field} ${b.level} ${b.weight.toFixed(1)}`).join(", "),
      );
    }
  }
  report("program", count.right, count.wrong, duplicates.length);
  console.log(JSON.stringify(count));
  const plain = plainRules(known, duplicates);
  report("plain rules", plain.right, plain.wrong, duplicates.length);
  records.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function mentionOf(fields: Fields): PersonMention {
  return {
    givenNames: fields.given || null,
    familyName: fields.family || null,
    knownAs: null,
    dateOfBirth: (fields.born || null) as PlainDate | null,
    dateOfBirthWritten: null,
    expectedOn: null,
    age: null,
    sex: null,
    nhsNumber: null,
    otherIds: fields.id ? [fields.id] : [],
    address: `${fields.number} ${fields.street}`.trim() || null,
    postcode: fields.postcode || null,
    school: null,
    parents: [],
    siblings: [],
    role: "person",
    subjectOfMail: true,
    where: "bench",
  };
}

function plainRules(
  known: readonly Fields[],
  duplicates: readonly Fields[],
): { right: number; wrong: number } {
  const byId = Map.groupBy(known.keys(), (n) => known[n]!.id);
  const byDay = Map.groupBy(known.keys(), (n) => known[n]!.born);
  const result = { right: 0, wrong: 0 };
  for (const [n, fields] of duplicates.entries()) {
    const near = (byDay.get(fields.born) ?? []).filter((k) => {
      const [a, b] = [
        fold(`${known[k]!.given} ${known[k]!.family}`),
        fold(`${fields.given} ${fields.family}`),
      ];
      return jaroWinkler(a, b) >= 0.85 || jaroWinkler(a, fold(`${fields.family} ${fields.given}`)) >= 0.85;
    });
    const found = new Set([...(byId.get(fields.id) ?? []), ...near]);
    if (found.has(n)) result.right++;
    result.wrong += found.size - Number(found.has(n));
  }
  return result;
}

function report(who: string, right: number, wrong: number, all: number): void {
  const [precision, recall] = [right / (right + wrong), right / all];
  const f1 = (2 * precision * recall) / (precision + recall);
  console.log(
    `${who}: precision ${precision.toFixed(5)} recall ${recall.toFixed(5)} F1 ${f1.toFixed(4)} false matches ${wrong} in ${all}`,
  );
}
