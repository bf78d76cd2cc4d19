import { describe, expect, test } from "vitest";
import { type Familiar, isSignatureLine, saysOnlySentAgain } from "../../../rules/classify/covering-text.ts";
import { sentencesOf } from "../../../rules/classify/words.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();
const words = (text: string) => new Set(text.split(" "));
const familiar: Familiar = {
  senders: words("petra okafor millbank nursery colin tate"),
  names: words("jonah sedge"),
  earlier: words("jonah sedge 7 mill lane 3 june 2026 shouting kitchen"),
};

function carriesNoFact(text: string): boolean {
  return sentencesOf(text)
    .filter((sentence) => !sentence.within)
    .every((sentence) => saysOnlySentAgain(sentence, familiar, policy));
}

// 40 of each were written and run once before any word was changed for them: 15 of the first were known for what they are,
// and none of the second was taken for a cover. Of a second writing, 30 and 40 run once after that, 21 and one.
describe("a covering text that only asks or passes on (Part 0.5)", () => {
  test.each([
    "What has become of it?",
    "Would you tell me please where it has got to?",
    "Did this land with the correct department?",
    "Who is the right person to ask about it?",
    "Nobody has come back to me. Is it with somebody?",
    "Re-sent. Nothing received from you to date.",
    "Passing this on for Graham, who has not had a reply.",
    "On behalf of Shireen, who is waiting for an acknowledgement.",
    "Resending (three weeks now). Has anyone picked it up?",
    "It is 12 days since I sent this. Have you got it?",
    "Leila please forward, no reply so far",
    "Sent on for a colleague.",
    "Passed on at the request of our head office.",
    "How is this getting on?",
    "Please could someone say whether it is being looked at.",
    "Is there a reference I can quote?",
    "I would be glad of an answer to the attached.",
    "Third time of asking! Where has this gone?",
    "To whom should I send it, if not to you?",
    "Our log shows no receipt from your side.",
    "I do not seem to have had a response to this one.",
    "May I ask what was done with the below?",
    "Can you let us know when it will be dealt with?",
    "Just checking that you have my email below.",
    "I forward Hugh's message, which he tells me was never answered.",
    "Fwd as asked by Marion, she has had no reply.",
    "Copying this to you once more, 10 working days on.",
    "Did it get as far as the team it was meant for?",
    "Is this the right inbox for it?",
    "Still no word on this. What happens next?",
    "Not acknowledged as yet, hence this repeat.",
    "What news of the attached?",
    "Kindly tell us if our letter was received and by whom.",
    "Second request. Please respond.",
    "Has a manager seen it yet?",
    "I sent it a fortnight ago and would like to know the outcome.",
    "Forwarded for Winston (he is on leave), who had no answer to it.",
    "Should I have had a reply by now?",
    "Has this been allocated to anyone?",
    "Any word from your side on the below?",
    "What did you decide about this?",
    "Which team has it now?",
    "May I know when we can expect an answer?",
    "This is the third time I have written.",
    "You may not have had this, so here it is once more.",
    "Our secretary has had no confirmation from you, so I send it on.",
    "Sent on behalf of Dr Lomax, who has not heard from you.",
    "Could you check that this came through on the 4th?",
    "Is there an update for our records?",
    "Did anyone open this?",
    "I have not had so much as an acknowledgement.",
    "Abena pls send again, nothing back yet",
    "It went to your old inbox, I believe.",
    "I attach the same again, 3 weeks on.",
    "Please respond to this one.",
    "Kindly confirm that it has reached your team.",
    "Sorry to chase, but did you ever see this?",
    "How long do these usually take?",
    "Has it been passed to the right area?",
    "Resubmitted at the request of Ruth in your office.",
    "Nothing heard since my email below.",
    "Could someone please ring me back about it?",
    "Was there something wrong with the form?",
    "Should I be sending these somewhere else?",
    "Further to my email, I would welcome a reply.",
    "I'd like to be sure that it is in hand.",
    "Forwarded from my colleague Hamish, who has left it with me.",
    "The below was not acknowledged. Is it safe to assume that you have it?",
  ])("%s", (text) => {
    expect(carriesNoFact(text)).toBe(true);
  });
});

describe("a covering text that asks or passes on and also may tell something", () => {
  test.each([
    "What has become of her?",
    "Would you tell me please where he has got to?",
    "Did Jonah land with the correct department?",
    "Who is the right person to ask about the smell?",
    "Nobody has come back to me. Is it with the lodger?",
    "Re-sent. Nothing eaten to date.",
    "Passing this on for Graham, who has seen them again.",
    "On behalf of Shireen, who is waiting at the gate.",
    "Resending (three weeks now). Has anyone picked him up?",
    "It is 12 days since he washed. Have you got it?",
    "Leila please forward, no heating so far",
    "Sent on for a colleague, who heard shouting.",
    "Passed on at the request of the lad himself.",
    "How is Jonah getting on?",
    "Please could someone say whether the baby is being looked at.",
    "Is there a reference to the cellar?",
    "I would be glad of an answer, the money has run out.",
    "Third time of asking! Where has Colin gone with the children?",
    "To whom should I send it, if the grandfather opens the post?",
    "Our log shows 3 calls from the flat.",
    "I do not seem to have had the same answer from the mother.",
    "May I ask what was done with the bed?",
    "Can you let us know when the locks will be changed?",
    "Is anybody there?",
    "Could it be the same one?",
    "Sent again. It happens now every day.",
    "Sent again, this happens to it as well.",
    "Sent again, as all have it now.",
    "Resent. It happens next to the office.",
    "Is anybody there at night?",
    "Sending on again for the duty desk, PC 2207",
    "Sending again, it has been like that for 10 days.",
    "Re-sending, this has been going on 10 days now.",
    "Resending (3 days now without food).",
    "Sent again. What happened with the lodger?",
    "On behalf of Jonah, who says that he had no answer.",
    "I asked again and he had no answer.",
    "Has anyone seen him yet?",
    "Is it about Jonah or is Jonah with you?",
    "Did it happen at yours?",
    "My grandson has set me up with him.",
    "Just checking that you have the other household below.",
    "I forward Hugh's message, which says that it was on the Sunday.",
    "Fwd as asked by Marion, she found blood.",
    "Copying this to you once more, 10 nights on the sofa.",
    "Did it get as far as the skin?",
    "Is this the right house for it?",
    "Still no word on this. They sleep in the shed.",
    "Not collected as yet, hence this repeat.",
    "What news of the tenant?",
    "Kindly tell us if our letter was received, and by then the lights were out.",
    "Second request. Please respond before the wedding.",
    "Has a doctor seen it yet?",
    "I sent it a fortnight ago and he would like to know the outcome.",
    "Forwarded for Winston (he is with Jonah), who had no answer to it.",
    "Should she have had a tetanus by now?",
    "Sending on again for the duty desk, 2 rooms searched",
    "Has she been allocated to anyone?",
    "Any word from his dad on the below?",
    "What did you decide about the baby?",
    "Which uncle has it now?",
    "May I know when we can expect the man?",
    "This is the third time he has hit.",
    "You may not have had this, so here it is once more: the knife.",
    "Our secretary has had the mother in tears, so I send it on.",
    "Sent on behalf of Dr Lomax, who has not seen him since.",
    "Could you check on Jonah on the 4th?",
    "Is there an update for our records on the fracture?",
    "Did anyone open the cupboard?",
    "I have not had so much as a bruise to show.",
    "Abena pls send again, nothing eaten yet",
    "It went to their old flat, I believe.",
    "I attach the same again, 3 fingers longer.",
    "Please respond to this one, it is the sister.",
    "Kindly confirm that Jonah has reached your team.",
    "Sorry to chase, but did you ever see this rash?",
    "How long do these bruises usually take?",
    "Has it been passed to the child?",
    "Resubmitted at the request of Ruth in the flat above.",
    "Nothing eaten since my email below.",
    "Could someone please ring the gran back about it?",
    "Was there something wrong with the leg?",
    "Should I be sending them home?",
    "Further to my email, I would welcome a bed for Jonah.",
    "I'd like to be sure that Jonah is in hand.",
    "Forwarded from my colleague Hamish, who has left it with Keith.",
    "The below was not acknowledged. Is it safe for Jonah?",
    "Is Jonah still there?",
    "Sending again. This has been like it for 6 weeks now.",
    "Sending again, it was 3 times, not 2.",
    "Did you know that they have moved?",
    "Where is Jonah now?",
    "Resent. Did it come from the kitchen?",
    "Is it still going on?",
    "Sending it again as it happened to us too.",
    "Was it the same man?",
    "Can it be that nobody was in?",
  ])("%s", (text) => {
    expect(carriesNoFact(text)).toBe(false);
  });
});

describe("the line below a covering text", () => {
  const signs = (text: string) =>
    sentencesOf(text).every((sentence) => isSignatureLine(sentence, familiar, policy));
  test.each(["Sgt 3381", "PC 2207", "PCSO 61442", "Petra Okafor", "Nursery Office"])("signs: %s", (text) => {
    expect(signs(text)).toBe(true);
  });
  test.each(["3381", "PC 2207 saw Jonah", "Flat 12", "Room 3381", "Jonah 7", "Sgt 3381 came again"])(
    "does not sign: %s",
    (text) => {
      expect(signs(text)).toBe(false);
    },
  );
});

test("whom the records relate to a child is no colleague for whom a mail is sent on", () => {
  const sentence = (name: string) => `Sent again on behalf of ${name}, who has had no reply.`;
  const [known] = sentencesOf(sentence("Marianne"));
  if (!known) throw new Error("no sentence");
  const related = { ...familiar, earlier: new Set([...familiar.earlier, "marianne"]) };
  expect(saysOnlySentAgain(known, familiar, policy)).toBe(true);
  expect(saysOnlySentAgain(known, related, policy)).toBe(false);
});
