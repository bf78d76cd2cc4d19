import type { ContentBlock, MailContent, MailKind, PersonMention } from "./mail.ts";
import type { ReadMailPolicy } from "./policy.ts";

/** What the kind of a mail is judged by. */
export interface KindEvidence {
  readonly mail: MailContent;
  readonly plainSubject: string;
  readonly content: readonly ContentBlock[];
  /** Children that the content itself names. */
  readonly children: readonly PersonMention[];
  /** It answers an earlier mail: by its headers or the quote below it. */
  readonly isReply: boolean;
  readonly quotes: boolean;
}

export interface KindVerdict {
  readonly kind: MailKind;
  readonly because: string;
}

/**
 * What kind of mail it is (IN-10): by its headers first, then by what it newly says. Whatever might be about a child
 * is a "referral": the other kinds are only for mail that is plainly something else.
 */
export function judgeKind(evidence: KindEvidence, policy: ReadMailPolicy): KindVerdict {
  return (
    byHeaders(evidence, policy) ??
    byWords(evidence, policy) ?? { kind: "referral", because: "it puts something before us" }
  );
}

function byHeaders(evidence: KindEvidence, policy: ReadMailPolicy): KindVerdict | undefined {
  const { mail, plainSubject } = evidence;
  const header = (name: string) => mail.headers.find((each) => each.name === name)?.value.toLowerCase() ?? "";
  const contentType = header("content-type");
  const subject = mail.subject.toLowerCase().replaceAll("’", "'").trim();
  const starts = (phrases: readonly string[]) =>
    phrases.find((phrase) => subject.startsWith(phrase) || plainSubject.toLowerCase().startsWith(phrase));
  const sender = mail.from[0]?.address ?? "";
  const daemon = /^(?:mailer-daemon|postmaster|mail-daemon)@/.test(sender);
  if (/report-type\s*=\s*"?disposition-notification/.test(contentType))
    return { kind: "receipt", because: "header Content-Type: a disposition notification" };
  if (/report-type\s*=\s*"?(?:delivery-status|feedback-report)/.test(contentType))
    return { kind: "bounce", because: "header Content-Type: a delivery report" };
  if (header("x-failed-recipients") !== "") return { kind: "bounce", because: "header X-Failed-Recipients" };
  const bounced = starts(policy.bounceSubjects);
  if (bounced && (daemon || header("return-path") === "<>"))
    return { kind: "bounce", because: `sent by the mail system, subject "${bounced}"` };
  if (daemon && mail.parts.some(({ mediaType }) => mediaType === "message/delivery-status"))
    return { kind: "bounce", because: "sent by the mail system, with a delivery status" };
  const receipt = starts(policy.receiptSubjects);
  if (receipt && contentType.startsWith("multipart/report"))
    return { kind: "receipt", because: `subject "${receipt}"` };
  // what a machine is said to have sent may still put a child before us
  if (speaksOfAChild(evidence, policy)) return undefined;
  if (/^auto-replied/.test(header("auto-submitted")))
    return { kind: "automatic-reply", because: "header Auto-Submitted: auto-replied" };
  if (
    /auto[_-]?reply|auto[_-]?respon/.test(header("precedence")) ||
    header("x-autoreply") !== "" ||
    header("x-autorespond") !== "" ||
    header("x-auto-reply") !== ""
  )
    return { kind: "automatic-reply", because: "header of an automatic reply" };
  const automatic = starts(policy.automaticSubjects);
  if (automatic && subject.startsWith(automatic))
    return { kind: "automatic-reply", because: `subject begins "${automatic}"` };
  const calendar = mail.parts.find(({ kind }) => kind === "calendar");
  if (
    calendar &&
    /^text\/calendar|^multipart\/(?:alternative|mixed|related)/.test(contentType) &&
    /method:(?:request|reply|cancel|counter)/i.test(calendar.text) &&
    !mail.parts.some(({ kind }) => ["docx", "doc", "pdf", "odt", "rtf", "mail"].includes(kind))
  )
    return { kind: "calendar", because: "it is a calendar item" };
  const list = ["list-unsubscribe", "list-id", "list-post"].find((name) => header(name) !== "");
  const bulk = /^(?:bulk|list|junk)/.test(header("precedence"));
  if (list || bulk) return { kind: "newsletter", because: list ? `header ${list}` : "header Precedence" };
  return undefined;
}

const DOCUMENTS = new Set(["docx", "doc", "pdf", "odt", "rtf", "mail", "zip", "tnef"]);
/** A longer text that names a child and a harm is a bulletin as likely as a concern. */
const MOST_WORDS_OF_A_CONCERN = 600;

/**
 * Its content names a child by more than the name, or by name beside a harm, or encloses a document that nobody
 * could read: a stray header makes no automatic reply or newsletter of that.
 */
function speaksOfAChild({ mail, content, children }: KindEvidence, policy: ReadMailPolicy): boolean {
  if (mail.parts.some(({ kind, status }) => DOCUMENTS.has(kind) && status !== "read")) return true;
  if (
    children.some(
      ({ dateOfBirth, dateOfBirthWritten, nhsNumber, address }) =>
        dateOfBirth !== null || dateOfBirthWritten !== null || nhsNumber !== null || address !== null,
    )
  )
    return true;
  const words = content.map(({ text }) => text).join("\n");
  return (
    children.some(({ givenNames }) => givenNames !== null) &&
    /\b(?:he|she|him|his|her)\b/i.test(words) &&
    words.split(/\s+/, MOST_WORDS_OF_A_CONCERN + 1).length <= MOST_WORDS_OF_A_CONCERN &&
    factWords(words.toLowerCase(), policy).length > 0
  );
}

/** Politeness that says nothing. */
const PLEASANTRY =
  /\b(?:(?:good )?(?:morning|afternoon|evening)|hi|hello|hiya|dear|all|team|cass|both|colleagues?|sirs?|madam|thank(?:s| you| u)?|ta|cheers|much appreciated|appreciated|very much|so much|ever so much|for (?:this|that|letting (?:me|us) know|your (?:e-?mail|reply|response|help|message|time)|the (?:update|information|info|reply|response|outcome|letter|acknowledgement)|confirming|getting back to (?:me|us))|that'?s (?:great|fine|helpful|brilliant|lovely)|great|brilliant|lovely|perfect|noted|received|(?:all )?understood|ok(?:ay)?|will do|no problem|no worries|many|kind|best|warm|regards|wishes|really|very|helpful|a)\b/gi;

function byWords(
  { mail, plainSubject, content, children, isReply, quotes }: KindEvidence,
  policy: ReadMailPolicy,
): KindVerdict | undefined {
  const attachments = mail.parts.filter(({ kind, inline }) => kind !== "body" && !inline);
  const forwarded = content.some(({ role }) => role !== "new");
  const newText = content
    .filter(({ role }) => role === "new")
    .map(({ text }) => text)
    .join("\n");
  const words = newText.toLowerCase().replaceAll("’", "'").replace(/\s+/g, " ");
  if (
    attachments.length > 0 ||
    forwarded ||
    mail.parts.some(({ kind, status }) => kind === "body" && status !== "read")
  )
    return undefined;
  const asked = `${plainSubject.toLowerCase().replaceAll("’", "'")}\n${words}`;
  const chases = policy.chasers.find((phrase) => asked.includes(phrase));
  const facts = factWords(words, policy);
  if (chases && facts.length === 0 && tellsNothing(newText, policy))
    return {
      kind: "chaser",
      because: `it asks what became of an earlier mail ("${chases}") and tells nothing new`,
    };
  if (isReply || quotes) {
    const left = words
      .replace(PLEASANTRY, " ")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    // a name may be left over from "Thanks Sarah"
    if (words.trim() !== "" && left.split(" ").filter((word) => word !== "").length <= 2 && !/\d/.test(left))
      return { kind: "reply", because: "it thanks, and tells nothing new" };
  }
  if (asksForRecords(words, policy))
    return {
      kind: "records-request",
      because: "it asks for what is held in records, and tells nothing else",
    };
  const named = children.some((child) => child.givenNames !== null || child.dateOfBirth !== null);
  const enquires = policy.enquiries.find((phrase) => words.includes(phrase));
  const plainly =
    /\bno (?:particular|specific) (?:child|pupil|case|family)|\bhypothetical|\bnot (?:about|worried about|concerned about) (?:a|any) (?:particular|specific)?\s?(?:child|one)|\bin general\b|\bgeneral (?:question|query|enquiry)|\b(?:purely )?for (?:the|a|our) training\b/.test(
      words,
    );
  const someone =
    /\b(?:he|she|him|his|her|hers|they told|my (?:son|daughter|child|kids?|grand\w{2,9}|nephew|niece)|our (?:pupil|patient|student)|one of our|neighbou?rs?|next door|(?:a|an|the|this|that|these|those|two|three|some) (?:little |young |small )?(?:child|children|kids?|baby|babies|boys?|girls?|lads?|toddlers?|teenagers?|famil(?:y|ies)|mum|mother|dad|father) (?:who|in|at|on|from|is|are|was|were|has|have|had|with|living|sleeping|left|next|down|across|along))\b/.test(
      words,
    );
  if (enquires && !(named && !plainly) && (plainly || !someone))
    return { kind: "enquiry", because: `it asks in general ("${enquires}") and names no child` };
  return undefined;
}

const RECORDS =
  /\b(?:cop(?:y|ies)|records?|hold|held|data|information|emails?|files?|reports?|documents?|notes?)\b/;
const GOES_ON =
  /\b(?:today|tonight|yesterday|last (?:night|week|weekend)|this (?:morning|afternoon|evening|week)|right now)\b/;

/**
 * Asks for records by law, and whatever it says of harm is what those records are to be about: "including any report
 * that says I hit him". A sentence of its own about a worry, or anything of these days, makes it more than that.
 */
function asksForRecords(words: string, policy: ReadMailPolicy): boolean {
  if (!policy.recordsRequests.some((phrase) => words.includes(phrase)) || GOES_ON.test(words)) return false;
  return words
    .split(/[.!?]\s/)
    .every((sentence) => factWords(sentence, policy).length === 0 || RECORDS.test(sentence));
}

/** Words that tell of a worry. */
function factWords(words: string, policy: ReadMailPolicy): string[] {
  return worriesOf(policy).flatMap(({ word, pattern }) => (pattern.test(words) ? [word] : []));
}

// configuration: one pattern a word for all mails
const worries = new WeakMap<ReadMailPolicy, readonly { word: string; pattern: RegExp }[]>();

function worriesOf(policy: ReadMailPolicy): readonly { word: string; pattern: RegExp }[] {
  let known = worries.get(policy);
  if (!known) {
    known = policy.concernWords
      .filter((word) => !NEUTRAL.has(word))
      .map((word) => ({ word, pattern: new RegExp(`\\b${word.replace(/[^\p{L}\p{N} ]/gu, ".")}\\b`, "u") }));
    worries.set(policy, known);
  }
  return known;
}
const NEUTRAL = new Set([
  "referral",
  "request for support",
  "safeguarding",
  "child",
  "children",
  "concern",
  "pupil",
  "son",
  "daughter",
]);

/** Every sentence asks, thanks, or speaks of the earlier mail itself. */
function tellsNothing(text: string, policy: ReadMailPolicy): boolean {
  const about =
    /\b(?:refer(?:ral|red)|rfs|rfsf|marf|form|e-?mail|letter|message|receipt|acknowledg\w{0,8}|original|copy|below|beneath|sent|submitted|reply|response|outcome|update|news|decision|heard|received|read|let (?:me|us) know|grateful|kind enough|appreciate|sorry to|chas\w{2,3}|follow\w{0,3}|contact|thank\w{0,3}|regards|look forward|call me|ring me|my number|when you (?:can|get))\b/i;
  const sentences = text
    .replace(/\b(?:mr|mrs|ms|dr|st)\./gi, "")
    .split(/[\n.!?;]+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
  return sentences.every((sentence) => {
    const words = sentence.split(/\s+/).length;
    const plain = sentence.toLowerCase().replaceAll("’", "'");
    const tells =
      /\b(?:he|she|they|mum|mom|dad|mother|father) (?:has|have|had|is|was|were|told|said|says|did|came|went|got|since)\b|\bsince then\b|\bworse\b|\balso\b|\bagain (?:today|yesterday|this)\b/.test(
        plain,
      );
    return (
      !tells && (words <= 4 || about.test(plain) || policy.chasers.some((phrase) => plain.includes(phrase)))
    );
  });
}
