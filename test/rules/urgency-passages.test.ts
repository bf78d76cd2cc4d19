import { describe, expect, test } from "vitest";
import { readPassages } from "../../bench/urgency/data.ts";
import { gravestPassage, heaviest, termOf } from "../../rules/classify/weigh-danger.ts";
import { wordsOf } from "../../rules/classify/words.ts";
import { findUrgency } from "../../rules/find-urgency.ts";
import { aMail, aSituation } from "../builders/situation.ts";
import { triagePolicy } from "../builders/triage-policy.ts";

const policy = triagePolicy();
const { danger } = policy.classify;
const urgent = (text: string) =>
  findUrgency(aSituation(aMail().subject("Referral").saying(text)), policy).value;

/** Passages without a header, a box or the word "urgent" to go by (GAP-08). For wording not learnt: bench/urgency/measure.ts. */
describe("danger told only by what happened, in the passages that it was learnt from", () => {
  const passages = readPassages();
  const found = passages.filter(({ text }) => urgent(text));
  test("there are some thousands", () => {
    expect(passages.length).toBeGreaterThan(2_500);
  });
  test("nine in ten of what is urgent are found", () => {
    const share = found.filter((p) => p.urgent).length / passages.filter((p) => p.urgent).length;
    expect(share).toBeGreaterThan(0.9);
  });
  test("nine in ten of what is found are urgent", () => {
    expect(found.filter((p) => p.urgent).length / found.length).toBeGreaterThan(0.9);
  });
});

describe("passages are weighed", () => {
  const sentences = (text: string) => text.split(". ").map(wordsOf);
  const grave = "He has locked the door and he has a knife. She is on the floor. Nobody can get in";
  const plain = "Lessons begin at nine. The bus stop is by the library. We have a new roof";
  test("danger weighs more than an everyday text", () => {
    const weight = (text: string) => gravestPassage(sentences(text), danger)?.score ?? 0;
    expect(weight(grave)).toBeGreaterThan(weight(plain) + 1);
  });
  test("the gravest sentences of a long text are those of the danger", () => {
    const text = [plain, plain, plain, grave, plain, plain].join(". ");
    const { from, to } = gravestPassage(sentences(text), danger) ?? { from: 0, to: 0 };
    expect(from).toBeLessThanOrEqual(11);
    expect(to).toBeGreaterThan(9);
  });
  test("text below takes nothing away", () => {
    const alone = gravestPassage(sentences(grave), danger)?.score ?? 0;
    for (let times = 1; times < 9; times++) {
      const with_ = gravestPassage([...sentences(grave), ...sentences(`${plain}. `.repeat(times))], danger);
      expect(with_?.score).toBeGreaterThanOrEqual(alone);
    }
  });
  test("nothing is weighed where nothing is said", () => {
    expect(gravestPassage([], danger)).toBeNull();
  });
  test("the words that weigh most are named, heaviest first", () => {
    const [first, second] = heaviest(
      wordsOf("Thank you, she is hiding from him with a knife tonight"),
      danger,
    );
    expect(first?.weight).toBeGreaterThanOrEqual(second?.weight ?? 0);
    expect(first?.said).toMatch(/tonight|knife|hiding/);
  });
});

test.each([
  ["strangled", "strangling"],
  ["injury", "injuries"],
  ["bruise", "bruises"],
  ["stabbed", "stabbing"],
  ["monday", "friday"],
  ["2019", "2024"],
  ["9pm", "1430"],
])("%s and %s are one term", (one, other) => {
  expect(termOf(one)).toBe(termOf(other));
});
test.each([
  ["bus", "bu"],
  ["2019", "1430"],
  ["missing", "mist"],
])("%s and %s are not", (one, other) => {
  expect(termOf(one)).not.toBe(termOf(other));
});
