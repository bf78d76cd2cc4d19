import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countWords, LONGEST_NOTE_WORDS } from "../../rules/brief-note.ts";
import type { ReferrerFacts } from "../../rules/read-mail/mail.ts";
import { instant } from "../../rules/time.ts";
import { triage } from "../../rules/triage.ts";
import { aChild, aMail, aSituation, type ChildBuilder, type MailBuilder } from "../builders/situation.ts";
import { triagePolicy } from "../builders/triage-policy.ts";

const policy = triagePolicy();

function noteOf(mail: MailBuilder, child: ChildBuilder, referrer: Partial<ReferrerFacts> = {}): string {
  const situation = aSituation(mail, [child]);
  const facts = { ...situation.mail, referrer: { ...situation.mail.referrer, ...referrer } };
  return triage({ ...situation, mail: facts }, policy).note;
}

const more = () =>
  aMail().saying(
    "Further to my referral of 11 March: Robin came without a coat again, and he has a cut on his lip.",
  );

describe("the brief note (CASS-18)", () => {
  test("says who writes, whether it is the same incident, what is new, and what was decided by whom and when", () => {
    const note = noteOf(more(), aChild().contacted(), { name: "Lee Ashe", agency: "NSPCC" });
    expect(note).toContain("New referral from Lee Ashe, NSPCC [mail].");
    expect(note).toContain(
      "About the same incident or concern as the contact from Oak School of 11 March, 2 weeks ago [C-P-1-1].",
    );
    expect(note).toContain("a cut on his lip");
    expect(note).toContain("Decided then: information and advice by tm@trust.example on 12 March [C-P-1-1].");
  });

  test("counts contacts in 4 weeks, 3 months and 12 months with this one, and their sources (SAF-05)", () => {
    const child = aChild()
      .contacted()
      .contacted({ receivedAt: instant("2026-01-20T10:00:00Z"), referrerEmail: "a@police.example" })
      .contacted({ receivedAt: instant("2025-05-20T10:00:00Z"), referrerEmail: "b@health.example" });
    expect(noteOf(more(), child)).toContain(
      "2 in 4 weeks, 3 in 3 months, 4 in 12 months from 3 sources [records]",
    );
  });

  test("names who else is in the family or household", () => {
    const child = aChild().contacted().living("sibling", aChild("P-9"), { givenNames: "Wren" });
    expect(noteOf(more(), child)).toContain("Wren (sibling)");
  });

  test("says what could not be read", () => {
    expect(noteOf(more().unread("password"), aChild().contacted())).toContain(
      "Not read: attachment scan.jpg (password)",
    );
  });

  test("keeps back the name of a person who does not want to be named", () => {
    const note = noteOf(more(), aChild().contacted(), { name: "Lee Ashe", wishesAnonymity: true });
    expect(note).not.toContain("Ashe");
  });

  test("says so where the evidence is even", () => {
    const note = noteOf(
      aMail().saying("He was seen by the canal on a borrowed bicycle, late."),
      aChild().contacted({ narrative: "Late." }),
    );
    expect(note).toMatch(/evidence is even|different concern/);
  });

  test("uses no judging word, though the sender does (SAF-06)", () => {
    const mail = aMail().saying(
      "The neighbour's report was malicious and vexatious. Robin has a cut on his lip and came without a coat.",
    );
    expect(noteOf(mail, aChild().contacted())).not.toMatch(/malicious|vexatious/i);
  });

  test("has at most 120 words and an end, however long the mail", () => {
    const sentence = fc
      .array(fc.stringMatching(/^[a-z]{2,9}$/), { minLength: 3, maxLength: 60 })
      .map((w) => `${w.join(" ")}.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 20 }), (sentences) => {
        const note = noteOf(aMail().saying(sentences.join(" ")), aChild().contacted());
        return countWords(note) <= LONGEST_NOTE_WORDS && /[.\]]$/.test(note);
      }),
      { numRuns: 60 },
    );
  });
});
