import { CLAUSE_WORDS, clauseStart } from "./clauses.ts";
import { couldBeName } from "./name-words.ts";
import { CLAUSE_MARKS, findPhrase } from "./phrases.ts";
import type { OpeningWords, ReplyPolicy } from "./policy.ts";
import type { Sentence } from "./sentences.ts";

/** "formally", "honestly": an adverb changes nothing, but these deny, doubt or tell of before, or are none. */
const NOT_HARMLESS = new Set(
  "ordinarily,ideally,theoretically,technically,hopefully,generally,occasionally,sometimes,only,hardly,barely,scarcely,rarely,unlikely,possibly,probably,potentially,presumably,likely,nearly,supposedly,allegedly,apparently,reportedly,initially,previously,originally,formerly,normally,usually,reply,apply,supply,rely,july,emily,molly,holly,billy,lily,sally,kelly,polly,italy,recently,wrongly,mistakenly,accidentally".split(
    ",",
  ),
);
/** "tell them *that we are opening*": what others are to be told is decided. */
const TELLS = new Set(["tell", "inform", "advise", "note", "know"]);

/** The words of a clause in front of what it does, all of them known. */
export interface ClauseFront {
  readonly from: number;
  readonly words: readonly string[];
  /** Nothing unknown stands before it in its clause. */
  readonly opensClause: boolean;
}

/**
 * The words in front of `at` in its clause, as far back as they are known to leave what follows as it is. Where an unknown one
 * stands before them, the clause must begin anew: "having read both *I would* open". null where it does not, for then nobody
 * knows what the unknown one does to it ("mum wants us to open", "hesitant about closing").
 * @param behind Nothing before this place is looked at: it belongs to something else.
 * @param isOrder What stands at `at` is an order, which "and" and "please" may begin.
 */
export function clauseFront(
  sentence: Sentence,
  at: number,
  behind: number,
  isOrder: boolean,
  policy: ReplyPolicy,
): ClauseFront | null {
  const { opening } = policy;
  const { words } = sentence;
  let from = at;
  while (from > behind && isKnown(sentence, from - 1, opening) && !beginsAfterAnd(words, from, opening))
    from--;
  const before = words[from - 1];
  if (from === 0 || from === behind || before === "and" || endsClause(words, from - 1))
    return { from, words: words.slice(from, at), opensClause: true };

  const and = words.lastIndexOf("and", at - 1);
  const anew = words.findIndex((word, index) => index >= from && index < at && opening.beginsAnew.has(word));
  if (isOrder && (words[at - 1] === "and" || words[at - 1] === "please")) from = at;
  else if (anew >= 0) from = anew;
  else if (and >= from) from = and + 1;
  else return null;
  const unread = words.slice(clauseStart(words, from), from);
  if (unread.some((word) => opening.negators.has(word) || NOT_HARMLESS.has(word))) return null;
  const told = words[from - 1] === "that" && words.slice(0, from).some((word) => TELLS.has(word));
  if (opening.leadsElsewhere.has(words[from - 1] as string) && !told) return null;
  if (findPhrase(policy.reports, words, 0, from, sentence.raw)) return null;
  return { from, words: words.slice(from, at), opensClause: false };
}

function isKnown({ words, raw }: Sentence, at: number, opening: OpeningWords): boolean {
  const word = words[at] as string;
  if (CLAUSE_MARKS.has(word) || CLAUSE_WORDS.has(word)) return false;
  if (opening.mayPrecede.has(word)) return true;
  if (word.length > 4 && word.endsWith("ly")) return !NOT_HARMLESS.has(word);
  return words[0] === "neither" && couldBeName(raw[at] as string);
}

/** "no to a visit and *no to* a contact", "… and *you do not* need to open". */
function beginsAfterAnd(words: readonly string[], from: number, opening: OpeningWords): boolean {
  const next = words[from] as string;
  return (
    words[from - 1] === "and" && (opening.negators.has(next) || /^(?:i|we|you|it|this|there)$/.test(next))
  );
}

/** Whether a clause ends before the word at this place: a mark, a word that opens another, the end of the sentence. */
export function endsClause(words: readonly string[], at: number): boolean {
  const word = words[at];
  return word === undefined || word === "$" || CLAUSE_MARKS.has(word) || CLAUSE_WORDS.has(word);
}
