import { cutChain } from "./cut-chain.ts";
import { factsOfChildren } from "./facts-of-children.ts";
import { type FactSource, findFacts, readReferrer } from "./find-facts.ts";
import { importanceBy } from "./importance.ts";
import {
  type ForeignPassage,
  factsOfLanguage,
  findForeignPassages,
  partsBesideLanguage,
} from "./language.ts";
import type { ChainMessage, ContentBlock, FormField, MailContent, MailFacts, MailPart } from "./mail.ts";
import { judgeKind } from "./mail-kind.ts";
import { plainName } from "./names.ts";
import { type PeopleSource, readPeopleOf } from "./people.ts";
import type { ReadMailPolicy } from "./policy.ts";
import { setApart } from "./set-apart.ts";
import { plainSubjectOf, saysForwarded, saysReply } from "./subject.ts";

/**
 * Reads the facts that a mail states: what it newly says, passes on and encloses, who it speaks of, what kind of mail
 * it is, each with where it stands. Never throws: what cannot be read is in `unread`.
 */
export function readMail(content: MailContent, policy: ReadMailPolicy): MailFacts {
  const sender = content.from[0] ?? { name: "", address: "" };
  const plainSubject = plainSubjectOf(content.subject);
  const messages = content.parts
    .filter(({ kind }) => kind === "body")
    .flatMap((part) => messagesOf(part, content, policy));
  const chain = messages.map(({ message }) => message);
  const attachments = content.parts.filter(({ kind, text }) => kind !== "body" && text.trim() !== "");
  const blocks: ContentBlock[] = [
    ...chain
      .filter(({ role, text }) => role !== "quoted" && text.trim() !== "")
      .map(({ text, where, role }) => ({
        text,
        where,
        role: role === "new" ? ("new" as const) : ("forwarded" as const),
      })),
    ...attachments.map(({ text, where }) => ({ text, where, role: "attachment" as const })),
  ];
  const sources: PeopleSource[] = [
    ...messages.map(({ message, fields }) => ({
      text: message.text,
      fields,
      where: message.where,
      kind: message.role === "quoted" ? ("quoted" as const) : ("content" as const),
    })),
    ...attachments.map(({ text, fields, where }) => ({ text, fields, where, kind: "content" as const })),
    { text: plainSubject, fields: [], where: "subject", kind: "subject" },
  ];
  const { children, adults } = readPeopleOf(sources, content.receivedAt, policy);
  const isReply = content.inReplyTo.length > 0 || content.references.length > 0 || saysReply(content.subject);
  const kind = judgeKind(
    {
      mail: content,
      plainSubject,
      content: blocks,
      children: children.filter(({ where }) => !isQuoted(where, chain)),
      isReply,
      quotes: chain.some(({ role }) => role === "quoted"),
    },
    policy,
  );
  const factSources: FactSource[] = [
    ...messages
      .filter(({ message }) => message.role !== "quoted")
      .map(({ message, fields }) => ({
        text: message.text,
        fields,
        where: message.where,
        saidAt: message.sentAt ?? content.sentAt ?? content.receivedAt,
      })),
    ...attachments.map(({ text, fields, where }) => ({
      text,
      fields,
      where,
      saidAt: content.sentAt ?? content.receivedAt,
    })),
  ];
  const passages = findForeignPassages(blocks);
  const parts = partsBesideLanguage(content.parts, passages);
  const stated = findFacts(factSources, children, content.receivedAt, policy);
  const facts = [...stated, ...factsOfChildren(children, stated), ...factsOfLanguage(passages)];
  return {
    kind: kind.kind,
    kindBecause: kind.because,
    receivedAt: content.receivedAt,
    subject: content.subject,
    plainSubject,
    senderAddress: sender.address,
    senderName: sender.name,
    chain,
    content: blocks,
    children,
    adults,
    referrer: readReferrer(facts, sender, chain[0]?.setApart ?? []),
    facts,
    parts,
    unread: [
      ...parts
        .filter(({ status, inline }) => status !== "read" && !inline)
        .map(({ where, reason }) => ({ where, reason: reason ?? "not read" })),
      ...toShow(passages, parts),
    ],
    importance: importanceBy((name) => content.headers.find((header) => header.name === name)?.value ?? null),
  };
}

/** Passages in another language, or translated, in parts that are otherwise read: a person looks at them (IN-09). */
function toShow(passages: readonly ForeignPassage[], parts: readonly MailPart[]): MailFacts["unread"] {
  return passages
    .filter(
      ({ where }) => !parts.some((part) => part.status !== "read" && where.startsWith(`${part.where}, `)),
    )
    .map(({ language, where }) => ({
      where,
      reason: language === null ? "it says that it was translated" : `written in ${language}`,
    }));
}

function isQuoted(where: string, chain: readonly ChainMessage[]): boolean {
  return chain.some((message) => message.role === "quoted" && message.where === where);
}

interface PlacedMessage {
  readonly message: ChainMessage;
  /** The boxes of a form that stand in this message. */
  readonly fields: readonly FormField[];
}

/** The messages of a body: cut, each with its role settled and what is no content set apart. */
function messagesOf(part: MailPart, content: MailContent, policy: ReadMailPolicy): PlacedMessage[] {
  const cut = cutChain(part.text, part.where);
  const outermost = part.where === "body" || part.where.startsWith("body (");
  const roles = outermost ? rolesOf(cut, content) : cut.map(() => "forwarded" as const);
  const sender = content.from[0]?.name ?? "";
  const fields = fieldsByMessage(cut, part.fields);
  return cut.map((message, index) => {
    const role = roles[index] ?? "quoted";
    const name = message.from?.name ?? (outermost ? sender : "");
    const { text, setApart: apart } = setApart(message.text, name, policy);
    const where = index === 0 ? part.where : `${part.where}, ${role} message ${index}`;
    return {
      fields: fields[index] ?? [],
      message: { ...message, text, setApart: [...message.setApart, ...apart], role, where },
    };
  });
}

/**
 * The fields of a body, message by message: each belongs to the one whose text holds it. The same box standing in
 * several messages, as in a form that was filled in anew above the old one, goes to them in their order.
 */
function fieldsByMessage(cut: readonly ChainMessage[], fields: readonly FormField[]): FormField[][] {
  const byMessage: FormField[][] = cut.map(() => []);
  if (fields.length === 0) return byMessage;
  const holders = new Map<string, number[]>();
  for (const [index, { text }] of cut.entries())
    for (const line of text.split("\n"))
      for (const held of line.includes(" | ") ? line.split(" | ") : [line]) {
        const known = holders.get(held);
        if (!known) holders.set(held, [index]);
        else if (known.at(-1) !== index) known.push(index);
      }
  const seen = new Map<string, number>();
  for (const field of fields) {
    const { label, value, row } = field;
    const held = row === undefined ? `${label}: ${value.split("\n", 1)[0]}` : value.replace(/\s*\n\s*/g, " ");
    const key = `${held}\0${value}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    const at = holders.get(held);
    byMessage[at?.[nth] ?? at?.at(-1) ?? 0]?.push(field);
  }
  return byMessage;
}

/**
 * Which messages below the newest are content passed on, and which a reply's quote of mail we had. Quoted is only
 * what stands in a reply and was written by us, or by this sender to us, and all below one of ours: whatever else
 * lies below may be new to us and is content.
 */
function rolesOf(cut: readonly ChainMessage[], content: MailContent): ChainMessage["role"][] {
  const ours = new Set(content.to.map(({ address }) => address));
  const ourNames = new Set(content.to.map(({ name }) => plainName(name)).filter((name) => name !== ""));
  const sender = content.from[0];
  const forwarding = saysForwarded(content.subject);
  const replying =
    content.inReplyTo.length > 0 || content.references.length > 0 || saysReply(content.subject);
  const nothingNew = (cut[0]?.text.trim() ?? "") === "";
  let known = false;
  return cut.map((message, index) => {
    if (index === 0) return "new";
    if (known) return "quoted";
    const { from } = message;
    const fromUs =
      from !== null &&
      (ours.has(from.address) || (from.address === "" && ourNames.has(plainName(from.name))));
    if (fromUs) {
      known = true;
      return "quoted";
    }
    if (message.role === "forwarded" || forwarding || !replying || nothingNew) return "forwarded";
    if (from === null) return "quoted";
    const fromSender =
      sender !== undefined &&
      (from.address === sender.address ||
        (from.address === "" && plainName(from.name) === plainName(sender.name)));
    const to = message.to?.toLowerCase() ?? "";
    const toUs =
      to === "" ||
      [...ours].some((address) => to.includes(address)) ||
      [...ourNames].some((name) => plainName(to).includes(name));
    return fromSender && toUs ? "quoted" : "forwarded";
  });
}
