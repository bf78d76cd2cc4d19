import type { Policy } from "./policy.ts";
import type { MailFacts } from "./read-mail/mail.ts";

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

const PARENT = /\b(?:mother|father|mum|mam|dad|parent|step-?mother|step-?father|guardian)\b/i;

/** Who wrote, as far as letters are concerned: a verified domain or a stated agency is a professional. */
export function referrerType(
  mail: Pick<MailFacts, "senderAddress" | "referrer">,
  policy: Pick<Policy, "verifiedDomains" | "publicDomains">,
): ReferrerType {
  if (isAt(mail.senderAddress, policy.verifiedDomains)) return "professional";
  if (mail.referrer.role && PARENT.test(mail.referrer.role)) return "parent";
  return mail.referrer.agency && !isAt(mail.senderAddress, policy.publicDomains) ? "professional" : "public";
}

/**
 * Where the outcome goes and who lets it go (Part 0.7, LET-04, LET-06, LET-11). By itself only to a
 * professional at a verified domain, on a fresh extract, where the referral's own details agree with From.
 */
export function releaseOutcome(
  mail: Pick<MailFacts, "senderAddress" | "referrer">,
  extractIsStale: boolean,
  policy: Pick<Policy, "verifiedDomains" | "publicDomains" | "extractMaxAgeHours">,
): Release {
  const to = mail.referrer.email ?? (mail.senderAddress || null);
  const held = (because: string): Release => ({ by: "owner", to, because });
  if (!to || /^(?:no-?reply|do-?not-?reply|donotreply)\b/i.test(to)) {
    return { by: "owner", to: null, because: "there is no address that an answer can safely go to" };
  }
  if (mail.referrer.wishesAnonymity) return held("the referrer wishes to stay anonymous");
  if (
    mail.referrer.email &&
    mail.senderAddress &&
    domainOf(mail.referrer.email) !== domainOf(mail.senderAddress)
  ) {
    return held("the address in the referral differs from the one it was sent from");
  }
  if (referrerType(mail, policy) !== "professional") return held("the referrer is not a professional");
  if (!isAt(to, policy.verifiedDomains)) return held("the address is not at a verified domain");
  if (extractIsStale)
    return held(`the record extract is older than ${policy.extractMaxAgeHours} working hours`);
  return { by: "itself", to };
}

/** A fact in a letter to a referrer that is not the recipient's own (LET-07): what stands there, and what it is. */
export interface Disclosure {
  readonly what: string;
  readonly found: string;
}

/**
 * Looks through a letter for anything of the case: names, dates of birth, addresses, phones, identifiers of
 * people other than the recipient (LET-03, LET-07). Any finding holds the letter back.
 *
 * @param text the letter as it would go out.
 * @param known the texts of the case that must not be in it: each with what it is.
 * @param recipient words that are the recipient's own or our own letterhead, and so may stand there.
 */
export function findDisclosures(
  text: string,
  known: readonly Disclosure[],
  recipient: readonly string[],
): readonly Disclosure[] {
  const words = ` ${plain(text)} `;
  const own = new Set(recipient.flatMap((value) => plain(value).split(" ")));
  return known.filter(({ found }) => {
    const sought = plain(found);
    if (sought.length < 3) return false;
    if (sought.split(" ").every((word) => own.has(word))) return false;
    return words.includes(` ${sought} `);
  });
}

function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
