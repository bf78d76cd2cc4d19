import { editDistance, fold } from "./fold.ts";
import type { LevelOf } from "./policy.ts";

/** An address as compared: its numbers ("6", "112", "12a"), its street phrases, its postcode without space. */
export interface Place {
  readonly numbers: readonly string[];
  readonly streets: readonly string[];
  readonly postcode: string | null;
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  rd: "road",
  str: "street",
  ave: "avenue",
  av: "avenue",
  cres: "crescent",
  cresc: "crescent",
  ln: "lane",
  la: "lane",
  cl: "close",
  clo: "close",
  dr: "drive",
  drv: "drive",
  gdns: "gardens",
  gdn: "gardens",
  gds: "gardens",
  ter: "terrace",
  terr: "terrace",
  tce: "terrace",
  crt: "court",
  ct: "court",
  pl: "place",
  sq: "square",
  gr: "grove",
  gro: "grove",
  grv: "grove",
  pk: "park",
  pde: "parade",
  wy: "way",
  wlk: "walk",
  hse: "house",
  hs: "house",
  apt: "flat",
  apartment: "flat",
  appt: "flat",
  mt: "mount",
  flds: "fields",
  hl: "hill",
  vw: "view",
  bldgs: "buildings",
  cotts: "cottages",
};

/** Words that begin a dwelling inside a building. */
const UNITS = new Set(
  "flat room unit floor ground first second third lower upper top basement caravan plot no number block".split(
    " ",
  ),
);

/** What the last word of a street is, mostly; places are called Green, Heath and End too, so those are not here. */
const STREET_WORDS = new Set(
  "road street avenue crescent lane close drive gardens terrace court place square grove park parade way walk house mews fold spur rise row reach ridge hollow croft mead view approach mount wharf spinney pound quay tower chase fields glebe vale parkway passage bank site yard circus hill gate broadway drove path loop boulevard cottages buildings mansions lodge".split(
    " ",
  ),
);

const TOWNS = new Set(
  "uk england birmingham city west midlands solihull sutton coldfield walsall dudley wolverhampton".split(
    " ",
  ),
);

/** "b30 8qd", "B308QD" → "B308QD"; null where it is no postcode. */
export function postcodeOf(written: string | null): string | null {
  if (!written) return null;
  const found = /\b([a-z]{1,2}\d[a-z\d]?)\s{0,2}(\d[a-z]{2})\b/i.exec(written.slice(0, 300));
  return found ? `${found[1]}${found[2]}`.toUpperCase() : null;
}

/** An address of more streets than this is none. */
const MOST_STREETS = 5;

/** As `postcodeOf`; a postcode field that holds another country's code is taken as it is. */
function codeOfField(written: string | null): string | null {
  const code = postcodeOf(written);
  if (code || !written) return code;
  const bare = written.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return /\d/.test(bare) && bare.length >= 4 && bare.length <= 10 ? bare : null;
}

/** The part before the last three: "B308QD" → "B30". */
export function outwardOf(postcode: string): string {
  return postcode.slice(0, -3);
}

/** null where neither says anything. */
export function placeOf(address: string | null, postcode: string | null): Place | null {
  const code = codeOfField(postcode) ?? postcodeOf(address);
  const numbers: string[] = [];
  const afterNumber: string[] = [];
  const typed: string[] = [];
  const others: string[] = [];
  for (const part of (address ?? "").slice(0, 300).split(/[,;\n()]/)) {
    const words = wordsOf(part);
    let phrase: string[] = [];
    let numbered = false;
    const finish = (): void => {
      const street = phrase.filter((word) => !TOWNS.has(word)).join(" ");
      if (street !== "")
        (numbered ? afterNumber : STREET_WORDS.has(phrase.at(-1) ?? "") ? typed : others).push(street);
      phrase = [];
    };
    for (const word of words) {
      if (/^\d+[a-z]?$/.test(word)) {
        finish();
        numbers.push(word);
        numbered = true;
      } else if (!UNITS.has(word)) {
        phrase.push(word);
      }
    }
    finish();
  }
  const known = [...afterNumber, ...typed];
  const streets = known.length > 0 ? known : others;
  if (streets.length === 0 && !code) return null;
  return { numbers, streets: [...new Set(streets)].slice(0, MOST_STREETS), postcode: code };
}

/** Folded, with "Rd", "Cresc" and the like written out: what a street is looked for in. */
export function foldAddress(text: string): string {
  return writtenOut(fold(text).split(" ")).join(" ");
}

/** What a text calls a street, with up to two words before the kind of street: "turnpike house", "house", … */
export function streetsInText(text: string): readonly string[] {
  const words = writtenOut(fold(text).split(" "));
  const streets = new Set<string>();
  for (const [index, word] of words.entries()) {
    if (!STREET_WORDS.has(word)) continue;
    for (let length = 1; length <= 3; length++) {
      const before = words.slice(Math.max(0, index - length), index);
      if (before.length < length || before.some((w) => /^\d/.test(w))) break;
      streets.add([...before, word].join(" "));
    }
  }
  return [...streets];
}

function wordsOf(part: string): string[] {
  return writtenOut(fold(part.replace(/\b([a-z]{1,2}\d[a-z\d]?)\s{0,2}(\d[a-z]{2})\b/gi, " ")).split(" "));
}

function writtenOut(words: readonly string[]): string[] {
  return words
    .filter((word) => word !== "")
    .map((word, index) => {
      // "St" is a saint before a name and a street after one.
      if (word === "st") return index > 0 ? "street" : "saint";
      return ABBREVIATIONS[word] ?? word;
    });
}

/**
 * The same for all who live at one address: postcode and numbers, else postcode and street. null where that
 * does not say which dwelling.
 */
export function dwellingKey(address: string | null, postcode: string | null): string | null {
  const place = placeOf(address, postcode);
  if (!place?.postcode) return null;
  if (place.numbers.length > 0) return `${place.postcode}|${[...place.numbers].sort().join(" ")}`;
  const street = place.streets[0];
  return street ? `${place.postcode}|${street}` : null;
}

/** null where one side says nothing that could be compared. */
export function comparePlace(said: Place, known: Place): LevelOf<"place"> | null {
  const sameCode = said.postcode !== null && said.postcode === known.postcode;
  const street = said.streets.some((a) => known.streets.some((b) => sameStreet(a, b)));
  const bothNumbered = said.numbers.length > 0 && known.numbers.length > 0;
  const number =
    bothNumbered &&
    (said.numbers.every((n) => known.numbers.includes(n)) ||
      known.numbers.every((n) => said.numbers.includes(n)));
  if ((sameCode || street) && number) return "address";
  if (sameCode && street && !bothNumbered)
    return said.numbers.length === known.numbers.length ? "address" : "postcode";
  if (sameCode) return "postcode";
  if (street) return bothNumbered ? "other house" : "street";
  if (said.postcode && known.postcode) {
    const british = /^[A-Z]{1,2}\d/.test(said.postcode);
    return british && outwardOf(said.postcode) === outwardOf(known.postcode) ? "area" : "else";
  }
  return said.streets.length > 0 && known.streets.length > 0 ? "else" : null;
}

/** Equal, one the beginning of the other's words with the kind of street left out, or a letter or two off. */
function sameStreet(a: string, b: string): boolean {
  if (a === b) return true;
  const short = a.length < b.length ? a : b;
  const long = short === a ? b : a;
  if (short.length >= 5 && long.startsWith(`${short} `) && STREET_WORDS.has(long.slice(short.length + 1)))
    return true;
  // "lives up Small Heath Parkway"
  if (short.includes(" ") && long.endsWith(` ${short}`)) return true;
  const cap = short.length >= 10 ? 3 : 2;
  return short.length >= 6 && editDistance(a, b, cap) < cap;
}
