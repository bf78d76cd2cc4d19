import type { ChildVerdict, Kinship } from "../../rules/identify-child/child.ts";
import type {
  ChainMessage,
  ContentBlock,
  MailFacts,
  MailKind,
  MailPart,
  PersonMention,
} from "../../rules/read-mail/mail.ts";
import type { Contact, Involvement, Person } from "../../rules/records.ts";
import type { Situation } from "../../rules/situation.ts";
import { type Instant, instant, localDate, plainDate } from "../../rules/time.ts";

/** A mail as `readMail` gives it. Start with `aMail()` and say what is different. */
export class MailBuilder {
  readonly facts: MailFacts;
  constructor(facts: MailFacts) {
    this.facts = facts;
  }
  #with(changes: Partial<MailFacts>): MailBuilder {
    return new MailBuilder({ ...this.facts, ...changes });
  }
  receivedAt(at: string): MailBuilder {
    return this.#with({ receivedAt: instant(at) });
  }
  subject(subject: string): MailBuilder {
    return this.#with({ subject, plainSubject: subject });
  }
  from(senderAddress: string, senderName = ""): MailBuilder {
    return this.#with({ senderAddress, senderName });
  }
  kind(kind: MailKind): MailBuilder {
    return this.#with({ kind, kindBecause: `it is a ${kind}` });
  }
  high(): MailBuilder {
    return this.#with({ importance: "high" });
  }
  /** The sender's own new words. */
  saying(text: string, setApart: readonly string[] = []): MailBuilder {
    return this.#block({ text, where: "body", role: "new" }, { role: "new", text, setApart });
  }
  forwarding(text: string, sentAt: string | null = null, setApart: readonly string[] = []): MailBuilder {
    return this.#block(
      { text, where: "body", role: "forwarded" },
      { role: "forwarded", text, setApart, sentAt: sentAt === null ? null : instant(sentAt) },
    );
  }
  /** Quoted below a reply: in the chain, but not put before us. */
  quoting(text: string): MailBuilder {
    return this.#with({ chain: [...this.facts.chain, message({ role: "quoted", text })] });
  }
  attaching(text: string, fileName = "form.docx"): MailBuilder {
    const where = `attachment ${fileName}`;
    const part = aPart({ where, text, fileName, kind: "docx" });
    return this.#with({
      content: [...this.facts.content, { text, where, role: "attachment" }],
      parts: [...this.facts.parts, part],
    });
  }
  unread(reason: string, part: Partial<MailPart> = {}): MailBuilder {
    const unreadable = aPart({
      where: "attachment scan.jpg",
      kind: "image",
      status: "unreadable",
      reason,
      ...part,
    });
    return this.#with({
      parts: [...this.facts.parts, unreadable],
      unread: [...this.facts.unread, { where: unreadable.where, reason }],
    });
  }
  naming(...children: readonly Partial<PersonMention>[]): MailBuilder {
    return this.#with({ children: children.map(aMention) });
  }
  #block(block: ContentBlock, chained: Partial<ChainMessage>): MailBuilder {
    return this.#with({
      content: [...this.facts.content, block],
      chain: [...this.facts.chain, message(chained)],
      parts: this.facts.parts.some((p) => p.kind === "body")
        ? this.facts.parts
        : [...this.facts.parts, aPart({ text: block.text })],
    });
  }
}

export function aMail(): MailBuilder {
  return new MailBuilder({
    kind: "referral",
    kindBecause: "it is a referral",
    receivedAt: instant("2026-03-25T09:10:00Z"),
    subject: "Request for Support",
    plainSubject: "Request for Support",
    senderAddress: "head@oak.sch.example",
    senderName: "A. Head",
    chain: [],
    content: [],
    children: [aMention({})],
    adults: [],
    referrer: { name: null, role: null, agency: null, email: null, phone: null, wishesAnonymity: false },
    facts: [],
    parts: [],
    unread: [],
    importance: "normal",
  });
}

function message(changes: Partial<ChainMessage>): ChainMessage {
  return {
    from: null,
    sentAt: null,
    sentWritten: null,
    subject: null,
    text: "",
    setApart: [],
    role: "new",
    where: "body",
    ...changes,
  };
}

export function aPart(changes: Partial<MailPart>): MailPart {
  return {
    where: "body",
    kind: "body",
    fileName: null,
    mediaType: "text/plain",
    status: "read",
    reason: null,
    text: "",
    fields: [],
    sha256: "0".repeat(64),
    bytes: 100,
    ...changes,
  };
}

export function aMention(changes: Partial<PersonMention>): PersonMention {
  return {
    givenNames: "Robin",
    familyName: "Marlowe",
    knownAs: null,
    dateOfBirth: plainDate("2017-06-09"),
    dateOfBirthWritten: null,
    expectedOn: null,
    age: null,
    sex: null,
    nhsNumber: null,
    otherIds: [],
    address: "4 Heron Walk",
    postcode: "B99 1AA",
    school: null,
    parents: [],
    siblings: [],
    role: "child",
    subjectOfMail: true,
    where: "body",
    ...changes,
  };
}

export function aPerson(changes: Partial<Person> & { personId: string }): Person {
  return {
    givenNames: "Robin",
    familyName: "Marlowe",
    knownAs: null,
    dateOfBirth: plainDate("2017-06-09"),
    sex: null,
    nhsNumber: null,
    address: "4 Heron Walk",
    postcode: "B99 1AA",
    otherIds: [],
    ...changes,
  };
}

export function aContact(changes: Partial<Contact> = {}): Contact {
  return {
    contactId: "C-1",
    personIds: ["P-1"],
    receivedAt: instant("2026-03-11T10:00:00Z"),
    closedOn: plainDate("2026-03-12"),
    referrerName: "A. Head",
    referrerAgency: "Oak School",
    referrerEmail: "head@oak.sch.example",
    subject: "Robin Marlowe",
    narrative:
      "Robin came to school without a coat again and said that the cupboards at home were empty all weekend.",
    decision: "information-and-advice",
    decidedBy: "tm@trust.example",
    source: "extract",
    ...changes,
  };
}

/** A child of the mail with their history. Start with `aChild()`. */
export class ChildBuilder {
  readonly personId: string;
  readonly verdict: ChildVerdict;
  readonly involvements: readonly Involvement[];
  readonly contacts: readonly Contact[];
  readonly kin: readonly (readonly [Person, Kinship])[];
  constructor(
    personId: string,
    verdict: ChildVerdict,
    involvements: readonly Involvement[] = [],
    contacts: readonly Contact[] = [],
    kin: readonly (readonly [Person, Kinship])[] = [],
  ) {
    this.personId = personId;
    this.verdict = verdict;
    this.involvements = involvements;
    this.contacts = contacts;
    this.kin = kin;
  }
  #involved(involvement: Partial<Involvement>): ChildBuilder {
    const next: Involvement = {
      involvementId: `I-${this.personId}-${this.involvements.length + 1}`,
      personId: this.personId,
      kind: "assessment",
      team: "ASTI",
      startedOn: plainDate("2025-09-01"),
      endedOn: null,
      ...involvement,
    };
    return new ChildBuilder(
      this.personId,
      this.verdict,
      [...this.involvements, next],
      this.contacts,
      this.kin,
    );
  }
  closedBy(
    team: string,
    endedOn: string,
    kind = team === "FAMILY_SUPPORT" ? "family-support-plan" : "assessment",
  ): ChildBuilder {
    return this.#involved({ team, kind, endedOn: plainDate(endedOn) });
  }
  openTo(team: string, kind = "child-in-need-plan"): ChildBuilder {
    return this.#involved({ team, kind });
  }
  contacted(changes: Partial<Contact> = {}): ChildBuilder {
    const contact = aContact({
      contactId: `C-${this.personId}-${this.contacts.length + 1}`,
      personIds: [this.personId],
      ...changes,
    });
    return new ChildBuilder(
      this.personId,
      this.verdict,
      this.involvements,
      [...this.contacts, contact],
      this.kin,
    );
  }
  /** Another person of the family or household, with their own history. */
  living(kin: Kinship, other: ChildBuilder, person: Partial<Person> = {}): ChildBuilder {
    return new ChildBuilder(
      this.personId,
      this.verdict,
      [...this.involvements, ...other.involvements],
      [...this.contacts, ...other.contacts],
      [...this.kin, [aPerson({ personId: other.personId, givenNames: "Sam", ...person }), kin]],
    );
  }
  unknown(): ChildBuilder {
    return new ChildBuilder(
      this.personId,
      { ...this.verdict, verdict: "none", personId: null },
      this.involvements,
      this.contacts,
      this.kin,
    );
  }
  oneOf(...ids: readonly string[]): ChildBuilder {
    const candidates = ids.map((personId) => ({ personId, weight: 8, probability: 0.5 }));
    return new ChildBuilder(
      this.personId,
      { ...this.verdict, verdict: "several", personId: null, candidates, tellApart: ["date of birth"] },
      this.involvements,
      this.contacts,
      this.kin,
    );
  }
}

export function aChild(personId = "P-1", mention: Partial<PersonMention> = {}): ChildBuilder {
  return new ChildBuilder(personId, {
    mention: aMention(mention),
    verdict: "match",
    personId,
    probability: 0.999,
    weight: 20,
    candidates: [{ personId, weight: 20, probability: 0.999 }],
    because: [],
    tellApart: [],
  });
}

export function aSituation(
  mail: MailBuilder,
  children: readonly ChildBuilder[] = [aChild()],
  changes: Partial<Situation> = {},
): Situation {
  const receivedAt: Instant = mail.facts.receivedAt;
  const people = new Map<string, Person>();
  const kinship = new Map<string, Kinship>();
  for (const child of children) {
    for (const [person, kin] of child.kin) {
      people.set(person.personId, person);
      kinship.set(person.personId, kin);
    }
  }
  for (const child of children) {
    if (child.verdict.personId === null) continue;
    const { givenNames, familyName } = child.verdict.mention;
    people.set(
      child.personId,
      aPerson({ personId: child.personId, givenNames: givenNames ?? "", familyName: familyName ?? "" }),
    );
    kinship.set(child.personId, "child");
  }
  return {
    mail: mail.facts,
    receivedAt,
    receivedOn: localDate(receivedAt),
    children: children.map((child) => child.verdict),
    people,
    kinship,
    involvements: children.flatMap((child) => child.involvements),
    contacts: children
      .flatMap((child) => child.contacts)
      .toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0)),
    foundRecentByBss: false,
    extractedAt: receivedAt,
    extractIsStale: false,
    wordShare: (word) => (word.length > 7 ? 0.01 : word.length > 5 ? 0.05 : 0.2),
    ...changes,
  };
}
