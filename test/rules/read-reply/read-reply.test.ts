import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePhrase } from "../../../rules/read-reply/phrases.ts";
import { type Decision, type ReplyContext, readReply } from "../../../rules/read-reply/read-reply.ts";
import type { ReviewerRole } from "../../../rules/situation.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { loadStaff } from "../../../worker/config/staff.ts";
import { aPart, aReply } from "../../builders/reply.ts";

const policy = loadReplyPolicy("config");
const staff = loadStaff("config");
const read = (text: string, context: ReplyContext = {}, role: ReviewerRole = "tm-sp") =>
  readReply(aReply(text), role, policy, context);

describe("several children, by the letters of the review mail", () => {
  const two = { children: ["A", "B"] };

  test.each([
    "A: NEW CONTACT\nB: NO CONTACT",
    "A - NEW CONTACT\nB - NO CONTACT",
    "Child A: new contact\nChild B: no new contact",
    "A. NEW CONTACT\nB. NO CONTACT, she lives with dad",
    "(A) NEW CONTACT\n(B) NO CONTACT",
    "A: NEW CONTACT, B: NO CONTACT",
    "A = NEW CONTACT; B = NO CONTACT",
    "New contact for A, no contact for B",
    "NEW CONTACT for A and NO CONTACT for B",
    "Hi Priya,\n\nB: NO CONTACT\nA: NEW CONTACT\n\nThanks\nNadia",
  ])("%j decides one way for each", (text) => {
    expect(read(text, two)).toMatchObject({
      decision: null,
      decisions: [
        { child: "A", decision: "new-contact" },
        { child: "B", decision: "no-contact" },
      ],
    });
  });

  test.each<[string, readonly string[], Decision]>([
    ["A: NO CONTACT\nB: NO CONTACT", ["A", "B"], "no-contact"],
    ["A & B: NO CONTACT", ["A", "B"], "no-contact"],
    ["A, B and C: NEW CONTACT", ["A", "B", "C"], "new-contact"],
    ["A: NEW CONTACT", ["A"], "new-contact"],
    ["NO CONTACT for both", ["A", "B"], "no-contact"],
  ])("%j of %j is %s for all", (text, children, decision) => {
    expect(read(text, { children })).toMatchObject({ decision, decisions: [] });
  });

  test.each([
    ["one child is left out", "A: NEW CONTACT"],
    ["a child is not asked about", "A: NEW CONTACT\nB: NO CONTACT\nC: NO CONTACT"],
    ["one line does not decide", "A: NEW CONTACT\nB: not sure"],
    ["one child twice", "A: NEW CONTACT\nB: NO CONTACT\nA: NO CONTACT"],
    ["by letter and for all", "NO CONTACT\n\nA: NEW CONTACT\nB: NO CONTACT"],
  ])("unclear where %s", (_, text) => {
    expect(read(text, two)).toMatchObject({ decision: "unclear", decisions: [] });
  });

  test("an article or a list of reasons is no letter", () => {
    expect(read("A new contact please", two).decision).toBe("new-contact");
    expect(read("NEW CONTACT for both\n\na) the mark is new\nb) dad is back", two).decision).toBe(
      "new-contact",
    );
  });
});

describe("who should decide instead", () => {
  test.each([
    ["NOT MINE Gareth Pryce", "Gareth Pryce"],
    ["NOT MINE - try Leanne", "Leanne Fitzgibbon"],
    ["Not mine, this is Nadia's", "Nadia Rahman"],
    ["NOT MINE: please ask Carol Nkem", "Carol Nkem"],
    ["NOT MINE", null],
    ["NOT MINE, Gareth Pryce or Nadia Rahman", null],
    ["NOT MINE. I am off on Thursday", null],
  ])("%j names %s", (text, to) => {
    expect(read(text, { staff })).toMatchObject({ decision: "reassign", to });
  });
});

describe("what a Team Manager takes forward", () => {
  test.each([
    ["TAKEN FORWARD, new contact please", true],
    ["TAKEN FORWARD. No contact needed.", false],
    ["TAKEN FORWARD with ASTI", null],
  ])("%j: with a contact is %s", (text, withContact) => {
    expect(read(text, {}, "cass-team-manager")).toMatchObject({ decision: "taken-forward", withContact });
  });
});

describe("where the words are", () => {
  const subject = "NO CONTACT - RE: [CASS review R-000012] decision needed";

  test("in the subject, where the body says nothing new", () => {
    expect(readReply(aReply("Kind regards\n\nNadia Rahman", { subject }), "tm-sp", policy)).toMatchObject({
      decision: "no-contact",
      because: [{ where: "subject" }],
    });
  });

  test("a subject and a body that disagree are unclear", () => {
    expect(readReply(aReply("NEW CONTACT", { subject }), "tm-sp", policy).decision).toBe("unclear");
  });

  test("nothing new, no body, or one that cannot be read: unclear, with the reason", () => {
    expect(read("")).toMatchObject({ decision: "unclear", because: [{ found: "it holds no new words" }] });
    expect(readReply(aReply("", { parts: [] }), "tm-sp", policy).decision).toBe("unclear");
    const sealed = aPart({ status: "unreadable", reason: "link only" });
    const reading = readReply(aReply("", { parts: [sealed] }), "tm-sp", policy);
    expect(reading).toMatchObject({
      decision: "unclear",
      because: [{ found: "the body cannot be read: link only" }],
    });
  });

  test("an attachment decides nothing", () => {
    const parts = [
      aPart({ text: "See attached" }),
      aPart({ where: "attachment a.docx", kind: "docx", text: "NO CONTACT" }),
    ];
    expect(readReply(aReply("", { parts }), "tm-sp", policy).decision).toBe("unclear");
  });

  test("the rationale is the reviewer's words without the decision word", () => {
    expect(
      read("NO CONTACT - it is the same night.\n\nMum is engaging.\n\nKind regards\nNadia").rationale,
    ).toBe("it is the same night.\n\nMum is engaging.");
    expect(read("Please open a new contact, it is new.").rationale).toBe(
      "Please open a new contact, it is new.",
    );
  });
});

describe("one named child where there may be several", () => {
  const quoted = (children: string) =>
    `Please open one for Poppy.\n\n-----Original Message-----\nFrom: CASS <cass@trust.example>\nSubject: decision needed\n\n${children}\n`;

  test("it is read where the quoted review mail has one child, and asked back where it has two", () => {
    expect(read(quoted("A: Poppy Reed")).decision).toBe("new-contact");
    expect(read(quoted("A: Poppy Reed\nB: Leo Reed")).decision).toBe("unclear");
  });

  test("what is known of the review counts for more than the quote", () => {
    const of = (children: readonly string[]) =>
      readReply(aReply("Please open one for Poppy."), "tm-sp", policy, { children }).decision;
    expect(of(["A"])).toBe("new-contact");
    expect(of(["A", "B"])).toBe("unclear");
  });
});

describe("hostile and endless text", () => {
  const huge = [
    ["one line of 700,000 letters", "a".repeat(707_606)],
    ["one line of 700,000 words", "new contact ".repeat(60_000)],
    ["a million empty lines", "\n".repeat(1_000_000)],
    ["nothing but marks", "-,:()".repeat(100_000)],
    ["nothing but greater-than signs", ">".repeat(700_000)],
    ["dashes and letters", "a-".repeat(300_000)],
    ["labels", "A: ".repeat(200_000)],
    ["for A for A", "x for A ".repeat(50_000)],
    ["openings without an end", "if ".repeat(100_000)],
  ] as const;

  test.each(huge)("%s is answered within five seconds on a busy machine, and decides nothing", (_, text) => {
    const started = performance.now();
    const { decision } = read(text);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(decision).toBe("unclear");
  });

  test("a decision above endless text is not taken on the part that was looked at", () => {
    expect(read(`NO CONTACT\n${"x".repeat(300_000)}`).decision).toBe("unclear");
    expect(read(`NO CONTACT\n${"and so on. ".repeat(2_000)}`).decision).toBe("unclear");
  });

  test("whatever is written, there is an answer with a reason", () => {
    const words = fc.constantFrom(
      ..."NEW CONTACT NO contact , . ? : - ( ) \n if unless not please VISIT A: B: > mine more info I you school said would open one".split(
        " ",
      ),
      "\n",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (written) => {
        const reading = read(written.join(" "));
        expect(reading.because.length).toBeGreaterThan(0);
        if (reading.decision === null) expect(reading.decisions.length).toBeGreaterThan(1);
      }),
      { numRuns: 500 },
    );
  });

  test("a typed decision stays that decision, or is asked back, whatever rationale follows", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("NEW CONTACT", "NO CONTACT"),
        fc.lorem({ maxCount: 20 }),
        (word, rationale) => {
          expect(read(`${word}\n\n${rationale}.`).decision).toBe(
            word === "NEW CONTACT" ? "new-contact" : "no-contact",
          );
        },
      ),
    );
  });
});

describe("the phrases of the policy", () => {
  test("a phrase of which nothing must be there is refused", () => {
    expect(() => parsePhrase("[a] [new]")).toThrow(/expected a word that must be there/);
    expect(() => parsePhrase("* $")).toThrow(RangeError);
  });

  test("no wording decides on one common word", () => {
    const short = Object.values(policy.says)
      .flat()
      .filter(({ slots }) => slots.filter(({ optional, words }) => !optional && !words.has("^")).length < 2);
    expect(short.map(({ written }) => written)).toEqual([]);
  });
});
