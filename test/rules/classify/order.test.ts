import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Situation } from "../../../rules/situation.ts";
import { instant } from "../../../rules/time.ts";
import { triage } from "../../../rules/triage.ts";
import { aChild, aMail, aSituation } from "../../builders/situation.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();
const child = aChild()
  .contacted({
    contactId: "C-a",
    receivedAt: instant("2026-03-20T10:00:00Z"),
    narrative: "Head lice for three weeks.",
  })
  .contacted({
    contactId: "C-b",
    receivedAt: instant("2026-03-20T10:00:00Z"),
    narrative: "Late on four days.",
  })
  .contacted({
    contactId: "C-c",
    receivedAt: instant("2026-03-05T10:00:00Z"),
    narrative: "On 4 March the trampoline net was cut with scissors by the lodger.",
  })
  .closedBy("ASTI", "2026-03-10")
  .closedBy("FAMILY_SUPPORT", "2026-03-20")
  .living("sibling", aChild("P-8").closedBy("AREA_SAFEGUARDING", "2026-03-10"));
const mail = aMail()
  .saying("Further to 4 March: the lodger says that the scissors were Robin's.")
  .attaching("Body map: one mark.", "a.docx")
  .attaching("Chronology: the net was bought in May.", "b.docx");
const base = aSituation(mail, [child]);

/** What a person acts on. */
const outcome = (situation: Situation) => {
  const { pathway, urgent, children, comparedWith, reviewer, category, closure, copyEarlyHelp } = triage(
    situation,
    policy,
  );
  return { pathway, urgent, children, comparedWith, reviewer, category, closure, copyEarlyHelp };
};

describe("triage does not depend on the order", () => {
  const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
  test("of records", () => {
    fc.assert(
      fc.property(shuffled(base.contacts), shuffled(base.involvements), (contacts, involvements) => {
        expect(outcome({ ...base, contacts, involvements })).toEqual(outcome(base));
      }),
    );
  });
  test("of people", () => {
    fc.assert(
      fc.property(shuffled([...base.people]), shuffled([...base.kinship]), (people, kinship) => {
        expect(outcome({ ...base, people: new Map(people), kinship: new Map(kinship) })).toEqual(
          outcome(base),
        );
      }),
    );
  });
  test("of attachments", () => {
    fc.assert(
      fc.property(shuffled(base.mail.content), shuffled(base.mail.parts), (content, parts) => {
        expect(outcome({ ...base, mail: { ...base.mail, content, parts } })).toEqual(outcome(base));
      }),
    );
  });
});

test("appending a paragraph that names nobody and denies nothing never moves a mail from a reviewer to nobody", () => {
  const neutral = fc.array(
    fc.constantFrom("The hall has a new roof.", "Lessons begin at nine.", "The bus stop is by the library."),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(neutral, (sentences) => {
      const longer = aMail()
        .saying(
          `Further to 4 March: the lodger says that the scissors were Robin's.\n\n${sentences.join(" ")}`,
        )
        .attaching("Body map: one mark.", "a.docx");
      return triage(aSituation(longer, [child]), policy).reviewer !== "none";
    }),
  );
});
