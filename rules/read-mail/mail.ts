import type { Instant, PlainDate } from "../time.ts";

/** What `worker/documents` makes of the raw bytes of a mail; what `readMail` reads. */
export interface MailContent {
  readonly messageId: string | null;
  readonly subject: string;
  /** Every address of every From header: two of them is no decision and a warning. */
  readonly from: readonly MailAddress[];
  /** How many From headers there were. */
  readonly fromHeaders: number;
  readonly replyTo: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  /** The Date header; null where there is none or it is no date. Never used for deadlines (DL-04). */
  readonly sentAt: Instant | null;
  /** When our server took it in (DL-04). */
  readonly receivedAt: Instant;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** All headers in order of appearance, names in lower case, values unfolded and decoded. */
  readonly headers: readonly MailHeader[];
  readonly parts: readonly MailPart[];
}

export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

export interface MailAddress {
  readonly name: string;
  /** Lower case. */
  readonly address: string;
}

export type PartKind =
  | "body"
  | "docx"
  | "doc"
  | "odt"
  | "rtf"
  | "pdf"
  | "text"
  | "image"
  | "mail"
  | "zip"
  | "tnef"
  | "calendar"
  | "other";

/** One part of a mail, at any depth, with how far it was read (IN-02). */
export interface MailPart {
  /** Where it lies, for people: "body", "attachment RFS.docx", "attachment fwd.eml > body". Unique in the mail. */
  readonly where: string;
  readonly kind: PartKind;
  readonly fileName: string | null;
  readonly mediaType: string;
  readonly status: "read" | "partly-read" | "unreadable";
  /** Why it was not fully read: password, corrupt, link only, picture, too large, unsupported. null where read. */
  readonly reason: string | null;
  /** Text with its lines; table rows as "label: value" or cells between " | ". Empty where unreadable. */
  readonly text: string;
  /** Label and value pairs a form states by its structure (two-column tables, AcroForm fields, repeated rows). */
  readonly fields: readonly FormField[];
  readonly sha256: string;
  readonly bytes: number;
  /** A picture inside the text that carries no fact (logo, signature image referred to by cid). */
  readonly inline?: boolean;
  /** Headers of a mail inside the mail (kind "mail"): who wrote it, when, about what. */
  readonly enclosed?: {
    readonly from: readonly MailAddress[];
    readonly sentAt: Instant | null;
    readonly subject: string;
  };
}

export interface FormField {
  readonly label: string;
  readonly value: string;
  /** Which row of which table, where labels are column headings and rows repeat: fields of one row share it. */
  readonly row?: string;
}

/** What kind of mail it is (IN-10), judged by headers first, then by what it newly says. */
export type MailKind =
  | "referral"
  | "chaser"
  | "automatic-reply"
  | "bounce"
  | "receipt"
  | "calendar"
  | "newsletter"
  | "reply"
  | "enquiry"
  /** Somebody asks for what is held about them (subject access, freedom of information). */
  | "records-request";

/** One message of a chain: what its sender wrote, without what they quoted. */
export interface ChainMessage {
  /** null for the newest, whose sender is the mail's. */
  readonly from: MailAddress | null;
  /** Whom its header says it went to, as written; absent where it says nothing. */
  readonly to?: string;
  readonly sentAt: Instant | null;
  /** The date line as written, where it could not be read as an instant. */
  readonly sentWritten: string | null;
  readonly subject: string | null;
  /** What this sender wrote: no signature, disclaimer, banner, marking or quote. */
  readonly text: string;
  /** Set apart and kept: signatures, disclaimers, banners, protective markings. Never content. */
  readonly setApart: readonly string[];
  /** "new" for the newest; "forwarded" is content the sender passes on; "quoted" is a reply's quote. */
  readonly role: "new" | "forwarded" | "quoted";
  /** The part it stands in. */
  readonly where: string;
}

/** A child or adult that the mail speaks of, as it speaks of them. */
export interface PersonMention {
  readonly givenNames: string | null;
  readonly familyName: string | null;
  readonly knownAs: string | null;
  readonly dateOfBirth: PlainDate | null;
  /** A date of birth as written that could not be read as one day (IN-06). */
  readonly dateOfBirthWritten: string | null;
  /** Expected date of delivery of an unborn child; never beside a date of birth. */
  readonly expectedOn: PlainDate | null;
  /** Whole years at receipt, as said ("aged 7", "Year 6" gives 10). */
  readonly age: number | null;
  readonly sex: "F" | "M" | null;
  readonly nhsNumber: string | null;
  /** UPN, case ids: opaque. */
  readonly otherIds: readonly string[];
  readonly address: string | null;
  readonly postcode: string | null;
  readonly school: string | null;
  /** Names of parents or carers said for this child. */
  readonly parents: readonly string[];
  /** Siblings' names said for this child. */
  readonly siblings: readonly string[];
  /** mother, father, carer, alleged source of harm … for adults; "child" for children. */
  readonly role: string;
  /** Is the mail about this child, or is the child only named in it? */
  readonly subjectOfMail: boolean;
  readonly where: string;
}

export interface Fact {
  /** "request date", "referrer name", "child date of birth", "incident date", "injury", "consent", "police log", … */
  readonly kind: string;
  /** The value as normalised for comparing ("2018-05-14", "9992227281", "yes"). */
  readonly value: string;
  readonly written: string;
  readonly where: string;
  readonly confidence: "certain" | "likely" | "unsure";
}

export interface ReferrerFacts {
  readonly name: string | null;
  readonly role: string | null;
  readonly agency: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly wishesAnonymity: boolean;
}

/** The facts a mail states. */
export interface MailFacts {
  readonly kind: MailKind;
  readonly kindBecause: string;
  readonly receivedAt: Instant;
  readonly subject: string;
  /** Subject without markings, prefixes and our tokens. */
  readonly plainSubject: string;
  readonly senderAddress: string;
  readonly senderName: string;
  /** Newest first; bodies' chains, then enclosed mails. */
  readonly chain: readonly ChainMessage[];
  /**
   * What the sender puts before us now: their new words, what they forward, and their attachments' text.
   * Not what a reply quotes of mail we already have, nor signatures, disclaimers, banners.
   */
  readonly content: readonly ContentBlock[];
  /** Children first the ones the mail is about. */
  readonly children: readonly PersonMention[];
  readonly adults: readonly PersonMention[];
  readonly referrer: ReferrerFacts;
  readonly facts: readonly Fact[];
  readonly parts: readonly MailPart[];
  /** Parts not fully read, in words for people. */
  readonly unread: readonly { readonly where: string; readonly reason: string }[];
  /** high where the sender's headers say so (Importance, X-Priority, Priority). */
  readonly importance: "high" | "normal" | "low";
}

export interface ContentBlock {
  readonly text: string;
  readonly where: string;
  /** "new" words of the sender, "forwarded" mail, "attachment". */
  readonly role: "new" | "forwarded" | "attachment";
}
