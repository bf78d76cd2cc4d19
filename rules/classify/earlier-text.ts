import type { Policy } from "../policy.ts";
import type { Contact } from "../records.ts";
import type { Situation } from "../situation.ts";
import { type Piece, piecesOf } from "./content.ts";
import { asksWhatBecame, newsOf } from "./news.ts";
import { sentencesOf, wordsOf } from "./words.ts";

/** A shorter text than this may be in another by chance. */
const SHORTEST_TEXT = 12;
const NEARLY_ALL = 0.9;

/**
 * How the mail itself points at this contact: by enclosing its very text, or by quoting it and asking what became of it.
 * In words; null where it does neither. A reply quotes whatever stood below: that alone points at nothing.
 */
export function pointsAt(contact: Contact, situation: Situation, policy: Policy): string | null {
  const { mail } = situation;
  if (piecesOf(situation).some((piece) => isTextOf(contact, piece)))
    return "it encloses the text of that contact";
  const asking = mail.content
    .filter(({ role }) => role === "new")
    .flatMap(({ text }) => sentencesOf(text))
    .find((sentence) => asksWhatBecame([sentence], policy));
  if (asking === undefined) return null;
  const quotes = mail.chain.some(
    ({ role, text, setApart }) => role === "quoted" && isSameText(contact, [text, ...setApart].join("\n")),
  );
  return quotes
    ? `it asks what became of that contact, which it quotes: “${asking.text.slice(0, 140)}”`
    : null;
}

/** What the mail says, without what it encloses of earlier contacts unchanged, where it says anything beside that. */
export function piecesToWeigh(situation: Situation, policy: Policy): readonly Piece[] {
  const pieces = piecesOf(situation);
  const fresh = pieces.filter((piece) => !situation.contacts.some((contact) => isTextOf(contact, piece)));
  if (fresh.length === pieces.length) return pieces;
  const texts = fresh.map(({ text }) => text);
  const tells =
    fresh.some(({ role }) => role === "attachment") ||
    newsOf(situation, policy).some((sentence) => texts.some((text) => text.includes(sentence.text)));
  return tells ? fresh : pieces;
}

function isTextOf(contact: Contact, { role, text }: Piece): boolean {
  return role !== "new" && isSameText(contact, text);
}

/** The same words, a greeting or signature more or less. */
function isSameText({ narrative }: Contact, text: string): boolean {
  const [shorter = 0, longer = 0] = [narrative?.length ?? 0, text.length].sort((a, b) => a - b);
  // long histories are compared here: most texts are not nearly as long as the other
  if (shorter < longer / 2) return false;
  const before = wordsOf(narrative ?? "");
  if (before.length < SHORTEST_TEXT) return false;
  const words = wordsOf(text);
  return shareFoundIn(before, words) >= NEARLY_ALL && shareFoundIn(words, before) >= NEARLY_ALL;
}

function shareFoundIn(words: readonly string[], other: readonly string[]): number {
  const known = new Set(other);
  return words.filter((word) => known.has(word)).length / Math.max(words.length, 1);
}
