import type { Triage } from "./classify/triage-result.ts";
import type { Family, FamilyPart } from "./one-family.ts";
import type { ReferrerType } from "./outcome-letter.ts";
import type { ContentBlock, MailKind, PersonMention, ReferrerFacts } from "./read-mail/mail.ts";
import type { Pathway } from "./situation.ts";
import type { Instant } from "./time.ts";

/*
 * The life of one mail that the mailbox ever showed: exactly one row in the ledger, exactly one state.
 */

export type MessageState =
  /** Stored and verified; not yet understood. */
  | "taken-in"
  /** Looked at and left in INBOX for BSS. */
  | "left"
  /** Waiting with its item. */
  | "in-review"
  /** A reply of staff, or a bounce or automatic reply to a mail of ours: dealt with. */
  | "answered"
  /** In a completed folder, its original in ORIGINALS. */
  | "filed"
  /** Could not be read or processed: it stays where it was and a person is told. */
  | "needs-attention"
  /** Older than `start_from`: listed, not triaged (Part 0.12). */
  | "listed"
  /** In REVIEW CONTACTS before our first start: people's own work. */
  | "adopted"
  /** A mail that this program itself sent, come back to the mailbox. */
  | "own"
  /** Our amended copy of a filed mail. */
  | "copy"
  /** A person took it out of the folders we watch. */
  | "vanished";

export interface Place {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
}

/** What understanding a mail found, kept with it so that no later mail needs reading it again. */
export interface Understood {
  readonly triage: Triage;
  readonly kind: MailKind;
  readonly senderName: string;
  readonly senderAddress: string;
  readonly referrer: ReferrerFacts;
  readonly referrerType: ReferrerType;
  readonly subject: string;
  readonly content: readonly ContentBlock[];
  readonly mentions: readonly PersonMention[];
  readonly unread: readonly { readonly where: string; readonly reason: string }[];
  readonly attachments: readonly { readonly fileName: string; readonly sha256: string }[];
  /** Children that it names and the records do not know: no decision reaches them by a letter (GAP-10). */
  readonly notKnown?: readonly string[];
  /** Known people of the mail, for letters: who they are and how they stand. */
  readonly people: readonly KnownPerson[];
  readonly extractIsStale: boolean;
  readonly foundRecentByBss: boolean;
  /** What people have said of its children, and which pathways they ruled out (Part 0.11). */
  readonly said?: readonly { readonly personId: string; readonly is: boolean }[];
  readonly overruled?: readonly Pathway[];
  /** Where several unrelated families are in it: how it can be split (GAP-11). */
  readonly families?: readonly Family[];
  /** Where it was split: which family of the mail this is about. */
  readonly part?: FamilyPart;
}

export interface KnownPerson {
  readonly personId: string;
  readonly name: string;
  readonly born: string | null;
  readonly address: string | null;
  readonly nhsNumber: string | null;
  readonly kinship: "child" | "sibling" | "household" | "candidate";
  /** "no involvement in the last four weeks", "open: child protection plan, Area safeguarding". */
  readonly standing: string | null;
}

export type MessageEvent =
  | {
      readonly type: "seen";
      readonly state: "taken-in" | "listed" | "adopted" | "own" | "copy" | "needs-attention";
      readonly sha256: string | null;
      /** As in the header, without angle brackets. */
      readonly messageIdHeader: string | null;
      readonly bodySha256: string | null;
      readonly internalDate: Instant;
      readonly receivedAt: Instant;
      /** Its sender's headers say so; what its words say is known once it is read. */
      readonly urgent?: boolean;
      readonly bytes: number;
      readonly place: Place;
      readonly itemId: string | null;
      readonly note: string | null;
    }
  | { readonly type: "located"; readonly place: Place | null; readonly by: "worker" | "person" }
  | {
      readonly type: "understood";
      readonly state: "left" | "in-review" | "taken-in";
      readonly itemId: string | null;
      readonly pathway: Triage["pathway"];
      readonly urgent: boolean;
      readonly understood: Understood;
    }
  /** What the mail says of one family, for that family's request (GAP-11). */
  | {
      readonly type: "part-understood";
      readonly state: MessageState;
      readonly itemId: string;
      readonly understood: Understood;
    }
  /** A person set or took off marks of the process: these are theirs now (MBX-14). */
  | { readonly type: "marked-by-hand"; readonly marks: readonly HandMark[] }
  | {
      readonly type: "answered";
      readonly itemId: string | null;
      readonly as: string;
      readonly result: string;
    }
  | { readonly type: "state-changed"; readonly state: MessageState; readonly note: string | null };

/** A mark that people set as well as the program. */
export type HandMark = "RAO" | "ACTIONED";

export interface MessageLife {
  readonly version: number;
  readonly state: MessageState;
  readonly sha256: string | null;
  readonly receivedAt: Instant | null;
  readonly place: Place | null;
  readonly itemId: string | null;
  readonly understood: Understood | null;
  /** Set by a person. */
  readonly handMarks: readonly HandMark[];
  /** By request, where the mail was split. */
  readonly parts: Readonly<Record<string, Understood>>;
}

const NEW_MESSAGE: MessageLife = {
  version: 0,
  state: "taken-in",
  sha256: null,
  receivedAt: null,
  place: null,
  itemId: null,
  understood: null,
  handMarks: [],
  parts: {},
};

export function evolveMessage(life: MessageLife, event: MessageEvent): MessageLife {
  const next = { ...life, version: life.version + 1 };
  switch (event.type) {
    case "seen":
      return {
        ...next,
        state: event.state,
        sha256: event.sha256,
        receivedAt: event.receivedAt,
        place: event.place,
        itemId: event.itemId,
      };
    case "located":
      return { ...next, place: event.place };
    case "understood":
      return { ...next, state: event.state, itemId: event.itemId, understood: event.understood };
    case "part-understood":
      return {
        ...next,
        state: event.state,
        parts: { ...life.parts, [event.itemId]: event.understood },
      };
    case "marked-by-hand":
      return { ...next, handMarks: event.marks };
    case "answered":
      return { ...next, state: "answered", itemId: event.itemId };
    case "state-changed":
      return { ...next, state: event.state };
  }
}

export function messageLife(events: readonly MessageEvent[]): MessageLife {
  return events.reduce(evolveMessage, NEW_MESSAGE);
}

/** What a mail says to one of its requests: of its own family alone, where the mail was split. */
export function understoodFor(life: MessageLife, itemId: string): Understood | null {
  return life.parts[itemId] ?? life.understood;
}
