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

function byHeaders(
  { mail, children, plainSubject }: KindEvidence,
  policy: ReadMailPolicy,
): KindVerdict | undefined {
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
  const named = children.some(
    (child) =>
      child.dateOfBirth !== null ||
      child.nhsNumber !== null ||
      child.address !== null ||
      child.dateOfBirthWritten !== null,
  );
  if ((list || bulk) && !named)
    return { kind: "newsletter", because: list ? `header ${list}` : "header Precedence" };
  return undefined;
}

/** Politeness that says nothing. */
const PLEASANTRY =
  /\b(?:(?:good )?(?:morning|afternoon|evening)|hi|hello|hiya|dear|all|team|cass|both|colleagues?|sirs?|madam|thank(?:s| you| u)?|ta|cheers|much appreciated|appreciated|very much|so much|ever so much|for (?:this|that|letting (?:me|us) know|your (?:e-?mail|reply|response|help|message|time)|the (?:update|information|info|reply|response|outcome|letter|acknowledgement)|confirming|getting back to (?:me|us))|that'?s (?:great|fine|helpful|brilliant|lovely)|great|brilliant|lovely|perfect|noted|received|(?:all )?understood|ok(?:ay)?|will do|no problem|no worries|many|kind|best|warm|regards|wishes|really|very|helpful|a)\b/gi;

function byWords(
  { mail, content, children, isReply, quotes }: KindEvidence,
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
  const chases = policy.chasers.find((phrase) => words.includes(phrase));
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
  const named = children.some((child) => child.givenNames !== null || child.dateOfBirth !== null);
  const enquires = policy.enquiries.find((phrase) => words.includes(phrase));
  const plainly =
    /\bno (?:particular|specific) (?:child|pupil|case|family)|\bhypothetical|\bnot (?:about|worried about|concerned about) (?:a|any) (?:particular|specific)?\s?(?:child|one)|\bin general\b|\bgeneral (?:question|query|enquiry)|\b(?:purely )?for (?:the|a|our) training\b/.test(
      words,
    );
  const someone =
    /\b(?:he|she|him|his|her|hers|they told|my (?:son|daughter|child|grand\w{2,9}|nephew|niece)|our (?:pupil|patient|student)|one of our|neighbou?rs?)\b/.test(
      words,
    );
  if (enquires && !(named && !plainly) && (plainly || !someone))
    return { kind: "enquiry", because: `it asks in general ("${enquires}") and names no child` };
  return undefined;
}

/** Words that tell of a worry. */
function factWords(words: string, policy: ReadMailPolicy): string[] {
  return policy.concernWords.filter(
    (word) =>
      !NEUTRAL.has(word) && new RegExp(`\\b${word.replace(/[^\p{L}\p{N} ]/gu, ".")}\\b`, "u").test(words),
  );
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
