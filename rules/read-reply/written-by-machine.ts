import type { MailContent } from "../read-mail/mail.ts";
import { findPhrase, longestAt, type Phrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import { cutSentences } from "./sentences.ts";

export type MachineKind = "bounce" | "absence" | "receipt" | "calendar" | "recall" | "reaction" | "automatic";

export interface MachineWritten {
  readonly kind: MachineKind;
  readonly found: string;
  readonly where: string;
}

/** How much of a body is looked at: what programs write stands at its beginning. */
const MOST_TEXT = 4_000;

/** Whether software wrote it: such a mail never decides. null where a person did. */
export function writtenByMachine(content: MailContent, policy: ReplyPolicy): MachineWritten | null {
  const { machine } = policy;
  const subject = opening(content.subject.slice(0, 300));
  const text = bodyText(content);
  const bySubject = (phrases: readonly Phrase[], kind: MachineKind) =>
    longestAt(phrases, subject, 0)
      ? { kind, found: "the subject that mail programs give it", where: "subject" }
      : null;

  return (
    byReport(content) ??
    bySubject(machine.bounceSubjects, "bounce") ??
    byText(text, machine.bounceTexts, "bounce", 2) ??
    bySubject(machine.receiptSubjects, "receipt") ??
    byCalendar(content, subject, machine.calendarSubjects) ??
    bySubject(machine.recalls, "recall") ??
    byText(text, machine.recalls, "recall", 1) ??
    bySubject(machine.reactions, "reaction") ??
    byText(text, machine.reactions, "reaction", 1) ??
    byHeaders(content, isAbsence(content, subject, policy)) ??
    bySubject(machine.automaticSubjects, "absence")
  );
}

/** Whether the text alone, without any mark of software, opens as an out-of-office reply does. */
export function saysAbsent(content: MailContent, policy: ReplyPolicy): MachineWritten | null {
  return byText(
    bodyText(content),
    [...policy.machine.absenceTexts, ...policy.machine.leftTexts],
    "absence",
    2,
  );
}

function header(content: MailContent, name: string): string | null {
  return (
    content.headers
      .find((header) => header.name === name)
      ?.value.trim()
      .toLowerCase() ?? null
  );
}

function byReport(content: MailContent): MachineWritten | null {
  const type = header(content, "content-type") ?? "";
  const types = content.parts.map((part) => part.mediaType.toLowerCase());
  if (types.includes("message/disposition-notification") || type.includes("disposition-notification")) {
    return { kind: "receipt", found: "a read receipt", where: "headers" };
  }
  const from = content.from[0]?.address ?? "";
  const isReport =
    types.includes("message/delivery-status") ||
    (type.startsWith("multipart/report") && type.includes("delivery-status")) ||
    header(content, "x-failed-recipients") !== null ||
    /^(?:mailer-daemon|mail-daemon|postmaster)@/.test(from);
  return isReport ? { kind: "bounce", found: "a delivery report", where: "headers" } : null;
}

function byCalendar(
  content: MailContent,
  subject: readonly string[],
  phrases: readonly Phrase[],
): MachineWritten | null {
  if (
    content.parts.some((part) => part.kind === "calendar" || part.mediaType.toLowerCase() === "text/calendar")
  ) {
    return { kind: "calendar", found: "an answer to an invitation", where: "headers" };
  }
  return longestAt(phrases, subject, 0)
    ? { kind: "calendar", found: "an answer to an invitation", where: "subject" }
    : null;
}

const AUTOMATIC_HEADERS = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponder",
  "x-autoreply-from",
  "x-mail-autoreply",
];

/** "absence" only where its words say so too: an acknowledgement says nothing of where somebody is. */
function byHeaders(content: MailContent, saysAway: boolean): MachineWritten | null {
  const submitted = header(content, "auto-submitted") ?? "";
  const precedence = header(content, "precedence") ?? "";
  const automatic =
    (submitted !== "" && !/^no\b/.test(submitted)) ||
    /^(?:auto[-_ ]?reply|bulk|junk|list)\b/.test(precedence) ||
    AUTOMATIC_HEADERS.some((name) => header(content, name) !== null);
  if (automatic)
    return { kind: saysAway ? "absence" : "automatic", found: "an automatic answer", where: "headers" };
  if (header(content, "x-cass-loop") !== null)
    return { kind: "automatic", found: "our own mail", where: "headers" };
  if (header(content, "list-id") !== null || header(content, "list-unsubscribe") !== null) {
    return { kind: "automatic", found: "a mailing list", where: "headers" };
  }
  return null;
}

function isAbsence(content: MailContent, subject: readonly string[], policy: ReplyPolicy): boolean {
  const { automaticSubjects, absenceTexts, leftTexts } = policy.machine;
  return (
    longestAt(automaticSubjects, subject, 0) !== null ||
    byText(bodyText(content), [...absenceTexts, ...leftTexts], "absence", 6) !== null
  );
}

/** One of the phrases opens one of the first sentences. */
function byText(
  sentences: readonly (readonly string[])[],
  phrases: readonly Phrase[],
  kind: MachineKind,
  among: number,
): MachineWritten | null {
  for (const words of sentences.slice(0, among)) {
    const found = findPhrase(phrases, words);
    if (found) return { kind, found: `"${found.phrase.written}"`, where: "body" };
  }
  return null;
}

/** Whether the text says that the person has left for good. */
export function saysLeft(content: MailContent, policy: ReplyPolicy): boolean {
  return bodyText(content).some((words) => findPhrase(policy.machine.leftTexts, words) !== null);
}

export function bodyOf(content: MailContent): string {
  return content.parts.find((part) => part.kind === "body")?.text.slice(0, MOST_TEXT) ?? "";
}

function bodyText(content: MailContent): readonly (readonly string[])[] {
  return cutSentences(bodyOf(content)).map(({ words }) => words);
}

function opening(line: string): readonly string[] {
  return cutSentences(line)[0]?.words ?? [];
}
