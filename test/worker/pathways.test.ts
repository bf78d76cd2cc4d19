import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../worker/config.ts";
import type { Records } from "../../worker/ports.ts";
import { readVoices, recordsOf, understandVoice, type Voice } from "../mail/pathways/voices.ts";

const { policy } = await loadConfig();
const voices = readVoices();
const records = await recordsOf(voices);
afterAll(() => records.close());

/** Nobody is asked there: what belongs elsewhere must not end on one. */
const NOBODY_ASKED: ReadonlySet<string> = new Set(["duplicate", "open-case", "not-recent", "not-a-referral"]);

const answerTo = async (voice: Voice, known: Records = records) => {
  const { triage } = await understandVoice(voice, known, policy);
  const own = (id: string) => id.replace(`${voice.id}/`, "");
  return { ...triage, children: triage.children.map(own).toSorted(), with: triage.comparedWith };
};

describe("from the bytes of a mail to its pathway", () => {
  test.each(
    voices
      .filter(({ expect: { missed } }) => missed === undefined)
      .map((voice) => [voice.id, voice.why, voice] as const),
  )("%s: %s", async (_id, _why, voice) => {
    const { pathway, children, with: comparedWith } = await answerTo(voice);
    expect(pathway).toBe(voice.expect.pathway);
    const accepted = [voice.expect.children, ...(voice.expect.alsoChildren ?? [])];
    expect(accepted.map((set) => set.toSorted())).toContainEqual(children);
    if (voice.expect.with !== undefined) expect(comparedWith).toBe(`${voice.id}/${voice.expect.with}`);
  });
  test.each(
    voices
      .filter(({ expect: { missed } }) => missed !== undefined)
      .map((voice) => [voice.id, voice] as const),
  )("%s is taken for something else, and a person sees it", async (_id, voice) => {
    const { pathway, reviewer } = await answerTo(voice);
    expect(pathway).not.toBe(voice.expect.pathway);
    expect(reviewer).not.toBe("none");
  });
});

test.each([
  [
    "chase-quoted-more",
    /it asks what became of that contact, which it quotes: “Hello, any answer to the below\?”/,
  ],
  ["chase-enclosed-other", /it encloses the text of that contact/],
])("%s: what points at the earlier contact is said in words", async (id, said) => {
  const voice = voices.find((each) => each.id === id) as Voice;
  const { because } = await answerTo(voice);
  expect(because.map(({ found }) => found).join("\n")).toMatch(said);
});
test("a reply that quotes an earlier contact and asks nothing does not point at it", async () => {
  const voice = voices.find(({ id }) => id === "over-quoted-other") as Voice;
  const { because } = await answerTo(voice);
  expect(because.map(({ found }) => found).join("\n")).not.toMatch(/of that contact/);
});

const asked = voices.filter(
  ({ expect: { pathway }, body }) => !NOBODY_ASKED.has(pathway) && body !== undefined,
);

test("a paragraph that names nobody and denies nothing never moves a mail from a reviewer to nobody", async () => {
  const neutral = fc
    .subarray(["The hall has a new roof.", "Lessons begin at nine.", "The bus stop is by the library."], {
      minLength: 1,
    })
    .map((sentences) => sentences.join(" "));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...asked), neutral, async (voice, paragraph) => {
      const { pathway } = await answerTo({ ...voice, body: `${voice.body}\n${paragraph}\n` });
      expect(NOBODY_ASKED.has(pathway)).toBe(false);
    }),
    { numRuns: 40 },
  );
});

const duplicates = voices.filter(
  ({ expect: { pathway, missed } }) => pathway === "duplicate" && missed === undefined,
);

test("whatever single word of the content differs, it is no duplicate", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...duplicates),
      fc.nat(),
      fc.stringMatching(/^[a-z]{4,8}$/),
      async (voice, place, word) => {
        const contacts = (voice.contacts ?? []).map((contact) => {
          const lines = contact.narrative.split("\n");
          const longest = lines.reduce((a, b) => (b.length > a.length ? b : a));
          const words = longest.split(" ");
          const at = words.findIndex(
            (each, index) => index >= place % words.length && /^[a-z]{4,}$/.test(each),
          );
          fc.pre(at >= 0 && words[at] !== word);
          const changed = words.with(at, word).join(" ");
          return {
            ...contact,
            narrative: lines.map((line) => (line === longest ? changed : line)).join("\n"),
          };
        });
        const other = await recordsOf([{ ...voice, contacts }]);
        const { pathway } = await answerTo(voice, other);
        other.close();
        expect(pathway).not.toBe("duplicate");
      },
    ),
    { numRuns: 40 },
  );
});

test("the pathway does not depend on the order of recipients", async () => {
  const recipients = [
    "CASS <cass@trust.example>",
    "Second <second@elm.sch.example>",
    "Third <third@northmoor-nhs.example>",
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...voices),
      fc.shuffledSubarray(recipients, { minLength: recipients.length }),
      async (voice, to) => {
        const [as, shuffled] = await Promise.all([
          understandVoice({ ...voice, to: recipients.join(", ") }, records, policy),
          understandVoice({ ...voice, to: to.join(", ") }, records, policy),
        ]);
        expect(shuffled.triage.pathway).toBe(as.triage.pathway);
        expect(shuffled.triage.children).toEqual(as.triage.children);
      },
    ),
    { numRuns: 30 },
  );
});
