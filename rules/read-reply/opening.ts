import { CLAUSE_MARKS, findPhrase, longestAt, matchAt } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";

/** Where the sentence begins behind "Hi Jo," "Yes," "My decision is". */
export function openingEnd(sentence: Sentence, policy: ReplyPolicy): number {
  const { words } = sentence;
  let at = nameEnd(sentence, policy);
  for (let steps = 0; steps < 6; steps++) {
    const word = words[at];
    if (word !== undefined && CLAUSE_MARKS.has(word)) {
      at++;
      continue;
    }
    const lead = longestAt([...policy.mayPrecede, ...policy.greetings], words, at);
    if (!lead || isDecisionWord(words, at, policy)) return at;
    at = lead.end;
    if (findPhrase(policy.greetings, words, lead.end - 1, lead.end)) at = nameAfter(words, at);
  }
  return at;
}

/** "Jo -", "Jo,", "Priya and Joel:": up to three capitalised words and a mark. */
function nameEnd(sentence: Sentence, policy: ReplyPolicy): number {
  for (let at = 0; at < 4; at++) {
    const word = sentence.words[at];
    const raw = sentence.raw[at];
    if (word === undefined || raw === undefined) return 0;
    if (at > 0 && (word === "," || word === "-" || word === ":")) return at + 1;
    const isName = /^\p{Lu}[\p{L}']*$/u.test(raw) || word === "and" || word === "&";
    const first =
      at === 0 &&
      (longestAt(policy.negations, sentence.words, 0) || longestAt(policy.mayPrecede, sentence.words, 0));
    if (!isName || first || isDecisionWord(sentence.words, at, policy)) return 0;
  }
  return 0;
}

function isDecisionWord(words: readonly string[], at: number, policy: ReplyPolicy): boolean {
  return Object.values(policy.words).some((phrases) =>
    phrases.some((phrase) => matchAt(phrase, words, at) !== null),
  );
}

function nameAfter(words: readonly string[], at: number): number {
  for (let ahead = at; ahead < at + 4; ahead++) {
    const word = words[ahead];
    if (word === "," || word === "-" || word === ":") return ahead + 1;
  }
  return at;
}
