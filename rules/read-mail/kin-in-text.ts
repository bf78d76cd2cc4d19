import { isNameAt } from "./names.ts";

/** Somebody whom a text names by kinship. */
export interface Kin {
  readonly child: boolean;
  readonly role: string;
  readonly name: string;
  /** Said to be well, or elsewhere: named, but no child that the mail is about. */
  readonly apart?: boolean;
}

const KIN_CHILD =
  /\b(?:my|his|her|their|our|the|a|an|little|older|younger|eldest|youngest|twin|and)?[ ]?\b([Ss]on|[Dd]aughter|[Gg]rand(?:son|daughter|child)|[Nn]ephew|[Nn]iece|[Bb]rother|[Ss]ister|[Tt]win|[Bb]aby|toddler|lad|boy|girl|kid|child|pupil|student)s?,? (?:is |called |named |, )?["“']?([\p{Lu}][\p{L}'’-]{1,20}(?: [\p{Lu}][\p{L}'’-]{1,20}){0,3})/gu;
const KIN_ADULT =
  /\b(mum|mom|mother|dad|father|step-?mum|step-?dad|step-?mother|step-?father|nan|nana|gran|grandma|grandmother|grandad|grandfather|uncle|aunt|auntie|partner|boyfriend|girlfriend|husband|wife|ex-partner|ex)\b(?:'s| is|s)?[,:]? ?\(?(?:,? ?(?:Mrs?|Ms|Miss|Dr)\.? )?["“']?/gi;
const NAME_HERE = /[\p{Lu}][\p{L}'’-]{1,20}(?: [\p{Lu}][\p{L}'’-]{1,20}){0,2}/uy;
const NAMED_KIN =
  /([\p{Lu}][\p{L}'’-]{1,20}(?: [\p{Lu}][\p{L}'’-]{1,20}){0,2}) \((mum|mom|mother|dad|father|step-?dad|step-?mum|nan|gran|uncle|aunt|partner|mum's partner|boyfriend)\)/giu;

const SAYS_OF_THEM = /^ (?:is|was|who|aged?|and|has|had|lives|told|said|says|came|went)\b/;
const SIBLING = /^(?:brother|sister|twin)$/i;
const APART =
  /^(?:,? who)? (?:is|was) (?:fine|ok|okay|well|safe|not (?:part|involved|affected|concerned|present|there|known|at risk)|away|grown|an adult|married|at (?:college|uni|university))\b/i;
/** "Dora Penrose (Flat 3, 88 Gravel Rise) and her two": whose children they are. */
const WITH_CHILDREN =
  /([\p{Lu}][\p{L}'’-]{1,20}(?: [\p{Lu}][\p{L}'’-]{1,20}){0,2})(?: \([^()\n]{1,80}\))? and (?:her|his) (?:two|three|four|five|little ones|kids|children|boys|girls|twins)\b/gu;

const KIN_ROLE: Readonly<Record<string, string>> = {
  mum: "mother",
  mom: "mother",
  mother: "mother",
  dad: "father",
  father: "father",
  stepmum: "step-parent",
  stepdad: "step-parent",
  stepmother: "step-parent",
  stepfather: "step-parent",
  nan: "grandparent",
  nana: "grandparent",
  gran: "grandparent",
  grandma: "grandparent",
  grandmother: "grandparent",
  grandad: "grandparent",
  grandfather: "grandparent",
  uncle: "uncle",
  aunt: "aunt",
  auntie: "aunt",
  partner: "partner",
  boyfriend: "partner",
  girlfriend: "partner",
  husband: "partner",
  wife: "partner",
  ex: "ex-partner",
  expartner: "ex-partner",
};

/** "her mum, Sumaira", "Danielle (mum)", "sister Casey", "my granddaughter Isla", "Dora Penrose and her two". */
export function kinIn(text: string): Kin[] {
  const found: Kin[] = [];
  for (const line of text.split("\n")) {
    const part = line.slice(0, 100_000);
    for (const match of part.matchAll(KIN_ADULT)) {
      NAME_HERE.lastIndex = match.index + match[0].length;
      const name = ownWords(NAME_HERE.exec(part)?.[0] ?? "");
      // in a line of capitals only a comma or bracket tells a name from what she did
      const shouted = part === part.toUpperCase() && !/[,:(]/.test(match[0]);
      if (name && !shouted) found.push({ child: false, role: kinRole(match[1] as string), name });
    }
    for (const match of part.matchAll(NAMED_KIN)) {
      const name = ownWords(match[1] as string);
      if (name) found.push({ child: false, role: kinRole(match[2] as string), name });
    }
    for (const match of part.matchAll(KIN_CHILD)) {
      const name = ownWords(match[2] as string);
      // "Baby Brennock (Orla)": the surname of a baby, whose name follows
      if (/^\p{Lu}/u.test(match[1] as string) && !name?.includes(" ")) continue;
      const behind = part.slice(match.index + match[0].length);
      // "Many thanks, Sister Ruth Amos"
      const signs = /^(?:Sister|Brother)$/.test(match[1] as string) && /^\W*$/.test(behind);
      // "the boy, Perry Barr way I think": between commas stands a name, else a place
      const place =
        match[0].endsWith(`, ${match[2]}`) && /^ \p{Ll}/u.test(behind) && !SAYS_OF_THEM.test(behind);
      if (name && !signs && !place)
        found.push({
          child: true,
          role: "child",
          name,
          apart: SIBLING.test(match[1] as string) && APART.test(behind),
        });
    }
    for (const match of part.matchAll(WITH_CHILDREN)) {
      const name = ownWords(match[1] as string);
      if (name) found.push({ child: false, role: "parent", name });
    }
  }
  return found;
}

function kinRole(word: string): string {
  return KIN_ROLE[word.toLowerCase().replace(/[^a-z]/g, "")] ?? "adult";
}

/** The words of a name up to the first that is none. */
function ownWords(name: string): string | null {
  if (name === "") return null;
  const words = name.split(" ");
  const end = words.findIndex((word, at) => !/^\p{Lu}/u.test(word) || !isNameAt(words, at));
  const own = end < 0 ? words : words.slice(0, end);
  // initials alone name nobody
  return own.length === 0 || /^\p{Lu}{1,2}$/u.test(own.join(" "))
    ? null
    : own.join(" ").replace(/[’']s$/, "");
}
