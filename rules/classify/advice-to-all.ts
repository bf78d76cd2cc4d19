import type { Sentence } from "./words.ts";

const CONDITION = /^\W*(?:please )?(?:if|in (?:an?|the|case|any)|should|where|when|for|outside|out of)\b/i;
const ANYONE =
  /^\W*(?:if|where|should) (?:your|you|this|the matter|the query|it is|there|a|any|anyone|anybody|someone|somebody|children)\b/i;
const CALL = /\b(?:call|dial|phone|ring|contact|telephone)\b/i;
const NUMBER_FOR_ALL =
  /\b(?:999|101|111|112|police|emergency services?|helpline|duty team|out[- ]of[- ]hours)\b/i;
const ABOUT_THE_MAIL =
  /\b(?:this|the) (?:e-?mail|message|communication|transmission|inbox|mailbox)\b.{0,80}\b(?:confidential|intended|privileged|addressee|monitored|generated|virus|recipient|automatically)|\bdo not reply\b|\bnot the intended recipient\b|\bare emergencies\b|\b(?:subject access|personal data|article 15|freedom of information)\b|\bgenerated automatically\b|\bautomatically generated\b/i;

/** "If a child is in danger call 999", "this e-mail is confidential": written below every mail, and said of nobody. */
export function isAdviceToAll({ text }: Pick<Sentence, "text">): boolean {
  const start = text.slice(0, 600);
  if (!CALL.test(start)) return ABOUT_THE_MAIL.test(start);
  return (
    ANYONE.test(start) || (CONDITION.test(start) && NUMBER_FOR_ALL.test(start)) || ABOUT_THE_MAIL.test(start)
  );
}
