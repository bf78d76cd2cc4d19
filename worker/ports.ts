import type { FolderRole } from "../rules/classify/triage-result.ts";
import type { KinNames } from "../rules/identify-child/compare.ts";
import type { CandidateKey } from "../rules/identify-child/policy.ts";
import type { Contact, Involvement, Person, Relationship } from "../rules/records.ts";
import type { Instant, PlainDate } from "../rules/time.ts";

/** The one source of time. In the demo and in tests it is stepped; nothing else reads the system's clock. */
export interface Clock {
  now(): Instant;
  /** Resolves when `at` has come, or at once where it is past; rejects with the signal's reason when aborted. */
  sleepUntil(at: Instant, signal?: AbortSignal): Promise<void>;
}

/** Where a message lies: a hint that a move or a new UIDVALIDITY makes void. */
export interface Location {
  readonly folder: FolderRole | "sent" | "checked";
  readonly uidValidity: string;
  readonly uid: number;
}

export interface Listed {
  readonly location: Location;
  readonly messageId: string | null;
  /** The server's internal date. */
  readonly internalDate: Instant;
  readonly bytes: number;
  readonly flags: readonly string[];
  /** X-CASS-Item header, where there is one: our own amended copy. */
  readonly cassItem: string | null;
}

/** Where reading of a folder has come to. Opaque to everyone but the mailbox. */
export interface FolderCursor {
  readonly uidValidity: string;
  readonly uidNext: number;
  readonly modseq: string | null;
}

export interface FolderNews {
  readonly cursor: FolderCursor;
  /** The folder was made anew (UIDVALIDITY changed): every known location in it is void, and `arrived` lists all. */
  readonly renewed: boolean;
  readonly arrived: readonly Listed[];
  /** UIDs that lie in the folder now: what is not among them has gone. */
  readonly present: readonly number[];
  /** Flags of present messages that changed since the cursor (all of them where the server offers no CONDSTORE). */
  readonly flags: readonly { readonly uid: number; readonly flags: readonly string[] }[];
}

export type Mark = "RAO" | "ACTIONED" | "CHECKED";

export interface FolderCheck {
  readonly role: FolderRole;
  readonly wanted: string;
  /** The exact path found; null where missing. */
  readonly found: string | null;
  /** Look-alikes found where the exact name is missing or doubled (MBX-01). */
  readonly lookAlikes: readonly string[];
  /** "keywords" (mode K) or "flags" (mode F), MBX-04. */
  readonly marks: "keywords" | "flags" | null;
}

/**
 * The shared mailbox. Every method may reject with `MailboxAwayError` where the server cannot be reached:
 * the caller tries again later. No method sets \Seen, none expunges a message it did not itself append or
 * has not verified elsewhere (MBX-02, MBX-09, MBX-13).
 */
export interface Mailbox {
  connect(): Promise<void>;
  close(): Promise<void>;
  checkFolders(): Promise<readonly FolderCheck[]>;
  createFolders(roles: readonly FolderRole[]): Promise<void>;
  /** What has come, gone and changed since `cursor` (null: from the beginning). */
  news(folder: FolderRole, cursor: FolderCursor | null): Promise<FolderNews>;
  /** The raw bytes, or null where the message has gone. */
  fetch(location: Location): Promise<Buffer | null>;
  /** The flags of one message; null where it has gone. */
  flagsOf(location: Location): Promise<readonly string[] | null>;
  /** Raw bytes of many, in one command; those that have gone are missing from the map (key: uid). */
  fetchMany(folder: FolderRole, uids: readonly number[]): Promise<ReadonlyMap<number, Buffer>>;
  /**
   * Moves messages of one folder and confirms each by COPYUID (else copies, verifies by re-reading, and
   * expunges that UID alone). `to` is null for one that was not moved, with why in `reason`.
   */
  move(
    folder: FolderRole,
    uids: readonly number[],
    to: FolderRole,
  ): Promise<
    readonly { readonly uid: number; readonly to: Location | null; readonly reason: string | null }[]
  >;
  /**
   * Sets or takes off a mark on messages of one folder, by the folder's mode, and reads it back. Gives those that
   * have it as wanted: not those that have gone or whose mark the server did not keep.
   */
  mark(locations: readonly Location[], mark: Mark, on: boolean): Promise<readonly Location[]>;
  /** Appends, reads back, and gives the new location. @throws where the copy read back is not the one sent. */
  append(
    folder: FolderRole | "sent",
    raw: Buffer,
    options: { readonly flags: readonly string[]; readonly internalDate: Instant },
  ): Promise<Location>;
  /** Messages in a folder that bear this header value (X-CASS-Item, Message-ID): for repeating an effect safely. */
  find(folder: FolderRole | "sent", header: string, value: string): Promise<readonly Location[]>;
  /** Removes a copy this program itself appended, by its UID alone. */
  deleteOwnCopy(location: Location): Promise<void>;
  /** Resolves when the server says that something changed in the folders watched, or after `timeoutMs`. */
  waitForNews(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

export class MailboxAwayError extends Error {
  override readonly name = "MailboxAwayError";
}

/** A letter ready to send. Addresses and bodies are in here only: never in logs or Redis. */
export interface OutgoingMail {
  /** Deterministic per letter: a second sending bears the same (P4). Without angle brackets. */
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly urgent: boolean;
  /** Our loop header and what else goes in: X-CASS-…; Auto-Submitted where software answers software. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly {
    readonly fileName: string;
    readonly mediaType: string;
    readonly content: Buffer;
  }[];
}

/** Sending. Rejects with `PostAwayError` (try again) or `PostRefusedError` (this letter will not go; a person must look). */
export interface Post {
  /** Gives the raw bytes that were sent, for the Sent folder. */
  send(mail: OutgoingMail): Promise<Buffer>;
  verify(): Promise<void>;
  close(): Promise<void>;
}

export class PostAwayError extends Error {
  override readonly name = "PostAwayError";
}
export class PostRefusedError extends Error {
  override readonly name = "PostRefusedError";
}

/** Who shares keys with a mention. */
export interface Candidates {
  readonly people: readonly Person[];
  /** Ids of those who share no more with it than others who were too many to be compared. */
  readonly oneOfMany: ReadonlySet<string>;
}

/** The record snapshot. Synchronous: prepared statements on a read-only SQLite file, or in memory. */
export interface Records {
  /** When the extract was made (its newest row's file time), null where none was ever imported. */
  readonly extractedAt: Instant | null;
  /** Those who share most of the keys of one mention, or of a text that may speak of several people; a bounded number. */
  candidates(keys: readonly CandidateKey[], of?: "mention" | "text"): Candidates;
  people(ids: readonly string[]): readonly Person[];
  /** Relationships in either direction. */
  relationships(ids: readonly string[]): readonly Relationship[];
  /** The names of a person's parents and siblings by the relationships, in one read. */
  kinNames(personId: string): KinNames;
  /** A person's siblings by the relationships, theirs, and whoever lives at the same address; not the person. */
  household(personId: string): readonly Person[];
  /** People living at the same normalised address and postcode. */
  atAddress(address: string, postcode: string): readonly Person[];
  /** Those ended after `at` are given as open (Part 0.9); those started after `at` are left out. */
  involvements(ids: readonly string[], at: Instant): readonly Involvement[];
  contacts(ids: readonly string[], at: Instant): readonly Contact[];
  contact(contactId: string): Contact | null;
  /** Ids of people whom mail from this very address (lower case) has referred by `at`, the latest first; 50 at most. */
  referredFrom(address: string, at: Instant): readonly string[];
  /** Share of narratives that hold the word (lower case), 0 to 1. */
  wordShare(word: string): number;
  /** How many people bear this name (normalised), and how many people there are: for term-frequency adjustment. */
  nameCount(kind: "given" | "family", name: string): number;
  readonly peopleCount: number;
  close(): void;
}

/** A timer's bell. The row in the store is the truth; the schedule only rings. */
export interface Schedule {
  /** Rings `onRing(timerId, arming)` at `dueAt`, at least once, perhaps late. */
  arm(timerId: string, arming: number, dueAt: Instant): Promise<void>;
  disarm(timerId: string, arming: number): Promise<void>;
  close(): Promise<void>;
}

export type { PlainDate };
