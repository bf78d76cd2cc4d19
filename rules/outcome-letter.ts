import { fold, nameTokens } from "./identify-child/fold.ts";
import type { Understood } from "./message.ts";
import type { LetterRoute, Policy } from "./policy.ts";
import type { MailFacts } from "./read-mail/mail.ts";
import { isPlainDate, type PlainDate } from "./time.ts";

/** Whom an outcome goes to decides what it may say (LET-01 to LET-04). */
export type ReferrerType = "professional" | "public" | "parent";

/** May the outcome leave by itself (Part 0.7), or does it wait for the owner's SEND, and why? */
export type Release =
  | { readonly by: "itself"; readonly to: string }
  | { readonly by: "owner"; readonly to: string | null; readonly because: string };

/** Domain of an address, lower case; "" where there is none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** Is the address at one of the domains? `*.sch.example` covers every domain that ends in `.sch.example`. */
export function isAt(address: string, domains: readonly string[]): boolean {
  const domain = domainOf(address);
  return domains.some((known) =>
    known.startsWith("*.") ? domain.endsWith(known.slice(1)) : domain === known,
  );
}

const PARENT = /\b(?:mother|father|mum|mam|mom|dad|parents?|guardian)\b/i;
/** Without parental responsibility, as far as the word tells: they are told no more than the public (LET-04). */
const RELATIVE =
  /\b(?:grand[ -]?(?:mother|father|parents?|ma|dad)|nan|nana|gran|granny|step[ -]?(?:mother|father|mum|dad|parents?)|aunt|auntie|uncle|sister|brother|cousin|relative|relation|family member|friend|neighbour|member of the public|partner|carer)\b/i;
/** A post that is named after those it serves: "Parent Support Adviser", "Ward Sister", "Carer Liaison Officer". */
const POST =
  /\b(?:advis[eo]r|officer|worker|nurse|nursing|midwife|health|visitor|manager|teacher|head|ward|charge|unit|liaison|support|lead|practitioner|co-?ordinator|mentor|link|engagement|involvement|participation|service|team|school|governor|foster|director|therapist|gp|doctor|consultant|assistant|safeguarding)\b/i;

/** Whom the stated role makes of its writer, towards the family; null where it is a post or nothing is stated. */
function relationOf(role: string | null): "parent" | "relative" | null {
  const stated = role?.slice(0, 200) ?? "";
  if (!namesRelation(stated) || POST.test(stated)) return null;
  return RELATIVE.test(stated.replace(/parents? ?\/ ?carers?/i, "parent")) ? "relative" : "parent";
}

function namesRelation(role: string | null): boolean {
  return role !== null && (PARENT.test(role.slice(0, 200)) || RELATIVE.test(role.slice(0, 200)));
}

/**
 * Who wrote, as far as letters are concerned. A parent or neighbour stays one who writes from a professional address;
 * a verified domain or a stated agency is a professional; whoever is neither is the public, who are told least.
 */
export function referrerType(
  mail: Pick<MailFacts, "senderAddress" | "referrer">,
  policy: Pick<Policy, "verifiedDomains" | "publicDomains">,
): ReferrerType {
  const relation = relationOf(mail.referrer.role);
  if (relation !== null) return relation === "parent" ? "parent" : "public";
  if (isAt(mail.senderAddress, policy.verifiedDomains)) return "professional";
  return mail.referrer.agency && !isAt(mail.senderAddress, policy.publicDomains) ? "professional" : "public";
}

const ONE_ADDRESS = /^[^\s@,;:<>()"\\]+@[^\s@,;:<>()"\\]+$/;
const NO_ANSWERS = /(?:^|[._+-])(?:no|do[._-]?not)[._-]?reply(?:$|[._+@-])/i;

/**
 * Where the outcome goes and who lets it go (Part 0.7, LET-04, LET-06, LET-11). By itself only to a
 * professional at a verified domain, on a fresh extract, where the referral's own details agree with From.
 */
export function releaseOutcome(
  mail: Pick<MailFacts, "senderAddress" | "referrer">,
  extractIsStale: boolean,
  policy: Pick<Policy, "verifiedDomains" | "publicDomains" | "extractMaxAgeHours">,
): Release {
  const { senderAddress, referrer } = mail;
  const to = referrer.email ?? senderAddress;
  const held = (because: string): Release => ({ by: "owner", to, because });
  if (!ONE_ADDRESS.test(to) || NO_ANSWERS.test(to)) {
    return { by: "owner", to: null, because: "there is no address that an answer can safely go to" };
  }
  if (referrer.wishesAnonymity) return held("the referrer wishes to stay anonymous");
  if (domainOf(to) !== domainOf(senderAddress)) {
    return held("the address in the referral differs from the one it was sent from");
  }
  if (referrerType(mail, policy) !== "professional") return held("the referrer is not a professional");
  // "Parent Support Adviser" or a parent at work: who is unsure asks.
  if (namesRelation(referrer.role)) return held("the role in the referral may be that of a relative");
  if (!isAt(to, policy.verifiedDomains)) {
    return held("the address is not at a verified domain; please check by telephone that it is theirs");
  }
  if (extractIsStale)
    return held(`the record extract is older than ${policy.extractMaxAgeHours} working hours`);
  return { by: "itself", to };
}

/** How a letter may travel to an address (LET-08). */
export function routeTo(address: string, { letterRoutes }: Pick<Policy, "letterRoutes">): LetterRoute {
  const fits = letterRoutes.find(({ to }) => to.includes("*") || isAt(address, to));
  return fits ?? { to: ["*"], by: "mail" };
}

/** A fact of the case that no letter to a referrer may hold (LET-07). */
export interface Disclosure {
  readonly what: "a name" | "a date of birth" | "an address" | "a telephone number" | "an identifier";
  readonly found: string;
}

/** Telephone numbers as people write them. */
const NUMBERS = /\+?\d[\d ().-]{8,18}\d/g;
const MOST_TEXT = 200_000;

/** What of the case must not stand in a letter to its referrer: of the records, and of the mail itself (LET-03). */
export function caseFacts(
  understood: Pick<Understood, "people" | "mentions" | "content" | "referrer">,
): Disclosure[] {
  const { people, mentions, content, referrer } = understood;
  const text = content
    .map((block) => block.text)
    .join("\n")
    .slice(0, MOST_TEXT);
  const own = digitsOf(referrer.phone ?? "");
  const found: [Disclosure["what"], string | null][] = [
    ...people.flatMap((person): [Disclosure["what"], string | null][] => [
      ["a name", person.name],
      ["a date of birth", person.born],
      ["an address", person.address],
      ["an identifier", person.nhsNumber],
      ["an identifier", person.personId],
    ]),
    ...mentions.flatMap((mention): [Disclosure["what"], string | null][] => [
      ...[
        mention.givenNames,
        mention.familyName,
        mention.knownAs,
        ...mention.parents,
        ...mention.siblings,
      ].map((name): [Disclosure["what"], string | null] => ["a name", name]),
      ["a date of birth", mention.dateOfBirth],
      ["an address", mention.address],
      ["an address", mention.postcode],
      ...[mention.nhsNumber, ...mention.otherIds].map((id): [Disclosure["what"], string | null] => [
        "an identifier",
        id,
      ]),
    ]),
    ...(text.match(NUMBERS) ?? [])
      .filter((number) => digitsOf(number) !== own)
      .map((number): [Disclosure["what"], string | null] => ["a telephone number", number]),
  ];
  return found.flatMap(([what, value]) => (value ? [{ what, found: value }] : []));
}

/**
 * Looks for facts of the case in what a letter was filled with (LET-07); any finding holds the letter back. The
 * letters are template-only (LET-02), so nothing else can carry one: a child called Hope or Will holds back no letter
 * because of a template's words, and a name of two letters is found as well as a long one.
 *
 * @param filled every value that the letter was filled with, as it stands there.
 * @param own what the recipient themselves put to their mail (From, the day it came): a fact in it is theirs.
 */
export function findDisclosures(
  filled: readonly string[],
  known: readonly Disclosure[],
  own: readonly string[],
): readonly Disclosure[] {
  return known
    .flatMap(atomsOf)
    .filter((fact) => filled.some((value) => holds(value, fact)) && !own.some((value) => holds(value, fact)));
}

/** Each word of a name is a name, each line of an address an address. */
function atomsOf(fact: Disclosure): Disclosure[] {
  const { what, found } = fact;
  if (what === "a name") {
    const words = nameTokens(found).filter((word) => word.length > 1);
    return [fact, ...words.map((word) => ({ what, found: word }))];
  }
  if (what === "an address") {
    return found.split(/[,;\n]/).flatMap((line) => {
      const folded = fold(line);
      const street = folded.replace(/^(?:(?:flat|apartment|apt|unit) )?\d+[a-z]? (?=\S)/, "");
      return (street === folded ? [folded] : [folded, street])
        .filter((part) => part.length > 2)
        .map((part) => ({ what, found: part }));
    });
  }
  return [fact];
}

/** "Li's mother" speaks of Li: a value is looked at with its endings and without. */
function holds(value: string, fact: Disclosure): boolean {
  const sought = fold(fact.found);
  if (sought === "") return false;
  return [value, value.replace(/['’‘`´]s(?!\p{L})/giu, " ")].some((text) => stands(fold(text), sought, fact));
}

function stands(words: string, sought: string, { what, found }: Disclosure): boolean {
  if (what === "a date of birth" && isPlainDate(found)) return holdsDay(words, found);
  const digits = digitsOf(sought);
  // +44 and 0 are one number; an NHS number in groups is one too
  if (digits.length >= 9 && !/[a-z]/.test(sought)) return digitsOf(words).includes(digits.slice(-9));
  const squeezed = sought.replaceAll(" ", "");
  if (squeezed.length > 4 && words.replaceAll(" ", "").includes(squeezed)) return true;
  return isRunOf(words.split(" "), squeezed);
}

/**
 * Do neighbouring words make it up? "O Ly" and "OLy", "Ellie May" and "Elliemay" are one name. Letters alone make up
 * none: "B.O." are initials, and no Bo.
 */
function isRunOf(words: readonly string[], sought: string): boolean {
  return words.some((_, from) => {
    let run = "";
    let longest = 0;
    for (let at = from; run.length < sought.length && at < words.length; at++) {
      run += words[at];
      longest = Math.max(longest, words[at]?.length ?? 0);
    }
    return run === sought && longest > 1;
  });
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Day, month and year in any order and any form: what a letter is filled with is short. */
function holdsDay(words: string, day: PlainDate): boolean {
  const [year = "", month = "", date = ""] = day.split("-");
  const digits = digitsOf(words);
  if (
    [day.replaceAll("-", ""), date + month + year, date + month + year.slice(2)].some((d) =>
      digits.includes(d),
    )
  )
    return true;
  const parts = words.split(" ").map((word) => word.replace(/^(\d{1,2})(?:st|nd|rd|th)$/, "$1"));
  const has = (wanted: (part: string) => boolean) => parts.some(wanted);
  return (
    has((part) => part === year || part === year.slice(2)) &&
    has((part) => Number(part) === Number(date)) &&
    has((part) => Number(part) === Number(month) || part.startsWith(MONTHS[Number(month) - 1] ?? "?"))
  );
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
