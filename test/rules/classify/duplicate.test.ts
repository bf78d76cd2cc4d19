import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testDuplicate } from "../../../rules/classify/duplicate.ts";
import type { Contact } from "../../../rules/records.ts";
import { aChild, aMail, aSituation, type MailBuilder } from "../../builders/situation.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();

const FORM = `Request for Support
Child's name: Robin Marlowe
Date of birth: 09/06/2017
Address: 4 Heron Walk, B99 1AA
Is the child at immediate risk?: No
Consent: ☒ Yes ☐ No
Completed by: Anna Head, Deputy
What are you worried about?
On 3 March Robin had a red line across his left palm about 4cm long. He said that it was not the door. His mother's partner, Keith, laughed when he was asked about it.
What is working well?
Robin is never late and his gran collects him on Thursdays.`;

const LETTER = `Dear colleagues,

I am writing about Robin Marlowe, born 9 June 2017, of 4 Heron Walk, B99 1AA.

Robin told me on Monday that he sleeps on two chairs because the baby has his bed. He was not upset. His mother says that a bed is on its way and that she has no money until the 28th.

Yours sincerely,
Anna Head
Deputy Headteacher, Oak School
Tel. 0121 496 0111`;

function isDuplicate(mail: MailBuilder, contact: Partial<Contact> = {}): boolean {
  return testDuplicate(aSituation(mail, [aChild().contacted({ narrative: FORM, ...contact })]), policy).same;
}

describe("is a duplicate", () => {
  const cases: [why: string, mail: MailBuilder, contact?: Partial<Contact>][] = [
    ["the same form again", aMail().attaching(FORM)],
    ["in capitals", aMail().attaching(FORM.toUpperCase())],
    ["with other line breaks", aMail().attaching(FORM.replaceAll(" had a", "\nhad a"))],
    ["as a table with bars", aMail().attaching(FORM.replaceAll(": ", " | "))],
    ["with curly apostrophes and long dashes", aMail().attaching(FORM.replaceAll("'", "’"))],
    ["without its title", aMail().attaching(FORM.replace("Request for Support\n", ""))],
    [
      "with a form title that the earlier text lacks",
      aMail().attaching(
        `Multi-agency referral form\n${FORM}`.replace("Multi-agency referral form", "Referral form"),
      ),
    ],
    [
      "its form lines in another order",
      aMail().attaching(
        FORM.replace(
          "Date of birth: 09/06/2017\nAddress: 4 Heron Walk, B99 1AA\n",
          "Address: 4 Heron Walk, B99 1AA\nDate of birth: 09/06/2017\n",
        ),
      ),
    ],
    ["the form as docx and as pdf in one mail", aMail().attaching(FORM).attaching(FORM, "form.pdf")],
    ["its ticks drawn in another way", aMail().attaching(FORM.replace("☒ Yes ☐ No", "[x] Yes [ ] No"))],
    [
      "a letter whose signature is gone",
      aMail().saying(LETTER.slice(0, LETTER.indexOf("Yours"))),
      { narrative: LETTER },
    ],
    [
      "a letter that a colleague forwards with their own signature",
      aMail()
        .saying("Forwarding this letter again as we cannot see a reply.", ["Pat Office, Oak School"])
        .forwarding(LETTER),
      { narrative: LETTER },
    ],
    ["from a colleague at the same organisation", aMail().from("office@oak.sch.example").attaching(FORM)],
    [
      "from a relative's own address at a public provider",
      aMail().from("nan@mail.example").saying(LETTER),
      { narrative: LETTER, referrerEmail: "nan@mail.example" },
    ],
    ["with an inline logo that carries no fact", aMail().attaching(FORM).unread("picture", { inline: true })],
    [
      "a reply that asks what became of it and quotes it",
      aMail()
        .kind("chaser")
        .saying("Good afternoon,\nI have heard nothing since. Would you let me know that it has been read?")
        .quoting(LETTER),
      { narrative: LETTER },
    ],
    [
      "the same picture, byte for byte, as in our own item",
      aMail().attaching(FORM).unread("picture", { sha256: "aa" }),
      { attachmentHashes: ["aa"], source: "own" },
    ],
  ];
  test.each(cases.map(([why, mail, contact = {}]) => [why, mail, contact] as const))(
    "%s",
    (_why, mail, contact) => {
      expect(isDuplicate(mail, contact)).toBe(true);
    },
  );
});

describe("is not a duplicate", () => {
  const cases: [why: string, mail: MailBuilder, contact?: Partial<Contact>][] = [
    ["one digit of a length", aMail().attaching(FORM.replace("4cm", "5cm"))],
    ["two digits of the date of birth swapped", aMail().attaching(FORM.replace("09/06/2017", "06/09/2017"))],
    ["'not' taken out", aMail().attaching(FORM.replace("not the door", "the door"))],
    ["'not' put in", aMail().attaching(FORM.replace("laughed", "did not laugh"))],
    ["left has become right", aMail().attaching(FORM.replace("left palm", "right palm"))],
    ["a name has changed", aMail().attaching(FORM.replace("Keith", "Kevin"))],
    ["the other box is ticked", aMail().attaching(FORM.replace("☒ Yes ☐ No", "☐ Yes ☒ No"))],
    ["a box has become yes", aMail().attaching(FORM.replace("risk?: No", "risk?: Yes"))],
    ["a sentence more", aMail().attaching(`${FORM} He has been quiet since.`)],
    ["a sentence less", aMail().attaching(FORM.replace(" He said that it was not the door.", ""))],
    [
      "a postscript below the signature",
      aMail().saying(`${LETTER}\nPS he has a bruise today`),
      { narrative: LETTER },
    ],
    [
      "a fact after the signature without a postscript",
      aMail().saying(`${LETTER}\nHe slept in the car`),
      { narrative: LETTER },
    ],
    [
      "two values have changed places",
      aMail().attaching(
        FORM.replace("Robin Marlowe", "X")
          .replace("Anna Head, Deputy", "Robin Marlowe")
          .replace("X", "Anna Head, Deputy"),
      ),
    ],
    [
      "a disclosure in the covering mail",
      aMail()
        .saying("Resending this from last week. He has since told the TA that it was Keith.")
        .attaching(FORM),
    ],
    [
      "a second attachment",
      aMail().attaching(FORM).attaching("Body map: front and back, two marks.", "map.docx"),
    ],
    [
      "an attachment that could not be read",
      aMail().attaching(FORM).unread("password", { kind: "pdf", where: "attachment b.pdf" }),
    ],
    [
      "a picture that we do not know",
      aMail().attaching(FORM).unread("picture", { sha256: "bb" }),
      { attachmentHashes: ["aa"], source: "own" },
    ],
    ["the earlier picture is missing", aMail().attaching(FORM), { attachmentHashes: ["aa"], source: "own" }],
    ["another organisation sends the same words", aMail().from("clerk@elm.sch.example").attaching(FORM)],
    [
      "another person at a public provider",
      aMail().from("b@mail.example").attaching(FORM),
      { referrerEmail: "a@mail.example" },
    ],
    ["the earlier sender is not known", aMail().attaching(FORM), { referrerEmail: null }],
    ["the earlier one is not decided", aMail().attaching(FORM), { decision: null }],
    [
      "our own review still awaits its decision",
      aMail().attaching(FORM),
      { awaitingDecision: true, source: "own" },
    ],
    ["the earlier text is not known", aMail().attaching(FORM), { narrative: null }],
    ["nothing but a covering text", aMail().saying("I am sending this again.")],
  ];
  test.each(cases.map(([why, mail, contact = {}]) => [why, mail, contact] as const))(
    "%s",
    (_why, mail, contact) => {
      expect(isDuplicate(mail, contact)).toBe(false);
    },
  );

  test("identical to an older referral, but not to the most recent", () => {
    const children = [
      aChild()
        .contacted({
          narrative: "Head lice.",
          receivedAt: "2026-03-20T10:00:00.000Z" as Contact["receivedAt"],
        })
        .contacted({ narrative: FORM }),
    ];
    expect(testDuplicate(aSituation(aMail().attaching(FORM), children), policy).same).toBe(false);
  });

  test("other children: the earlier referral was about a sister whom this one does not name", () => {
    const children = [aChild("P-1").contacted({ personIds: ["P-1", "P-2"], narrative: FORM })];
    expect(testDuplicate(aSituation(aMail().attaching(FORM), children), policy).same).toBe(false);
  });
});

test("the explanation shows what was taken off, and for a near miss the words that differ", () => {
  const contacted = [aChild().contacted({ narrative: FORM })];
  const again = testDuplicate(
    aSituation(aMail().saying("Sending this again.").attaching(FORM), contacted),
    policy,
  );
  expect(again.takenOff.join()).toContain("Sending this again.");
  const near = testDuplicate(
    aSituation(aMail().attaching(FORM.replace("Keith", "Kevin")), contacted),
    policy,
  );
  expect(near.added).toEqual(["kevin"]);
  expect(near.missing).toEqual(["keith"]);
});

describe("any single-word edit to a duplicate's content makes it not a duplicate", () => {
  const words = FORM.split(/(\s+)/);
  const places = words.flatMap((word, index) => (/[\p{L}\p{N}]/u.test(word) && index > 6 ? [index] : []));
  const place = fc.constantFrom(...places);
  const other = fc.stringMatching(/^[a-z]{3,9}$/).filter((word) => !FORM.toLowerCase().includes(word));
  const edited = (index: number, word: string) => words.with(index, word).join("");

  test("a word changed", () => {
    fc.assert(
      fc.property(place, other, (index, word) => !isDuplicate(aMail().attaching(edited(index, word)))),
    );
  });
  test("a word added", () => {
    fc.assert(
      fc.property(
        place,
        other,
        (index, word) => !isDuplicate(aMail().attaching(edited(index, `${words[index]} ${word}`))),
      ),
    );
  });
  test("a word left out", () => {
    fc.assert(fc.property(place, (index) => !isDuplicate(aMail().attaching(edited(index, "")))));
  });
  test("a digit changed", () => {
    const digits = [...FORM].flatMap((c, index) => (/\d/.test(c) ? [index] : []));
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), (index, by) => {
        const digit = String((Number(FORM[index]) + by) % 10);
        return !isDuplicate(aMail().attaching(FORM.slice(0, index) + digit + FORM.slice(index + 1)));
      }),
    );
  });
  test("two neighbouring words swapped", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places.slice(0, -1)), (index) => {
        const [a, b] = [words[index] as string, words[index + 2] as string];
        fc.pre(a.toLowerCase() !== b.toLowerCase());
        return !isDuplicate(
          aMail().attaching(
            words
              .with(index, b)
              .with(index + 2, a)
              .join(""),
          ),
        );
      }),
    );
  });
});
