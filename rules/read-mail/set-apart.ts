import { plainName } from "./names.ts";
import type { ReadMailPolicy } from "./policy.ts";
import { isDeviceLine } from "./signatures.ts";

const MARKING =
  /^[\s*[(_-]*(?:official(?:[\s:-]{1,3}sensitive)?|not protectively marked|protect|restricted|private\s*(?:and|&)\s*confidential|strictly confidential|confidential|(?:in )?confidence|unclassified)(?:[\s:/-]{1,4}(?:personal|sensitive|when complete|commercial|sensitive when complete|\[?not for onward[^\n]{0,40}))?[\s*\])._:-]*$/i;
/** What stands above a disclaimer. */
const HEADING =
  /^\W{0,5}(?:e-?mail )?(?:disclaimer|confidentiality (?:notice|statement)|legal notice|privacy notice)\W{0,5}$/i;
const LONGEST_LINE = 4000;
const SHORTEST_DISCLAIMER = 12;
/** Mail programs wrap plain text at 72 to 80 characters. */
const NARROWEST_WRAP = 72;
/** A line that was not wrapped is as long as its paragraph. */
const WIDEST_WRAP = 90;
/** What a person tells of a child; legal footers speak of "you" and "the sender". */
const TELLS =
  /\b(?:he|she|him|his|hers?|mum|mom|dad|mother|father|told|said|says|yesterday|this morning|bruis\w{0,4}|hit|i)\b/i;
/** How banners go on in a line of its own. */
const ADVICE =
  /^\W{0,5}(?:(?:please )?(?:do not|don['’]t|never|report|treat|be (?:careful|cautious|aware|vigilant)|take care|exercise caution|only open)|if you (?:do not|don['’]t|are|have|suspect)|unless you|this (?:e-?mail|message|sender)|the sender|learn why|click here)\b/i;
/** "This message was sent from outside your organisation", however a gateway words it. */
const FROM_OUTSIDE = new RegExp(
  [
    "^(?:(?:caution|warning|attention|alert|notice|important|external)\\b[^a-z]{0,6})?",
    "(?:(?:(?:this|the) )?(?:external )?(?:e-?mail|message|mail|sender)(?: of this (?:e-?mail|message|mail))?|you have received an? (?:e-?mail|message|mail))",
    "(?: (?:was|is|has|been|came|comes|sent|received|originated|originates|arrived|from|by)){1,5}",
    " (?:(?:outside(?: of)?|external to)(?: (?:the|our|your|this|its))?(?: (?:nhs|school|council|trust|college))? ?(?:organi[sz]ation|company|network|trust|council|nhs(?:mail)?|domain|authority|university|school|academy|service|firm|group|business|system)|an external (?:sender|source|address|organi[sz]ation|domain|account|mail server|system))",
    "(?:'s)?(?: (?:network|systems?|domain))?(?=\\W*$|[.!:])",
  ].join(""),
);
const CONTACT = /(?:\b(?:t|tel|m|mob|e|w|ext|bleep)[.:]|\b0\d{2,4}[ )-]?\d{3}|\+44|@|\bwww\.|https?:)/i;
const POST =
  /\b(?:teacher|head|deputy|lead|manager|officer|nurse|worker|advisor|adviser|practitioner|coordinator|senco|dsl|ddsl|gp|doctor|consultant|midwife|visitor|secretary|governor|mentor|assistant|principal|director|team|school|academy|nursery|service|trust|hospital|surgery|practice|college|centre|council|police|pronouns|she\/her|he\/him|they\/them)\b/i;

export interface SetApart {
  readonly text: string;
  readonly setApart: readonly string[];
}

/**
 * Takes from the words of one message what is no content: banners that a mail system put on top, protective markings,
 * the signature (after a sign-off, or from the sender's name on), and disclaimers wherever they stand. What follows a
 * signature and tells something is content again. Everything taken is given back in `setApart`.
 * @param senderName who wrote it, for a signature without a sign-off; "" where not known.
 */
export function setApart(text: string, senderName: string, policy: ReadMailPolicy): SetApart {
  const apart: string[] = [];
  const blocks = toBlocks(text);
  const kept: string[][] = [];
  let signing = false;
  const own = plainName(senderName.replace(/\([^)]{0,80}\)|<[^>]{0,80}>/g, " "))
    .split(" ")
    .filter((word) => word.length > 1);
  for (const [index, block] of blocks.entries()) {
    const lines: string[] = [];
    if (index < 4) {
      const banner = bannerLines(block, policy);
      if (banner > 0) apart.push(block.splice(0, banner).join("\n"));
      if (block.length === 0) continue;
    }
    if (isDisclaimer(block.join(" "), signing || index > 0, policy)) {
      apart.push(block.join("\n"));
      continue;
    }
    if (signing && block.some((line) => isSentence(line))) signing = false;
    for (const [at, line] of block.entries()) {
      const last = index >= blocks.length - 6;
      if (MARKING.test(line.slice(0, 120)) || HEADING.test(line.slice(0, 60)) || isDeviceLine(line))
        apart.push(line);
      else if (signing && !isSentence(line)) apart.push(line);
      else if (isDisclaimer(line, signing || index > 0, policy)) apart.push(line);
      else if (isSignOff(line, policy) && last) {
        signing = true;
        apart.push(line);
      } else if (
        last &&
        (index > 0 || at > 0) &&
        (isOwnName(line, own) || beginsCard(block, at, index === blocks.length - 1))
      ) {
        signing = true;
        apart.push(line);
      } else {
        if (signing) signing = false;
        lines.push(line);
      }
    }
    if (lines.length > 0) kept.push(lines);
  }
  return { text: kept.map((lines) => lines.join("\n")).join("\n\n"), setApart: apart };
}

/** Paragraphs: lines between empty lines or rules. */
function toBlocks(text: string): string[][] {
  const blocks: string[][] = [[]];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || (line.length < 500 && /^\s*[-_=*]{5,}\s*$/.test(line))) {
      if (blocks.at(-1)?.length) blocks.push([]);
    } else blocks.at(-1)?.push(line);
  }
  return blocks.filter((block) => block.length > 0);
}

function plain(line: string): string {
  return line
    .slice(0, LONGEST_LINE)
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/[*_]/g, "")
    .split(/\s+/)
    .join(" ")
    .trim();
}

/** How many of a paragraph's first lines a mail system put there: the banner, what it wraps on to, and its advice. */
function bannerLines(block: readonly string[], policy: ReadMailPolicy): number {
  if (!isBanner(block[0] as string, policy) || TELLS.test((block[0] as string).slice(0, LONGEST_LINE)))
    return 0;
  let end = 1;
  while (end < block.length) {
    const line = (block[end] as string).slice(0, LONGEST_LINE);
    const before = (block[end - 1] as string).trim();
    const wrapped =
      /[^.!?:*\]]$/.test(before.slice(-1)) &&
      before.length <= WIDEST_WRAP &&
      before.length + 1 + line.trim().search(/\s|$/) > NARROWEST_WRAP;
    if (!isBanner(line, policy) && (TELLS.test(line) || (!wrapped && !ADVICE.test(line)))) break;
    end++;
  }
  return end;
}

function isBanner(line: string, policy: ReadMailPolicy): boolean {
  const words = plain(line).replace(/^[^a-z[*"']+/, "");
  return (
    saysFromOutside(words) ||
    policy.banners.some(
      (phrase) => words.startsWith(phrase) || words.startsWith(phrase.replace(/^[[*]+ ?/, "")),
    )
  );
}

/** It says that the mail came from outside, and nothing after that but advice. */
function saysFromOutside(words: string): boolean {
  if (!FROM_OUTSIDE.test(words)) return false;
  const [, ...rest] = words.split(/[.!](?=\s|$)/);
  return rest.every((sentence) => !/[a-z]/.test(sentence) || ADVICE.test(sentence));
}

function isDisclaimer(paragraph: string, below: boolean, policy: ReadMailPolicy): boolean {
  if (paragraph.length < SHORTEST_DISCLAIMER) return false;
  const words = plain(paragraph);
  const phrase = policy.disclaimers.find((each) => words.includes(each));
  if (phrase === undefined) return false;
  if (words.length <= 300 && words.replace(/^[^\p{L}]+/u, "").startsWith(phrase)) return true;
  return (
    below &&
    !TELLS.test(
      words.replace(/\b(?:she\/her|he\/him|his\/her|he\/she|his or her|i am term time only)\b/g, ""),
    )
  );
}

/** "Kind regards", "Thanks Donna", "Yours, Harriet Lisle". */
function isSignOff(line: string, policy: ReadMailPolicy): boolean {
  const words = plain(line).replace(/[.,!]+$/, "");
  if (words.length > 60) return false;
  const phrase = policy.signOffs
    .filter((each) => words === each || words.startsWith(`${each} `) || words.startsWith(`${each},`))
    .sort((one, other) => other.length - one.length)[0];
  if (phrase === undefined) return false;
  const rest = line
    .trim()
    .slice(phrase.length)
    .replace(/^[\s,.!-]+/, "");
  // "Thanks for this" and "Best to ring me" are sentences
  return (
    rest === "" ||
    (rest.split(/\s+/).length <= 4 &&
      rest.split(/\s+/).every((word) => /^[\p{Lu}(]/u.test(word) || /^(?:and|regards|again)$/i.test(word)))
  );
}

function isSentence(line: string): boolean {
  const text = line.trim();
  const words = text.split(/\s+/);
  if (CONTACT.test(text) && words.length < 16) return false;
  if (words.length >= 12 && !/[|•]/.test(text)) return true;
  return words.length >= 6 && /[.!?]$/.test(text) && TELLS.test(text);
}

/** A line that is the sender's own name, alone or with a post behind it. */
function isOwnName(line: string, own: readonly string[]): boolean {
  if (own.length === 0 || line.length > 90 || isSentence(line)) return false;
  const words = plainName(line.replace(/\([^)]{0,40}\)/g, " ")).split(" ");
  const first = words[0] ?? "";
  const initials =
    first.length <= 3 &&
    own
      .slice(0, first.length)
      .map((word) => word[0])
      .join("") === first;
  if (!own.includes(first) && !((initials || first.length === 1) && own.includes(words[1] ?? "")))
    return false;
  const rest = words.slice(1).filter((word) => !own.includes(word));
  return rest.length === 0 || POST.test(line) || CONTACT.test(line) || /[|,•]/.test(line);
}

/** A visiting card at the end: a name, then a post or telephone number, and no sentence. */
function beginsCard(block: readonly string[], at: number, lastBlock: boolean): boolean {
  if (!lastBlock || at > 0 || block.length < 2 || block.length > 8) return false;
  const [name = "", ...rest] = block;
  if (
    !/^(?:(?:Dr|Mrs?|Ms|Miss|Sr)\.? )?\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,3}(?:,? [A-Z]{2,}\w*)*$/u.test(
      name.trim(),
    )
  )
    return false;
  if (block.some(isSentence)) return false;
  return (
    rest.some((line) => CONTACT.test(line) || POST.test(line)) &&
    !rest.some((line) => /\bd\.?o\.?b|\bborn\b|\d{1,2}[/.]\d{1,2}[/.]\d{2}/i.test(line))
  );
}
