import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPassages } from "../../bench/urgency/data.ts";
import { findUrgency } from "../../rules/find-urgency.ts";
import { aMail, aPart, aSituation, type MailBuilder } from "../builders/situation.ts";
import { triagePolicy } from "../builders/triage-policy.ts";

const policy = triagePolicy();
const urgent = (mail: MailBuilder) => findUrgency(aSituation(mail), policy).value;
const says = (text: string) => urgent(aMail().saying(text));

describe("urgent by the sender's own word", () => {
  test("the header", () => {
    expect(urgent(aMail().saying("Please see below.").high())).toBe(true);
  });
  test("the subject", () => {
    expect(urgent(aMail().subject("URGENT: Robin").saying("Please see below."))).toBe(true);
  });
  test.each([
    "Please treat this as urgent.",
    "We need somebody to look at this urgently.",
    "This can't wait until Monday.",
    "A same day response is needed, please.",
    "Is this urgent?: Yes",
    "Urgent please: the family have been put out of their flat this morning.",
    "Urgent? ☒ Yes ☐ No",
    "Immediate danger | YES",
    "Is the child safe to go home today?: No",
    "Risk level: High",
    "DASH: 16, high",
    "Priority: Immediate",
  ])("%s", (text) => {
    expect(says(text)).toBe(true);
  });
});

describe("urgent by one phrase of danger that is enough alone", () => {
  test.each([
    "He is outside the house right now and banging on the door.",
    "She told us that she has a plan to end her life.",
    "Two X-rays show a spiral fracture of the arm, which nobody can explain.",
    "He put his hands round her neck until she could not breathe.",
    "She has been reported missing and her phone is off.",
    "Her father is collecting her at half past three and she is begging not to go.",
    "The ward wants to discharge her today; we do not believe that she would be safe going home.",
    "There is no adult in the flat and they are sitting on the window ledge.",
    "IT IS HAPPENING RIGHT NOW",
  ])("%s", (text) => {
    expect(says(text)).toBe(true);
  });
  test.each([
    "She told us in 2019 that she had a plan to end her life.",
    "There is no plan to end her life.",
    "If a child is not breathing call 999.",
  ])("not where it is of long ago, denied, or advice to all: %s", (text) => {
    expect(says(text)).toBe(false);
  });
});

describe("not urgent", () => {
  test.each([
    "There is no immediate risk.",
    "This isn't urgent as such, but we would value advice.",
    "Not urgent, but before Friday would be fab.",
    "It's not an emergency.",
    "Is this urgent? (Yes/No): No",
    "Urgent? ☐ Yes ☒ No",
    "Immediate danger: No",
    "Is the child safe to go home today?: Yes",
    "Priority: Routine (options: Routine / Urgent / Immediate)",
    "Risk level: Standard",
    "On 4 March 2019 he came to the flat with a knife.",
    "In 2019 he was sentenced for wounding with a knife.",
    "He was convicted five years ago of threats to kill.",
    "She denies any thoughts of suicide.",
    "If you think a child is in immediate danger call 999.",
    "For urgent advice on other days ring the duty line.",
    "Families: our urgent advice line is open day and night.",
    "Do we ring 999 first for a child who is missing now?",
    "He has come in without a coat again and says that he is hungry.",
    "She had thoughts of harming herself in March. None for seven weeks.",
    "Mum is tired and tearful and would like some help with routines.",
  ])("%s", (text) => {
    expect(says(text)).toBe(false);
  });

  test("what was 'today' in a message of last week is not today", () => {
    const old = "Today at 3.20 his father came to collect him, smelled of alcohol and shouted at the staff.";
    expect(urgent(aMail().saying("Forwarding this again.").forwarding(old, "2026-03-15T16:00:00Z"))).toBe(
      false,
    );
  });
  test("a disclaimer that was set apart", () => {
    expect(
      urgent(aMail().saying("Robin has no coat.", ["If a child is in danger right now dial 999."])),
    ).toBe(false);
  });
});

test("because quotes the words, and where they stood", () => {
  const { because } = findUrgency(
    aSituation(aMail().saying("Robin says that he will be stabbed at the park tonight.")),
    policy,
  );
  expect(because).toHaveLength(1);
  expect(because[0]?.found).toContain("stabbed");
  expect(because[0]?.where).toBe("body");
});

test("a ticked box of a form counts where only its fields were read", () => {
  const mail = aMail().saying("Form attached.");
  const part = aPart({ where: "attachment a.pdf", fields: [{ label: "Immediate danger?", value: "Yes" }] });
  const situation = aSituation(mail);
  const withForm = { ...situation, mail: { ...situation.mail, parts: [part] } };
  expect(findUrgency(withForm, policy).value).toBe(true);
});

describe("never lowered", () => {
  const everyday = fc
    .array(
      fc.constantFrom(
        "The building has a new roof.",
        "Lessons begin at nine.",
        "The hall is used for music on Wednesdays.",
        "The bus stop is by the library.",
        "The kitchen serves soup on Mondays.",
        "Everything was resolved last week.",
        "It is all sorted out and they are well now.",
        "Thank you for your time.",
        "Kind regards, the office.",
        "Attached is the form that you asked for.",
        "The fire drill went well and everybody was back by ten.",
        "This is for information only, when you have time.",
        "They were seen, weighed and sent home with their mum.",
        "It happened two years ago and the matter is closed.",
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((sentences) => sentences.join(" "));
  const dangerous = fc.constantFrom(
    "Please treat this as urgent.",
    "He is outside the house right now.",
    "Is this urgent?: Yes",
    "She told us that she has a plan to end her life.",
    ...readPassages()
      .filter(({ urgent, text }) => urgent && says(text))
      .slice(0, 200)
      .map(({ text }) => text),
  );
  test("by a paragraph below that names nobody and denies nothing", () => {
    fc.assert(fc.property(dangerous, everyday, (text, more) => says(`${text}\n\n${more}`)));
  });
  test("by anything attached", () => {
    fc.assert(fc.property(dangerous, everyday, (text, more) => urgent(aMail().saying(text).attaching(more))));
  });
  test("by words, where the sender's header says it", () => {
    fc.assert(fc.property(everyday, (text) => urgent(aMail().saying(`${text} This is not urgent.`).high())));
  });
});
