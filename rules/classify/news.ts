import type { Policy } from "../policy.ts";
import type { Situation } from "../situation.ts";
import { isAdviceToAll } from "./advice-to-all.ts";
import { isSignatureLine, saysOnlySentAgain } from "./covering-text.ts";
import { findPhrases } from "./phrases.ts";
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
          !isAdviceToAll(sentence) &&
          !isAvailability(sentence) &&
          !quoted.has(sentence.words.join(" ")) &&
          !saysOnlySentAgain(sentence, familiar, policy) &&
          !(index > 0 && index >= end && isSignatureLine(sentence, familiar, policy)),
      );
    });
}

const AVAILABILITY =
  /^(?:i am|i'm|i’m|we are|i will be|i'll be) (?:usually |normally |back |only )?(?:in|at|on) (?:school|the office|my office|my desk|work|surgery|clinic|site|leave|college|nursery)\b(?: (?:until|till|from|to|at|on|and|most|all|day|days|every|week|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|morning|mornings|afternoons?|today|tomorrow|am|pm|noon|[\d.:]{1,5}(?:am|pm)?)[,.]?){0,12}\.?$/i;

/** "I am in school until 4.30 most days": when the sender can be reached. */
function isAvailability({ text }: Sentence): boolean {
  return AVAILABILITY.test(text.slice(0, 200).trim());
}

const OTHERS = new Set(
  "caller callers mum mums mother mothers dad dads father fathers parent parents he she they family carer carers neighbour neighbours nan gran grandmother child children referrer patient landlord tenant".split(
    " ",
  ),
);
const OWN = new Set("i we me us our my ive weve im nobody anybody anyone".split(" "));

/** Do the sender's words ask what became of an earlier referral (SAF-07)? "The caller has heard nothing since" does not. */
export function asksWhatBecame(sentences: readonly Sentence[], policy: Policy): boolean {
  return sentences.some(({ words }) =>
    findPhrases(words, policy.classify.compare.chasing).some(({ from }) => {
      for (let i = from - 1; i >= 0 && i >= from - 6; i--) {
        const word = words[i] as string;
        if (OWN.has(word)) return true;
        if (OTHERS.has(word)) return false;
      }
      return true;
    }),
  );
}
