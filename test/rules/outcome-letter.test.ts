import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  caseFacts,
  type Disclosure,
  findDisclosures,
  isAt,
  type ReferrerType,
  referrerType,
  releaseOutcome,
} from "../../rules/outcome-letter.ts";
import type { ReferrerFacts } from "../../rules/read-mail/mail.ts";
import { aMention } from "../builders/situation.ts";

const POLICY = {
  verifiedDomains: ["*.sch.example", "police.example"],
  publicDomains: ["freemail.example"],
  extractMaxAgeHours: 24,
};

const NOBODY: ReferrerFacts = {
  name: null,
  role: null,
  agency: null,
  email: null,
  phone: null,
  wishesAnonymity: false,
};

const aReferral = (senderAddress: string, referrer: Partial<ReferrerFacts> = {}) => ({
  senderAddress,
  referrer: { ...NOBODY, ...referrer },
});

describe("an address is at a domain", () => {
  test.each([
    ["head@oak.sch.example", true],
    ["head@sub.oak.sch.example", true],
    ["head@OAK.SCH.EXAMPLE", true],
    ["pc@police.example", true],
    ["pc@sub.police.example", false],
    ["head@sch.example", false],
    ["head@oak.sch.example.evil.example", false],
    ["head@oaksch.example", false],
    ["", false],
  ])("%s: %s", (address, expected) => {
    expect(isAt(address, POLICY.verifiedDomains)).toBe(expected);
  });
});

describe("who wrote decides what they may be told (LET-01, LET-04)", () => {
  const rows: readonly (readonly [string, Partial<ReferrerFacts>, ReferrerType])[] = [
    ["head@oak.sch.example", {}, "professional"],
    ["head@oak.sch.example", { role: "Designated Safeguarding Lead" }, "professional"],
    ["head@oak.sch.example", { role: "Parent Support Adviser" }, "professional"],
    ["ward@police.example", { role: "Ward Sister" }, "professional"],
    ["x@housing.example", { agency: "Northmoor Homes" }, "professional"],
    // at work, and writing of their own family
    ["j.doe@police.example", { role: "Mother" }, "parent"],
    ["j.doe@police.example", { role: "Grandmother (maternal)" }, "public"],
    ["j.doe@police.example", { role: "neighbour" }, "public"],
    ["mum@freemail.example", { role: "Parent/Carer" }, "parent"],
    ["dad@freemail.example", { role: "birth father" }, "parent"],
    ["dad@freemail.example", { role: "step-father" }, "public"],
    ["x@freemail.example", { role: "Mother's partner" }, "public"],
    ["x@freemail.example", { role: "friend of the mother" }, "public"],
    ["x@freemail.example", { role: "kinship carer" }, "public"],
    ["x@freemail.example", { agency: "Oak School" }, "public"],
    ["x@freemail.example", {}, "public"],
    ["", {}, "public"],
  ];
  test.each(rows)("%s, %o: %s", (address, referrer, expected) => {
    expect(referrerType(aReferral(address, referrer), POLICY)).toBe(expected);
  });
});

describe("an outcome leaves by itself, or waits for SEND (Part 0.7, LET-06, LET-11)", () => {
  test("by itself: a professional at a verified domain, whose referral says the same address", () => {
    expect(releaseOutcome(aReferral("head@oak.sch.example"), false, POLICY)).toEqual({
      by: "itself",
      to: "head@oak.sch.example",
    });
    expect(
      releaseOutcome(aReferral("office@oak.sch.example", { email: "head@oak.sch.example" }), false, POLICY),
    ).toEqual({ by: "itself", to: "head@oak.sch.example" });
  });

  test.each<[why: string, mail: ReturnType<typeof aReferral>, stale: boolean, because: RegExp]>([
    ["anonymous", aReferral("head@oak.sch.example", { wishesAnonymity: true }), false, /anonymous/],
    ["another domain", aReferral("head@oak.sch.example", { email: "h@freemail.example" }), false, /differs/],
    ["no sender", aReferral("", { email: "head@oak.sch.example" }), false, /differs/],
    ["a neighbour", aReferral("odell@freemail.example"), false, /not a professional/],
    ["a parent at work", aReferral("pc@police.example", { role: "mother" }), false, /not a professional/],
    [
      "a role that may be either",
      aReferral("a@oak.sch.example", { role: "Parent Support Adviser" }),
      false,
      /relative/,
    ],
    ["an unverified agency", aReferral("x@housing.example", { agency: "Homes" }), false, /verified domain/],
    ["an old extract", aReferral("head@oak.sch.example"), true, /older than 24 working hours/],
  ])("held: %s", (_, mail, stale, because) => {
    const release = releaseOutcome(mail, stale, POLICY);
    expect(release.by).toBe("owner");
    expect(release.by === "owner" && release.because).toMatch(because);
  });

  test.each([
    "",
    "noreply@oak.sch.example",
    "no-reply@oak.sch.example",
    "do_not_reply@oak.sch.example",
    "concerns-noreply@oak.sch.example",
    "a@evil.example, head@oak.sch.example",
    "<a@evil.example> head@oak.sch.example",
    "a@b@oak.sch.example",
    "head of oak.sch.example",
  ])("no address that an answer can safely go to: %j", (email) => {
    const mail = aReferral(email === "" ? "" : "head@oak.sch.example", email === "" ? {} : { email });
    expect(releaseOutcome(mail, false, POLICY)).toMatchObject({ by: "owner", to: null });
  });

  test("whatever a mail says of its sender, it leaves by itself only to one verified address of the sender's domain", () => {
    const part = fc.constantFrom("head", "no-reply", "x y", "a@b", "a,b", "<a>", "");
    const domain = fc.constantFrom(
      "oak.sch.example",
      "police.example",
      "freemail.example",
      "evil.example",
      "",
    );
    const address = fc.tuple(part, domain).map(([name, at]) => (at ? `${name}@${at}` : name));
    const role = fc.option(fc.constantFrom("mother", "DSL", "Parent Support Adviser", "aunt", "officer"));
    fc.assert(
      fc.property(
        address,
        fc.option(address),
        role,
        fc.boolean(),
        fc.boolean(),
        (from, email, role, wishesAnonymity, stale) => {
          const release = releaseOutcome(aReferral(from, { email, role, wishesAnonymity }), stale, POLICY);
          if (release.by === "owner") return;
          expect(release.to).toMatch(/^head@(oak\.sch|police)\.example$/);
          expect(release.to.split("@")[1]).toBe(from.split("@").at(-1));
          expect(wishesAnonymity || stale).toBe(false);
          expect(["DSL", "officer", null]).toContain(role);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

const NAMES = [
  "Kezia",
  "Ellie-May",
  "Li",
  "Bo",
  "Summer",
  "Hope",
  "Will",
  "May",
  "Zoë",
  "Łukasz",
  "Nguyễn",
  "O'Brien",
  "O'Ly",
  "D’Arcy",
  "Öz",
  "Muhammad",
  "Æthel",
  "van der Berg",
  "Grace",
  "Sunny",
  "محمد",
  "李",
];
const name = fc.constantFrom(...NAMES);
const before = fc.constantFrom("", "Mrs ", "mum of ", "re: ", "the family of ", "(", "Dr. ");
const after = fc.constantFrom("", "'s mother", ", Oak School", ")", " - office", ".");
/** The ways in which people write one and the same name. */
const written = fc.constantFrom<(value: string) => string>(
  (value) => value,
  (value) => value.toUpperCase(),
  (value) => value.toLowerCase(),
  (value) => value.normalize("NFD"),
  (value) => value.replaceAll("-", " "),
  (value) => value.replaceAll("-", ""),
  (value) => value.replaceAll(/['’]/g, " "),
  (value) => value.replaceAll(/['’]/g, ""),
  (value) => value.replaceAll("'", "’"),
);

const person = (more: Partial<Parameters<typeof caseFacts>[0]["people"][number]> = {}) => ({
  personId: "P-2041",
  name: "Robin Marlowe",
  born: null,
  address: null,
  nhsNumber: null,
  kinship: "child" as const,
  standing: null,
  ...more,
});
const aCase = (more: Partial<Parameters<typeof caseFacts>[0]> = {}) => ({
  people: [],
  mentions: [],
  content: [],
  referrer: NOBODY,
  ...more,
});
const kinds = (found: readonly Disclosure[]) => [...new Set(found.map(({ what }) => what))];

describe("a planted fact of the case is found in what a letter was filled with (LET-07)", () => {
  test("any name of a known person, whole or in part, however it is written", () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), written, before, after, (given, family, whole, write, b, a) => {
        const known = caseFacts(aCase({ people: [person({ name: `${given} ${family}` })] }));
        const planted = `${b}${write(whole ? `${given} ${family}` : given)}${a}`;
        expect(kinds(findDisclosures(["R-000012", planted], known, ["Priya Hale"]))).toContain("a name");
      }),
      { numRuns: 1_000 },
    );
  });

  test("names that only the mail says: of a child, a parent, a sibling", () => {
    const mention = aMention({
      givenNames: "Kezia",
      familyName: "Fairweather",
      knownAs: "Kez",
      parents: ["Dana Fairweather"],
      siblings: ["Jonah"],
    });
    const known = caseFacts(aCase({ mentions: [mention] }));
    for (const planted of ["Kezia", "kez", "Mrs Fairweather", "Dana", "Jonah", "KeziaFairweather"]) {
      expect(kinds(findDisclosures([planted], known, []))).toEqual(["a name"]);
    }
  });

  const MONTHS =
    "January February March April May June July August September October November December".split(" ");
  const two = (n: number) => String(n).padStart(2, "0");
  const ordinal = (n: number) => `${n}${n > 3 && n < 21 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
  const FORMS: readonly ((y: number, m: number, d: number) => string)[] = [
    (y, m, d) => `${y}-${two(m)}-${two(d)}`,
    (y, m, d) => `${two(d)}/${two(m)}/${y}`,
    (y, m, d) => `${d}.${m}.${String(y).slice(2)}`,
    (y, m, d) => `${d} ${MONTHS[m - 1]} ${y}`,
    (y, m, d) => `${ordinal(d)} of ${MONTHS[m - 1]?.slice(0, 3)} ${y}`,
    (y, m, d) => `${MONTHS[m - 1]} ${ordinal(d)}, ${y}`,
    (y, m, d) => `${d} ${MONTHS[m - 1]?.slice(0, 3)} '${String(y).slice(2)}`,
    (y, m, d) => `${two(d)}${two(m)}${y}`,
    (y, m, d) => `${y}${two(m)}${two(d)}`,
    (y, m, d) => `${two(m)}/${two(d)}/${y}`,
  ];

  test("a date of birth in any form", () => {
    const year = fc.integer({ min: 2000, max: 2026 });
    const month = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        year,
        month,
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom(...FORMS),
        before,
        (y, m, d, form, b) => {
          const known = caseFacts(aCase({ people: [person({ born: `${y}-${two(m)}-${two(d)}` })] }));
          expect(kinds(findDisclosures([`${b}${form(y, m, d)}`], known, []))).toContain("a date of birth");
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    "4 Heron Walk",
    "4, Heron Walk",
    "HERON WALK",
    "of Heron Walk, Kings Norton",
    "B99 1AA",
    "b991aa",
    "Flat 2 Rose Court",
    "Rose Court",
    "NM3 4WE",
  ])("an address line: %s", (planted) => {
    const known = caseFacts(
      aCase({
        people: [person({ address: "4 Heron Walk, B99 1AA" })],
        mentions: [aMention({ address: "Flat 2 Rose Court", postcode: "NM3 4WE" })],
      }),
    );
    expect(kinds(findDisclosures([planted], known, []))).toContain("an address");
  });

  test.each(["0121 496 0123", "01214960123", "+44 121 496 0123", "(0121) 496-0123"])(
    "a telephone number that stands in the mail: %s",
    (planted) => {
      const content = [{ text: "Dad can be reached on 0121 496 0123.", where: "body", role: "new" as const }];
      const known = caseFacts(aCase({ content }));
      expect(kinds(findDisclosures([`call ${planted}`], known, []))).toEqual(["a telephone number"]);
    },
  );

  test.each(["999 222 7281", "9992227281", "NHS 999-222-7281", "p-2041", "P 2041", "UPN A1234567"])(
    "an identifier: %s",
    (planted) => {
      const known = caseFacts(
        aCase({
          people: [person({ nhsNumber: "9992227281" })],
          mentions: [aMention({ otherIds: ["A1234567"] })],
        }),
      );
      expect(kinds(findDisclosures([planted], known, []))).toEqual(["an identifier"]);
    },
  );
});

describe("what is the recipient's own, or nobody's, holds no letter back", () => {
  const filled = ["R-000012", "Priya Hale", "Friday 8 May 2026"];

  test("a child called Will, Hope, May or Li holds back no letter for a template's words or its dates", () => {
    fc.assert(
      fc.property(name, name, (given, family) => {
        const known = caseFacts(aCase({ people: [person({ name: `${given} ${family}` })] }));
        expect(findDisclosures(filled, known, ["Priya Hale", "Friday 8 May 2026"])).toEqual([]);
      }),
    );
  });

  test("the recipient's own name, which From bears, also where a child has the same family name", () => {
    const known = caseFacts(aCase({ people: [person({ name: "Robin Hale" })] }));
    expect(findDisclosures(filled, known, ["Hale, Priya", "Friday 8 May 2026"])).toEqual([]);
    expect(findDisclosures(filled, known, ["p.hale@oak.sch.example", "Friday 8 May 2026"])).toEqual([]);
  });

  test("a name that stands only in the form and is a name of the case is held", () => {
    const known = caseFacts(aCase({ people: [person({ name: "Robin Hale" })] }));
    expect(findDisclosures(filled, known, ["School office", "Friday 8 May 2026"])).toEqual([
      { what: "a name", found: "hale" },
    ]);
  });

  test("a child born on the day the mail came", () => {
    const known = caseFacts(aCase({ people: [person({ born: "2026-05-08" })] }));
    expect(findDisclosures(filled, known, ["Priya Hale", "Friday 8 May 2026"])).toEqual([]);
    expect(kinds(findDisclosures(filled, known, ["Priya Hale"]))).toEqual(["a date of birth"]);
  });

  test("the child's initials in a letter to a professional", () => {
    fc.assert(
      fc.property(name, name, (given, family) => {
        const letters = [given, family].flatMap((one) => one.split(/[\s-]/)).map((one) => `${[...one][0]}.`);
        const known = caseFacts(aCase({ people: [person({ name: `${given} ${family}` })] }));
        fc.pre(letters.every((letter) => /^[A-Z]\.$/.test(letter)));
        expect(findDisclosures([letters.join("")], known, [])).toEqual([]);
      }),
    );
  });

  test("the referrer's own telephone number", () => {
    const content = [{ text: "Call me on 0121 496 0123.", where: "body", role: "new" as const }];
    const known = caseFacts(aCase({ content, referrer: { ...NOBODY, phone: "0121 4960123" } }));
    expect(findDisclosures(["0121 496 0123"], known, [])).toEqual([]);
  });

  test("ages, single letters and words that stand where there is no name yet", () => {
    const known = caseFacts(aCase({ people: [person({ name: "Baby K" })], mentions: [] }));
    expect(findDisclosures(["Mrs K Hale", "Mother and Baby Unit"], known, [])).toEqual([]);
  });
});

test("facts of a mail of 200,000 characters are gathered in no time", () => {
  const text = "+0".repeat(100_000) + "0121 ".repeat(20_000);
  const started = performance.now();
  caseFacts(aCase({ content: [{ text, where: "body", role: "new" }] }));
  expect(performance.now() - started).toBeLessThan(2_000);
});
