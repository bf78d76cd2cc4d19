import type { ContentBlock, Fact, MailPart } from "./mail.ts";

/** A passage that is not in English, or words that say a text was translated (IN-09). */
export interface ForeignPassage {
  /** "Polish", "a language that is not recognised"; null where the text only says that it was translated. */
  readonly language: string | null;
  /** Its beginning, as written. */
  readonly written: string;
  readonly where: string;
  readonly confidence: Fact["confidence"];
  /** Share of the block's words that stand in it, 0 to 1. */
  readonly share: number;
}

/** Words that sentences of a language can not do without, and that English does not have. Without accents. */
const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  Albanian: "dhe nje nuk eshte jane per qe me te ne kjo kete ka si por nga pas tij saj i e",
  Czech:
    "jsem jsou neni ale jako jeho jeji ktery ktera ktere protoze kdyz byl byla bylo se ze na ve aby od pro uz jen",
  French:
    "je ne pas les des une est sont dans avec pour qui que il elle nous vous mon ma sa son du au et mais elles ont",
  German:
    "und ist nicht ich sie wir das der dem den ein eine mit auf fur von zu hat sind aber auch sich wenn dass haben bei",
  Hungarian:
    "es nem hogy egy van volt csak mert meg azt ezt nagyon aki ami mint vagy de az azert nekem neki fia lanya",
  Italian:
    "il che non una della dei sono per con mio mia suo sua gli le nel anche questo questa ha ho perche molto lui lei di",
  Lithuanian: "ir ne kad yra buvo mano jis ji tai kaip bet su apie nuo kai labai jo jos del mes jau turi",
  Polish:
    "sie nie jest ze na do to jak ale juz tylko moj moja jego jej ktory ktora byl byla co przez od po dla mnie przed on ona i a w z go",
  Portuguese:
    "nao uma que com para meu minha ele ela seu sua mas mais foi esta muito porque dos das em ao da os e tem",
  Romanian:
    "si nu este sunt care pentru din cu la mai dar foarte fost lui ei meu mea asta acest sau fiind dupa ca sa pe el ea o",
  Slovak:
    "som nie je ale ako jeho jej ktory ktora pretoze ked bol bola bolo sa ze na vo aby od pre uz len si",
  Somali:
    "waa waxa waxaa iyo oo ka ku ah aan ayaa uu ay inuu inay ma lagu laakiin markii kale wuxuu waxay waxuu buu",
  Spanish:
    "que no el la los las una es esta con por para mi su pero muy porque ella como se del al son tiene ha y",
  Swahili:
    "na ya wa kwa ni katika hii hiyo lakini sana yake wake yangu wangu kuwa kama alikuwa ana mtoto la za",
  Turkish:
    "bir ve bu da de icin ile cok ama gibi degil var yok ben o onun benim olarak daha sonra ne mi kadar",
  Welsh:
    "mae yn yr ar ei eu wedi ond gan hi fe dydy oes rhieni hwn hon bod ddim roedd plentyn mewn iddi iddo ac y o",
};

const ENGLISH = wordSet(
  "the of and to in is was that for on with he she his her they at by not are be this have from or had it as has been were we an their who which will would can could about there when said told what but if so no do does did my our your you i a me him them after before into up out than also any all please some see home school mum mother dad father child was",
);
/** `own`: words that English does not have; words of both tell nothing. */
const OTHERS = Object.entries(FUNCTION_WORDS).map(([language, words]) => {
  const all = wordSet(words);
  return { language, own: without(all, ENGLISH), english: without(ENGLISH, all) };
});

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["a language in Cyrillic script", /\p{Script=Cyrillic}/gu],
  ["a language in Arabic script", /\p{Script=Arabic}/gu],
  ["Greek", /\p{Script=Greek}/gu],
  ["Hebrew", /\p{Script=Hebrew}/gu],
  ["a language in Devanagari script", /\p{Script=Devanagari}/gu],
  ["Bengali", /\p{Script=Bengali}/gu],
  ["Punjabi", /\p{Script=Gurmukhi}/gu],
  ["Gujarati", /\p{Script=Gujarati}/gu],
  ["Tamil", /\p{Script=Tamil}/gu],
  ["Amharic or Tigrinya", /\p{Script=Ethiopic}/gu],
  ["Thai", /\p{Script=Thai}/gu],
  ["Korean", /\p{Script=Hangul}/gu],
  ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Chinese", /\p{Script=Han}/gu],
];

const BEYOND_LATIN = /[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufaff]/;

const TRANSLATED =
  /\b(?:google translate|deepl|(?:machine|automatic(?:ally)?|auto)[- ]translat(?:ed|ion)|translated (?:by|from|with|using|via|into)|translation (?:of|from) (?:the|my|her|his|a) |(?:sorry|excuse me) for (?:my|the) (?:bad |poor )?english|(?:used|using) (?:an? )?(?:app|translator) to translate)/i;

const MOST_CHARS = 100_000;
const FEWEST_WORDS = 8;
const FEWEST_LETTERS = 12;

/**
 * Passages that are not in English and words that say a text was translated, for a person to look at (IN-09). Judged by
 * the letters, and by the share of the small words that sentences are made of; names, addresses and lists have none
 * and are never called foreign.
 */
export function findForeignPassages(blocks: readonly ContentBlock[]): ForeignPassage[] {
  return blocks.flatMap((block) => {
    const text = block.text.slice(0, MOST_CHARS);
    const total = Math.max(1, wordsOf(text).length);
    const found = new Map<string, ForeignPassage>();
    for (const { passage, at } of passagesOf(text)) {
      const judged = judge(passage);
      if (!judged) continue;
      const share = wordsOf(passage).length / total;
      const before = found.get(judged.language);
      found.set(
        judged.language,
        before
          ? { ...before, share: before.share + share }
          : {
              ...judged,
              written: beginning(passage),
              where: `${block.where}, characters ${at} to ${at + passage.length}`,
              share,
            },
      );
    }
    const said = TRANSLATED.exec(text);
    const translated: ForeignPassage[] = said
      ? [
          {
            language: null,
            written: beginning(text.slice(said.index)),
            where: `${block.where}, characters ${said.index} to ${said.index + said[0].length}`,
            confidence: "likely",
            share: 0,
          },
        ]
      : [];
    return [...found.values(), ...translated];
  });
}

/** The facts that these passages make: kind "language", value "text in Polish" or "translated text". */
export function factsOfLanguage(passages: readonly ForeignPassage[]): Fact[] {
  return passages.map(({ language, written, where, confidence }) => ({
    kind: "language",
    value: language === null ? "translated text" : `text in ${language}`,
    written,
    where,
    confidence,
  }));
}

/** From this share of its words on, a part in another language was not read as far as we are concerned. */
const MOST_FOREIGN = 0.4;

/** The parts, where one that is mostly in another language is only partly read, which brings a person to it. */
export function partsBesideLanguage(
  parts: readonly MailPart[],
  passages: readonly ForeignPassage[],
): readonly MailPart[] {
  const foreign = passages.filter(
    ({ share, confidence }) => share >= MOST_FOREIGN && confidence !== "unsure",
  );
  if (foreign.length === 0) return parts;
  return parts.map((part) => {
    const passage = foreign.find(({ where }) => where.startsWith(`${part.where}, `));
    return passage && part.status === "read"
      ? { ...part, status: "partly-read", reason: `written in ${passage.language}` }
      : part;
  });
}

/** Lines that follow each other, between empty ones: at most a page of them. */
function* passagesOf(text: string): Generator<{ passage: string; at: number }> {
  let at = 0;
  for (const passage of text.split("\n\n")) {
    if (passage.trim() !== "") yield { passage, at };
    at += passage.length + 2;
  }
}

function judge(passage: string): (Pick<ForeignPassage, "confidence"> & { language: string }) | null {
  const letters = passage.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, script] of BEYOND_LATIN.test(passage) ? SCRIPTS : []) {
    const count = passage.match(script)?.length ?? 0;
    if (count >= FEWEST_LETTERS && count > letters * 0.3) return { language, confidence: "certain" };
  }
  const words = wordsOf(passage);
  if (words.length < FEWEST_WORDS) return null;
  // no other language shares so many of our small words
  if (shareOf(words, ENGLISH) > 0.25) return null;
  let best = { language: "", share: 0, kinds: 0, english: 1 };
  for (const { language, own, english } of OTHERS) {
    const share = shareOf(words, own);
    if (share > best.share) {
      const kinds = new Set(words.filter((word) => own.has(word))).size;
      best = { language, share, kinds, english: shareOf(words, english) };
    }
  }
  if (best.share >= 0.12 && best.kinds >= 3 && best.share > best.english * 2.5) {
    const certain = words.length >= 25 && best.english < 0.05;
    return { language: best.language, confidence: certain ? "certain" : "likely" };
  }
  // running text, not a list of names: small letters, few of our small words
  const running = passage.match(/(?<![\p{L}])\p{Ll}\p{L}*/gu)?.length ?? 0;
  if (
    words.length >= 25 &&
    shareOf(words, ENGLISH) < 0.04 &&
    running > words.length * 0.75 &&
    letters > passage.length * 0.7
  )
    return { language: "a language that is not recognised", confidence: "unsure" };
  return null;
}

/** Words in small letters without accents; no addresses, numbers or names of hosts. */
function wordsOf(text: string): string[] {
  return fold(text)
    .split(/\s+/)
    .filter((token) => token.length < 60 && !/[@/\\_\d]|\p{L}[.:]\p{L}/u.test(token))
    .flatMap((token) => token.match(/\p{L}+/gu) ?? []);
}

function shareOf(words: readonly string[], known: ReadonlySet<string>): number {
  return words.filter((word) => known.has(word)).length / words.length;
}

function wordSet(words: string): Set<string> {
  return new Set(words.split(" "));
}

function without(words: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...words].filter((word) => !others.has(word)));
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .normalize("NFD")
    .replace(/\p{M}+/gu, "");
}

function beginning(passage: string): string {
  const line = passage.trim().replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
