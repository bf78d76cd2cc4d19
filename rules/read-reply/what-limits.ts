import { clauseEnd } from "./clauses.ts";
import { couldBeName } from "./name-words.ts";
import { longestAt } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";

/** Between a decision and what limits it. */
const IN_BETWEEN = new Set(["please", "up", "again", "then", "now", "out", ","]);
const NOTHING = new Set(["no", "not", "nothing", "none"]);

/**
 * What follows a decision and makes it one for some of the children, for somebody else to carry out, or for later: "for the
 * older two", "for Mia, not for Jayden", "by Leeds", "when the hospital replied"; with `closing`, also what speaks against it
 * ("nothing for us, *but* …"). null where nothing does.
 */
export function limitedBy(
  sentence: Sentence,
  end: number,
  closing: boolean,
  policy: ReplyPolicy,
): string | null {
  const { words, raw } = sentence;
  let at = end;
  while (IN_BETWEEN.has(words[at] as string)) at++;
  const limit = longestAt(policy.limits, words, at, raw) ?? longestAt(policy.limits, words, end, raw);
  if (limit) return `it is limited: "${words.slice(at, limit.end).join(" ")}"`;
  if ((words[at] === "for" || words[at] === "on") && namesOneOf(words, raw, at))
    return "it may be meant for one child alone";
  if (!closing) return null;
  const against =
    longestAt(policy.contrasts, words, clauseEnd(words, end), raw) ??
    longestAt(policy.contrasts, words, clauseEnd(words, end) + 1, raw);
  return against
    ? `it goes on "${words
        .slice(against.end - 1, against.end + 3)
        .join(" ")
        .replace(" $", "")}"`
    : null;
}

/** "for Maisie but not …", "for Lily only". */
function namesOneOf(words: readonly string[], raw: readonly string[], from: number): boolean {
  return words.some(
    (word, at) =>
      at > from &&
      (word === "only" ||
        (NOTHING.has(word) &&
          (/^(?:for|on|the|contact)$/.test(words[at + 1] ?? "") || couldBeName(raw[at + 1] ?? "")))),
  );
}
