import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant, msOf } from "../../rules/time.ts";
import {
  acknowledgement,
  digest,
  type Letter,
  notice,
  outcomeLetter,
  ownerQuestion,
  questionBack,
  receipt,
  reminder,
  reviewRequest,
} from "../../templates/letters.ts";
import * as samples from "./samples.ts";
import { FULL, LEAST } from "./samples.ts";
import { oneBlank, wordsOfHtml } from "./words-of-html.ts";

const all = [
  ...Object.entries(FULL).map(([name, letter]) => [`${name}, full`, letter] as const),
  ...Object.entries(LEAST).map(([name, letter]) => [`${name}, with the least`, letter] as const),
];

describe.each(all)("%s", (_, write) => {
  const letter = write();

  test("is whole: subject, text and HTML, and no hole where something was not given", () => {
    expect(letter.subject).toMatch(/\S/);
    for (const part of [letter.subject, letter.text, letter.html]) {
      expect(part).not.toMatch(/undefined|\bnull\b|NaN|\[object|\{\{|\{%/);
    }
    expect(letter.html).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    expect(letter.text.trim().length).toBeGreaterThan(40);
  });

  test("says the time with its weekday wherever it says one (SAF-19)", () => {
    const timed = `${letter.subject}\n${letter.text}`.matchAll(/(.{0,20})\b\d{2}:\d{2}\b(.{0,12})/g);
    for (const [, before = "", after = ""] of timed) {
      if (/between|and $/.test(before)) continue; // office hours in the sentence on the deadline
      expect(`${before}|${after}`).toMatch(/(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d/);
    }
  });

  test("is tables and inline styles only, as Outlook for Windows needs it", () => {
    expect(letter.html).not.toMatch(/<(?:img|style|link|script|svg|button|form|input)\b/i);
    expect(letter.html).not.toMatch(
      /\bclass=|display:\s*(?:flex|grid|inline-flex)|position:|float:|url\(|@media/i,
    );
  });

  test("gives every ground its ink, so that a client that darkens mails turns both", () => {
    for (const [, style = ""] of letter.html.matchAll(/style="([^"]*)"/g)) {
      if (!style.includes("background-color") || style.includes("table-layout")) continue;
      expect(style).toMatch(/(?:^|;)color:/);
    }
  });

  test("names no code where people read words", () => {
    expect(letter.text.replaceAll(/\S*@\S*/g, "")).not.toMatch(
      /awaiting-|no-further-action|no-contact|new-contact|same-incident|csc-closure|cass-team-manager|AREA_|FAMILY_SUPPORT/,
    );
  });
});

/** What letters put otherwise than they were given it: codes, instants, days, addresses of buttons. */
const PUT_OTHERWISE = new Set(
  "house token href undoHref kind about status born closedOn decision dueAt dueOn receivedAt undoUntil at until initials referrerType outcome earlierOutcome letter heading".split(
    " ",
  ),
);

function sentencesIn(value: unknown, key = ""): string[] {
  if (PUT_OTHERWISE.has(key)) return [];
  if (typeof value === "string") return value === "" ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((one) => sentencesIn(one, key));
  if (value && typeof value === "object")
    return Object.entries(value).flatMap(([inner, one]) => sentencesIn(one, inner));
  return [];
}

describe("the text and the HTML of a letter say the same", () => {
  const { waiting, dueToday, overdue, ...digestless } = samples.FULL_DIGEST;
  const given: readonly (readonly [name: string, params: object, letter: Letter])[] = [
    ["review request", samples.FULL_REVIEW, reviewRequest(samples.FULL_REVIEW)],
    ["reminder", samples.FULL_REMINDER, reminder(samples.FULL_REMINDER)],
    ["receipt", samples.FULL_RECEIPT, receipt(samples.FULL_RECEIPT)],
    ["question back", samples.FULL_QUESTION_BACK, questionBack(samples.FULL_QUESTION_BACK)],
    ["owner question", samples.FULL_OWNER_QUESTION, ownerQuestion(samples.FULL_OWNER_QUESTION)],
    ["notice with a letter", samples.HELD, notice(samples.HELD)],
    ["notice with a request", samples.URGENT_NOTICE, notice(samples.URGENT_NOTICE)],
    ["digest", { ...digestless, rows: [...waiting, ...dueToday, ...overdue] }, digest(samples.FULL_DIGEST)],
    ["outcome", { ...samples.PROFESSIONAL, firstReceivedOn: null }, outcomeLetter(samples.PROFESSIONAL)],
    ["duplicate", samples.DUPLICATE, outcomeLetter(samples.DUPLICATE)],
    ["acknowledgement", samples.ACKNOWLEDGED, acknowledgement(samples.ACKNOWLEDGED)],
  ];

  test.each(given)("%s: everything given stands in both", (_, params, letter) => {
    const sentences = sentencesIn(params);
    expect(sentences.length).toBeGreaterThan(2);
    const texts = { text: oneBlank(letter.text), html: wordsOfHtml(letter.html) };
    for (const sentence of sentences) {
      expect(texts.text.toLowerCase()).toContain(oneBlank(sentence).toLowerCase());
      expect(texts.html.toLowerCase()).toContain(oneBlank(sentence).toLowerCase());
    }
  });

  test.each(given)("%s: every decision word and every deadline stands in both", (_, params, letter) => {
    const { buttons = [] } = params as { buttons?: readonly { word: string; means: string }[] };
    for (const { word, means } of buttons) {
      expect(letter.text).toContain(`${word} - ${means}`);
      expect(wordsOfHtml(letter.html)).toContain(`${word} ${means}`);
    }
    if ("dueAt" in params) {
      expect(letter.text).toContain("Fri 9 Oct 2026 16:15");
      expect(wordsOfHtml(letter.html)).toContain("Fri 9 Oct 2026 16:15");
    }
  });
});

const URGENT_OR_NOT: readonly (readonly [string, (urgent: boolean) => Letter])[] = [
  [
    "review request",
    (urgent) => reviewRequest({ ...(urgent ? samples.FULL_REVIEW : samples.LEAST_REVIEW), urgent }),
  ],
  ["reminder", (urgent) => reminder({ ...samples.FULL_REMINDER, urgent })],
  ["owner question", (urgent) => ownerQuestion({ ...samples.LEAST_OWNER_QUESTION, urgent })],
  ["notice", (urgent) => notice({ ...samples.HELD, urgent })],
];

test.each(URGENT_OR_NOT)(
  "an urgent %s says so first, and in its subject; another nowhere (CASS-19)",
  (_, write) => {
    const urgent = write(true);
    expect(urgent.text).toMatch(/^URGENT\. Immediate danger: 999/);
    expect(wordsOfHtml(urgent.html)).toMatch(/^URGENT\. Immediate danger: 999/);
    expect(urgent.subject).toMatch(/^\[CASS[^\]]*\]\[URGENT\] /);
    for (const part of Object.values(write(false))) expect(part).not.toMatch(/urgent/i);
  },
);

describe("the review request", () => {
  const full = reviewRequest(samples.FULL_REVIEW);

  test("its subject is that of LET-20", () => {
    expect(full.subject).toBe(
      "[CASS review R-000012][URGENT] decision needed by 16:15 Fri 9 Oct [R-000012-1-7KM2QXV4T9BC]",
    );
    expect(reviewRequest(samples.LEAST_REVIEW).subject).not.toContain("URGENT");
  });

  test("comes in the order in which it is read", () => {
    const order = [
      samples.FULL_REVIEW.question,
      "please reply by",
      "NEW CONTACT",
      samples.FULL_REVIEW.note,
      "Not read: attachment body map.jpg (a picture)",
      "Kezia Fairweather (Kez), born 14 May 2018, aged 8 (P-2041)",
      "There was a mark on her arm",
      "I am writing again about Kezia",
      "Decided: no further action, by Nadia Rahman; closed Mon 28 Sep 2026",
      "Reference R-000012",
    ];
    for (const text of [oneBlank(full.text), wordsOfHtml(full.html)]) {
      const places = order.map((sentence) => text.indexOf(oneBlank(sentence)));
      expect(places).not.toContain(-1);
      // the note repeats words of the texts, so each is looked for behind the one before it
      let from = 0;
      for (const sentence of order) {
        const at = text.indexOf(oneBlank(sentence), from);
        expect(at, sentence).toBeGreaterThanOrEqual(from);
        from = at;
      }
    }
  });

  test("marks negations and hedges in the HTML and leaves their asterisks in the text (CMP-04)", () => {
    expect(full.html).toMatch(/<strong style="[^"]*">perhaps<\/strong> he pushed her/);
    expect(full.text).toContain("*perhaps* he pushed her");
  });

  test("offers a line for each child only where there are several", () => {
    expect(full.text).toContain("A: NEW CONTACT");
    expect(reviewRequest(samples.LEAST_REVIEW).text).not.toContain("A: NEW CONTACT");
  });

  test("its last paragraph opens with the reference, by which a reply written below it is found", () => {
    expect(full.text.trim().split("\n\n").at(-1)).toMatch(/^Reference R-000012\./);
  });
});

test("the digest shows each request once, the overdue first, in words", () => {
  const { text, subject } = digest(samples.FULL_DIGEST);
  expect(subject).toBe("[CASS] 4 waiting, 1 overdue, 1 due today");
  for (const reference of ["R-000011", "R-000012", "R-000013", "R-000014"]) {
    expect(text.split(reference)).toHaveLength(2);
  }
  expect(text.indexOf("R-000011")).toBeLessThan(text.indexOf("R-000012"));
  expect(text).toContain("R-000012 URGENT: waiting for a decision by Nadia Rahman, due 16:15 Fri 9 Oct");
  expect(text).toContain("Gareth Pryce");
});

describe("hostile words stay words", () => {
  const hostile = [
    `<script>alert(1)</script></div></td></tr></table>{{ 7 * 7 }}{% include "x" %}"'\`&amp;<!-- `,
    `=?utf-8?q?x?= "><img src=x onerror=alert(1)>`,
    `${"a".repeat(5_000)}`,
    `*<b>no</b>* *not* **`,
  ].join("\n");

  const AS_IT_IS = new Set(["href", "undoHref", "house", "referrerType", "outcome", "earlierOutcome"]);

  /** Every sentence of the parameters with hostile words behind it. */
  function spoiled<T>(value: T, key = ""): T {
    if (AS_IT_IS.has(key)) return value;
    if (typeof value === "string")
      return (/^\d{4}-\d{2}-\d{2}/.test(value) || key === "kind" ? value : `${value} ${hostile}`) as T;
    if (Array.isArray(value)) return value.map((one) => spoiled(one, key)) as T;
    if (value && typeof value === "object") {
      const entries = Object.entries(value).map(([inner, one]) => [inner, spoiled(one, inner)]);
      return Object.fromEntries(entries) as T;
    }
    return value;
  }

  const tags = (html: string) =>
    [...html.matchAll(/<[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => tag !== "<br>" && !/^<\/?strong/.test(tag));

  const letters: readonly (readonly [string, (spoil: <T>(value: T) => T) => Letter])[] = [
    ["review request", (spoil) => reviewRequest(spoil(samples.FULL_REVIEW))],
    ["reminder", (spoil) => reminder(spoil(samples.FULL_REMINDER))],
    ["receipt", (spoil) => receipt(spoil(samples.FULL_RECEIPT))],
    ["question back", (spoil) => questionBack(spoil(samples.FULL_QUESTION_BACK))],
    ["owner question", (spoil) => ownerQuestion(spoil(samples.FULL_OWNER_QUESTION))],
    ["notice", (spoil) => notice(spoil(samples.HELD))],
    ["urgent notice", (spoil) => notice(spoil(samples.URGENT_NOTICE))],
    ["digest", (spoil) => digest(spoil(samples.FULL_DIGEST))],
    ["outcome", (spoil) => outcomeLetter(spoil(samples.PROFESSIONAL))],
    ["outcome to the public", (spoil) => outcomeLetter(spoil(samples.PUBLIC))],
    ["outcome to a parent", (spoil) => outcomeLetter(spoil(samples.PARENT))],
    ["acknowledgement", (spoil) => acknowledgement(spoil(samples.ACKNOWLEDGED))],
  ];

  test.each(letters)("%s: no tag more, no tag less, one line of subject", (_, write) => {
    const clean = write((value) => value);
    const dirty = write(spoiled);
    expect(tags(dirty.html)).toEqual(tags(clean.html));
    expect(dirty.html).not.toMatch(/<script|<img|<!-- |49\b/);
    expect(dirty.html).toContain("{{ 7 * 7 }}");
    expect(dirty.text).toContain("<script>alert(1)</script></div></td></tr></table>{{ 7 * 7 }}");
    expect(dirty.subject).not.toMatch(/[\r\n]/);
  });

  test("any request text stands in both parts as it was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400, size: "max" }), (text) => {
        const letter = reviewRequest({ ...samples.LEAST_REVIEW, request: { ...samples.REQUEST, text } });
        expect(oneBlank(letter.text)).toContain(oneBlank(text));
        expect(wordsOfHtml(letter.html)).toContain(oneBlank(text));
      }),
    );
  });
});

test("no subject names anybody of the case, whatever the names (LET-20, SAF-23)", () => {
  const name = fc
    .string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzéøłş'-"), minLength: 3, maxLength: 14 })
    .map((tail) => `Zq${tail}`);
  fc.assert(
    fc.property(name, name, (given, family) => {
      const full = `${given} ${family}`;
      const request = { ...samples.REQUEST, from: full, subject: full, text: full, attachments: [full] };
      const child = { ...samples.FULL_REVIEW.children[0]!, name: full, standing: full };
      const letters = [
        reviewRequest({
          ...samples.FULL_REVIEW,
          request,
          children: [child],
          household: [child],
          note: full,
          reviewerName: full,
          previous: { ...samples.FULL_REVIEW.previous!, text: full, from: full },
        }),
        reminder({ ...samples.FULL_REMINDER, reviewerName: full }),
        receipt({ ...samples.FULL_RECEIPT, rationale: full, understood: [full] }),
        questionBack({ ...samples.FULL_QUESTION_BACK, because: full }),
        ownerQuestion({
          ...samples.FULL_OWNER_QUESTION,
          question: full,
          request,
          candidates: [{ ...samples.FULL_OWNER_QUESTION.candidates[0]!, name: full }],
        }),
        notice({ ...samples.URGENT_NOTICE, sentences: [full], request }),
        ...[samples.PROFESSIONAL, samples.PUBLIC, samples.PARENT, samples.DUPLICATE].map((params) =>
          outcomeLetter({ ...params, referrerName: full, childInitials: [full] }),
        ),
        acknowledgement({ ...samples.ACKNOWLEDGED, referrerName: full }),
      ];
      for (const { subject } of letters) {
        expect(subject).not.toContain(given);
        expect(subject).not.toContain(family);
      }
    }),
    { numRuns: 50 },
  );
});

test("the deadline of a subject is London time, whatever the season (SAF-19)", () => {
  const days = fc.integer({
    min: msOf(instant("2025-01-01T00:00:00Z")),
    max: msOf(instant("2028-12-31T00:00:00Z")),
  });
  fc.assert(
    fc.property(days, (ms) => {
      const part = (options: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", ...options }).format(ms);
      const time = part({ hour: "2-digit", minute: "2-digit", hour12: false });
      const words = `${time} ${part({ weekday: "short" })} ${part({ day: "numeric" })} ${part({ month: "short" }).slice(0, 3)}`;
      const { subject } = reminder({ ...samples.FULL_REMINDER, dueAt: instant(ms) });
      expect(subject).toContain(`decision needed by ${words} [`);
    }),
    { numRuns: 200 },
  );
});
