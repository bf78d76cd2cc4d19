import { longestAt } from "./phrases.ts";
import type { ReplyPolicy } from "./policy.ts";
import { cutSentences } from "./sentences.ts";

/** Where a decision word may end: behind it come a mark, "please", brackets or the end of the line. */
const BREAK = /[\s.,:;!?()/–—-]/;
const LONGEST_WORD = 60;

/** The reviewer's words without the decision word that opens them; all of them where none does. */
export function rationaleOf(text: string, policy: ReplyPolicy): string {
  const words = Object.values(policy.words).flat();
  for (let end = Math.min(LONGEST_WORD, text.length); end > 1; end--) {
    if (end < text.length && !BREAK.test(text[end] as string)) continue;
    const [sentence, ...others] = cutSentences(text.slice(0, end));
    if (!sentence || others.length > 0) continue;
    const found = longestAt(words, sentence.words, 0);
    if (found && sentence.words[found.end] === "$") {
      return text
        .slice(end)
        .replace(/^[\s.,:;!*_)–—-]+/, "")
        .replace(/^(?:please|pls|plz)\b[\s.,:;!–—-]*/i, "")
        .trim();
    }
  }
  return text;
}
