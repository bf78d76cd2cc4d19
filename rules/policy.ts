import type { Calendar } from "./calendar.ts";
import type { ClassifyPolicy } from "./classify/policy.ts";
import type { FolderRole } from "./classify/triage-result.ts";
import type { IdentityPolicy } from "./identify-child/policy.ts";
import type { ReadMailPolicy } from "./read-mail/policy.ts";
import type { ReplyPolicy } from "./read-reply/policy.ts";
import type { Staff } from "./staff.ts";
import type { Instant } from "./time.ts";

export interface Team {
  readonly code: string;
  readonly name: string;
  readonly email: string | null;
  /** "front-door" is CASS itself; an unknown team counts as social care (CASS-37). */
  readonly kind: "social-care" | "family-support" | "front-door";
}

/**
 * How a letter to a referrer may travel to some domains (LET-08): as mail, under a word at the end of the subject by
 * which the gateway encrypts it, or only by a person's hand. "*.sch.example" covers what ends so, "*" every domain.
 */
export type LetterRoute =
  | { readonly to: readonly string[]; readonly by: "mail" | "hand" }
  | { readonly to: readonly string[]; readonly by: "keyword"; readonly keyword: string };

/** Everything a practice lead can set, read once at start, checked, and handed in. Rules read nothing else. */
export interface Policy {
  /** Part 0.1. */
  readonly mode: "automatic" | "supervised" | "shadow";
  /** Part 0.3. */
  readonly record: "store" | "eclipse";
  /** Who keeps the list of who takes the next contact (CASS-40). */
  readonly contactList: "store" | "ask-bss";
  readonly subjectMode: "amended_copy" | "manual" | "record_only";
  /** Calendar days (CASS-04). */
  readonly reviewWindowDays: number;
  /** Working hours; an extract older than this is stale (Part 0.7). */
  readonly extractMaxAgeHours: number;
  /** Working minutes during which a decision can be taken back and a letter waits (Part 0.7). */
  readonly undoMinutes: number;
  /** Mail received before this is listed, not triaged (Part 0.12). */
  readonly startFrom: Instant | null;
  readonly folders: Readonly<Record<FolderRole, string>>;
  readonly addresses: {
    /** The mailbox's own address, lower case. */
    readonly mailbox: string;
    readonly raoGroup: string;
    readonly bss: string;
    readonly dutyManager: string;
    readonly outOfHours: string;
    readonly serviceLead: string;
  };
  /** Mail domains of our own staff, lower case: review mails go nowhere else. */
  readonly internalDomains: readonly string[];
  /** Domains of professionals to which outcome letters go by themselves (Part 0.7); "*.sch.example" covers what ends so. */
  readonly verifiedDomains: readonly string[];
  /** The first that fits a domain counts; as mail where none does (LET-08). */
  readonly letterRoutes: readonly LetterRoute[];
  /** Public mail providers: the address, not the domain, says who wrote (Part 0.5). */
  readonly publicDomains: readonly string[];
  readonly staff: Staff;
  readonly teams: readonly Team[];
  readonly calendar: Calendar;
  readonly readMail: ReadMailPolicy;
  readonly identity: IdentityPolicy;
  readonly classify: ClassifyPolicy;
  readonly reply: ReplyPolicy;
  /** What letters say of us: service name, telephone numbers, reference prefix, protective marking. */
  readonly letters: {
    readonly serviceName: string;
    readonly councilName: string;
    readonly phone: string;
    readonly outOfHoursPhone: string;
    readonly escalation: string;
    readonly marking: string;
  };
}
