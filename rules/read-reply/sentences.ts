import { distance } from "fastest-levenshtein";

/** A sentence as read: `words` in lower case with contractions opened ("don't" is "do", "not"), `raw` as written. */
export interface Sentence {
  /** Ends with `$`; a comma, colon, dash, bracket or slash inside it is a word of its own. */
  readonly words: readonly string[];
  /** As written, word for word; both halves of a contraction give the whole. */
  readonly raw: readonly string[];
  readonly question: boolean;
  /** It is the first of its line: what labels and decision words look for. */
  readonly opensLine: boolean;
}

/** A line this long may have been wrapped by the mail program; a shorter one was ended by its writer. */
const WRAPPED_FROM = 50;
const WRAPPED_TO = 100;
const BULLET = /^\s{0,20}(?:[-*•·–—]|\d{1,2}[.)]|\(?[A-Za-z]\s?[:).=])(?=\s|$)/;
/** Words of somebody else, between quotation marks: three or more of them; `"NEW CONTACT"` is the answer, set off. */
const SPEECH = /["“](?:[^"“”\s]{1,60}\s{1,5}){2,100}[^"“”\s]{1,60}["”]/g;
/** "1. ", "2 " in front of a point of a list. */
const NUMBER = /^\s{0,20}\d{1,2}(?:[.)]|[:.]\d{2})?\s{1,5}(?=\D)/;
/** "Reason: …", "CONTACT REQUIRED - no": a line of its own, however long the one above it is. */
const HEADING = /^\p{Lu}[\p{L} ]{1,30}(?: ?:| [-–—]) /u;
const MARKS = new Set([",", ":", "-", "(", ")", "/", "=", "&", "+"]);

const OPENED: Readonly<Record<string, readonly string[]>> = {
  cannot: ["can", "not"],
  wont: ["will", "not"],
  "won't": ["will", "not"],
  "can't": ["can", "not"],
  "shan't": ["shall", "not"],
  "it's": ["it", "is"],
  "that's": ["that", "is"],
  thats: ["that", "is"],
  "there's": ["there", "is"],
  theres: ["there", "is"],
  "here's": ["here", "is"],
  "this's": ["this", "is"],
  "let's": ["let", "us"],
  lets: ["let", "us"],
  "i'm": ["i", "am"],
  im: ["i", "am"],
  ive: ["i", "have"],
  pls: ["please"],
  plz: ["please"],
  plse: ["please"],
  plis: ["please"],
  pleas: ["please"],
  n0: ["no"],
  nwe: ["new"],
  infor: ["info"],
  inof: ["info"],
  moer: ["more"],
  mien: ["mine"],
  vist: ["visit"],
  visti: ["visit"],
  foward: ["forward"],
  fwd: ["forward"],
  forwards: ["forward"],
  nocontact: ["no", "contact"],
  newcontact: ["new", "contact"],
  cntct: ["contact"],
  dont: ["do", "not"],
  req: ["required"],
  reqd: ["required"],
  rqd: ["required"],
  thx: ["thanks"],
  thnx: ["thanks"],
  tks: ["thanks"],
  ok: ["ok"],
  okay: ["ok"],
  u: ["you"],
  info: ["info"],
  information: ["info"],
};
const NOT_WITHOUT_APOSTROPHE = /^(?:do|does|did|is|are|was|were|would|should|could|has|have|had|need)nt$/;

/** Looks like "contact", and is another word. */
const NOT_CONTACT = new Set([
  "contacts",
  "contract",
  "content",
  "contents",
  "context",
  "contacted",
  "contort",
]);

/** Cuts text, by its punctuation and the lines its writer ended, into sentences. Takes time in proportion to it. */
export function cutSentences(text: string): readonly Sentence[] {
  return joinWrapped(text.split("\n")).flatMap((line) =>
    cutLine(line.replace(SPEECH, " quoted ").replace(NUMBER, "")),
  );
}

function joinWrapped(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let wraps = false;
  for (const line of lines) {
    const text = line.trim();
    if (/^(?:no|new)$/i.test(joined.at(-1) ?? "") && /^contact\b/i.test(text)) {
      joined.push(`${joined.pop()} ${text}`);
      continue;
    }
    if (wraps && text !== "" && !BULLET.test(line) && !HEADING.test(text))
      joined.push(`${joined.pop()} ${text}`);
    else if (text !== "") joined.push(text);
    wraps = text.length >= WRAPPED_FROM && text.length <= WRAPPED_TO && !/[.!?:;]["'”’)]?$/.test(text);
  }
  return joined;
}

function cutLine(line: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let words: string[] = [];
  let raw: string[] = [];
  const close = (question: boolean) => {
    if (words.some((word) => !MARKS.has(word))) {
      sentences.push({
        words: [...words, "$"],
        raw: [...raw, ""],
        question,
        opensLine: sentences.length === 0,
      });
    }
    words = [];
    raw = [];
  };
  for (const token of tokensOf(line)) {
    if (token === "." || token === "!" || token === ";" || token === "?") {
      close(token === "?");
      continue;
    }
    for (const word of wordsOf(token)) {
      words.push(word);
      raw.push(token);
    }
  }
  close(false);
  return sentences;
}

/** "n e w  c o n t a c t": letters set apart, words set further apart. */
function joinSpaced(spaced: string): string {
  return spaced
    .split(/ {2,}| [-–] /)
    .map((word) => word.replaceAll(" ", ""))
    .join(" ");
}

/** Words, numbers and marks, as written. Addresses and links are one token each. */
function tokensOf(line: string): readonly string[] {
  const tokens: string[] = [];
  for (const chunk of line
    .normalize("NFKC")
    .replace(/(?<![^\s])(?:\p{L} {1,3}(?:[-–] )?){5,20}\p{L}(?!\S)/gu, joinSpaced)
    .replace(/(?<=\S)\*|\*(?=\S)|[_"“”«»`~|\u200b\ufeff]/g, " ")
    .split(/\s+/)) {
    if (chunk === "") continue;
    if (chunk === "*") {
      tokens.push("-");
      continue;
    }
    if (chunk.includes("@") || chunk.includes("://") || chunk.toLowerCase().startsWith("www.")) {
      tokens.push("address");
      continue;
    }
    tokens.push(...tokensOfChunk(chunk.replaceAll("’", "'").replaceAll("‘", "'").replace(/[–—−]/g, "-")));
  }
  return tokens;
}

function tokensOfChunk(chunk: string): readonly string[] {
  const tokens: string[] = [];
  let word = "";
  const flush = () => {
    const bare = word.replace(/^'+|'+$/g, "");
    if (bare !== "") tokens.push(bare);
    word = "";
  };
  for (let at = 0; at < chunk.length; at++) {
    const char = chunk[at] as string;
    const inside = at > 0 && at < chunk.length - 1;
    if (/[\p{L}\p{N}']/u.test(char)) word += char;
    else if (
      inside &&
      (char === "." || char === ":") &&
      /\d/.test(chunk[at - 1] as string) &&
      /\d/.test(chunk[at + 1] as string)
    ) {
      word += char;
    } else if (
      inside &&
      char === "-" &&
      /\p{L}/u.test(chunk[at - 1] as string) &&
      /\p{L}/u.test(chunk[at + 1] as string)
    ) {
      flush();
    } else {
      flush();
      if (MARKS.has(char) || char === "." || char === "!" || char === "?" || char === ";") tokens.push(char);
      else if (char === "[" || char === "{") tokens.push("(");
      else if (char === "]" || char === "}") tokens.push(")");
    }
  }
  flush();
  return tokens;
}

function wordsOf(token: string): readonly string[] {
  const lower = token.toLowerCase();
  const opened = Object.hasOwn(OPENED, lower) ? OPENED[lower] : undefined;
  if (opened) return opened;
  if (lower.endsWith("n't")) return [lower.slice(0, -3), "not"];
  if (NOT_WITHOUT_APOSTROPHE.test(lower)) return [lower.slice(0, -2), "not"];
  if (lower.endsWith("'ll")) return [lower.slice(0, -3), "will"];
  if (lower.endsWith("'ve")) return [lower.slice(0, -3), "have"];
  if (lower.endsWith("'re")) return [lower.slice(0, -3), "are"];
  if (lower.endsWith("'d")) return [lower.slice(0, -2), "would"];
  if (lower.endsWith("'s")) return [lower.slice(0, -2), "'s"];
  if (isContactMistyped(lower)) return ["contact"];
  return [token === token.toUpperCase() ? (decisionWordOf(lower) ?? lower) : lower];
}

const TYPED = ["visit", "mine", "more", "info", "forward", "taken"];
const NOT_TYPED = new Set(
  "fine,line,nine,mind,mire,mile,wine,dine,pine,move,mode,core,sore,moor,wore,lore,moe,mere,morey,token,take,visits,visor,min".split(
    ",",
  ),
);

/** In capitals somebody typed a decision word: one letter lost, added, changed or exchanged. */
function decisionWordOf(word: string): string | null {
  if (word.length < 3 || NOT_TYPED.has(word) || !/^\p{L}+$/u.test(word)) return null;
  const sorted = [...word].sort().join("");
  return TYPED.find((typed) => distance(word, typed) === 1 || sorted === [...typed].sort().join("")) ?? null;
}

/** The seven letters in another order, or one letter lost, added or changed. */
function isContactMistyped(word: string): boolean {
  if (word.length < 6 || word.length > 8 || word[0] !== "c" || NOT_CONTACT.has(word)) return false;
  const sorted = [...word].sort().join("");
  if (sorted === "accnott") return true;
  return distance(word, "contact") === 1;
}
