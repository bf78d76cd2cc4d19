import type { Policy } from "../policy.ts";
import type { Situation } from "../situation.ts";
import { isSignatureLine, saysOnlySentAgain } from "./covering-text.ts";
import { type Sentence, sentencesOf, wordsOf } from "./words.ts";

/** The sentences of the sender's new words and forwarded mail that say more than "sent again" or "any news?". */
export function newsOf(situation: Situation, policy: Policy): readonly Sentence[] {
  const { mail } = situation;
  const names = new Set(
    mail.children.flatMap((child) =>
      wordsOf(`${child.givenNames ?? ""} ${child.familyName ?? ""} ${child.knownAs ?? ""}`),
    ),
  );
  const familiar = {
    names,
    senders: new Set(wordsOf(`${mail.senderName} ${mail.senderAddress}`)),
    // there is no earlier text here: a child named in what is sent may be named
    earlier: names,
  };
  const quoted = new Set(
    mail.chain.flatMap((m) => (m.role === "quoted" ? sentencesOf(m.text).map((s) => s.words.join(" ")) : [])),
  );
  return mail.content
    .filter((block) => block.role !== "attachment")
    .flatMap((block) => {
      const sentences = sentencesOf(block.text).filter((sentence) => !sentence.within);
      const end = sentences.length - 2;
      return sentences.filter(
        (sentence, index) =>
          !quoted.has(sentence.words.join(" ")) &&
          !saysOnlySentAgain(sentence, familiar, policy) &&
          !(index > 0 && index >= end && isSignatureLine(sentence, familiar, policy)),
      );
    });
}
