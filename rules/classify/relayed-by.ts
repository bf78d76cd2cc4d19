import type { Policy } from "../policy.ts";
import type { Familiar } from "./covering-text.ts";
import { holdsPhrase } from "./phrases.ts";
import { type Sentence, wordsOf } from "./words.ts";

const NAME = "\\p{Lu}\\p{Ll}[\\p{L}'’-]{0,20}";
/** "Denise, could you …", "Toby pls resend": spoken to. */
const SPOKEN_TO = new RegExp(
  `^\\W{0,3}(?:(?:Hi|Hello|Hiya|Dear|Thanks|Morning) )?(${NAME})(?:,\\s| (?:please|pls|plz|(?:can|could|would|will) you)\\b)`,
  "u",
);
/** "Mr Adeyemi", "your colleague Sandra". */
const BY_TITLE = new RegExp(
  `\\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Prof|PC|DC|DS|Sgt|(?:[Yy]our|[Mm]y|[Oo]ur) (?:colleague|receptionist|secretary|manager|duty officer))\\.? (${NAME}(?: ${NAME})?)`,
  "gu",
);
/** "Requested by Debbie in your office". */
const AT_OURS = new RegExp(
  `\\b(?:by|with|from|to|request of) (${NAME}(?: ${NAME})?) (?:in|at|from|of|on) (?:your|the) (?:\\w+ )?(?:office|team|desk|helpline|hub|reception|switchboard|service)\\b`,
  "gu",
);
/** "On behalf of Owen", "as asked by Marion". */
const BEHIND_IT = new RegExp(
  `\\b(?:behalf of|(?:asked|requested|instructed|advised) by) (${NAME}(?: ${NAME})?)`,
  "gu",
);
/** "For Graham, who has had no reply", "for Winston (he is on leave), who …", "Hugh's message, which …". */
const WHOSE_IT_IS = new RegExp(
  `\\b(?:(?:for|from) (${NAME}(?: ${NAME})?)(?: \\([^()]{1,40}\\))?,? who|(${NAME}['’]s) (?:message|e-?mail),? which)\\b([^.!?]{0,90})`,
  "gu",
);
/** "Tunde thinks it bounced", "Lowri says hers came back", "Anna asked me to send this". */
const WHO_SAYS = new RegExp(
  `(?<![\\p{L}])(${NAME}) (?:(?:has )?asked|asks|wants|wanted|thinks|thought|says|said|reckons|tells me|told me|believes)\\b([^.!?]{0,90})`,
  "gu",
);

/**
 * Names of colleagues who have this sent on, whom the mail does not otherwise know: spoken to, titled, or said to ask
 * that it be sent, to think that it did not arrive or to wait for its answer. Never a name that the earlier referral
 * holds, unless its sender's, nor a child's.
 */
export function namesPassingOn(
  { text }: Pick<Sentence, "text">,
  familiar: Familiar,
  policy: Policy,
): ReadonlySet<string> {
  const { sending } = policy.classify.compare;
  const start = text.slice(0, 400);
  const found = [
    SPOKEN_TO.exec(start)?.[1],
    ...[...start.matchAll(BY_TITLE), ...start.matchAll(AT_OURS), ...start.matchAll(BEHIND_IT)].map(
      (match) => match[1],
    ),
    ...[...start.matchAll(WHOSE_IT_IS)].flatMap(([, passer, writer, tail]) =>
      holdsPhrase(wordsOf(tail ?? ""), sending) ? [passer ?? writer] : [],
    ),
    ...[...start.matchAll(WHO_SAYS)].flatMap((match) =>
      holdsPhrase(wordsOf(match[2] ?? ""), sending) ? [match[1]] : [],
    ),
  ];
  const words = found.flatMap((name) => wordsOf(name ?? ""));
  return new Set(
    words.filter(
      (word) => !familiar.names.has(word) && (!familiar.earlier.has(word) || familiar.senders.has(word)),
    ),
  );
}
