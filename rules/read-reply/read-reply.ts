import type { MailContent } from "../read-mail/mail.ts";
import type { ReviewerRole } from "../situation.ts";
import type { Staff } from "../staff.ts";
import { cutByChild, letterIn } from "./by-child.ts";
import { findColleague } from "./colleague.ts";
import type { Decision, ReplyReading } from "./decision.ts";
import { firstDayBack } from "./first-day-back.ts";
import { type Judgement, judge, saidOf } from "./judge.ts";
import { type NewWords, newWords } from "./new-words.ts";
import { longestAt } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import { rationaleOf } from "./rationale.ts";
import { cutSentences, type Sentence } from "./sentences.ts";
import { bodyOf, type MachineWritten, saysAbsent, saysLeft, writtenByMachine } from "./written-by-machine.ts";

export { DECISIONS, type Decision, type ReplyReading } from "./decision.ts";

/** What is known of the review that the reply answers. */
export interface ReplyContext {
  /** The letters of the review mail's children: all of them must be decided, and none beside them. */
  readonly children?: readonly string[];
  readonly staff?: Staff;
}

const RULE = "read-reply";

/**
 * Reads which decision a reviewer's reply holds (Part 0.6): the decision word that opens it, or free wording where it
 * is unmistakable. Whatever is asked, doubted, conditional, contradicted or just "yes" is "unclear", and a person asks back.
 */
export function readReply(
  content: MailContent,
  role: ReviewerRole,
  policy: ReplyPolicy,
  context: ReplyContext = {},
): ReplyReading {
  const machine = writtenByMachine(content, policy);
  if (machine) return ofMachine(content, machine, policy);
  const reading = ofPerson(content, role, policy, context);
  if (reading.decision !== "unclear") return reading;
  // the words of an out-of-office reply without its marks; a person who is away and decides has decided
  const absence = saysAbsent(content, policy);
  return absence ? ofMachine(content, absence, policy) : reading;
}

function ofPerson(
  content: MailContent,
  role: ReviewerRole,
  policy: ReplyPolicy,
  context: ReplyContext,
): ReplyReading {
  const words = newWords(content, policy);
  const read = (
    decision: Decision | null,
    found: string,
    where: string,
    more: Partial<ReplyReading> = {},
  ): ReplyReading => ({
    decision,
    decisions: [],
    rationale: decision === "unclear" ? words.text : rationaleOf(words.text, policy),
    to: null,
    because: [{ rule: RULE, found, where }],
    ...more,
  });
  if (words.fault !== null) return read("unclear", words.fault, words.where);

  const bySubject = words.inSubject === "" ? null : judge(cutSentences(words.inSubject), role, policy);
  if (words.text === "") {
    return bySubject && bySubject.decision !== "unclear"
      ? read(bySubject.decision, bySubject.because, "subject")
      : read("unclear", "it holds no new words", words.where);
  }

  const children = judgeChildren(words, role, policy, context.children);
  if (children) {
    if (children.decisions.length === 0) return read("unclear", children.because, words.where);
    const different = new Set(children.decisions.map(({ decision }) => decision));
    return different.size === 1
      ? read(children.decisions[0]?.decision as Decision, children.because, words.where)
      : read(null, children.because, words.where, { decisions: children.decisions });
  }

  const { sentences, retracted } = withoutRetracted(cutSentences(words.text), policy);
  const judged = agreesNo(sentences, policy) ?? judge(sentences, role, policy);
  if (retracted && judged.decision === "unclear")
    return read("unclear", "it takes back what it said", words.where);
  if (bySubject && bySubject.decision !== "unclear" && bySubject.decision !== judged.decision) {
    return read("unclear", `the subject says ${bySubject.because}, the body does not`, "subject");
  }
  const letter = letterIn(words.text);
  if (letter !== null && (judged.decision === "new-contact" || judged.decision === "no-contact"))
    return read("unclear", `it says ${judged.because}, and speaks of child ${letter}`, words.where);
  const several = context.children ? context.children.length > 1 : words.several;
  if (several && judged.onlyFor !== null)
    return read(
      "unclear",
      `it says ${judged.because} for "${judged.onlyFor}", of several children`,
      words.where,
    );
  return read(judged.decision, judged.because, words.where, {
    ...(judged.decision === "reassign" ? { to: findColleague(words.text, context.staff) } : {}),
    ...(judged.decision === "taken-forward" ? { withContact: judged.withContact } : {}),
  });
}

function ofMachine(content: MailContent, machine: MachineWritten, policy: ReplyPolicy): ReplyReading {
  const because = [
    { rule: RULE, found: `written by software, not by a person: ${machine.found}`, where: machine.where },
  ];
  const base = { decisions: [], rationale: "", to: null, because } as const;
  if (machine.kind === "bounce") {
    const bounced = bouncedAddress(content);
    return { ...base, decision: "bounce", ...(bounced === null ? {} : { bounced }) };
  }
  // a person stands behind these, and may mean something by them: somebody asks
  if (machine.kind === "recall" || machine.kind === "reaction") return { ...base, decision: "unclear" };
  if (machine.kind !== "absence") return { ...base, decision: "auto-reply" };
  const left = saysLeft(content, policy);
  const text = `${content.subject}\n${bodyOf(content)}`;
  return {
    ...base,
    decision: "auto-reply",
    awayUntil: left ? null : firstDayBack(text, content.receivedAt),
    ...(left ? { left } : {}),
  };
}

const ADDRESS = /[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/;

/** The address that a delivery report says was not reached: as its fields say, else the first in its text that is not ours. */
function bouncedAddress(content: MailContent): string | null {
  const failed = content.headers.find(({ name }) => name === "x-failed-recipients")?.value;
  const texts = [failed ?? "", ...content.parts.map(({ text }) => text.slice(0, 20_000))];
  const ours = new Set([...content.to, ...content.from].map(({ address }) => address));
  for (const text of texts) {
    const stated = /(?:final|original)-recipient:[^;\n]{0,40};\s*(\S{3,320})/i.exec(text)?.[1];
    const address = ADDRESS.exec(stated ?? "")?.[0];
    if (address) return address.toLowerCase();
  }
  for (const text of texts) {
    for (const [address] of text.matchAll(new RegExp(ADDRESS, "g"))) {
      if (!ours.has(address.toLowerCase()) && !/^(?:postmaster|mailer-daemon)@/i.test(address))
        return address.toLowerCase();
    }
  }
  return null;
}

/** Null where no line is lettered, or none of the lettered ones decides while the rest does. */
function judgeChildren(
  words: NewWords,
  role: ReviewerRole,
  policy: ReplyPolicy,
  expected: readonly string[] | undefined,
): { decisions: { child: string; decision: Decision }[]; because: string } | null {
  const { parts, rest } = cutByChild(words.text);
  if (parts.length === 0) return null;
  const judged = parts.map((part) => ({ ...part, ...judge(cutSentences(part.text), role, policy) }));
  const decided = judged.filter(({ decision }) => decision !== "unclear");
  if (decided.length === 0) return null;
  const refuse = (because: string) => ({ decisions: [], because });
  const unread = judged.find(({ decision }) => decision === "unclear");
  if (unread) return refuse(`what it says of child ${unread.children.join(" and ")} does not decide`);
  const forAll = saidOf(cutSentences(rest), role, policy);
  if (forAll.some((answer) => judged.some(({ decision }) => decision !== answer)))
    return refuse("it decides by child and also for all");

  const decisions = new Map<string, Decision>();
  for (const { children, decision } of judged) {
    for (const child of children) {
      if ((decisions.get(child) ?? decision) !== decision)
        return refuse(`it says two things of child ${child}`);
      decisions.set(child, decision);
    }
  }
  const named = [...decisions.keys()].sort();
  if (expected && (expected.length !== named.length || expected.some((child) => !decisions.has(child)))) {
    return refuse(`it decides for ${named.join(", ")}, and was asked about ${expected.join(", ")}`);
  }
  if (!expected && named.length < 2) return refuse(`it decides for child ${named[0]} alone`);
  return {
    decisions: named.map((child) => ({ child, decision: decisions.get(child) as Decision })),
    because: judged.map(({ children, because }) => `${children.join(" and ")}: ${because}`).join("; "),
  };
}

/** "scrap that", "ignore my last": what stands before it no longer counts. */
function withoutRetracted(
  sentences: readonly Sentence[],
  policy: ReplyPolicy,
): { sentences: readonly Sentence[]; retracted: boolean } {
  for (let index = sentences.length - 1; index >= 0; index--) {
    const { words, raw, ...rest } = sentences[index] as Sentence;
    for (let at = words.length - 1; at >= 0; at--) {
      const found = longestAt(policy.retractions, words, at);
      if (!found || words[at - 1] === "not") continue;
      const remainder = { ...rest, words: words.slice(found.end), raw: raw.slice(found.end) };
      return { sentences: [remainder, ...sentences.slice(index + 1)], retracted: true };
    }
  }
  return { sentences, retracted: false };
}

/** "agreed, no": the mail asks one question, and somebody who agrees and says no has answered it. */
function agreesNo(sentences: readonly Sentence[], policy: ReplyPolicy): Judgement | null {
  const words = sentences.flatMap((sentence) =>
    sentence.words.slice(0, -1).concat(sentence.question ? ["?"] : []),
  );
  const found = longestAt(policy.agreedNo, [...words, "$"], 0);
  return found
    ? {
        decision: "no-contact",
        because: `"${found.phrase.written.replace(" $", "")}"`,
        withContact: null,
        onlyFor: null,
      }
    : null;
}
