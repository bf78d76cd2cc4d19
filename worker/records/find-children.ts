import type { ChildVerdict, Kinship } from "../../rules/identify-child/child.ts";
import type { EarlierReferral, IdentityContext } from "../../rules/identify-child/compare.ts";
import { identifyMention } from "../../rules/identify-child/identify.ts";
import {
  mentionInText,
  type SearchedText,
  searchedText,
  wordsFor,
} from "../../rules/identify-child/in-text.ts";
import { mentionKeys, textKeys } from "../../rules/identify-child/keys.ts";
import { isChildOn } from "../../rules/identify-child/kin.ts";
import { namesOf } from "../../rules/identify-child/names.ts";
import type { IdentityPolicy } from "../../rules/identify-child/policy.ts";
import {
  contradicted,
  differInDay,
  isMatch,
  oneOfEachName,
  settled,
  withFactsOfText,
} from "../../rules/identify-child/settle.ts";
import { kindsOf } from "../../rules/identify-child/sureness.ts";
import { areTheSame, withFactsOfTheMail } from "../../rules/identify-child/together.ts";
import type { MailFacts, MailKind, PersonMention } from "../../rules/read-mail/mail.ts";
import { saysReply } from "../../rules/read-mail/subject.ts";
import type { Person } from "../../rules/records.ts";
import { addDays, localDate } from "../../rules/time.ts";
import type { Records } from "../ports.ts";
import { householdsOf, Kin } from "./households.ts";
import { identityContext } from "./identity-context.ts";

export interface FoundChildren {
  /** One verdict per child the mail is about. */
  readonly children: ChildVerdict[];
  /** The matched children, their siblings and household; and whoever else is a candidate, without kinship. */
  readonly people: Map<string, Person>;
  readonly kinship: Map<string, Kinship>;
}

/** Written by software, or to many: whoever is named in it, nobody is referred. */
const BY_SOFTWARE: ReadonlySet<MailKind> = new Set<MailKind>([
  "automatic-reply",
  "bounce",
  "receipt",
  "calendar",
  "newsletter",
]);

/**
 * Which known children a mail is about, and whose history counts with theirs (Part 0.9).
 *
 * First the children the mail states. Where it states none, or one of them is not matched, what free text says:
 * known children whose number, day of birth, postcode, street or name stand in it (last of all in what a chaser
 * or reply quotes). A mail about an adult alone gives that adult's children as candidates, never as a match.
 *
 * @param said what people have said about this mail's children, which outranks any score.
 * @param sameSender whether an earlier referrer's address is the sender's or of their organisation.
 */
export function findChildren(
  mail: MailFacts,
  records: Records,
  policy: IdentityPolicy,
  said: readonly { readonly personId: string; readonly is: boolean }[] = [],
  sameSender: (earlier: string | null) => boolean = (earlier) => earlier === mail.senderAddress,
): FoundChildren {
  const search = new Search(mail, records, policy, said, sameSender);
  const children = search.children();
  const matched = records.people(children.flatMap((child) => child.personId ?? []));
  const { people, kinship } = householdsOf(matched, search.kin, records, search.receivedOn);
  for (const person of records.people(children.flatMap((child) => child.candidates.map((c) => c.personId)))) {
    if (!people.has(person.personId)) people.set(person.personId, person);
  }
  return { children, people, kinship };
}

class Search {
  readonly kin: Kin;
  readonly receivedOn;
  readonly #mail: MailFacts;
  readonly #records: Records;
  readonly #policy: IdentityPolicy;
  readonly #context: IdentityContext;
  readonly #sameSender: (earlier: string | null) => boolean;
  /** Children whom the sender referred before, where the mail cites that. */
  readonly #cited: readonly Person[];

  constructor(
    mail: MailFacts,
    records: Records,
    policy: IdentityPolicy,
    said: IdentityContext["said"],
    sameSender: (earlier: string | null) => boolean,
  ) {
    this.#sameSender = sameSender;
    this.#mail = mail;
    this.#records = records;
    this.#policy = policy;
    this.receivedOn = localDate(mail.receivedAt);
    this.kin = new Kin(records);
    const cited = citesOwnReferral(mail) ? records.referredFrom(mail.senderAddress, mail.receivedAt) : [];
    this.#cited = records.people(cited).filter((person) => this.#isChild(person));
    this.#context = {
      ...identityContext(records, this.receivedOn),
      ...(said && said.length > 0 ? { said } : {}),
      ...(this.#cited.length > 0
        ? {
            referredBySender: (id) =>
              cited.includes(id) ? { level: "same sender", children: this.#cited.length } : null,
          }
        : {}),
    };
  }

  children(): ChildVerdict[] {
    if (BY_SOFTWARE.has(this.#mail.kind)) return [];
    const stated = this.#mail.children.filter((mention) => mention.subjectOfMail);
    let verdicts = settled(stated.map((mention) => this.#identify(mention, stated.length > 1)));
    if (verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === "match")) return verdicts;
    verdicts = this.#withText(verdicts, this.#contentText());
    if (verdicts.some(({ verdict }) => verdict !== "none")) return verdicts;
    // Nothing that the sender newly says leads anywhere: what they quote, with the least trust.
    const quoted = this.#mail.children.filter(
      ({ subjectOfMail, where }) => !subjectOfMail && /quoted/.test(where),
    );
    const named = settled(quoted.map((mention) => this.#identify(mention, quoted.length > 1)));
    if (named.some(({ verdict }) => verdict === "match")) return [...named.filter(isMatch), ...verdicts];
    const quotedText = this.#quotedText();
    if (quotedText) verdicts = this.#withText(verdicts, quotedText);
    if (verdicts.some(({ verdict }) => verdict !== "none")) return verdicts;
    return stated.length > 0 ? verdicts : this.#throughAdults();
  }

  /** Under age; and where no birth is recorded, nobody's parent. */
  #isChild(person: Person): boolean {
    if (!isChildOn(person, this.receivedOn)) return false;
    return person.dateOfBirth !== null || this.kin.childrenOf(person.personId).length === 0;
  }

  #compared(mention: PersonMention): ChildVerdict {
    const { people, oneOfMany } = this.#records.candidates(
      mentionKeys(mention, this.#policy, this.receivedOn),
    );
    // A father of the same name is not the child, unless the very day of birth is said.
    const direct = people.filter(
      (person) =>
        this.#isChild(person) || (person.dateOfBirth !== null && person.dateOfBirth === mention.dateOfBirth),
    );
    const told = this.#context.said?.filter(({ is }) => is).map(({ personId }) => personId) ?? [];
    const named = told.length > 0 && this.#mail.children.length <= 1 ? this.#records.people(told) : [];
    const unborn = mention.expectedOn ? this.#childrenOfParents(mention) : [];
    const candidates = [...direct, ...named, ...unborn, ...this.#cited];
    return this.#verdictOn(mention, candidates, { ...this.#context, oneOfMany });
  }

  /** Where a mention is not settled by itself: whether the sender's organisation referred one of the candidates lately. */
  #verdictOn(mention: PersonMention, people: readonly Person[], context: IdentityContext): ChildVerdict {
    const verdict = identifyMention(mention, people, context, this.#policy);
    if (verdict.verdict !== "several") return verdict;
    const known = verdict.candidates.filter(({ personId }) => this.#referredLately(personId));
    if (known.length === 0) return verdict;
    const lately = new Set(known.map(({ personId }) => personId));
    const referredBySender = (id: string): EarlierReferral | null =>
      context.referredBySender?.(id) ??
      (lately.has(id) ? { level: "same organisation", children: lately.size } : null);
    return identifyMention(mention, people, { ...context, referredBySender }, this.#policy);
  }

  #referredLately(personId: string): boolean {
    const from = addDays(this.receivedOn, -LATELY_DAYS);
    return this.#records
      .contacts([personId], this.#mail.receivedAt)
      .some((contact) => localDate(contact.receivedAt) >= from && this.#sameSender(contact.referrerEmail));
  }

  /**
   * By what the mail says of this child; where there are several and that is not enough, also by what it says of
   * them together. That may add to a given name that agrees, but never stand in for one.
   */
  #identify(mention: PersonMention, amongOthers: boolean): ChildVerdict {
    const whole = withFactsOfTheMail(mention, this.#mail);
    if (!amongOthers) return { ...this.#compared(whole), mention };
    const own = this.#compared(mention);
    if (own.verdict === "match") return own;
    const together = this.#compared(whole);
    const given = together.because.find(({ field }) => field === "given");
    const agrees = given !== undefined && given.level !== "else";
    return agrees ? { ...together, mention } : own;
  }

  /** MAT-04: an unborn child has no name or number of its own; its mother has. */
  #childrenOfParents(mention: PersonMention): readonly Person[] {
    const mothers = this.#mail.adults.filter((adult) => /mother|mum|parent|patient/i.test(adult.role));
    const asWritten = mention.parents.map(
      (name): PersonMention => ({ ...mention, ...splitName(name), expectedOn: null, parents: [] }),
    );
    return [...mothers, ...asWritten].flatMap((adult) =>
      this.#records
        .candidates(mentionKeys(adult, this.#policy))
        .people.slice(0, 20)
        .flatMap((person) => this.kin.childrenOf(person.personId)),
    );
  }

  #contentText(): SearchedText {
    const { content, plainSubject } = this.#mail;
    return searchedText(
      [plainSubject, ...content.map(({ text }) => text)].join("\n\n"),
      "text",
      this.receivedOn,
    );
  }

  #quotedText(): SearchedText | null {
    const quoted = this.#mail.chain.filter(({ role }) => role === "quoted");
    if (quoted.length === 0) return null;
    const text = [this.#mail.plainSubject, ...quoted.map((message) => message.text)].join("\n\n");
    return searchedText(text, "quoted text", this.receivedOn);
  }

  /** Known children of whom a text says two kinds of thing, each as what it says of them. */
  #inText(text: SearchedText): ChildVerdict[] {
    const found = this.#records.candidates(textKeys(text.raw, this.#policy, this.receivedOn), "text").people;
    const people = [
      ...new Map([...found, ...this.#cited].map((person) => [person.personId, person])).values(),
    ].filter((person) => this.#isChild(person));
    const named = (kin: readonly Person[]): string[] =>
      kin.flatMap((person) => {
        const names = namesOf(person);
        return [...names.given, ...names.knownAs]
          .flatMap((name) => wordsFor(name, text, this.#policy))
          .slice(0, 1);
      });
    const mentions = people.flatMap((person): PersonMention[] => {
      const mention = mentionInText(person, text, this.#policy);
      if (!mention) return [];
      const siblings = named(this.kin.siblingsOf(person.personId)).filter(
        (name) => name !== mention.givenNames,
      );
      return [{ ...mention, siblings, parents: named(this.kin.parentsOf(person.personId)) }];
    });
    const unique = new Map(mentions.map((mention) => [JSON.stringify(mention), mention]));
    return [...unique.values()]
      .map((mention) => this.#verdictOn(mention, people, this.#context))
      .filter((verdict) => verdict.verdict !== "none" && kindsOf(verdict.because).size >= 2)
      .sort((a, b) => b.weight - a.weight);
  }

  /** The given name by which a text speaks of a child; of one found by a number alone, that of whoever of the household it names. */
  #nameInText({ mention, candidates }: ChildVerdict, found: readonly ChildVerdict[]): string {
    if (mention.givenNames) return mention.givenNames;
    const [best] = candidates;
    const home = new Set(best ? this.#records.household(best.personId).map(({ personId }) => personId) : []);
    const named = found.find(
      (other) => other.mention.givenNames && other.candidates.some(({ personId }) => home.has(personId)),
    );
    return named?.mention.givenNames ?? best?.personId ?? "";
  }

  /**
   * The stated children's verdicts with what a text adds: a child that its own facts do not settle is matched
   * where the text says more of the same child and nothing speaks against it; and known children whom the text
   * names and the mail does not state are added.
   */
  #withText(stated: ChildVerdict[], text: SearchedText): ChildVerdict[] {
    const inText = this.#inText(text);
    const found = oneOfEachName(inText, (verdict) => this.#nameInText(verdict, inText));
    const taken = new Set(stated.flatMap(({ personId }) => personId ?? []));
    const joined = stated.map((verdict) => {
      if (verdict.verdict === "match" || contradicted(verdict)) return verdict;
      const same = found.find(
        (other) =>
          other.personId !== null &&
          !taken.has(other.personId) &&
          areTheSame(verdict.mention, other.mention, this.#policy) &&
          !differInDay(verdict.mention, other.mention) &&
          this.#compared(withFactsOfText(verdict.mention, other.mention)).personId === other.personId,
      );
      if (!same?.personId) return verdict;
      taken.add(same.personId);
      return { ...same, mention: verdict.mention };
    });
    // Children only named beside the one it is about are not added; where it is about none of them, anyone may be meant.
    const apart =
      stated.length === 0 ? [] : this.#mail.children.filter(({ subjectOfMail }) => !subjectOfMail);
    const others = found.filter(
      (other) =>
        !other.candidates.some(({ personId }) => taken.has(personId)) &&
        ![...apart, ...stated.map(({ mention }) => mention)].some((m) =>
          areTheSame(m, other.mention, this.#policy),
        ),
    );
    const added = others.some(isMatch)
      ? others.filter(isMatch)
      : joined.some(({ verdict }) => verdict !== "none")
        ? []
        : others;
    return settled([...joined, ...added]);
  }

  #throughAdults(): ChildVerdict[] {
    return this.#mail.adults.flatMap((adult): ChildVerdict[] => {
      const { people, oneOfMany } = this.#records.candidates(
        mentionKeys(adult, this.#policy, this.receivedOn),
      );
      const verdict = identifyMention(adult, people, { ...this.#context, oneOfMany }, this.#policy);
      if (verdict.verdict === "none" || kindsOf(verdict.because).size < 2) return [];
      const children = verdict.candidates.flatMap((candidate) =>
        this.kin
          .childrenOf(candidate.personId)
          .filter((child) => isChildOn(child, this.receivedOn))
          .map((child) => ({ ...candidate, personId: child.personId })),
      );
      if (children.length === 0) return [];
      const candidates = [...new Map(children.map((child) => [child.personId, child])).values()];
      return [
        {
          ...verdict,
          verdict: "several",
          personId: null,
          candidates,
          tellApart: ["which of this adult's children is meant, if any"],
        },
      ];
    });
  }
}

function splitName(name: string): { givenNames: string | null; familyName: string | null; knownAs: null } {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(?:mr|mrs|ms|miss|dr)\.?$/i.test(word));
  return {
    givenNames: words.slice(0, Math.max(1, words.length - 1)).join(" ") || null,
    familyName: words.length > 1 ? (words.at(-1) ?? null) : null,
    knownAs: null,
  };
}

/** A referral of the sender's organisation in so many days tells something of whom they write about now. */
const LATELY_DAYS = 28;

const CITES =
  /\b(?:my|our|the)\s(?:earlier|previous|last|first|original|recent)?\s?(?:referral|request|email|e-mail|mail|message|form|call|letter|report)\b|\bfurther to\b|\bas (?:i|we) (?:said|wrote|reported|told you|mentioned)\b|\b(?:i|we) (?:wrote|emailed|e-mailed|rang|phoned|reported|referred|told you|contacted you)\b|\bas you know\b|\byou (?:asked|told) (?:me|us)\b|\byour (?:letter|reply|answer|outcome)\b|\b(?:me|it'?s [a-z]+) again\b|\bagain about\b/i;

/** Does the mail speak of something its sender sent us before? */
function citesOwnReferral(mail: MailFacts): boolean {
  if (mail.kind === "chaser" || mail.kind === "reply" || saysReply(mail.subject)) return true;
  if (/\bagain\b/i.test(mail.plainSubject)) return true;
  return mail.content.some((block) => CITES.test(block.text.slice(0, 20_000)));
}
