/** What owners and managers can say by reply (Part 0.1, 0.3, 0.7, 0.10, 0.11, GAP-23). */
export type Command =
  /** Which child the mail is about, for "uncertain". */
  | { readonly kind: "child"; readonly personIds: readonly string[] }
  /** The person found is not the child of this mail. */
  | { readonly kind: "wrong-child"; readonly personId: string }
  | { readonly kind: "reassign"; readonly to: string }
  /** Our own contact's number in the council's system. */
  | { readonly kind: "done"; readonly reference: string }
  | { readonly kind: "note"; readonly text: string }
  /** The letter to the referrer goes; to this address, where one is given. */
  | { readonly kind: "send"; readonly to: string | null }
  /** No letter can safely be sent (LET-11). */
  | { readonly kind: "no-letter"; readonly reason: string }
  | {
      readonly kind: "decided-by";
      readonly name: string;
      readonly decision: PhonedDecision;
      readonly reason: string;
    }
  /** A correction or a raise, with the reason where one is given. */
  | { readonly kind: Reasoned; readonly reason: string }
  | { readonly kind: Bare };

export type PhonedDecision = "new-contact" | "no-contact" | "visit" | "taken-forward" | "more-info";

/** May be followed by a reason. */
const REASONED = {
  "NONE OF THESE": "none-of-these",
  "NEW CONCERN": "new-concern",
  "SAME INCIDENT": "same-incident",
  "RETURN TO BSS": "return-to-bss",
  "NOT A REFERRAL": "not-a-referral",
  "NOT DUPLICATE": "not-duplicate",
  "NOT A DUPLICATE": "not-duplicate",
  "NOT OPEN": "not-open",
  SPLIT: "split",
  RECENT: "recent",
  URGENT: "urgent",
  REOPEN: "reopen",
  "RE-OPEN": "reopen",
  HOLD: "hold",
} as const;
type Reasoned = (typeof REASONED)[keyof typeof REASONED];

/** Stand alone: with anything else beside them they may mean the opposite, and somebody asks. */
const BARE = {
  UNDO: "undo",
  TAKE: "take",
  RELEASE: "release",
  SAVED: "saved",
  SENT: "sent",
  OK: "confirm",
  OKAY: "confirm",
  YES: "confirm",
} as const;
type Bare = (typeof BARE)[keyof typeof BARE];

const DECISIONS: readonly (readonly [string, PhonedDecision])[] = [
  ["NEW CONTACT", "new-contact"],
  ["NO NEW CONTACT", "no-contact"],
  ["NO CONTACT", "no-contact"],
  ["VISIT", "visit"],
  ["TAKEN FORWARD", "taken-forward"],
  ["MORE INFO", "more-info"],
];

const MOST_TEXT = 8_000;
const MOST_LINE = 1_000;
const LONGEST_ID = 64;
/** "OK, we have it": still no more than OK. */
const HAVE_IT = /^(?:i|we)(?:['’]ve| have)? (?:got|have|taken) (?:it|this|them)\b[\s.,!:;-]*/i;
const ADDRESS = /^<?([^\s<>@]{1,64}@[^\s<>@]{1,255})>?$/;
const POLITE = /^(?:please|pls|thanks|thank you|many thanks|ta|cheers)?[\s.,!:;-]*$/i;

/**
 * The one command of a reply's new words (see `newWords`), on their first line, in capitals or not. null where they
 * open with no command, or hold a second one: the sender then gets one answer that lists what can be said.
 */
export function readCommand(newWords: string): Command | null {
  const lines = newWords
    .slice(0, MOST_TEXT)
    .split("\n")
    .map((line) => line.slice(0, MOST_LINE).trim())
    .filter((line) => line !== "");
  const [first = "", ...rest] = lines;
  const command = onLine(first, rest);
  if (command === null || command.kind === "note" || command.kind === "decided-by") return command;
  return rest.some((line) => onLine(line, []) !== null) ? null : command;
}

function onLine(line: string, rest: readonly string[]): Command | null {
  return withArgument(line, rest) ?? reasoned(line, rest) ?? bare(line, rest);
}

function withArgument(line: string, rest: readonly string[]): Command | null {
  const note = after(line, "NOTE");
  if (note !== null) {
    const text = [note, ...rest].join("\n").trim();
    return text === "" ? null : { kind: "note", text };
  }
  const wrong = after(line, "WRONG CHILD");
  if (wrong !== null) {
    const [personId, second] = ids(wrong);
    return personId === undefined || second !== undefined ? null : { kind: "wrong-child", personId };
  }
  const child = after(line, "CHILD");
  if (child !== null) {
    const personIds = ids(child);
    return personIds.length === 0 ? null : { kind: "child", personIds };
  }
  const done = after(line, "DONE");
  if (done !== null) {
    const [reference, second] = ids(done);
    return reference === undefined || second !== undefined ? null : { kind: "done", reference };
  }
  const send = after(line, "SEND");
  if (send !== null && rest.every((below) => POLITE.test(below) || isName(below))) {
    const address = ADDRESS.exec(withoutPolite(send.replace(/^to\s/i, "")))?.[1];
    if (address) return { kind: "send", to: address.toLowerCase() };
    return POLITE.test(send) ? { kind: "send", to: null } : null;
  }
  const noLetter = after(line, "NO LETTER");
  if (noLetter !== null) {
    const reason = [noLetter.replace(/^(?:because|as|since)\s/i, ""), ...rest].join("\n").trim();
    return reason === "" ? null : { kind: "no-letter", reason };
  }
  const to = after(line, "REASSIGN");
  if (to !== null) {
    const name = withoutPolite(to.replace(/^(?:to|this to|it to)\s/i, ""));
    return name === "" || name.length > 100 ? null : { kind: "reassign", to: name };
  }
  const decided = after(line, "DECIDED BY");
  return decided === null ? null : decidedBy(decided, rest);
}

/** `<name>: NO CONTACT because …`; the reason may run on over the lines below. */
function decidedBy(text: string, rest: readonly string[]): Command | null {
  const colon = text.search(/:|\s[-–—]\s/);
  if (colon < 1) return null;
  const name = text.slice(0, colon).trim();
  const said = text.slice(colon).replace(/^[\s:–—-]+/, "");
  for (const [words, decision] of DECISIONS) {
    const reason = after(said, words);
    if (reason === null) continue;
    const whole = [reason.replace(/^(?:because|as|since)\s/i, ""), ...rest].join("\n").trim();
    return { kind: "decided-by", name, decision, reason: whole };
  }
  return null;
}

function reasoned(line: string, rest: readonly string[]): Command | null {
  for (const [words, kind] of Object.entries(REASONED)) {
    const reason = after(line, words);
    if (reason !== null) return { kind, reason: [withoutPolite(reason), ...rest].join("\n").trim() };
  }
  return null;
}

function bare(line: string, rest: readonly string[]): Command | null {
  for (const [words, kind] of Object.entries(BARE)) {
    const said = after(line, words);
    const left = kind === "confirm" ? (said?.replace(HAVE_IT, "") ?? null) : said;
    if (left !== null && POLITE.test(left) && rest.every((below) => POLITE.test(below) || isName(below)))
      return { kind };
  }
  return null;
}

/** What follows the command on its line; null where the line does not open with it, or the words run on into others. */
function after(line: string, words: string): string | null {
  const text = line.replace(/^[\s*_"'“‘[(]+/, "").replace(/\s+/g, " ");
  if (text.slice(0, words.length).toUpperCase() !== words) return null;
  const left = text.slice(words.length);
  if (left !== "" && /^[\p{L}\p{N}]/u.test(left)) return null;
  return left.replace(/^[\s*_"'”’\])]*[:.,;!–—-]*\s*/, "").replace(/[\s*_]+$/, "");
}

function withoutPolite(text: string): string {
  if (POLITE.test(text)) return "";
  return text
    .replace(/^(?:please|pls)[\s,.:-]+/i, "")
    .replace(/[\s,.]+(?:please|pls|thanks|thank you|ta)?[\s.!]*$/i, "")
    .trim();
}

/** Ids hold a digit, so that a word is not taken for one. Several stand with commas or "and" between. */
function ids(text: string): readonly string[] {
  const words = withoutPolite(text)
    .split(/[\s,;]+/)
    .filter((word) => word !== "" && word.toLowerCase() !== "and" && word !== "&");
  return words.every((word) => /\d/.test(word) && word.length <= LONGEST_ID)
    ? words.map((word) => word.replace(/[.:]+$/, ""))
    : [];
}

function isName(line: string): boolean {
  return line.length <= 40 && /^\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*){0,3}$/u.test(line);
}
