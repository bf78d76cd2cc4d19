/** Text as words and sentences. Everything here is linear in the length of the text. */

/** More text than this in one part is never a referral: the rest is cut off, and the caller treats it as unread. */
export const LONGEST_TEXT = 400_000;
const LONGEST_LINE = 20_000;

/** A sentence, list item or form line, with its words for phrase matching. */
export interface Sentence {
  readonly text: string;
  /** Lower case, no apostrophes, digits kept: what phrases are matched on. */
  readonly words: readonly string[];
  readonly question: boolean;
  /** Label and value of a form line ("Is this urgent?: No"); null for prose. */
  readonly field: { readonly label: string; readonly value: string } | null;
  /** A sentence of a form line's long value; the line itself comes before it. */
  readonly within: boolean;
}

const WORD = /[\p{L}\p{N}]+(?:['’ʼ][\p{L}\p{N}]+)*/gu;
const APOSTROPHES = /['’ʼ]/g;

/** Words in lower case without apostrophes: "Can’t" is "cant". */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i <= lower.length; i++) {
    const code = i < lower.length ? lower.charCodeAt(i) : 32;
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (start < 0) start = i;
      continue;
    }
    // letters beyond ASCII and apostrophes are rare: the careful way for the rest of this word
    if (code > 127 || (code === 39 && start >= 0)) {
      const from = start < 0 ? i : start;
      let end = i;
      while (end < lower.length && !SPACE_LIKE.test(lower[end] as string)) end++;
      for (const word of lower.slice(from, end).match(WORD) ?? []) words.push(word.replace(APOSTROPHES, ""));
      start = -1;
      i = end;
      continue;
    }
    if (start >= 0) {
      words.push(lower.slice(start, i));
      start = -1;
    }
  }
  return words;
}
const SPACE_LIKE = /\s/;

const ENDS_SENTENCE = /[.!?…][)"'”’\]]*$/;
const ITEM = /^\s*(?:[-*•●▪–]|\(?[0-9a-z]{1,2}[).])\s+/i;
const LABEL = /^\s*([^:|\n]{2,90})\s?[:|]\s*(\S.*)$/;
const QUESTION = /^\s*([^?\n]{2,70}\?)\s*(?:\([^)\n]{1,20}\)\s*)?(\S.*)$/;

/** Texts read last, with their sentences: several checks read the same mail one after the other. */
const read = new Map<string, readonly Sentence[]>();
const MOST_READ = 6;

/** Sentences in order. Lines that a mail program wrapped are joined again; form lines and list items stand alone. */
export function sentencesOf(text: string): readonly Sentence[] {
  let sentences = read.get(text);
  if (sentences === undefined) {
    sentences = cutSentences(text);
    if (read.size >= MOST_READ) read.delete(read.keys().next().value as string);
    read.set(text, sentences);
  }
  return sentences;
}

function cutSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of unwrapped(text.slice(0, LONGEST_TEXT))) {
    const field = fieldOf(block);
    if (field) {
      sentences.push({ text: block.trim(), words: wordsOf(block), question: false, field, within: false });
      if (field.value.length > 60)
        for (const part of split(field.value)) sentences.push(sentence(part, true));
      continue;
    }
    for (const part of split(block)) sentences.push(sentence(part));
  }
  return sentences.filter((s) => s.words.length > 0);
}

function sentence(text: string, within = false): Sentence {
  const trimmed = text.trim();
  return { text: trimmed, words: wordsOf(trimmed), question: trimmed.endsWith("?"), field: null, within };
}

/** "Label: value" lines and short answers to a form's question, but no prose that holds a colon, and no time of day. */
function fieldOf(line: string): { label: string; value: string } | null {
  if (line.length > 2_000 || !/[:|?]/.test(line)) return null;
  const labelled = LABEL.exec(line);
  if (labelled) {
    const label = (labelled[1] ?? "").trim();
    const value = (labelled[2] ?? "").trim();
    const prose =
      (/\d$/.test(label) && /^\d/.test(value)) || label.split(/\s+/).length > 10 || /[.!,;]\s/.test(label);
    return prose ? null : { label, value };
  }
  const asked = QUESTION.exec(line);
  if (!asked) return null;
  const value = (asked[2] ?? "").trim();
  return value.split(/\s+/).length <= 6 ? { label: (asked[1] ?? "").trim(), value } : null;
}

/** Paragraph lines joined, form lines and list items kept apart. */
function unwrapped(text: string): string[] {
  const blocks: string[] = [];
  let open = "";
  let last = "";
  let openIsField = false;
  const close = () => {
    if (open.trim()) blocks.push(open);
    open = "";
    openIsField = false;
  };
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.slice(0, LONGEST_LINE).trim();
    if (!line) {
      close();
      continue;
    }
    const isField = fieldOf(line) !== null;
    const startsNew = open === "" || isField || ITEM.test(line) || ENDS_SENTENCE.test(last);
    const wrapped = open.length >= 40 || /^[\p{Ll}\d(]/u.test(line);
    if ((startsNew || !wrapped || openIsField) && (startsNew || !/^\p{Ll}/u.test(line) || open.length < 30))
      close();
    openIsField = open === "" ? isField : fieldOf(`${open} ${line}`) !== null;
    open = open ? `${open} ${line}` : line;
    last = line;
  }
  close();
  return blocks;
}

const ABBREVIATION =
  /(?:^|\s)(?:mr|mrs|ms|dr|st|no|approx|e\.g|i\.e|ext|tel|d\.o\.b|p\.s|rev|prof|sr|jr|vs|inc|sis)\.$/i;

function split(block: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < block.length; i++) {
    const c = block[i];
    if (c !== "." && c !== "!" && c !== "?" && c !== ";" && c !== "…") continue;
    let end = i + 1;
    while (end < block.length && /[.!?…)"'”’\]]/.test(block[end] as string)) end++;
    if (end < block.length && !/\s/.test(block[end] as string)) continue;
    const piece = block.slice(start, end);
    if (c === "." && ABBREVIATION.test(piece)) continue;
    if (c === "." && /(?:^|\s)\p{Lu}\.$/u.test(piece)) continue;
    parts.push(piece);
    start = end;
    i = end - 1;
  }
  if (start < block.length) parts.push(block.slice(start));
  return parts.filter((part) => part.trim() !== "");
}
