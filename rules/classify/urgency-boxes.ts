import type { Reason } from "../verdict.ts";
import { findPhrases, holdsPhrase } from "./phrases.ts";
import type { UrgencyPolicy } from "./policy.ts";
import { asksAboutRules, isDenied, isGeneral, quote } from "./urgency-scope.ts";
import { type Sentence, wordsOf } from "./words.ts";

/** "Please treat as urgent": unless denied, general advice, or the name of a box. */
export function statedIn(sentences: readonly Sentence[], where: string, words: UrgencyPolicy): Reason[] {
  return sentences.flatMap((sentence) => {
    if (sentence.field && isBoxOf(sentence.field, words)) return [];
    if (isGeneral(sentence, words) || asksAboutRules(sentence)) return [];
    const stated = findPhrases(sentence.words, words.stated).find(
      (found) => !isDenied(sentence, found, words),
    );
    return stated ? [quote("GAP-08", `the sender says "${stated.phrase}"`, sentence, where)] : [];
  });
}

/** A ticked box: "Is the child in immediate danger? Yes"; a child not safe to go home; a grade of high or red. */
export function boxesIn(sentences: readonly Sentence[], where: string, words: UrgencyPolicy): Reason[] {
  return sentences.flatMap((sentence): Reason[] => {
    if (!sentence.field) {
      const graded = findPhrases(sentence.words, words.gradedPhrases).find(
        (found) => !isDenied(sentence, found, words),
      );
      return graded ? [quote("GAP-08", `graded: "${graded.phrase}"`, sentence, where)] : [];
    }
    const label = wordsOf(sentence.field.label);
    const answered = answerOf(sentence.field.value);
    if (holdsPhrase(label, words.safeBoxes)) {
      return answered === "no"
        ? [quote("GAP-08", "the form says that the child is not safe", sentence, where)]
        : [];
    }
    if (holdsPhrase(label, words.boxes) && (answered === "yes" || startsHigh(sentence.field.value, words))) {
      return [quote("GAP-08", "the form's box for urgency or immediate danger is ticked", sentence, where)];
    }
    if (isGradedLabel(label, words) && startsHigh(sentence.field.value, words)) {
      return [quote("GAP-08", "graded high", sentence, where)];
    }
    return [];
  });
}

function isBoxOf(field: { label: string; value: string }, words: UrgencyPolicy): boolean {
  const label = wordsOf(field.label);
  // "Urgent please: the family have been put out this morning" is a sentence, not a box
  if (label.length <= 3 && wordsOf(field.value).length > 6) return false;
  return (
    holdsPhrase(label, words.boxes) ||
    holdsPhrase(label, words.safeBoxes) ||
    holdsPhrase(label, words.stated) ||
    isGradedLabel(label, words)
  );
}

/** A graded box has a short label: "Risk", "DASH grade", not a question about risks. */
function isGradedLabel(label: readonly string[], words: UrgencyPolicy): boolean {
  return label.length <= 4 && holdsPhrase(label, words.gradedBoxes);
}

function startsHigh(value: string, words: UrgencyPolicy): boolean {
  const said = wordsOf(value.slice(0, 80));
  if (said.length > 6 || said.includes("options"))
    return said.length > 0 && words.highGrades.includes(said[0] as string) && !said.includes("options");
  return findPhrases(said, words.highGrades).some(
    (found) => found.from <= 1 && !["not", "no", "non"].includes(said[found.from - 1] ?? ""),
  );
}

/** Yes, no, or neither. "☒ Yes ☐ No" is yes; "Yes / No" is neither. */
export function answerOf(value: string): "yes" | "no" | null {
  const text = value.toLowerCase().slice(0, 200);
  const ticked =
    /(?:☒|☑|✓|✔|\[x\]|\(x\))\s*(yes|no)\b/.exec(text) ?? /\b(yes|no)\s*(?:☒|☑|✓|✔|\[x\]|\(x\))/.exec(text);
  if (ticked) return ticked[1] as "yes" | "no";
  if (/^\s*(?:yes\s*[/|]\s*no|☐)/.test(text)) return null;
  const first = wordsOf(text)[0];
  if (first === "yes" || first === "y" || first === "true" || first === "x") return "yes";
  if (first === "no" || first === "n" || first === "false" || first === "not") return "no";
  return null;
}
