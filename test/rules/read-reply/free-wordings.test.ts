import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Decision, type ReplyReading, readReply } from "../../../rules/read-reply/read-reply.ts";
import type { ReviewerRole } from "../../../rules/situation.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { aReply } from "../../builders/reply.ts";

/** What reviewers of many voices write without any decision word, and what it means. */
interface Wording {
  readonly role: ReviewerRole;
  readonly text: string;
  readonly decision: Decision | null;
  readonly decisions?: ReplyReading["decisions"];
  readonly subject?: string;
  readonly alsoAccept?: readonly Decision[];
}

const policy = loadReplyPolicy("config");
const wordings: Wording[] = readFileSync("test/mail/replies/free-wordings.jsonl", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

const read = (text: string, role: ReviewerRole = "tm-sp", subject?: string) =>
  readReply(aReply(text, subject === undefined ? {} : { subject }), role, policy);

function meant({ decision, decisions }: Pick<Wording, "decision" | "decisions">): string {
  return decision ?? (decisions ?? []).map(({ child, decision: said }) => `${child}: ${said}`).join(", ");
}

const readings = wordings.map((wording) => {
  const said = meant(read(wording.text, wording.role, wording.subject));
  const isRight = said === meant(wording) || (wording.alsoAccept ?? []).some((also) => also === said);
  return { wording, said, isRight };
});

describe("free wording", () => {
  test("nothing is read as what it does not mean; at worst the reviewer is asked back", () => {
    const wrong = readings.filter(({ said, isRight }) => !isRight && said !== "unclear");
    expect(wrong.map(({ wording, said }) => `${said}: ${wording.text}`)).toEqual([]);
  });

  test("at least 95 of a hundred clear ones are read", () => {
    const clear = readings.filter(({ wording }) => wording.decision !== "unclear");
    expect(clear.filter(({ isRight }) => isRight).length / clear.length).toBeGreaterThanOrEqual(0.95);
  });
});

describe("what is added to a clear decision never turns it into the other", () => {
  const decided = readings.filter(
    ({ wording: { role, decision, subject }, said }) =>
      role === "tm-sp" &&
      subject === undefined &&
      said === decision &&
      (decision === "new-contact" || decision === "no-contact"),
  );
  /** One sentence with nothing behind it, so that what is put in front of it reaches all of it. */
  const plain = decided.filter(({ wording }) => !/[.!?,;:\n–—-]./.test(wording.text));
  const signedOff = /^(?:thanks|ta|thx|many thanks|kind regards|regards)$/im;
  const opposite = { "new-contact": "no-contact", "no-contact": "new-contact" } as const;
  const from = (some: typeof decided) => fc.constantFrom(...some.map(({ wording }) => wording));

  test.each([
    "Unless the police are already doing it.",
    "But only if mum agrees.",
    "Not sure though.",
    "Let me check with Gareth first.",
    "Actually hold off.",
  ])("%s, below it, makes it unclear", (below) => {
    const open = decided.filter(({ wording }) => !signedOff.test(wording.text));
    fc.assert(
      fc.property(from(open), ({ text }) => {
        expect(read(`${text}\n\n${below}`).decision).toBe("unclear");
      }),
    );
  });

  test.each([
    "If school confirm the date, ",
    "If mum agrees then ",
    "School think ",
    "Mum says ",
    "The last manager said ",
    "I am not sure whether ",
    "Maybe ",
    "Should we ",
    "Not ",
  ])("%s, in front of it, never gives the opposite", (before) => {
    fc.assert(
      fc.property(from(decided), ({ text, decision }) => {
        const said = read(`${before}${text}`).decision;
        // "not" in front of a contact that is to be opened does mean that none is
        if (before !== "Not " || decision === "no-contact")
          expect(said).not.toBe(opposite[decision as keyof typeof opposite]);
      }),
    );
  });

  test.each(["If school confirm the date, ", "If mum agrees then ", "I am not sure whether "])(
    "%s, in front of a whole reply of one sentence, leaves no decision",
    (before) => {
      fc.assert(
        fc.property(from(plain), ({ text }) => {
          expect(["unclear", "more-info"]).toContain(
            read(before + text[0]?.toLowerCase() + text.slice(1)).decision,
          );
        }),
      );
    },
  );

  test("two clear decisions that contradict each other are unclear, in either order", () => {
    const takesBack = /ignore|scrap|mistake/i;
    const standing = decided.filter(
      ({ wording: { text } }) => !takesBack.test(text) && !signedOff.test(text) && !/agreed, no$/.test(text),
    );
    const ofKind = (kind: Decision) => from(standing.filter(({ wording }) => wording.decision === kind));
    fc.assert(
      fc.property(
        ofKind("new-contact"),
        ofKind("no-contact"),
        fc.boolean(),
        (opened, closed, openedFirst) => {
          const texts = openedFirst ? [opened.text, closed.text] : [closed.text, opened.text];
          expect(read(texts.join("\n\n")).decision).toBe("unclear");
        },
      ),
      { numRuns: 500 },
    );
  });

  test("the words of a decision above an automatic reply's make it none", () => {
    fc.assert(
      fc.property(from(decided), ({ text }) => {
        expect(read(text, "tm-sp", "Automatic reply: decision needed").decision).toBe("auto-reply");
      }),
    );
  });
});

describe("what looks like opening or closing and is neither", () => {
  test.each([
    "The dog needs a new contact",
    "Open the attachment please, page 3.",
    "They're open to Leeds",
    "Please make contact with the school.",
    'Hana (FSW): "I think CASS should open a new contact, it was horrible in there".',
    "Two of the three need opening.",
    "Nothing new for us in mum's account but the bruise is.",
    "A needs a contact, and C and D are fine as they are.",
  ])("%s", (text) => {
    expect(read(text).decision).toBe("unclear");
  });
});
