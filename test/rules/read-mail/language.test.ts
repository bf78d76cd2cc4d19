import { describe, expect, test } from "vitest";
import { findForeignPassages } from "../../../rules/read-mail/language.ts";
import { readMail } from "../../../rules/read-mail/read-mail.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { type MailParts, read } from "../../mail/reading/mails.ts";

const policy = loadReadMailPolicy("config");
const factsOf = async (parts: MailParts) => readMail(await read(parts), policy);
const found = (text: string) =>
  findForeignPassages([{ text, where: "body", role: "new" }]).map(({ language }) => language);

const FOREIGN: readonly (readonly [language: string, text: string])[] = [
  [
    "Polish",
    "Dzień dobry, piszę w sprawie dziecka mojej sąsiadki. Słyszę jak krzyczy na niego każdej nocy i boję się, że go bije. On nie chodzi do szkoły.",
  ],
  [
    "Polish",
    "Dzien dobry, pisze w sprawie dziecka mojej sasiadki. Slysze ze ona krzyczy na niego i ze go bije. On nie chodzi do szkoly.",
  ],
  [
    "Romanian",
    "Bună ziua, copilul vecinei mele plânge în fiecare noapte și nu este dus la școală. Mama lui este foarte supărată și cred că îl lovește cu o curea.",
  ],
  [
    "Somali",
    "Waxaan ka walaacsanahay ilmaha deriskayga. Waxaa la garaaca habeen kasta oo uusan dugsiga aadin. Hooyadiisa ayaa guriga ka maqan markii uu ooyayo.",
  ],
  [
    "Portuguese",
    "O menino não vai à escola e a mãe dele bate nele com um cinto. Ele tem medo de ir para casa e não come desde ontem.",
  ],
  [
    "French",
    "Je suis la voisine et je suis très inquiète pour les enfants. Ils sont seuls dans la maison toute la nuit et il n'y a rien à manger.",
  ],
  [
    "a language in Arabic script",
    "أنا قلق جدا على أطفال جارتي لأنهم وحدهم في البيت كل ليلة ولا يذهبون إلى المدرسة",
  ],
  [
    "a language in Cyrillic script",
    "Я хвилююся за дитину моєї сусідки, він не ходить до школи і часто плаче вночі.",
  ],
  ["Bengali", "আমি আমার প্রতিবেশীর সন্তানের জন্য চিন্তিত, সে স্কুলে যায় না।"],
  ["Tamil", "என் அண்டை வீட்டு குழந்தை பள்ளிக்குச் செல்லவில்லை, நான் கவலைப்படுகிறேன்."],
];

describe("IN-09: a text that is not in English is flagged for a person", () => {
  test.each(FOREIGN)("%s is recognised: %s", (language, text) => {
    expect(found(text)).toEqual([language]);
  });

  test("a mail in Polish is only partly read, says in which language, and carries it as a fact with its place", async () => {
    const text = FOREIGN[0]?.[1] as string;
    const facts = await factsOf({ text });
    expect(facts.parts).toMatchObject([
      { where: "body", status: "partly-read", reason: "written in Polish" },
    ]);
    expect(facts.unread).toEqual([{ where: "body", reason: "written in Polish" }]);
    expect(facts.facts).toContainEqual({
      kind: "language",
      value: "text in Polish",
      written: expect.stringMatching(/^Dzień dobry, piszę/),
      where: expect.stringMatching(/^body, characters 0 to \d+$/),
      confidence: "certain",
    });
    expect(facts.kind).toBe("referral");
  });

  test("an English letter that quotes what a mother said in Polish stays read, and the passage is shown", async () => {
    const english = `${"Mum came to the school office this morning and was upset about what happened at home last night. ".repeat(4)}`;
    const { parts, unread } = await factsOf({
      text: `${english}\n\nShe wrote this down for us:\n\n${FOREIGN[1]?.[1]}\n\n${english}`,
    });
    expect(parts[0]).toMatchObject({ status: "read", reason: null });
    expect(unread).toEqual([
      { where: expect.stringMatching(/^body, characters \d+ to \d+$/), reason: "written in Polish" },
    ]);
  });

  test.each([
    "This was translated by Google from Polish.",
    "Translated with DeepL",
    "Please note this is a machine translation of the statement.",
    "Sorry for my bad English, I am worried for the boy next door.",
  ])("a sign of translation is shown: %s", async (text) => {
    const { unread, parts } = await factsOf({ text: `I am writing about the boy at number 9.\n\n${text}` });
    expect(unread).toMatchObject([{ reason: "it says that it was translated" }]);
    expect(parts[0]?.status).toBe("read");
  });
});

describe("what is English, or no sentence at all, is not called foreign", () => {
  test.each([
    "Siobhán Ní Bhriain, Małgorzata Wiśniewska, Nguyễn Thị Hoa, Oluwaseun Adébáyò, José María de la Cruz, Ştefan Popescu",
    "Child: Zofia Kowalczyk-Nowak\nMother: Agnieszka Kowalczyk\nFather: Tomasz Nowak\nSchool: Szkoła Podstawowa nr 5",
    "Flat 6, 112 Pershore Crescent, Birmingham B30 8QD, next to Al-Madina Masjid and the Polski Sklep on the corner",
    "He said his nan hit him on the arm. Mum says it was an accident. Police log 4471.",
    "Reporting-MTA: dns; mail12.example Received-From-MTA: DNS; 60-0-0-146.static.example",
    "ok thanks will do",
    "Home language: Somali. Interpreter: Somali. First language of mother: Dari",
  ])("%s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test("is looked through in time that grows with the text only", () => {
    const started = performance.now();
    found(`${"a.".repeat(50_000)}\n\n${"ż".repeat(50_000)}`);
    found("je ne sais pas ".repeat(20_000));
    found("\n\n".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
