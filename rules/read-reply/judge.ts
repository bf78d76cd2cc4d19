import type { ReviewerRole } from "../situation.ts";
import type { Answer, Decision } from "./decision.ts";
import { type Answers, findAnswers } from "./find-answers.ts";
import { findPhrase } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";
import { type Finding, NEGATED } from "./what-blocks.ts";

export interface Judgement {
  readonly decision: Exclude<Decision, "auto-reply" | "bounce">;
  readonly because: string;
  readonly withContact: boolean | null;
  /** The one child for whom it is, as written; null where none is named. */
  readonly onlyFor: string | null;
}

const FINAL = new Set<Answer>(["new-contact", "no-contact", "visit", "taken-forward"]);

/** Who may give which decision (Part 0.6). "none": the role is not known, so every word is read. */
const GIVEN_BY: Partial<Record<Answer, readonly ReviewerRole[]>> = {
  visit: ["early-help-manager", "none"],
  "taken-forward": ["cass-team-manager", "none"],
};

/** One decision, or "unclear" with the reason: contradiction, condition, doubt, question, or nothing that decides. */
export function judge(sentences: readonly Sentence[], role: ReviewerRole, policy: ReplyPolicy): Judgement {
  const answers = findAnswers(sentences, policy);
  const offered = answers.findings.filter((finding) => isOffered(finding.answer, role));
  const notOffered = answers.findings.find(
    (finding) => finding.kind === "word" && finding.blocked === null && !isOffered(finding.answer, role),
  );
  const mayBeVisit =
    role === "early-help-manager" ? sentences.map((sentence) => ownActionIn(sentence, policy)) : [];
  const own = mayBeVisit.find((found) => found !== null) ?? null;
  if (notOffered) return unclear(`"${notOffered.written}" is not a decision that this reviewer can give`);
  const judged = weigh(offered, answers);
  const opened = judged.decision === "visit" ? unreadOpening(sentences, answers.findings) : null;
  if (opened !== null) return unclear(`it says ${judged.because}, and "${opened}" may mean a contact`);
  return own !== null && judged.decision === "no-contact"
    ? unclear(`it says ${judged.because}, and "${own}" may mean a visit`)
    : judged;
}

/** All that a text says, each answer on its own, whether they agree or not. */
export function saidOf(
  sentences: readonly Sentence[],
  role: ReviewerRole,
  policy: ReplyPolicy,
): readonly Answer[] {
  const { findings } = findAnswers(sentences, policy);
  return findings.flatMap(({ answer, blocked }) =>
    blocked !== NEGATED && FINAL.has(answer) && isOffered(answer, role) ? [answer] : [],
  );
}

function ownActionIn({ words, raw }: Sentence, policy: ReplyPolicy): string | null {
  const found = findPhrase(policy.ownAction, words, 0, words.length, raw);
  if (!found || words.slice(0, found.end).some((word) => word === "not" || word === "no")) return null;
  return raw.slice(found.start, found.end).join(" ");
}

/** "we'll visit *and you open one*": an opening that was not read as none. */
function unreadOpening(sentences: readonly Sentence[], findings: readonly Finding[]): string | null {
  for (const [index, { words, raw }] of sentences.entries()) {
    if (findings.some(({ sentence, answer }) => sentence === index && answer === "no-contact")) continue;
    const at = words.findIndex(
      (word, place) =>
        /^(?:open|opened|opening)$/.test(word) ||
        (word === "contact" && /^(?:a|new|another)$/.test(words[place - 1] ?? "")),
    );
    if (at >= 0 && !words.slice(0, at).some((word) => word === "not" || word === "no"))
      return raw.slice(Math.max(0, at - 1), at + 1).join(" ");
  }
  return null;
}

function isOffered(answer: Answer, role: ReviewerRole): boolean {
  return GIVEN_BY[answer]?.includes(role) ?? true;
}

function weigh(findings: readonly Finding[], { doubts, keptOpen, asked }: Answers): Judgement {
  const counting = findings.filter(({ blocked }) => blocked === null);
  const finals = counting.filter(({ answer }) => FINAL.has(answer));
  const others = counting.filter(({ answer }) => !FINAL.has(answer));
  const first = counting[0];
  const opensWithWord = first?.kind === "word" && first.opens;

  if (finals.length === 0) return withoutFinal(findings, others, keptOpen, asked);

  const said = new Set(finals.map(({ answer }) => answer));
  const only = soleAnswer(said, finals);
  if (only === null) return unclear(`it says both ${quoted(finals)}`);
  if (keptOpen) return unclear(`it says ${quoted(finals)}, and wants something first`);
  if (doubts.length > 0) return unclear(`it says ${quoted(finals)}, and then "${doubts[0]}"`);
  const against = findings.find(
    ({ answer, blocked }) =>
      blocked !== null && blocked !== NEGATED && FINAL.has(answer) && !said.has(answer),
  );
  if (against) return unclear(`it says ${quoted(finals)}, but also "${against.written}": ${against.blocked}`);
  const other = others[0];
  const alsoWanted =
    other?.kind === "wording" &&
    ((opensWithWord && FINAL.has(first.answer)) ||
      (only === "new-contact" && (other.answer === "more-info" || first?.answer === only)));
  if (other && !alsoWanted) {
    return unclear(`it says ${quoted(finals)}, and also "${other.written}"`);
  }
  const word =
    finals.find(({ answer, kind }) => answer === only && kind === "word") ??
    finals.find(({ answer }) => answer === only);
  return {
    decision: only,
    because: `"${word?.written}"${word?.kind === "word" ? "" : " in the reviewer's own wording"}`,
    withContact: only === "taken-forward" ? contactOf(said) : null,
    onlyFor: finals.find(({ behind }) => behind !== null)?.behind ?? null,
  };
}

/** Two answers are one where the second only says what the first means. */
function soleAnswer(
  said: ReadonlySet<Answer>,
  finals: readonly Finding[],
): "new-contact" | "no-contact" | "visit" | "taken-forward" | null {
  if (said.has("taken-forward")) {
    const contradicts = said.has("visit") || (said.has("new-contact") && said.has("no-contact"));
    return contradicts ? null : "taken-forward";
  }
  if (said.size === 1) return [...said][0] as "new-contact" | "no-contact" | "visit";
  // a visit is asked for instead of a contact: "no new contact, Carol will visit"; typed words that differ are asked back
  const [opening] = finals;
  const typedNo = opening?.answer === "no-contact" && opening.kind === "word" && opening.opens;
  const typedVisit = finals.some(({ answer, kind }) => answer === "visit" && kind === "word");
  if (said.size === 2 && said.has("visit") && said.has("no-contact") && (typedVisit || !typedNo))
    return "visit";
  return null;
}

function contactOf(said: ReadonlySet<Answer>): boolean | null {
  if (said.has("new-contact")) return true;
  return said.has("no-contact") ? false : null;
}

function withoutFinal(
  findings: readonly Finding[],
  others: readonly Finding[],
  keptOpen: boolean,
  asked: string | null,
): Judgement {
  const more = others.find(({ answer }) => answer === "more-info");
  const reassign = others.find(({ answer }) => answer === "reassign");
  const first = others[0];
  if (more && reassign && keptOpen)
    return { decision: "more-info", because: `"${more.written}"`, withContact: null, onlyFor: null };
  if (more && reassign && !(first?.kind === "word" && first.opens)) {
    return unclear(
      `it asks for information ("${more.written}") and passes the decision on ("${reassign.written}")`,
    );
  }
  const doubted = findings.find(
    ({ answer, blocked }) => blocked !== null && blocked !== NEGATED && FINAL.has(answer),
  );
  if (first?.answer === "reassign" && first.kind === "wording" && doubted)
    return unclear(`it says "${doubted.written}", but ${doubted.blocked}`);
  if (first && (first.answer === "more-info" || first.answer === "reassign")) {
    return { decision: first.answer, because: `"${first.written}"`, withContact: null, onlyFor: null };
  }
  const blocked = findings[0];
  if (blocked) return unclear(`it says "${blocked.written}", but ${blocked.blocked}`);
  if (keptOpen && asked !== null)
    return {
      decision: "more-info",
      because: `it wants something first: "${asked}"`,
      withContact: null,
      onlyFor: null,
    };
  return unclear(
    keptOpen
      ? "it wants something first, and does not say what"
      : "it holds no decision word and no wording that decides beyond doubt",
  );
}

function unclear(because: string): Judgement {
  return { decision: "unclear", because, withContact: null, onlyFor: null };
}

function quoted(finals: readonly Finding[]): string {
  return [...new Set(finals.map(({ written }) => `"${written}"`))].join(" and ");
}
