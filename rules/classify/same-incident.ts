import type { Policy } from "../policy.ts";
import type { Contact } from "../records.ts";
import type { Situation } from "../situation.ts";
import type { Reason } from "../verdict.ts";
import { type Answer, answer, reason } from "./answer.ts";
import { testDuplicate } from "./duplicate.ts";
import { factorsIn, type Matter, matterOf, type Weight, weigh } from "./evidence.ts";
import { findPhrases, holdsPhrase } from "./phrases.ts";
import { recentContacts } from "./window.ts";
import { wordsOf } from "./words.ts";

export interface Weighed {
  readonly contact: Contact;
  readonly score: number;
  readonly weights: readonly Weight[];
  readonly category: "same-incident" | "new-concern";
  /** Evidence for and against about even: said in the note. */
  readonly even: boolean;
  /** The sentence with which another matter begins in a mail that is also about the earlier one (CASS-32). */
  readonly anotherMatter: string | null;
}

/** Evidence this close to nothing either way is called even. */
const EVEN = 0.75;
/** Of older contacts the beginning (some 750 words) is enough to see whether the mail is rather about them. */
const OLDER_CHARS = 4_500;
/** An earlier contact is chosen over a later one only where it fits clearly better. */
const CLEARLY = 2;

/**
 * The same incident with more or other information (CASS-30), or a completely different concern (CASS-32)? Evidence
 * is weighed openly and added up. A mail that holds both is a new concern, and so is one whose evidence is even: the
 * reviewer is the same. The last check: it always answers.
 */
export function incident(situation: Situation, policy: Policy): Answer {
  const weighed = compareWithRecent(situation, policy);
  if (weighed === null) {
    return answer("new-concern", [
      reason("CASS-32", "no earlier contact in the window to compare with", "records"),
    ]);
  }
  return answer(weighed.category, reasonsOf(weighed), { comparedWith: weighed.contact.contactId });
}

export function reasonsOf({
  contact,
  weights,
  score,
  even,
  anotherMatter,
  category,
}: Weighed): readonly Reason[] {
  const rule = category === "same-incident" ? "CASS-30" : "CASS-32";
  const where = `record ${contact.contactId}`;
  return [
    ...weights
      .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .map(({ weight, found }) =>
        reason(
          rule,
          `${weight > 0 ? "for" : "against"} the same incident (${signed(weight)}): ${found}`,
          where,
        ),
      ),
    ...(anotherMatter === null
      ? []
      : [reason("CASS-32", `another matter begins: “${anotherMatter.slice(0, 140)}”`, "mail")]),
    reason(rule, `together ${signed(score)}${even ? ": about even" : ""}`, where),
  ];
}

function signed(weight: number): string {
  return `${weight > 0 ? "+" : ""}${Number(weight.toFixed(2))}`;
}

/**
 * The contact that the mail is about: the one whose evidence is clearly strongest, else the most recent, among those
 * that reach into the window (Part 0.9). null where there is none.
 */
export function compareWithRecent(situation: Situation, policy: Policy): Weighed | null {
  const known = compared.get(situation);
  if (known?.policy === policy) return known.weighed;
  const weighed = weighAll(situation, policy);
  compared.set(situation, { policy, weighed });
  return weighed;
}

// Asked by the last check and again for the comparison; a situation never changes.
const compared = new WeakMap<Situation, { policy: Policy; weighed: Weighed | null }>();

function weighAll(situation: Situation, policy: Policy): Weighed | null {
  const contacts = recentContacts(situation, policy.reviewWindowDays);
  if (contacts.length === 0) return null;
  const matter = matterOf(situation, policy);
  const test = testDuplicate(situation, policy);
  const all = contacts.map((contact, index): Summed => {
    const weights = [...weigh(matter, contact, situation, policy, index === 0 ? undefined : OLDER_CHARS)];
    if (
      test.contact?.contactId === contact.contactId &&
      test.whyNot.startsWith("words only") &&
      nearMiss(test)
    ) {
      weights.push({ weight: 5, found: `the same text but for a few words: ${test.whyNot}` });
    }
    return { contact, weights, score: weights.reduce((sum, { weight }) => sum + weight, 0) };
  });
  const latest = all[0] as Summed;
  const best = all.reduce((a, b) => (b.score > a.score ? b : a), latest);
  const chosen = best.score >= latest.score + CLEARLY && best.score > 0 ? best : latest;
  return judge(matter, chosen, policy);
}

type Summed = Pick<Weighed, "contact" | "weights" | "score">;

function nearMiss(test: { missing: readonly string[]; added: readonly string[] }): boolean {
  return test.missing.length <= 4 && test.added.length < 12;
}

function judge(matter: Matter, { contact, weights, score }: Summed, policy: Policy): Weighed {
  const anotherMatter = score > EVEN ? beginsAnother(matter, contact, policy) : null;
  return {
    contact,
    score,
    weights,
    category: score > EVEN && anotherMatter === null ? "same-incident" : "new-concern",
    even: Math.abs(score) <= EVEN,
    anotherMatter,
  };
}

/** A sentence that says that something else begins, followed by a kind of concern that the earlier contact lacks. */
function beginsAnother(matter: Matter, contact: Contact, policy: Policy): string | null {
  const { beginsAnother: openings } = policy.classify.compare;
  const { sentences } = matter;
  if (!sentences.some((sentence) => holdsPhrase(sentence.words, openings))) return null;
  const known = factorsIn(
    wordsOf(`${contact.subject ?? ""} ${contact.narrative ?? ""}`),
    policy,
    matter.names,
  );
  const narrative = wordsOf(contact.narrative ?? "");
  for (let at = 0; at < sentences.length; at++) {
    const sentence = sentences[at];
    if (!sentence || !holdsPhrase(sentence.words, openings)) continue;
    if (findPhrases(narrative, [sentence.words.slice(0, 6).join(" ")]).length > 0) continue;
    const rest = sentences.slice(at, at + 4).flatMap((s) => s.words);
    const other = [...factorsIn(rest, policy, matter.names)].some((code) => !known.has(code));
    if (other) return sentence.text;
  }
  return null;
}
