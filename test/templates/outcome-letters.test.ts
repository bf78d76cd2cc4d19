import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReferrerType } from "../../rules/outcome-letter.ts";
import {
  type Acknowledgement,
  acknowledgement,
  filledIn,
  type House,
  type Letter,
  type OutcomeLetter,
  outcomeLetter,
} from "../../templates/letters.ts";
import { ACKNOWLEDGED, DUPLICATE, HOUSE, PARENT, PROFESSIONAL, PUBLIC } from "./samples.ts";
import { oneBlank, wordsOfHtml } from "./words-of-html.ts";

const whole = ({ subject, text, html }: Letter) => `${subject}\n${text}\n${html}`;

/** Each value that a letter could be filled with, unmistakable wherever it stands. */
const MARKS = {
  name: "Zqname",
  received: "Zqreceived",
  first: "Zqfirst",
  initials: "Zq.I.",
  reference: "R-777777",
  phone: "Zqphone",
  outOfHours: "Zqnight",
  escalation: "Zqescalation",
  service: "Zqservice",
  council: "Zqcouncil",
  marking: "Zqmarking",
  mailbox: "Zqmailbox",
} as const;
type Mark = keyof typeof MARKS;

const house: House = {
  serviceName: MARKS.service,
  councilName: MARKS.council,
  phone: MARKS.phone,
  outOfHoursPhone: MARKS.outOfHours,
  escalation: MARKS.escalation,
  marking: MARKS.marking,
  mailbox: MARKS.mailbox,
};

function marked(referrerType: ReferrerType, outcome: OutcomeLetter["outcome"]): Letter {
  return outcomeLetter({
    house,
    reference: MARKS.reference,
    referrerType,
    referrerName: MARKS.name,
    receivedOn: MARKS.received,
    childInitials: [MARKS.initials],
    outcome,
    consideredByManager: outcome !== "duplicate",
    firstReceivedOn: MARKS.first,
    earlierOutcome: outcome === "duplicate" ? "no-contact" : null,
  });
}

const marksIn = (letter: Letter) =>
  (Object.keys(MARKS) as Mark[]).filter((mark) => whole(letter).includes(MARKS[mark])).toSorted();

const EVERYBODY: readonly Mark[] = [
  "name",
  "received",
  "reference",
  "phone",
  "outOfHours",
  "service",
  "council",
  "marking",
];

describe("each referrer's letter is filled with what A.8 lets them have, and with nothing else (LET-02, LET-03)", () => {
  const OUTCOMES = ["no-contact", "visit", "taken-forward", "duplicate"] as const;
  const rows: readonly (readonly [ReferrerType, (typeof OUTCOMES)[number], readonly Mark[]])[] =
    OUTCOMES.flatMap((outcome) => [
      [
        "professional",
        outcome,
        [...EVERYBODY, "initials", "escalation", ...(outcome === "duplicate" ? (["first"] as const) : [])],
      ],
      ["parent", outcome, [...EVERYBODY, ...(outcome === "duplicate" ? (["first"] as const) : [])]],
      ["public", outcome, EVERYBODY],
    ]);

  test.each(rows)("%s, %s", (type, outcome, allowed) => {
    expect(marksIn(marked(type, outcome))).toEqual(allowed.toSorted());
  });

  test("the acknowledgement of a contact: a professional by their child's initials, nobody else", () => {
    const params = {
      house,
      reference: MARKS.reference,
      referrerName: MARKS.name,
      receivedOn: MARKS.received,
      childInitials: [MARKS.initials],
    };
    const professional = acknowledgement({ ...params, referrerType: "professional" });
    expect(marksIn(professional)).toEqual([...EVERYBODY, "initials"].toSorted());
    for (const referrerType of ["public", "parent", undefined] as const) {
      const letter = acknowledgement(referrerType ? { ...params, referrerType } : params);
      expect(marksIn(letter)).toEqual(EVERYBODY.toSorted());
    }
  });
});

describe("what each may be told", () => {
  const rows: readonly (readonly [string, Letter, says: readonly RegExp[], never: readonly RegExp[]])[] = [
    [
      "professional, no contact",
      outcomeLetter(PROFESSIONAL),
      [
        /considered by a manager/,
        /Outcome for K\.F\. and J\.F\.: no new contact was created/,
        /call 999/,
        /If you do not agree/,
      ],
      [/visit/i, /known/i, /Family Support/],
    ],
    [
      "professional, visit",
      outcomeLetter({ ...PROFESSIONAL, outcome: "visit" }),
      [/a visit by a Family Support Worker has been asked for/, /no new contact/],
      [],
    ],
    [
      "professional, duplicate whose first outcome was never told (LET-10)",
      outcomeLetter(DUPLICATE),
      [
        /We received a further copy of the information you sent on Thursday 8 October 2026\. It has been added to the record\./,
        /The outcome of the first copy for K\.F\. and J\.F\.: no new contact was created/,
      ],
      [/considered by a manager/],
    ],
    [
      "professional, duplicate whose first outcome was told",
      outcomeLetter({ ...DUPLICATE, earlierOutcome: null }),
      [/further copy of the information/],
      [/outcome of the first copy/],
    ],
    [
      "professional, contact created (LET-12)",
      acknowledgement(ACKNOWLEDGED),
      [/it is being taken forward/, /by the end of the next working day/, /call 999/],
      [/no new contact/],
    ],
    [
      "public",
      outcomeLetter(PUBLIC),
      [/Thank you for telling us/, /private/, /call 999/, /0121 496 0999/],
      [
        /contact was/i,
        /record/i,
        /outcome/i,
        /visit/i,
        /known/i,
        /open|closed/i,
        /social worker/i,
        /forward/i,
        /request/i,
      ],
    ],
    [
      "parent, no contact",
      outcomeLetter(PARENT),
      [/decided not to start any new work/, /If you do not agree/, /call 999/],
      [/referr/i, /worried about you/i, /school|police|health/i],
    ],
    [
      "parent, visit",
      outcomeLetter({ ...PARENT, outcome: "visit" }),
      [/Family Support Worker to visit/],
      [/not to start/],
    ],
    [
      "parent, taken forward",
      acknowledgement({ ...ACKNOWLEDGED, referrerType: "parent" }),
      [/We are taking it forward/, /next working day/],
      [/K\.F\./],
    ],
  ];

  test.each(rows)("%s", (_, { subject, text }, says, never) => {
    for (const sentence of says) expect(text).toMatch(sentence);
    for (const word of never) expect(`${subject}\n${text}`).not.toMatch(word);
  });

  test("the marking stands first in the subject (LET-08), and is left out where there is none", () => {
    for (const params of [PROFESSIONAL, PUBLIC, PARENT, DUPLICATE]) {
      expect(outcomeLetter(params).subject).toMatch(
        /^OFFICIAL-SENSITIVE: .*Friday 9 October 2026 \(R-000012\)$/,
      );
      expect(outcomeLetter({ ...params, house: { ...HOUSE, marking: "" } }).subject).not.toMatch(
        /^:|OFFICIAL/,
      );
    }
  });
});

const types = fc.constantFrom<ReferrerType>("professional", "public", "parent");
const outcomes = fc.constantFrom<OutcomeLetter["outcome"]>(
  "no-contact",
  "duplicate",
  "visit",
  "taken-forward",
);
const earlier = fc.constantFrom<OutcomeLetter["earlierOutcome"]>(
  null,
  "no-contact",
  "visit",
  "taken-forward",
);

test("the public's letter is the same whatever was decided, so that it tells nothing (LET-04)", () => {
  fc.assert(
    fc.property(
      outcomes,
      earlier,
      fc.array(fc.string(), { maxLength: 3 }),
      (outcome, earlierOutcome, childInitials) => {
        const letter = outcomeLetter({
          ...PUBLIC,
          outcome,
          earlierOutcome,
          childInitials,
          firstReceivedOn: "Monday 5 October 2026",
        });
        expect(letter).toEqual(outcomeLetter(PUBLIC));
      },
    ),
  );
  const acknowledged: Acknowledgement = {
    ...ACKNOWLEDGED,
    referrerType: "public",
    referrerName: PUBLIC.referrerName,
  };
  expect(acknowledgement(acknowledged)).toEqual(outcomeLetter(PUBLIC));
});

test("the HTML says word for word what the text says, and every letter says 999", () => {
  fc.assert(
    fc.property(
      types,
      outcomes,
      earlier,
      fc.boolean(),
      fc.boolean(),
      (type, outcome, earlierOutcome, considered, bare) => {
        const written = outcomeLetter({
          ...PROFESSIONAL,
          ...(bare
            ? { referrerName: null, childInitials: [] }
            : { firstReceivedOn: "Monday 5 October 2026" }),
          referrerType: type,
          outcome,
          earlierOutcome,
          consideredByManager: considered,
        });
        const acknowledged = acknowledgement({ ...ACKNOWLEDGED, referrerType: type });
        for (const { html, text } of [written, acknowledged]) {
          expect(wordsOfHtml(html)).toBe(oneBlank(text));
          expect(text).toContain("call 999");
        }
      },
    ),
  );
});

test("a manager is said to have considered it only where one did (Part 0.7)", () => {
  fc.assert(
    fc.property(types, outcomes, fc.boolean(), (referrerType, outcome, consideredByManager) => {
      if (outcome === "duplicate") return;
      const { text, html } = outcomeLetter({ ...PROFESSIONAL, referrerType, outcome, consideredByManager });
      for (const part of [text, html])
        expect(/considered by a manager|A manager has read it/.test(part)).toBe(consideredByManager);
    }),
  );
});

test("nothing can stand in a letter but its template's words and what LET-07 looks through", () => {
  const word = fc
    .string({ unit: fc.constantFrom(..."abcdefghij"), minLength: 3, maxLength: 9 })
    .map((w) => `x${w}`);
  const words = (text: string) => new Set(text.split(/[^\p{L}\p{N}.]+/u).map((w) => w.replace(/\.$/, "")));
  fc.assert(
    fc.property(
      types,
      outcomes,
      earlier,
      word,
      word,
      word,
      word,
      word,
      (referrerType, outcome, earlierOutcome, ...w) => {
        const params: OutcomeLetter = {
          house: HOUSE,
          reference: w[0] as string,
          referrerType,
          referrerName: w[1] as string,
          receivedOn: w[2] as string,
          childInitials: [w[3] as string],
          outcome,
          consideredByManager: true,
          firstReceivedOn: w[4] as string,
          earlierOutcome,
        };
        const other = {
          reference: "-",
          referrerName: "-",
          receivedOn: "-",
          childInitials: ["-"],
          firstReceivedOn: "-",
        };
        const templates = words(whole(outcomeLetter({ ...params, ...other })));
        const filled = words(filledIn(params).join(" "));
        for (const found of words(whole(outcomeLetter(params)))) {
          expect(templates.has(found) || filled.has(found), found).toBe(true);
        }
        expect(filledIn(params).toSorted()).toEqual([...w].toSorted());
      },
    ),
    { numRuns: 60 },
  );
});

describe("a worried neighbour and a parent understand their letters", () => {
  const letters = [
    outcomeLetter(PUBLIC),
    outcomeLetter({ ...PUBLIC, consideredByManager: false }),
    outcomeLetter(PARENT),
    outcomeLetter({ ...PARENT, outcome: "visit" }),
    outcomeLetter({
      ...PARENT,
      outcome: "duplicate",
      firstReceivedOn: "Monday 5 October 2026",
      earlierOutcome: "visit",
    }),
    acknowledgement({ ...ACKNOWLEDGED, referrerType: "parent" }),
  ];
  const sentences = letters.flatMap(({ text }) =>
    text
      .slice(text.indexOf("\n"), text.indexOf("Our reference"))
      .split(/[.!?]\s/)
      .map((sentence) => sentence.trim().split(/\s+/).filter(Boolean))
      .filter((words) => words.length > 0),
  );

  test("no sentence is longer than 21 words, and most are far shorter", () => {
    for (const words of sentences) expect(words.length, words.join(" ")).toBeLessThanOrEqual(21);
    const all = sentences.reduce((sum, words) => sum + words.length, 0);
    expect(all / sentences.length).toBeLessThan(13);
  });

  test("words are short ones: hardly any of three syllables or more", () => {
    const words = sentences.flat().map((word) => word.toLowerCase().replace(/[^a-z]/g, ""));
    const syllables = (word: string) => (word.replace(/e$/, "").match(/[aeiouy]+/g) ?? [""]).length;
    const long = words.filter((word) => syllables(word) > 2);
    expect(long.length / words.length).toBeLessThan(0.09);
    // Flesch-Kincaid: the American school year; 6 is a child of eleven
    const total = words.reduce((sum, word) => sum + syllables(word), 0);
    const grade = 0.39 * (words.length / sentences.length) + 11.8 * (total / words.length) - 15.59;
    expect(grade).toBeLessThan(6);
  });
});
