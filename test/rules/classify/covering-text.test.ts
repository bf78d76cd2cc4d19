import { describe, expect, test } from "vitest";
import { type Familiar, saysOnlySentAgain } from "../../../rules/classify/covering-text.ts";
import { sentencesOf } from "../../../rules/classify/words.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();
const familiar: Familiar = {
  senders: new Set(["anna", "head", "oak", "school"]),
  names: new Set(["robin", "marlowe"]),
  earlier: new Set(["robin", "marlowe", "keith", "door", "4", "heron", "walk"]),
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
    "Sending again as I have sent her to the nurse.",
    "I have sent him to the hospital with a copy of this.",
    "Sending this again, it was Keith.",
    "Resending. Keith did it.",
    "Sending again as Keith is back in the house.",
    "Please see attached again. The kitchen is locked.",
    "I am sending this again because Keith was at the door.",
    "Second copy. Gran collects on Mondays as well.",
    "Sending again, and this time the door was open.",
    "I sent this before Easter. The line is on the right palm.",
    "Resend: please read line 4 again, it should say not.",
    "Attached again. It is not the door, it was the belt.",
    "Copy of the form. We think that it was deliberate.",
    "Sending again because nobody has come and the baby is due.",
    "Please find the form attached again, signed by both.",
    "I am sending this once more as it has got worse.",
    "Resending this because things have not got better.",
    "Again attached. We have asked Keith to stay away.",
    "I have sent this twice. It keeps happening.",
    "Sending again, Robin needs help.",
    "As requested, the form again; the answer to question 2 is yes.",
    "Copy to you as the court asked for it on 3 July.",
    "Sending again from my phone, I am with the family.",
    "Sent again because I have been asked by the police.",
    "Sending again: he has it in writing.",
    "I am resending this as I have not been able to see Robin.",
    "Forwarding again. Please act before the weekend.",
    "Here it is again, with the dates put right.",
    "Resending, as we think that it may be more serious than we thought.",
    "This is the full version; the first was missing a page.",
    "We are still waiting for a reply and so is the family.",
    "Can you let me know what has been decided, as the hearing is on Friday?",
    "I sent this on Monday. Since then nothing.",
    "Sending this again in case it did not arrive. There were two of them.",
    "I would like to withdraw this referral.",
    "Please note that consent has been withdrawn.",
    "Thanks, all is well now.",
    "Please delete the first one, this is the right one.",
  ])("%s", (text) => {
    expect(carriesNoFact(text)).toBe(false);
  });
});
