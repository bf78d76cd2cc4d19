import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Difference } from "../../rules/classify/triage-result.ts";
import { type ItemEvent, NEW_ITEM } from "../../rules/item.ts";
import { instant } from "../../rules/time.ts";
import { bornWords, dayWords, differenceWords, spaced, statusWords } from "../../templates/words.ts";
import { wrap } from "../../templates/wrap.ts";
import { initials, letterWords, pathwayWords } from "../../worker/letters/review-request.ts";

describe("codes are words for people", () => {
  test.each([
    ["awaiting-rao", "its owner is asked"],
    ["awaiting-decision", "waiting for a decision"],
    ["returned", "with BSS, not acknowledged yet"],
    ["split", "split into one request a family"],
    ["visit-awaited", "filed; the manager has not said yet that the visit was asked for"],
    ["some-later-state", "some later state"],
  ])("a request that is %s: %s", (code, words) => {
    expect(statusWords(code)).toBe(words);
  });

  test("a new request has words too", () => {
    expect(statusWords(NEW_ITEM.status)).not.toBe(NEW_ITEM.status);
  });

  test.each<[Pick<Difference, "kind" | "about">, string]>([
    [{ kind: "changed", about: "date" }, "Changed: date"],
    [{ kind: "changed", about: "negation" }, "Changed: yes or no"],
    [{ kind: "added", about: "sentence" }, "New"],
    [{ kind: "removed", about: "sentence" }, "Not said this time"],
    [{ kind: "added", about: "not read" }, "Could not be read"],
  ])("%o is %s", (difference, words) => {
    expect(differenceWords(difference)).toBe(words);
  });

  test.each([
    ["no-further-action", "no further action"],
    ["INFORMATION_AND_ADVICE", "information and advice"],
    ["NFA", "NFA"],
    ["Advice given; see note.", "Advice given; see note."],
  ])("the record's decision %s is %s", (code, words) => {
    expect(spaced(code)).toBe(words);
  });

  test.each([
    ["review-request", "request for a decision"],
    ["outcome-held", "notice (outcome held)"],
  ])("a letter of kind %s is a %s", (kind, words) => {
    expect(letterWords(kind)).toBe(words);
  });

  test("every pathway has words", () => {
    const opened = (pathway: Extract<ItemEvent, { type: "item-opened" }>["pathway"]) => pathwayWords(pathway);
    for (const pathway of ["open-case", "csc-closure", "same-incident", "new-concern"] as const)
      expect(opened(pathway)).not.toContain("-");
  });
});

describe("days and ages", () => {
  const received = instant("2026-05-14T08:00:00Z");
  test.each([
    ["2018-05-14", "born 14 May 2018, aged 8"],
    ["2018-05-15", "born 15 May 2018, aged 7"],
    ["2026-05-01", "born 1 May 2026, aged 0"],
    ["2026-08-02", "expected 2 Aug 2026"],
    ["spring 2018", "born spring 2018"],
  ])("%s: %s", (born, words) => {
    expect(bornWords(born, received)).toBe(words);
  });

  test("a day has its weekday; what is no day stays as it is written", () => {
    expect(dayWords("2026-09-28")).toBe("Mon 28 Sep 2026");
    expect(dayWords("further notice")).toBe("further notice");
  });
});

test.each([
  ["Kezia Fairweather", "K.F."],
  ["Kezia Fairweather (Kez)", "K.F."],
  ["Ellie-May O'Brien", "E.M.O."],
  ["  Łukasz   Öz ", "Ł.Ö."],
  ["Li", "L."],
])("the initials of %s are %s", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

describe("the text mail is wrapped", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "b", " ", "é", "-"), maxLength: 400, size: "max" });

  test("no line is longer than 76 characters, but for a word that is", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        for (const wrapped of wrap(lines.join("\n")).split("\n")) {
          if (wrapped.length > 76) expect(wrapped.trim()).not.toContain(" ");
        }
      }),
    );
  });

  test("nothing but white space changes, and wrapping twice is wrapping once", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const text = lines.join("\n");
        const wrapped = wrap(text);
        expect(wrapped.split(/\s+/).filter(Boolean)).toEqual(text.split(/\s+/).filter(Boolean));
        expect(wrap(wrapped)).toBe(wrapped);
      }),
    );
  });

  test("an indented line goes on two columns deeper; an empty line stays", () => {
    expect(wrap(`  NEW CONTACT - ${"word ".repeat(20)}\n\nend`)).toBe(
      `  NEW CONTACT - word word word word word word word word word word word word\n    word word word word word word word word\n\nend`,
    );
  });

  test("a line of 500,000 words takes no time worth the name", () => {
    const started = performance.now();
    wrap("word ".repeat(500_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
