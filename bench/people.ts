import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMUNITIES, type Community, madeUp, STREET_KINDS } from "./people-names.ts";
import { Random } from "./random.ts";

/** One generated person, as people.csv will have them. */
export interface MadePerson {
  readonly id: string;
  readonly given: string;
  readonly middle: string;
  readonly family: string;
  readonly knownAs: string;
  readonly born: string;
  readonly sex: "F" | "M";
  readonly nhs: string;
  readonly address: string;
  readonly postcode: string;
  readonly upn: string;
  readonly household: number;
  readonly adult: boolean;
}

/** A household: one or two adults and their children. */
export interface MadeHousehold {
  readonly adults: readonly MadePerson[];
  readonly children: readonly MadePerson[];
}

const DAY = 86_400_000;
const TODAY = Date.UTC(2026, 8, 1);

/**
 * Households without end, the same for the same seed: 3 % of births are of more than one child; 5 % of the
 * children get the given and family name and year of birth of a child made before.
 */
export function* households(seed: number, prefix = "P"): Generator<MadeHousehold> {
  const random = new Random(seed);
  const streets = Array.from(
    { length: 9000 },
    () => `${madeUp((list) => random.pick(list))} ${random.pick(STREET_KINDS)}`,
  );
  const earlier: MadePerson[] = [];
  let count = 0;
  for (let number = 0; ; number++) {
    const community = choose(random);
    const family = random.chance(community.rare)
      ? madeUp((list) => random.pick(list))
      : random.pickCommon(community.families);
    const streetNumber = random.below(streets.length);
    const house = 1 + random.below(120);
    const address = `${random.chance(0.12) ? `Flat ${1 + random.below(20)}, ` : ""}${house} ${streets[streetNumber]}`;
    // About thirty houses a postcode, and a street's postcodes beside each other.
    const code = streetNumber * 4 + Math.floor(house / 30);
    const postcode = `B${1 + Math.floor(code / 720)} ${(code % 9) + 1}${LETTERS[Math.floor(code / 9) % 20]}${LETTERS[Math.floor(code / 180) % 20]}`;
    const person = (sex: "F" | "M", bornMs: number, adult: boolean, familyName: string): MadePerson => {
      count++;
      const list = sex === "F" ? community.girls : community.boys;
      const given = random.pickCommon(list);
      return {
        id: `${prefix}-${count}`,
        given,
        middle: random.chance(0.3) ? random.pick(list) : "",
        family: familyName,
        knownAs: "",
        born: new Date(bornMs).toISOString().slice(0, 10),
        sex,
        nhs: random.chance(0.92) ? nhs(random) : "",
        address,
        postcode,
        upn:
          !adult && random.chance(0.7)
            ? `A330${String(10_000_000 + random.below(89_999_999))}${random.below(10)}`
            : "",
        household: number,
        adult,
      };
    };
    const adults = [
      person("F", TODAY - (20 + random.below(30)) * 365 * DAY - random.below(365) * DAY, true, family),
    ];
    if (random.chance(0.6)) {
      adults.push(
        person(
          "M",
          TODAY - (20 + random.below(35)) * 365 * DAY,
          true,
          random.chance(0.7) ? family : random.pickCommon(community.families),
        ),
      );
    }
    const children: MadePerson[] = [];
    const births = 1 + random.below(3);
    for (let birth = 0; birth < births; birth++) {
      const born = TODAY - random.below(18 * 365) * DAY;
      const together = random.chance(0.03) ? (random.chance(0.05) ? 3 : 2) : 1;
      for (let twin = 0; twin < together; twin++) {
        let child = person(random.chance(0.5) ? "F" : "M", born, false, family);
        for (let again = 0; again < 20 && children.some((other) => other.given === child.given); again++) {
          child = {
            ...child,
            given: random.pickCommon(child.sex === "F" ? community.girls : community.boys),
          };
        }
        if (together === 1 && earlier.length > 1000 && random.chance(0.05))
          child = namesakeOf(random.pick(earlier), child, random);
        if (earlier.length < 20_000) earlier.push(child);
        else earlier[random.below(earlier.length)] = child;
        children.push(child);
      }
    }
    yield { adults, children };
  }
}

const LETTERS = "ABDEFGHJLNPQRSTUWXYZ";

function namesakeOf(other: MadePerson, child: MadePerson, random: Random): MadePerson {
  const year = other.born.slice(0, 4);
  const born = new Date(Date.UTC(Number(year), random.below(12), 1 + random.below(28)))
    .toISOString()
    .slice(0, 10);
  return {
    ...child,
    given: other.given,
    family: other.family,
    sex: other.sex,
    born: born < "2026-09-01" ? born : other.born,
  };
}

function choose(random: Random): Community {
  let at = random.next();
  for (const community of COMMUNITIES) {
    at -= community.share;
    if (at < 0) return community;
  }
  return COMMUNITIES[0]!;
}

/** A valid number of the test range. */
export function nhs(random: Random): string {
  for (;;) {
    const nine = `99${String(random.below(10_000_000)).padStart(7, "0")}`;
    const sum = [...nine].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${nine}${check}`;
  }
}

/** Writes a record extract of about `people` people into `dir`, and gives the children, every `keepEvery`th. */
export async function writeExtract(dir: string, people: number, seed: number, keepEvery: number) {
  await mkdir(dir, { recursive: true });
  const peopleCsv = createWriteStream(join(dir, "people.csv"));
  const relationshipsCsv = createWriteStream(join(dir, "relationships.csv"));
  const write = async (stream: typeof peopleCsv, lines: string): Promise<void> => {
    if (!stream.write(lines)) await once(stream, "drain");
  };
  await write(
    peopleCsv,
    "person_id,given_names,family_name,known_as,date_of_birth,sex,nhs_number,address,postcode,other_ids\n",
  );
  await write(relationshipsCsv, "person_id,related_person_id,relationship\n");
  const kept: { child: MadePerson; household: MadeHousehold }[] = [];
  let written = 0;
  let children = 0;
  for (const household of households(seed)) {
    let rows = "";
    let links = "";
    for (const p of [...household.adults, ...household.children]) {
      rows += `${p.id},${[p.given, p.middle].join(" ").trim()},${p.family},${p.knownAs},${p.born},${p.sex},${p.nhs},"${p.address}",${p.postcode},${p.upn}\n`;
      written++;
    }
    for (const child of household.children) {
      for (const adult of household.adults)
        links += `${child.id},${adult.id},${adult.sex === "F" ? "mother" : "father"}\n`;
      if (children++ % keepEvery === 0) kept.push({ child, household });
    }
    await write(peopleCsv, rows);
    if (links) await write(relationshipsCsv, links);
    if (written >= people) break;
  }
  await Promise.all(
    [peopleCsv, relationshipsCsv].map((stream) => new Promise((resolve) => stream.end(resolve))),
  );
  await writeFile(join(dir, "involvements.csv"), "involvement_id,person_id,kind,team,started_on,ended_on\n");
  await writeFile(join(dir, "contacts.csv"), "contact_id,person_ids,received_at\n");
  return { written, kept };
}
