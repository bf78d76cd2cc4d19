import { describe, expect, test } from "vitest";
import { type Familiar, saysOnlySentAgain } from "../../../rules/classify/covering-text.ts";
import { sentencesOf } from "../../../rules/classify/words.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();
const familiar: Familiar = {
  words: new Set(["anna", "head", "oak", "school", "robin", "marlowe", "heron", "walk"]),
  names: new Set(["robin", "marlowe"]),
};

function carriesNoFact(text: string): boolean {
  return sentencesOf(text)
    .filter((sentence) => !sentence.within)
    .every((sentence) => saysOnlySentAgain(sentence, familiar, policy));
}

describe("a covering text that carries no fact (Part 0.5)", () => {
  test.each([
    "Sending this again in case it did not reach you.",
    "Please find attached my referral, which I sent on 3 March.",
    "Resending as I have not had an acknowledgement.",
    "Our IT team say some of our Word files did not open at the other end, so here it is as a PDF.",
    "Nothing in it has been altered.",
    "Nothing to add.",
    "Apologies if you get it twice.",
    "I was on leave and found this in my outbox.",
    "Anna has asked me to forward her email below again as she cannot see a reply in her inbox.",
    "I have heard nothing since.",
    "Would you let me know that it has been read?",
    "Second copy, as requested by your business support on the phone today.",
    "This bounced the first time.",
    "I do not think that the first one went through.",
    "Can you confirm receipt please?",
    "Copy of the referral for Robin Marlowe sent on 11 March.",
    "Automatic re-transmission.",
    "I sent this on the 9th and nobody has answered me.",
    "Good morning,",
    "Kind regards",
    "FYI.",
  ])("%s", (text) => {
    expect(carriesNoFact(text)).toBe(true);
  });
});

describe("a covering text with anything that may be news", () => {
  test.each([
    "Resending this. He has since told the TA that it was the belt.",
    "Sending again, the bruise is darker today.",
    "Sending this again because Robin came in with a swelling.",
    "I am sending this again as mum has a new partner.",
    "Sending again with the correct date of birth.",
    "Please note that the address has changed.",
    "Resending: the number for mum is now 07700 900999.",
    "Sent again, Robin is still not in school.",
    "I sent this last week and I am now more worried.",
    "Forwarding again. Keith was outside the gate.",
    "Sending again. There are three of them, not two.",
    "I have added the body map.",
    "This replaces the form that I sent on Monday, in which one answer was wrong.",
    "Robin did not come back after lunch.",
    "The landlord has evicted them.",
    "Sending again, please act before the flight on Friday.",
    "Sending again: 2 marks.",
    "Copy attached, the hospital rang me.",
    "Resending, there was another incident last night.",
    "Please ring me about Robin, who cried all morning.",
    "Sending again. The cupboard was empty.",
    "Resent with photographs of the kitchen.",
  ])("%s", (text) => {
    expect(carriesNoFact(text)).toBe(false);
  });
});
