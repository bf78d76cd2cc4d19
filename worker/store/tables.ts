import type { Generated } from "kysely";
import type { Instant, PlainDate } from "../../rules/time.ts";

/** A yes or no: SQLite has no booleans, and a number is the form that every database takes. */
export type Flag = 0 | 1;

export function flag(value: boolean): Flag {
  return value ? 1 : 0;
}

/** What happened, never edited: worker/store/events.ts. */
export interface EventsTable {
  /** 1, 2, 3 … without a gap. */
  seq: number;
  stream: string;
  /** 1 for the stream's first event. */
  version: number;
  type: string;
  at: Instant;
  actor: string;
  payload_digest: string;
  previous_hash: string;
  hash: string;
}

/** What an event says. Its row may be removed by retention; the chain holds a digest of it. */
export interface EventPayloadsTable {
  seq: number;
  /** Random, so that the digest that outlives an erased payload cannot be confirmed by guessing. */
  salt: string;
  json: string;
}

/** Says that the payload of `seq` was removed on purpose, by the event `erased_by`. */
export interface EventErasuresTable {
  seq: number;
  erased_by: number;
}

/** One row: the newest event, so that cutting off the chain's end shows. */
export interface ChainHeadTable {
  id: 1;
  seq: number;
  hash: string;
}

/** The last number given for each kind of id ("M", "R", …). */
export interface IdsTable {
  kind: string;
  last: number;
}

export interface RawMailsTable {
  sha256: string;
  /** zstd. */
  packed: Buffer;
  /** Bytes before packing. */
  size: number;
  stored_at: Instant;
}

/** The ledger: one row, one state for every mail the mailbox ever showed. */
export interface MessagesTable {
  /** "M-000001". */
  id: string;
  /** Of the raw bytes; null while they have not been stored (listed only). */
  sha256: string | null;
  /** As in the header, without angle brackets; null where there is none. */
  message_id: string | null;
  body_sha256: string | null;
  internal_date: Instant;
  received_at: Instant;
  bytes: number;
  state: string;
  pathway: string | null;
  urgent: Flag;
  item_id: string | null;
  /** Where it lies now; all three are null where it has gone from the folders we watch. */
  folder: string | null;
  uid_validity: string | null;
  uid: number | null;
  /** Why it is in this state, without personal data. */
  note: string | null;
  first_seen_at: Instant;
  updated_at: Instant;
}

/** One family's request. */
export interface ItemsTable {
  /** "R-000001". */
  id: string;
  state: string;
  pathway: string;
  urgent: Flag;
  owner: string | null;
  reviewer: string;
  /** The ask that is open now. */
  ask_id: string | null;
  due_at: Instant | null;
  mode: string;
  received_at: Instant;
  created_at: Instant;
  updated_at: Instant;
  closed_at: Instant | null;
}

export interface ItemChildrenTable {
  item_id: string;
  /** As lettered in the review mail: A, B, … */
  letter: string;
  person_id: string;
  decision: string | null;
}

export interface ItemMessagesTable {
  item_id: string;
  message_id: string;
  /** 1 for the mail that opened the item. */
  place: number;
}

/** Our own items as the history sees them (rules/records.ts, Contact). */
export interface OwnContactsTable {
  contact_id: string;
  item_id: string;
  received_at: Instant;
  closed_on: PlainDate | null;
  decision: string | null;
  decided_by: string | null;
  awaiting_decision: Flag;
  /** JSON list of SHA-256. */
  attachment_hashes: string;
}

export interface OwnContactPeopleTable {
  contact_id: string;
  person_id: string;
}

/** The personal part of an own contact, apart so that retention can remove it. */
export interface OwnContactTextsTable {
  contact_id: string;
  referrer_name: string | null;
  referrer_agency: string | null;
  referrer_email: string | null;
  subject: string | null;
  narrative: string | null;
}

/** Who was asked for what, and until when: loads and turns are read from here. */
export interface AsksTable {
  id: string;
  item_id: string;
  staff_id: string;
  role: string;
  kind: string;
  /** 1 for the item's first ask: with the item id it is what the token signs. */
  ask_no: number;
  token_hash: string | null;
  asked_at: Instant;
  due_at: Instant | null;
  /** "open", "answered", "withdrawn". */
  state: string;
  ended_at: Instant | null;
}

/** Absences that we learnt of (an automatic reply), beside those that config/staff.yaml plans. */
export interface AwayTable {
  staff_id: string;
  from_at: Instant;
  /** null: until further notice. */
  until_at: Instant | null;
  /** "automatic-reply", "owner", … */
  source: string;
}

export type EffectState = "pending" | "sending" | "sent" | "failed" | "cancelled";

export interface OutboxTable {
  /** The order in which effects were wanted. */
  seq: Generated<number>;
  /** Given by the stage, the same when it runs twice: "R-000001/outcome-letter/1". */
  id: string;
  stream: string;
  /** Effects of one lane happen one after the other; null: no order. */
  lane: string | null;
  kind: string;
  /** JSON. May hold personal data. */
  payload: string;
  not_before: Instant | null;
  state: EffectState;
  /** How often it was begun. */
  attempts: number;
  next_at: Instant;
  last_error: string | null;
  created_at: Instant;
  done_at: Instant | null;
  /** JSON. */
  result: string | null;
}

export type TimerState = "pending" | "rung" | "cancelled";

export interface TimersTable {
  /** Given by the stage: "R-000001/deadline". */
  id: string;
  kind: string;
  stream: string;
  due_at: Instant;
  /** 1 when first armed, one more each time it is armed again. */
  arming: number;
  state: TimerState;
  rang_at: Instant | null;
}

/** Where reading of a folder has come to. */
export interface CursorsTable {
  folder: string;
  json: string;
}

export interface CaseNotesTable {
  id: Generated<number>;
  item_id: string;
  at: Instant;
  actor: string;
  text: string;
}

/** Letters and mails to staff that we sent or mean to send, by their Message-ID (without angle brackets). */
export interface LettersTable {
  message_id: string;
  item_id: string | null;
  kind: string;
  state: string;
  /** Staff id, "referrer", "bss", "duty-manager": never an address. */
  recipient: string;
  effect_id: string | null;
  sent_at: Instant | null;
  /** Of the raw bytes as sent, in raw_mails. */
  raw_sha256: string | null;
}

/** What a person said of a match: this mention is, or is not, that person. */
export interface SaidTable {
  /** SHA-256 of the mention as the identity rules see it. */
  mention_hash: string;
  person_id: string;
  is_person: Flag;
  by: string;
  at: Instant;
}

/** Few, small: "first_start". */
export interface SettingsTable {
  key: string;
  value: string;
}

export interface Tables {
  events: EventsTable;
  event_payloads: EventPayloadsTable;
  event_erasures: EventErasuresTable;
  chain_head: ChainHeadTable;
  ids: IdsTable;
  raw_mails: RawMailsTable;
  messages: MessagesTable;
  items: ItemsTable;
  item_children: ItemChildrenTable;
  item_messages: ItemMessagesTable;
  own_contacts: OwnContactsTable;
  own_contact_people: OwnContactPeopleTable;
  own_contact_texts: OwnContactTextsTable;
  asks: AsksTable;
  away: AwayTable;
  outbox: OutboxTable;
  timers: TimersTable;
  cursors: CursorsTable;
  case_notes: CaseNotesTable;
  letters: LettersTable;
  said: SaidTable;
  settings: SettingsTable;
}
