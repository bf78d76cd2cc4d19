import type { Policy } from "../policy.ts";
import type { ContentBlock, MailPart, PersonMention } from "../read-mail/mail.ts";
import type { Contact } from "../records.ts";
import type { Situation } from "../situation.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { type Familiar, isSignatureLine, saysOnlySentAgain } from "./covering-text.ts";
import { holdsPhrase } from "./phrases.ts";
import { contentWords, sameContent } from "./same-content.ts";
import { sameSender } from "./sender.ts";
import { knownChildren, recentContacts } from "./window.ts";
import { type Sentence, sentencesOf, wordsOf } from "./words.ts";

/** Whether the mail is an absolute duplicate, of what, and why not where it is none. */
export interface DuplicateTest {
  /** The most recent earlier referral about these children; null where there is none to compare with. */
  readonly contact: Contact | null;
  readonly same: boolean;
  /** What was taken off before comparing, in words. */
  readonly takenOff: readonly string[];
  /** Why it is none; empty where it is one. */
  readonly whyNot: string;
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

/**
 * The same referral again, every word of it (Part 0.5, CASS-27): same children, same referrer or organisation, the
 * most recent earlier referral, already decided, every part read. One word, digit or attachment more or less: none.
 */
export function duplicate(situation: Situation, policy: Policy): Answer | undefined {
  const test = testDuplicate(situation, policy);
  if (!test.same || test.contact === null) return undefined;
  return answer(
    "duplicate",
    [
      reason(
        "duplicate",
        "every word of the content is the same as in the earlier referral",
        `record ${test.contact.contactId}`,
      ),
      ...(test.takenOff.length > 0
        ? [reason("duplicate", `taken off before comparing: ${test.takenOff.join("; ")}`, "mail")]
        : []),
    ],
    { comparedWith: test.contact.contactId, children: childrenOf(test.contact, situation) },
  );
}

/** Those the repeated contact is about: the same words are about the same children. */
function childrenOf({ personIds }: Contact, situation: Situation): readonly string[] {
  return personIds.filter((id) => situation.kinship.has(id));
}

// Several checks ask it of one situation; a situation never changes.
const tested = new WeakMap<Situation, { policy: Policy; test: DuplicateTest }>();

export function testDuplicate(situation: Situation, policy: Policy): DuplicateTest {
  const known = tested.get(situation);
  if (known?.policy === policy) return known.test;
  const test = runTest(situation, policy);
  tested.set(situation, { policy, test });
  return test;
}

function runTest(situation: Situation, policy: Policy): DuplicateTest {
  const { mail } = situation;
  const none = (contact: Contact | null, whyNot: string): DuplicateTest => ({
    contact,
    same: false,
    takenOff: [],
    whyNot,
    missing: [],
    added: [],
  });
  const children = knownChildren(situation);
  const contact = mostRecentReferral(situation, children, policy);
  if (contact === null) return none(null, "there is no earlier referral in the window");
  const unread = unreadParts(mail.parts);
  const hashes = unread.filter((part) => part.kind === "image").map((part) => part.sha256);
  const known = contact.attachmentHashes ?? [];
  if (unread.some((part) => part.kind !== "image" || !known.includes(part.sha256))) {
    return none(contact, `not every part could be read: ${unread.map((part) => part.where).join(", ")}`);
  }
  if (known.length !== hashes.length)
    return none(contact, "an attachment of the earlier referral is missing");
  if (contact.decision === null || contact.awaitingDecision)
    return none(contact, "the earlier referral is not decided yet");
  if (!sameChildren(children, contact, situation)) return none(contact, "the children are not the same");
  if (!sameSender(mail.senderAddress, contact.referrerEmail, policy)) {
    return none(contact, "it comes from another sender or organisation");
  }
  const before = contact.narrative;
  if (before === null || contentWords(before).length < 5)
    return none(contact, "the earlier text is not known");

  const lacks = wordsLacking(before, mail);
  if (lacks.length > MOST_LACKING)
    return { ...none(contact, differsBy(lacks.slice(0, 12), [])), missing: lacks.slice(0, 12) };

  const familiar = familiarTo(situation, contact, before, policy);
  const tests = newSides(situation, before, familiar, policy).map((side) => {
    const result = sameContent(before, side.texts, side.setApart, policy);
    return { ...result, takenOff: [...side.takenOff, ...result.takenOff] };
  });
  const best =
    tests.find((test) => test.same) ??
    tests.toSorted((a, b) => a.missing.length + a.added.length - b.missing.length - b.added.length)[0];
  if (!best) return none(contact, "the mail holds nothing to compare");
  return {
    contact,
    same: best.same,
    takenOff: best.takenOff,
    whyNot: best.same ? "" : differsBy(best.missing, best.added),
    missing: best.missing,
    added: best.added,
  };
}

/** More words than any greeting, form title and signature hold: text that lacks so many is not the same again. */
const MOST_LACKING = 150;

/** Words of the earlier text that stand nowhere in the mail, not in what it quotes nor in what was set apart. */
function wordsLacking(before: string, mail: Situation["mail"]): readonly string[] {
  const said = new Set(
    [
      ...mail.content.map(({ text }) => text),
      ...mail.chain.flatMap(({ text, setApart }) => [text, ...setApart]),
    ].flatMap(contentWords),
  );
  return [...new Set(contentWords(before))].filter((word) => !said.has(word));
}

function differsBy(missing: readonly string[], added: readonly string[]): string {
  const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(", ");
  const parts = [
    ...(added.length > 0 ? [`words only in the new mail: ${quoted(added)}`] : []),
    ...(missing.length > 0 ? [`words only in the earlier referral: ${quoted(missing)}`] : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "the same words stand in another order";
}

function mostRecentReferral(
  situation: Situation,
  children: readonly string[],
  policy: Policy,
): Contact | null {
  return (
    recentContacts(situation, policy.reviewWindowDays).find((contact) =>
      contact.personIds.some((id) => children.includes(id)),
    ) ?? null
  );
}

export function unreadParts(parts: readonly MailPart[]): readonly MailPart[] {
  return parts.filter((part) => part.status !== "read" && part.inline !== true);
}

/**
 * Every child of the mail is in the contact, or was named in its text (the contact may be recorded on one of two
 * brothers), and every other child of the contact is named in the mail.
 */
function sameChildren(children: readonly string[], contact: Contact, situation: Situation): boolean {
  if (!children.some((id) => contact.personIds.includes(id))) return false;
  const added = children.filter((id) => !contact.personIds.includes(id));
  if (added.length > 0) {
    const before = new Set(wordsOf(contact.narrative ?? ""));
    const named = (id: string) => {
      const { givenNames, knownAs } = situation.people.get(id) ?? {};
      return [givenNames, knownAs].some((name) => before.has(wordsOf(name ?? "")[0] ?? ""));
    };
    if (!added.every(named)) return false;
  }
  const others = contact.personIds.filter((id) => !children.includes(id));
  if (others.length === 0) return true;
  const words = new Set(
    situation.mail.chain
      .flatMap((m) => wordsOf(m.text))
      .concat(situation.mail.content.flatMap((b) => wordsOf(b.text))),
  );
  return others.every((id) => {
    const person = situation.people.get(id);
    const given = wordsOf(person?.givenNames ?? "")[0];
    return given !== undefined && words.has(given);
  });
}

function familiarTo(situation: Situation, contact: Contact, before: string, policy: Policy): Familiar {
  const { mail } = situation;
  const children = knownChildren(situation).flatMap((id) => situation.people.get(id) ?? []);
  const fullName = ({ givenNames, familyName }: PersonMention) =>
    wordsOf(`${givenNames ?? ""} ${familyName ?? ""}`).join(" ");
  const referrer = wordsOf(contact.referrerName ?? "").join(" ");
  const names = wordSet([
    // "Referred by: Owen Petrie, Y11 Lead" may be read as a child of Year 11
    ...mail.children
      .filter((child) => fullName(child) !== referrer)
      .flatMap((child) => [child.givenNames, child.familyName, child.knownAs]),
    ...children.flatMap((person) => [person.givenNames, person.familyName, person.knownAs]),
  ]);
  const senders = wordSet([
    mail.senderName,
    mail.senderAddress,
    contact.referrerName,
    contact.referrerAgency,
    ...mail.chain.map((message) => message.from?.name ?? null),
    ...mail.chain.map((message) => personNamed(message.to, policy)),
    ...mail.chain.flatMap((message) => message.setApart.filter((text) => text.length < 80)),
    signerOf(before),
  ]);
  // whom the records relate to the children is nobody's colleague
  const relatives = (situation.relatives ?? []).flatMap(({ givenNames, knownAs }) => [givenNames, knownAs]);
  return {
    senders,
    names,
    earlier: wordSet([before, ...children.map((person) => person.knownAs), ...relatives]),
  };
}

/** Of whom a message went to, the name of a person: not "CASS Front Door". */
function personNamed(to: string | undefined, policy: Policy): string | null {
  const name = (to ?? "").replace(/<[^<>]*>/g, " ");
  return holdsPhrase(wordsOf(name), policy.classify.compare.plainWords) ? null : name;
}

/** Whose name stands alone in the last line: "Dr P Osgood". */
function signerOf(before: string): string | null {
  const last = before.trim().split("\n").at(-1)?.trim() ?? "";
  return /^(?:\p{Lu}[\p{L}.'’-]* ?){2,4}$/u.test(last) ? last : null;
}

/** Words of names; without numbers, which are never part of one. */
function wordSet(texts: readonly (string | null)[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => wordsOf(text ?? "")));
}

interface NewSide {
  readonly texts: readonly string[];
  readonly setApart: readonly string[];
  readonly takenOff: readonly string[];
}

/** What could be the referral again: the content without its covering text, or, where that is all, what it quotes. */
function newSides(
  situation: Situation,
  before: string,
  familiar: Familiar,
  policy: Policy,
): readonly NewSide[] {
  const { mail } = situation;
  const setApart = mail.chain.flatMap((message) => message.setApart);
  const takenOff = setApart.length > 0 ? ["signatures, disclaimers and banners"] : [];
  const stripped = mail.content.map((block) => withoutCover(block, before, familiar, policy));
  const texts = stripped.map((s) => s.text).filter((text) => text.trim() !== "");
  const covers = stripped.flatMap((s) => s.cover);
  const off = [...takenOff, ...covers.map((text) => `covering text "${text.slice(0, 120)}"`)];
  if (texts.length > 0) return [{ texts, setApart, takenOff: off }];
  return mail.chain
    .filter((message) => message.role !== "new" && message.text.trim() !== "")
    .map((message) => ({ texts: [message.text], setApart, takenOff: off }));
}

/** A name, a post, an office below a covering text. */
const SIGNATURE_LINES = 4;

/** The block without the sentences that say no more than that it is sent again; those that the earlier text holds stay. */
function withoutCover(
  block: ContentBlock,
  before: string,
  familiar: Familiar,
  policy: Policy,
): { text: string; cover: readonly string[] } {
  if (block.role === "attachment") return { text: block.text, cover: [] };
  const earlier = ` ${wordsOf(before).join(" ")} `;
  const isNew = (sentence: Sentence) => !earlier.includes(` ${sentence.words.join(" ")} `);
  const covers = (sentence: Sentence) => saysOnlySentAgain(sentence, familiar, policy) && isNew(sentence);
  const sentences = sentencesOf(block.text).filter((sentence) => !sentence.within);
  const end = sentences.length - SIGNATURE_LINES;
  const signs = (sentence: Sentence, index: number) =>
    index > 0 && index >= end && isSignatureLine(sentence, familiar, policy);
  // nothing in it but the covering text and who sends it
  const onlyCover = sentences.every(
    (sentence, index) => saysOnlySentAgain(sentence, familiar, policy) || signs(sentence, index),
  );
  if (onlyCover && sentences.length > 0) return { text: "", cover: sentences.map((s) => s.text) };
  const said = sentences.filter(covers);
  const signed =
    said.length === 0 ? [] : sentences.filter((s, index) => !said.includes(s) && signs(s, index) && isNew(s));
  const cover = [...said, ...signed];
  if (cover.length === 0) return { text: block.text, cover: [] };
  const kept = sentences.filter((sentence) => !cover.includes(sentence));
  return { text: kept.map((s) => s.text).join("\n"), cover: cover.map((s) => s.text) };
}
